"""Rule pages and their index, for a terminal."""

import re
from collections.abc import Iterator

from listlint.rule import Preset, Rule, shipped_page, shipped_rules

_BOLD, _DIM, _CYAN, _RESET = "\x1b[1m", "\x1b[2m", "\x1b[36m", "\x1b[0m"


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
    """Yield the page of a rule, its Markdown made plain."""
    fence = ""
    for line in shipped_page(name).text.splitlines():
        if match := re.match(r"(`{3,})(.*)", line):
            if not fence:
                fence = match[1]
                if label := match[2].replace("markdown", "").strip():
                    yield _paint(f"  {label}:", _DIM, color)
                continue
            if line.strip() == fence:
                fence = ""
                continue
        if fence:
            yield "    " + _paint(line, _CYAN, color)
        elif line.startswith("# "):
            yield _paint(f"{line[2:]} ({name})", _BOLD, color)
        elif line.startswith("## "):
            yield _paint(line[3:], _BOLD, color)
        else:
            yield line


def _paint(text: str, code: str, color: bool) -> str:
    return f"{code}{text}{_RESET}" if color and text else text
