"""Schedules against the zones' own offsets: what the wall clock shows, worked out without Python's fold."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import BadArgument
from bot.subscriptions.schedule import (
    EVERY_DAY,
    WEEKDAYS,
    Schedule,
    next_fire_at,
    parse_days,
    parse_time,
    parse_zone,
    period,
    say,
)
from bot.subscriptions.zones import all_zones

FIRST = datetime(2020, 1, 1, tzinfo=UTC)
END = datetime(2036, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Span:
    """A time in which a zone keeps one offset: [start, end)."""

    start: datetime
    end: datetime
    offset: timedelta

    def show(self, moment: datetime) -> datetime:
        return (moment + self.offset).replace(tzinfo=None)

    def first_moment(self, wall: datetime) -> datetime | None:
        """Return the first moment of the span at which the wall shows ``wall`` or later."""
        moment = max(self.start, wall.replace(tzinfo=UTC) - self.offset)
        return moment if moment < self.end else None


@cache
def spans_of(zone: str) -> tuple[Span, ...]:
    """Return what a zone does in the years under test, whole days before and after included."""
    start, last = FIRST - 3 * DAY, END + 14 * DAY
    changes = tuple(changes_between(ZoneInfo(zone), start, last))
    edges = (start, *changes, last)
    return tuple(Span(begin, end, offset_at(ZoneInfo(zone), begin)) for begin, end in pairwise(edges))


def changes_between(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[datetime]:
    days = (start + n * DAY for n in range((end - start) // DAY + 1))
    for (day, offset), (later, other) in pairwise((day, offset_at(zone, day)) for day in days):
        if offset != other:
            yield change_between(zone, day, later)


def change_between(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    while after - before > MINUTE:
        middle = before + (after - before) // (2 * MINUTE) * MINUTE
        before, after = (middle, after) if offset_at(zone, middle) == offset_at(zone, before) else (before, middle)
    return after


def offset_at(zone: ZoneInfo, moment: datetime) -> timedelta:
    offset = moment.astimezone(zone).utcoffset()
    assert offset is not None
    return offset


def expected_fire(spans: tuple[Span, ...], day: date, at: time) -> datetime | None:
    dawn = first_moment(spans, datetime.combine(day, time.min))
    if not any(span.start <= dawn < span.end and span.show(dawn).date() == day for span in spans):
        return None
    return first_moment(spans, datetime.combine(day, at))


def first_moment(spans: tuple[Span, ...], wall: datetime) -> datetime:
    return min(moment for span in spans if (moment := span.first_moment(wall)))


def mismatches(zone: str, spans: tuple[Span, ...], at: time, days: list[date]) -> list[str]:
    """Walk from fire to fire over ``days`` and return whatever is not as expected."""
    schedule = Schedule(at, zone, EVERY_DAY)
    expected = [(fire_at, f"{day}T{at:%H:%M}") for day in days if (fire_at := expected_fire(spans, day, at))]
    seen, moment = [], expected[0][0] - MINUTE
    for _ in expected:
        moment = next_fire_at(schedule, moment)
        seen.append((moment, period(schedule, moment)))
    return [f"{zone} {at}: {wanted} but {got}" for wanted, got in zip(expected, seen, strict=True) if wanted != got]


def telling_times(before: Span, after: Span) -> set[time]:
    """Return times of day just outside, at the ends, and inside of what a change skips or repeats."""
    one, other = sorted((before.show(before.end), after.show(after.start)))
    return {wall.time() for wall in (one - MINUTE, one, one + (other - one) / 2, other - MINUTE, other)}


def mismatches_at_changes(zone: str) -> list[str]:
    spans = spans_of(zone)
    found = []
    for number, (before, after) in enumerate(pairwise(spans)):
        around = spans[max(0, number - 1) : number + 3]
        days = [before.show(before.end).date() + n * DAY for n in (-1, 0, 1)]
        for at in telling_times(before, after):
            found += mismatches(zone, around, at, days)
    return found


@pytest.mark.parametrize("region", sorted({zone.partition("/")[0] for zone in all_zones()}))
def test_every_clock_change_of_every_zone_leaves_one_digest_a_day(region: str) -> None:
    zones = [zone for zone in sorted(all_zones()) if zone.partition("/")[0] == region]
    assert [problem for zone in zones for problem in mismatches_at_changes(zone)] == []


def test_the_clock_changes_under_test_are_all_there() -> None:
    changes = {zone: len(spans_of(zone)) - 1 for zone in all_zones()}
    assert changes["Europe/Berlin"] == changes["Australia/Lord_Howe"] == 2 * 16
    assert changes["Asia/Tokyo"] == 0
    assert sum(changes.values()) > 6000


@settings(deadline=None)  # the first look at a zone takes long
@given(
    zone=st.sampled_from(sorted(all_zones())),
    after=st.integers(0, (END - FIRST) // MINUTE - 1).map(lambda minutes: FIRST + minutes * MINUTE),
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0, fold=0)),
    days=st.frozensets(st.integers(0, 6), min_size=1),
)
def test_the_next_digest_is_the_first_one_due(zone: str, after: datetime, at: time, days: frozenset[int]) -> None:
    spans = spans_of(zone)
    dates = [after.date() + n * DAY for n in range(-2, 10)]
    due = [fire for day in dates if day.weekday() in days and (fire := expected_fire(spans, day, at)) and fire > after]
    schedule = Schedule(at, zone, days)
    fire_at = next_fire_at(schedule, after)
    assert fire_at == due[0]
    assert fire_at.tzinfo is UTC
    assert datetime.fromisoformat(period(schedule, fire_at)).weekday() in days


def daily(at: str, zone: str) -> Schedule:
    return Schedule(parse_time(at), zone, EVERY_DAY)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


CHANGES = {
    "an hour that does not exist": ("02:30", "Europe/Berlin", "2026-03-29", "2026-03-29T01:00"),
    "an hour that comes twice": ("02:30", "Europe/Berlin", "2026-10-25", "2026-10-25T00:30"),
    "half an hour that does not exist": ("02:15", "Australia/Lord_Howe", "2026-10-04", "2026-10-03T15:30"),
    "half an hour that comes twice": ("01:45", "Australia/Lord_Howe", "2026-04-05", "2026-04-04T14:45"),
    "midnight skipped": ("00:00", "Africa/Cairo", "2026-04-24", "2026-04-23T22:00"),
    "the last hour of a day skipped": ("23:30", "America/Nuuk", "2026-03-28", "2026-03-29T01:00"),
    "midnight twice": ("00:00", "Atlantic/Azores", "2026-10-25", "2026-10-25T00:00"),
    "Ramadan": ("02:30", "Africa/Casablanca", "2026-03-22", "2026-03-22T02:00"),
    "the farthest east": ("09:00", "Pacific/Kiritimati", "2026-11-20", "2026-11-19T19:00"),
}


@pytest.mark.parametrize(("at", "zone", "day", "fires"), CHANGES.values(), ids=CHANGES.keys())
def test_a_digest_comes_once_whatever_the_clock_does(at: str, zone: str, day: str, fires: str) -> None:
    schedule = daily(at, zone)
    fire_at = next_fire_at(schedule, utc(fires) - 8 * timedelta(hours=1))
    assert fire_at == utc(fires)
    assert period(schedule, fire_at) == f"{day}T{at}"
    following = next_fire_at(schedule, fire_at)
    assert period(schedule, following) == f"{date.fromisoformat(day) + DAY}T{at}"


def test_a_day_that_a_zone_leaves_out_has_no_digest() -> None:
    schedule = daily("09:00", "Pacific/Apia")
    before = next_fire_at(schedule, utc("2011-12-29T00:00"))
    periods = [period(schedule, before), period(schedule, next_fire_at(schedule, before))]
    assert periods == ["2011-12-29T09:00", "2011-12-31T09:00"]


def test_a_digest_for_weekdays_waits_for_monday() -> None:
    schedule = Schedule(time(9), "America/New_York", WEEKDAYS)
    friday = utc("2026-11-20T14:00")
    assert next_fire_at(schedule, friday - MINUTE) == friday
    assert next_fire_at(schedule, friday) == utc("2026-11-23T14:00")


def test_the_local_day_counts_and_not_that_of_utc() -> None:
    schedule = Schedule(time(9), "Asia/Tokyo", frozenset({0}))
    fire_at = next_fire_at(schedule, utc("2026-11-21T12:00"))
    assert fire_at == utc("2026-11-23T00:00")
    assert period(schedule, fire_at) == "2026-11-23T09:00"


def test_a_moment_between_digests_has_no_period() -> None:
    schedule = Schedule(time(9), "Europe/Berlin", WEEKDAYS)
    with pytest.raises(ValueError, match="does not fire"):
        period(schedule, utc("2026-11-20T08:01"))
    with pytest.raises(ValueError, match="does not fire"):
        period(schedule, utc("2026-11-21T08:00"))


@pytest.mark.parametrize("days", [frozenset(), frozenset({7}), frozenset({-1, 2})])
def test_a_schedule_without_a_real_day_is_refused(days: frozenset[int]) -> None:
    with pytest.raises(BadArgument, match="at least one day"):
        Schedule(time(9), "UTC", days)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ("daily", "every day at 09:05 (Europe/Berlin)"),
        ("mon-fri", "every weekday at 09:05 (Europe/Berlin)"),
        ("fri", "every Friday at 09:05 (Europe/Berlin)"),
        ("sat-sun", "every Saturday and Sunday at 09:05 (Europe/Berlin)"),
        ("fri,mon,wed", "every Monday, Wednesday and Friday at 09:05 (Europe/Berlin)"),
        ("mon-sat", "every day but Sunday at 09:05 (Europe/Berlin)"),
    ],
)
def test_a_schedule_is_said_in_words(days: str, said: str) -> None:
    assert say(Schedule(time(9, 5), "Europe/Berlin", parse_days(days))) == said


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("daily", range(7)),
        ("mon-sun", range(7)),
        ("mon-fri", range(5)),
        ("weekdays", range(5)),
        ("Weekends", [5, 6]),
        ("fri", [4]),
        ("mon,wed,fri", [0, 2, 4]),
        ("Monday, Wednesday  Friday", [0, 2, 4]),
        ("tues, thurs", [1, 3]),
        ("Mon – Wed, sat", [0, 1, 2, 5]),
        ("fri-mon", [4, 5, 6, 0]),
        ("sun-sun", [6]),
        ("fri,fri", [4]),
    ],
)
def test_days_are_read(typed: str, days: list[int]) -> None:
    assert parse_days(typed) == frozenset(days)


@pytest.mark.parametrize(
    ("typed", "word"),
    [("mo", "mo"), ("mon,funday", "funday"), ("mon-", "mon-"), ("-fri", "-fri"), ("mon-tue-wed", "mon-tue-wed")],
)
def test_a_word_that_is_no_day_is_named(typed: str, word: str) -> None:
    with pytest.raises(BadArgument, match=f"“{word}” is not a day of the week"):
        parse_days(typed)


def test_no_days_at_all_are_asked_for() -> None:
    with pytest.raises(BadArgument, match="No day is named"):
        parse_days(" , ")


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("9", time(9)),
        ("09:00", time(9)),
        ("0:00", time(0)),
        ("21:30", time(21, 30)),
        ("9.15", time(9, 15)),
        ("9h15", time(9, 15)),
        ("9am", time(9)),
        ("9 AM", time(9)),
        ("9:30 p.m.", time(21, 30)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("noon", time(12)),
        (" Midnight ", time(0)),
    ],
)
def test_a_time_is_read(typed: str, at: time) -> None:
    assert parse_time(typed) == at


@pytest.mark.parametrize("typed", ["", "24:00", "9:60", "13pm", "0am", "9:5", "nine", "-1", "09:00:00", "٩"])
def test_what_is_no_time_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(BadArgument, match="Give one like 09:00 or 9am"):
        parse_time(typed)


@given(st.times())
def test_a_time_that_we_print_is_read_back(at: time) -> None:
    assert parse_time(f"{at:%H:%M}") == time(at.hour, at.minute)


def test_every_name_of_the_tz_database_is_known() -> None:
    read = {zone: parse_zone(zone.lower().replace("_", " ")) for zone in sorted(all_zones())}
    renamed = {zone: named for zone, named in read.items() if named != zone}
    # Where a name without region is that of a place too, the place is meant.
    assert renamed == {
        "Jamaica": "America/Jamaica",
        "Kwajalein": "Pacific/Kwajalein",
        "Singapore": "Asia/Singapore",
    }
    assert all(spans_of(named) == spans_of(zone) for zone, named in renamed.items())


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("berlin", "Europe/Berlin"),
        ("New York", "America/New_York"),
        ("new-york", "America/New_York"),
        ("port au prince", "America/Port-au-Prince"),
        ("São Paulo", "America/Sao_Paulo"),
        ("EUROPE / zürich", "Europe/Zurich"),
        ("indiana/knox", "America/Indiana/Knox"),
        ("utc", "UTC"),
        ("etc/gmt-5", "Etc/GMT-5"),
        ("Singapore", "Asia/Singapore"),
        ("Istanbul", "Europe/Istanbul"),
        ("Buenos Aires", "America/Argentina/Buenos_Aires"),
        ("us/pacific", "US/Pacific"),
        ("calcutta", "Asia/Calcutta"),
        ("Japan", "Japan"),
    ],
)
def test_a_zone_is_found_by_what_people_type(typed: str, zone: str) -> None:
    assert parse_zone(typed) == zone


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Berln", "Did you mean Europe/Berlin?"),
        ("Eurpe/Paris", "Did you mean Europe/Paris"),
        ("eastern", "Give one of Canada/Eastern, US/Eastern."),
        ("GMT+2", "An offset does not follow the clock changes"),
        ("+02:00", "An offset does not follow the clock changes"),
        ("localtime", "Give a place like Europe/Berlin"),
        ("Factory", "Give a place like Europe/Berlin"),
        ("", "Give a place like Europe/Berlin"),
    ],
)
def test_a_zone_that_is_not_clear_is_refused_with_what_to_type(typed: str, said: str) -> None:
    with pytest.raises(BadArgument) as refused:
        parse_zone(typed)
    assert said in str(refused.value)


def refusal_of(parse: Callable[[str], object], typed: str) -> str:
    try:
        parse(typed)
    except BadArgument as refusal:
        return str(refusal)
    return ""


@given(st.text(max_size=200))
def test_whatever_is_typed_is_understood_or_refused_in_one_short_line(typed: str) -> None:
    refusals = [refusal_of(parse, typed) for parse in (parse_zone, parse_time, parse_days)]
    assert all(len(refusal) < 200 and len(refusal.splitlines()) <= 1 for refusal in refusals)
