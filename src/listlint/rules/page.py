"""The pages of the top-level `rules/`: a rule's documentation, metadata and examples."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex

SITE = "https://listlint.github.io/listlint/"
"""URL of the documentation: all links that listlint writes into its output begin with it."""
SCHEMA_URL = f"{SITE}schema.json"
"""URL of the JSON Schema of a config."""
_RELATIVE = regex(r"\]\((\.\./docs/)?([a-z-]+)\.md(#[a-z0-9-]+)?\)")
_TITLE = regex(r"^# (.*)", re.MULTILINE)
_FENCE = regex(r"(?P<ticks>`{3,}|~{3,})(?P<info>[^`]*)")


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block of a page: its info string, its text and the line it begins on."""

    info: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Page:
    """A rule's page, cut into its parts."""

    name: str
    title: str
    text: str

    @property
    def fences(self) -> Iterator[Fence]:
        """The fences in their order."""
        return _fences(self.text)

    @property
    def metadata(self) -> Fence | None:
        """The fence with the rule's severity, presets and the like, as TOML."""
        return next((fence for fence in self.fences if fence.info == "toml"), None)


def read_page(name: str, text: str) -> Page:
    """Return the page that a Markdown text is."""
    title = _TITLE.search(text)
    return Page(name, title[1].strip() if title else name, text)


def _fences(text: str) -> Iterator[Fence]:
    ticks, info, start = "", "", 0
    body: list[str] = []
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        if not ticks:
            if match := _FENCE.match(line):
                ticks, info, start, body = match["ticks"], match["info"].strip(), number, []
        elif line.rstrip() == ticks:
            yield Fence(info, "".join(body), start)
            ticks = ""
        else:
            body.append(line)


def site_url(page: str) -> str:
    """Return the URL of a page of the documentation, such as `links` or `rules/typo`."""
    return f"{SITE}{page}/"


def rule_url(name: str) -> str | None:
    """Return the URL of the page of a rule; None for a rule of a config."""
    return site_url(f"rules/{name}") if name in page_names() else None


def with_site_links(prose: str) -> str:
    """Return prose of a rule's page with its links to other pages made absolute."""

    def absolute(match: re.Match[str]) -> str:
        url = site_url(match[2] if match[1] else f"rules/{match[2]}")
        return f"]({url}{match[3] or ''})"

    return _RELATIVE.sub(absolute, prose)


@cache
def rules_directory() -> Path:
    """Return where the pages are: in the wheel, or in the checkout of an editable install."""
    packaged = Path(__file__).parent / "pages"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "rules"


@cache
def page_names() -> tuple[str, ...]:
    """Return the names of the rules that come with listlint, sorted."""
    names = (page.name for page in rules_directory().iterdir() if page.name.endswith(".md"))
    return tuple(sorted(name[:-3] for name in names if name != "README.md"))


@cache
def shipped_page(name: str) -> Page:
    """Return the page of a shipped rule."""
    return read_page(name, (rules_directory() / f"{name}.md").read_text("utf-8"))
