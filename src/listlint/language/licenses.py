"""Names of licenses and their SPDX identifiers.

The identifiers and the grammar of expressions are those of `packaging.licenses` (SPDX's own list);
the names beside them are how licenses call themselves and are commonly called.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache, lru_cache

from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.language.spelling import edits1, transpositions


class Spelling(StrEnum):
    """How a text differs from an SPDX identifier."""

    EXACT = "exact"
    """It is an identifier or an expression of identifiers."""
    NAME = "name"
    """It is another name of the license: `Apache License 2.0`, `apache-2.0`."""
    MISSPELLED = "misspelled"
    """It is one typo away from a name or an identifier."""


@dataclass(frozen=True, slots=True)
class License:
    """The possible identifiers of a text (one if it is unambiguous), and its spelling.

    `loose` is the deprecated identifier that is as unclear as the text: `GPL-3.0` for `GPLv3`;
    `family` the name without a version that a misspelled text means: `LGPL` for `LPGL`.
    """

    ids: tuple[str, ...]
    spelling: Spelling
    loose: str | None = None
    family: str | None = None

    @property
    def key(self) -> str:
        """A key that is equal for texts with the same meaning."""
        return self.loose or " ".join(self.ids)


_NOISE = frozenset(
    {"the", "license", "licence", "licensed", "licenses", "version", "ver", "v", "software"}
)
_WORDS = regex(r"[a-z]+|\d+(?:\.\d+)*\+?|\+")
_VERSION_MARK = regex(r"v(?=\d)")
_NAMES = {
    "general public": "gpl",
    "lesser general public": "lgpl",
    "library general public": "lgpl",
    "affero general public": "agpl",
    "affero gpl": "agpl",
    "lesser gpl": "lgpl",
    "gnu gpl": "gpl",
    "gnu lgpl": "lgpl",
    "gnu agpl": "agpl",
    "gnu lesser gpl": "lgpl",
    "mozilla public": "mpl",
    "eclipse public": "epl",
    "european union public": "eupl",
    "common development and distribution": "cddl",
    "open source initiative academic free": "afl",
    "academic free": "afl",
    "open data commons": "odc",
    "microsoft public": "ms pl",
    "microsoft reciprocal": "ms rl",
    "sil open font": "ofl",
    "open font": "ofl",
    "sil ofl": "ofl",
    "creative commons zero": "cc 0",
    "creative commons": "cc",
    "attribution": "by",
    "share alike": "sa",
    "sharealike": "sa",
    "non commercial": "nc",
    "noncommercial": "nc",
    "no derivatives": "nd",
    "noderivatives": "nd",
    "noderivs": "nd",
    "do what the fuck you want to public": "wtfpl",
    "do what the fuck you want public": "wtfpl",
    "boost": "boost",
    "server side public": "sspl",
    "python foundation": "psf",
    "apache foundation": "apache",
    "universal": "",
    "international": "",
    "unported": "",
}
_GNU = {
    "gpl": ("1.0", "2.0", "3.0"),
    "lgpl": ("2.0", "2.1", "3.0"),
    "agpl": ("1.0", "3.0"),
    "gfdl": ("1.1", "1.2", "1.3"),
}
_VERSIONED = {
    "apache": ("Apache", ("1.0", "1.1", "2.0")),
    "asl": ("Apache", ("1.1", "2.0")),
    "mpl": ("MPL", ("1.0", "1.1", "2.0")),
    "epl": ("EPL", ("1.0", "2.0")),
    "eupl": ("EUPL", ("1.0", "1.1", "1.2")),
    "cddl": ("CDDL", ("1.0", "1.1")),
    "artistic": ("Artistic", ("1.0", "2.0")),
    "osl": ("OSL", ("1.0", "2.0", "2.1", "3.0")),
    "afl": ("AFL", ("1.1", "1.2", "2.0", "2.1", "3.0")),
    "ofl": ("OFL", ("1.0", "1.1")),
    "zpl": ("ZPL", ("1.1", "2.0", "2.1")),
    "psf": ("PSF", ("2.0",)),
    "cecill": ("CECILL", ("1.0", "1.1", "2.0", "2.1")),
    "upl": ("UPL", ("1.0",)),
    "ecl": ("ECL", ("1.0", "2.0")),
    "cpal": ("CPAL", ("1.0",)),
    "sspl": ("SSPL", ("1.0",)),
    "busl": ("BUSL", ("1.1",)),
    "odbl": ("ODbL", ("1.0",)),
}
_PLAIN = {
    "mit": "MIT",
    "expat": "MIT",
    "mit expat": "MIT",
    "mit x 11": "MIT",
    "isc": "ISC",
    "zlib": "Zlib",
    "wtfpl": "WTFPL",
    "wtfpl 2": "WTFPL",
    "unlicense": "Unlicense",
    "boost": "BSL-1.0",
    "boost 1.0": "BSL-1.0",
    "cc 0": "CC0-1.0",
    "cc 0 1.0": "CC0-1.0",
    "0 bsd": "0BSD",
    "zero clause bsd": "0BSD",
    "mit 0": "MIT-0",
    "ncsa": "NCSA",
    "postgresql": "PostgreSQL",
    "ms pl": "MS-PL",
    "ms rl": "MS-RL",
    "bsd 2 clause": "BSD-2-Clause",
    "2 clause bsd": "BSD-2-Clause",
    "bsd 2": "BSD-2-Clause",
    "simplified bsd": "BSD-2-Clause",
    "bsd simplified": "BSD-2-Clause",
    "freebsd": "BSD-2-Clause",
    "bsd 3 clause": "BSD-3-Clause",
    "3 clause bsd": "BSD-3-Clause",
    "bsd 3": "BSD-3-Clause",
    "new bsd": "BSD-3-Clause",
    "bsd new": "BSD-3-Clause",
    "modified bsd": "BSD-3-Clause",
    "revised bsd": "BSD-3-Clause",
    "bsd 4 clause": "BSD-4-Clause",
    "4 clause bsd": "BSD-4-Clause",
    "original bsd": "BSD-4-Clause",
}
_UNCLEAR = {
    "bsd": ("BSD-2-Clause", "BSD-3-Clause"),
    "bsd style": ("BSD-2-Clause", "BSD-3-Clause"),
}
# Common licenses, for which typos are recognized.
_USUAL = (
    "mit", "isc", "apache 2.0", "apache 2", "bsd 3 clause", "bsd 2 clause", "gpl 3.0", "gpl 2.0",
    "gpl 3", "gpl 2", "lgpl 2.1", "lgpl 3.0", "lgpl 3", "agpl 3.0", "agpl 3", "mpl 2.0", "mpl 2",
    "unlicense", "cc 0", "cc by 4.0", "cc by sa 4.0", "cc by nc 4.0", "epl 2.0", "wtfpl", "zlib",
)  # fmt: skip
# Names without a version, in which two swapped letters are recognized.
_FAMILIES = {
    "gpl": "GPL", "lgpl": "LGPL", "agpl": "AGPL", "mpl": "MPL", "epl": "EPL", "bsd": "BSD",
    "mit": "MIT", "isc": "ISC", "apache": "Apache",
}  # fmt: skip
_CC = regex(r"cc (by(?: nc)?(?: nd| sa)?) ([1-4](?:\.[05])?)")
_GNU_TEXT = regex(
    r"(a?gpl|lgpl|gfdl) (\d(?:\.\d)?)(?P<only> only)?"
    r"(?P<later>\+| \+| or later| or any later| or above| or newer)?"
)
_VERSION = regex(r"([a-z]+) (\d(?:\.\d)?)")


@lru_cache(4_096)
def read_license(text: str) -> License | None:
    """Return the license that a text means; None if SPDX does not have it."""
    exact = canonical(text)
    if exact is not None:
        return License((exact,), Spelling.EXACT if exact == text else Spelling.NAME)
    folded = fold(text)
    named = _named(folded)
    if named is not None:
        return named
    for near in dict.fromkeys(_near(folded)):
        meant = _named(near)
        if meant is not None:
            family = _FAMILIES.get(near)
            return License(meant.ids, Spelling.MISSPELLED, meant.loose, family)
    return None


def canonical(text: str) -> str | None:
    """Return an identifier or expression in the spelling of SPDX; None for other texts.

    Operators may be in small letters. `LicenseRef-…` is an identifier, too.
    """
    if len(text) > 200 or not re.search(r"[A-Za-z]", text):
        return None
    # Few lists have licenses.
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

    try:
        return str(canonicalize_license_expression(re.sub(r"\s+", " ", text.strip())))
    except InvalidLicenseExpression:
        return None


def identifier(text: str) -> str:
    """Return an identifier in the spelling of SPDX. Raises `ValueError` for other texts."""
    found = canonical(text)
    if found is None or " " in found:
        raise ValueError(f"should be an SPDX identifier such as `MIT`, not `{text}`")
    return found


def identifiers(expression: str) -> frozenset[str]:
    """Return the identifiers in an expression, `without_later`."""
    names = re.findall(r"[A-Za-z0-9.+-]+", expression)
    return frozenset(without_later(name) for name in names if name not in ("AND", "OR", "WITH"))


def without_later(identifier: str) -> str:
    """Return an identifier without what hosts do not know: whether later versions count."""
    return re.sub(r"(?:-only|-or-later|\+)$", "", identifier).lower()


@lru_cache(4_096)
def fold(text: str) -> str:
    """Return the key of a name, the same for all its spellings: its words in lower case."""
    plain = _VERSION_MARK.sub(" ", text.lower()[:200])
    words = [word for word in _WORDS.findall(plain) if word not in _NOISE]
    folded = " ".join(words)
    for name in _long_names():
        if name in folded:
            folded = re.sub(rf"\b{name}\b", _NAMES[name], folded)
    return " ".join(folded.split())


@cache
def _long_names() -> tuple[str, ...]:
    return tuple(sorted(_NAMES, key=len, reverse=True))


def _named(folded: str) -> License | None:
    if folded in _PLAIN:
        return License((_PLAIN[folded],), Spelling.NAME)
    if folded in _UNCLEAR:
        return License(_UNCLEAR[folded], Spelling.NAME)
    if match := _CC.fullmatch(folded):
        spdx = canonical(f"cc-{match[1].replace(' ', '-')}-{_dotted(match[2])}")
        return License((spdx,), Spelling.NAME) if spdx else None
    if match := _GNU_TEXT.fullmatch(folded):
        return _gnu(match)
    if match := _VERSION.fullmatch(folded):
        family, versions = _VERSIONED.get(match[1], ("", ()))
        version = _dotted(match[2])
        return License((f"{family}-{version}",), Spelling.NAME) if version in versions else None
    if folded in _VERSIONED:
        family, versions = _VERSIONED[folded]
        return License(
            tuple(f"{family}-{version}" for version in reversed(versions)), Spelling.NAME
        )
    if folded in _GNU:
        family = folded.upper()
        return License(tuple(f"{family}-{v}-only" for v in reversed(_GNU[folded])), Spelling.NAME)
    return None


def _gnu(match: re.Match[str]) -> License | None:
    version = _dotted(match[2])
    if version not in _GNU[match[1]]:
        return None
    loose = f"{match[1].upper()}-{version}"
    if match["only"]:
        return License((f"{loose}-only",), Spelling.NAME)
    if match["later"]:
        return License((f"{loose}-or-later",), Spelling.NAME)
    return License((f"{loose}-only", f"{loose}-or-later"), Spelling.NAME, loose)


def _dotted(version: str) -> str:
    return version if "." in version else f"{version}.0"


def _near(folded: str) -> Iterator[str]:
    """Yield the usual names that a text is one typo away from; numbers are compared exactly.

    In names without a version, only two letters may be swapped: `LPGL`, not `AGPL` for `GPL`.
    """
    if not 3 <= len(folded) <= 20:
        return
    yield from (near for near in transpositions(folded) if near in _FAMILIES)
    digits = re.findall(r"\d+", folded)
    usual = frozenset(_USUAL)
    for near in edits1(folded):
        if near in usual and re.findall(r"\d+", near) == digits:
            yield near
