"""A process that saves, and is killed on the way: ``python -m tests.store.killed PATH WHEN``.

WHEN is how many percent of the work it lives to do, ``commit`` (killed as the commit is asked for) or
``saved`` (killed as soon as the save returned).
"""

import asyncio
import os
import signal
import sqlite3
import sys
from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path

from bot.store.contract import Gathered
from bot.store.saving import save_gathered
from bot.store.sqlite import open_store
from tests.store.samples import FRIDAY, THURSDAY, gathered, mention, paper

PAPERS = 300
STEP = 1_000  # SQLite instructions


def old_state() -> Gathered:
    return _state(title="Old", announced=FRIDAY, version=1)


def new_state() -> Gathered:
    return _state(title="New", announced=THURSDAY, version=2)


def _state(**fields: object) -> Gathered:
    papers = [paper(f"2611.{number:05d}", **fields) for number in range(PAPERS)]
    return gathered(*papers, mentions=[mention(one.id, one.id, likes=one.version) for one in papers])


async def save(path: Path, when: str) -> None:
    store = await open_store(path, create=False)
    await store._writer.run(lambda db: _arm(db, when))
    await store.save_gathered(new_state())
    if when == "saved":
        _die()
    await store.close()


def _arm(db: sqlite3.Connection, when: str) -> None:
    if when == "commit":
        db.set_trace_callback(partial(_at_commit, count()))
    elif when != "saved":
        last = _steps_of_saving(db) * int(when) // 100
        db.set_progress_handler(partial(_at_step, count(1), max(last, 1)), STEP)


def _steps_of_saving(db: sqlite3.Connection) -> int:
    """Return how many steps the save takes, by trying it."""
    steps: list[None] = []
    db.set_progress_handler(lambda: steps.append(None), STEP)
    db.execute("SAVEPOINT trial")
    save_gathered(db, new_state())
    db.execute("ROLLBACK TO trial")
    return len(steps)


def _at_commit(commits: Iterator[int], sql: str) -> None:
    """Die at the save's own commit: the first one is that of setting this trap."""
    if sql == "COMMIT" and next(commits) == 1:
        _die()


def _at_step(steps: Iterator[int], last: int) -> None:
    if next(steps) == last:
        _die()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    asyncio.run(save(Path(sys.argv[1]), sys.argv[2]))
