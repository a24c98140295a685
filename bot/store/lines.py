"""The line of deliveries in front of each place: who is first, who leaves it, and what that means for a digest."""

import sqlite3
from collections.abc import Iterable
from typing import Final

from bot.subscriptions.delivery import DeliveryState
from bot.subscriptions.model import Place

HEAD_FAILED: Final = "the head of its thread was not posted"
UNWANTED: Final = "unsubscribed"

_FIRST: Final = "SELECT number, state FROM deliveries WHERE place = ? AND is_first = 1"
_NEXT: Final = (
    "SELECT number FROM deliveries WHERE place = ? AND is_first IS NOT NULL ORDER BY due_at, period, part LIMIT 1"
)
_LEAVE: Final = "UPDATE deliveries SET state = ?, reason = ?, is_first = NULL, lease_until = NULL WHERE "
_RELEASE: Final = """
    UPDATE digests
    SET released = EXISTS (
            SELECT 1 FROM deliveries WHERE deliveries.place = digests.place AND deliveries.period = digests.period
        ) AND NOT EXISTS (
            SELECT 1 FROM deliveries WHERE deliveries.place = digests.place AND deliveries.period = digests.period
                AND state NOT IN ('failed', 'cancelled')
        )
    WHERE place = ? AND period = ?
"""
_IS_UNWANTED: Final = """
    EXISTS (
        SELECT 1 FROM digest_subscriptions AS served
        WHERE served.place = deliveries.place AND served.period = deliveries.period
    ) AND NOT EXISTS (
        SELECT 1 FROM digest_subscriptions AS served JOIN subscriptions ON subscriptions.number = served.subscription
        WHERE served.place = deliveries.place AND served.period = deliveries.period AND ended_at IS NULL
    )
"""


def move_up(db: sqlite3.Connection, place: Place) -> None:
    """Make first in line at a place whose turn it is.

    That is whoever is being sent or asked for, else the first in the order of ``due_at``, period and part.
    """
    first = db.execute(_FIRST, (place,)).fetchone()
    if first is not None and first["state"] in {DeliveryState.SENDING, DeliveryState.UNKNOWN}:
        return
    after = db.execute(_NEXT, (place,)).fetchone()
    if first is not None and first["number"] != after["number"]:
        db.execute("UPDATE deliveries SET is_first = 0 WHERE number = ?", (first["number"],))
    if after is not None:
        db.execute("UPDATE deliveries SET is_first = 1 WHERE number = ? AND is_first = 0", (after["number"],))


def leave(db: sqlite3.Connection, number: int, state: DeliveryState, reason: str) -> None:
    """Let a delivery leave the line for good, without asking how it stands."""
    db.execute(f"{_LEAVE} number = ?", (state.value, reason, number))


def close(db: sqlite3.Connection, place: Place, periods: Iterable[str]) -> None:
    """Work out what follows for a place from deliveries of these periods that left its line or came back.

    Papers of a digest that reached nobody count as never shown.
    """
    db.executemany(_RELEASE, ((place, period) for period in set(periods)))
    move_up(db, place)


def cancel_thread(db: sqlite3.Connection, place: Place, period: str) -> None:
    """Cancel what waits to stand under the head of a thread."""
    db.execute(
        f"{_LEAVE} place = ? AND period = ? AND in_thread AND state IN ('pending', 'retry')",
        (DeliveryState.CANCELLED.value, HEAD_FAILED, place, period),
    )


def cancel_unwanted(db: sqlite3.Connection, place: Place) -> None:
    """Cancel what waits of the digests of a place whose subscriptions have all ended."""
    rows = db.execute(
        f"{_LEAVE} place = ? AND is_first IS NOT NULL AND state IN ('pending', 'retry') AND {_IS_UNWANTED}"
        " RETURNING period",
        (DeliveryState.CANCELLED.value, UNWANTED, place),
    )
    close(db, place, [row["period"] for row in rows])


def leave_waiting(
    db: sqlite3.Connection,
    place: Place,
    state: DeliveryState,
    reason: str,
    *,
    period: str | None = None,
    notices: bool = True,
) -> None:
    """Let everything that waits for a place leave its line, or only what is of ``period``, or no ``notices``."""
    rows = db.execute(
        f"{_LEAVE} place = ? AND is_first IS NOT NULL AND state IN ('pending', 'retry')"
        " AND period = coalesce(?, period) AND (? OR about IS NULL) RETURNING period",
        (state.value, reason, place, period, notices),
    )
    close(db, place, [row["period"] for row in rows])


def is_unwanted(db: sqlite3.Connection, number: int) -> bool:
    """Tell whether a delivery is of a digest whose subscriptions have all ended."""
    row = db.execute(f"SELECT {_IS_UNWANTED} FROM deliveries WHERE number = ?", (number,)).fetchone()  # noqa: S608
    return bool(row[0])
