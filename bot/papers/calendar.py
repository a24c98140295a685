"""arXiv's announcement calendar: which submissions are listed on which day.

Announcements are made at 20:00 Eastern from Sunday to Thursday; the listing carries the next date. A
day of the listing is a calendar date in US/Eastern. ``holidays`` are the operator's own, added to
HOLIDAYS: evenings *without* an announcement, so that the listing of the following date is missing.

Source: https://info.arxiv.org/help/availability.html, read 2026-11.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from bot.errors import BadArgument

EASTERN: Final = ZoneInfo("America/New_York")

FIRST_DAY: Final = date(1991, 8, 14)
"""arXiv's first (https://info.arxiv.org/about/index.html, read 2026-11)."""

ANNOUNCED_AT: Final = time(20, 0)
CUT_OFF_AT: Final = time(14, 0)

HOLIDAYS: Final = frozenset(
    date(year, month, day)
    for year, days in {
        2023: ((1, 16), (6, 14), (6, 19), (7, 4), (9, 4), (11, 23), (12, 25), (12, 27)),
        2026: ((1, 1), (1, 19), (6, 19), (7, 3), (9, 7), (11, 26), (12, 25), (12, 29), (12, 31)),
    }.items()
    for month, day in days
)
"""Evenings on which arXiv said it would announce nothing; years that are not named here are not known."""

_SATURDAY, _SUNDAY = 5, 6
_DAY: Final = timedelta(days=1)


def why_not(day: date, holidays: Collection[date] = ()) -> Literal["weekend", "holiday"] | None:
    """Return why there is no listing on ``day``, None where there is one."""
    if day.weekday() in {_SATURDAY, _SUNDAY}:
        return "weekend"
    evening = day - _DAY
    return "holiday" if evening in HOLIDAYS or evening in holidays else None


def is_listing_day(day: date, holidays: Collection[date] = ()) -> bool:
    """Tell whether arXiv has a listing on ``day``."""
    return why_not(day, holidays) is None


def listing_days(since: date, before: date, holidays: Collection[date] = ()) -> tuple[date, ...]:
    """Return the listing days in [since, before), ascending."""
    days = (since + n * _DAY for n in range((before - since).days))
    return tuple(day for day in days if is_listing_day(day, holidays))


def submission_window(day: date, holidays: Collection[date] = ()) -> tuple[datetime, datetime]:
    """Return when the papers listed on ``day`` were submitted: [start, end) in UTC.

    What a skipped announcement would have listed rolls into the next one. Moderation may hold a paper
    back for days: its submission then lies before the window.
    Raises BadArgument if there is no listing on ``day``.
    """
    if reason := why_not(day, holidays):
        raise BadArgument(f"arXiv has no listing on {day}: {_REASONS[reason]}. Choose another day.")
    return _cut_off(listing_day_at(day - _DAY, holidays)), _cut_off(day)


def listing_day_of(submitted_at: datetime, holidays: Collection[date] = ()) -> date:
    """Return the listing day of a paper submitted at ``submitted_at``, if moderation does not hold it."""
    day = submitted_at.astimezone(EASTERN).date() + _DAY
    while not (is_listing_day(day, holidays) and submitted_at < _cut_off(day)):
        day += _DAY
    return day


def latest_listing_day(now: datetime, holidays: Collection[date] = ()) -> date:
    """Return the newest listing day whose feed is due by ``now``: feeds are rebuilt at 00:00 Eastern."""
    return listing_day_at(now.astimezone(EASTERN).date(), holidays)


def listing_day_at(day: date, holidays: Collection[date] = ()) -> date:
    """Return ``day`` if it has a listing, else the last one before it that has."""
    while not is_listing_day(day, holidays):
        day -= _DAY
    return day


def next_announcement(now: datetime, holidays: Collection[date] = ()) -> datetime:
    """Return the first announcement after ``now``, in UTC."""
    day = now.astimezone(EASTERN).date() + _DAY
    while not (is_listing_day(day, holidays) and now < announced_at(day)):
        day += _DAY
    return announced_at(day)


_REASONS: Final = {
    "weekend": "it is a weekend",
    "holiday": "nothing was announced the evening before, a holiday",
}


def announced_at(day: date) -> datetime:
    """Return when the papers listed on ``day`` are announced, in UTC."""
    return datetime.combine(day - _DAY, ANNOUNCED_AT, EASTERN).astimezone(UTC)


def _cut_off(day: date) -> datetime:
    """Return the end of the submissions listed on ``day``: Friday's 14:00 for what Sunday evening announces."""
    evening = day - _DAY
    if evening.weekday() == _SUNDAY:
        evening -= 2 * _DAY
    return datetime.combine(evening, CUT_OFF_AT, EASTERN).astimezone(UTC)
