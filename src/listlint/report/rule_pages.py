"""Rule pages and their index, for a terminal."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import zip_longest
from textwrap import shorten, wrap
from typing import Any

from listlint.diagnostics.regex import regex
from listlint.report.ansi import BOLD, CYAN, DIM, paint
from listlint.rules.options import rule_options, toml
from listlint.rules.page import rule_url, shipped_page, site_url, with_site_links
from listlint.rules.registry import Preset, Rule, shipped_rules

_WIDTH = 88
"""Columns of the longest line of prose; lines of examples are not wrapped."""
_CELL = 22
"""Columns of the widest cell of a table but in its last column."""
_DEFAULT = 100
"""Letters of the longest default that is shown whole."""
_HIDDEN = ("toml", "toml verdicts")
"""Fences with the metadata, and with what the examples assume of links."""
_FENCE = regex(r"(`{3,})(.*)")
_ITEM = regex(r"(?:[-*]|\d+\.) +")
_RULE = regex(r"\[([^\[\]]+)\]\([a-z-]+\.md\)")
_LINK = regex(r"\[((?:`[^`]*`|[^\[\]`])+)\]\((https?://[^()\s]+)\)")


def index(rules: Iterable[Rule], color: bool) -> Iterator[str]:
    """Yield a line for each rule: its name, severity, fixes, presets and title."""
    head = ("rule", "severity", "fix", "presets", "finds")
    rows = [(rule.name, rule.severity, _fixes(rule), _presets(rule), rule.title) for rule in rules]
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)][:-1]

    def line(cells: Sequence[str]) -> str:
        padded = [cell.ljust(width) for cell, width in zip(cells, widths, strict=False)]
        return "  ".join([*padded, cells[-1]])

    yield paint(line(head), DIM, color)
    for row in rows:
        name, rest = line(row)[: widths[0]], line(row)[widths[0] :]
        yield paint(name, BOLD, color) + rest
    yield ""
    yield (
        "`awesome` and `strict` add to `recommended`, which is the default; `all` is every rule;"
        " `listlint rule NAME` shows the page of a rule"
    )


def as_object(rule: Rule) -> dict[str, Any]:
    """Return a rule as JSON types."""
    return {
        "name": rule.name,
        "title": rule.title,
        "severity": rule.severity.value,
        "fix": None if (fix := _fixes(rule)) == _NONE else fix,
        "presets": sorted(rule.presets),
        "supersedes": sorted(rule.supersedes),
    }


def page_object(rule: Rule) -> dict[str, Any]:
    """Return a rule with its options and its page as JSON types."""
    options = [asdict(option) for option in rule_options(rule)]
    return {
        **as_object(rule),
        "url": rule_url(rule.name),
        "options": options,
        "page": rule.page,
    }


_NONE = "-"


def _presets(rule: Rule) -> str:
    """Return the presets that turn a rule on; others include `recommended`."""
    if _is_default(rule):
        return Preset.RECOMMENDED
    return ", ".join(sorted(rule.presets)) or _NONE


def _fixes(rule: Rule) -> str:
    """Return the highest applicability of the fixes of a rule, if it has any."""
    return rule.safety if rule.fixes else _NONE


def _is_default(rule: Rule) -> bool:
    return Preset.RECOMMENDED in rule.presets


def page(name: str, color: bool) -> Iterator[str]:
    """Yield the page of a shipped rule without Markdown syntax, its options before the examples."""
    rule = shipped_rules()[name]
    yield paint(f"{rule.title} ({name})", BOLD, color)
    yield from (paint(line, DIM, color) for line in _summary(rule))
    yield paint(site_url(f"rules/{name}"), DIM, color)
    yield ""
    fence, label, skip_empty = "", "", True
    headings: list[str] = []
    lines = shipped_page(name).text.splitlines()
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        match = _FENCE.match(line)
        if match and not fence:
            fence, label = match[1], match[2]
            if label not in _HIDDEN:
                yield paint(f"  {_label(label, following)}:", DIM, color)
        elif fence and line.strip() == fence:
            fence, skip_empty = "", label in _HIDDEN
        elif fence:
            if label not in _HIDDEN:
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
        names = f"supersedes {', '.join(sorted(rule.supersedes))}"
        yield from wrap(names, _WIDTH, break_on_hyphens=False)


def _label(label: str, first: str) -> str:
    """Return the label of an example: `bad`, `found`, `fixed`, `good`, `options` or `config`."""
    if first.startswith("conventions ="):  # a key of the config, not an option of the rule
        return "config"
    return "found" if label == "text" else label.split()[1]


def _options(rule: Rule, color: bool, *, has_heading: bool) -> Iterator[str]:
    """Yield a table of the options, and what presets set differently."""
    rows = [
        (one.name, one.type, shorten(one.default, _DEFAULT, placeholder=" …"), one.meaning)
        for one in rule_options(rule)
    ]
    if rows and not has_heading:
        yield paint("Options", BOLD, color)
        yield ""
    if rows:
        yield from _table([("option", "type", "default", "meaning"), *rows], color)
    for preset, values in rule.pins.items():
        pinned = ", ".join(f"{name} = {toml(value)}" for name, value in values.items())
        lines = wrap(
            f"{preset} sets {pinned}", _WIDTH, initial_indent="  ", subsequent_indent="    "
        )
        yield from (paint(line, CYAN, color) for line in lines)
    if rows or rule.pins:
        yield ""


def _table(rows: Sequence[Sequence[str]], color: bool) -> Iterator[str]:
    """Yield the lines of a table; long cells are wrapped, the last column has the rest."""
    columns = list(zip(*rows, strict=True))[:-1]
    widths = [min(_CELL, max(map(len, column))) for column in columns]
    widths.append(_WIDTH - sum(widths) - 2 * len(rows[0]))
    for number, row in enumerate(rows):
        cells = [
            wrap(cell.replace("`", ""), width, break_on_hyphens=False)
            for cell, width in zip(row, widths, strict=True)
        ]
        for parts in zip_longest(*cells, fillvalue=""):
            padded = "  ".join(part.ljust(width) for part, width in zip(parts, widths, strict=True))
            yield paint(f"  {padded.rstrip()}", CYAN if number else DIM, color)


def _prose(line: str, color: bool) -> Iterator[str]:
    """Yield a line of the page as lines of a terminal; a paragraph of a page is one line."""
    if line.startswith("## "):
        yield paint(line[3:], BOLD, color)
        return
    item = _ITEM.match(line)
    indent = " " * (item.end() if item else 0)
    text = _LINK.sub(r"\1 <\2>", with_site_links(_RULE.sub(r"`\1`", line)))
    yield from wrap(
        text, _WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    ) or [""]
