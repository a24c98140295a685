"""Each local day has at most one digest, whatever is edited on it, and an edit loses none."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.subscriptions.model import DigestRules, Place, Subscription, Topic
from bot.subscriptions.schedule import EVERY_DAY, Schedule
from bot.subscriptions.turns import day_of_turn, next_after_change, next_turn

NOON = datetime(2026, 3, 27, 12, tzinfo=UTC)
"""Two days before the clocks of Europe go forward."""

FRIDAY = date(2026, 3, 27)
BERLIN = Schedule(time(10), "Europe/Berlin", EVERY_DAY)


def subscription(schedule: Schedule, next_fire_at: datetime, last: date | None = None) -> Subscription:
    rules = DigestRules(schedule)
    topic, place = Topic("agents"), Place("discord:1")
    return Subscription(1, place, None, topic, rules, None, NOON, next_fire_at, last_fired_day=last)


def test_a_day_that_is_done_is_passed_by() -> None:
    assert next_turn(BERLIN, NOON - timedelta(hours=9), None) == datetime(2026, 3, 27, 9, tzinfo=UTC)
    assert next_turn(BERLIN, NOON - timedelta(hours=9), FRIDAY) == datetime(2026, 3, 28, 9, tzinfo=UTC)
    assert next_turn(BERLIN, NOON, date(2026, 3, 29)) == datetime(2026, 3, 30, 8, tzinfo=UTC)


def test_a_later_hour_of_a_day_that_is_done_is_tomorrows() -> None:
    had = subscription(BERLIN, NOON + timedelta(hours=21), FRIDAY)
    assert next_after_change(had, replace(BERLIN, at=time(18)), NOON) == datetime(2026, 3, 28, 17, tzinfo=UTC)


def test_a_digest_that_is_due_and_not_planned_stays_due_today_also_at_an_earlier_hour() -> None:
    due = subscription(BERLIN, NOON - timedelta(hours=3))
    assert next_after_change(due, replace(BERLIN, at=time(18)), NOON) == datetime(2026, 3, 27, 17, tzinfo=UTC)
    assert next_after_change(due, replace(BERLIN, at=time(8)), NOON) == datetime(2026, 3, 27, 7, tzinfo=UTC)


def test_a_new_zone_counts_from_the_next_local_day_there_and_here() -> None:
    waiting = subscription(replace(BERLIN, at=time(18)), NOON + timedelta(hours=5))
    tokyo = replace(BERLIN, zone="Asia/Tokyo")
    assert day_of_turn(tokyo, next_after_change(waiting, tokyo, NOON)) == date(2026, 3, 28)
    late = NOON + timedelta(hours=5)  # Saturday in Tokyo, Friday in New York
    new_york = replace(BERLIN, zone="America/New_York")
    in_tokyo = subscription(tokyo, late + timedelta(hours=9))
    assert day_of_turn(new_york, next_after_change(in_tokyo, new_york, late)) == date(2026, 3, 29)


SCHEDULES = st.builds(
    Schedule,
    at=st.sampled_from([time(hour) for hour in (0, 8, 12, 16, 20, 23)]),
    zone=st.sampled_from(["Europe/Berlin"] * 6 + ["Asia/Tokyo", "America/New_York", "Pacific/Auckland"]),
    days=st.sampled_from([EVERY_DAY, EVERY_DAY, frozenset({5}), frozenset({0, 4, 6})]),
)
WAITS = st.sampled_from([timedelta(minutes=1), timedelta(hours=3), timedelta(hours=11), timedelta(days=2)])
EVENTS = st.lists(st.tuples(WAITS, SCHEDULES), min_size=4)


@given(SCHEDULES, EVENTS)
@settings(max_examples=300)
def test_no_local_day_has_two_digests_whatever_is_edited(
    schedule: Schedule, events: list[tuple[timedelta, Schedule]]
) -> None:
    now, had = NOON, []
    stands = subscription(schedule, next_turn(schedule, now, None))
    for wait, edited in events:
        now += wait
        if stands.next_fire_at <= now:
            had.append(day_of_turn(stands.rules.schedule, stands.next_fire_at))
            turn = next_turn(stands.rules.schedule, now, had[-1])
            stands = replace(stands, next_fire_at=turn, last_fired_day=had[-1])
        next_at = next_after_change(stands, edited, now)
        stands = replace(stands, rules=DigestRules(edited), next_fire_at=next_at)
    assert had == sorted(set(had))
