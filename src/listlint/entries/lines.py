"""Read one line of text as an entry: its name, link, description, tags and further links."""

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.description import SEPARATOR, after_name, sentence_end, visible
from listlint.entries.labels import GENERIC_TEXT, LANGUAGES, LINK_LABELS
from listlint.entries.model import EntryField, first_link, is_badge
from listlint.language.licenses import canonical, read_license
from listlint.markdown import (
    CodeSpan,
    Emphasis,
    HtmlInline,
    Inline,
    Link,
    Text,
    plain,
    walk,
)

# A shortcode has a letter or digit, so that no text matches in two ways.
_WORDED = regex(r"\w")
_WORDLESS = regex(r"(?::[_+-]*[a-z0-9][a-z0-9_+-]*:|[\W_])*", re.IGNORECASE)
_NAME_FIRST = regex(
    r"[\s*_`]*([^\s*_`\n][^\n]{0,60}?)[*_`]*\s+(?:\*\*|__)?(--?|[–—])(?:\*\*|__)?\s+"
)
_PROSE = 40  # most code points before the name, if no separator follows it
_CONJUNCTION = regex(r"\s*+(?:[,/&|+·、，]|and|or|和|与|y|e|et|und)?\s*")
_BETWEEN_LABELS = regex(r"[\s\[\]()（）,/&|+·、，•]*(?:(?:and|or)\s+)?[\[(（]?")
_URL = regex(r"\s*(?:https?://|www\.)\S+\s*$", re.IGNORECASE)
_OPENED = regex(r"[\[(（]\s*$")
_NAME_END = " \t\n\u00a0,:：;-–—[(（{|·•"
_LANGUAGE_GROUP = regex(r"\s*[(（]([^()（）]{1,40})[)）]$")
_GROUP = regex(r"[(（\[]([^()（）\[\]]{1,40})[)）\]]")
_TAG_FIELDS = ("license", "language", "stars", "tags", "badges")
_LICENSE = regex(r"\d|licen[cs]e|gpl|bsd", re.IGNORECASE)
_GROUPS = regex(r"(?:[(（\[][^()（）\[\]]{1,40}[)）\]]\s*)+")
_STARS = regex(r"(?:★|⭐️?|:star:)\s*([\d.,]+\s*[kKmM]?)\+?")


class Style(StrEnum):
    """Where the name of an entry is."""

    LINKED = "linked"
    """The link is the name: `[Name](…)`."""
    LABELED = "labeled"
    """The text before a link: `Name [[link](…)]`."""
    DESCRIBED = "described"
    """The text before a dash; the link is somewhere in the description."""
    LEADING = "leading"
    """The link, after other words: `by Ada: [Name](…)`."""
    TEXT = "text"
    """There is no link."""


@dataclass(frozen=True, slots=True)
class Line:
    """What is read of a line. `is_sentence`: its link is within other words."""

    style: Style
    name: str
    name_span: Span
    link: Link | None = None
    separator: Span | None = None
    described: Span | None = None
    description: str = ""
    leading: str = ""
    is_sentence: bool = False
    values: tuple[EntryField, ...] = ()


def read_line(text: str, inlines: tuple[Inline, ...]) -> Line | None:
    """Return what a line says of an entry; None without a link that is one."""
    found = _name_link(inlines)
    if found is None:
        return None
    first, last, link = found
    if link.url.startswith("#") and len(link.url) > 1:
        return None
    before = _before(inlines, link)
    words = plain(tuple(i for i in before if not is_badge(i))) if before else ""
    leading = "" if _WORDLESS.fullmatch(words) else words.strip()
    if leading and _is_label(text, link):
        line = _labeled(text, inlines, first, link, before)
        is_prose = len(leading) > _PROSE and line.separator is None and line.described is not None
        return None if is_prose and not _is_bracketed(text, link) else line
    separator, described = _described(text, inlines, last)
    if leading and separator is None:
        other = _name_first(text, inlines, link) or _late_label(text, inlines)
        if other is not None or len(leading) > _PROSE:
            return other
    if leading and last > first:
        # `Name [one](…) and [two](…) - Description`
        name_span = _trimmed(text, before, link.span.start)
        return _line(text, inlines, Style.LABELED, name_span, link, separator, described)
    style = Style.LEADING if leading else Style.LINKED
    return _line(text, inlines, style, link.text_span, link, separator, described, leading)


def read_text(text: str, inlines: tuple[Inline, ...]) -> Line | None:
    """Return what a line without a link says of an entry."""
    shown = [i for i in inlines if not is_badge(i)]
    if not shown or _WORDLESS.fullmatch(plain(tuple(shown))):
        return None
    span = Span(shown[0].span.start, shown[-1].span.end)
    match = _NAME_FIRST.match(text, span.start, span.end)
    if match is None:
        name_span = _trimmed(text, shown, span.end)
        return _line(text, inlines, Style.TEXT, name_span, None, None, None)
    described = Span(match.end(), sentence_end(text, match.end(), list(shown)))
    return _line(
        text, inlines, Style.TEXT, Span(*match.span(1)), None, Span(*match.span(2)), described
    )


def _line(
    text: str,
    inlines: tuple[Inline, ...],
    style: Style,
    name_span: Span,
    link: Link | None,
    separator: Span | None,
    described: Span | None,
    leading: str = "",
) -> Line:
    description = visible(inlines, described)
    if separator is None and _GROUPS.fullmatch(description):
        described, description = None, ""
    if not _WORDED.search(description):
        described, description = None, ""
    name = link.text if style in (Style.LINKED, Style.LEADING) and link else ""
    name = " ".join((name or visible(inlines, name_span)).split())
    values = values_of(text, inlines, style, name_span, link, described)
    if (
        style is Style.LABELED
        and (group := _LANGUAGE_GROUP.search(name))
        and _is_language(group[1])
    ):
        source = name_span.of(text)
        if source.endswith(name[group.start() :]):
            start = name_span.end - len(name) + group.start()
            where = Span(start, name_span.end)
            name, name_span = name[: group.start()], Span(name_span.start, start)
            values = (EntryField("language", group[1].strip(), where), *values)
    return Line(
        style,
        name,
        name_span,
        link,
        separator,
        described,
        description,
        leading,
        separator is None and bool(described) and bool(leading),
        values,
    )


# --- Names ---------------------------------------------------------------------------------


def _labeled(
    text: str,
    inlines: tuple[Inline, ...],
    first: int,
    link: Link,
    before: tuple[Inline, ...],
) -> Line:
    """Read `Name [[link](…)] [[paper](…)] - Description` and `Name - Description. [link](…)`."""
    shown = [i for i in before if not is_badge(i) and plain((i,)).strip()]
    strong = next((i for i in shown if isinstance(i, Emphasis)), None)
    separator = described = None
    if strong is not None:
        name_span = strong.inner
        after = tuple(i for i in before if i.span.start >= strong.span.end)
        separator, described = after_name(text, strong, after)
        described = described if separator else None
    elif match := _NAME_FIRST.match(text, shown[0].span.start, link.span.start):
        name_span, separator = Span(*match.span(1)), Span(*match.span(2))
        described = Span(match.end(), sentence_end(text, match.end(), list(inlines)))
    else:
        name_span = _trimmed(text, shown, link.span.start)
    if described is None or described.start >= described.end:
        late, described = _described(text, inlines, _last_label(text, inlines, first))
        separator = late or separator
    return _line(text, inlines, Style.LABELED, name_span, link, separator, described)


def _late_label(text: str, inlines: tuple[Inline, ...]) -> Line | None:
    """Read a name with a link in it: `Translation of a [post](…) [[link](…)]`."""
    for index, inline in enumerate(inlines):
        if isinstance(inline, Link) and _is_bracketed(text, inline) and _is_label(text, inline):
            return _labeled(text, inlines, index, inline, inlines[:index])
    return None


def _name_first(text: str, inlines: tuple[Inline, ...], link: Link) -> Line | None:
    """Read `Name - A description with a [link](…)`; other sentences are no entries."""
    match = _NAME_FIRST.match(text, inlines[0].span.start, link.span.start)
    if match is None or not re.search(r"\w", text[match.end() : link.span.start]):
        return None
    described = Span(match.end(), sentence_end(text, match.end(), list(inlines)))
    return _line(
        text, inlines, Style.DESCRIBED, Span(*match.span(1)), link, Span(*match.span(2)), described
    )


def _trimmed(text: str, shown: Sequence[Inline], end: int) -> Span:
    """Return the span of a name that begins with `shown`, without marks around it."""
    start = shown[0].span.start
    source = text[start:end]
    name = source.strip().rstrip(_NAME_END)
    start += len(source) - len(source.lstrip())
    if re.fullmatch(r"\[[^\[\]]+\]", name):
        return Span(start + 1, start + len(name) - 1)
    return Span(start, start + len(name))


def _before(inlines: tuple[Inline, ...], link: Link) -> tuple[Inline, ...]:
    """Return the inlines before a link, also within emphasis around both."""
    for index, inline in enumerate(inlines):
        if inline.span.end <= link.span.start:
            continue
        inner = _before(inline.children, link) if isinstance(inline, Emphasis) else ()
        return (*inlines[:index], *inner)
    return inlines


def _is_label(text: str, link: Link) -> bool:
    """Return whether a link is the label of a URL: `[link](…)`, `[[demo](…)]`, a bare URL."""
    if _URL.match(link.text) or GENERIC_TEXT.fullmatch(link.text):
        return True
    return link.text == link.url_span.of(text) or _is_bracketed(text, link)


def _is_bracketed(text: str, link: Link) -> bool:
    before = text[max(0, link.span.start - 3) : link.span.start]
    after = text[link.span.end : link.span.end + 1]
    return bool(_OPENED.search(before)) and after in ("]", ")", "）")


def _last_label(text: str, inlines: tuple[Inline, ...], first: int) -> int:
    """Return the index of the last of several labeled links."""
    last = first
    for index in range(first + 1, len(inlines)):
        inline = inlines[index]
        if isinstance(inline, Link) and _is_label(text, inline):
            last = index
        elif not (isinstance(inline, Text) and _BETWEEN_LABELS.fullmatch(inline.text)):
            break
    return last


def _described(
    text: str, inlines: tuple[Inline, ...], last: int
) -> tuple[Span | None, Span | None]:
    """Return the spans of the separator and the description after an inline and its `<kbd>`s."""
    index, in_kbd = last + 1, False
    while index < len(inlines):
        inline = inlines[index]
        if isinstance(inline, HtmlInline) and inline.tag in ("kbd", "/kbd"):
            in_kbd = inline.tag == "kbd"
            last = index if not in_kbd else last
        elif not in_kbd and plain((inline,)).strip():
            break
        index += 1
    end = len(inlines)
    # A note after the description: `<sup>[1](…)</sup>`
    tags = {i.tag: index for index, i in enumerate(inlines) if isinstance(i, HtmlInline)}
    start, closing = tags.get("sup", -1), tags.get("/sup", -1)
    if last < start < closing and not plain(inlines[closing:]).strip():
        end = start
    return after_name(text, inlines[last], inlines[last + 1 : end])


def _name_link(inlines: tuple[Inline, ...]) -> tuple[int, int, Link] | None:
    """Return the link that names an item, with the indices of its inline and the last joined one.

    This is the first link, or another of the first three that a separator follows, if only
    whitespace separates them. In `[a](…), [b](…) - …` the first link is the name, and the
    second one is joined to it.
    """
    found: list[tuple[int, Link]] = []
    for index, inline in enumerate(inlines):
        link = first_link((inline,))
        if link is not None:
            found.append((index, link))
            if len(found) == 3:
                break
    if not found:
        return None
    name = found[0]
    for (left, _), (right, link) in pairwise(found):
        between = plain(inlines[left + 1 : right])
        if _separated(inlines, left) or not _CONJUNCTION.fullmatch(between):
            break
        if not between.strip():
            name = (right, link)
        if _separated(inlines, right):
            return name[0], right, name[1]
    return found[0][0], found[0][0], found[0][1]


def _separated(inlines: tuple[Inline, ...], index: int) -> bool:
    following = inlines[index + 1] if index + 1 < len(inlines) else None
    return isinstance(following, Text) and SEPARATOR.match(following.text) is not None


# --- Fields --------------------------------------------------------------------------------


def values_of(
    text: str,
    inlines: tuple[Inline, ...],
    style: Style,
    name_span: Span,
    name_link: Link | None,
    described: Span | None,
) -> tuple[EntryField, ...]:
    """Return the license, language, stars, tags and badges of an entry, then its labeled links."""
    tags: dict[str, list[tuple[str, Span]]] = {}
    links: list[EntryField] = []
    named: set[str] = set()
    for inline in _outside(inlines, name_span, described):
        match inline:
            case Link() if is_badge(inline):
                if inline.text.strip():
                    tags.setdefault("badges", []).append(
                        (" ".join(inline.text.split()), inline.span)
                    )
            case Link() if inline is not name_link or style is Style.LABELED:
                label = " ".join(inline.text.split()).casefold().strip("[]() ")
                key = LINK_LABELS.get(label, label)
                is_new = key not in named and key != "url" and len(label) <= 30
                if is_new and _is_label(text, inline) and label != inline.url.casefold():
                    named.add(key)
                    links.append(EntryField(key, inline.url, inline.url_span))
            case CodeSpan():
                for key, value in _tag(inline.text):
                    tags.setdefault(key, []).append((value, inline.span))
            case Text():
                for group in _GROUP.finditer(inline.text):
                    place = inline.span.start + group.start()
                    if described is not None and described.start <= place < described.end:
                        continue
                    for key, value in _tag(group[1]):
                        if key != "tags" or (described is None and style is Style.LINKED):
                            tags.setdefault(key, []).append((value, inline.span))
    for value, span in _keys(text, inlines):
        for key, tag in _tag(value):
            tags.setdefault(key, []).append((tag, span))
    return (*_joined(tags), *links)


def _joined(tags: Mapping[str, Sequence[tuple[str, Span]]]) -> Iterator[EntryField]:
    for key in _TAG_FIELDS if tags else ():
        if values := tags.get(key):
            whole = Span(min(s.start for _, s in values), max(s.end for _, s in values))
            yield EntryField(key, ", ".join(dict.fromkeys(value for value, _ in values)), whole)


def _outside(
    inlines: Sequence[Inline], name_span: Span, described: Span | None
) -> Iterator[Inline]:
    """Yield the inlines outside of the name and the description; badges without what is in them."""
    stack = list(reversed(inlines))
    while stack:
        inline = stack.pop()
        start = inline.span.start
        if (
            described
            and described.start <= start < described.end
            and inline.span.end <= described.end
        ):
            continue
        if isinstance(inline, Link) or not (
            name_span.contains(inline.span) or inline.span.contains(name_span)
        ):
            yield inline
        if isinstance(inline, Emphasis):
            stack.extend(reversed(inline.children))


def _keys(text: str, inlines: tuple[Inline, ...]) -> Iterator[tuple[str, Span]]:
    """Yield the texts of `<kbd>`."""
    if text.find("<", inlines[0].span.start, inlines[-1].span.end) < 0:
        return
    opened: HtmlInline | None = None
    for inline in walk(inlines):
        if isinstance(inline, HtmlInline):
            if inline.tag == "/kbd" and opened is not None:
                span = Span(opened.span.end, inline.span.start)
                yield visible(inlines, span), span
            opened = inline if inline.tag == "kbd" else None


@lru_cache(4096)
def _tag(text: str) -> tuple[tuple[str, str], ...]:
    """Return a tag with the field that it is a value of."""
    text = " ".join(text.split())
    if not text:
        return ()
    if stars := _STARS.fullmatch(text):
        return (("stars", stars[1]),)
    if _is_language(text):
        return (("language", text),)
    if len(text) <= 60 and all(map(_is_license, re.split(r"[/,|&]| or ", text))):
        return (("license", text),)
    return (("tags", text),)


def _is_language(text: str) -> bool:
    parts = [part.strip().casefold() for part in re.split(r"[/,&、]| and ", text)]
    return bool(parts) and all(part in LANGUAGES for part in parts)


def _is_license(text: str) -> bool:
    text = text.strip()
    if canonical(text) is not None:
        return True
    found = (
        read_license(text)
        if re.search(r"\d|license|licen[cs]e|gpl|bsd", text, re.IGNORECASE)
        else None
    )
    return found is not None and found.spelling != "misspelled"
