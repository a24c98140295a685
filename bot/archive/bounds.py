"""Which days and moments a file can tell: none before arXiv, and none that the calendar has not reached."""

from datetime import date, datetime, timedelta
from typing import Final

from bot.papers.calendar import FIRST_DAY

_MOST_AHEAD: Final = timedelta(days=366)
"""How far ahead a listing may lie: nobody plans one for later."""

_CLOCKS_DIFFER_BY: Final = timedelta(days=1)
"""How far ahead a moment may be; a later one would be the newest, and hold heat where it is, until it comes."""


def wrong_day(day: date, now: datetime) -> str | None:
    """Return why no paper was announced on ``day``, None where one may have been."""
    if day < FIRST_DAY:
        return f"{day} is before arXiv began, on {FIRST_DAY}"
    if day - now.date() > _MOST_AHEAD:
        return f"{day} is more than a year ahead"
    return None


def wrong_moment(at: datetime, now: datetime) -> str | None:
    """Return why nothing was counted or said at ``at``, None where it may have been."""
    if at.date() < FIRST_DAY:
        return f"{at.date()} is before arXiv began, on {FIRST_DAY}"
    if at - now > _CLOCKS_DIFFER_BY:
        return f"{at:%Y-%m-%d %H:%M} UTC lies in the future"
    return None
