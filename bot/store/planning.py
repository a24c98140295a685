"""Digests before they are sent: which are due, and what is remembered of one that was planned."""

import sqlite3
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from bot.store import digests, lines, notes
from bot.store.delivery_rows import Planned, insert
from bot.store.outbox_contract import Fired, Notice, Plan
from bot.store.rows import moment_text
from bot.store.subscription_rows import subscription_of, update
from bot.subscriptions.delivery import DeliveryState
from bot.subscriptions.model import Place, Subscription
from bot.subscriptions.turns import day_of_turn, next_turn

# A plus sign keeps SQLite from looking up a place's subscriptions by the moment, at which thousands may be due.
_DUE: Final = """
    SELECT subscriptions.* FROM (
        SELECT DISTINCT place, next_fire_at FROM (
            SELECT place, next_fire_at FROM subscriptions
            WHERE next_fire_at <= ? AND ended_at IS NULL AND paused_at IS NULL
            ORDER BY next_fire_at, number LIMIT ?
        )
    ) AS listed
    CROSS JOIN subscriptions INDEXED BY subscriptions_to_fire_of_a_place
        ON subscriptions.place = listed.place AND subscriptions.next_fire_at = listed.next_fire_at
            AND ended_at IS NULL AND paused_at IS NULL
    ORDER BY subscriptions.next_fire_at, subscriptions.number
"""


def due(db: sqlite3.Connection, now: datetime, *, limit: int) -> Sequence[Subscription]:
    """Return subscriptions whose turn has come, the longest waiting first; of a place and moment all together."""
    return [subscription_of(row) for row in db.execute(_DUE, (moment_text(now), limit))]


def plan(db: sqlite3.Connection, plan: Plan) -> bool:
    """Remember a digest, its parts and that its subscriptions fired; False if that was done already."""
    digest = plan.digest
    is_new = not digests.is_planned(db, digest.place, digest.period)
    if is_new:
        is_wanted = _is_wanted(db, plan.fired)
        digests.save_digest(db, digest)
        _serve(db, plan)
        planned = Planned(digest.place, digest.period, plan.due_at, digest.planned_at, plan.is_quiet)
        insert(db, planned, plan.parts)
        notes.drop(db, digest.place, plan.answers)
        lines.move_up(db, digest.place)
        if not is_wanted:
            lines.leave_waiting(db, digest.place, DeliveryState.CANCELLED, lines.UNWANTED, period=digest.period)
    _move_on(db, plan.fired, max(digest.planned_at, plan.due_at))
    return is_new


def plan_all(db: sqlite3.Connection, plans: Sequence[Plan]) -> Sequence[bool]:
    """Remember several digests; False for each that was remembered already."""
    return [plan(db, each) for each in plans]


def pass_over(db: sqlite3.Connection, place: Place, fired: Sequence[Fired], note: str, *, at: datetime) -> None:
    """Move subscriptions on without a digest, and keep ``note`` for the next one of the place."""
    _move_on(db, fired, at)
    if note:
        notes.add(db, place, note, at)


def notify(db: sqlite3.Connection, notice: Notice) -> bool:
    """Put a message into the outbox; False if it was there already."""
    known = "SELECT 1 FROM deliveries WHERE period = ? AND about IS NOT NULL"
    if db.execute(known, (notice.key,)).fetchone() is not None:
        return False
    insert(db, Planned(notice.place, notice.key, notice.at, notice.at, about=notice.about), [notice.part])
    lines.move_up(db, notice.place)
    return True


def _is_wanted(db: sqlite3.Connection, fired: Sequence[Fired]) -> bool:
    """Tell whether somebody still wants a digest: while it was made, all who did may have ended or paused it."""
    live = "SELECT 1 FROM subscriptions WHERE number = ? AND ended_at IS NULL AND paused_at IS NULL"
    return not fired or any(db.execute(live, (each.number,)).fetchone() for each in fired)


def _serve(db: sqlite3.Connection, plan: Plan) -> None:
    db.executemany(
        "INSERT OR IGNORE INTO digest_subscriptions (place, period, subscription) VALUES (?, ?, ?)",
        ((plan.digest.place, plan.digest.period, each.number) for each in plan.fired),
    )


def _move_on(db: sqlite3.Connection, fired: Sequence[Fired], now: datetime) -> None:
    for each in fired:
        row = db.execute("SELECT * FROM subscriptions WHERE number = ?", (each.number,)).fetchone()
        if row is not None:
            _move_one_on(db, row, each, now)


def _move_one_on(db: sqlite3.Connection, row: sqlite3.Row, fired: Fired, now: datetime) -> None:
    subscription = subscription_of(row)
    is_live = row["ended_at"] is None and subscription.paused is None
    next_fire_at = subscription.next_fire_at
    if next_fire_at <= now:
        next_fire_at = fired.next_fire_at if is_live else next_fire_at
    elif _is_of_done_day(subscription, fired.day):
        next_fire_at = next_turn(subscription.rules.schedule, next_fire_at, fired.day)
    done = max(fired.day, subscription.last_fired_day or fired.day)
    update(db, fired.number, {"last_fired_day": done.isoformat(), "next_fire_at": moment_text(next_fire_at)})


def _is_of_done_day(subscription: Subscription, day: date) -> bool:
    """Tell whether somebody put the next turn, meanwhile, on a day that now had its digest."""
    try:
        return day_of_turn(subscription.rules.schedule, subscription.next_fire_at) <= day
    except ValueError:
        return False
