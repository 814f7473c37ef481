"""Rule pages and their index, for a terminal."""

import re
from collections.abc import Iterator
from textwrap import wrap

from listlint.rule import Preset, Rule, shipped_page, shipped_rules

_BOLD, _DIM, _CYAN, _RESET = "\x1b[1m", "\x1b[2m", "\x1b[36m", "\x1b[0m"
_WIDTH = 88
"""The most columns of a line of prose; those of examples stay as long as they are."""
_FENCE = re.compile(r"(`{3,})(.*)")
_ITEM = re.compile(r"(?:[-*]|\d+\.) +")
_LINK = re.compile(r"\[([^\[\]]+)\]\([a-z-]+\.md\)")


def index(color: bool) -> Iterator[str]:
    """Yield a line a rule: its name, whether it is on by default, its title."""
    rules = shipped_rules()
    width = max(map(len, rules), default=0)
    for rule in rules.values():
        name = _paint(rule.name.ljust(width), _BOLD, color)
        yield f"{'*' if _is_default(rule) else ' '} {name}  {rule.title}"
    yield ""
    yield "* on by default. `listlint rule NAME` shows a rule's page."


def _is_default(rule: Rule) -> bool:
    return Preset.RECOMMENDED in rule.presets


def page(name: str, color: bool) -> Iterator[str]:
    """Yield the page of a shipped rule, its Markdown made plain and its table put last."""
    rule = shipped_rules()[name]
    yield _paint(f"{rule.title} ({name})", _BOLD, color)
    yield _paint(_summary(rule), _DIM, color)
    yield ""
    table: list[str] = []
    fence, label, blank = "", "", True
    for line in shipped_page(name).text.splitlines():
        match = _FENCE.match(line)
        if match and not fence:
            fence, label = match[1], match[2]
            if label != "toml":
                yield _paint(f"  {_told(label)}:", _DIM, color)
        elif fence and line.strip() == fence:
            fence, blank = "", label == "toml"
        elif fence and label == "toml":
            table.append(line)
        elif fence:
            yield f"    {_paint(line, _CYAN, color)}" if line else ""
        elif line.startswith("# ") or (not line and blank):
            continue
        else:
            blank = not line
            yield from _prose(line, color)
    yield ""
    yield _paint("The rule", _BOLD, color)
    yield ""
    yield from (f"    {_paint(line, _CYAN, color)}" if line else "" for line in table)


def _summary(rule: Rule) -> str:
    """Tell how bad a finding of a rule is, and where the rule is on."""
    if _is_default(rule):
        return f"{rule.severity}, on by default"
    presets = " and ".join(sorted(rule.presets))
    return f"{rule.severity}, off by default" + (f"; on in {presets}" if presets else "")


def _told(label: str) -> str:
    """Return what an example is: `bad, found at 1:3 and 2:5`."""
    kind, *places = label.removeprefix("markdown ").removeprefix("toml ").split()
    at = [place for place in places if place[0].isdigit()]
    return f"{kind}, found at {' and '.join(at)}" if at else kind


def _prose(line: str, color: bool) -> Iterator[str]:
    """Yield a line of the page as lines of a terminal; a paragraph of a page is one line."""
    if line.startswith("## "):
        yield _paint(line[3:], _BOLD, color)
        return
    item = _ITEM.match(line)
    indent = " " * (item.end() if item else 0)
    text = _LINK.sub(r"`\1`", line)
    yield from wrap(
        text, _WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    ) or [""]


def _paint(text: str, code: str, color: bool) -> str:
    return f"{code}{text}{_RESET}" if color and text else text
