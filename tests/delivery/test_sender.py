"""What waits in the outbox goes out: over the real store, to a place that answers as it is told."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest_asyncio

from bot.delivery.budget import Budget, Budgets, Rate
from bot.delivery.outbox import ASK_AFTER, GRACE, GRACE_REFUSALS
from bot.delivery.place import Accepted, Busy, CannotTell, Lost, Refused, Scope
from bot.delivery.recorder import Recorder
from bot.delivery.sender import Line, Sender
from bot.store.outbox_contract import OutboxStore
from bot.store.sqlite import SqliteStore, open_store
from bot.subscriptions.delivery import Delivery, DeliveryState
from bot.subscriptions.model import Pause, Place
from tests.delivery.fake_place import FakePlace, Hung
from tests.fakes import FakeClock
from tests.store.parcels import digest_plan
from tests.store.samples import NOON, gathered, paper

HERE, THERE = Place("fake:here"), Place("fake:there")
SECOND = timedelta(seconds=1)


class HastyClock(FakeClock):
    """A clock that moves ``pace`` times as far as it was slept on; who sleeps longer than ``endless_s`` never wakes."""

    pace = 1.0
    endless_s = float("inf")

    async def sleep(self, seconds: float) -> None:
        if seconds > self.endless_s:
            await asyncio.Event().wait()
        await super().sleep(seconds * self.pace)


@dataclass
class Bot:
    """A sender over ``store``; ``gone`` are the places that it found gone, with the reason."""

    store: SqliteStore
    clock: HastyClock
    place: FakePlace
    budgets: dict[str, Budget] = field(default_factory=dict)
    gone: list[tuple[Place, str]] = field(default_factory=list)
    on_gone_fails: bool = False
    timeout_s: float = 30

    async def plan(self, place: Place = HERE, period: str = "2026-11-20T13:00", count: int = 1, **fields) -> None:  # noqa: ANN003
        assert await self.store.plan(digest_plan(place, period, count, **fields))

    async def pause(self, place: Place, reason: str) -> None:
        if self.on_gone_fails:
            raise RuntimeError("nobody can be told")
        self.gone.append((place, reason))
        await self.store.pause_place(place, Pause(reason, self.clock.now()))

    @asynccontextmanager
    async def sending(self, store: OutboxStore | None = None) -> AsyncIterator[asyncio.Event]:
        """Send while within; then stop, and wait for the end."""
        stopping = asyncio.Event()
        store = store or self.store
        line = Line(
            store=store,
            clock=self.clock,
            budgets=Budgets(self.clock, self.budgets),
            recorder=Recorder(store, self.clock),
            on_gone=self.pause,
            jitter=lambda: 0.5,
            timeout_s=self.timeout_s,
        )
        task = asyncio.create_task(Sender(line, self.place).run(stopping))
        try:
            yield stopping
        finally:
            stopping.set()
            await task

    async def until(self, is_so: Callable[[], Awaitable[bool]]) -> None:
        """Let the others work until it is so; the clock moves as they wait."""
        for _ in range(20_000):
            if await is_so():
                return
        raise AssertionError(await self.store.queue_depths())

    async def is_idle(self) -> bool:
        return not any((await self.store.queue_depths()).values())

    async def all(self) -> dict[tuple[Place, int], Delivery]:
        return {(one.place, one.part): one for one in await self.store.deliveries(limit=1_000)}

    async def send_all(self) -> None:
        async with self.sending():
            await self.until(self.is_idle)


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
    assert (one.state, one.reason) == (DeliveryState.FAILED, "given up: HTTP 503")
