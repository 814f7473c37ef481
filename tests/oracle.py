"""What GitHub's own parser makes of a README, in the terms of our document."""

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote

import cmarkgfm
from cmarkgfm.cmark import Options

from listlint.document import Document, plain

OPTIONS = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES


@dataclass
class Seen:
    """Links by URL, tables as rows of cell counts, headings as (level, text)."""

    links: Counter[str] = field(default_factory=Counter)
    tables: list[list[int]] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen = Seen()
        self.heading: list[str] | None = None
        self.raw_table = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(reversed(attrs))
        own = str(values.get("class", ""))
        if "footnote-backref" in own or "data-footnote-ref" in values:
            return
        target = {"a": "href", "img": "src"}.get(tag)
        if target and target in values:
            self.seen.links[key(values[target] or "")] += 1
        if tag == "table":
            self.seen.tables.append([])
        if tag == "tr" and self.seen.tables:
            self.seen.tables[-1].append(0)
        if tag in ("td", "th") and self.seen.tables and self.seen.tables[-1]:
            self.seen.tables[-1][-1] += 1
        if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
            self.heading = []
        if tag == "img" and self.heading is not None:
            self.heading.append(values.get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456" and self.heading is not None:
            text = " ".join("".join(self.heading).split())
            self.seen.headings.append((int(tag[1]), text))
            self.heading = None

    def handle_data(self, data: str) -> None:
        if self.heading is not None:
            self.heading.append(data)


def key(url: str) -> str:
    """Return a URL as both sides can write it: percent-encoding undone, blanks apart."""
    raw = url.encode("utf-8", "replace").decode("utf-8").replace("\x00", "\ufffd")
    return unquote(unquote(raw)).strip()


def github(text: str) -> Seen:
    """Return what GitHub's parser sees."""
    clean = text.encode("utf-8", "replace").decode("utf-8")
    html = cmarkgfm.github_flavored_markdown_to_html(clean, OPTIONS)
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.seen


def ours(document: Document) -> Seen:
    """Return what listlint sees; rows are padded and cut to their header, as GitHub does it."""
    tables = []
    for table in document.tables:
        width = len(table.header.cells)
        tables.append([width] * (1 + len(table.rows)))
    return Seen(
        Counter(key(link.url) for link in document.links),
        tables,
        [(h.level, " ".join(h.text.split())) for h in document.headings],
    )


__all__ = ["Seen", "github", "ours", "plain"]
