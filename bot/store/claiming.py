"""Deliveries taken for sending, and those that nobody knows the end of."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from bot.store.delivery_rows import load
from bot.store.rows import known_moment, moment_text
from bot.subscriptions.delivery import Delivery, DeliveryState

DIED: Final = "sending it was not finished"

_TO_SEND: Final = "is_first = 1 AND state IN ('pending', 'retry')"
_OF_A_KIND: Final = f"""
    SELECT number FROM deliveries WHERE {_TO_SEND} AND kind = ? AND next_try_at <= ?
    ORDER BY next_try_at, number LIMIT ?
"""  # noqa: S608 - constants
_CLAIM: Final = """
    UPDATE deliveries SET state = 'sending', attempts = attempts + 1, lease_until = ?
    WHERE number IN (SELECT value FROM json_each(?))
"""
_REAP: Final = (
    "UPDATE deliveries SET state = 'unknown', next_try_at = ?, lease_until = NULL, reason = ? WHERE state = 'sending'"
)
_TO_ASK_FOR: Final = """
    SELECT number FROM deliveries WHERE is_first = 1 AND state = 'unknown' AND kind = ? AND next_try_at <= ?
    ORDER BY next_try_at, number LIMIT ?
"""
_WAKES: Final = (
    "SELECT min(next_fire_at) FROM subscriptions WHERE ended_at IS NULL AND paused_at IS NULL",
    f"SELECT min(next_try_at) FROM deliveries WHERE {_TO_SEND}",  # noqa: S608 - a constant
    "SELECT min(next_try_at) FROM deliveries WHERE is_first = 1 AND state = 'unknown'",
)
_OPEN: Final = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.RETRY, DeliveryState.UNKNOWN)
_DEPTHS: Final = """
    SELECT state, count(*) AS depth FROM deliveries WHERE state IN ('pending', 'sending', 'retry', 'unknown')
    GROUP BY state
"""
_OPEN_KINDS: Final = """
    SELECT DISTINCT kind FROM deliveries
    WHERE state IN ('pending', 'sending', 'retry', 'unknown') AND is_first IS NOT NULL ORDER BY kind
"""
# The condition is that of an index, which has no other rows.
_FAILED_COUNT: Final = (
    "SELECT count(*) FILTER (WHERE state = 'failed') FROM deliveries WHERE state IN ('failed', 'unknown')"
)


def claim(db: sqlite3.Connection, now: datetime, lease_until: datetime, *, kind: str, limit: int) -> Sequence[Delivery]:
    """Take deliveries for sending: of each place of ``kind`` the first in line, those that could be tried first.

    Only the first of each place is looked at, so that a long line costs nothing.
    """
    rows = db.execute(_OF_A_KIND, (kind, moment_text(now), limit)).fetchall()
    numbers = [row["number"] for row in rows]
    if numbers:
        db.execute(_CLAIM, (moment_text(lease_until), json.dumps(numbers)))
    return load(db, numbers)


def reap(db: sqlite3.Connection, now: datetime, *, all_of_them: bool = False) -> int:
    """Make UNKNOWN what is SENDING past its lease, or all of it; return how many that were."""
    moment = moment_text(now)
    if all_of_them:
        return db.execute(_REAP, (moment, DIED)).rowcount
    return db.execute(f"{_REAP} AND lease_until <= ?", (moment, DIED, moment)).rowcount


def unknown(db: sqlite3.Connection, now: datetime, *, kind: str, limit: int) -> Sequence[Delivery]:
    """Return what is to be asked for by now at places of ``kind``, oldest first, at most one a place."""
    rows = db.execute(_TO_ASK_FOR, (kind, moment_text(now), limit))
    return load(db, [row["number"] for row in rows])


def next_wake_at(db: sqlite3.Connection) -> datetime | None:
    """Return when the next subscription is due, or a delivery may be tried or asked for; None if nothing waits."""
    wakes = [db.execute(asked).fetchone()[0] for asked in _WAKES]
    first = min(filter(None, wakes), default=None)
    return None if first is None else known_moment(first)


def open_kinds(db: sqlite3.Connection) -> Sequence[str]:
    """Return the kinds of places that something waits for, or that were not asked for something yet."""
    return [row["kind"] for row in db.execute(_OPEN_KINDS)]


def failed_count(db: sqlite3.Connection) -> int:
    """Return how many deliveries failed."""
    count: int = db.execute(_FAILED_COUNT).fetchone()[0]
    return count


def queue_depths(db: sqlite3.Connection) -> Mapping[str, int]:
    """Return how many deliveries stand in each state that is not final."""
    depths = {row["state"]: row["depth"] for row in db.execute(_DEPTHS)}
    return {state.value: depths.get(state.value, 0) for state in _OPEN}
