"""Places that refuse everything: since when, how often, and what is paused because of it."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.store import lines
from bot.store.audit import Act, record
from bot.store.outbox_contract import Trouble
from bot.store.rows import known_moment, moment_text
from bot.store.subscription_rows import subscription_of, update
from bot.subscriptions.delivery import DeliveryState
from bot.subscriptions.model import Pause, Place, Subscription

_COUNT: Final = """
    INSERT INTO place_troubles (place, reason, since_at, last_at, refusals) VALUES (?, ?, ?, ?, 1)
    ON CONFLICT (place) DO UPDATE SET
        reason = excluded.reason, refusals = refusals + (last_at <> excluded.last_at), last_at = excluded.last_at
    RETURNING *
"""
_GOING: Final = """
    SELECT * FROM subscriptions WHERE place = ? AND ended_at IS NULL AND paused_at IS NULL ORDER BY number
"""
_PAUSED: Final = """
    SELECT * FROM subscriptions WHERE paused_at IS NOT NULL AND ended_at IS NULL ORDER BY paused_at DESC, number LIMIT ?
"""


def paused(db: sqlite3.Connection, *, limit: int) -> Sequence[Subscription]:
    """Return live subscriptions that are paused, wherever they are, those paused last first."""
    return [subscription_of(row) for row in db.execute(_PAUSED, (limit,))]


def trouble(db: sqlite3.Connection, place: Place, reason: str, *, at: datetime) -> Trouble:
    """Count a refusal of a place, that of one moment once, and return how long it has refused."""
    moment = moment_text(at)
    row = db.execute(_COUNT, (place, reason, moment, moment)).fetchone()
    return Trouble(place, row["reason"], known_moment(row["since_at"]), row["refusals"])


def end_trouble(db: sqlite3.Connection, place: Place) -> None:
    """Forget that a place refused."""
    db.execute("DELETE FROM place_troubles WHERE place = ?", (place,))


def pause_place(db: sqlite3.Connection, place: Place, pause: Pause) -> Sequence[Subscription]:
    """Pause the live subscriptions of a place and fail its digests that wait; return those that were not paused.

    Notices fail one by one, so that each is told to somebody else. The trouble of the place is over with that:
    whoever resumes one gives it its grace again.
    """
    going = [subscription_of(row) for row in db.execute(_GOING, (place,)).fetchall()]
    for each in going:
        update(db, each.number, {"paused_at": moment_text(pause.since_at), "pause_reason": pause.reason})
        record(db, Act("pause", None, pause.since_at, each.number, place, each.server, pause.reason))
    lines.leave_waiting(db, place, DeliveryState.FAILED, pause.reason, notices=False)
    end_trouble(db, place)
    return [replace(each, paused=pause) for each in going]
