"""Draw what listlint prints for the example list, docs/images/report.svg.

With `--check`, exit with 1 if the picture is outdated.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import chdir
from html import escape
from pathlib import Path

from click.testing import CliRunner

from listlint.cli import cli

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "images" / "report.svg"
LIST = "awesome-teapots.md"
SHOWN = range(1, 6)
"""The findings that are shown."""
WIDTH, LINE, LEFT, TOP = 900, 19, 20, 54
COLORS = {
    "1": "#f0f6fc",
    "2": "#8b949e",
    "32": "#56d364",
    "1;31": "#ff7b72",
    "1;33": "#e3b341",
}
"""Of the codes of `report/ansi.py`, on a dark terminal."""
PAINTED = re.compile(r"\x1b\[([\d;]+)m(.*?)\x1b\[0m")


def lines() -> list[str]:
    """Return the lines of the terminal, with its codes."""
    with chdir(ROOT / "examples"):
        done = CliRunner().invoke(cli, ["--offline", "--color", "always", LIST])
    *findings, summary = done.output.strip().split("\n\n")
    shown = "\n\n".join(findings[number] for number in SHOWN)
    text = [f"$ listlint --offline {LIST}", *shown.split("\n"), "…", summary]
    return [line.replace(" ", "\xa0") for line in text]  # plain spaces are collapsed


def spans(line: str) -> Iterator[str]:
    """Yield the parts of a line as SVG."""
    end = 0
    for match in PAINTED.finditer(line):
        yield escape(line[end : match.start()], quote=False)
        code, text = match.groups()
        weight = ' font-weight="bold"' if code.startswith("1") else ""
        yield f'<tspan fill="{COLORS[code]}"{weight}>{escape(text, quote=False)}</tspan>'
        end = match.end()
    yield escape(line[end:], quote=False)


def picture() -> str:
    """Return the picture."""
    shown = lines()
    height = TOP + LINE * len(shown) + 6
    rows = "".join(
        f'<text x="{LEFT}" y="{TOP + LINE * number}">{"".join(spans(line))}</text>\n'
        for number, line in enumerate(shown)
        if line
    )
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" \
height="{height}" role="img" aria-label="Findings of listlint in a terminal">
<rect width="{WIDTH}" height="{height}" rx="8" fill="#0d1117"/>
<g fill="#30363d"><circle cx="24" cy="20" r="6"/><circle cx="44" cy="20" r="6"/>\
<circle cx="64" cy="20" r="6"/></g>
<g fill="#c9d1d9" font-size="13" \
font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace">
{rows}</g>
</svg>
"""


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(PICTURE.read_text("utf-8") != picture())
    PICTURE.write_text(picture(), "utf-8")
