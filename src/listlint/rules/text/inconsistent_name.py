"""Names in another letter case than nearly everywhere in the list."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.findings import Violation
from listlint.entries.context import LintContext
from listlint.entries.thresholds import Conventions
from listlint.markdown import LinkKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `inconsistent-name`."""

    ignored: tuple[str, ...] = ()
    """Names, in any letter case, that may be spelled in several ways."""


_ACRONYM = 3
"""Letters of a word in capitals that is a different name: `IDS` and `IDs`."""
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]{2,}")
# Part of a path, a file, a host, a handle; or a hyphenated name.
_BEFORE = re.compile(r"[\w./@#_:\\-]$")
_AFTER = re.compile(r"[/@_\\]|[.:-]\w")
# `Llama 2` is not LLaMA; a size, as `7B`, makes no other name.
_VERSION = re.compile(r"[ -]?v?\d+(?:\.\d+)*(?![\w])")


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield words that differ from a name of the list by letter case alone.

    Link texts show how names are spelled, and are never wrong: a spelling that one of them has
    is right in any text.
    """
    doubtful = _doubtful(context)
    linked = Counter(
        match[0] for text in _link_texts(context) for match in _words(text) if match[0] in doubtful
    )
    written = [
        (prose, match)
        for prose in context.prose
        if not doubtful.isdisjoint(_WORD.findall(prose.text))
        for match in _words(prose.text)
        if match[0] in doubtful
    ]
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    for word, times in linked.items():
        spelled[word.lower()][word] += times
    for _, match in written:
        spelled[match[0].lower()][match[0]] += 1
    ignored = {name.lower() for name in options.ignored}
    usual = {
        key: name
        for key, counts in spelled.items()
        if key not in ignored and (name := _usual(counts, context.conventions))
    }
    for prose, match in written:
        found, expected = match[0], usual.get(match[0].lower(), match[0])
        if found == expected or found in linked or (found.isupper() and len(found) <= _ACRONYM):
            continue
        span = prose.span(*match.span())
        if span.of(context.text) != found:
            continue
        counts = spelled[found.lower()]
        strength = f"{counts[expected]:,} of {counts.total():,} do"
        message = f"use `{expected}` instead of `{found}` ({strength})"
        fix = Fix(Safety.SAFE, f"write `{expected}`", (replace(span, expected),))
        yield Violation(span, message, fix)


def _doubtful(context: LintContext) -> frozenset[str]:
    """Return the words that have several spellings in the list, one of which only a name has."""
    words = {word for prose in context.prose for word in _WORD.findall(prose.text)}
    words.update(word for text in _link_texts(context) for word in _WORD.findall(text))
    spellings: dict[str, list[str]] = defaultdict(list)
    for word in words:
        spellings[word.lower()].append(word)
    several = (group for group in spellings.values() if len(group) > 1)
    return frozenset(word for group in several if any(map(_is_name, group)) for word in group)


def _is_name(word: str) -> bool:
    """Return whether a word has a capital after its first letter, and lower-case letters."""
    return word[1:] != word[1:].lower() and not word.isupper()


def _link_texts(context: LintContext) -> Iterator[str]:
    bare = (LinkKind.BARE, LinkKind.AUTOLINK)
    return (link.text for link in context.document.links if link.kind not in bare)


def _words(text: str) -> Iterator[re.Match[str]]:
    return (match for match in _WORD.finditer(text) if _is_whole(text, match))


def _is_whole(text: str, match: re.Match[str]) -> bool:
    """Return whether a word is not part of a path, a handle or a name with a version."""
    before = text[max(0, match.start() - 1) : match.start()]
    after = text[match.end() : match.end() + 12]
    if _VERSION.match(after) or _AFTER.match(after):
        return False
    if before == "-":
        return not match[0].islower()
    return not _BEFORE.search(before)


def _usual(counts: Mapping[str, int], conventions: Conventions) -> str | None:
    """Return the spelling that nearly all places have, if it is one that only a name has."""
    name = max(counts, key=lambda text: counts[text])
    if len(counts) < 2 or not _is_name(name) or counts[name] < conventions.name_minimum:
        return None
    return name if counts[name] >= conventions.name_share * sum(counts.values()) else None
