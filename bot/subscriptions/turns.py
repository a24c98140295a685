"""Whose turn comes when, so that each local day has at most one digest, whatever is edited on it."""

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.subscriptions.model import Subscription
from bot.subscriptions.schedule import Schedule, next_fire_at, period

_DAY: Final = timedelta(days=1)


def day_of_turn(schedule: Schedule, fire_at: datetime) -> date:
    """Return the local date that a turn stands for. Raises ValueError if ``schedule`` does not fire at ``fire_at``."""
    return datetime.fromisoformat(period(schedule, fire_at)).date()


def next_turn(schedule: Schedule, after: datetime, done: date | None) -> datetime:
    """Return the first turn later than ``after`` that is of a day later than ``done``, in UTC."""
    fire_at = next_fire_at(schedule, after)
    while done is not None and day_of_turn(schedule, fire_at) <= done:
        fire_at = next_fire_at(schedule, fire_at)
    return fire_at


def next_after_change(before: Subscription, after: Schedule, now: datetime) -> datetime:
    """Return when a subscription fires next, once ``after`` is its schedule.

    A new zone counts from the next local day, and a day that had its digest gets no second one. A digest that is due
    and not yet planned stays due on its day, at the new time.
    """
    today, there = _day(now, after.zone), _day(now, before.rules.schedule.zone)
    if after.zone != before.rules.schedule.zone:
        return next_turn(after, now, _latest(today, there, before.last_fired_day))
    if before.next_fire_at <= now:
        due = _day(before.next_fire_at, after.zone)
        return next_turn(after, before.next_fire_at - 2 * _DAY, _latest(due - _DAY, before.last_fired_day))
    return next_turn(after, now, _latest(today if _is_over(today, before) else None, before.last_fired_day))


def _is_over(day: date, subscription: Subscription) -> bool:
    """Tell whether ``day`` is one of the subscription's, and its next digest is of a later one."""
    schedule = subscription.rules.schedule
    return day.weekday() in schedule.days and _day(subscription.next_fire_at, schedule.zone) > day


def _day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


def _latest(*days: date | None) -> date | None:
    return max((day for day in days if day is not None), default=None)
