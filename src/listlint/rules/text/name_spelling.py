"""Names of technologies in another letter case than their own."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import field

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.entries.context import LintContext
from listlint.entries.conventions import learn as learn_convention
from listlint.language.names import NAMES, REPLACEMENTS, repeats_name
from listlint.markdown import Link, walk
from listlint.markdown.prose import Prose, Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `name-spelling`."""

    names: tuple[str, ...] = NAMES
    """Names as they are written; any other mix of upper and lower case is reported."""
    replacements: Mapping[str, str] = field(default_factory=lambda: REPLACEMENTS)
    """Other wrong spellings, each with the right one."""
    allowed: tuple[str, ...] = ()
    """Spellings that are right in this list, too."""
    lower: bool = False
    """Whether to report names that are all in lower case."""


# To begin with a character is faster than to check the one before each.
_EDGE_LEFT = r"[^A-Za-z0-9](?<![\w.@#$~+&=\-\\:])"
_EDGE_RIGHT = r"(?![\w@\-=(\[])(?![.:]\w)"
_WORD = r"[A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z]+)?"
_MIXED = r"(?:[A-Z]|[a-z]++(?=[A-Z]))[A-Za-z0-9]*(?:\.[A-Za-z]+)?"
_LEGAL_FORM = regex(r",? (?:AB|AG|BV|B\.V|Co|Corp|GmbH|Inc|KG|Ltd|LLC|LLP|Oy|PLC|S\.A|SE)\b")
"""After the name of a company, which spells it as it likes."""
_BREAK = regex(r"[\s,;()\[\]\"“”|]")
_NAME_IN_PATH = regex(r"[A-Z][\w+#.]*|[a-z]+[A-Z]\w*")


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield names in the wrong letter case, outside of links, code, paths and other names."""
    texts = Texts(prose.text for prose in context.every_prose)
    places = [(match.start(1), match[1]) for match in _pattern(options).finditer(texts.joined)]
    counts = Counter(word for _, word in places)
    wrong = _wrong(context, counts, options)
    joined = _joined(context, options) if wrong else {}
    own: dict[int, list[str]] = {}
    for offset, found in places:
        expected = wrong.get(found)
        if expected is None:
            continue
        index, start = texts.place(offset)
        prose, end = context.every_prose[index], start + len(found)
        text = prose.text
        if _is_in_path(text, start, end) or (found.islower() and _is_literal(text, start, end)):
            continue
        expected = joined.get(expected, expected)
        if expected == found:
            continue
        if index not in own:
            own[index] = _own_names(context, prose)
        if any(repeats_name(text, start, end, name) for name in own[index]):
            continue
        span = prose.span(start, end)
        if span.start in context.quotations or _LEGAL_FORM.match(text, end):
            continue
        is_identifier = found[0].islower() and not (found.islower() or expected[0].islower())
        trust = Safety.UNSAFE if is_identifier else context.safety(prose.leaf, span)
        fix = Fix(trust, f"write `{expected}`", (replace(span, expected),))
        yield Violation(span, f"use `{expected}` instead of `{found}`", fix)


def _wrong(context: LintContext, counts: Counter[str], options: Options) -> dict[str, str]:
    """Return the wrong spellings, each with the right one.

    None that nearly all places of a name have: it is the list's own style.
    """
    names = {name.lower(): name for name in options.names}
    wrong = {word: right for word in counts if (right := _expected(word, names, options))}
    spelled: dict[str, Counter[str]] = {name: Counter() for name in wrong.values()}
    for word, count in counts.items():
        if (name := wrong.get(word, word)) in spelled:
            spelled[name][word] = count
    learned = (learn_convention(c.elements(), context.conventions) for c in spelled.values())
    own_style = {style.value for style in learned if style}
    return {word: right for word, right in wrong.items() if word not in own_style}


def _joined(context: LintContext, options: Options) -> dict[str, str]:
    """Return the names of several words that links of the list write as one, each with that."""
    texts = {word for link in context.document.links for word in link.text.split()}
    several = {n.replace(" ", ""): n for n in options.replacements.values() if " " in n}
    return {name: joined for joined, name in several.items() if joined in texts}


def _pattern(options: Options) -> re.Pattern[str]:
    """Return what finds names of several words, and any word that could be a name."""
    several = [name for name in (*options.names, *options.replacements) if " " in name]
    names = [f"(?i:{re.escape(name)})" for name in sorted(several, key=len, reverse=True)]
    names += [re.escape(name) for name in options.replacements if name.islower()]
    word = _WORD if options.lower else _MIXED
    return re.compile(f"{_EDGE_LEFT}({'|'.join([*names, word])}){_EDGE_RIGHT}")


def _expected(found: str, names: Mapping[str, str], options: Options) -> str | None:
    """Return the correct spelling of a name; None if it is correct or not a name."""
    if found in options.replacements:
        return options.replacements[found]
    if found in options.allowed or found.isupper():
        return None
    if found.islower() and not options.lower:
        return None
    expected = names.get(found.lower())
    if expected is None and found.endswith("s") and found[:-1].lower() in names:
        expected = names[found[:-1].lower()] + "s"
    return None if expected == found else expected


def _own_names(context: LintContext, prose: Prose) -> list[str]:
    """Return what may be names of projects: the links of a leaf and of the entry it is in."""
    entry = context.entry_at(prose.offset(0))
    links = [i.text for i in walk(prose.leaf.inlines) if isinstance(i, Link)]
    return [*links, entry.link.text] if entry and entry.link else links


def _is_literal(text: str, start: int, end: int) -> bool:
    """Return whether a word is alone in quotation marks, as a value in code is."""
    around = text[max(0, start - 1) : start] + text[end : end + 1]
    return around in ("''", '""')


def _is_in_path(text: str, start: int, end: int) -> bool:
    """Return whether a name is part of a path, and not one of several names: `A/B`."""
    before = _BREAK.split(text[max(0, start - 80) : start])[-1]
    after = _BREAK.split(text[end : end + 80], maxsplit=1)[0]
    run = before + text[start:end] + after
    if "/" not in run:
        return False
    return not all(map(_NAME_IN_PATH.fullmatch, run.rstrip(".:").split("/")))
