"""Count names and descriptions that are taken for titles of missing or parked pages.

`python benchmarks/titles.py LIST…` runs the patterns of such titles over the entries of lists, as
if each were the title of the page that the entry links to. Every match is printed: it is false,
unless an entry is about error pages.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from html import escape
from pathlib import Path

from listlint.entries import entries
from listlint.links.classify import classify
from listlint.links.messages import Response
from listlint.links.parked import sign
from listlint.markdown import parse
from listlint.urls.parse import UnsupportedUrl, target


def matches(url: str, title: str) -> Iterator[str]:
    """Yield what a title is taken for; whatever a page has, its title is the only text here."""
    body = f"<title>{escape(title)}</title>".encode()
    response = Response(200, {"content-type": "text/html; charset=utf-8"}, body)
    found = classify(response, 0)
    if found.evidence != "ok":
        yield found.evidence
    try:
        page = target(url)
    except UnsupportedUrl:
        return
    if sign(page, page, response.title, response.text):
        yield "parked"


if __name__ == "__main__":
    counts: Counter[str] = Counter()
    for path in map(Path, sys.argv[1:]):
        for entry in entries(parse(path.read_text("utf-8", "replace"))):
            counts["entries"] += 1
            name, description = entry.name, entry.description
            for text in filter(None, (name, description, f"{name} - {description}")):
                counts["titles"] += 1
                for evidence in matches(entry.url or "", text):
                    counts[evidence] += 1
                    print(f"{path.name}: {evidence}: {text}")
    print(dict(counts))
