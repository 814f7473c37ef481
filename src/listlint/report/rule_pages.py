"""Rule pages and their index, for a terminal."""

import json
import re
from collections.abc import Iterator, Mapping
from textwrap import wrap
from typing import Any

from listlint.report.ansi import BOLD, CYAN, DIM, paint
from listlint.rules.page import shipped_page
from listlint.rules.registry import Preset, Rule, shipped_rules

_WIDTH = 88
"""Columns of the longest line of prose; lines of examples are not wrapped."""
_FENCE = re.compile(r"(`{3,})(.*)")
_ITEM = re.compile(r"(?:[-*]|\d+\.) +")
_LINK = re.compile(r"\[([^\[\]]+)\]\([a-z-]+\.md\)")


def index(color: bool) -> Iterator[str]:
    """Yield one line for each rule: whether it is on by default, its name and its title."""
    rules = shipped_rules()
    width = max(map(len, rules), default=0)
    for rule in rules.values():
        name = paint(rule.name.ljust(width), BOLD, color)
        yield f"{'*' if _is_default(rule) else ' '} {name}  {rule.title}"
    yield ""
    yield "* on by default; `listlint rule NAME` shows the page of a rule"


def _is_default(rule: Rule) -> bool:
    return Preset.RECOMMENDED in rule.presets


def page(name: str, color: bool) -> Iterator[str]:
    """Yield the page of a shipped rule without Markdown syntax, its options before the examples."""
    rule = shipped_rules()[name]
    yield paint(f"{rule.title} ({name})", BOLD, color)
    yield from (paint(line, DIM, color) for line in _summary(rule))
    yield ""
    fence, label, skip_empty = "", "", True
    headings: list[str] = []
    for line in shipped_page(name).text.splitlines():
        match = _FENCE.match(line)
        if match and not fence:
            fence, label = match[1], match[2]
            if label != "toml":
                yield paint(f"  {_label(label)}:", DIM, color)
        elif fence and line.strip() == fence:
            fence, skip_empty = "", label == "toml"
        elif fence:
            if label != "toml":
                yield f"    {paint(line, CYAN, color)}" if line else ""
        elif line.startswith("# ") or (not line and skip_empty):
            continue
        else:
            if line == "## Examples":
                yield from _options(rule, color, has_heading="## Options" in headings)
            if line.startswith("## "):
                headings.append(line)
            skip_empty = not line
            yield from _prose(line, color)


def _summary(rule: Rule) -> Iterator[str]:
    """Yield the severity of a rule, where it is on, and what it supersedes."""
    presets = " and ".join(sorted(rule.presets))
    if _is_default(rule):
        yield f"{rule.severity}, on by default"
    else:
        yield f"{rule.severity}, off by default" + (f"; on in {presets}" if presets else "")
    if rule.supersedes:
        yield f"supersedes {', '.join(sorted(rule.supersedes))}"


def _label(label: str) -> str:
    """Return the label of an example: `bad`, `found`, `fixed`, `good`, `options` or `verdicts`."""
    return "found" if label == "text" else label.split()[1]


def _options(rule: Rule, color: bool, *, has_heading: bool) -> Iterator[str]:
    """Yield each option with its default, its meaning and its values."""
    from listlint.schema import json_schema  # imports pydantic, which is slow

    schema = json_schema(rule.options_type)
    if schema["properties"] and not has_heading:
        yield paint("Options", BOLD, color)
        yield ""
    for name, option in schema["properties"].items():
        default = option.get("default")
        setting = name if default is None else f"{name} = {_toml(default)}"
        lines = wrap(setting, _WIDTH, initial_indent=" " * 4, subsequent_indent=" " * 6)
        yield from (paint(line, CYAN, color) for line in lines)
        values = " or ".join(map(_toml, _values(option, schema.get("$defs", {}))))
        meaning = " ".join(filter(None, (option.get("description", ""), values and f"({values})")))
        yield from wrap(meaning, _WIDTH, initial_indent=" " * 8, subsequent_indent=" " * 8)
    for preset, table in rule.pins.items():
        pinned = ", ".join(f"{name} = {_toml(value)}" for name, value in table.items())
        yield paint(f"    {preset} sets {pinned}", CYAN, color)
    if schema["properties"] or rule.pins:
        yield ""


def _values(option: Mapping[str, Any], definitions: Mapping[str, Any]) -> list[Any]:
    """Return the values of an option that has a closed set of them."""
    values = []
    for type_ in option.get("anyOf", (option,)):
        definition = definitions.get(type_.get("$ref", "").rpartition("/")[2], {})
        values += definition.get("enum", ())
    return values


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        pairs = (f"{key} = {_toml(each)}" for key, each in value.items())
        return f"{{ {', '.join(pairs)} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False)


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
