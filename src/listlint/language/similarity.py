"""Find names that are similar to an unknown one."""

from collections import Counter
from collections.abc import Iterable
from heapq import nlargest

_LIKENESS = 0.6
"""How similar names must be by default: that of difflib."""
_CANDIDATES = 5
"""Most names that are compared with one name."""
_VOTES = 1_000
"""Most candidates that share a pair of letters with it."""
_LONGEST = 120
"""Most letters of a name that is compared: difflib takes quadratic time."""


def closest_match(name: str, known: Iterable[str], likeness: float = _LIKENESS) -> str | None:
    """Return the name in `known` that is most similar to `name` (difflib's ratio), if any is."""
    from difflib import get_close_matches  # slow to import

    near = get_close_matches(name, [str(one) for one in known], n=1, cutoff=likeness)
    return near[0] if near else None


def did_you_mean(name: str, known: Iterable[str], otherwise: str | None = None) -> str:
    """Return "did you mean …?" for the closest name; else `otherwise`, or the known names."""
    names = [str(one) for one in known]
    near = closest_match(name, names)
    if near is not None:
        return f"did you mean `{near}`?"
    return otherwise or f"known keys: {', '.join(sorted(names))}"


class SimilarNames:
    """Finds the most similar of many names in constant time.

    Only the few that share most pairs of letters with a name are compared, the rarest pairs first.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._by_pair: dict[str, list[str]] = {}
        for name in names:
            for pair in _pairs(name):
                self._by_pair.setdefault(pair, []).append(name)

    def closest(self, name: str, likeness: float = _LIKENESS) -> str | None:
        """Return the name that is most similar to `name` (difflib's ratio), if any is."""
        if len(name) > _LONGEST:
            return None
        votes: Counter[str] = Counter()
        for others in sorted((self._by_pair.get(pair, []) for pair in _pairs(name)), key=len):
            if votes.total() + len(others) > _VOTES:
                break
            votes.update(others)
        candidates = nlargest(_CANDIDATES, votes, key=lambda o: votes[o] / (len(name) + len(o) + 1))
        return closest_match(name, candidates, likeness)


def _pairs(name: str) -> set[str]:
    """Return the pairs of neighboring letters, those with the edges of the name included."""
    return {first + second for first, second in zip(f"\0{name}", f"{name}\0", strict=True)}
