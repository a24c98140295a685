"""What became of deliveries, told by who sent them or by the operator. What is final stays so."""

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.store import lines, notes, troubles
from bot.store.audit import Act, record
from bot.store.delivery_rows import load
from bot.store.outbox_contract import Again, Failed, Sent, Settlement, Unsure
from bot.store.rows import moment_text
from bot.subscriptions.delivery import Delivery, DeliveryState
from bot.subscriptions.model import Place

_FINAL: Final = frozenset({DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.CANCELLED})
_WAITING: Final = frozenset({DeliveryState.PENDING, DeliveryState.RETRY})

_SENT: Final = """
    UPDATE deliveries
    SET state = 'sent', message_id = ?, head_id = ?, sent_at = ?, reason = '', is_first = NULL, lease_until = NULL
    WHERE number = ?
"""
_AGAIN: Final = (
    "UPDATE deliveries SET state = 'retry', next_try_at = ?, reason = ?, lease_until = NULL WHERE number = ?"
)
_UNSURE: Final = (
    "UPDATE deliveries SET state = 'unknown', next_try_at = ?, reason = ?, lease_until = NULL WHERE number = ?"
)
_AFRESH: Final = (
    "UPDATE deliveries SET state = 'pending', planned_at = ?1, next_try_at = ?1, reason = '', is_first = 0 WHERE "
)


def settle(db: sqlite3.Connection, settlements: Sequence[Settlement]) -> None:
    """Remember what became of deliveries, and let those behind them move up."""
    touched: defaultdict[Place, set[str]] = defaultdict(set)
    for settlement in settlements:
        row = _row(db, settlement.number)
        if row is not None and row["state"] not in _FINAL:
            _settle_one(db, row, settlement)
            touched[Place(row["place"])].add(row["period"])
    for place, periods in touched.items():
        lines.close(db, place, periods)


def _settle_one(db: sqlite3.Connection, row: sqlite3.Row, settlement: Settlement) -> None:
    match settlement:
        case Sent(number, message_id, at, head_id):
            db.execute(_SENT, (message_id, head_id, moment_text(at), number))
            troubles.end_trouble(db, row["place"])
        case Failed(_, reason):
            _leave(db, row, DeliveryState.FAILED, reason)
        case Again():
            _again(db, row, settlement)
        case Unsure():
            _unsure(db, row, settlement)


def _leave(db: sqlite3.Connection, row: sqlite3.Row, state: DeliveryState, reason: str) -> None:
    lines.leave(db, row["number"], state, reason)
    if _is_head(row):
        lines.cancel_thread(db, row["place"], row["period"])


def _again(db: sqlite3.Connection, row: sqlite3.Row, settlement: Again) -> None:
    """Let it wait for its next try; of what already waits this is old news."""
    if row["state"] in _WAITING or _is_given_up(row):
        return
    if lines.is_unwanted(db, settlement.number):
        _leave(db, row, DeliveryState.CANCELLED, lines.UNWANTED)
    else:
        db.execute(_AGAIN, (moment_text(settlement.next_try_at), settlement.reason, settlement.number))


def _unsure(db: sqlite3.Connection, row: sqlite3.Row, settlement: Unsure) -> None:
    """Let it wait until its place is asked; where it cannot be asked, step aside and have it told."""
    if row["state"] == DeliveryState.PENDING or _is_given_up(row):
        return
    if settlement.next_try_at is not None:
        db.execute(_UNSURE, (moment_text(settlement.next_try_at), settlement.reason, settlement.number))
        return
    lines.leave(db, settlement.number, DeliveryState.UNKNOWN, settlement.reason)
    notes.add(db, row["place"], _may_be_missing(row), settlement.at)


def _is_given_up(row: sqlite3.Row) -> bool:
    """Tell whether nobody knows and nobody can be asked."""
    return row["state"] == DeliveryState.UNKNOWN and row["is_first"] is None


def _is_head(row: sqlite3.Row) -> bool:
    return row["part"] == 0 and not row["in_thread"]


def _may_be_missing(row: sqlite3.Row) -> str:
    if row["about"] is not None:
        return "A message may not have arrived: nobody could say whether it did."
    when = row["period"].replace("T", " ")
    return f"Part {row['part'] + 1} of the digest of {when} may not have arrived: nobody could say whether it did."


def deliveries(db: sqlite3.Connection, *, failed_only: bool = False, limit: int = 50) -> Sequence[Delivery]:
    """Return deliveries, the newest first; ``failed_only``: those that failed or are unknown."""
    which = "WHERE state IN ('failed', 'unknown')" if failed_only else ""
    rows = db.execute(f"SELECT number FROM deliveries {which} ORDER BY number DESC LIMIT ?", (limit,))  # noqa: S608
    return load(db, [row["number"] for row in rows])


def delivery(db: sqlite3.Connection, number: int) -> Delivery | None:
    """Return one by its number."""
    return next(iter(load(db, [number])), None)


def retry(db: sqlite3.Connection, number: int, *, at: datetime) -> bool:
    """Let one that failed, was cancelled or cannot be asked for be tried again; False for any other or none.

    With the head of a thread comes what was cancelled because of it.
    """
    row = _row(db, number)
    if row is None or (row["state"] not in {DeliveryState.FAILED, DeliveryState.CANCELLED} and not _is_given_up(row)):
        return False
    moment = moment_text(at)
    db.execute(f"{_AFRESH} number = ?2", (moment, number))
    if _is_head(row):
        stands_under = "place = ?2 AND period = ?3 AND in_thread AND state = 'cancelled' AND reason = ?4"
        db.execute(f"{_AFRESH} {stands_under}", (moment, row["place"], row["period"], lines.HEAD_FAILED))
    lines.close(db, row["place"], [row["period"]])
    record(db, Act("retry", None, at, place=row["place"], detail=f"delivery {number}"))
    return True


def skip(db: sqlite3.Connection, number: int, *, reason: str, at: datetime) -> bool:
    """Cancel one that waits or is unknown, and with the head of a thread what stands under it."""
    row = _row(db, number)
    if row is None or row["state"] in _FINAL or row["state"] == DeliveryState.SENDING:
        return False
    _leave(db, row, DeliveryState.CANCELLED, reason)
    lines.close(db, row["place"], [row["period"]])
    record(db, Act("skip", None, at, place=row["place"], detail=f"delivery {number}: {reason}"))
    return True


def _row(db: sqlite3.Connection, number: int) -> sqlite3.Row | None:
    row: sqlite3.Row | None = db.execute("SELECT * FROM deliveries WHERE number = ?", (number,)).fetchone()
    return row
