"""Rules of delivery that people feel, from the plan to the place."""

from dataclasses import replace
from datetime import timedelta

from bot.delivery.place import Refused
from bot.delivery.telling import Teller
from bot.store.outbox_contract import Failed
from bot.subscriptions.delivery import DeliveryState
from bot.subscriptions.model import Pause
from bot.subscriptions.turns import next_turn
from tests.delivery.fake_place import FakePlace
from tests.delivery.planning import ADA, DAILY, DAY, FRIDAY, HERE, HOUR, NINE, Planning, ids, paper
from tests.delivery.sending import Bot, HastyClock


def sender(planning: Planning) -> Bot:
    """Return a bot that sends what was planned."""
    clock = HastyClock(planning.clock.now())
    return Bot(planning.store, clock, FakePlace(clock))


async def test_a_digest_that_a_moderator_deleted_is_never_sent_again(planning: Planning) -> None:
    await planning.papers(paper(1, heat=5))
    await planning.subscribe("swim")
    await planning.tick()
    bot = sender(planning)
    await bot.send_all()
    handed_over = len(bot.place.sent)
    bot.place.has.clear()
    await planning.store.reap(NINE + HOUR, all_of_them=True)
    await planning.tick(NINE + HOUR)
    await bot.send_all()
    assert (len(bot.place.sent), bot.place.asked) == (handed_over, [])


async def test_papers_of_a_digest_that_failed_as_a_whole_come_in_the_next(planning: Planning) -> None:
    await planning.papers(paper(1, heat=5))
    await planning.read(FRIDAY)
    await planning.subscribe_before("swim")
    await planning.tick()
    bot = sender(planning)
    bot.place.script[HERE] = [Refused("invalid_payload")]
    await bot.send_all()
    assert {one.state for one in await planning.sent()} == {DeliveryState.FAILED, DeliveryState.CANCELLED}
    await planning.tick(NINE + DAY)
    assert (await planning.sections())[0]["papers"] == ids(1)


async def test_papers_of_a_digest_of_which_a_part_arrived_were_shown(planning: Planning) -> None:
    await planning.papers(paper(1, heat=5))
    await planning.read(FRIDAY)
    await planning.subscribe_before("swim")
    await planning.tick()
    bot = sender(planning)
    await bot.send_all()
    await planning.store.settle([Failed(one.number, "late word", NINE) for one in await planning.sent()])
    await planning.tick(NINE + DAY)
    assert (await planning.sections())[0]["papers"] == []


async def test_resume_repairs_a_place_that_was_paused(planning: Planning) -> None:
    made = await planning.subscribe("swim")
    teller = Teller(planning.store, planning.composer_of, planning.clock)
    await teller.pause(HERE, "missing_permission")
    assert await planning.tick() == 0
    assert (await planning.stands(made)).paused == Pause("missing_permission", NINE)
    at = next_turn(made.rules.schedule, NINE, None)
    await planning.store.resume_subscription(made.number, at, by=ADA, at=NINE)
    assert await planning.tick(at) == 1
    bot = sender(planning)
    await bot.send_all()
    assert {one.state for one in await planning.sent()} == {DeliveryState.SENT}


async def test_a_digest_two_days_late_within_its_limit_is_sent(planning: Planning) -> None:
    wednesdays = replace(DAILY.schedule, days=frozenset({2}))
    rules = replace(DAILY, schedule=wednesdays, late_limit=timedelta(days=3))
    await planning.subscribe("swim", rules=rules, next_at=NINE - 2 * DAY)
    await planning.tick()
    bot = sender(planning)
    await bot.send_all()
    assert {one.state for one in await planning.sent()} == {DeliveryState.SENT}
