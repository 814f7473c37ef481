"""Find the separator and the description after the name of an item."""

import re

from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.labels import GENERIC_TEXT
from listlint.entries.model import is_badge, links_of
from listlint.markdown import (
    Break,
    CodeSpan,
    Emphasis,
    HtmlInline,
    Inline,
    Link,
    Text,
    plain,
    walk,
)

_DASH = r"(?:(?:[-–—:：|·•]|--|---|&ndash;|&mdash;)(?=\s|$)|[–—：])"
SEPARATOR = regex(rf"\s*{_DASH}\s*")
_STRONG_SEPARATOR = regex(r"\s*(\*\*|__|\*|_)[-–—:：|]\1\s*")
# Between a name and its separator: symbols, code, emphasis, badges, groups in brackets, authors.
_LATE_DASH = regex(rf"(?<=\s){_DASH}\s*")
_GROUP = regex(r"[(（][^()（）]*[)）]|\bby\s+@?(?:\uf8ff+|\w+)")
_LATE = 200  # code points after the name that are searched for the separator
_LEFT_OVER = regex(r"[)\]\s]*(?:[.,;。，、；]+(?=\s|[^\x00-\x7f]))?\s*")
_TAIL_GROUP = regex(r"(?<=[.!?。！？…])\s*[*_]{0,3}[(\[（][^()\[\]（）]*[)\]）][*_]{0,3}\s*$")
_TAIL_MARKS = " \t\n\u00a0,[]()|·/—–-"


def after_name(
    text: str, name: Inline, after: tuple[Inline, ...]
) -> tuple[Span | None, Span | None]:
    """Return the spans of the separator and the description after `name`.

    The description does not include badges, HTML, tags in code spans and groups in brackets
    after its last sentence.
    """
    kept = list(after)
    if not kept:
        return None, None
    start = name.span.end
    separator: Span | None = None
    source = text[start : kept[-1].span.end]
    match = SEPARATOR.match(source) or _STRONG_SEPARATOR.match(source)
    if match := match or _late_separator(source[:_LATE], start, kept):
        left, found = start + match.start(), match[0]
        indent = len(found) - len(found.lstrip())
        separator = Span(left + indent, left + len(found.rstrip()))
        start += match.end()
    elif left_over := _LEFT_OVER.match(source):
        start += left_over.end()
    kept = [inline for inline in kept if inline.span.end > start]
    end = sentence_end(text, start, kept) if kept else start
    described = text[start:end]
    start += len(described) - len(described.lstrip())
    return separator, Span(start, end) if start < end else None


def _late_separator(source: str, start: int, after: list[Inline]) -> re.Match[str] | None:
    """Return a separator that only symbols, code, emphasis, badges, groups and authors precede."""
    shown = list(source)
    for inline in walk(tuple(after[:20])):
        is_note = isinstance(inline, Emphasis) and not any(links_of((inline,)))
        if is_note or isinstance(inline, Link | CodeSpan | HtmlInline):
            left, right = inline.span.start - start, min(inline.span.end - start, len(source))
            mark = "\uf8ff" if isinstance(inline, Link) and not is_badge(inline) else "\ufffc"
            if 0 <= left < right and shown[left] not in "\uf8ff\ufffc":
                shown[left:right] = mark * (right - left)
    text = "".join(shown)
    match = _LATE_DASH.search(text)
    if match is None:
        return None
    before = _GROUP.sub("", text[: match.start()])
    if re.search(r"[\w\uf8ff\n]|[.,;。，；]", before):
        return None
    return match


def sentence_end(text: str, start: int, kept: list[Inline]) -> int:
    """Return the end of the last sentence of `kept`, before trailing badges, tags and groups."""
    end = kept[-1].span.end
    cut_link = False
    while kept:
        last = kept[-1]
        match last:
            case Text():
                if last.text.strip(_TAIL_MARKS):
                    break
                kept.pop()
                continue  # part of the sentence if the inline before it is
            case Break() | HtmlInline():
                pass
            case CodeSpan() if _is_tag(text, kept):
                pass
            case Link() if is_badge(last):
                pass
            case Link() if _is_aside(text, kept):
                cut_link = True
            case Link() | Emphasis() if len(kept) > 1 and _leads_back(kept[-2], last):
                pass
            case _:
                break
        kept.pop()
        end = last.span.start
    body = text[start:end].rstrip()
    if cut_link:
        body = body.rstrip("[(（" + _TAIL_MARKS)
    while body.rstrip("*_").endswith((")", "]", "）")):
        group = _TAIL_GROUP.search(_mask_links(body, start, kept))
        if group is None:
            break
        body = body[: group.start()].rstrip()
    return max(start + len(body), start)


def _is_aside(text: str, kept: list[Inline]) -> bool:
    """Return whether the last of `kept` is a "Demo" or "Paper" link after the sentence."""
    last = kept[-1]
    if not isinstance(last, Link) or not GENERIC_TEXT.fullmatch(last.text):
        return False
    before = text[max(0, last.span.start - 200) : last.span.start]
    return before.endswith("[") or before.rstrip(_TAIL_MARKS).endswith((".", "!", "?", "。"))


def _leads_back(before: Inline, last: Inline) -> bool:
    """Return whether `last` is a line of its own that links into the page: "back to top"."""
    links = list(links_of((last,)))
    return isinstance(before, Break) and bool(links) and all(x.url.startswith("#") for x in links)


def _is_tag(text: str, kept: list[Inline]) -> bool:
    """Return whether the last of `kept`, a code span, follows a period or other tags."""
    last = kept[-1].span.start
    before = text[max(0, last - 200) : last].rstrip()
    return before.endswith((".", "!", "?", "。", "`", ")", "]"))


def _mask_links(body: str, start: int, kept: list[Inline]) -> str:
    """Return `body` with links and code replaced by `x`, so that their brackets are not groups."""
    characters = list(body)
    for inline in kept:
        for link in walk((inline,)):
            if isinstance(link, Link | CodeSpan):
                left, right = max(0, link.span.start - start), min(len(body), link.span.end - start)
                characters[left:right] = "x" * max(0, right - left)
    return "".join(characters)


def visible(inlines: tuple[Inline, ...], within: Span | None) -> str:
    """Return the rendered text of `inlines` within a span."""
    if within is None:
        return ""
    parts: list[str] = []
    for inline in inlines:
        if inline.span.end <= within.start or inline.span.start >= within.end:
            continue
        if isinstance(inline, Text):
            # Offsets in text and source are equal, except with escapes and entities.
            cut_left = max(0, within.start - inline.span.start)
            cut_right = max(0, inline.span.end - within.end)
            parts.append(inline.text[cut_left : len(inline.text) - cut_right])
        elif within.contains(inline.span):
            parts.append(plain((inline,)))
        elif isinstance(inline, Emphasis):
            parts.append(visible(inline.children, within))
        else:
            parts.append(plain((inline,)))
    return " ".join("".join(parts).split())
