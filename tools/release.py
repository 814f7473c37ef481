"""Print the changelog of a release. Fails unless the checkout is ready for it.

`python tools/release.py v0.1.0` is run by the release workflow, and before the tag is made.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
_VERSION = re.compile(r'^__version__ = "(.+)"$', re.MULTILINE)
_SECTION = r"^## {} \(\d{{4}}-\d\d-\d\d\)\n(.*?)(?=^## |\Z)"
_USED = re.compile(r"listlint/listlint@(v[\w.]+)|rev: (v[\w.]+)")
"""Where the docs and examples show a release."""


def problems(tag: str) -> Iterator[str]:
    """Yield what keeps a tag from being released."""
    version = _VERSION.search((ROOT / "src/listlint/__init__.py").read_text("utf-8"))
    if version is None or f"v{version[1]}" != tag:
        yield f"src/listlint/__init__.py: __version__ is not {tag.removeprefix('v')}"
    if notes(tag) is None:
        yield f"CHANGELOG.md: has no section `## {tag.removeprefix('v')} (YYYY-MM-DD)`"
    for path in (ROOT / "README.md", *ROOT.glob("docs/**/*.*"), *ROOT.glob("examples/**/*.yml")):
        shown = {one or other for one, other in _USED.findall(path.read_text("utf-8"))}
        for other in sorted(shown - {tag}):
            yield f"{path.relative_to(ROOT).as_posix()}: shows {other}"


def notes(tag: str) -> str | None:
    """Return the section of a release in the changelog, without its heading."""
    pattern = _SECTION.format(re.escape(tag.removeprefix("v")))
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    found = re.search(pattern, changelog, re.MULTILINE | re.DOTALL)
    return found[1].strip() if found else None


def main(tag: str) -> None:
    """Print the changelog of a tag, or what keeps it from being released."""
    if found := list(problems(tag)):
        sys.exit("\n".join(found))
    sys.stdout.write(f"{notes(tag)}\n")


if __name__ == "__main__":
    main(sys.argv[1])
