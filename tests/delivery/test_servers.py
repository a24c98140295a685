"""Servers that remove the bot, and come back."""

from bot.commands.changing import BY_HAND
from bot.delivery.servers import REMOVED, Servers
from bot.store.sqlite import SqliteStore
from bot.subscriptions.model import Pause, Person, Place
from tests.delivery.planning import NINE, PlainComposer
from tests.fakes import FakeClock
from tests.store.people import CHANNEL, GUILD, OTHER_CHANNEL, OTHER_GUILD, ROOMY, wish

OWNER = "discord:@77"


def servers(store: SqliteStore, clock: FakeClock) -> Servers:
    return Servers("discord", store, lambda _place: PlainComposer(), clock)


async def reasons(store: SqliteStore, place: Place = CHANNEL) -> list[str | None]:
    return [each.paused.reason if each.paused else None for each in await store.subscriptions(place)]


async def test_a_server_that_goes_and_comes_back_is_paused_meanwhile(store: SqliteStore, clock: FakeClock) -> None:
    await store.subscribe(wish(), ROOMY)
    by_hand = await store.subscribe(wish("2", "#cs.CV"), ROOMY)
    await store.subscribe(wish("3", place=OTHER_CHANNEL, server=OTHER_GUILD), ROOMY)
    await store.pause_subscription(by_hand.number, Pause(BY_HAND, NINE), by=Person("discord:@1", "Ada"))
    told = servers(store, clock)
    for _ in range(2):
        await told.left(GUILD)
        assert await reasons(store) == [REMOVED, BY_HAND]
    assert await reasons(store, OTHER_CHANNEL) == [None]
    clock.advance(hours=100)
    for _ in range(2):
        await told.joined(GUILD, OWNER)
        assert await reasons(store) == [None, BY_HAND]
    [going, _] = await store.subscriptions(CHANNEL)
    assert going.next_fire_at > clock.now()


async def test_servers_that_went_while_nobody_listened_are_paused_and_those_that_came_back_go_on(
    store: SqliteStore, clock: FakeClock
) -> None:
    await store.subscribe(wish(), ROOMY)
    await store.subscribe(wish("3", place=OTHER_CHANNEL, server=OTHER_GUILD), ROOMY)
    told = servers(store, clock)
    await told.present([OTHER_GUILD, "discord:99"])
    assert (await reasons(store), await reasons(store, OTHER_CHANNEL)) == ([REMOVED], [None])
    await told.present([GUILD])
    assert (await reasons(store), await reasons(store, OTHER_CHANNEL)) == ([None], [REMOVED])


async def test_an_owner_is_welcomed_once(store: SqliteStore, clock: FakeClock) -> None:
    told = servers(store, clock)
    for _ in range(3):
        await told.joined(GUILD, OWNER)
    [welcome] = await store.deliveries()
    assert (welcome.place, "Thank you for installing" in welcome.payload) == (OWNER, True)
