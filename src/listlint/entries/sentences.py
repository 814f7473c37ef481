"""How descriptions end: the last sentence, without the tags, remarks and badges after it."""

import re
import unicodedata
from enum import StrEnum

from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.labels import GENERIC_TEXT
from listlint.entries.model import Entry, inlines_after, is_badge
from listlint.markdown import CodeSpan, HtmlInline, Leaf, Link, LinkKind, Text, walk


class Ending(StrEnum):
    """How a description ends."""

    PERIOD = "period"
    NONE = "none"


# What objects are replaced by.
_URL, _LINK, _GENERIC, _CODE = "\ue000\ue001\ue002\ue003"
_OBJECTS = f"{_LINK}{_GENERIC}{_CODE}"
_WINDOW = 300
"""Code points at the end of a description that are searched for tags and remarks."""
_ENDS = ".!?…。！？｡"
_CLOSERS = "\"'”’»)]）】』」*_~`"
_MARKS = " \t\r\n\u00a0,;，、/|·•–—-*_~"
# `[deprecated]`, `(source, demo)`, several tags in code: never part of the sentence.
_TAG = regex(
    rf"(?:(?<![^\s.!?。！？…)\]])[*_~]*(?:\[[^\[\]]{{1,80}}\]|【[^【】]{{1,80}}】)[*_~]*"
    rf"|[*_~]*[(（][{_OBJECTS}\s,;，、/|·&+–—-]+[)）][*_~]*"
    rf"|{_CODE}+(?:[\s,|·/]+{_CODE}+)+"
    rf"|[ ]{_GENERIC}+)$"
)
_TAG_ENDS = f"]】)）*_~{_CODE}{_GENERIC}"
"""What a tag ends with."""
_REMARK = regex(rf"(?:[(（][^()（）]{{1,200}}[)）]|[{_OBJECTS}]+)$")
# `—Ada Lovelace` after a quote.
_SOURCE = regex(r"(?:\n[>\s]*|[.!?…\"”’]\s+)[—–―]\s?[^—–―\n]{1,80}$")
_SHORTCODE = regex(r":[a-z0-9_+-]{2,40}:$")
_LAST_WORD = regex(r"(?P<before>\S?)\s*(?P<word>[^\W\d_]++(?:\.[^\W\d_]++)*+)\.?$")
_VOWEL = regex(r"[aeiouyäöüåæøáéíóúàèìòùâêîôûãõаеёиоуыэюяіїєαεηιουω]", re.IGNORECASE)
# Those with a vowel and two letters or more; others are recognized without a list.
_ABBREVIATIONS = frozenset(
    {
        "al", "approx", "assn", "atd", "co", "corp", "ecc", "ed", "eds", "est", "etc",
        "excl", "fig", "inc", "incl", "insb", "inst", "itd", "itp", "jne", "misc", "osv",
        "resp", "univ", "usu", "usw", "uvm", "vol",
    }
)  # fmt: skip

_LONGEST = 7
"""Most characters of the last word of a text that is an abbreviation, with its period."""


def sentence(text: str, leaf: Leaf | None, description: Span) -> Span:
    """Return the span of a description without what follows its last sentence.

    These are badges, emoji, tags and, after a period, remarks in parentheses and links.
    """
    return Span(description.start, description.start + len(_sentence(text, leaf, description)))


def _sentence(text: str, leaf: Leaf | None, description: Span) -> str:
    body = _masked(text, leaf, description).rstrip()
    while True:
        bare = _without_emoji(body).rstrip()
        is_tag = bare[-1:] in _TAG_ENDS
        tag = _TAG.search(bare, max(0, len(bare) - _WINDOW)) if is_tag else None
        if tag is None:
            break
        body = bare[: tag.start()].rstrip(" \t\r\n\u00a0,|·")
    finished = bare
    while not is_finished(finished):
        remark = _REMARK.search(finished, max(0, len(finished) - _WINDOW))
        shorter = (finished[: remark.start()] if remark else finished).rstrip(_MARKS)
        if shorter == finished:
            return bare
        finished = shorter
    return finished


def is_finished(body: str) -> bool:
    """Return whether a text ends with a period or the like, perhaps within quotes or brackets."""
    return body.rstrip(_CLOSERS)[-1:] in tuple(_ENDS)


def _masked(text: str, leaf: Leaf | None, description: Span) -> str:
    """Return the source of a description with objects for its links, code and badges."""
    source = description.of(text)
    inlines = inlines_after(leaf, description.start)
    if len(inlines) == 1 and isinstance(inlines[0], Text):
        return source
    characters = list(source)
    for inline in walk(inlines):
        match inline:
            case Link() if is_badge(inline):
                mark = " "
            case Link(kind=LinkKind.BARE | LinkKind.AUTOLINK):
                mark = _URL
            case Link():
                mark = _GENERIC if GENERIC_TEXT.fullmatch(inline.text) else _LINK
            case CodeSpan():
                mark = _CODE
            case HtmlInline():
                mark = " "
            case _:
                continue
        start = max(0, inline.span.start - description.start)
        end = min(len(characters), inline.span.end - description.start)
        if start < end and characters[start] not in (_URL, _LINK, _GENERIC, _CODE):
            characters[start:end] = mark * (end - start)
            if isinstance(inline, Link) and mark == _LINK and is_finished(inline.text):
                characters[end - 1] = "."
    return "".join(characters)


def _without_emoji(text: str) -> str:
    """Return a text without emoji, characters or `:shortcodes:`, at its end."""
    end = len(text)
    while end:
        last = text[end - 1]
        if last.isspace() or last in "\ufe0f\u200d" or unicodedata.category(last) in ("So", "Sk"):
            end -= 1
            continue
        code = _SHORTCODE.search(text, max(0, end - 42), end) if last == ":" else None
        if code is None:
            break
        end = code.start()
    return text[:end]


def ending(text: str, entry: Entry) -> Ending | None:
    """Return whether a description ends with a period, `!` or the like; None if it may do both.

    So are abbreviations, initials and URLs, what ends with a colon or another mark, emoji without
    a period before them, the source of a quote, and several paragraphs.
    """
    span, leaf = entry.description_span, entry.description_leaf
    if span is None or (leaf is not None and not leaf.span.contains(span)):
        return None
    body = _sentence(text, leaf, span)
    bare = body.rstrip(_CLOSERS)
    is_html = leaf is None and bare[-1:] == ">"  # perhaps a note or a button
    if not bare or bare[-1] == _URL or is_html or _has_source(body) or is_abbreviated(bare):
        return None
    if bare[-1] in _ENDS:
        return Ending.PERIOD
    rest = text[span.start + len(body) : span.end].strip()
    if rest and _without_emoji(rest) != rest:
        return None
    return Ending.NONE if bare[-1].isalnum() or bare[-1] in "+#%" + _OBJECTS else None


def _has_source(body: str) -> bool:
    if body.isascii():
        return False
    return _SOURCE.search(body, max(0, len(body) - _WINDOW)) is not None


def is_abbreviated(text: str) -> bool:
    """Return whether the last word of a text is an abbreviation or an initial, with its period.

    `etc`, `usw` and the like are, too, without one.
    """
    start = max(0, len(text) - 60)
    before, *last = text[start:].rsplit(None, 1)
    if last and len(last[0]) > _LONGEST and last[0].removesuffix(".").isalpha():
        return False
    match = _LAST_WORD.search(text, start + len(before) - 1 if last else start)
    if match is None:
        return False
    word = match["word"].casefold()
    is_dotted = "." in word and all(len(part) <= 2 for part in word.split("."))
    if not text.endswith("."):
        return is_dotted or word in ("etc", "usw")
    is_short = len(word) <= (1 if word.isascii() else 3)
    is_clipped = len(word) <= 5 and not _VOWEL.search(word)
    follows = match["before"] == "." and len(word) <= 2  # `u. a.`
    return is_dotted or is_short or is_clipped or follows or word in _ABBREVIATIONS
