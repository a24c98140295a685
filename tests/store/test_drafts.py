"""What people rely on, of requests that wait for their "yes"."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.store.subscriptions_contract import Draft
from tests.store.people import ADA, BEN, CHANNEL, PeopleStore
from tests.store.samples import HOUR, NOON

ASKED = Draft("a1", CHANNEL, ADA, "subscribe", {"topic": "#cs.CL “tool use” 🔥", "at": "09:00"}, NOON)
DAY = 24 * HOUR


async def test_a_draft_waits_for_its_answer(store: PeopleStore) -> None:
    await store.keep_draft(ASKED)
    await store.keep_draft(Draft("b2", CHANNEL, BEN, "subscribe", {}, NOON))
    assert await store.draft("a1") == ASKED
    assert await store.draft("c3") is None


async def test_an_answered_draft_is_gone(store: PeopleStore) -> None:
    await store.keep_draft(ASKED)
    assert await store.drop_draft("a1") is True
    assert await store.drop_draft("a1") is False
    assert await store.draft("a1") is None


async def test_a_draft_kept_twice_is_one(store: PeopleStore) -> None:
    for _ in range(2):
        await store.keep_draft(ASKED)
    assert await store.drop_draft("a1") is True
    assert await store.draft("a1") is None


@pytest.mark.parametrize(
    ("age", "is_kept"), [(DAY, True), (DAY + timedelta(microseconds=1), False), (-DAY, True)], ids=str
)
async def test_drafts_more_than_a_day_old_are_swept_out_when_the_next_one_is_kept(
    store: PeopleStore, age: timedelta, *, is_kept: bool
) -> None:
    await store.keep_draft(ASKED)
    await store.keep_draft(Draft("b2", CHANNEL, BEN, "subscribe", {}, NOON + age))
    assert (await store.draft("a1") is not None) is is_kept
    assert await store.draft("b2") is not None


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.text(), st.text()))
async def test_whatever_was_asked_comes_back(store: PeopleStore, arguments: dict[str, str]) -> None:
    asked = replace(ASKED, arguments=arguments)
    await store.keep_draft(asked)
    assert await store.draft(ASKED.token) == asked
