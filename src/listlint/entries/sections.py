"""Sections: the headings above a place, the summaries of `<details>`, and their names."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from listlint.diagnostics.regex import regex
from listlint.entries.html import html_inlines
from listlint.entries.model import is_badge
from listlint.markdown import (
    Document,
    Heading,
    HtmlBlock,
    HtmlInline,
    Inline,
    Link,
    plain,
)

_SHORTCODE = regex(r":[a-z0-9_+-]{1,40}:")
_CONTROL = regex(
    r"click|expand|collapse|show|more|toggle|details|展开|点击|查看|詳細|더보기", re.IGNORECASE
)
_TAGS = ("details", "/details", "summary", "/summary")
_SUMMARY = regex("<summary", re.IGNORECASE)
_DEPTH = 8
"""Most `<details>` within each other that name sections."""
_META = regex(
    r"(?:table of )?contents?|toc|(?:how to |code |financial |project )?contribut\w*"
    r"(?: (?:guide(?:lines?)?|to this list|and \w+))?|contribution guide(?:lines?)?"
    r"|licen[cs]e|licensing|acknowledge?ments?|credits|(?:special )?thanks(?: to)?"
    r"|(?:our )?(?:sponsors?|backers)|star history|stargazers(?: over time)?|changelog"
    r"|code of conduct|citation|cite|how to cite"
    r"|目录|贡献|贡献者|贡献指南|如何贡献|许可证|许可|致谢|鸣谢|引用|目次|貢献|貢献者|ライセンス|謝辞"
    r"|기여|기여하기|라이선스|인용|목차|contenidos?|[ií]ndice|licencia|contribuir|contribuciones"
    r"|contribuyentes|colaboradores|agradecimientos|licença|contribui(?:ção|ções|ndo)|sumário"
    r"|agradecimentos|contributeurs|remerciements|sommaire|mitwirken(?:de)?|lizenz"
    r"|inhalt(?:sverzeichnis)?|danksagung(?:en)?|содержание|оглавление|лицензия|благодарности",
    re.IGNORECASE,
)


class SectionNames:
    """Finds the names of the sections of any offset."""

    def __init__(self, changes: Iterable[tuple[int, tuple[str, ...]]]) -> None:
        self._offsets: list[int] = []
        self._names: list[tuple[str, ...]] = []
        for offset, names in changes:
            self._offsets.append(offset)
            self._names.append(names)

    def number(self, offset: int) -> int:
        """Return a number that is the same for all places between two changes of section."""
        return bisect_right(self._offsets, offset)

    def at(self, offset: int) -> tuple[str, ...]:
        """Return the names of the sections of `offset`, outermost first, without the title."""
        number = self.number(offset)
        return self._names[number - 1] if number else ()


class Sections:
    """Finds the section of any offset in a document."""

    def __init__(self, document: Document) -> None:
        headings = document.headings
        self.title = headings[0] if headings and headings[0].level == 1 else None
        self._headings = headings
        self._starts = [heading.span.start for heading in headings]
        self._paths: list[tuple[Heading, ...]] = []
        path: list[Heading] = []
        for heading in headings:
            if heading is not self.title:
                path = [above for above in path if above.level < heading.level]
                path.append(heading)
            self._paths.append(tuple(path))
        self.names = SectionNames(self._changes(document))

    def headings_at(self, offset: int) -> tuple[Heading, ...]:
        """Return the headings of the sections of `offset`, outermost first, without the title."""
        index = bisect_right(self._starts, offset)
        return self._paths[index - 1] if index else ()

    def innermost(self, offset: int) -> Heading | None:
        """Return the last heading before `offset`, the title included."""
        return self._headings[i - 1] if (i := bisect_right(self._starts, offset)) else None

    def at(self, offset: int) -> tuple[str, ...]:
        """Return the names of the sections of `offset`, outermost first, without the title."""
        return self.names.at(offset)

    def around(self, heading: Heading) -> tuple[str, ...]:
        """Return the names of the sections that a heading is in."""
        return self.at(heading.span.start)[:-1] if heading is not self.title else ()

    def number(self, offset: int) -> int:
        """Return a number that is the same for all places between two changes of section."""
        return self.names.number(offset)

    def _changes(self, document: Document) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Yield the offsets from which the section is another one."""
        marks: list[tuple[int, Heading | str | None]] = [
            (heading.span.start, heading) for heading in self._headings
        ]
        marks += _details(document)
        # The headings within each `<details>` that is open; its summary is a level of its own.
        scopes: list[list[tuple[int, str]]] = [[]]
        for offset, mark in sorted(marks, key=lambda pair: pair[0]):
            if isinstance(mark, Heading):
                if mark is self.title:
                    continue
                while len(scopes) > 1 and scopes[-2] and scopes[-2][-1][0] >= mark.level:
                    scopes.pop()  # a `<details>` that is never closed
                scopes[-1] = [above for above in scopes[-1] if above[0] < mark.level]
                scopes[-1].append((mark.level, section_name(mark.inlines) or mark.text))
            elif mark is not None:
                scopes.append([(0, mark)])
            elif len(scopes) > 1:
                scopes.pop()
            yield offset, tuple(name for scope in scopes for _, name in scope if name)


def _details(document: Document) -> Iterator[tuple[int, str | None]]:
    """Yield where `<details>` begin, with the text of their summary, and end, with None.

    The text is "" if the summary is only a control ("Click to expand") or has a heading.
    """
    if not _SUMMARY.search(document.text):
        return
    starts = [heading.span.start for heading in document.headings]
    depth = 0
    for block in document.every_block:
        if not isinstance(block, HtmlBlock) or not any(tag.tag in _TAGS for tag in block.tags):
            continue
        inlines = html_inlines(document.text, block)
        tags = [i for i, x in enumerate(inlines) if isinstance(x, HtmlInline) and x.tag in _TAGS]
        names = [inlines[index].tag for index in tags]  # type: ignore[union-attr]
        for place, (index, tag) in enumerate(zip(tags, names, strict=True)):
            if tag == "/details":
                depth = max(0, depth - 1)
                if depth < _DEPTH:
                    yield inlines[index].span.start, None
            elif tag == "details":
                name = ""
                if names[place + 1 : place + 3] == ["summary", "/summary"]:
                    start, end = tags[place + 1], tags[place + 2]
                    within = (inlines[start].span.start, inlines[end].span.start)
                    if bisect_right(starts, within[0]) == bisect_right(starts, within[1]):
                        name = section_name(inlines[start + 1 : end])
                if depth < _DEPTH:
                    yield inlines[index].span.start, "" if _CONTROL.search(name) else name
                depth += 1


def section_name(inlines: tuple[Inline, ...]) -> str:
    """Return the text of a heading without badges, links into the page, counts and emoji codes."""
    parts: list[str] = []
    in_kbd = False
    for inline in inlines:
        if isinstance(inline, HtmlInline):
            in_kbd = inline.tag == "kbd" or (in_kbd and inline.tag != "/kbd")
        is_up = isinstance(inline, Link) and inline.url.startswith("#")
        if not in_kbd and not is_badge(inline) and not is_up:
            parts.append(plain((inline,)))
    words = "".join(parts).split()
    while words and _SHORTCODE.fullmatch(words[0]):
        words.pop(0)
    while words and (_SHORTCODE.fullmatch(words[-1]) or words[-1] in "-–—|·"):
        words.pop()
    return " ".join(words or plain(inlines).split())


def is_meta(section: tuple[str, ...]) -> bool:
    """Return whether a section is about the list itself: contents, license, contributing."""
    name = re.sub(r"^[\W\d_]+|[\W_]+$", "", section[-1][:80]) if section else ""
    return _META.fullmatch(name) is not None
