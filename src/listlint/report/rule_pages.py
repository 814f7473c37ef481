"""Rule pages and their index, for a terminal."""

import re
from collections.abc import Iterator
from textwrap import wrap

from listlint.report.ansi import BOLD, CYAN, DIM, paint
from listlint.rules.page import shipped_page
from listlint.rules.registry import Preset, Rule, shipped_rules

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
        name = paint(rule.name.ljust(width), BOLD, color)
        yield f"{'*' if _is_default(rule) else ' '} {name}  {rule.title}"
    yield ""
    yield "* on by default. `listlint rule NAME` shows a rule's page."


def _is_default(rule: Rule) -> bool:
    return Preset.RECOMMENDED in rule.presets


def page(name: str, color: bool) -> Iterator[str]:
    """Yield the page of a shipped rule, its Markdown made plain and its table put last."""
    rule = shipped_rules()[name]
    yield paint(f"{rule.title} ({name})", BOLD, color)
    yield paint(_summary(rule), DIM, color)
    yield ""
    table: list[str] = []
    fence, label, blank = "", "", True
    for line in shipped_page(name).text.splitlines():
        match = _FENCE.match(line)
        if match and not fence:
            fence, label = match[1], match[2]
            if label != "toml":
                yield paint(f"  {_told(label)}:", DIM, color)
        elif fence and line.strip() == fence:
            fence, blank = "", label == "toml"
        elif fence and label == "toml":
            table.append(line)
        elif fence:
            yield f"    {paint(line, CYAN, color)}" if line else ""
        elif line.startswith("# ") or (not line and blank):
            continue
        else:
            blank = not line
            yield from _prose(line, color)
    yield ""
    yield paint("The rule", BOLD, color)
    yield ""
    yield from (f"    {paint(line, CYAN, color)}" if line else "" for line in table)


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
        yield paint(line[3:], BOLD, color)
        return
    item = _ITEM.match(line)
    indent = " " * (item.end() if item else 0)
    text = _LINK.sub(r"`\1`", line)
    yield from wrap(
        text, _WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    ) or [""]
