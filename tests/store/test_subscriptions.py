"""What people rely on, of subscriptions and of being forgotten."""

import asyncio
import sqlite3
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import UserError
from bot.store import forgetting, subscriptions
from bot.store.sqlite import SqliteStore, open_store
from bot.store.subscriptions_contract import AlreadySubscribed, CapReached, Caps, Draft, Forgotten, NewSubscription
from bot.subscriptions.model import (
    Digest,
    DigestItem,
    DigestRules,
    Layout,
    Pause,
    Person,
    Place,
    Subscription,
    Topic,
)
from bot.subscriptions.schedule import EVERY_DAY, Schedule
from tests.store.people import (
    ADA,
    BEN,
    CHANNEL,
    GUILD,
    OTHER_CHANNEL,
    OTHER_GUILD,
    ROOMY,
    PeopleStore,
    audit_of,
    wish,
)
from tests.store.samples import HOUR, LYNX, NOON, OTTER, imported
from tests.store.test_plans import plan_of

TOMORROW = NOON + 24 * HOUR
DIRECT = Place(ADA.user)
BROKEN = Pause("no_access", NOON + HOUR)


async def test_a_subscription_comes_back_with_a_number_and_all_that_was_asked_for(store: PeopleStore) -> None:
    asked = wish()
    made = await store.subscribe(asked, ROOMY)
    assert made == Subscription(
        made.number, CHANNEL, GUILD, asked.topic, asked.rules, ADA, asked.made_at, asked.next_fire_at
    )
    assert await store.subscriptions(CHANNEL) == [made]
    assert await store.subscription(made.number) == made
    assert await store.subscription(made.number + 1) is None


async def test_a_place_lists_its_own_in_the_order_in_which_they_were_made(store: PeopleStore) -> None:
    made = [await store.subscribe(wish(key, topic), ROOMY) for key, topic in [("3", "snow"), ("1", "ice"), ("2", "a")]]
    await store.subscribe(wish("4", place=OTHER_CHANNEL), ROOMY)
    assert await store.subscriptions(CHANNEL) == made
    assert [one.number for one in made] == [1, 2, 3]


async def test_the_same_request_twice_makes_one_subscription(store: PeopleStore) -> None:
    full = Caps(1, 1, 1)
    made = await store.subscribe(wish(), full)
    assert await store.subscribe(wish(), full) == made
    assert await store.subscriptions(CHANNEL) == [made]


async def test_an_equal_topic_in_the_same_place_is_refused_and_names_the_one_that_is_there(store: PeopleStore) -> None:
    made = await store.subscribe(wish("1"), ROOMY)
    with pytest.raises(AlreadySubscribed, match="This topic is here already, as number 1: edit that one") as refused:
        await store.subscribe(wish("2"), ROOMY)
    assert refused.value.number == made.number
    elsewhere = await store.subscribe(wish("3", place=OTHER_CHANNEL), ROOMY)
    assert elsewhere.topic == made.topic


async def test_an_ended_one_is_gone_makes_room_for_its_topic_and_keeps_its_number(store: PeopleStore) -> None:
    ended = await store.subscribe(wish("1"), Caps(1, 1, 1))
    assert await store.end_subscription(ended.number, by=ADA, at=NOON) is True
    assert await store.end_subscription(ended.number, by=ADA, at=NOON) is False
    assert (await store.subscriptions(CHANNEL), await store.subscription(ended.number)) == ([], None)
    again = await store.subscribe(wish("2"), Caps(1, 1, 1))
    assert again.number != ended.number


async def test_a_number_is_not_given_again_after_a_person_was_forgotten(store: PeopleStore) -> None:
    gone = await store.subscribe(wish("1", place=DIRECT, server=None), ROOMY)
    await store.forget(ADA.user, at=NOON)
    assert (await store.subscribe(wish("2"), ROOMY)).number == gone.number + 1


CAPS = {
    "place": (Caps(2, 9, 9), {"server": OTHER_GUILD, "made_by": BEN}, r"This place has as many .* \(2\)"),
    "server": (Caps(9, 2, 9), {"place": OTHER_CHANNEL, "made_by": BEN}, r"This server has as many .* \(2\)"),
    "person": (Caps(9, 9, 2), {"place": OTHER_CHANNEL, "server": OTHER_GUILD}, r"You have as many .* \(2\)"),
}


@pytest.mark.parametrize(("caps", "elsewhere", "said"), CAPS.values(), ids=CAPS.keys())
async def test_one_more_than_allowed_is_refused_kindly(
    store: PeopleStore, caps: Caps, elsewhere: dict[str, object], said: str
) -> None:
    await store.subscribe(wish("1", "snow"), caps)
    second = await store.subscribe(wish("2", "ice"), caps)
    with pytest.raises(CapReached, match=rf"^{said}\. End one, then try again\.$"):
        await store.subscribe(wish("3", "hail", **elsewhere), caps)
    await store.end_subscription(second.number, by=ADA, at=NOON)
    await store.subscribe(wish("3", "hail", **elsewhere), caps)


async def test_direct_messages_have_no_server_whose_cap_they_could_reach(store: PeopleStore) -> None:
    none_in_servers = Caps(9, 0, 9)
    await store.subscribe(wish(place=DIRECT, server=None), none_in_servers)
    assert len(await store.subscriptions(DIRECT)) == 1


async def test_requests_at_once_through_two_processes_never_exceed_a_cap(path: Path) -> None:
    stores = [await open_store(path, create=True) for _ in range(2)]
    wishes = [wish(str(number), f"topic {number}") for number in range(12)]
    asked = [stores[number % 2].subscribe(each, Caps(3, 99, 99)) for number, each in enumerate(wishes)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(isinstance(answer, Subscription) for answer in answers) == 3
    assert sum(isinstance(answer, CapReached) for answer in answers) == 9
    assert len(await stores[0].subscriptions(CHANNEL)) == 3
    for store in stores:
        await store.close()


async def test_one_topic_asked_for_at_once_through_two_processes_is_made_once(path: Path) -> None:
    stores = [await open_store(path, create=True) for _ in range(2)]
    asked = [stores[number % 2].subscribe(wish(str(number)), ROOMY) for number in range(8)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(isinstance(answer, AlreadySubscribed) for answer in answers) == 7
    assert len(await stores[1].subscriptions(CHANNEL)) == 1
    for store in stores:
        await store.close()


async def test_an_edit_replaces_topic_rules_and_next_firing_and_nothing_else(store: PeopleStore) -> None:
    made = await store.subscribe(wish(), ROOMY)
    daily = replace(made.rules, schedule=Schedule(time(18, 30), "Asia/Tokyo", EVERY_DAY), top=3)
    changed = replace(made, topic=Topic("ice", "Ice"), rules=daily, next_fire_at=TOMORROW)
    moved = replace(changed, place=OTHER_CHANNEL, server=None, made_by=BEN, made_at=TOMORROW, paused=BROKEN)
    assert await store.edit_subscription(made, moved, "ice", by=BEN, at=NOON) == changed
    assert await store.subscriptions(CHANNEL) == [changed]


async def test_an_edit_may_not_make_two_of_one_topic(store: PeopleStore) -> None:
    first = await store.subscribe(wish("1", "snow"), ROOMY)
    second = await store.subscribe(wish("2", "ice"), ROOMY)
    with pytest.raises(AlreadySubscribed) as refused:
        await store.edit_subscription(second, replace(second, topic=first.topic), "snow", by=ADA, at=NOON)
    assert refused.value.number == first.number
    assert await store.subscription(second.number) == second
    assert await store.edit_subscription(second, second, "ice", by=ADA, at=NOON) == second


async def test_the_topic_that_an_edit_left_is_free_again(store: PeopleStore) -> None:
    made = await store.subscribe(wish("1", "snow"), ROOMY)
    await store.edit_subscription(made, replace(made, topic=Topic("ice")), "ice", by=ADA, at=NOON)
    assert (await store.subscribe(wish("2", "snow"), ROOMY)).topic == Topic("snow")
    with pytest.raises(AlreadySubscribed):
        await store.subscribe(wish("3", "ice"), ROOMY)


async def test_a_paused_one_keeps_its_first_reason_until_it_is_resumed(store: PeopleStore) -> None:
    made = await store.subscribe(wish(), ROOMY)
    assert await store.pause_subscription(made.number, BROKEN, by=BEN) is True
    assert await store.pause_subscription(made.number, Pause("asked", TOMORROW), by=ADA) is True
    assert await store.subscription(made.number) == replace(made, paused=BROKEN)
    assert await store.resume_subscription(made.number, TOMORROW, by=ADA, at=NOON) is True
    assert await store.subscription(made.number) == replace(made, next_fire_at=TOMORROW)


async def test_what_was_ended_cannot_be_changed(store: PeopleStore) -> None:
    made = await store.subscribe(wish(), ROOMY)
    await store.end_subscription(made.number, by=ADA, at=NOON)
    assert await store.edit_subscription(made, made, "ice", by=ADA, at=NOON) is None
    assert await store.pause_subscription(made.number, BROKEN, by=ADA) is False
    assert await store.resume_subscription(made.number, TOMORROW, by=ADA, at=NOON) is False


async def test_a_server_has_the_zone_that_was_last_set_and_none_before(store: PeopleStore) -> None:
    assert await store.zone_of(GUILD) is None
    await store.set_zone_of(GUILD, "Europe/Berlin", by=ADA, at=NOON)
    await store.set_zone_of(GUILD, "Asia/Tokyo", by=BEN, at=NOON + HOUR)
    assert (await store.zone_of(GUILD), await store.zone_of(OTHER_GUILD)) == ("Asia/Tokyo", None)


async def test_who_asks_to_be_forgotten_leaves_only_nameless_channel_subscriptions(store: PeopleStore) -> None:
    await store.save_imported([imported(LYNX), imported(OTTER)], seen_at=NOON)
    for paper_id in (LYNX, OTTER):
        await store.save_paper(ADA.user, paper_id, at=NOON)
    await store.save_paper(BEN.user, LYNX, at=NOON)
    channel = await store.subscribe(wish("1"), ROOMY)
    bens = await store.subscribe(wish("2", "ice", made_by=BEN), ROOMY)
    await store.subscribe(wish("3", place=DIRECT, server=None), ROOMY)
    await store.keep_draft(Draft("t", CHANNEL, ADA, "subscribe", {}, NOON))
    await store.save_digest(Digest(DIRECT, "2026-11-20T09:00", NOON, (DigestItem(1, LYNX, 1),)))
    assert await store.forget(ADA.user, at=TOMORROW) == Forgotten(saved=2, subscriptions=1, blanked=1)
    assert await store.subscriptions(CHANNEL) == [replace(channel, made_by=None), bens]
    assert (await store.subscriptions(DIRECT), await store.saved_papers(ADA.user)) == ([], [])
    assert (await store.draft("t"), await store.shown(DIRECT)) == (None, [])
    assert [one.stored.id for one in await store.saved_papers(BEN.user)] == [LYNX]
    assert await store.forget(ADA.user, at=TOMORROW) == Forgotten(0, 0, 0)


@pytest.mark.parametrize("person", ["discord:@1", "slack:T1/@U1"])
async def test_forgetting_a_person_spares_places_with_a_similar_name(store: PeopleStore, person: str) -> None:
    similar = [Place(person.replace("@", "")), Place(f"{person}1")]
    for number, place in enumerate(similar):
        await store.subscribe(wish(str(number), place=place, made_by=BEN), ROOMY)
    assert await store.forget(person, at=NOON) == Forgotten(0, 0, 0)
    assert [len(await store.subscriptions(place)) for place in similar] == [1, 1]


async def test_what_ended_before_is_forgotten_too_and_not_counted(sqlite_store: SqliteStore) -> None:
    for key, place in (("1", CHANNEL), ("2", DIRECT)):
        made = await sqlite_store.subscribe(wish(key, place=place), ROOMY)
        await sqlite_store.end_subscription(made.number, by=ADA, at=NOON)
    assert await sqlite_store.forget(ADA.user, at=NOON) == Forgotten(0, 0, 0)
    rows = await sqlite_store._readers[0].run(
        lambda db: [tuple(row) for row in db.execute("SELECT place, made_by, made_by_name FROM subscriptions")]
    )
    assert rows == [(CHANNEL, None, None)]


async def test_every_change_is_in_the_audit_once(sqlite_store: SqliteStore) -> None:
    for _ in range(2):
        made = await sqlite_store.subscribe(wish(), ROOMY)
        await sqlite_store.edit_subscription(
            made, replace(made, rules=replace(made.rules, top=3)), "#cs.CL", by=BEN, at=NOON
        )
        await sqlite_store.set_zone_of(GUILD, "Asia/Tokyo", by=BEN, at=NOON)
    await sqlite_store.pause_subscription(1, BROKEN, by=BEN)
    await sqlite_store.pause_subscription(1, Pause("asked", NOON), by=ADA)
    for _ in range(2):
        await sqlite_store.resume_subscription(1, TOMORROW, by=ADA, at=NOON)
    for _ in range(2):
        await sqlite_store.end_subscription(1, by=ADA, at=NOON)
    assert await audit_of(sqlite_store) == [
        ("discord:@1", "Ada", "subscribe", 1, CHANNEL, "#cs.CL"),
        ("discord:@2", "Ben", "edit", 1, CHANNEL, '{"top": [10, 3]}'),
        ("discord:@2", "Ben", "set zone", None, None, "Asia/Tokyo"),
        ("discord:@2", "Ben", "pause", 1, CHANNEL, "no_access"),
        ("discord:@1", "Ada", "resume", 1, CHANNEL, ""),
        ("discord:@1", "Ada", "unsubscribe", 1, CHANNEL, "#cs.CL"),
    ]


async def test_the_audit_of_a_forgotten_person_says_what_and_when_but_not_who(sqlite_store: SqliteStore) -> None:
    await sqlite_store.subscribe(wish("1", place=DIRECT, server=None), ROOMY)
    await sqlite_store.subscribe(wish("2", made_by=BEN), ROOMY)
    await sqlite_store.forget(ADA.user, at=TOMORROW)
    assert await audit_of(sqlite_store) == [
        (None, None, "subscribe", 1, None, "#cs.CL"),
        ("discord:@2", "Ben", "subscribe", 2, CHANNEL, "#cs.CL"),
        (None, None, "forget", None, None, ""),
    ]


async def test_no_trace_of_a_forgotten_person_is_left_in_any_table(sqlite_store: SqliteStore) -> None:
    lena = Person("slack:T1/@ULENA", "Lena")
    await sqlite_store.save_imported([imported(LYNX)], seen_at=NOON)
    await sqlite_store.save_paper(lena.user, LYNX, at=NOON)
    for key, place in (("1", CHANNEL), ("2", Place(lena.user))):
        made = await sqlite_store.subscribe(wish(key, place=place, made_by=lena), ROOMY)
        await sqlite_store.pause_subscription(made.number, BROKEN, by=lena)
    await sqlite_store.set_zone_of(GUILD, "Asia/Tokyo", by=lena, at=NOON)
    await sqlite_store.keep_draft(Draft("t", CHANNEL, lena, "subscribe", {}, NOON))
    await sqlite_store.save_digest(Digest(Place(lena.user), "2026-11-20T09:00", NOON, (DigestItem(1, LYNX, 1),)))
    assert "ULENA" in await sqlite_store._readers[0].run(_everything)
    await sqlite_store.forget(lena.user, at=NOON)
    left = await sqlite_store._readers[0].run(_everything)
    assert "ULENA" not in left
    assert "Lena" not in left


def _everything(db: sqlite3.Connection) -> str:
    return "\n".join(db.iterdump())


async def test_a_refused_request_leaves_nothing_behind(sqlite_store: SqliteStore) -> None:
    for caps, key in ((Caps(0, 9, 9), "1"), (Caps(9, 9, 0), "2")):
        with pytest.raises(UserError):
            await sqlite_store.subscribe(wish(key), caps)
    assert await audit_of(sqlite_store) == []
    assert (await sqlite_store.subscribe(wish("3"), ROOMY)).number == 1


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
SPANS = st.timedeltas(timedelta(0), timedelta(days=30))
RULES = st.builds(
    DigestRules,
    schedule=st.builds(
        Schedule,
        at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
        zone=st.sampled_from(["UTC", "Europe/Berlin", "America/Argentina/Ushuaia"]),
        days=st.frozensets(st.integers(0, 6), min_size=1),
    ),
    layout=st.sampled_from(Layout),
    top=st.integers(1, 1000),
    min_heat=st.none() | st.floats(0, 1e6),
    window_days=st.integers(1, 60),
    silent_when_empty=st.booleans(),
    quiet=st.booleans(),
    late_limit=SPANS,
    settle=SPANS,
)
WISHES = st.builds(
    NewSubscription,
    key=WORDS,
    place=WORDS.map(Place),
    server=st.none() | WORDS,
    topic=st.builds(Topic, query=WORDS, name=st.none() | WORDS),
    topic_key=WORDS,
    rules=RULES,
    made_by=st.builds(Person, WORDS, WORDS),
    made_at=MOMENTS,
    next_fire_at=MOMENTS,
)


@settings(max_examples=25, deadline=None)
@given(WISHES)
def test_whatever_is_asked_for_is_remembered_exactly(asked: NewSubscription) -> None:
    with tempfile.TemporaryDirectory() as folder:
        made = asyncio.run(_made_anew(Path(folder) / "hotpapers.db", asked))
    assert made == Subscription(
        1, asked.place, asked.server, asked.topic, asked.rules, asked.made_by, asked.made_at, asked.next_fire_at
    )


async def _made_anew(path: Path, asked: NewSubscription) -> Subscription | None:
    store = await open_store(path, create=True)
    await store.subscribe(asked, ROOMY)
    await store.close()
    store = await open_store(path, create=False)
    [made] = await store.subscriptions(asked.place)
    await store.close()
    return made


LOOKUPS: dict[str, Callable[[sqlite3.Connection], object]] = {
    "of a place": lambda db: subscriptions.subscriptions(db, CHANNEL),
    "by number": lambda db: subscriptions.subscription(db, 1),
    "to fire": lambda db: db.execute(
        "SELECT * FROM subscriptions WHERE next_fire_at <= '2026' AND ended_at IS NULL AND paused_at IS NULL"
        " ORDER BY next_fire_at"
    ),
    "caps": lambda db: [subscriptions._live_count(db, column, "x") for column in ("place", "server", "made_by")],
}


@pytest.mark.parametrize("name", LOOKUPS)
async def test_subscriptions_are_found_through_an_index_and_in_its_order(sqlite_store: SqliteStore, name: str) -> None:
    plan = await sqlite_store._readers[0].run(plan_of(LOOKUPS[name]))
    assert plan
    assert [step for step in plan if not step.startswith("SEARCH subscriptions USING")] == []


async def test_forgetting_goes_through_no_whole_table(sqlite_store: SqliteStore) -> None:
    plan = await sqlite_store._writer.run(_changes_plan(lambda db: forgetting.forget(db, ADA.user, at=NOON)))
    assert len(plan) >= 7
    assert [step for step in plan if step.startswith("SCAN")] == []


def _changes_plan(change: Callable[[sqlite3.Connection], object]) -> Callable[[sqlite3.Connection], list[str]]:
    def job(db: sqlite3.Connection) -> list[str]:
        said: list[str] = []
        db.set_trace_callback(said.append)
        change(db)
        db.set_trace_callback(None)
        asked = [sql for sql in said if sql.startswith(("DELETE", "UPDATE"))]
        return [row["detail"] for sql in asked for row in db.execute(f"EXPLAIN QUERY PLAN {sql}")]

    return job
