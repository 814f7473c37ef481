"""Write the table of rules into README.md; with `--check`, exit with 1 if it is outdated."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from listlint.rules.registry import Preset, Rule, shipped_rules

README = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- rules: made by tools/readme.py -->\n", "<!-- end of rules -->"


def tables() -> str:
    """Return the tables of rules as Markdown: the default ones, and the others, collapsed."""
    rules = shipped_rules().values()
    on = [rule for rule in rules if Preset.RECOMMENDED in rule.presets]
    off = [rule for rule in rules if Preset.RECOMMENDED not in rule.presets]
    folded = f"<details>\n<summary>{len(off)} more, off by default</summary>\n"
    return "\n".join([*_table(on), "", folded, *_table(off), "", "</details>", ""])


def _table(rules: Iterable[Rule]) -> Iterator[str]:
    yield "| rule | severity | fix | finds |"
    yield "| --- | --- | --- | --- |"
    for rule in rules:
        fix = rule.safety if rule.fixes else "-"
        yield f"| [{rule.name}](rules/{rule.name}.md) | {rule.severity} | {fix} | {rule.title} |"


def updated(text: str) -> str:
    """Return the README with the current table."""
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n{tables()}\n{END}{tail}"


if __name__ == "__main__":
    before = README.read_text("utf-8")
    after = updated(before)
    if "--check" in sys.argv:
        sys.exit(before != after)
    README.write_text(after, "utf-8")
