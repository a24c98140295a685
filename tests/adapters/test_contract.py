"""What every place promises, whatever it is."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.delivery.place import Accepted, CannotTell, NotThere, Refused, kind_of
from tests.adapters.stages import STAGES, Stage


@pytest_asyncio.fixture(params=STAGES, ids=lambda stage: stage.__name__)
async def stage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    async with request.param(tmp_path) as made:
        yield made


async def test_what_is_sent_is_there_once(stage: Stage) -> None:
    assert isinstance(await stage.adapter.send(stage.part("first")), Accepted)
    assert stage.there() == ["first"]


async def test_parts_stand_in_the_order_in_which_they_were_sent(stage: Stage) -> None:
    for number in range(3):
        part = stage.part(f"part{number}", key=f"key{number}", part=number)
        assert isinstance(await stage.adapter.send(part), Accepted)
    assert sorted(stage.there()) == ["part0", "part1", "part2"]


async def test_a_place_that_can_tell_has_what_was_sent_and_nothing_else(stage: Stage) -> None:
    await stage.adapter.send(stage.part("first", key="key1"))
    found = await stage.adapter.find_sent(stage.part("first", key="key1"))
    other = await stage.adapter.find_sent(stage.part("second", key="key2"))
    if stage.can_tell:
        assert (type(found), other) == (Accepted, NotThere())
    else:
        assert (found, other) == (CannotTell(), CannotTell())


async def test_a_place_that_has_nothing_yet_has_not_this(stage: Stage) -> None:
    found = await stage.adapter.find_sent(stage.part("first"))
    assert found == (NotThere() if stage.can_tell else CannotTell())


async def test_a_place_that_can_tell_takes_nothing_twice_that_was_tried_before(stage: Stage) -> None:
    await stage.adapter.send(stage.part("first"))
    again = await stage.adapter.send(stage.part("first", attempts=2))
    assert isinstance(again, Accepted)
    assert len(stage.there()) == (1 if stage.can_tell else 2)


async def test_a_place_that_is_gone_refuses_as_one_that_is_gone(stage: Stage) -> None:
    await stage.adapter.send(stage.part("first"))
    stage.break_for_good()
    outcome = await stage.adapter.send(stage.part("second", key="key2"))
    assert isinstance(outcome, Refused)
    assert outcome.is_gone
    assert outcome.reason.replace("_", "").isalnum()


@pytest.mark.parametrize("payload", ["", "[]", '"text"', "{"])
async def test_a_payload_that_is_none_is_refused_and_the_place_is_not_blamed(stage: Stage, payload: str) -> None:
    outcome = await stage.adapter.send(stage.part("first", payload=payload))
    assert isinstance(outcome, Refused)
    assert not outcome.is_gone
    assert stage.there() == []


async def test_its_kind_is_what_stands_before_the_colon(stage: Stage) -> None:
    assert stage.adapter.kind == kind_of(stage.part("first").place)
