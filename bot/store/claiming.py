"""Deliveries taken for sending, and those that nobody knows the end of."""

import heapq
import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Final

from bot.store.delivery_rows import load
from bot.store.rows import known_moment, moment_text
from bot.subscriptions.delivery import Delivery, DeliveryState

DIED: Final = "sending it was not finished"

_TO_SEND: Final = "is_first = 1 AND state IN ('pending', 'retry')"
_KINDS: Final = f"""
    WITH RECURSIVE kinds (name) AS (
        SELECT min(kind) FROM deliveries WHERE {_TO_SEND}
        UNION ALL
        SELECT (SELECT min(kind) FROM deliveries WHERE {_TO_SEND} AND kind > name) FROM kinds WHERE name IS NOT NULL
    )
    SELECT name FROM kinds WHERE name IS NOT NULL
"""  # noqa: S608 - constants
_OF_A_KIND: Final = f"""
    SELECT next_try_at, number FROM deliveries WHERE {_TO_SEND} AND kind = ? AND next_try_at <= ?
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
    SELECT number FROM deliveries WHERE is_first = 1 AND state = 'unknown' AND next_try_at <= ?
    ORDER BY next_try_at, number LIMIT ?
"""
_WAKES: Final = (
    "SELECT min(next_fire_at) FROM subscriptions WHERE ended_at IS NULL AND paused_at IS NULL",
    "SELECT min(next_try_at) FROM deliveries WHERE is_first = 1 AND state = 'unknown'",
)
_WAKE_OF_A_KIND: Final = f"SELECT min(next_try_at) FROM deliveries WHERE {_TO_SEND} AND kind = ?"  # noqa: S608
_OPEN: Final = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.RETRY, DeliveryState.UNKNOWN)
_DEPTHS: Final = """
    SELECT state, count(*) AS depth FROM deliveries WHERE state IN ('pending', 'sending', 'retry', 'unknown')
    GROUP BY state
"""


def claim(
    db: sqlite3.Connection, now: datetime, lease_until: datetime, *, limit: int, besides: Collection[str] = ()
) -> Sequence[Delivery]:
    """Take deliveries for sending: of each place the first in line, those first that could be tried first.

    Only the first of each place is looked at, a kind of place at a time, so that neither a long line nor a kind
    that is left alone costs anything.
    """
    asked = moment_text(now)
    kinds = [row["name"] for row in db.execute(_KINDS).fetchall() if row["name"] not in besides]
    found = [[tuple(row) for row in db.execute(_OF_A_KIND, (kind, asked, limit))] for kind in kinds]
    numbers = [number for _, number in islice(heapq.merge(*found), limit)]
    if not numbers:
        return []
    db.execute(_CLAIM, (moment_text(lease_until), json.dumps(numbers)))
    return load(db, numbers)


def reap(db: sqlite3.Connection, now: datetime, *, all_of_them: bool = False) -> int:
    """Make UNKNOWN what is SENDING past its lease, or all of it; return how many that were."""
    moment = moment_text(now)
    if all_of_them:
        return db.execute(_REAP, (moment, DIED)).rowcount
    return db.execute(f"{_REAP} AND lease_until <= ?", (moment, DIED, moment)).rowcount


def unknown(db: sqlite3.Connection, now: datetime, *, limit: int) -> Sequence[Delivery]:
    """Return deliveries that are to be asked for by now, the longest waiting first, at most one a place."""
    rows = db.execute(_TO_ASK_FOR, (moment_text(now), limit))
    return load(db, [row["number"] for row in rows])


def next_wake_at(db: sqlite3.Connection) -> datetime | None:
    """Return when the next subscription is due, or a delivery may be tried or asked for; None if nothing waits."""
    wakes = [db.execute(asked).fetchone()[0] for asked in _WAKES]
    kinds = [row["name"] for row in db.execute(_KINDS).fetchall()]
    wakes += [db.execute(_WAKE_OF_A_KIND, (kind,)).fetchone()[0] for kind in kinds]
    first = min(filter(None, wakes), default=None)
    return None if first is None else known_moment(first)


def queue_depths(db: sqlite3.Connection) -> Mapping[str, int]:
    """Return how many deliveries stand in each state that is not final."""
    depths = {row["state"]: row["depth"] for row in db.execute(_DEPTHS)}
    return {state.value: depths.get(state.value, 0) for state in _OPEN}
