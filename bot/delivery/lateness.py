"""Which turn of a subscription a digest stands for: on time, late, or none because too many hours went by. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Final
from zoneinfo import ZoneInfo

from bot.messages.wording import day_text
from bot.store.outbox_contract import Fired
from bot.subscriptions.model import Subscription
from bot.subscriptions.schedule import Schedule, next_fire_at, period
from bot.subscriptions.turns import next_turn

TURNS_NAMED: Final = 5
"""Of more skipped digests the newest are named."""

_COUNTED_BACK: Final = timedelta(days=100)
"""Turns that were missed before are not looked at one by one: the clock may have jumped by years."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What is due of a subscription: its digest of ``at``, None where that is too late; ``skipped`` turns before.

    Of several missed turns only the newest can go out.
    """

    subscription: Subscription
    at: datetime | None
    skipped: tuple[datetime, ...] = ()


def turn_of(subscription: Subscription, now: datetime) -> Turn:
    """Return what is due of a subscription whose next turn is ``now`` or lies behind. Raises ZoneInfoNotFoundError."""
    *missed, newest = _turns_until(subscription, now)
    if now - newest <= subscription.rules.late_limit:
        return Turn(subscription, newest, tuple(missed))
    return Turn(subscription, None, (*missed, newest))


def fired(turn: Turn, now: datetime) -> Fired:
    """Return that the digest of a turn was seen to."""
    at = turn.at or turn.skipped[-1]
    day = day_of(turn.subscription, at)
    return Fired(turn.subscription.number, day, next_turn(turn.subscription.rules.schedule, now, day))


def skipped(turn: Turn, now: datetime) -> Fired:
    """Return that the skipped turns of one are over; what still stands comes next."""
    if turn.at is None:
        return fired(turn, now)
    return Fired(turn.subscription.number, day_of(turn.subscription, turn.skipped[-1]), turn.at)


def period_of(subscription: Subscription, at: datetime) -> str:
    """Return the scheduled local date and time and the zone: ``2026-11-20T09:00 Europe/Berlin``."""
    return f"{_wall_text(subscription.rules.schedule, at)} {subscription.rules.schedule.zone}"


def day_of(subscription: Subscription, at: datetime) -> date:
    """Return the local date that a turn stands for."""
    return datetime.fromisoformat(_wall_text(subscription.rules.schedule, at)).date()


def skipped_note(turns: Sequence[Turn], why: str) -> str:
    """Return ``The digest of Thu 19 Nov 09:00 was skipped: the bot was not running.``, for all that were skipped."""
    moments = {at: turn.subscription for turn in reversed(turns) for at in turn.skipped}
    named = [_said(moments[at], at) for at in sorted(moments)[-TURNS_NAMED:]]
    if len(moments) > TURNS_NAMED:
        named.insert(0, "earlier days")
    if len(named) == 1:
        return f"The digest of {named[0]} was skipped: {why}."
    return f"The digests of {', '.join(named[:-1])} and {named[-1]} were skipped: {why}."


def _turns_until(subscription: Subscription, now: datetime) -> Sequence[datetime]:
    schedule, first = subscription.rules.schedule, subscription.next_fire_at
    later = _turns_after(schedule, max(first, now - _COUNTED_BACK))
    return [first, *takewhile(lambda at: at <= now, later)]


def _turns_after(schedule: Schedule, moment: datetime) -> Iterator[datetime]:
    while True:
        moment = next_fire_at(schedule, moment)
        yield moment


def _wall_text(schedule: Schedule, at: datetime) -> str:
    try:
        return period(schedule, at)
    except ValueError:
        # Not one of the schedule's own: the zone's rules changed, or somebody set the moment.
        return at.astimezone(ZoneInfo(schedule.zone)).replace(tzinfo=None).isoformat(timespec="minutes")


def _said(subscription: Subscription, at: datetime) -> str:
    wall = datetime.fromisoformat(_wall_text(subscription.rules.schedule, at))
    return f"{day_text(wall.date(), seen_from=wall.date())} {wall:%H:%M}"
