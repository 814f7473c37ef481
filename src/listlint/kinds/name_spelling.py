"""Names of technologies in another letter case than their own."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from listlint.document import Link, walk
from listlint.kinds import Hit, Kind
from listlint.listing import Listing
from listlint.prose import Prose, safety
from listlint.text import Fix, replace


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

_EDGE_LEFT = r"(?<![\w.@#$~+&=\-\\])(?<!://)"
_EDGE_RIGHT = r"(?![\w@\-=(\[])(?![.:]\w)"
_PATH = re.compile(r"[^\s,;()\[\]\"“”|]*")


def check(listing: Listing, parameters: Parameters) -> Iterator[Hit]:
    """Yield names in the wrong letter case, outside of links, code, paths and other names."""
    right = {name.lower(): name for name in parameters.names}
    wrong = dict(parameters.instead)
    allowed = {*parameters.allowed, *right.values()}
    every = sorted({*parameters.names, *wrong}, key=len, reverse=True)
    if not every:
        return
    body = "|".join(re.escape(name).replace(r"\ ", r"[ ]") for name in every)
    pattern = re.compile(f"{_EDGE_LEFT}(?:{body})s?{_EDGE_RIGHT}", re.IGNORECASE)
    for prose in listing.prose:
        own: str | None = None
        for match in pattern.finditer(prose.text):
            found = match[0]
            wanted = wrong.get(found) or right.get(found.lower())
            if wanted is None and found[:-1].lower() in right:
                wanted = right[found[:-1].lower()] + "s"
            if wanted is None or found == wanted or found in allowed or found.isupper():
                continue
            if found.islower() and not parameters.lower and found not in wrong:
                continue
            if _is_in_path(prose.text, match):
                continue
            # A link names its target as that calls itself, and its description follows.
            own = _linked(prose) if own is None else own
            if found in own:
                continue
            span = prose.span(*match.span())
            fix = Fix(safety(prose.leaf), f"write `{wanted}`", (replace(span, wanted),))
            yield Hit("name", span, {"found": found, "wanted": wanted}, fix)


def _linked(prose: Prose) -> str:
    """Return the texts of the links of a leaf."""
    return "\n".join(i.text for i in walk(prose.leaf.inlines) if isinstance(i, Link))


def _is_in_path(text: str, match: re.Match[str]) -> bool:
    """Tell whether a name is part of something with slashes that is no choice: `A/B` is one."""
    start = max(text.rfind(blank, 0, match.start()) for blank in ' \t\n(,|"') + 1
    rest = _PATH.match(text, start)
    run = rest[0] if rest else ""
    if "/" not in run:
        return False
    parts = run.rstrip(".:").split("/")
    return any(not re.fullmatch(r"[A-Z][\w+#.]*|[a-z]+[A-Z]\w*", part) for part in parts)


KIND = Kind(Parameters, CASES, check)
