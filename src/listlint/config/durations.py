"""Spans of time as people write them: `90`, `30s`, `15m`, `12h`, `7d`, `2w`."""

import re

_DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s*([smhdw]?)", re.ASCII)
_SECONDS = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3_600.0, "d": 86_400.0, "w": 604_800.0}


def seconds(value: object) -> float:
    """Return how many seconds a number or a text such as `12h` means. Raises `ValueError`."""
    text = str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
    match = _DURATION.fullmatch(text.strip().lower()) if isinstance(text, str) else None
    if match is None:
        raise ValueError("should be a number of seconds, or a text such as '30m', '12h' or '7d'")
    return float(match[1]) * _SECONDS[match[2]]
