"""Spans of time as people write them: `90`, `30s`, `15m`, `12h`, `7d`, `2w`."""

import re

_UNITS = {"": 1, "s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}


def seconds(text: str) -> float:
    """Return how many seconds a text such as `12h` means. Raises `ValueError`."""
    match = re.fullmatch(r"(?a)(\d{1,9}(?:\.\d{1,9})?)\s*([smhdw]?)", text.strip().lower())
    if match is None:
        raise ValueError(
            f"should be a number of seconds, or a text such as `30m`, `12h` or `7d`, not `{text}`"
        )
    return float(match[1]) * _UNITS[match[2]]


def in_words(duration: float) -> str:
    """Return a duration as `seconds` reads it, in the largest unit up to a day that fits."""
    unit = next((unit for unit in "dhm" if duration and duration % _UNITS[unit] == 0), "s")
    return f"{duration / _UNITS[unit]:g}{unit}"
