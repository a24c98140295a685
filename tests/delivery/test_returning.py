"""Places that come back, and kinds of places that this bot is not set up for."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest_asyncio

from bot.adapters.absent import Absent
from bot.delivery.outbox import GIVE_UP_AFTER
from bot.delivery.returning import resume_returned
from bot.store.sqlite import open_store
from bot.subscriptions.delivery import DeliveryState
from bot.subscriptions.model import Pause, Place
from tests.delivery.fake_place import FakePlace
from tests.delivery.planning import ADA, DAY, NINE, Planning
from tests.delivery.sending import Bot, HastyClock
from tests.store.samples import NOON, gathered, paper

GONE = Place("carrier-pigeon:7")


async def test_a_subscription_whose_place_is_set_up_again_goes_on(planning: Planning) -> None:
    nowhere = await planning.subscribe("a", place=GONE)
    away = await planning.subscribe("b")
    resting = await planning.subscribe("c")
    await planning.store.pause_subscription(away.number, Pause("no_such_webhook", NINE), by=ADA)
    await planning.store.pause_subscription(resting.number, Pause("by Ada", NINE), by=ADA)
    await planning.tick()
    assert (await planning.stands(nowhere)).paused == Pause("no such place", NINE)
    await resume_returned(planning.store, planning.composer_of, NINE)
    assert (await planning.stands(nowhere)).paused is not None
    assert ((await planning.stands(away)).paused, (await planning.stands(away)).next_fire_at) == (None, NINE + DAY)
    assert (await planning.stands(resting)).paused == Pause("by Ada", NINE)
    await resume_returned(planning.store, lambda _: planning.composer, NINE)
    assert (await planning.stands(nowhere)).paused is None


@pytest_asyncio.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Bot]:
    store = await open_store(tmp_path / "hotpapers.db", create=True, busy_timeout_s=0)
    await store.save_gathered(gathered(paper()))
    clock = HastyClock(NOON)
    yield Bot(store, clock, FakePlace(clock))
    await store.close()


async def test_what_waits_for_a_kind_that_is_not_set_up_says_so_and_fails_after_a_day(bot: Bot) -> None:
    await bot.plan(GONE, count=2)
    await bot.plan(Place("owl:1"))
    await bot.store.claim(NOON, NOON, kind="owl", limit=1)
    await bot.store.reap(NOON, all_of_them=True)
    assert await bot.store.open_kinds() == ["carrier-pigeon", "owl"]
    bot.clock.pace = 500
    bot.place = Absent("carrier-pigeon")
    async with bot.sending():
        await bot.until(lambda: _has_reason(bot, "this bot is not set up for carrier-pigeon"))
        await bot.until(lambda: _is(bot, DeliveryState.FAILED))
    assert bot.clock.now() - NOON >= GIVE_UP_AFTER - timedelta(minutes=15)


async def test_what_may_have_arrived_at_a_kind_that_is_not_set_up_is_not_sent_again(bot: Bot) -> None:
    await bot.plan(GONE)
    await bot.store.claim(NOON, NOON, kind="carrier-pigeon", limit=1)
    await bot.store.reap(NOON, all_of_them=True)
    bot.clock.pace = 500
    bot.place = Absent("carrier-pigeon")
    async with bot.sending():
        await bot.until(lambda: _has_reason(bot, "this place could not be asked"))
    assert [one.state for one in (await bot.all()).values()] == [DeliveryState.UNKNOWN]
    assert len(await bot.store.notes(GONE)) == 1
    assert await bot.store.open_kinds() == []


async def _has_reason(bot: Bot, reason: str) -> bool:
    return any(reason in one.reason for one in (await bot.all()).values())


async def _is(bot: Bot, state: DeliveryState) -> bool:
    return all(one.state is state for place, one in (await bot.all()).items() if place[0] == GONE)
