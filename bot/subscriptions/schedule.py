"""When digests go out: people's words for a time, a zone and days, and the moments that they make.

A schedule is a wish on the wall clock. Each local day that it names has exactly one fire: at ``at``, at
the first of the two where the clock shows ``at`` twice, at the end of the gap where it skips ``at``. A
day that a zone leaves out altogether (Samoa has had no 2011-12-30) has none.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Final
from zoneinfo import ZoneInfo

from bot.errors import BadArgument
from bot.subscriptions.zones import parse_zone

__all__ = [
    "DAY_NAMES",
    "EVERY_DAY",
    "WEEKDAYS",
    "Schedule",
    "next_fire_at",
    "parse_days",
    "parse_time",
    "parse_zone",
    "period",
    "say",
]

DAY_NAMES: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
"""The names of the days by their number, as ``date.weekday()`` counts."""

EVERY_DAY: Final = frozenset(range(7))
WEEKDAYS: Final = frozenset(range(5))

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A time of day on some days of the week, in a zone.

    ``at`` is to the minute. ``zone`` is a full name as parse_zone gives it. ``days`` counts from
    Monday = 0 and is not empty.
    """

    at: time
    zone: str
    days: frozenset[int]

    def __post_init__(self) -> None:
        if not self.days or not self.days <= EVERY_DAY:
            raise BadArgument("A schedule needs at least one day of the week.")

    @property
    def is_weekly(self) -> bool:
        """Tell whether it names one day of the week."""
        return len(self.days) == 1


def next_fire_at(schedule: Schedule, after: datetime) -> datetime:
    """Return the first moment later than ``after`` at which ``schedule`` fires, in UTC."""
    zone = ZoneInfo(schedule.zone)
    today = after.astimezone(zone).date()
    # A fire is the first moment at which the wall shows its day and time or later: while one lies ahead,
    # the wall has not yet passed its day, so that today is early enough to begin with.
    days = (day for n in count() if (day := today + n * _DAY).weekday() in schedule.days)
    fires = (_fire_at(day, schedule.at, zone) for day in days)
    return next(fire_at for fire_at in fires if fire_at and fire_at > after)


def period(schedule: Schedule, fire_at: datetime) -> str:
    """Return the local date and time that the fire at ``fire_at`` stands for: ``2026-11-20T09:00``.

    It is the scheduled one, also where the clock skips it; no two fires of a schedule have the same.
    Raises ValueError if ``fire_at`` is no moment of next_fire_at.
    """
    zone = ZoneInfo(schedule.zone)
    shown = fire_at.astimezone(zone).date()
    # A gap may reach over midnight: the fire of a late hour is then in the first moment of the next day.
    for day in (shown, shown - _DAY):
        if day.weekday() in schedule.days and _fire_at(day, schedule.at, zone) == fire_at:
            return datetime.combine(day, schedule.at).isoformat(timespec="minutes")
    raise ValueError(f"{schedule} does not fire at {fire_at.isoformat()}")


def say(schedule: Schedule) -> str:
    """Return the schedule in words: ``every weekday at 09:00 (Europe/Berlin)``."""
    return f"every {_say_days(schedule.days)} at {schedule.at:%H:%M} ({schedule.zone})"


def _fire_at(day: date, at: time, zone: ZoneInfo) -> datetime | None:
    """Return the moment at which ``day`` fires, None if the zone leaves out all of it."""
    dawn = _first_moment(datetime.combine(day, time.min), zone)
    return _first_moment(datetime.combine(day, at), zone) if dawn.astimezone(zone).date() == day else None


def _first_moment(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the first moment at which the wall clock shows ``wall`` or, where it is skipped, what comes next."""
    moment = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    is_shown = moment.astimezone(zone).replace(tzinfo=None) == wall
    return moment if is_shown else _end_of_gap(wall, zone)


def _end_of_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment at which the wall clock jumps over ``wall``."""
    # Of a skipped time, Python reads fold=1 with the offset behind the gap, which gives a moment before
    # it, and fold=0 with the one before the gap, which gives a moment behind it (PEP 495).
    behind = wall.replace(tzinfo=zone, fold=0).timestamp()
    before = wall.replace(tzinfo=zone, fold=1).timestamp()
    seconds = range(int(before), int(behind) + 1)
    jump = bisect_left(seconds, wall, key=lambda second: _wall(second, zone))
    return datetime.fromtimestamp(seconds[jump], UTC)


def _wall(timestamp: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(timestamp, zone).replace(tzinfo=None)


def _say_days(days: frozenset[int]) -> str:
    if days == EVERY_DAY:
        return "day"
    if days == WEEKDAYS:
        return "weekday"
    if len(days) == len(EVERY_DAY) - 1:
        return f"day but {_listed(EVERY_DAY - days)}"
    return _listed(days)


def _listed(days: Iterable[int]) -> str:
    *names, last = (DAY_NAMES[day] for day in sorted(days))
    return f"{', '.join(names)} and {last}" if names else last


_TIME: Final = re.compile(r"(?P<hour>[0-9]{1,2})(?:[:.h](?P<minute>[0-9]{2}))?\s?(?:(?P<half>[ap])\.?m\.?)?")
_NAMED_TIMES: Final = {"midnight": time(0), "noon": time(12)}
_NOON_H: Final = 12


def parse_time(text: str) -> time:
    """Return the time of day that ``text`` says: ``9``, ``09:00``, ``9am``, ``9:30 pm``, ``noon``.

    Raises BadArgument if it says none.
    """
    word = text.strip().casefold()
    match = _TIME.fullmatch(word)
    at = _NAMED_TIMES.get(word) if match is None else _time_of(match)
    if at is None:
        raise BadArgument(f"“{_shortened(text)}” is not a time of day. Give one like 09:00 or 9am.")
    return at


def _time_of(match: re.Match[str]) -> time | None:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"]:
        if not 1 <= hour <= _NOON_H:
            return None
        hour = hour % _NOON_H + (_NOON_H if match["half"] == "p" else 0)
    try:
        return time(hour, minute)
    except ValueError:
        return None


_NAMED_DAYS: Final = {
    "daily": EVERY_DAY,
    "weekdays": WEEKDAYS,
    "weekends": EVERY_DAY - WEEKDAYS,
}
_MIN_DAY_CHARS: Final = 3


def parse_days(text: str) -> frozenset[int]:
    """Return the days of the week that ``text`` names, Monday = 0.

    ``daily``, ``weekdays``, ``weekends``, days (``fri``, ``Friday``), ranges (``mon-fri``, ``sat-mon``) and
    lists of these (``mon,wed,fri``). Raises BadArgument, with the word that is none of them.
    """
    words = re.sub(r"\s*[-–]\s*", "-", text.casefold()).replace(",", " ").split()
    if not words:
        raise BadArgument("No day is named. Give days like mon-fri, daily or mon,wed,fri.")
    return frozenset().union(*(_days_of(word) for word in words))


def _days_of(word: str) -> frozenset[int]:
    if word in _NAMED_DAYS:
        return _NAMED_DAYS[word]
    first, dash, last = word.partition("-")
    start = _day_of(first, word)
    end = _day_of(last, word) if dash else start
    return frozenset((start + n) % 7 for n in range((end - start) % 7 + 1))


def _day_of(name: str, word: str) -> int:
    for number, full in enumerate(DAY_NAMES):
        if len(name) >= _MIN_DAY_CHARS and full.casefold().startswith(name):
            return number
    raise BadArgument(f"“{_shortened(word)}” is not a day of the week. Give days like mon-fri, daily or mon,wed,fri.")


def _shortened(text: str, max_chars: int = 40) -> str:
    shown = " ".join(text[: 2 * max_chars].split())
    return shown if len(shown) <= max_chars else f"{shown[: max_chars - 1]}…"
