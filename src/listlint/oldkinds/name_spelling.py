"""Names of technologies in another letter case than their own."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from listlint.diagnostics.edits import Fix, replace
from listlint.entries.context import LintContext
from listlint.markdown import Link, walk
from listlint.markdown.prose import Prose, safety
from listlint.oldkinds import Kind, Violation


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`names`: names as they are written; any other mix of capitals and small letters is wrong.
    `instead`: other wrong spellings, each with the right one. `allowed`: spellings that are right
    in this list, too. `lower`: whether a name all in small letters is wrong."""

    names: tuple[str, ...] = ()
    instead: Mapping[str, str] = field(default_factory=dict)
    allowed: tuple[str, ...] = ()
    lower: bool = False


CASES = {"name": ("found", "wanted")}

_EDGE_LEFT = r"(?<![\w.@#$~+&=\-\\:])"
_EDGE_RIGHT = r"(?![\w@\-=(\[])(?![.:]\w)"
_WORD = r"[A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z]+)?"
_MIXED = r"(?:[A-Z]|[a-z]+(?=[A-Z]))[A-Za-z0-9]*(?:\.[A-Za-z]+)?"
_BREAK = re.compile(r"[\s,;()\[\]\"“”|]")


def check(context: LintContext, parameters: Parameters) -> Iterator[Violation]:
    """Yield names in the wrong letter case, outside of links, code, paths and other names."""
    right = {name.lower(): name for name in parameters.names}
    pattern = _pattern(parameters)
    for prose in context.every_prose:
        own: frozenset[str] | None = None
        for match in pattern.finditer(prose.text):
            found = match[0]
            wanted = _wanted(found, right, parameters)
            if wanted is None or _is_in_path(prose.text, match):
                continue
            # A link names its target as that calls itself, and its description follows.
            own = _linked(prose, pattern) if own is None else own
            if found in own:
                continue
            span = prose.span(*match.span())
            fix = Fix(safety(prose.leaf), f"write `{wanted}`", (replace(span, wanted),))
            yield Violation("name", span, {"found": found, "wanted": wanted}, fix)


def _pattern(parameters: Parameters) -> re.Pattern[str]:
    """Return what finds names of several words, and any word that could be a name."""
    several = [name for name in (*parameters.names, *parameters.instead) if " " in name]
    names = [f"(?i:{re.escape(name)})" for name in sorted(several, key=len, reverse=True)]
    names += [re.escape(name) for name in parameters.instead if name.islower()]
    word = _WORD if parameters.lower else _MIXED
    return re.compile(f"{_EDGE_LEFT}(?:{'|'.join([*names, word])}){_EDGE_RIGHT}")


def _wanted(found: str, right: Mapping[str, str], parameters: Parameters) -> str | None:
    """Return how a name is written; None for what is right, or no name."""
    if found in parameters.instead:
        return parameters.instead[found]
    if found in parameters.allowed or found.isupper():
        return None
    if found.islower() and not parameters.lower:
        return None
    wanted = right.get(found.lower())
    if wanted is None and found.endswith("s") and found[:-1].lower() in right:
        wanted = right[found[:-1].lower()] + "s"
    return None if wanted == found else wanted


def _linked(prose: Prose, pattern: re.Pattern[str]) -> frozenset[str]:
    """Return the words that the links of a leaf show."""
    texts = (i.text for i in walk(prose.leaf.inlines) if isinstance(i, Link))
    return frozenset(match[0] for text in texts for match in pattern.finditer(text))


def _is_in_path(text: str, match: re.Match[str]) -> bool:
    """Tell whether a name is part of something with slashes that is no choice: `A/B` is one."""
    before = _BREAK.split(text[max(0, match.start() - 80) : match.start()])[-1]
    after = _BREAK.split(text[match.end() : match.end() + 80], maxsplit=1)[0]
    run = before + match[0] + after
    if "/" not in run:
        return False
    parts = run.rstrip(".:").split("/")
    return any(not re.fullmatch(r"[A-Z][\w+#.]*|[a-z]+[A-Z]\w*", part) for part in parts)


KIND = Kind(Parameters, CASES, check)
