"""Spans of time as people write them: `90`, `30s`, `15m`, `12h`, `7d`, `2w`; `5 months`."""

import re
from datetime import date, timedelta
from typing import Annotated

from listlint.fields import Checked

_UNITS = {"": 1, "s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "year": 12}


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


def earlier(day: date, period: str) -> date:
    """Return the day that is a period such as `5 months` before another. Raises `ValueError`."""
    from calendar import monthrange  # few runs use it

    match = re.fullmatch(r"(?a)([1-9]\d{0,2}) ?(day|week|month|year)s?", period)
    if match is None:
        raise ValueError(
            f"should be a text such as `30 days`, `5 months` or `1 year`, not `{period}`"
        )
    number, unit = int(match[1]), match[2]
    if unit in _DAYS:
        return day - timedelta(days=number * _DAYS[unit])
    year, month = divmod(day.year * 12 + day.month - 1 - number * _MONTHS[unit], 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _period(text: str) -> str:
    earlier(date(2000, 1, 1), text)
    return text


Period = Annotated[str, Checked(_period, "period")]
"""Days, weeks, months or years, as in `5 months`."""
