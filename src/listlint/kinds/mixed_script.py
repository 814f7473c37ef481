"""Words of one script with a letter of another that looks the same."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from listlint.identity import split_url
from listlint.kinds import Hit, Kind
from listlint.listing import Listing
from listlint.text import Fix, Safety, Span, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """Nothing to set."""


CASES = {"word": ("word", "letters", "wanted"), "host": ("host", "letters")}

# Cyrillic and Greek letters that look like Latin ones (Unicode's confusables, those that are
# alike in common typefaces).
_ALIKE = str.maketrans(
    "авекмнорстухіѕјһԁԛԝАВЕКМНОРСТУХІЅЈҺαονρυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aBekMHopcTyxisjhdqwABEKMHOPCTYXISJHaovpuABEZHIKMNOPTYX",
)
_SURE = frozenset("аеорсухіѕјһԁԛԝАВЕКМНОРСТУХІЅЈοΑΒΕΖΗΙΚΜΝΟΡΤΥΧ")
_MIXED = re.compile(
    r"[A-Za-z\u0370-\u03ff\u0400-\u052f]*"
    r"(?:[A-Za-z][\u0370-\u03ff\u0400-\u052f]|[\u0370-\u03ff\u0400-\u052f][A-Za-z])"
    r"[A-Za-z\u0370-\u03ff\u0400-\u052f]*"
)


def check(listing: Listing, _parameters: Parameters) -> Iterator[Hit]:
    """Yield words that mix Latin with letters that only look Latin, and hosts that do."""
    for match in _MIXED.finditer(listing.text):
        word = match[0]
        strange = "".join(dict.fromkeys(char for char in word if not char.isascii()))
        latin = sum(char.isascii() for char in word)
        if not set(strange) <= _SURE or latin < 2 or latin * 2 < len(word):
            continue
        wanted = word.translate(_ALIKE)
        values = {"word": word, "letters": strange, "wanted": wanted}
        span = Span(*match.span())
        fix = Fix(Safety.SAFE, "write it in Latin letters", (replace(span, wanted),))
        yield Hit("word", span, values, fix)
    for link in listing.document.links:
        host = split_url(link.url).host
        labels = [label for label in host.split(".") if not label.isascii()]
        for label in labels:
            strange = "".join(char for char in label if not char.isascii())
            if set(strange) <= _SURE and not _MIXED.search(label):
                # A whole label of look-alikes, as in a forged "apple".
                values = {"host": host, "letters": strange}
                yield Hit("host", link.span, values, url=link.url)


KIND = Kind(Parameters, CASES, check)
