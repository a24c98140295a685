"""The promises of delivery that the store keeps: lost never, twice never, in order, final for good."""

from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.errors import StoreError
from bot.store.outbox_contract import Again, Failed, Notice, Sent, Unsure
from bot.subscriptions.delivery import Delivery, DeliveryState, File, Part
from bot.subscriptions.model import Pause, Place
from tests.store.parcels import (
    DAY,
    LEASE,
    MINUTE,
    ParcelStore,
    claimed,
    digest_plan,
    fired,
    planned,
    state_of,
)
from tests.store.people import ADA, CHANNEL, OTHER_CHANNEL, ROOMY, wish
from tests.store.samples import HOUR, LYNX, NOON, imported

SLACK = Place("slack:T1/C1")
THIRD_CHANNEL = Place("discord:300")


@pytest_asyncio.fixture
async def outbox(store: ParcelStore) -> ParcelStore:
    await store.save_imported([imported(LYNX)], seen_at=NOON)
    return store


def sent(delivery: Delivery, head_id: str | None = None) -> Sent:
    return Sent(delivery.number, f"m{delivery.number}", NOON, head_id)


async def test_a_delivery_comes_back_as_it_was_planned(outbox: ParcelStore) -> None:
    picture = File("heat.png", b"\x89PNG\x00", "heat of five papers")
    part = Part('{"text": "hello"}', "k1", files=(picture, replace(picture, name="more.png")))
    plan = digest_plan(parts=[part], is_quiet=True, due_at=NOON - MINUTE)
    [delivery] = await planned(outbox, plan)
    assert delivery == Delivery(
        number=delivery.number,
        place=CHANNEL,
        period="2026-11-20T13:00",
        part=0,
        key="k1",
        payload='{"text": "hello"}',
        in_thread=False,
        is_quiet=True,
        state=DeliveryState.PENDING,
        attempts=0,
        due_at=NOON - MINUTE,
        planned_at=plan.digest.planned_at,
        next_try_at=NOON - MINUTE,
        files=part.files,
    )
    assert await outbox.delivery(delivery.number) == delivery
    assert await outbox.delivery(delivery.number + 1) is None


async def test_several_digests_are_planned_together_or_not_at_all(outbox: ParcelStore) -> None:
    here, there = digest_plan(), digest_plan(OTHER_CHANNEL)
    assert await outbox.plan_all([here, there, here]) == [True, True, False]
    assert await outbox.plan_all([]) == []
    unfit = replace(digest_plan(period="2026-11-22T13:00"), parts=[Part("\ud800", "k9")])
    with pytest.raises(StoreError):
        await outbox.plan_all([digest_plan(period="2026-11-21T13:00"), unfit])
    assert len(await outbox.deliveries()) == 2


async def test_a_digest_is_planned_once(outbox: ParcelStore) -> None:
    plan = digest_plan(count=2)
    assert await outbox.plan(plan) is True
    assert await outbox.plan(replace(plan, parts=plan.parts[:1])) is False
    assert len(await outbox.deliveries()) == 2


async def test_what_is_planned_counts_as_shown(outbox: ParcelStore) -> None:
    await outbox.plan(digest_plan())
    assert [one.paper_id for one in await outbox.shown(CHANNEL)] == [LYNX]


async def test_subscriptions_are_due_the_longest_waiting_first_then_by_number(outbox: ParcelStore) -> None:
    for key, place, at in (
        ("1", CHANNEL, NOON),
        ("2", OTHER_CHANNEL, NOON - HOUR),
        ("3", SLACK, NOON),
        ("4", CHANNEL, NOON + MINUTE),
    ):
        await outbox.subscribe(wish(key, f"topic {key}", place=place, next_fire_at=at), ROOMY)
    assert [one.number for one in await outbox.due(NOON, limit=10)] == [2, 1, 3]
    assert [one.number for one in await outbox.due(NOON, limit=1)] == [2]
    assert await outbox.due(NOON - 2 * HOUR, limit=10) == []


async def test_all_of_one_place_and_moment_are_due_together(outbox: ParcelStore) -> None:
    for number in range(6):
        place = CHANNEL if number % 2 else OTHER_CHANNEL
        await outbox.subscribe(wish(str(number), f"topic {number}", place=place, next_fire_at=NOON), ROOMY)
    assert [one.number for one in await outbox.due(NOON, limit=1)] == [1, 3, 5]
    assert [one.number for one in await outbox.due(NOON, limit=2)] == [1, 2, 3, 4, 5, 6]


async def test_what_ended_or_rests_is_not_due(outbox: ParcelStore) -> None:
    for number in range(3):
        await outbox.subscribe(wish(str(number), f"topic {number}", next_fire_at=NOON), ROOMY)
    await outbox.end_subscription(1, by=ADA, at=NOON)
    await outbox.pause_subscription(2, Pause("by hand", NOON), by=ADA)
    assert [one.number for one in await outbox.due(NOON, limit=9)] == [3]


async def test_a_subscription_that_fired_waits_for_its_next_turn(outbox: ParcelStore) -> None:
    made = await outbox.subscribe(wish(next_fire_at=NOON), ROOMY)
    for _ in range(2):
        await outbox.plan(digest_plan(fired=[fired(made.number)]))
        after = await outbox.subscription(made.number)
        assert after == replace(made, next_fire_at=NOON + timedelta(days=1), last_fired_day=DAY)
    assert await outbox.due(NOON, limit=9) == []


async def test_a_subscription_that_somebody_moved_meanwhile_is_moved_no_further(outbox: ParcelStore) -> None:
    made = await outbox.subscribe(wish(next_fire_at=NOON), ROOMY)
    later = replace(made, next_fire_at=NOON + 70 * HOUR)
    await outbox.edit_subscription(made, later, "#cs.CL", by=ADA, at=NOON)
    await outbox.plan(digest_plan(fired=[fired(made.number)]))
    assert await outbox.subscription(made.number) == replace(later, last_fired_day=DAY)


async def test_an_edit_while_a_digest_is_made_gives_its_day_no_second_one(outbox: ParcelStore) -> None:
    made = await outbox.subscribe(wish(next_fire_at=NOON), ROOMY)
    schedule = made.rules.schedule
    this_evening = replace(schedule, at=schedule.at.replace(hour=18))
    moved = replace(made, rules=replace(made.rules, schedule=this_evening), next_fire_at=NOON + 5 * HOUR)
    await outbox.edit_subscription(made, moved, "#cs.CL", by=ADA, at=NOON)
    await outbox.plan(digest_plan(fired=[fired(made.number)]))
    after = await outbox.subscription(made.number)
    assert after is not None
    assert after.next_fire_at == NOON + 77 * HOUR  # Monday


async def test_passing_over_moves_on_and_leaves_a_note(outbox: ParcelStore) -> None:
    made = await outbox.subscribe(wish(next_fire_at=NOON), ROOMY)
    for _ in range(2):
        await outbox.pass_over(CHANNEL, [fired(made.number)], "One digest was skipped.", at=NOON)
    await outbox.pass_over(CHANNEL, [], "", at=NOON)
    after = await outbox.subscription(made.number)
    assert after == replace(made, next_fire_at=NOON + timedelta(days=1), last_fired_day=DAY)
    assert [note.text for note in await outbox.notes(CHANNEL)] == ["One digest was skipped."]
    assert await outbox.notes(OTHER_CHANNEL) == []


async def test_notes_are_told_once_oldest_first(outbox: ParcelStore) -> None:
    for minutes in (2, 1):
        await outbox.pass_over(CHANNEL, [], f"Note {minutes}", at=NOON + minutes * MINUTE)
    first, second = await outbox.notes(CHANNEL)
    assert (first.text, second.text) == ("Note 1", "Note 2")
    await outbox.plan(digest_plan(answers=[first.number]))
    assert await outbox.notes(CHANNEL) == [second]


async def test_claims_take_one_a_place_those_due_first_first(outbox: ParcelStore) -> None:
    for minutes, place in enumerate((CHANNEL, OTHER_CHANNEL, THIRD_CHANNEL)):
        await outbox.plan(digest_plan(place, count=2, due_at=NOON - minutes * MINUTE))
    taken = await claimed(outbox, limit=2)
    assert [(one.place, one.part, one.state, one.attempts) for one in taken] == [
        (THIRD_CHANNEL, 0, DeliveryState.SENDING, 1),
        (OTHER_CHANNEL, 0, DeliveryState.SENDING, 1),
    ]
    assert [one.place for one in await claimed(outbox)] == [CHANNEL]
    assert await claimed(outbox) == []


async def test_nothing_is_claimed_before_it_is_due(outbox: ParcelStore) -> None:
    await outbox.plan(digest_plan())
    assert await claimed(outbox, NOON - MINUTE) == []
    assert len(await claimed(outbox, NOON)) == 1


async def test_each_kind_of_place_is_claimed_by_itself(outbox: ParcelStore) -> None:
    for place in (CHANNEL, OTHER_CHANNEL, SLACK):
        await outbox.plan(digest_plan(place))
    assert [one.place for one in await claimed(outbox, kind="slack")] == [SLACK]
    assert await claimed(outbox, kind="terminal") == []
    assert {one.place for one in await claimed(outbox)} == {CHANNEL, OTHER_CHANNEL}


async def test_parts_go_out_in_order(outbox: ParcelStore) -> None:
    later = await planned(outbox, digest_plan(period="2026-11-20T13:01", count=2, due_at=NOON + MINUTE))
    first = await planned(outbox, digest_plan(count=2))
    went = []
    while taken := await claimed(outbox, NOON + HOUR):
        went += [one.number for one in taken]
        await outbox.settle([sent(one) for one in taken])
    assert went == [one.number for one in (*first, *later)]


async def test_a_part_that_waits_for_its_next_try_holds_up_those_behind_it(outbox: ParcelStore) -> None:
    [first, _] = await planned(outbox, digest_plan(count=2))
    await claimed(outbox)
    await outbox.settle([Again(first.number, NOON + MINUTE, "busy")])
    assert await claimed(outbox) == []
    [again] = await claimed(outbox, NOON + MINUTE)
    assert (again.number, again.attempts) == (first.number, 2)


async def test_replies_stand_under_the_head_once_it_is_sent(outbox: ParcelStore) -> None:
    [head, *_] = await planned(outbox, digest_plan(count=3, in_thread=True))
    await claimed(outbox)
    await outbox.settle([sent(head, "thread 7")])
    [reply] = await claimed(outbox)
    assert (reply.part, reply.in_thread, reply.head_id, reply.message_id) == (1, True, "thread 7", None)
    await outbox.settle([sent(reply)])
    [reply] = await claimed(outbox)
    assert (reply.part, reply.head_id) == (2, "thread 7")


async def test_a_failed_head_takes_its_replies_along_and_a_retry_brings_them_back(outbox: ParcelStore) -> None:
    head, *replies = await planned(outbox, digest_plan(count=3, in_thread=True))
    await claimed(outbox)
    await outbox.settle([Failed(head.number, "too long", NOON)])
    assert [await state_of(outbox, one) for one in replies] == [DeliveryState.CANCELLED] * 2
    assert await outbox.retry_delivery(head.number, at=NOON) is True
    assert [await state_of(outbox, one) for one in (head, *replies)] == [DeliveryState.PENDING] * 3


async def test_a_failed_part_does_not_hold_up_the_others(outbox: ParcelStore) -> None:
    [first, second] = await planned(outbox, digest_plan(count=2))
    await claimed(outbox)
    await outbox.settle([Failed(first.number, "too long", NOON)])
    assert [one.number for one in await claimed(outbox)] == [second.number]


async def test_what_is_final_stays_final(outbox: ParcelStore) -> None:
    [one] = await planned(outbox, digest_plan())
    await claimed(outbox)
    await outbox.settle([sent(one)])
    before = await outbox.delivery(one.number)
    late = (
        Failed(one.number, "no", NOON),
        Again(one.number, NOON, "no"),
        Unsure(one.number, NOON, "no", NOON),
        Unsure(one.number, None, "no", NOON),
        Sent(one.number, "other", NOON),
    )
    for settlement in late:
        await outbox.settle([settlement])
        assert await outbox.delivery(one.number) == before
    assert before is not None
    assert (before.state, before.message_id, before.sent_at) == (DeliveryState.SENT, f"m{one.number}", NOON)
    assert await outbox.notes(CHANNEL) == []


async def test_of_what_already_waits_a_late_word_to_wait_is_old_news(outbox: ParcelStore) -> None:
    [one] = await planned(outbox, digest_plan())
    await claimed(outbox)
    await outbox.settle([Again(one.number, NOON + HOUR, "busy")])
    await outbox.settle([Again(one.number, NOON, "older")])
    assert await claimed(outbox) == []


async def test_a_late_word_that_it_arrived_is_believed_so_that_it_is_not_sent_again(outbox: ParcelStore) -> None:
    [one] = await planned(outbox, digest_plan())
    await claimed(outbox)
    await outbox.reap(NOON, all_of_them=True)
    await outbox.settle([Again(one.number, NOON, "not there")])
    await outbox.settle([sent(one)])
    assert await claimed(outbox) == []
    assert await state_of(outbox, one) == DeliveryState.SENT


async def test_what_is_not_settled_within_its_lease_is_unknown_and_asked_for(outbox: ParcelStore) -> None:
    [one] = await planned(outbox, digest_plan())
    await claimed(outbox)
    assert await outbox.reap(NOON + LEASE - MINUTE) == 0
    assert await outbox.reap(NOON + LEASE) == 1
    [asked] = await outbox.unknown(NOON + LEASE, kind="discord", limit=9)
    assert (asked.number, asked.state) == (one.number, DeliveryState.UNKNOWN)
    assert await claimed(outbox, NOON + HOUR) == []


async def test_after_a_crash_everything_in_hand_is_unknown_at_once(outbox: ParcelStore) -> None:
    for place in (CHANNEL, OTHER_CHANNEL, THIRD_CHANNEL):
        await outbox.plan(digest_plan(place, count=2))
    await claimed(outbox, limit=2)
    assert await outbox.reap(NOON, all_of_them=True) == 2
    assert await outbox.reap(NOON, all_of_them=True) == 0
    assert len(await outbox.unknown(NOON, kind="discord", limit=9)) == 2
    assert len(await outbox.unknown(NOON, kind="discord", limit=1)) == 1
    assert len(await claimed(outbox)) == 1


async def test_what_nobody_knows_is_asked_for_later_the_longest_waiting_first(outbox: ParcelStore) -> None:
    for place in (CHANNEL, OTHER_CHANNEL):
        await outbox.plan(digest_plan(place))
    first, second = await claimed(outbox)
    late = Unsure(first.number, NOON + 2 * MINUTE, "no answer", NOON)
    await outbox.settle([late, Unsure(second.number, NOON + MINUTE, "no answer", NOON)])
    assert await outbox.unknown(NOON, kind="discord", limit=9) == []
    asked = await outbox.unknown(NOON + HOUR, kind="discord", limit=9)
    assert [one.number for one in asked] == [second.number, first.number]


async def test_one_that_cannot_be_asked_for_lets_the_next_go_and_is_told(outbox: ParcelStore) -> None:
    [first, second] = await planned(outbox, digest_plan(count=2))
    await claimed(outbox)
    for _ in range(2):
        await outbox.settle([Unsure(first.number, None, "no answer", NOON)])
    await outbox.settle([Again(first.number, NOON, "stale")])
    assert await outbox.unknown(NOON + HOUR, kind="discord", limit=9) == []
    assert [one.number for one in await claimed(outbox)] == [second.number]
    [note] = await outbox.notes(CHANNEL)
    assert note.text == (
        "Part 1 of the digest of 2026-11-20 13:00 may not have arrived: nobody could say whether it did."
    )
    [listed] = await outbox.deliveries(failed_only=True)
    assert (listed.number, listed.state, listed.reason) == (first.number, DeliveryState.UNKNOWN, "no answer")


async def test_papers_that_reached_nobody_count_as_never_shown_until_a_retry(outbox: ParcelStore) -> None:
    first, second = await planned(outbox, digest_plan(count=2))
    await claimed(outbox)
    await outbox.settle([Failed(first.number, "too long", NOON)])
    assert len(await outbox.shown(CHANNEL)) == 1
    await outbox.skip_delivery(second.number, reason="by hand", at=NOON)
    assert await outbox.shown(CHANNEL) == []
    assert await outbox.retry_delivery(first.number, at=NOON) is True
    assert len(await outbox.shown(CHANNEL)) == 1


async def test_only_what_failed_was_cancelled_or_cannot_be_asked_for_is_retried(outbox: ParcelStore) -> None:
    [one] = await planned(outbox, digest_plan())
    retried = []
    for settlement in (None, Again(one.number, NOON, "busy"), Unsure(one.number, NOON, "?", NOON)):
        await claimed(outbox)
        retried.append(await outbox.retry_delivery(one.number, at=NOON))
        await outbox.settle([settlement] if settlement else [])
    retried.append(await outbox.retry_delivery(one.number, at=NOON))
    await outbox.settle([sent(one)])
    retried.append(await outbox.retry_delivery(one.number, at=NOON))
    assert retried == [False] * 5
    assert await outbox.retry_delivery(one.number + 1, at=NOON) is False


async def test_what_cannot_be_asked_for_goes_again_if_the_operator_says_so(outbox: ParcelStore) -> None:
    [one] = await planned(outbox, digest_plan())
    await claimed(outbox)
    await outbox.settle([Unsure(one.number, None, "no answer", NOON)])
    assert await outbox.retry_delivery(one.number, at=NOON) is True
    assert [again.number for again in await claimed(outbox)] == [one.number]


async def test_only_what_waits_or_is_unknown_is_skipped(outbox: ParcelStore) -> None:
    first, second, third = await planned(outbox, digest_plan(count=3))
    await claimed(outbox)
    assert await outbox.skip_delivery(first.number, reason="by hand", at=NOON) is False
    assert await outbox.skip_delivery(second.number, reason="by hand", at=NOON) is True
    assert await outbox.skip_delivery(second.number, reason="by hand", at=NOON) is False
    await outbox.reap(NOON, all_of_them=True)
    assert await outbox.skip_delivery(first.number, reason="by hand", at=NOON) is True
    assert await outbox.skip_delivery(99, reason="by hand", at=NOON) is False
    assert [one.number for one in await claimed(outbox)] == [third.number]


async def test_deliveries_are_listed_the_newest_first(outbox: ParcelStore) -> None:
    whole = await planned(outbox, digest_plan(count=3))
    assert [one.part for one in await outbox.deliveries(limit=2)] == [2, 1]
    assert await outbox.deliveries(failed_only=True) == []
    await claimed(outbox)
    await outbox.settle([Failed(whole[0].number, "too long", NOON)])
    assert [one.part for one in await outbox.deliveries(failed_only=True)] == [0]


async def test_the_next_moment_to_wake_is_the_first_that_something_waits_for(outbox: ParcelStore) -> None:
    assert await outbox.next_wake_at() is None
    await outbox.subscribe(wish(next_fire_at=NOON + 3 * HOUR), ROOMY)
    assert await outbox.next_wake_at() == NOON + 3 * HOUR
    [one] = await planned(outbox, digest_plan(SLACK, due_at=NOON + 2 * HOUR))
    [two] = await planned(outbox, digest_plan(due_at=NOON))
    assert await outbox.next_wake_at() == NOON
    await claimed(outbox)
    assert await outbox.next_wake_at() == NOON + 2 * HOUR
    await outbox.settle([Unsure(two.number, NOON + HOUR, "?", NOON)])
    assert await outbox.next_wake_at() == NOON + HOUR
    await outbox.skip_delivery(one.number, reason="by hand", at=NOON)
    await outbox.skip_delivery(two.number, reason="by hand", at=NOON)
    await outbox.end_subscription(1, by=ADA, at=NOON)
    assert await outbox.next_wake_at() is None


async def test_the_depth_of_every_queue_is_told(outbox: ParcelStore) -> None:
    assert await outbox.queue_depths() == {"pending": 0, "sending": 0, "retry": 0, "unknown": 0}
    for place in (CHANNEL, OTHER_CHANNEL, Place("discord:7"), Place("discord:8")):
        await outbox.plan(digest_plan(place, count=2))
    first, second, third, _ = await claimed(outbox)
    again, unsure = Again(second.number, NOON, "busy"), Unsure(third.number, None, "?", NOON)
    await outbox.settle([sent(first), again, unsure])
    assert await outbox.queue_depths() == {"pending": 4, "sending": 1, "retry": 1, "unknown": 1}


async def test_a_notice_goes_out_once_for_each_key(outbox: ParcelStore) -> None:
    direct = Place(ADA.user)
    notice = Notice("paused discord:100 no_access", direct, CHANNEL, Part('{"text": "paused"}', "n1"), NOON)
    assert await outbox.notify(notice) is True
    assert await outbox.notify(notice) is False
    [one] = await claimed(outbox)
    assert (one.place, one.payload) == (direct, '{"text": "paused"}')
    await outbox.settle([sent(one)])
    assert await outbox.notify(notice) is False


async def test_a_quiet_digest_without_parts_moves_on_and_sends_nothing(outbox: ParcelStore) -> None:
    made = await outbox.subscribe(wish(next_fire_at=NOON), ROOMY)
    assert await outbox.plan(digest_plan(count=0, fired=[fired(made.number)])) is True
    assert await outbox.plan(digest_plan(count=0, fired=[fired(made.number)])) is False
    assert (await claimed(outbox), await outbox.due(NOON, limit=9)) == ([], [])
