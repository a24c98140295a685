"""Digests follow what people want: unsubscribed, paused, forgotten, declared, or a place that is gone."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import time, timedelta

import pytest
import pytest_asyncio

from bot.errors import BadArgument
from bot.store.outbox_contract import Again, Declared, Notice, Sent, Synced
from bot.store.sqlite import SqliteStore
from bot.subscriptions.delivery import Delivery, DeliveryState, Part
from bot.subscriptions.model import DigestRules, Pause, Person, Place, Subscription, Topic
from bot.subscriptions.schedule import EVERY_DAY, Schedule
from tests.store.parcels import DAY, MINUTE, ParcelStore, claimed, digest_plan, fired, planned, state_of
from tests.store.people import ADA, BEN, CHANNEL, GUILD, OTHER_CHANNEL, ROOMY, wish
from tests.store.samples import HOUR, LYNX, NOON, imported

OPERATOR = Person("terminal:@me", "me")
DIRECT = Place(ADA.user)
GONE = Pause("no_access", NOON)
RULES = DigestRules(Schedule(time(9), "Europe/Berlin", EVERY_DAY))
TOMORROW_AT_9 = NOON + 20 * HOUR


@pytest_asyncio.fixture
async def outbox(store: ParcelStore) -> ParcelStore:
    await store.save_imported([imported(LYNX)], seen_at=NOON)
    return store


async def served(outbox: ParcelStore, *topics: str, place: Place = CHANNEL) -> tuple[list[int], Sequence[Delivery]]:
    """Subscribe a place to topics, and plan a digest in three parts for all of them."""
    made = [await outbox.subscribe(wish(f"{place}{t}", t, place=place, next_fire_at=NOON), ROOMY) for t in topics]
    numbers = [one.number for one in made]
    return numbers, await planned(outbox, digest_plan(place, count=3, fired=[fired(number) for number in numbers]))


async def states(outbox: ParcelStore, deliveries: Sequence[Delivery]) -> list[str]:
    return [(await state_of(outbox, one)).value for one in deliveries]


async def test_unsubscribing_cancels_what_waits_and_one_being_sent_finishes(outbox: ParcelStore) -> None:
    [number], parts = await served(outbox, "snow")
    await claimed(outbox)
    await outbox.end_subscription(number, by=ADA, at=NOON)
    assert await states(outbox, parts) == ["sending", "cancelled", "cancelled"]
    await outbox.settle([Sent(parts[0].number, "m1", NOON)])
    assert await states(outbox, parts) == ["sent", "cancelled", "cancelled"]
    assert len(await outbox.shown(CHANNEL)) == 1


async def test_one_being_sent_that_is_not_taken_is_not_tried_again_after_unsubscribing(outbox: ParcelStore) -> None:
    [number], parts = await served(outbox, "snow")
    await claimed(outbox)
    await outbox.end_subscription(number, by=ADA, at=NOON)
    await outbox.settle([Again(parts[0].number, NOON, "busy")])
    assert await states(outbox, parts) == ["cancelled"] * 3
    assert await outbox.shown(CHANNEL) == []


async def test_a_digest_that_somebody_else_in_the_place_still_wants_goes_out(outbox: ParcelStore) -> None:
    [first, second], parts = await served(outbox, "snow", "ice")
    await outbox.end_subscription(first, by=ADA, at=NOON)
    assert await states(outbox, parts) == ["pending"] * 3
    await outbox.end_subscription(second, by=ADA, at=NOON)
    assert await states(outbox, parts) == ["cancelled"] * 3


async def test_unsubscribing_leaves_other_digests_and_notices_of_the_place_alone(outbox: ParcelStore) -> None:
    [number], _ = await served(outbox, "snow")
    other = await outbox.subscribe(wish("2", "ice", next_fire_at=NOON + MINUTE), ROOMY)
    kept = await planned(outbox, digest_plan(period="2026-11-20T13:01", fired=[fired(other.number)]))
    await outbox.notify(Notice("n", CHANNEL, CHANNEL, Part("{}", "n1"), NOON))
    await outbox.end_subscription(number, by=ADA, at=NOON)
    assert await states(outbox, kept) == ["pending"]
    assert (await outbox.queue_depths())["pending"] == 2


async def test_a_digest_that_nobody_wants_any_more_when_it_is_made_is_not_sent(outbox: ParcelStore) -> None:
    made = await outbox.subscribe(wish(next_fire_at=NOON), ROOMY)
    await outbox.end_subscription(made.number, by=ADA, at=NOON)
    parts = await planned(outbox, digest_plan(count=2, fired=[fired(made.number)]))
    assert await states(outbox, parts) == ["cancelled"] * 2
    assert await outbox.shown(CHANNEL) == []


async def test_pausing_by_hand_lets_what_was_planned_finish(outbox: ParcelStore) -> None:
    [number], parts = await served(outbox, "snow")
    await outbox.pause_subscription(number, Pause("by hand", NOON), by=ADA)
    assert await states(outbox, parts) == ["pending"] * 3


async def test_what_was_paused_while_its_digest_was_made_stays_quiet(outbox: ParcelStore) -> None:
    made = await outbox.subscribe(wish(next_fire_at=NOON), ROOMY)
    await outbox.pause_subscription(made.number, GONE, by=ADA)
    parts = await planned(outbox, digest_plan(fired=[fired(made.number)]))
    assert await states(outbox, parts) == ["cancelled"]
    after = await outbox.subscription(made.number)
    assert after == replace(made, paused=GONE, last_fired_day=DAY)


async def test_a_person_who_is_forgotten_gets_nothing_more(outbox: ParcelStore) -> None:
    await served(outbox, "snow", place=DIRECT)
    await outbox.pass_over(DIRECT, [], "One was skipped.", at=NOON)
    await outbox.trouble(DIRECT, "closed", at=NOON)
    await outbox.notify(Notice("n", OTHER_CHANNEL, DIRECT, Part("{}", "n1"), NOON))
    kept = await planned(outbox, digest_plan(OTHER_CHANNEL))
    [in_hand] = [one for one in await claimed(outbox, limit=1) if one.place == DIRECT]
    await outbox.forget(ADA.user, at=NOON)
    await outbox.settle([Sent(in_hand.number, "m1", NOON)])
    assert await outbox.deliveries() == kept
    assert (await outbox.notes(DIRECT), await outbox.shown(DIRECT)) == ([], [])
    assert [one.place for one in await claimed(outbox)] == [OTHER_CHANNEL]
    assert (await outbox.trouble(DIRECT, "closed", at=NOON + HOUR)).refusals == 1


async def test_no_trace_of_a_forgotten_person_is_left_in_the_outbox(sqlite_store: SqliteStore) -> None:
    lena = Place("slack:T1/@ULENA")
    await sqlite_store.save_imported([imported(LYNX)], seen_at=NOON)
    [number], parts = await served(sqlite_store, "snow", place=lena)
    await claimed(sqlite_store)
    await sqlite_store.settle([Sent(parts[0].number, "m1", NOON)])
    await sqlite_store.skip_delivery(parts[1].number, reason="by hand", at=NOON)
    await sqlite_store.pause_place(lena, GONE)
    await sqlite_store.trouble(lena, "closed", at=NOON)
    await sqlite_store.pass_over(lena, [fired(number)], "One was skipped.", at=NOON)
    await sqlite_store.notify(Notice("n", CHANNEL, lena, Part("ULENA", "n1"), NOON))
    await sqlite_store.forget(str(lena), at=NOON)
    assert "ULENA" not in await sqlite_store._readers[0].run(_everything)


def _everything(db: sqlite3.Connection) -> str:
    return "\n".join(db.iterdump())


async def test_refusals_are_counted_until_the_place_takes_something(outbox: ParcelStore) -> None:
    await outbox.trouble(CHANNEL, "forbidden", at=NOON)
    for _ in range(2):
        told = await outbox.trouble(CHANNEL, "gone", at=NOON + HOUR)
    assert (told.place, told.reason, told.since_at, told.refusals) == (CHANNEL, "gone", NOON, 2)
    [part] = await planned(outbox, digest_plan())
    await claimed(outbox)
    await outbox.settle([Sent(part.number, "m1", NOON)])
    assert (await outbox.trouble(CHANNEL, "gone", at=NOON + 2 * HOUR)).since_at == NOON + 2 * HOUR


async def test_a_place_that_is_gone_rests_and_fails_what_waits_for_it(outbox: ParcelStore) -> None:
    [number], parts = await served(outbox, "snow")
    resting = await outbox.subscribe(wish("2", "ice"), ROOMY)
    await outbox.pause_subscription(resting.number, Pause("by hand", NOON), by=ADA)
    elsewhere = await outbox.subscribe(wish("3", place=OTHER_CHANNEL), ROOMY)
    await claimed(outbox)
    assert [(one.number, one.paused) for one in await outbox.pause_place(CHANNEL, GONE)] == [(number, GONE)]
    assert await outbox.pause_place(CHANNEL, GONE) == []
    assert await states(outbox, parts) == ["sending", "failed", "failed"]
    assert (await outbox.subscriptions(CHANNEL))[1].paused == Pause("by hand", NOON)
    assert await outbox.subscription(elsewhere.number) == elsewhere
    assert [one.reason for one in await outbox.deliveries(failed_only=True)] == ["no_access"] * 2


def listed(name: str = "tools", topic: str = "agents", **fields: object) -> Declared:
    """Return what the configuration says of CHANNEL, unless told otherwise."""
    return replace(Declared(name, CHANNEL, Topic(topic), topic, RULES, TOMORROW_AT_9), **fields)


async def synced(outbox: ParcelStore, *declared: Declared, hours: int = 0) -> Synced:
    return await outbox.sync_declared(declared, by=OPERATOR, at=NOON + hours * HOUR)


async def only(outbox: ParcelStore) -> Subscription:
    [one] = await outbox.subscriptions(CHANNEL)
    return one


async def test_declared_subscriptions_come_and_go_with_the_file(outbox: ParcelStore) -> None:
    assert await synced(outbox, listed(), listed("b", "ice")) == Synced(["tools", "b"], [], [])
    assert await synced(outbox, listed(), listed("b", "ice")) == Synced([], [], [])
    tools, _ = await outbox.subscriptions(CHANNEL)
    assert tools == Subscription(
        tools.number, CHANNEL, None, Topic("agents"), RULES, OPERATOR, NOON, TOMORROW_AT_9, declared="tools"
    )
    assert await synced(outbox, listed("b", "ice")) == Synced([], [], ["tools"])
    assert (await only(outbox)).declared == "b"


async def test_what_differs_in_the_file_changes_and_an_equal_schedule_keeps_its_turn(outbox: ParcelStore) -> None:
    await synced(outbox, listed())
    before = await only(outbox)
    fuller = listed(rules=replace(RULES, top=3), next_fire_at=NOON + 99 * HOUR)
    assert await synced(outbox, fuller) == Synced([], ["tools"], [])
    assert await only(outbox) == replace(before, rules=replace(RULES, top=3))
    later = Schedule(time(11), "Europe/Berlin", EVERY_DAY)
    await synced(outbox, listed(rules=replace(RULES, schedule=later)))
    assert (await only(outbox)).next_fire_at == TOMORROW_AT_9 + 2 * HOUR


async def test_one_that_comes_back_is_the_same_one_and_its_day_gets_no_second_digest(outbox: ParcelStore) -> None:
    await synced(outbox, listed())
    before = await only(outbox)
    day_after = TOMORROW_AT_9 + timedelta(days=1)
    due = digest_plan(due_at=TOMORROW_AT_9, fired=[fired(before.number, DAY + timedelta(days=1), day_after)])
    await outbox.plan(due)
    [part] = await claimed(outbox, TOMORROW_AT_9)
    await outbox.settle([Sent(part.number, "m1", TOMORROW_AT_9)])
    await synced(outbox, hours=21)
    this_evening = Schedule(time(18), "Europe/Berlin", EVERY_DAY)
    changed = listed(rules=replace(RULES, schedule=this_evening), next_fire_at=TOMORROW_AT_9 + 9 * HOUR)
    assert (await synced(outbox, changed, hours=22)).added == ["tools"]
    again = await only(outbox)
    assert (again.number, again.next_fire_at) == (before.number, day_after + 9 * HOUR)
    assert len(await outbox.shown(CHANNEL)) == 1


async def test_one_that_leaves_the_file_cancels_what_waits(outbox: ParcelStore) -> None:
    await synced(outbox, listed())
    number = (await only(outbox)).number
    parts = await planned(outbox, digest_plan(fired=[fired(number)]))
    await synced(outbox)
    assert await state_of(outbox, parts[0]) == DeliveryState.CANCELLED


async def test_a_topic_that_was_asked_for_in_chat_is_taken_over_by_the_file(outbox: ParcelStore) -> None:
    made = await outbox.subscribe(wish(topic="agents"), ROOMY)
    await outbox.pause_subscription(made.number, Pause("by hand", NOON), by=ADA)
    await synced(outbox, listed())
    taken = await only(outbox)
    assert (taken.number, taken.server, taken.made_by) == (made.number, GUILD, ADA)
    assert (taken.declared, taken.paused, taken.rules) == ("tools", None, RULES)


async def test_a_declared_topic_that_becomes_one_of_the_chat_replaces_it(outbox: ParcelStore) -> None:
    await synced(outbox, listed())
    await outbox.subscribe(wish("1", "ice", made_by=BEN), ROOMY)
    await synced(outbox, listed(topic="ice"))
    assert (await only(outbox)).declared == "tools"


async def test_two_declared_ones_may_swap_their_topics(outbox: ParcelStore) -> None:
    await synced(outbox, listed("a", "snow"), listed("b", "ice"))
    assert (await synced(outbox, listed("a", "ice"), listed("b", "snow"))).changed == ["a", "b"]
    assert [(one.declared, one.topic.query) for one in await outbox.subscriptions(CHANNEL)] == [
        ("a", "ice"),
        ("b", "snow"),
    ]


@pytest.mark.parametrize(
    ("second", "said"),
    [(listed("tools", "ice"), "called “tools”"), (listed("other"), "“tools” and “other” .* keep one")],
    ids=["name", "topic"],
)
async def test_two_in_the_file_that_are_one_are_refused_and_nothing_changes(
    outbox: ParcelStore, second: Declared, said: str
) -> None:
    with pytest.raises(BadArgument, match=said):
        await synced(outbox, listed(), second)
    assert await outbox.subscriptions(CHANNEL) == []


async def test_a_pause_of_the_place_outlives_a_reading_of_the_file(outbox: ParcelStore) -> None:
    await synced(outbox, listed())
    await outbox.pause_place(CHANNEL, GONE)
    await synced(outbox, listed())
    assert (await only(outbox)).paused == GONE


async def test_a_time_and_a_zone_set_at_once_make_one_schedule(outbox: ParcelStore) -> None:
    before = await outbox.subscribe(wish(rules=RULES), ROOMY)
    at_18 = replace(RULES, schedule=replace(RULES.schedule, at=time(18)))
    in_tokyo = replace(RULES, schedule=replace(RULES.schedule, zone="Asia/Tokyo"))
    for rules, next_at in ((at_18, NOON + 5 * HOUR), (in_tokyo, NOON + 36 * HOUR)):
        wanted = replace(before, rules=rules, next_fire_at=next_at)
        for _ in range(2):
            after = await outbox.edit_subscription(before, wanted, "#cs.CL", by=ADA, at=NOON)
    assert after is not None
    assert after.rules.schedule == Schedule(time(18), "Asia/Tokyo", EVERY_DAY)
    assert after.next_fire_at == NOON + 21 * HOUR  # 18:00 of the next day there


async def test_an_edit_made_while_todays_digest_went_out_gives_no_second_one(outbox: ParcelStore) -> None:
    before = await outbox.subscribe(wish(rules=RULES, next_fire_at=NOON), ROOMY)
    await outbox.pass_over(CHANNEL, [fired(before.number, next_fire_at=TOMORROW_AT_9)], "", at=NOON)
    at_18 = replace(RULES, schedule=replace(RULES.schedule, at=time(18)))
    wanted = replace(before, rules=at_18, next_fire_at=NOON + 5 * HOUR)
    after = await outbox.edit_subscription(before, wanted, "#cs.CL", by=ADA, at=NOON)
    assert after is not None
    assert after.next_fire_at == NOON + 29 * HOUR
