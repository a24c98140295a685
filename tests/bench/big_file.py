"""A store of a million synthetic papers, made once under ``build/`` and kept for the next run."""

import asyncio
import itertools
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bot.store.file import apply_missing, opened_as_is
from bot.store.lane import transaction
from bot.store.sqlite import open_store
from tests.bench.corpus import Corpus

PAPERS: Final = int(os.environ.get("HOTPAPERS_BENCH_PAPERS", "1000000"))
"""How many papers the figures at full size are taken over; set the variable for a quick look."""

BATCH: Final = 20_000
SEEN_AT: Final = datetime(2026, 11, 20, tzinfo=UTC)


def big_file(count: int = PAPERS) -> Path:
    """Return a store of ``count`` papers with today's tables, which is built if there is none yet."""
    path = Path("build") / f"papers-{count}.db"
    if path.exists():
        with opened_as_is(path, busy_timeout_s=0) as db, transaction(db, "BEGIN IMMEDIATE"):
            apply_missing(db)
        asyncio.run(_refresh(path))
        return path
    path.parent.mkdir(exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    for left_over in (unfinished, *(Path(f"{unfinished}-{part}") for part in ("wal", "shm"))):
        left_over.unlink(missing_ok=True)
    asyncio.run(_build(unfinished, count))
    unfinished.rename(path)
    return path


async def _refresh(path: Path) -> None:
    store = await open_store(path, create=False)
    try:
        await store.refresh_search()
    finally:
        await store.close()


async def _build(path: Path, count: int) -> None:
    store = await open_store(path, create=True)
    try:
        papers = Corpus().papers(count)
        while batch := list(itertools.islice(papers, BATCH)):
            await store.save_imported(batch, seen_at=SEEN_AT)
        await store.refresh_search()
    finally:
        await store.close()
