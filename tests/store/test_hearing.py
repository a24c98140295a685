"""Which requests were heard."""

from tests.store.people import PeopleStore
from tests.store.samples import HOUR, NOON

MINUTE = HOUR / 60


async def test_a_request_is_heard_once_for_ten_minutes(store: PeopleStore) -> None:
    assert await store.first_heard(["trigger 1"], at=NOON)
    assert not await store.first_heard(["trigger 1"], at=NOON)
    assert not await store.first_heard(["trigger 1"], at=NOON + 10 * MINUTE)
    assert await store.first_heard(["trigger 1"], at=NOON + 11 * MINUTE)


async def test_a_request_is_known_by_each_of_its_ids(store: PeopleStore) -> None:
    assert await store.first_heard(["envelope 1", "trigger 1"], at=NOON)
    assert not await store.first_heard(["envelope 2", "trigger 1"], at=NOON)
    assert not await store.first_heard(["envelope 1", "trigger 2"], at=NOON)


async def test_a_request_without_an_id_is_new(store: PeopleStore) -> None:
    assert await store.first_heard([], at=NOON)
    assert await store.first_heard([], at=NOON)
