"""A process that is killed while it plans, claims or settles has done all of it or nothing."""

import asyncio
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from bot.store.sqlite import SqliteStore, open_store
from tests.conftest import REPOSITORY
from tests.store.killed import PARTS, PLACES
from tests.store.parcels import LEASE, digest_plan
from tests.store.people import CHANNEL, ROOMY, wish
from tests.store.samples import LYNX, NOON, imported

OLD = {
    "plan": {},
    "claim": {"pending": 2 * len(PLACES)},
    "settle": {"sending": len(PLACES), "pending": len(PLACES)},
}
NEW = {
    "plan": {"pending": PARTS},
    "claim": {"sending": len(PLACES), "pending": len(PLACES)},
    "settle": {"sent": len(PLACES), "pending": len(PLACES)},
}


@pytest.mark.parametrize("when", ["1", "40", "80", "100", "commit", "saved"])
@pytest.mark.parametrize("what", ["plan", "claim", "settle"])
def test_a_process_killed_on_the_way_has_done_all_of_it_or_nothing(path: Path, what: str, when: str) -> None:
    asyncio.run(_prepare(path, what))
    killed = subprocess.run([sys.executable, "-m", "tests.store.killed", path, what, when], cwd=REPOSITORY, check=False)
    assert killed.returncode == -signal.SIGKILL
    asyncio.run(_check(path, what, is_done=when == "saved"))


async def _prepare(path: Path, what: str) -> None:
    store = await open_store(path, create=True)
    await store.save_imported([imported(LYNX)], seen_at=NOON)
    await store.subscribe(wish(next_fire_at=NOON), ROOMY)
    if what != "plan":
        for place in PLACES:
            await store.plan(digest_plan(place, count=2))
    if what == "settle":
        await store.claim(NOON, NOON + LEASE, kind="discord", limit=len(PLACES))
    await store.close()


async def _check(path: Path, what: str, *, is_done: bool) -> None:
    """Check that all of it is there or nothing, and that the work can go on as if nothing had been."""
    store = await open_store(path, create=False)
    assert Counter(one.state.value for one in await store.deliveries(limit=1000)) == (NEW if is_done else OLD)[what]
    if what == "plan":
        await _check_planned(store, is_done=is_done)
    assert await store.reap(NOON, all_of_them=True) == (NEW if is_done else OLD)[what].get("sending", 0)
    await store.close()


async def _check_planned(store: SqliteStore, *, is_done: bool) -> None:
    assert len(await store.shown(CHANNEL)) == is_done
    assert len(await store.due(NOON, limit=9)) == (not is_done)
    assert await store.plan(digest_plan(count=PARTS)) is not is_done
