"""Write the table of rules into README.md; with `--check`, only tell whether it is current."""

import sys
from pathlib import Path

from listlint.rule import Preset, shipped_rules

README = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- rules: made by tools/readme.py -->\n", "<!-- end of rules -->"


def table() -> str:
    """Return the table of rules as Markdown."""
    rows = ["| rule | finds | on |", "| --- | --- | --- |"]
    for rule in shipped_rules().values():
        on = "yes" if Preset.RECOMMENDED in rule.presets else ""
        rows.append(f"| [{rule.name}](rules/{rule.name}.md) | {rule.title} | {on} |")
    return "\n".join(rows) + "\n"


def updated(text: str) -> str:
    """Return the README with its table made anew."""
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n{table()}\n{END}{tail}"


if __name__ == "__main__":
    before = README.read_text("utf-8")
    after = updated(before)
    if "--check" in sys.argv:
        sys.exit(before != after)
    README.write_text(after, "utf-8")
