"""What waits in the outbox goes out: over the real store, to a place that answers as it is told."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest_asyncio

from bot.delivery.budget import Budget, Rate
from bot.delivery.outbox import ASK_AFTER, GRACE, GRACE_REFUSALS
from bot.delivery.place import Accepted, Busy, CannotTell, Lost, Refused, Scope
from bot.delivery.sender import AT_ONCE, LEASE
from bot.store.outbox_contract import Notice
from bot.store.sqlite import SqliteStore, open_store
from bot.subscriptions.delivery import Delivery, DeliveryState, Part
from bot.subscriptions.model import Place
from tests.delivery.fake_place import FakePlace, Hung
from tests.delivery.sending import HERE, THERE, Bot, HastyClock
from tests.store.samples import NOON, gathered, paper

SECOND = timedelta(seconds=1)


@pytest_asyncio.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Bot]:
    store = await open_store(tmp_path / "hotpapers.db", create=True, busy_timeout_s=0)
    await store.save_gathered(gathered(paper()))
    clock = HastyClock(NOON)
    yield Bot(store, clock, FakePlace(clock))
    await store.close()


async def test_everything_that_is_due_goes_out_once(bot: Bot) -> None:
    for number in range(30):
        await bot.plan(Place(f"fake:{number}"), count=2)
    await bot.send_all()
    assert {len(keys) for keys in bot.place.has.values()} == {2}
    assert {one.state for one in (await bot.all()).values()} == {DeliveryState.SENT}


async def test_what_is_not_due_yet_waits(bot: Bot) -> None:
    await bot.plan(due_at=NOON + 90 * SECOND)
    await bot.send_all()
    assert bot.place.sent[0].at_s >= 90


async def test_parts_go_out_in_order_though_one_of_them_is_tried_again(bot: Bot) -> None:
    await bot.plan(count=4)
    bot.place.script[HERE] = [Busy("HTTP 500")]
    await bot.send_all()
    assert [handed.delivery.part for handed in bot.place.sent] == [0, 0, 1, 2, 3]


async def test_the_replies_of_a_thread_wait_for_its_head_and_stand_under_it(bot: Bot) -> None:
    await bot.plan(count=3, in_thread=True)
    bot.place.script[HERE] = [Busy("HTTP 500"), Accepted("m1", "thread1")]
    await bot.send_all()
    assert [handed.delivery.head_id for handed in bot.place.sent] == [None, None, "thread1", "thread1"]


async def test_without_its_head_a_thread_is_not_begun(bot: Bot) -> None:
    await bot.plan(count=3, in_thread=True)
    bot.place.script[HERE] = [Refused("invalid_payload")]
    await bot.send_all()
    assert len(bot.place.sent) == 1
    assert [one.state for _, one in sorted((await bot.all()).items())] == ["failed", "cancelled", "cancelled"]


def most_within(moments_s: list[float], span_s: float) -> int:
    return max(sum(start <= at < start + span_s for at in moments_s) for start in moments_s)


async def test_the_budgets_of_bot_and_place_are_kept(bot: Bot) -> None:
    bot.budgets["fake"] = Budget(bot=Rate(10, 1.0), place=Rate(2, 5.0))
    for number in range(40):
        await bot.plan(Place(f"fake:{number}"))
    await bot.plan(HERE, count=7)
    await bot.send_all()
    assert most_within([handed.at_s for handed in bot.place.sent], 1.0) <= 10
    here = [handed.at_s for handed in bot.place.sent if handed.delivery.place == HERE]
    assert (len(here), most_within(here, 5.0)) == (7, 2)


async def test_a_message_without_an_answer_is_asked_for_and_not_sent_again(bot: Bot) -> None:
    await bot.plan(count=2)
    bot.place.script[HERE] = [Lost("dropped")]
    await bot.send_all()
    assert [len(bot.place.asked), len(bot.place.sent)] == [1, 2]
    assert len(bot.place.has[HERE]) == 2
    assert bot.place.asked[0].at_s >= ASK_AFTER.total_seconds()


async def test_a_message_that_did_not_arrive_is_sent_again(bot: Bot) -> None:
    await bot.plan()
    bot.place.script[HERE] = [RuntimeError("a mistake in an adapter")]
    await bot.send_all()
    assert [len(bot.place.asked), len(bot.place.sent)] == [1, 2]
    assert len(bot.place.has[HERE]) == 1


async def test_what_a_crash_left_open_is_asked_for_before_anything_behind_it_is_sent(bot: Bot) -> None:
    await bot.plan(count=2)
    [head] = await bot.store.claim(NOON, NOON + SECOND, kind="fake", limit=1)
    await bot.place.send(head)
    assert await bot.store.reap(NOON, all_of_them=True) == 1
    await bot.send_all()
    assert bot.place.numbers() == [head.number, head.number + 1]
    assert bot.place.asked[0].delivery.number == head.number


async def test_where_nobody_can_be_asked_the_rest_goes_on_and_the_next_digest_says_so(bot: Bot) -> None:
    await bot.plan(count=2)
    bot.place.script[HERE] = [Lost("dropped")]
    bot.place.find = CannotTell()
    async with bot.sending():
        await bot.until(lambda: _has_sent(bot, 2))
    assert bot.place.numbers() == sorted(set(bot.place.numbers()))
    assert (await bot.all())[HERE, 0].state is DeliveryState.UNKNOWN
    assert len(await bot.store.notes(HERE)) == 1


async def _has_sent(bot: Bot, count: int) -> bool:
    await bot.store.queue_depths()
    return sum(one.state is DeliveryState.SENT for one in (await bot.all()).values()) >= count - 1


async def test_a_place_that_cannot_be_asked_for_a_while_gets_nothing_twice(bot: Bot) -> None:
    await bot.plan()
    bot.place.script[HERE] = [Lost("dropped")]
    bot.place.find = RuntimeError("a mistake in an adapter")
    async with bot.sending():
        await bot.until(lambda: _was_asked(bot, 3))
        bot.place.find = None
        await bot.until(bot.is_idle)
    assert len(bot.place.sent) == 1


async def _was_asked(bot: Bot, times: int) -> bool:
    await bot.store.queue_depths()
    return len(bot.place.asked) >= times


async def test_a_wait_that_a_place_asks_for_is_kept_and_others_go_on(bot: Bot) -> None:
    await bot.plan(HERE)
    await bot.plan(THERE)
    bot.place.script[HERE] = [Busy("HTTP 429", 300)]
    await bot.send_all()
    here = [handed.at_s for handed in bot.place.sent if handed.delivery.place == HERE]
    there = [handed.at_s for handed in bot.place.sent if handed.delivery.place == THERE]
    assert here[1] - here[0] >= 300
    assert there[0] < 300


async def test_a_wait_for_all_of_us_is_kept_by_all(bot: Bot) -> None:
    bot.budgets["fake"] = Budget(bot=Rate(1, 1.0))
    for number in range(5):
        await bot.plan(Place(f"fake:{number}"))
    bot.place.script[Place("fake:0")] = [Busy("HTTP 429", 300, Scope.BOT)]
    await bot.send_all()
    first, *others = [handed.at_s for handed in bot.place.sent]
    assert min(others) - first >= 300


async def test_a_place_that_is_gone_is_paused_after_the_grace_and_told_of_once(bot: Bot) -> None:
    bot.clock.pace = 100
    await bot.plan(count=3)
    bot.place.script[HERE] = [Refused("missing_permission", is_gone=True)] * 1_000
    await bot.send_all()
    assert bot.gone == [(HERE, "missing_permission")]
    assert len(bot.place.sent) >= GRACE_REFUSALS
    assert bot.place.sent[-1].at_s >= GRACE.total_seconds()
    assert {one.state for one in (await bot.all()).values()} == {DeliveryState.FAILED}


async def test_what_nobody_settled_is_asked_for_when_its_lease_ends(bot: Bot) -> None:
    bot.clock.pace = 50
    bot.place.script[HERE] = ["no outcome at all"]
    await bot.plan()
    await bot.send_all()
    assert bot.place.asked[0].at_s >= LEASE.total_seconds()
    assert len(bot.place.has[HERE]) == 1


async def test_one_blip_of_permissions_loses_nothing(bot: Bot) -> None:
    await bot.plan(count=2)
    bot.place.script[HERE] = [Refused("missing_permission", is_gone=True)] * (GRACE_REFUSALS + 2)
    await bot.send_all()
    assert bot.gone == []
    assert len(bot.place.has[HERE]) == 2


async def test_who_cannot_be_told_stops_nobody_else(bot: Bot) -> None:
    bot.clock.pace = 100
    bot.on_gone_fails = True
    await bot.plan(HERE)
    bot.place.script[HERE] = [Refused("gone", is_gone=True)] * 12
    await bot.plan(THERE, due_at=NOON + 2 * GRACE)
    await bot.send_all()
    assert len(bot.place.has[THERE]) == 1


async def test_a_place_that_hangs_for_ever_holds_up_nobody(bot: Bot) -> None:
    bot.timeout_s = 0.2
    bot.place.script[HERE] = [Hung()]
    await bot.plan(HERE)
    for number in range(50):
        await bot.plan(Place(f"fake:{number}"))
    async with bot.sending():
        await bot.until(lambda: _has(bot, 50))
        assert bot.place.has[HERE] == []
        await bot.until(bot.is_idle)
    assert len(bot.place.has[HERE]) == 1


async def _has(bot: Bot, count: int) -> bool:
    await bot.store.queue_depths()
    return sum(map(len, bot.place.has.values())) >= count


async def test_a_stop_finishes_what_is_in_hand_and_gives_back_the_rest(bot: Bot) -> None:
    bot.budgets["fake"] = Budget(bot=Rate(3, 1e9))
    bot.place.held = asyncio.Event()
    for number in range(8):
        await bot.plan(Place(f"fake:{number}"))
    bot.clock.endless_s = 60
    async with bot.sending() as stopping:
        await bot.until(lambda: _was_sent(bot, 3))
        stopping.set()
        bot.place.held.set()
    states = [one.state for one in (await bot.all()).values()]
    assert (states.count(DeliveryState.SENT), states.count(DeliveryState.RETRY)) == (3, 5)


async def _was_sent(bot: Bot, times: int) -> bool:
    await bot.store.queue_depths()
    return len(bot.place.sent) >= times


async def test_yesterdays_digest_is_given_up(bot: Bot) -> None:
    bot.clock.pace = 500
    await bot.plan()
    bot.place.script[HERE] = [Busy("HTTP 503")] * 1_000
    await bot.send_all()
    [one] = (await bot.all()).values()
    assert one.state is DeliveryState.FAILED
    assert one.reason in {"given up: HTTP 503", "too late to be wanted"}


async def test_a_notice_that_its_place_never_takes_is_passed_on_once(bot: Bot) -> None:
    person = Place("fake:@1")
    part = Part('{"text": "paused"}', "k1")
    assert await bot.store.notify(Notice("paused 1", person, HERE, part, NOON))
    await bot.plan(THERE)
    bot.place.script[person] = [Refused("closed")]
    bot.place.script[THERE] = [Refused("invalid_payload")]
    await bot.send_all()
    assert [(one.place, one.about) for one in bot.untold] == [(person, HERE)]


async def test_a_mistake_in_the_store_stops_no_kind_of_place(bot: Bot) -> None:
    await bot.plan(count=3)
    store = MistakenStore(bot.store, times=3)
    async with bot.sending(store):
        await bot.until(bot.is_idle)
    assert len(bot.place.has[HERE]) == 3


class MistakenStore:
    """A store that raises what no store should, the first times that it is asked for something to send."""

    def __init__(self, store: SqliteStore, *, times: int) -> None:
        self._store, self._times = store, times

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the store has
        return getattr(self._store, name)

    async def claim(self, *args: Any, **kwargs: Any) -> Sequence[Delivery]:  # noqa: ANN401
        self._times -= 1
        if self._times >= 0:
            raise KeyError("a row that nobody knows")
        return await self._store.claim(*args, **kwargs)


async def test_however_many_are_asked_for_at_once_none_stands_in_front_of_the_others(bot: Bot) -> None:
    for number in range(AT_ONCE + 20):
        await bot.plan(Place(f"fake:{number:03}"))
    await bot.store.claim(NOON, NOON + SECOND, kind="fake", limit=AT_ONCE + 20)
    assert await bot.store.reap(NOON, all_of_them=True) == AT_ONCE + 20
    await bot.send_all()
    assert len({handed.delivery.number for handed in bot.place.asked}) == AT_ONCE + 20
    assert sum(map(len, bot.place.has.values())) == AT_ONCE + 20


async def test_what_failed_days_ago_is_sent_when_the_operator_asks_for_it(bot: Bot) -> None:
    await bot.plan()
    bot.place.script[HERE] = [Refused("invalid_payload")]
    await bot.send_all()
    bot.clock.advance(days=3)
    [failed] = (await bot.all()).values()
    assert await bot.store.retry_delivery(failed.number, at=bot.clock.now())
    await bot.send_all()
    assert len(bot.place.has[HERE]) == 1
