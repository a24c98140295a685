"""When digests are planned: on time, late, or not at all; and what is left of it when something goes wrong."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from bot.delivery import scheduler
from bot.delivery.scheduler import HOLDS, STORE_FAULTS
from bot.digest import matching
from bot.digest.section import Section
from bot.errors import StoreError
from bot.messages.message import Attachment, Message
from bot.store.outbox_contract import Plan
from bot.store.sqlite import SqliteStore
from bot.subscriptions.model import Pause, Person, Place, Subscription
from bot.subscriptions.schedule import EVERY_DAY, WEEKDAYS, Schedule
from tests.delivery.planning import (
    ADA,
    DAILY,
    DAY,
    FRIDAY,
    HERE,
    HOUR,
    MINUTE,
    NINE,
    THERE,
    PlainComposer,
    Planning,
    paper,
)

BERLIN = "Europe/Berlin"


async def periods(planning: Planning, place: Place = HERE) -> list[str]:
    return [period.removesuffix(f" {BERLIN}") for period in await planning.digests(place)]


async def notes(planning: Planning, place: Place = HERE) -> list[str]:
    """Return the notes of the last digest about others."""
    said = [note for section in await planning.sections(place) for note in section["notes"]]
    return [note for note in said if not note.startswith("Still gathering")]


# On time.


async def test_a_digest_is_planned_at_its_minute_and_not_before(planning: Planning) -> None:
    made = await planning.subscribe()
    assert await planning.tick(NINE - timedelta(seconds=1)) == 0
    assert await planning.tick(NINE) == 1
    assert await periods(planning) == ["2026-11-20T09:00"]
    stands = await planning.stands(made)
    assert (stands.next_fire_at, stands.last_fired_day) == (NINE + DAY, FRIDAY)
    assert await planning.tick(NINE + MINUTE) == 0


async def test_the_days_between_are_left_out(planning: Planning) -> None:
    weekdays = replace(DAILY, schedule=Schedule(time(9), BERLIN, WEEKDAYS))
    made = await planning.subscribe(rules=weekdays)
    await planning.tick()
    assert (await planning.stands(made)).next_fire_at == NINE + 3 * DAY


async def test_a_paused_or_ended_subscription_gets_nothing(planning: Planning) -> None:
    paused, ended = await planning.subscribe("a"), await planning.subscribe("b")
    await planning.store.pause_subscription(paused.number, Pause("asked", NINE), by=ADA)
    await planning.store.end_subscription(ended.number, by=ADA, at=NINE)
    assert await planning.tick() == 0
    assert await planning.sent() == []


async def test_the_scheduler_looks_again_and_again(planning: Planning) -> None:
    await planning.subscribe(next_at=NINE + timedelta(seconds=5))
    done = asyncio.Event()
    planning.composer = planning.composers[HERE] = TellingComposer(done)
    async with asyncio.timeout(30):
        running = asyncio.ensure_future(planning.scheduler.run())
        await done.wait()
        running.cancel()
        await asyncio.wait([running])
    assert planning.clock.now() >= NINE + timedelta(seconds=5)


class TellingComposer(PlainComposer):
    """Tells when it was asked."""

    def __init__(self, done: asyncio.Event) -> None:
        super().__init__()
        self._done, self._loop = done, asyncio.get_running_loop()

    def digest(self, sections: Sequence[Section], attachments: Sequence[Attachment] = ()) -> tuple[Message, ...]:
        self._loop.call_soon_threadsafe(self._done.set)
        return super().digest(sections, attachments)


# Late, or not at all.


async def test_what_was_missed_while_down_is_sent_late_within_its_limit(planning: Planning) -> None:
    made = await planning.subscribe()
    assert await planning.tick(NINE + 6 * HOUR) == 1
    assert await periods(planning) == ["2026-11-20T09:00"]
    assert {each.due_at for each in await planning.sent()} == {NINE}
    assert (await planning.stands(made)).next_fire_at == NINE + DAY


async def test_what_was_missed_for_longer_is_skipped_with_a_note_in_the_next_digest(planning: Planning) -> None:
    made = await planning.subscribe(next_at=NINE - DAY)
    assert await planning.tick(NINE - DAY + 6 * HOUR + MINUTE) == 0
    assert (await planning.stands(made)).next_fire_at == NINE
    assert await planning.tick(NINE) == 1
    assert await notes(planning) == ["The digest of Thu 19 Nov 09:00 was skipped: the bot was not running."]
    await planning.tick(NINE + DAY)
    assert await notes(planning) == []


async def test_of_several_missed_digests_only_the_newest_goes_out(planning: Planning) -> None:
    await planning.subscribe(next_at=NINE - 3 * DAY)
    assert await planning.tick(NINE + HOUR) == 1
    assert await periods(planning) == ["2026-11-20T09:00"]
    assert await notes(planning) == [
        "The digests of Tue 17 Nov 09:00, Wed 18 Nov 09:00 and Thu 19 Nov 09:00 were skipped: the bot was not running."
    ]
    assert await planning.tick(NINE + 2 * HOUR) == 0


async def test_after_a_long_time_only_the_last_skipped_digests_are_named(planning: Planning) -> None:
    await planning.subscribe(next_at=NINE - 900 * DAY)
    await planning.tick()
    [note] = await notes(planning)
    assert note.startswith("The digests of earlier days, Sun 15 Nov 09:00,")


async def test_digests_of_several_hours_missed_in_one_place_go_out_as_one(planning: Planning) -> None:
    ten = replace(DAILY, schedule=replace(DAILY.schedule, at=time(10)))
    await planning.subscribe("b", rules=ten, next_at=NINE + HOUR, name="ten")
    await planning.subscribe("a", name="nine")
    assert await planning.tick(NINE + 3 * HOUR) == 1
    assert await periods(planning) == ["2026-11-20T10:00"]
    assert [section["name"] for section in await planning.sections()] == ["ten", "nine"]
    assert await planning.tick(NINE + DAY) == 1
    assert [section["name"] for section in await planning.sections()] == ["nine"]


async def test_a_topic_that_is_too_late_is_told_of_by_one_that_is_not(planning: Planning) -> None:
    patient = replace(DAILY, late_limit=12 * HOUR)
    await planning.subscribe("a", name="hurried")
    await planning.subscribe("b", name="patient", rules=patient)
    await planning.tick(NINE + 8 * HOUR)
    assert [section["name"] for section in await planning.sections()] == ["patient"]
    assert await notes(planning) == ["The digest of Fri 20 Nov 09:00 was skipped: the bot was not running."]


async def test_a_note_waits_while_all_topics_are_silent(planning: Planning) -> None:
    await planning.subscribe("otters", rules=replace(DAILY, silent_when_empty=True), next_at=NINE - DAY)
    await planning.tick(NINE - HOUR)
    await planning.tick(NINE)
    assert await planning.sent() == []
    await planning.papers(paper(1, 5, title="Otters"))
    await planning.tick(NINE + DAY)
    assert len(await notes(planning)) == 1


async def test_a_clock_that_jumps_a_day_forward_and_back_sends_nothing_twice(planning: Planning) -> None:
    await planning.subscribe()
    for at in (NINE, NINE + DAY + HOUR, NINE + HOUR, NINE + 2 * HOUR, NINE + DAY, NINE + DAY + HOUR, NINE + 2 * DAY):
        await planning.tick(at)
    assert await periods(planning) == ["2026-11-20T09:00", "2026-11-21T09:00", "2026-11-22T09:00"]


async def test_a_clock_that_is_set_back_an_hour_sends_nothing_twice(planning: Planning) -> None:
    await planning.subscribe()
    for at in (NINE, NINE - HOUR, NINE - MINUTE, NINE, NINE + HOUR):
        await planning.tick(at)
    assert await periods(planning) == ["2026-11-20T09:00"]


@pytest.mark.parametrize(
    ("zone", "change", "at"),
    [
        ("Europe/Berlin", datetime(2026, 3, 29, 1, tzinfo=UTC), time(2, 30)),
        ("Europe/Berlin", datetime(2026, 10, 25, 1, tzinfo=UTC), time(2, 30)),
        ("America/New_York", datetime(2026, 3, 8, 7, tzinfo=UTC), time(2, 0)),
        ("America/New_York", datetime(2026, 11, 1, 6, tzinfo=UTC), time(1, 0)),
        ("Australia/Lord_Howe", datetime(2026, 4, 4, 15, tzinfo=UTC), time(1, 50)),
        ("Australia/Lord_Howe", datetime(2026, 10, 3, 15, 30, tzinfo=UTC), time(2, 10)),
        ("Africa/Cairo", datetime(2026, 4, 23, 22, tzinfo=UTC), time(0, 0)),
        ("Asia/Tokyo", datetime(2026, 3, 29, 1, tzinfo=UTC), time(9, 0)),
    ],
)
async def test_across_a_clock_change_each_local_day_has_one_digest(
    planning: Planning, zone: str, change: datetime, at: time
) -> None:
    start = change - 2 * DAY
    planning.clock.advance(seconds=(start - planning.clock.now()).total_seconds())
    await planning.subscribe(rules=replace(DAILY, schedule=Schedule(at, zone, EVERY_DAY)), next_at=None)
    for ten_minutes in range(4 * 24 * 6):
        await planning.tick(start + ten_minutes * 10 * MINUTE)
    end = planning.clock.now().astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    first = start.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    days = [first.date() + n * DAY for n in range(6)]
    wanted = [wall for day in days if first < (wall := datetime.combine(day, at)) <= end]
    assert [*await planning.digests()] == [f"{wall.isoformat(timespec='minutes')} {zone}" for wall in wanted]


async def test_a_moment_that_is_no_longer_one_of_the_zone_is_served_all_the_same(planning: Planning) -> None:
    made = await planning.subscribe(next_at=NINE + 7 * MINUTE)
    await planning.tick(NINE + 8 * MINUTE)
    assert await periods(planning) == ["2026-11-20T09:07"]
    assert (await planning.stands(made)).next_fire_at == NINE + DAY


# What cannot go on.


def told(planning_sent: object) -> str:
    text: str = json.loads(str(planning_sent))["text"]
    return text


async def broken_query(planning: Planning, **fields: object) -> Subscription:
    return await planning.subscribe("title:(", name="broken", **fields)


async def test_a_query_that_is_no_longer_valid_pauses_its_subscription_and_tells_the_maker(planning: Planning) -> None:
    broken = await broken_query(planning)
    fine = await planning.subscribe("a", name="fine")
    assert await planning.tick() == 1
    assert [section["name"] for section in await planning.sections()] == ["fine"]
    assert (await planning.stands(broken)).paused == Pause("its query can no longer be read", NINE)
    assert (await planning.stands(fine)).next_fire_at == NINE + DAY
    [notice] = await planning.sent(Place(ADA.user))
    assert told(notice.payload).startswith(
        f"Subscription {broken.number} (“broken”) is paused: its query can no longer be read: "
    )
    assert len(notice.key) <= 25


async def test_a_maker_is_told_once_however_often_it_is_tried(planning: Planning) -> None:
    broken = await broken_query(planning)
    for _ in range(2):
        await planning.tick()
        await planning.store.resume_subscription(broken.number, NINE, by=ADA, at=NINE)
    assert len(await planning.sent(Place(ADA.user))) == 1


async def test_a_query_without_anything_to_look_for_is_no_longer_valid_either(planning: Planning) -> None:
    broken = await planning.subscribe('"🔥"')
    await planning.subscribe("a")
    assert await planning.tick() == 1
    assert (await planning.stands(broken)).paused is not None


async def test_nobody_is_told_who_cannot_be(planning: Planning) -> None:
    broken = await broken_query(planning, made_by=Person("terminal:@me", "me"))
    forgotten = await broken_query(planning, made_by=Person("fake:@2", "Ben"))
    await planning.store.forget("fake:@2", at=NINE)
    await planning.tick()
    for each in (broken, forgotten):
        assert (await planning.stands(each)).paused is not None
    assert await planning.store.deliveries() == []


async def test_a_place_that_nobody_can_send_to_pauses_its_subscriptions(planning: Planning) -> None:
    nowhere = await planning.subscribe(place=Place("carrier-pigeon:7"))
    await planning.subscribe()
    assert await planning.tick() == 1
    assert (await planning.stands(nowhere)).paused == Pause("no such place", NINE)
    assert len(await planning.sent(Place(ADA.user))) == 1


async def test_a_zone_that_is_gone_pauses_its_subscription(planning: Planning) -> None:
    gone = await planning.subscribe("a", rules=replace(DAILY, schedule=Schedule(time(9), "Mars/Olympus", EVERY_DAY)))
    await planning.subscribe("b")
    assert await planning.tick() == 1
    assert (await planning.stands(gone)).paused == Pause("no such time zone", NINE)


# What fails for now.


async def test_one_place_that_fails_never_stops_the_others(planning: Planning) -> None:
    planning.composers[HERE] = PlainComposer(is_broken=True)
    await planning.subscribe("a")
    await planning.subscribe("b", place=THERE)
    assert await planning.tick() == 1
    assert (await periods(planning), await periods(planning, THERE)) == ([], ["2026-11-20T09:00"])


async def test_a_place_that_failed_is_tried_again_and_loses_nothing(planning: Planning) -> None:
    broken = planning.composers[HERE] = PlainComposer(is_broken=True)
    await planning.subscribe()
    tried = []
    for minute in range(40):
        await planning.tick(NINE + minute * MINUTE)
        tried.append(broken.composed)
    assert tried.index(2) == HOLDS[0] // MINUTE
    assert tried[-1] == 6
    broken.is_broken = False
    assert await planning.tick(NINE + HOUR) == 1
    assert await periods(planning) == ["2026-11-20T09:00"]


async def test_a_digest_that_could_not_be_made_in_time_is_told_of(planning: Planning) -> None:
    planning.composers[HERE] = PlainComposer(is_broken=True)
    await planning.subscribe()
    await planning.tick()
    await planning.tick(NINE + 7 * HOUR)
    del planning.composers[HERE]
    await planning.tick(NINE + DAY)
    assert await notes(planning) == ["The digest of Fri 20 Nov 09:00 was skipped: it could not be put together."]


class FullDisk:
    """A store that cannot write digests."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store
        self.asked = 0

    async def plan_all(self, plans: Sequence[Plan]) -> Sequence[bool]:
        raise StoreError(f"the disk is full: {len(plans)} digests do not fit")

    async def plan(self, plan: Plan) -> bool:
        self.asked += 1
        raise StoreError(f"the disk is full: {plan.digest.period} does not fit")

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - everything else is the store's
        return getattr(self._store, name)


async def test_a_store_that_fails_is_asked_again_and_nothing_is_lost(planning: Planning) -> None:
    for number in range(10):
        await planning.subscribe(place=Place(f"fake:{number}"))
    full = FullDisk(planning.store)
    failing = Planning(cast("SqliteStore", full), clock=planning.clock)
    assert await failing.tick() == 0
    assert full.asked == STORE_FAULTS
    failing.scheduler._store = planning.store
    assert await failing.tick(NINE + MINUTE) == 10


class UnreadableDays(FullDisk):
    """A store that cannot read many days at a time."""

    async def plan_all(self, plans: Sequence[Plan]) -> Sequence[bool]:
        return await self._store.plan_all(plans)

    async def paper_tokens(self, *_: object, **__: object) -> Sequence[object]:
        raise StoreError("paper 2611.00001 cannot be read")


async def test_where_the_days_cannot_be_indexed_each_topic_is_asked_for(
    planning: Planning, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching, "MANY", 3)
    for number in range(5):
        await planning.subscribe(f"a{number}", Place(f"fake:{number}"))
    failing = Planning(cast("SqliteStore", UnreadableDays(planning.store)), clock=planning.clock)
    assert await failing.tick() == 5


async def test_one_digest_that_does_not_fit_never_stops_those_committed_with_it(planning: Planning) -> None:
    for number in range(10):
        await planning.subscribe(place=Place(f"fake:{number}"))
    planning.composers[Place("fake:3")] = UnwritableComposer()
    assert await planning.tick() == 9


class UnwritableComposer(PlainComposer):
    """Writes what no database takes."""

    def digest(self, sections: Sequence[Section], attachments: Sequence[Attachment] = ()) -> tuple[Message, ...]:
        head, *_ = super().digest(sections, attachments)
        return (replace(head, payload={"text": "\ud800"}),)


async def test_a_digest_that_is_planned_already_is_not_planned_again(planning: Planning) -> None:
    made = await planning.subscribe()
    await planning.tick()
    await planning.store.resume_subscription(made.number, NINE, by=ADA, at=NINE)
    assert await planning.tick(NINE + MINUTE) == 0
    assert await periods(planning) == ["2026-11-20T09:00"]
    assert (await planning.stands(made)).next_fire_at == NINE + DAY


# Many at once.


async def test_two_hundred_digests_of_one_second_are_all_planned(planning: Planning) -> None:
    await planning.papers(*(paper(n, n) for n in range(1, 30)))
    for number in range(200):
        await planning.subscribe(f"swim -part{number}", place=Place(f"fake:{number}"))
    assert await planning.tick() == 200
    assert planning.composer.composed == 200
    assert len(await planning.everywhere()) == 200


async def test_many_topics_are_served_from_an_index_as_from_the_store(
    planning: Planning, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching, "MANY", 30)
    await planning.read(FRIDAY)
    await planning.papers(
        *(
            paper(n, n % 7 * 50, title=f"Otter {n % 11} and heron {n % 5}", announced=FRIDAY - n % 40 * DAY)
            for n in range(200)
        )
    )
    settling = replace(DAILY, settle=30 * HOUR, min_heat=60)
    for n in range(40):
        topic = f"otter {n % 11} -heron{n}" if n else '"🔥"'
        rules = settling if n % 3 == 0 else DAILY
        await planning.subscribe_before(topic, Place(f"fake:indexed{n}"), rules)
        await planning.subscribe_before(topic, Place(f"fake:asked{n}"), rules, next_at=NINE + n * MINUTE)
    assert await planning.tick() == 39
    assert [await planning.tick(NINE + n * MINUTE) for n in range(1, 40)] == [1] * 39
    found = await planning.everywhere()
    assert {n for n in range(1, 40) if found[Place(f"fake:indexed{n}")] != found[Place(f"fake:asked{n}")]} == set()
    assert any(section["rising"] for sections in found.values() for section in sections)
    assert any(section["papers"] and not section["rising"] for sections in found.values() for section in sections)


async def test_more_places_than_are_taken_up_at_a_time_are_all_served(
    planning: Planning, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduler, "AT_A_TIME", 10)
    for number in range(25):
        await planning.subscribe(place=Place(f"fake:{number}"))
    for number in range(12):
        planning.composers[Place(f"fake:{number}")] = PlainComposer(is_broken=True)
    assert await planning.tick() == 13
