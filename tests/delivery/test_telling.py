"""Who is told that a subscription is paused, and what becomes of a place that took nothing."""

import json
from datetime import timedelta

import pytest

from bot.delivery.telling import Teller
from bot.subscriptions.delivery import Delivery, DeliveryState
from bot.subscriptions.model import Pause, Person, Place, Subscription
from tests.delivery.planning import ADA, HERE, HOUR, NINE, Planning

OWNER = Place("fake:@owner")
MAKER = Place(ADA.user)


class Keepers:
    """Knows who looks after places, unless it fails."""

    def __init__(self, keeper: Place | None = OWNER, *, fails: bool = False) -> None:
        self.keeper, self.fails = keeper, fails
        self.asked: list[Place] = []

    async def __call__(self, place: Place) -> Place | None:
        self.asked.append(place)
        if self.fails:
            raise RuntimeError("the platform is away")
        return self.keeper


class DiesBeforePausing:
    """A store whose process dies just before it would pause a place."""

    def __init__(self, planning: Planning) -> None:
        self._store = planning.store

    async def subscriptions(self, place: Place) -> object:
        return await self._store.subscriptions(place)

    async def notify(self, notice: object) -> bool:
        return await self._store.notify(notice)

    async def pause_place(self, *_: object) -> object:
        raise KeyboardInterrupt


def teller(planning: Planning, keepers: Keepers | None = None) -> Teller:
    return Teller(planning.store, planning.composer_of, planning.clock, keepers or Keepers())


async def notice_of(planning: Planning, place: Place = MAKER) -> Delivery:
    [notice] = await planning.sent(place)
    return notice


async def test_who_made_a_subscription_is_told_though_the_bot_dies_before_it_pauses_it(planning: Planning) -> None:
    made = await planning.subscribe("a")
    with pytest.raises(KeyboardInterrupt):
        await Teller(DiesBeforePausing(planning), planning.composer_of, planning.clock).pause(HERE, "gone")
    assert (await planning.stands(made)).paused is None
    await teller(planning).pause(HERE, "gone")
    assert (await planning.stands(made)).paused == Pause("gone", NINE)
    assert "takes nothing any more (gone)" in json.loads((await notice_of(planning)).payload)["text"]


async def test_where_no_maker_can_be_told_who_looks_after_the_place_is(planning: Planning) -> None:
    made = await planning.subscribe("a", made_by=Person("terminal:@me", "me"))
    for _ in range(2):
        await teller(planning).pause(HERE, "gone")
        await planning.store.resume_subscription(made.number, made.next_fire_at, by=ADA, at=NINE)
    assert f"Subscription {made.number}" in json.loads((await notice_of(planning, OWNER)).payload)["text"]


async def test_a_message_that_its_maker_does_not_take_goes_to_who_looks_after_the_place_once(
    planning: Planning,
) -> None:
    keepers = Keepers()
    await planning.subscribe("a")
    await teller(planning, keepers).pause(HERE, "gone")
    notice = await notice_of(planning)
    for _ in range(2):
        await teller(planning, keepers).pass_on(notice)
    passed_on = await notice_of(planning, OWNER)
    assert (passed_on.payload, passed_on.about) == (notice.payload, HERE)
    assert passed_on.key != notice.key
    # Nobody stands behind a keeper.
    await teller(planning, keepers).pass_on(passed_on)
    assert keepers.asked == [HERE, HERE]
    assert len(await planning.store.deliveries()) == 2


@pytest.mark.parametrize("keepers", [Keepers(None), Keepers(MAKER), Keepers(fails=True)])
async def test_where_nobody_else_can_be_told_it_stays_at_that(planning: Planning, keepers: Keepers) -> None:
    await planning.subscribe("a")
    await teller(planning, keepers).pause(HERE, "gone")
    await teller(planning, keepers).pass_on(await notice_of(planning))
    assert len(await planning.store.deliveries()) == 1


async def test_a_digest_that_fails_is_no_news_to_anybody(planning: Planning) -> None:
    await planning.subscribe("a")
    await planning.tick()
    keepers = Keepers()
    await teller(planning, keepers).pass_on((await planning.sent())[0])
    assert keepers.asked == []


async def test_a_place_that_was_paused_and_resumed_gets_its_grace_again(planning: Planning) -> None:
    made: Subscription = await planning.subscribe("a")
    store = planning.store
    for hours in range(3):
        trouble = await store.trouble(HERE, "gone", at=NINE + hours * HOUR)
    assert (trouble.refusals, trouble.since_at) == (3, NINE)
    await teller(planning).pause(HERE, "gone")
    await store.resume_subscription(made.number, made.next_fire_at, by=ADA, at=NINE + 3 * HOUR)
    anew = await store.trouble(HERE, "gone", at=NINE + 4 * HOUR)
    assert (anew.refusals, anew.since_at) == (1, NINE + 4 * HOUR)


async def test_of_a_person_who_takes_no_messages_each_notice_is_passed_on(planning: Planning) -> None:
    for number in range(3):
        await planning.subscribe("a", place=Place(f"fake:{number}"))
    for number in range(3):
        await teller(planning).pause(Place(f"fake:{number}"), "gone")
    await planning.store.pause_place(MAKER, Pause("closed", NINE + timedelta(hours=1)))
    assert {one.state for one in await planning.sent(MAKER)} == {DeliveryState.PENDING}
