"""Subscriptions that stand in the configuration come and go with it."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.errors import BadArgument
from bot.store.outbox_contract import Declared, Synced
from bot.store.subscription_rows import insert, new_values, subscription_of, update, wish_values
from bot.store.subscriptions import end, record_change
from bot.store.subscriptions_contract import NewSubscription
from bot.subscriptions.model import Person, Place, Subscription
from bot.subscriptions.turns import next_after_change, next_turn

_LIVE: Final = "SELECT * FROM subscriptions WHERE declared IS NOT NULL AND ended_at IS NULL ORDER BY place, declared"
_SAME_TOPIC: Final = "SELECT * FROM subscriptions WHERE place = ? AND topic_key = ? AND ended_at IS NULL"
_ENDED: Final = """
    SELECT * FROM subscriptions WHERE place = ? AND declared = ? AND ended_at IS NOT NULL ORDER BY number DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class _Reading:
    """One reading of the configuration: by whom, and when."""

    by: Person
    at: datetime


def sync_declared(db: sqlite3.Connection, declared: Sequence[Declared], *, by: Person, at: datetime) -> Synced:
    """Make the declared subscriptions those given. Raises BadArgument where two of them are one."""
    reading, wanted = _Reading(by, at), _by_identity(declared)
    rows = {(row["place"], row["declared"]): row for row in db.execute(_LIVE)}
    gone = [row for identity, row in rows.items() if identity not in wanted]
    for row in gone:
        end(db, row["number"], by=by, at=at)
    kept = [(rows[identity], each) for identity, each in wanted.items() if identity in rows]
    _free_topics(db, kept)
    changed = [each.name for row, each in kept if _changed(db, row, each, reading)]
    added = [each for identity, each in wanted.items() if identity not in rows]
    for each in added:
        _add(db, each, reading)
    return Synced([each.name for each in added], changed, [row["declared"] for row in gone])


def _by_identity(declared: Sequence[Declared]) -> Mapping[tuple[Place, str], Declared]:
    names: dict[tuple[Place, str], Declared] = {}
    topics: dict[tuple[Place, str], Declared] = {}
    for each in declared:
        if (each.place, each.name) in names:
            raise BadArgument(f"Two subscriptions in the configuration are called “{each.name}” in {each.place}.")
        if (other := topics.get((each.place, each.topic_key))) is not None:
            raise BadArgument(
                f"The subscriptions “{other.name}” and “{each.name}” in the configuration ask for the same topic"
                f" in {each.place}: keep one of them."
            )
        names[each.place, each.name] = topics[each.place, each.topic_key] = each
    return names


def _free_topics(db: sqlite3.Connection, kept: Sequence[tuple[sqlite3.Row, Declared]]) -> None:
    """Let go of topics that are to change, since another one may get them in the same reading."""
    for row, each in kept:
        if row["topic_key"] != each.topic_key:
            update(db, row["number"], {"topic_key": f"({row['number']} changes)"})


def _changed(db: sqlite3.Connection, row: sqlite3.Row, declared: Declared, reading: _Reading) -> bool:
    """Make a subscription what the configuration says; tell whether it was otherwise."""
    stands = subscription_of(row)
    wanted = _wanted(declared, _next_fire_at(stands, declared, reading.at))
    changes = {column: (row[column], value) for column, value in wanted.items() if row[column] != value}
    if changes:
        _end_other_of_topic(db, stands.number, declared, reading)
        update(db, stands.number, wanted)
        record_change(db, "edit", stands, reading.by, reading.at, json.dumps(changes, ensure_ascii=False))
    return bool(changes)


def _end_other_of_topic(db: sqlite3.Connection, number: int, declared: Declared, reading: _Reading) -> None:
    """End the one that was made in chat for the topic that a declared one now has: a place has a topic once."""
    other = db.execute(_SAME_TOPIC, (declared.place, declared.topic_key)).fetchone()
    if other is not None and other["number"] != number:
        end(db, other["number"], by=reading.by, at=reading.at)


def _add(db: sqlite3.Connection, declared: Declared, reading: _Reading) -> None:
    """Begin a declared subscription: one of the same topic that is there becomes it, or it comes back, or it is new."""
    known = db.execute(_SAME_TOPIC, (declared.place, declared.topic_key)).fetchone()
    known = known or db.execute(_ENDED, (declared.place, declared.name)).fetchone()
    begun = _new(db, declared, reading) if known is None else _taken_up(db, known, declared, reading)
    record_change(db, "declare", begun, reading.by, reading.at, declared.topic.query)


def _taken_up(db: sqlite3.Connection, row: sqlite3.Row, declared: Declared, reading: _Reading) -> Subscription:
    stands = subscription_of(row)
    is_going = row["ended_at"] is None and stands.paused is None
    next_at = _next_fire_at(stands, declared, reading.at) if is_going else _first_fire_at(stands, declared, reading.at)
    fresh = {"declared": declared.name, "ended_at": None, "paused_at": None, "pause_reason": None}
    update(db, stands.number, {**_wanted(declared, next_at), **fresh})
    return stands


def _new(db: sqlite3.Connection, declared: Declared, reading: _Reading) -> Subscription:
    new = NewSubscription(
        key=f"declared {declared.place} {declared.name}",
        place=declared.place,
        server=None,
        topic=declared.topic,
        topic_key=declared.topic_key,
        rules=declared.rules,
        made_by=reading.by,
        made_at=reading.at,
        next_fire_at=declared.next_fire_at,
    )
    return insert(db, {**new_values(new), "declared": declared.name})


def _wanted(declared: Declared, next_fire_at: datetime) -> Mapping[str, object]:
    return wish_values(declared.topic, declared.topic_key, declared.rules, next_fire_at)


def _next_fire_at(stands: Subscription, declared: Declared, now: datetime) -> datetime:
    """Return the next turn of one that goes on: a schedule that did not change keeps it."""
    schedule = declared.rules.schedule
    return stands.next_fire_at if schedule == stands.rules.schedule else next_after_change(stands, schedule, now)


def _first_fire_at(stood: Subscription, declared: Declared, now: datetime) -> datetime:
    """Return the first turn of one that comes back; a day that had its digest gets no second one."""
    return max(declared.next_fire_at, next_turn(declared.rules.schedule, now, stood.last_fired_day))
