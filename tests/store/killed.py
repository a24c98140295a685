"""A process that writes, and is killed on the way: ``python -m tests.store.killed PATH WHAT WHEN``.

WHAT is one of ACTS. WHEN is how many percent of the work it lives to do, ``commit`` (killed as the commit is asked
for) or ``saved`` (killed as soon as the write returned).
"""

import asyncio
import os
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import count
from pathlib import Path
from typing import Final

from bot.store import claiming, planning, settling
from bot.store.contract import Gathered
from bot.store.outbox_contract import Sent
from bot.store.saving import save_gathered
from bot.store.sqlite import open_store
from bot.subscriptions.model import Place
from tests.store.parcels import LEASE, digest_plan, fired
from tests.store.samples import FRIDAY, NOON, THURSDAY, gathered, mention, paper

PAPERS = 300
PLACES = tuple(Place(f"discord:{number}") for number in range(60))
PARTS = 60
STEP = 200  # SQLite instructions


def old_state() -> Gathered:
    return _state(title="Old", announced=FRIDAY, version=1)


def new_state() -> Gathered:
    return _state(title="New", announced=THURSDAY, version=2)


def _state(**fields: object) -> Gathered:
    papers = [paper(f"2611.{number:05d}", **fields) for number in range(PAPERS)]
    return gathered(*papers, mentions=[mention(one.id, one.id, likes=one.version) for one in papers])


def _settle(db: sqlite3.Connection) -> None:
    in_hand = [row["number"] for row in db.execute("SELECT number FROM deliveries WHERE state = 'sending'").fetchall()]
    settling.settle(db, [Sent(number, f"m{number}", NOON) for number in in_hand])


ACTS: Final[Mapping[str, Callable[[sqlite3.Connection], object]]] = {
    "save": lambda db: save_gathered(db, new_state()),
    "plan": lambda db: planning.plan(db, digest_plan(count=PARTS, fired=[fired(1)])),
    "claim": lambda db: claiming.claim(db, NOON, NOON + LEASE, kind="discord", limit=len(PLACES)),
    "settle": _settle,
}


async def write(path: Path, what: str, when: str) -> None:
    store = await open_store(path, create=False)
    await store._writer.run(lambda db: _arm(db, ACTS[what], when))
    await store._writer.run(ACTS[what])
    if when == "saved":
        _die()
    await store.close()


def _arm(db: sqlite3.Connection, act: Callable[[sqlite3.Connection], object], when: str) -> None:
    if when == "commit":
        db.set_trace_callback(partial(_at_commit, count()))
    elif when != "saved":
        last = _steps_of(act, db) * int(when) // 100
        db.set_progress_handler(partial(_at_step, count(1), max(last, 1)), STEP)


def _steps_of(act: Callable[[sqlite3.Connection], object], db: sqlite3.Connection) -> int:
    """Return how many steps the work takes, by trying it."""
    steps: list[None] = []
    db.set_progress_handler(lambda: steps.append(None), STEP)
    db.execute("SAVEPOINT trial")
    act(db)
    db.execute("ROLLBACK TO trial")
    return len(steps)


def _at_commit(commits: Iterator[int], sql: str) -> None:
    """Die at the work's own commit: the first one is that of setting this trap."""
    if sql == "COMMIT" and next(commits) == 1:
        _die()


def _at_step(steps: Iterator[int], last: int) -> None:
    if next(steps) == last:
        _die()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    asyncio.run(write(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
