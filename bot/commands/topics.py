"""What a subscription asks for, between its three forms: arguments, rules, and a sentence. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.commands.values import Given
from bot.errors import BadArgument
from bot.messages.wording import counted, day_text, number_text
from bot.query.grammar import parse
from bot.query.say import say as say_query
from bot.query.tree import And, Author, Beginning, Node, Not, Or, Query, Term, Words, all_of, any_of
from bot.query.unparse import unparse
from bot.subscriptions.model import DigestRules, Layout, Subscription, Topic
from bot.subscriptions.schedule import DAY_NAMES, WEEKDAYS, Schedule
from bot.subscriptions.schedule import say as say_schedule
from bot.subscriptions.spans import say_span

AT_DEFAULT: Final = time(9)
DAYS_DEFAULT: Final = WEEKDAYS
"""arXiv announces nothing at the weekend."""
LATE_LIMIT_DEFAULT: Final = DigestRules(Schedule(AT_DEFAULT, "UTC", DAYS_DEFAULT)).late_limit


def default_rules(zone: str) -> DigestRules:
    """Return the rules of a subscription whose maker asked for nothing but a topic."""
    return DigestRules(Schedule(AT_DEFAULT, zone, DAYS_DEFAULT))


def changed_rules(rules: DigestRules, given: Given) -> DigestRules:
    """Return ``rules`` with what was given in place of what was there."""
    return replace(
        rules,
        schedule=Schedule(
            at=given.get("at", time) or rules.schedule.at,
            zone=given.get("zone", str) or rules.schedule.zone,
            days=given.get("days", frozenset) or rules.schedule.days,
        ),
        layout=Layout(given.get("layout", str) or rules.layout),
        top=given.get("top", int) or rules.top,
        min_heat=given.get("min_heat", float) if given.has("min_heat") else rules.min_heat,
        window_days=given.get("window", int) or rules.window_days,
        silent_when_empty=given.flag("silent_when_empty")
        if given.has("silent_when_empty")
        else rules.silent_when_empty,
        quiet=given.flag("quiet") if given.has("quiet") else rules.quiet,
        late_limit=given.need("late_limit", timedelta) if given.has("late_limit") else rules.late_limit,
        settle=given.need("settle", timedelta) if given.has("settle") else rules.settle,
    )


def changed_topic(topic: Topic, given: Given) -> Topic:
    """Return ``topic`` with the query and the name that were given."""
    query, name = given.get("query", Query), given.get("name", str)
    return Topic(query.text if query else topic.query, topic.name if name is None else name or None)


def topic_key(topic: Topic) -> str:
    """Return what is equal for topics whose terms are the same, in whatever order and case. Raises QueryError."""
    root = parse(topic.query).root
    return unparse(Query(root and _ordered(root)))


def arguments_of(subscription: Subscription) -> Mapping[str, str]:
    """Return the arguments of ``subscribe`` that make the same subscription again."""
    rules = subscription.rules
    written = {
        "query": subscription.topic.query,
        "name": subscription.topic.name or "",
        "at": f"{rules.schedule.at:%H:%M}",
        "zone": rules.schedule.zone,
        "days": ",".join(DAY_NAMES[day][:3].lower() for day in sorted(rules.schedule.days)),
        "layout": rules.layout.value,
        "top": str(rules.top),
        "min_heat": "auto" if rules.min_heat is None else number_text(rules.min_heat),
        "window": f"{rules.window_days}d",
        "silent_when_empty": "true" if rules.silent_when_empty else "",
        "quiet": "true" if rules.quiet else "",
        "late_limit": say_span(rules.late_limit),
        "settle": say_span(rules.settle),
    }
    return {name: text for name, text in written.items() if text}


def say_topic(topic: Topic) -> str:
    """Return the name and the query in words: ``tools (in cs.CL, with the phrase "tool use")``."""
    said = say_query(parse(topic.query))
    return f"{topic.name} ({said})" if topic.name else said


def say_rules(rules: DigestRules) -> str:
    """Return the rules in words, the schedule first, then what is not as usual."""
    parts = (
        say_schedule(rules.schedule),
        rules.layout.value,
        f"at most {counted(rules.top, 'paper')}",
        "" if rules.min_heat is None else f"with a heat of {number_text(rules.min_heat)} or more",
        f"of the last {counted(rules.window_days, 'day')}",
        "silent when empty" if rules.silent_when_empty else "",
        "quiet" if rules.quiet else "",
        "" if rules.late_limit == LATE_LIMIT_DEFAULT else f"at most {say_span(rules.late_limit)} late",
        f"of papers announced at least {say_span(rules.settle)} ago" if rules.settle else "",
    )
    return ", ".join(filter(None, parts))


def say_moment(at: datetime, zone: str) -> str:
    """Return a moment as the clock of ``zone`` shows it: ``Mon 23 Nov 2026 at 09:00 (Europe/Berlin)``."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{day_text(local.date())} at {local:%H:%M} ({zone})"


def say_subscription(subscription: Subscription) -> str:
    """Return all that is known of a subscription, as one line."""
    zone = subscription.rules.schedule.zone
    paused = subscription.paused
    rest = f"paused ({paused.reason})" if paused else f"next {say_moment(subscription.next_fire_at, zone)}"
    parts = (_topic_as_it_stands(subscription.topic), say_rules(subscription.rules), rest, _say_origin(subscription))
    return "; ".join(filter(None, parts))


def _say_origin(subscription: Subscription) -> str:
    if subscription.declared is not None:
        return "from the configuration file"
    return f"made by {subscription.made_by.name}" if subscription.made_by else ""


def _ordered(node: Node) -> Node:
    match node:
        case And(parts):
            return all_of(*_sorted(parts))
        case Or(parts):
            return any_of(*_sorted(parts))
        case Not(part):
            return Not(_ordered(part))
        case _:
            return _folded(node)


def _folded(term: Term) -> Term:
    """Return ``term`` in small letters; only of terms, since a small "or" is a word and no operator."""
    match term:
        case Words(text) | Beginning(text):
            return replace(term, text=text.casefold())
        case Author(name):
            return replace(term, name=name.casefold())
        case _:
            return term


def _sorted(parts: Sequence[Node]) -> Sequence[Node]:
    by_spelling = {unparse(Query(part)): part for part in map(_ordered, parts)}
    return [by_spelling[spelling] for spelling in sorted(by_spelling)]


def _topic_as_it_stands(topic: Topic) -> str:
    try:
        return say_topic(topic)
    except BadArgument:
        return f"{topic.title} (this query can no longer be read)"
