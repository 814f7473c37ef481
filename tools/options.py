"""Write the tables of options into docs/; with `--check`, only say whether they are current.

A table is between `<!-- options: MODULE:DATACLASS -->` and `<!-- end of options -->`.
"""

import re
import sys
from importlib import import_module
from pathlib import Path

from listlint.rules.options import options

DOCS = Path(__file__).parents[1] / "docs"
_MARKED = re.compile(r"(<!-- options: ([\w.]+):(\w+) -->\n).*?(<!-- end of options -->)", re.DOTALL)


def table(module: str, name: str) -> str:
    """Return the options of a dataclass as a Markdown table."""
    rows = [
        f"| `{option.name}` | {option.type} | {option.default and f'`{option.default}`'} "
        f"| {option.meaning} |\n"
        for option in options(getattr(import_module(module), name))
    ]
    return "".join(("| key | type | default | meaning |\n| --- | --- | --- | --- |\n", *rows))


def updated(text: str) -> str:
    """Return a page with its tables written again."""
    return _MARKED.sub(lambda match: f"{match[1]}\n{table(match[2], match[3])}\n{match[4]}", text)


if __name__ == "__main__":
    stale = False
    for page in sorted(DOCS.glob("*.md")):
        before = page.read_text("utf-8")
        after = updated(before)
        stale |= before != after
        if "--check" not in sys.argv:
            page.write_text(after, "utf-8")
    sys.exit(stale and "--check" in sys.argv)
