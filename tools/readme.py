"""Write the table of all rules into rules/README.md; with `--check`, exit with 1 if outdated."""

import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from listlint.rules.registry import Preset, Rule, shipped_rules

INDEX = Path(__file__).parents[1] / "rules" / "README.md"
TOPICS = {
    "entries": "Entries",
    "tables": "Tables",
    "links": "Links",
    "text": "Text",
    "structure": "Structure",
    "style": "Style",
    "policy": "Policy",
}
"""Titles of the packages that rules are in."""


def topics() -> dict[str, list[Rule]]:
    """Return the shipped rules by topic."""
    groups = defaultdict(list)
    for rule in shipped_rules().values():
        groups[rule.module.split(".")[-2]].append(rule)
    return {title: groups[package] for package, title in TOPICS.items()}


def presets(rule: Rule) -> str:
    """Return the smallest presets that a rule is in."""
    if Preset.RECOMMENDED in rule.presets:
        return Preset.RECOMMENDED
    return ", ".join(sorted(rule.presets)) or "-"


def table(rules: Sequence[Rule]) -> Iterator[str]:
    """Yield the rows of a table of rules."""
    yield "| rule | finds | severity | presets | fix |"
    yield "| --- | --- | --- | --- | --- |"
    for rule in rules:
        fix = rule.safety if rule.fixes else "-"
        name = f"[{rule.name}]({rule.name}.md)"
        yield f"| {name} | {rule.title} | {rule.severity} | {presets(rule)} | {fix} |"


def index() -> str:
    """Return the page."""
    rules = shipped_rules().values()
    default = sum(Preset.RECOMMENDED in rule.presets for rule in rules)
    intro = (
        f"{len(rules)} rules, {default} of them on by default: those of the preset `recommended`,"
        " which the others include. Each has a page with its rationale, options and tested"
        " examples, which `listlint rule NAME` prints, too."
        " [Configuration](../docs/configuration.md) describes presets, and how to turn rules on"
        " and off and to ignore a single finding."
    )
    lines = ["# Rules", "", intro]
    for title, group in topics().items():
        lines += ["", f"## {title}", "", *table(group)]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(INDEX.read_text("utf-8") != index())
    INDEX.write_text(index(), "utf-8")
