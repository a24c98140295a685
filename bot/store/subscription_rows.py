"""How a subscription is written in a row, and read from it."""

import sqlite3
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

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


def _rules(row: sqlite3.Row) -> DigestRules:
    return DigestRules(
        schedule=Schedule(time.fromisoformat(row["at"]), row["zone"], parse_days(row["days"])),
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
