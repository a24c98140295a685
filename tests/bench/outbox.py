"""Deliveries taken in batches beside one by one, and out of a long queue beside a short one.

Each claim is a transaction on the disk. Payloads are 7 kB, as those of a digest are. 100,000 deliveries are due at
once, first in as many places, then in 100 with a line of 1,000 in front of each; the short queue has 1,000 due
in as many places, or in 100. A hundred times as many may cost four times as much: their pages are not at hand.
``python -m tests.bench.outbox`` prints the entries.
"""

import asyncio
import json
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from bot.store import lines
from bot.store.delivery_rows import Planned, insert
from bot.store.outbox_contract import Sent
from bot.store.sqlite import SqliteStore, open_store
from bot.subscriptions.delivery import Part
from bot.subscriptions.model import Place

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
LEASE_UNTIL = NOON + timedelta(minutes=5)
MANY, FEW = 100_000, 1_000
BATCH = 100
ROUNDS = 40
SINGLES = 400
PLACES = 100
PAYLOAD = json.dumps({"content": "x" * 7_000})


def run() -> list[dict[str, Any]]:
    return asyncio.run(_run())


async def _run() -> list[dict[str, Any]]:
    async with queue(MANY, MANY) as long, queue(FEW, FEW) as short:
        singles, batches = await singles_and_batches_us(long)
        spread = await batches_beside_ms(long, short)
    async with queue(MANY, PLACES) as long, queue(FEW, PLACES) as short:
        lined_up = await batches_beside_ms(long, short)
    return [
        entry("claim a delivery, in batches of 100", "µs", (batches, singles), "one by one", wanted=10),
        entry(f"claim 100 of {MANY:,} in as many places", "ms", spread, f"of {FEW:,} in as many", wanted=0.25),
        entry(f"claim 100 of {MANY:,} in {PLACES} places", "ms", lined_up, f"of {FEW:,} in {PLACES}", wanted=0.25),
    ]


@asynccontextmanager
async def queue(deliveries: int, places: int) -> AsyncIterator[SqliteStore]:
    """Give a store in which so many deliveries are due now."""
    with tempfile.TemporaryDirectory() as folder:
        store = await open_store(Path(folder) / "hotpapers.db", create=True)
        each = deliveries // places
        for first in range(0, places, 10_000):
            numbers = range(first, min(first + 10_000, places))
            await store._writer.run(lambda db, numbers=numbers: fill(db, numbers, each))
        yield store
        await store.close()


def fill(db: sqlite3.Connection, places: range, each: int) -> None:
    for number in places:
        place = Place(f"discord:{number}")
        for digest in range(each):
            at = NOON - timedelta(minutes=each - digest)
            insert(db, Planned(place, f"{digest:06d}", at, at), [Part(PAYLOAD, f"{number}.{digest}")])
        lines.move_up(db, place)


async def singles_and_batches_us(store: SqliteStore) -> tuple[float, float]:
    """Return how long a delivery takes to be claimed by itself, and in a batch; each in turn, so that both grow old."""
    singles, batches = [], []
    for _ in range(ROUNDS):
        singles += [await claim_s(store, 1) for _ in range(SINGLES // ROUNDS)]
        batches.append(await claim_s(store, BATCH) / BATCH)
    return statistics.median(singles) * 1e6, statistics.median(batches) * 1e6


async def batches_beside_ms(long: SqliteStore, short: SqliteStore) -> tuple[float, float]:
    """Return how long a batch out of a long queue takes, and out of a short one, each in turn."""
    pairs = [(await claim_s(long, BATCH), await claim_s(short, BATCH)) for _ in range(FEW // BATCH)]
    return statistics.median(a for a, _ in pairs) * 1e3, statistics.median(b for _, b in pairs) * 1e3


async def claim_s(store: SqliteStore, count: int) -> float:
    """Claim; settle it, so that the next in line can be claimed; return how long the claim took."""
    start = perf_counter()
    taken = await store.claim(NOON, LEASE_UNTIL, kind="discord", limit=count)
    took = perf_counter() - start
    assert len(taken) == count
    await store.settle([Sent(one.number, f"m{one.number}", NOON) for one in taken])
    return took


def entry(name: str, unit: str, times: tuple[float, float], other_is: str, *, wanted: float) -> dict[str, Any]:
    ours, other = times
    return {
        "name": name,
        "unit": unit,
        "ours": round(ours, 3),
        "other": round(other, 3),
        "other_is": other_is,
        "ratio": round(other / ours, 2),
        "wanted": f">= {wanted:g}",
        "met": other / ours >= wanted,
    }


if __name__ == "__main__":
    json.dump(run(), sys.stdout, indent=2)
