"""Names of technologies in another letter case than their own."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from listlint.diagnostics.edits import Fix, replace
from listlint.diagnostics.findings import Violation
from listlint.entries.context import LintContext
from listlint.language.names import NAMES, REPLACEMENTS
from listlint.markdown import Link, walk
from listlint.markdown.prose import Prose, safety


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


_EDGE_LEFT = r"(?<![\w.@#$~+&=\-\\:])"
_EDGE_RIGHT = r"(?![\w@\-=(\[])(?![.:]\w)"
_WORD = r"[A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z]+)?"
_MIXED = r"(?:[A-Z]|[a-z]+(?=[A-Z]))[A-Za-z0-9]*(?:\.[A-Za-z]+)?"
_BREAK = re.compile(r"[\s,;()\[\]\"“”|]")
_NAME_IN_PATH = re.compile(r"[A-Z][\w+#.]*|[a-z]+[A-Z]\w*")


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield names in the wrong letter case, outside of links, code, paths and other names."""
    names = {name.lower(): name for name in options.names}
    pattern = _pattern(options)
    for prose in context.every_prose:
        own: frozenset[str] | None = None
        for match in pattern.finditer(prose.text):
            found = match[0]
            expected = _expected(found, names, options)
            if expected is None or _is_in_path(prose.text, match):
                continue
            # A spelling in a link of the same description may be the name of a project.
            own = _linked(prose, pattern) if own is None else own
            if found in own:
                continue
            span = prose.span(*match.span())
            fix = Fix(safety(prose.leaf), f"write `{expected}`", (replace(span, expected),))
            yield Violation(span, f"use `{expected}` instead of `{found}`", fix)


def _pattern(options: Options) -> re.Pattern[str]:
    """Return what finds names of several words, and any word that could be a name."""
    several = [name for name in (*options.names, *options.replacements) if " " in name]
    names = [f"(?i:{re.escape(name)})" for name in sorted(several, key=len, reverse=True)]
    names += [re.escape(name) for name in options.replacements if name.islower()]
    word = _WORD if options.lower else _MIXED
    return re.compile(f"{_EDGE_LEFT}(?:{'|'.join([*names, word])}){_EDGE_RIGHT}")


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


def _linked(prose: Prose, pattern: re.Pattern[str]) -> frozenset[str]:
    """Return the words that the links of a leaf show."""
    texts = (i.text for i in walk(prose.leaf.inlines) if isinstance(i, Link))
    return frozenset(match[0] for text in texts for match in pattern.finditer(text))


def _is_in_path(text: str, match: re.Match[str]) -> bool:
    """Return whether a name is part of a path, and not one of several names: `A/B`."""
    before = _BREAK.split(text[max(0, match.start() - 80) : match.start()])[-1]
    after = _BREAK.split(text[match.end() : match.end() + 80], maxsplit=1)[0]
    run = before + match[0] + after
    if "/" not in run:
        return False
    return not all(map(_NAME_IN_PATH.fullmatch, run.rstrip(".:").split("/")))
