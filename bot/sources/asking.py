"""What a gathering asks for: the present, or a past day by name."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from bot.errors import BadArgument
from bot.papers.calendar import latest_listing_day, submission_window
from bot.sources.contract import Wish


def wish_for(
    now: datetime, day: date | None, *, window_days: int, missed: bool, holidays: Collection[date] = ()
) -> Wish:
    """Return what to ask for: the last ``window_days``, with the listings ``missed`` in them, or one day.

    The newest listing day asked for by name is the present from that day on. Raises BadArgument for a day
    that has no listing, or none yet.
    """
    if day is None:
        since = now.date() - timedelta(days=window_days)
        return Wish(now, since, missed_since=since if missed else None)
    due = latest_listing_day(now, holidays)
    submission_window(day, holidays)  # raises for a day without a listing
    if day > due:
        raise BadArgument(f"The listing of {day} is not out yet: the newest one is that of {due}.")
    return Wish(now, since=day, day=None if day == due else day)
