"""How much of its budget a sender uses, what 100,000 deliveries cost in memory, and who holds up the event loop."""

import asyncio
import gc
import itertools
import json
import os
import sys
import tempfile
from array import array
from bisect import bisect_left
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from bot.clock import SystemClock
from bot.delivery.budget import Budget, Budgets, Rate
from bot.delivery.place import Accepted, Found, NotThere, Outcome
from bot.delivery.plan import keyed
from bot.delivery.recorder import Recorder
from bot.delivery.sender import Line, Sender
from bot.papers.model import Paper
from bot.store import planning
from bot.store.contract import Gathered, RunState, SourceRun
from bot.store.file import connect_writer
from bot.store.lane import transaction
from bot.store.outbox_contract import Plan
from bot.store.saving import save_gathered
from bot.store.sqlite import SqliteStore, open_store
from bot.subscriptions.delivery import Delivery, Part
from bot.subscriptions.model import Digest, Place
from tests.bench.ingest import synthetic_papers

DELIVERIES = 100_000
BUDGET_A_SECOND = 1_000
PAYLOAD = json.dumps({"text": "A digest of ten papers. " * 40})
PLANNED_AT_ONCE = 1_000
PAPERS = 50_000
SAVED_AT_ONCE = 2_000
STALL_AIM_MS = 50
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def run() -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        sending = asyncio.run(_drain(Path(folder) / "outbox.db"))
    papers = list(itertools.islice(synthetic_papers(), PAPERS))
    # The bot gets its papers listing by listing: what this bench holds at once is nothing to look through for garbage.
    gc.collect()
    gc.freeze()
    with tempfile.TemporaryDirectory() as folder:
        beside = asyncio.run(_longest_stall_ms(partial(_ingest_beside, Path(folder) / "beside.db", papers)))
        on_loop = asyncio.run(_longest_stall_ms(partial(_ingest_on_loop, Path(folder) / "on.db", papers)))
    return [*_of_sending(sending), *_of_stalls(beside, on_loop)]


class Sink:
    """Takes everything, and notes when and how much memory the process had by then."""

    kind = "sink"

    def __init__(self) -> None:
        self.taken = 0
        self.at_s = array("d", bytes(8 * DELIVERIES))
        self.memory_kb = array("d", bytes(8 * DELIVERIES))

    async def send(self, delivery: Delivery) -> Outcome:
        self.at_s[self.taken] = perf_counter()
        self.memory_kb[self.taken] = _memory_kb() if self.taken % 100 == 0 else 0
        self.taken += 1
        return Accepted(str(delivery.number))

    async def find_sent(self, delivery: Delivery) -> Found:  # noqa: ARG002 - as every adapter
        return NotThere()


def _memory_kb() -> float:
    resident = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(resident) * os.sysconf("SC_PAGE_SIZE") / 1_000


async def _drain(path: Path) -> tuple[float, Sink]:
    """Plan and send everything; return when sending began, and the sink."""
    store, sink, stopping = await open_store(path, create=True), Sink(), asyncio.Event()
    for first in range(0, DELIVERIES, PLANNED_AT_ONCE):
        await store._writer.run(partial(_plan, range(first, first + PLANNED_AT_ONCE), SystemClock().now()))
    began_s = perf_counter()
    sender = asyncio.create_task(Sender(_line(store), sink).run(stopping))
    while any((await store.queue_depths()).values()):  # noqa: ASYNC110 - no event tells that nothing is left
        await asyncio.sleep(0.2)
    stopping.set()
    await sender
    assert {one.state.value for one in await store.deliveries(limit=DELIVERIES)} == {"sent"}
    await store.close()
    return began_s, sink


def _plan(numbers: range, due_at: datetime, db: Any) -> None:  # noqa: ANN401 - a connection
    for number in numbers:
        place, period = Place(f"sink:{number}"), "2026-11-20T09:00 Europe/Berlin"
        parts = keyed([Part(PAYLOAD, "")], place, period)
        planning.plan(db, Plan(Digest(place, period, due_at, ()), due_at, parts, ()))


def _line(store: SqliteStore) -> Line:
    async def on_gone(place: Place, reason: str) -> None:
        raise AssertionError(place, reason)

    clock = SystemClock()
    budgets = Budgets(clock, {"sink": Budget(bot=Rate(BUDGET_A_SECOND, 1.0))})
    return Line(store, clock, budgets, Recorder(store, clock), on_gone, jitter=lambda: 0.5)


def _of_sending(sending: tuple[float, Sink]) -> Sequence[dict[str, Any]]:
    began_s, sink = sending
    at_s = list(sink.at_s)
    rate = len(at_s) / (at_s[-1] - began_s)
    most = max(bisect_left(at_s, start + 1.0) - number for number, start in enumerate(at_s))
    halves = [max(sink.memory_kb[: DELIVERIES // 2]) / 1_000, max(sink.memory_kb[DELIVERIES // 2 :]) / 1_000]
    budget = "the budget"
    return [
        _entry("deliveries drained to a local sink", "/s", (rate, BUDGET_A_SECOND), budget, 0.95, is_least=True),
        _entry("most deliveries in any second", "", (most, BUDGET_A_SECOND), budget, 1.0, is_least=False),
        _entry(
            "peak of memory, second 50,000 deliveries",
            "MB",
            (halves[1], halves[0]),
            "first 50,000",
            1.1,
            is_least=False,
        ),
    ]


async def _longest_stall_ms(ingest: Callable[[], Awaitable[None]]) -> float:
    """Return the longest time for which nothing else could run on the event loop meanwhile."""
    async with _stalls() as stalls_ms:
        await ingest()
    return max(stalls_ms)


@asynccontextmanager
async def _stalls() -> AsyncIterator[list[float]]:
    stalls_ms: list[float] = []

    async def watch() -> None:
        while True:
            began_s = perf_counter()
            await asyncio.sleep(0)
            stalls_ms.append((perf_counter() - began_s) * 1_000)
            # Leaves the others in peace: with nothing to do, this loop would fight the ingest for Python's lock.
            await asyncio.sleep(0.001)
            stalls_ms.append((perf_counter() - began_s) * 1_000 - 1)

    watching = asyncio.create_task(watch())
    await asyncio.sleep(0.05)
    stalls_ms.clear()
    try:
        yield stalls_ms
    finally:
        await asyncio.sleep(0.01)
        watching.cancel()


async def _ingest_beside(path: Path, papers: Sequence[Paper]) -> None:
    store = await open_store(path, create=True)
    for batch in _batches(papers):
        await store.save_gathered(batch)
    await store.close()


async def _ingest_on_loop(path: Path, papers: Sequence[Paper]) -> None:
    db = connect_writer(path, create=True, busy_timeout_s=0)
    for batch in _batches(papers):
        with transaction(db, "BEGIN IMMEDIATE"):
            save_gathered(db, batch)
        await asyncio.sleep(0)
    db.close()


def _batches(papers: Sequence[Paper]) -> Sequence[Gathered]:
    run_of_all = SourceRun("arxiv", NOON, NOON, RunState.OK)
    return [
        Gathered(run_of_all, papers=papers[first : first + SAVED_AT_ONCE])
        for first in range(0, len(papers), SAVED_AT_ONCE)
    ]


def _of_stalls(beside_ms: float, on_loop_ms: float) -> Sequence[dict[str, Any]]:
    name = "longest stall of the event loop, 50,000 papers"
    return [
        _entry(name, "ms", (beside_ms, on_loop_ms), "ingest on the loop", 0.25, is_least=False),
        _entry(f"{name}, against the aim", "ms", (beside_ms, STALL_AIM_MS), "the aim", 1.0, is_least=False),
    ]


def _entry(
    name: str, unit: str, figures: tuple[float, float], other_is: str, wanted: float, *, is_least: bool
) -> dict[str, Any]:
    ours, other = figures
    ratio = ours / other
    return {
        "name": name,
        "unit": unit,
        "ours": round(ours, 1),
        "other": round(other, 1),
        "other_is": other_is,
        "ratio": round(ratio, 3),
        "wanted": f"{'>=' if is_least else '<='} {wanted}",
        "met": ratio >= wanted if is_least else ratio <= wanted,
    }


if __name__ == "__main__":
    json.dump(run(), sys.stdout, indent=2)
