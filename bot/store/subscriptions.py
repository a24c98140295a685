"""Subscriptions: made, changed, paused and ended; every change goes into the audit."""

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

from bot.store import lines
from bot.store.audit import Act, record
from bot.store.rows import moment_text
from bot.store.subscription_rows import insert, new_values, schedule_of, subscription_of, update, wish_values
from bot.store.subscriptions_contract import AlreadySubscribed, CapReached, Caps, NewSubscription
from bot.subscriptions.model import Pause, Person, Place, Subscription
from bot.subscriptions.turns import next_after_change

_SCHEDULE_COLUMNS: Final = frozenset({"at", "zone", "days"})


def subscribe(db: sqlite3.Connection, new: NewSubscription, caps: Caps) -> Subscription:
    """Add a subscription; again with the same ``key``: return the same one.

    Raises AlreadySubscribed for an equal topic in that place, CapReached.
    """
    row = db.execute("SELECT * FROM subscriptions WHERE key = ?", (new.key,)).fetchone()
    if row is not None:
        return subscription_of(row)
    _check_topic(db, new.place, new.topic_key)
    _check_caps(db, new, caps)
    made = insert(db, new_values(new))
    record_change(db, "subscribe", made, new.made_by, new.made_at, made.topic.query)
    return made


def subscriptions(db: sqlite3.Connection, place: Place) -> Sequence[Subscription]:
    """Return the live ones of a place in the order in which they were made."""
    rows = db.execute("SELECT * FROM subscriptions WHERE place = ? AND ended_at IS NULL ORDER BY number", (place,))
    return [subscription_of(row) for row in rows]


def subscriptions_of(db: sqlite3.Connection, server: str) -> Sequence[Subscription]:
    """Return the live ones of a guild or workspace, by number."""
    rows = db.execute("SELECT * FROM subscriptions WHERE server = ? AND ended_at IS NULL ORDER BY number", (server,))
    return [subscription_of(row) for row in rows]


def servers(db: sqlite3.Connection, kind: str) -> Collection[str]:
    """Return the guilds or workspaces of a platform that have live subscriptions."""
    rows = db.execute(
        "SELECT DISTINCT server FROM subscriptions WHERE server >= ? AND server < ? AND ended_at IS NULL",
        (f"{kind}:", f"{kind};"),
    )
    return [row["server"] for row in rows]


def subscription(db: sqlite3.Connection, number: int) -> Subscription | None:
    """Return a live one by its number."""
    row = _live_row(db, number)
    return None if row is None else subscription_of(row)


def edit(
    db: sqlite3.Connection, before: Subscription, after: Subscription, topic_key: str, *, by: Person, at: datetime
) -> Subscription | None:
    """Change what differs between the two, and nothing that somebody else changed since ``before`` was read.

    Returns how the subscription stands then, None if there is no live one. Raises AlreadySubscribed.
    """
    row = _live_row(db, before.number)
    if row is None:
        return None
    stands = subscription_of(row)
    wishes = _in_time(_wishes(before, after, topic_key), before, row, at)
    if "topic_key" in wishes:
        _check_topic(db, stands.place, topic_key, besides=stands.number)
    changes = {column: (row[column], value) for column, value in wishes.items() if row[column] != value}
    if changes:
        update(db, stands.number, wishes)
        record_change(db, "edit", stands, by, at, json.dumps(changes, ensure_ascii=False))
    return subscription(db, stands.number)


def _wishes(before: Subscription, after: Subscription, topic_key: str) -> Mapping[str, object]:
    """Return, by column, what ``after`` wants otherwise than ``before`` had it."""
    # Only a new query has a new key.
    old_key = topic_key if after.topic.query == before.topic.query else None
    old = wish_values(before.topic, old_key, before.rules, before.next_fire_at)
    new = wish_values(after.topic, topic_key, after.rules, after.next_fire_at)
    return {column: value for column, value in new.items() if old[column] != value}


def _in_time(
    wishes: Mapping[str, object], before: Subscription, row: sqlite3.Row, now: datetime
) -> Mapping[str, object]:
    """Return ``wishes`` with the next turn of the schedule that they make together with what others changed.

    The turn that was wished for was worked out from ``before``: it is right only where that still stands.
    """
    if not wishes.keys() & _SCHEDULE_COLUMNS:
        return wishes
    stands, merged = subscription_of(row), schedule_of({**dict(row), **wishes})
    if merged == stands.rules.schedule:
        next_at = stands.next_fire_at
    elif _has_moved(stands, before):
        next_at = next_after_change(stands, merged, now)
    else:
        return wishes
    return {**wishes, "next_fire_at": moment_text(next_at)}


def _has_moved(stands: Subscription, before: Subscription) -> bool:
    return (stands.rules.schedule, stands.next_fire_at, stands.last_fired_day) != (
        before.rules.schedule,
        before.next_fire_at,
        before.last_fired_day,
    )


def end(db: sqlite3.Connection, number: int, *, by: Person, at: datetime) -> bool:
    """End a subscription and cancel what waits for it alone; False if there is no live one."""
    ended = subscription(db, number)
    if ended is None:
        return False
    update(db, number, {"ended_at": moment_text(at)})
    lines.cancel_unwanted(db, ended.place)
    record_change(db, "unsubscribe", ended, by, at, ended.topic.query)
    return True


def pause(db: sqlite3.Connection, number: int, pause: Pause, *, by: Person) -> bool:
    """Let a subscription make no digest; a paused one keeps its reason. False if there is no live one.

    A digest that was planned before goes out whole: half of one is nothing that anybody asks for.
    """
    before = subscription(db, number)
    if before is None:
        return False
    if before.paused is None:
        update(db, number, {"paused_at": moment_text(pause.since_at), "pause_reason": pause.reason})
        record_change(db, "pause", before, by, pause.since_at, pause.reason)
    return True


def resume(db: sqlite3.Connection, number: int, next_fire_at: datetime, *, by: Person, at: datetime) -> bool:
    """Let a subscription send again from ``next_fire_at`` on; False if there is no live one."""
    before = subscription(db, number)
    if before is None:
        return False
    if before.paused is not None or before.next_fire_at != next_fire_at:
        fresh = {"paused_at": None, "pause_reason": None, "next_fire_at": moment_text(next_fire_at)}
        update(db, number, fresh)
        record_change(db, "resume", before, by, at)
    return True


def _live_row(db: sqlite3.Connection, number: int) -> sqlite3.Row | None:
    row: sqlite3.Row | None = db.execute(
        "SELECT * FROM subscriptions WHERE number = ? AND ended_at IS NULL", (number,)
    ).fetchone()
    return row


def _check_topic(db: sqlite3.Connection, place: Place, topic_key: str, *, besides: int | None = None) -> None:
    row = db.execute(
        "SELECT number FROM subscriptions WHERE place = ? AND topic_key = ? AND ended_at IS NULL", (place, topic_key)
    ).fetchone()
    if row is not None and row["number"] != besides:
        number = row["number"]
        raise AlreadySubscribed(f"This topic is here already, as number {number}: edit that one.", number=number)


def _check_caps(db: sqlite3.Connection, new: NewSubscription, caps: Caps) -> None:
    counted = (
        ("place", new.place, caps.per_place, "This place has as many subscriptions as it may"),
        ("server", new.server, caps.per_server, "This server has as many subscriptions as it may"),
        ("made_by", new.made_by.user, caps.per_user, "You have as many subscriptions as one person may"),
    )
    for column, value, cap, said in counted:
        if value is not None and cap is not None and _live_count(db, column, value) >= cap:
            raise CapReached(f"{said} ({cap}). End one, then try again.")


def _live_count(db: sqlite3.Connection, column: str, value: str) -> int:
    count: int = db.execute(
        f"SELECT count(*) FROM subscriptions WHERE {column} = ? AND ended_at IS NULL",  # noqa: S608 - a constant
        (value,),
    ).fetchone()[0]
    return count


def record_change(
    db: sqlite3.Connection, what: str, about: Subscription, by: Person, at: datetime, detail: str = ""
) -> None:
    """Write into the audit what was done to a subscription."""
    record(db, Act(what, by, at, about.number, about.place, about.server, detail))
