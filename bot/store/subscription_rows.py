"""How a subscription is written in a row, and read from it."""

import sqlite3
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.store.rows import moment_text
from bot.store.subscriptions_contract import NewSubscription
from bot.subscriptions.model import DigestRules, Layout, Pause, Person, Subscription, Topic
from bot.subscriptions.schedule import DAY_NAMES, Schedule, parse_days


def new_values(new: NewSubscription) -> Mapping[str, object]:
    """Return the values of a new row by column."""
    return {
        "key": new.key,
        "place": new.place,
        "server": new.server,
        "made_by": new.made_by.user,
        "made_by_name": new.made_by.name,
        "made_at": moment_text(new.made_at),
        **wish_values(new.topic, new.topic_key, new.rules, new.next_fire_at),
    }


def wish_values(
    topic: Topic, topic_key: str | None, rules: DigestRules, next_fire_at: datetime
) -> Mapping[str, object]:
    """Return, by column, the values of what an edit may change."""
    return {
        "topic": topic.query,
        "topic_name": topic.name,
        "topic_key": topic_key,
        "at": rules.schedule.at.isoformat(timespec="minutes"),
        "zone": rules.schedule.zone,
        "days": ",".join(DAY_NAMES[day][:3].lower() for day in sorted(rules.schedule.days)),
        "layout": rules.layout.value,
        "top": rules.top,
        "min_heat": rules.min_heat,
        "window_days": rules.window_days,
        "silent_when_empty": int(rules.silent_when_empty),
        "quiet": int(rules.quiet),
        "late_limit_s": rules.late_limit.total_seconds(),
        "settle_s": rules.settle.total_seconds(),
        "next_fire_at": moment_text(next_fire_at),
    }


def subscription_of(row: sqlite3.Row) -> Subscription:
    """Return the subscription that a row holds."""
    return Subscription(
        number=row["number"],
        place=row["place"],
        server=row["server"],
        topic=Topic(row["topic"], row["topic_name"]),
        rules=_rules(row),
        made_by=None if row["made_by"] is None else Person(row["made_by"], row["made_by_name"]),
        made_at=datetime.fromisoformat(row["made_at"]),
        next_fire_at=datetime.fromisoformat(row["next_fire_at"]),
        paused=_pause(row),
        last_fired_day=None if row["last_fired_day"] is None else date.fromisoformat(row["last_fired_day"]),
        declared=row["declared"],
    )


def schedule_of(values: Mapping[str, Any]) -> Schedule:
    """Return the schedule that the values of a row, by column, make."""
    return Schedule(time.fromisoformat(values["at"]), values["zone"], parse_days(values["days"]))


def insert(db: sqlite3.Connection, values: Mapping[str, object]) -> Subscription:
    """Write a new row with these values by column, and return what it holds."""
    columns, places = ", ".join(values), ", ".join("?" for _ in values)
    row = db.execute(
        f"INSERT INTO subscriptions ({columns}) VALUES ({places}) RETURNING *",  # noqa: S608 - names of columns
        tuple(values.values()),
    ).fetchone()
    return subscription_of(row)


def update(db: sqlite3.Connection, number: int, values: Mapping[str, object]) -> None:
    """Write values by column into the row of a subscription."""
    changes = ", ".join(f"{column} = ?" for column in values)
    db.execute(
        f"UPDATE subscriptions SET {changes} WHERE number = ?",  # noqa: S608 - names of columns
        (*values.values(), number),
    )


def _rules(row: sqlite3.Row) -> DigestRules:
    return DigestRules(
        schedule=schedule_of(dict(row)),
        layout=Layout(row["layout"]),
        top=row["top"],
        min_heat=row["min_heat"],
        window_days=row["window_days"],
        silent_when_empty=bool(row["silent_when_empty"]),
        quiet=bool(row["quiet"]),
        late_limit=timedelta(seconds=row["late_limit_s"]),
        settle=timedelta(seconds=row["settle_s"]),
    )


def _pause(row: sqlite3.Row) -> Pause | None:
    if row["paused_at"] is None:
        return None
    return Pause(row["pause_reason"], datetime.fromisoformat(row["paused_at"]))
