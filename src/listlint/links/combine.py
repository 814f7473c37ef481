"""Two rows of the cache about the same page, from runs that did not know of each other. Pure."""

from collections.abc import Mapping
from typing import Any


def combine(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row with the newer verdict, with the history of both.

    Both may continue the same history, so counts are not added: the larger one is kept.
    """
    new, old = (one, other) if one["checked"] >= other["checked"] else (other, one)
    alive = max(
        (r["last_alive"] for r in (one, other) if r["last_alive"] is not None), default=None
    )
    successes = new["successes"]
    if successes:
        successes = max(successes, old["successes"]) if old["successes"] else 1
    return {
        **new,
        "last_seen": max(one["last_seen"], other["last_seen"]),
        "last_alive": alive,
        "successes": successes,
        **_series(new, old, "failures", "failing_since", alive),
        **_series(new, old, "refusals", "refused_since", alive),
    }


def _series(
    new: Mapping[str, Any], old: Mapping[str, Any], count: str, since: str, alive: float | None
) -> dict[str, Any]:
    """Return the count and the start of a series of failures; a response in between ends it."""
    if not new[count]:
        return {count: 0, since: None}
    unbroken = [r for r in (new, old) if r[count] and (alive is None or r[since] > alive)]
    if not unbroken or (not old[count] and old["checked"] >= new[since]):
        return {count: 1, since: new["checked"]}
    return {count: max(r[count] for r in unbroken), since: min(r[since] for r in unbroken)}
