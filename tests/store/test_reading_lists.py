"""What people rely on, of reading lists."""

import pytest

from bot.errors import NotFound
from bot.store import reading_lists
from bot.store.sqlite import SqliteStore
from tests.store.people import ADA, BEN, CHANNEL, PeopleStore
from tests.store.samples import HERON, HOUR, LYNX, NOON, OTTER, imported, measured
from tests.store.test_index import edited
from tests.store.test_plans import plan_of


@pytest.fixture
async def library(store: PeopleStore) -> PeopleStore:
    """Return a store with three papers."""
    await store.save_imported([imported(LYNX, measured()), imported(OTTER), imported(HERON)], seen_at=NOON)
    return store


async def saved(store: PeopleStore, owner: str) -> list[str]:
    return [one.stored.id for one in await store.saved_papers(owner)]


async def test_a_saved_paper_comes_back_whole_with_the_moment_it_was_saved(library: PeopleStore) -> None:
    assert await library.save_paper(ADA.user, LYNX, at=NOON) is True
    [one] = await library.saved_papers(ADA.user)
    assert (one.stored, one.saved_at) == ((await library.papers([LYNX]))[LYNX], NOON)
    assert one.stored.heat == 7


async def test_the_last_saved_comes_first(library: PeopleStore) -> None:
    for paper_id, at in ((OTTER, NOON), (LYNX, NOON), (HERON, NOON - HOUR)):
        await library.save_paper(ADA.user, paper_id, at=at)
    assert await saved(library, ADA.user) == [LYNX, OTTER, HERON]


async def test_a_paper_saved_twice_is_listed_once_where_it_was(library: PeopleStore) -> None:
    await library.save_paper(ADA.user, LYNX, at=NOON)
    await library.save_paper(ADA.user, OTTER, at=NOON + HOUR)
    assert await library.save_paper(ADA.user, LYNX, at=NOON + 2 * HOUR) is False
    assert await saved(library, ADA.user) == [OTTER, LYNX]


async def test_people_and_places_have_lists_of_their_own(library: PeopleStore) -> None:
    await library.save_paper(ADA.user, LYNX, at=NOON)
    await library.save_paper(CHANNEL, LYNX, at=NOON)
    await library.save_paper(CHANNEL, OTTER, at=NOON + HOUR)
    assert [await saved(library, owner) for owner in (ADA.user, BEN.user, CHANNEL)] == [[LYNX], [], [OTTER, LYNX]]


async def test_a_paper_taken_off_is_gone_from_that_list_alone(library: PeopleStore) -> None:
    for owner in (ADA.user, CHANNEL):
        await library.save_paper(owner, LYNX, at=NOON)
    assert await library.unsave_paper(ADA.user, LYNX) is True
    assert await library.unsave_paper(ADA.user, LYNX) is False
    assert (await saved(library, ADA.user), await saved(library, CHANNEL)) == ([], [LYNX])


async def test_a_paper_that_is_not_stored_cannot_be_saved(store: PeopleStore) -> None:
    with pytest.raises(NotFound, match=rf"^{LYNX} is not stored here"):
        await store.save_paper(ADA.user, LYNX, at=NOON)
    assert await store.saved_papers(ADA.user) == []


@pytest.mark.parametrize("keys", ["ON", "OFF"])
async def test_a_paper_deleted_by_another_program_is_no_longer_listed(sqlite_store: SqliteStore, keys: str) -> None:
    await sqlite_store.save_imported([imported(LYNX), imported(OTTER)], seen_at=NOON)
    for paper_id in (LYNX, OTTER):
        await sqlite_store.save_paper(ADA.user, paper_id, at=NOON)
    with edited(sqlite_store.path) as db:
        db.execute(f"PRAGMA foreign_keys = {keys}")
        db.execute("DELETE FROM papers WHERE id = ?", (LYNX,))
    assert await saved(sqlite_store, ADA.user) == [OTTER]


async def test_a_list_is_read_in_the_order_of_its_index(sqlite_store: SqliteStore) -> None:
    plan = await sqlite_store._readers[0].run(plan_of(lambda db: reading_lists.saved_papers(db, ADA.user)))
    assert plan[0] == "SEARCH reading_list USING INDEX reading_list_of_an_owner (owner=?)"
    assert "USE TEMP B-TREE" not in plan[1]
