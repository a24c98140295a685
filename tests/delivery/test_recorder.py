"""What became of deliveries is kept until it is written."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.delivery.recorder import Recorder
from bot.errors import StoreError
from bot.store.outbox_contract import Sent, Settlement
from tests.fakes import FakeClock
from tests.store.samples import NOON


class Book:
    """The part of a store that a recorder uses; it takes nothing of ``bad``, and nothing at all ``faults`` times."""

    def __init__(
        self, *, bad: frozenset[int] = frozenset(), faults: int = 0, error: type[Exception] = StoreError
    ) -> None:
        self.bad, self.faults, self.error = bad, faults, error
        self.written: list[int] = []
        self.calls = 0

    async def settle(self, settlements: Sequence[Settlement]) -> None:
        self.calls += 1
        await asyncio.sleep(0)
        numbers = [each.number for each in settlements]
        if self.faults or self.bad.intersection(numbers):
            self.faults = max(self.faults - 1, 0)
            raise self.error("not now")
        self.written += numbers


def sent(number: int) -> Sent:
    return Sent(number, None, NOON)


async def test_what_comes_together_is_written_together() -> None:
    book = Book()
    recorder = Recorder(book, FakeClock())
    await asyncio.gather(*(recorder.record(sent(number)) for number in range(50)))
    assert sorted(book.written) == list(range(50))
    assert book.calls <= 3


@pytest.mark.parametrize("error", [StoreError, RuntimeError])
async def test_a_store_that_fails_for_a_while_loses_nothing(error: type[Exception]) -> None:
    book = Book(faults=7, error=error)
    recorder = Recorder(book, FakeClock())
    await asyncio.gather(*(recorder.record(sent(number)) for number in range(20)))
    assert sorted(book.written) == list(range(20))


async def test_one_settlement_that_the_store_never_takes_holds_up_no_other() -> None:
    book = Book(bad=frozenset({3, 4, 5}))
    recorder = Recorder(book, FakeClock())
    stuck = [asyncio.create_task(recorder.record(sent(number))) for number in sorted(book.bad)]
    async with asyncio.timeout(20):
        await asyncio.gather(*(recorder.record(sent(number)) for number in range(20) if number not in book.bad))
    assert sorted(book.written) == [number for number in range(20) if number not in book.bad]
    for task in stuck:
        task.cancel()
    await asyncio.gather(*stuck, return_exceptions=True)
    await recorder.record(sent(99))
    assert book.written[-1] == 99
