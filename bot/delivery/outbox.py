"""When to try again, and when to give up: the only place that decides it. Pure."""

from datetime import datetime, timedelta
from typing import Final

from bot.delivery.place import Accepted, Busy, CannotTell, Found, Lost, NotThere, Outcome, Refused
from bot.store.outbox_contract import Again, Failed, Sent, Settlement, Trouble, Unsure
from bot.subscriptions.delivery import Delivery

FIRST_WAIT: Final = timedelta(seconds=5)
LONGEST_WAIT: Final = timedelta(minutes=15)

GIVE_UP_AFTER: Final = timedelta(hours=24)
"""By then the next digest is due, which shows the papers instead."""

ASK_AFTER: Final = timedelta(seconds=5)
"""What a place accepted without an answer may take a moment until it can be read back."""

GRACE: Final = timedelta(hours=1)
GRACE_REFUSALS: Final = 3
"""A place counts as gone once it refused so often over so long: permissions are lost for a minute, too."""


def settled(delivery: Delivery, outcome: Outcome, *, now: datetime, jitter: float) -> Settlement:
    """Return what to remember of a part that was handed over; a place that is gone is given the benefit of doubt.

    ``jitter``, from 0 to 1, spreads the tries of many places.
    """
    match outcome:
        case Accepted(message_id, head_id):
            return Sent(delivery.number, message_id, now, head_id)
        case Lost(reason):
            return Unsure(delivery.number, now + ASK_AFTER, reason, now)
        case Refused(is_gone=False):
            return Failed(delivery.number, outcome.said, now)
        case Refused():
            return again(delivery, outcome.said, now=now, jitter=jitter)
        case Busy(reason, retry_after_s):
            return again(delivery, reason, now=now, jitter=jitter, retry_after_s=retry_after_s)


def found(delivery: Delivery, answer: Found, *, now: datetime, jitter: float) -> Settlement:
    """Return what to remember of a part that its place was asked for."""
    match answer:
        case Accepted(message_id, head_id):
            return Sent(delivery.number, message_id, now, head_id)
        case NotThere():
            return Again(delivery.number, now, "it did not arrive")
        case CannotTell():
            return Unsure(delivery.number, None, "this place cannot be asked whether it arrived", now)
        case Busy(reason) if is_too_late(delivery, now):
            return Unsure(delivery.number, None, f"this place could not be asked whether it arrived: {reason}", now)
        case Busy(reason, retry_after_s):
            asked_at = now + ask_wait(delivery, now, jitter=jitter, retry_after_s=retry_after_s)
            return Unsure(delivery.number, asked_at, reason, now)


def again(
    delivery: Delivery, reason: str, *, now: datetime, jitter: float, retry_after_s: float | None = None
) -> Again | Failed:
    """Return the next try, or that there is none: it would come later than GIVE_UP_AFTER."""
    next_try_at = now + wait(delivery.attempts, jitter=jitter, retry_after_s=retry_after_s)
    if is_too_late(delivery, next_try_at):
        return Failed(delivery.number, f"given up: {reason}", now)
    return Again(delivery.number, next_try_at, reason)


def is_too_late(delivery: Delivery, now: datetime) -> bool:
    """Tell whether nobody wants a part any more at ``now``.

    What was planned late, or asked for again by the operator, is wanted as long as what was planned in time.
    """
    return now - max(delivery.due_at, delivery.planned_at) > GIVE_UP_AFTER


def wait(attempts: int, *, jitter: float, retry_after_s: float | None = None) -> timedelta:
    """Return how long to leave a place alone after so many tries: doubling, and never less than it asked for.

    ``jitter`` from 0 to 1 takes off up to a half.
    """
    doublings = min(max(attempts - 1, 0), 20)
    doubled = min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)
    return max(doubled * (1 - jitter / 2), asked_for(retry_after_s))


def ask_wait(delivery: Delivery, now: datetime, *, jitter: float, retry_after_s: float | None = None) -> timedelta:
    """Return how long to let a place be that could not be asked: the longer, the longer the part is due.

    A place is asked however often it fails, and each asking that a platform forbids counts against us.
    """
    age = min(max((now - delivery.due_at) / 4, FIRST_WAIT), LONGEST_WAIT)
    return max(wait(delivery.attempts, jitter=jitter, retry_after_s=retry_after_s), age * (1 - jitter / 2))


def asked_for(retry_after_s: float | None) -> timedelta:
    """Return the wait that a platform asked for, if it is one; longer than GIVE_UP_AFTER nobody waits."""
    if retry_after_s is None or not retry_after_s > 0:
        return timedelta(0)
    return timedelta(seconds=min(retry_after_s, GIVE_UP_AFTER.total_seconds()))


def is_gone_for_good(trouble: Trouble, now: datetime) -> bool:
    """Tell whether a place that refuses is to be paused."""
    return trouble.refusals >= GRACE_REFUSALS and now - trouble.since_at >= GRACE
