"""Names that are similar to an unknown one."""

from collections.abc import Iterable


def closest_match(name: str, known: Iterable[str], likeness: float = 0.6) -> str | None:
    """Return the one of `known` that is most like `name`, if one is (difflib's ratio)."""
    from difflib import get_close_matches  # costs more than the run of many rules

    near = get_close_matches(name, [str(one) for one in known], n=1, cutoff=likeness)
    return near[0] if near else None


def did_you_mean(name: str, known: Iterable[str], otherwise: str | None = None) -> str:
    """Return a question for the nearest name; without one `otherwise`, or what is known."""
    names = [str(one) for one in known]
    near = closest_match(name, names)
    if near is not None:
        return f"did you mean {near!r}?"
    return otherwise or f"known keys: {', '.join(sorted(names))}"
