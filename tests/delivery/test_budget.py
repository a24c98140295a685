"""How fast places are sent to."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.budget import BUDGETS, Budget, Budgets, Rate
from bot.subscriptions.model import Place
from tests.fakes import FakeClock

CHANNEL = Place("discord:1")


async def moments(budgets: Budgets, clock: FakeClock, places: list[Place]) -> list[float]:
    taken = []
    for place in places:
        await budgets.take(place)
        taken.append(clock.monotonic_s())
    return taken


def most_within(moments_s: list[float], span_s: float) -> int:
    return max(sum(start <= at < start + span_s for at in moments_s) for start in moments_s)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=1, max_size=200), st.integers(1, 50), st.integers(1, 5))
def test_no_window_ever_holds_more_than_the_budget(channels: list[int], bot: int, place: int) -> None:
    budgets = {"discord": Budget(Rate(bot, 1.0), Rate(place, 5.0))}
    clock = FakeClock()
    places = [Place(f"discord:{channel}") for channel in channels]
    taken = asyncio.run(moments(Budgets(clock, budgets), clock, places))
    assert most_within(taken, 1.0) <= bot
    for channel in set(places):
        there = [at for at, where in zip(taken, places, strict=True) if where == channel]
        assert most_within(there, 5.0) <= place


async def test_what_is_allowed_is_used_but_for_a_small_margin() -> None:
    clock = FakeClock()
    taken = await moments(Budgets(clock, {"discord": Budget(bot=Rate(50, 1.0))}), clock, [CHANNEL] * 5_000)
    assert 5_000 / taken[-1] >= 0.95 * 50


async def test_one_kind_waits_for_no_other() -> None:
    clock = FakeClock()
    budgets = Budgets(clock)
    await moments(budgets, clock, [CHANNEL] * 6)
    waited_s = clock.monotonic_s()
    await moments(budgets, clock, [Place("slack:T1/C1"), Place("post:archive"), Place("terminal")])
    assert clock.monotonic_s() == waited_s > 0


async def test_a_rest_that_the_platform_asked_for_is_kept_also_by_those_who_wait_already() -> None:
    clock = FakeClock()
    budgets = Budgets(clock, {"discord": Budget(bot=Rate(1, 10.0))})
    await budgets.take(CHANNEL)
    waiting = asyncio.create_task(budgets.take(CHANNEL))
    budgets.rest("discord", 60)
    assert budgets.resting == {"discord"}
    await waiting
    assert clock.monotonic_s() >= 60
    assert budgets.resting == frozenset()


@pytest.mark.parametrize("kind", ["discord", "slack", "webhook"])
def test_every_platform_has_a_budget_for_a_channel(kind: str) -> None:
    assert BUDGETS[kind].place is not None
