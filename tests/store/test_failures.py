"""What happens to a save when the disk, another program, the caller or the process fails it."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.errors import NotFound, StoreError
from bot.papers.model import ImportedPaper
from bot.store.contract import Gathered
from bot.store.sqlite import SqliteStore, open_store
from tests.conftest import REPOSITORY
from tests.store.killed import new_state, old_state
from tests.store.samples import FRIDAY, LYNX, NOON, OTTER, gathered, imported, paper

NOBODY = 65534
BIG = "A very long abstract. " * 2_000


async def test_a_full_disk_is_named_and_nothing_is_half_saved(sqlite_store: SqliteStore) -> None:
    await sqlite_store.save_gathered(gathered(paper()))
    await sqlite_store._writer.run(_let_the_file_grow_by_pages(20))
    many = [imported(f"2611.{number:05d}", abstract=BIG) for number in range(100)]
    with pytest.raises(StoreError, match=r"The disk is full: .*hotpapers\.db"):
        await sqlite_store.save_imported(many, seen_at=NOON)
    assert (await sqlite_store.totals()).papers == 1
    await sqlite_store._writer.run(_let_the_file_grow_by_pages(100_000))
    await sqlite_store.save_imported(many, seen_at=NOON)
    assert (await sqlite_store.totals()).papers == 100


def _let_the_file_grow_by_pages(pages: int):  # noqa: ANN202 - a job for a lane
    def job(db: sqlite3.Connection) -> None:
        now = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count = {now + pages}")

    return job


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Do what is within without the rights of root, which no file mode stops."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def read_only() -> Iterator[Path]:
    """Return a file with a paper, in a folder, both of which may only be read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hotpapers.db"
        asyncio.run(_save_one(path))
        path.chmod(0o444)
        path.parent.chmod(0o555)
        yield path
        path.parent.chmod(0o755)


async def _save_one(path: Path) -> None:
    store = await open_store(path, create=True)
    await store.save_gathered(gathered(paper()))
    await store.close()


def test_a_read_only_file_is_named(read_only: Path) -> None:
    with ordinary_user(), pytest.raises(StoreError, match=r"hotpapers\.db cannot be (opened|written)"):
        asyncio.run(_save_one(read_only))


def test_a_read_only_file_can_be_read(read_only: Path) -> None:
    with ordinary_user():
        assert asyncio.run(_papers_counted(read_only)) == 1


async def _papers_counted(path: Path) -> int:
    store = await open_store(path, create=False)
    await store.set_weights({})
    totals = await store.totals()
    await store.close()
    return totals.papers


def test_a_log_that_may_not_be_read_is_not_passed_over(read_only: Path) -> None:
    """What another process has saved last stands in it."""
    log = read_only.with_name(f"{read_only.name}-wal")
    log.write_bytes(b"secret")
    log.chmod(0o600)
    with ordinary_user(), pytest.raises(StoreError, match=r"hotpapers\.db cannot be (opened|written)"):
        asyncio.run(_papers_counted(read_only))


def test_a_file_that_may_not_be_reached_is_named(read_only: Path) -> None:
    read_only.parent.chmod(0o600)
    with ordinary_user(), pytest.raises(StoreError, match=r"hotpapers\.db cannot be opened"):
        asyncio.run(_save_one(read_only))


@contextmanager
def another_program_writing(path: Path) -> Iterator[None]:
    program = (
        "import sqlite3, sys; db = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "db.execute('BEGIN IMMEDIATE'); print('writing', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"writing\n"
        yield
        other.communicate()


async def test_while_another_program_writes_a_save_says_so_and_reading_goes_on(
    sqlite_store: SqliteStore, path: Path
) -> None:
    await sqlite_store.save_gathered(gathered(paper()))
    with another_program_writing(path):
        with pytest.raises(StoreError, match=r"hotpapers\.db is locked"):
            await sqlite_store.save_gathered(gathered(paper(OTTER)))
        assert set(await sqlite_store.papers([LYNX, OTTER])) == {LYNX}
        second = await open_store(path, create=False, busy_timeout_s=0)
        await second.set_weights({})
        assert (await second.totals()).papers == 1
        await second.close()
    await sqlite_store.save_gathered(gathered(paper(OTTER)))
    assert set(await sqlite_store.papers([LYNX, OTTER])) == {LYNX, OTTER}


async def test_a_damaged_file_is_named(sqlite_store: SqliteStore, path: Path) -> None:
    await sqlite_store.save_imported([imported(f"2611.{n:05d}", abstract=BIG) for n in range(20)], seen_at=NOON)
    await sqlite_store.close()
    _damage(path)
    damaged = await open_store(path, create=False)
    with pytest.raises(StoreError, match=r"hotpapers\.db is damaged"):
        await damaged.announced_between(FRIDAY, FRIDAY)
    await damaged.close()


def _damage(path: Path) -> None:
    """Overwrite where the papers are."""
    with closing(sqlite3.connect(path)) as db:
        root, size = db.execute(
            "SELECT rootpage, page_size FROM sqlite_master, pragma_page_size WHERE name = 'papers'"
        ).fetchone()
    with path.open("r+b") as opened:
        opened.seek((root - 1) * size)
        opened.write(b"\xff" * size)


async def test_what_sqlite_cannot_hold_is_refused_whole(sqlite_store: SqliteStore) -> None:
    with pytest.raises(StoreError, match="does not fit"):
        await sqlite_store.save_gathered(gathered(paper(OTTER), paper(title="\ud800")))
    with pytest.raises(StoreError, match="does not fit"):
        await sqlite_store.save_gathered(gathered(paper(version=2**63)))
    assert (await sqlite_store.totals()).papers == 0


async def test_what_a_failed_save_had_done_is_undone_and_the_next_one_goes_in(sqlite_store: SqliteStore) -> None:
    def half(db: sqlite3.Connection) -> None:
        db.execute("INSERT INTO weights (source, weight) VALUES ('x', 7)")
        raise NotFound("half done")

    with pytest.raises(NotFound):
        await sqlite_store._writer.run(half)
    await sqlite_store.save_gathered(gathered(paper()))
    assert await sqlite_store._writer.run(lambda db: db.execute("SELECT * FROM weights").fetchall()) == []
    assert set(await sqlite_store.papers([LYNX])) == {LYNX}


async def test_a_mistake_of_ours_is_not_dressed_up_as_a_failing_disk(sqlite_store: SqliteStore) -> None:
    with pytest.raises(sqlite3.ProgrammingError):
        await sqlite_store._writer.run(lambda db: db.execute("SELECT ?", ()))


class Gate(Sequence[ImportedPaper]):
    """Papers that are only handed over once the gate is opened."""

    def __init__(self, *papers: ImportedPaper) -> None:
        self._papers = papers
        self.reached = threading.Event()
        self.opened = threading.Event()

    def __getitem__(self, at):  # noqa: ANN001, ANN204 - as Sequence has it
        self.reached.set()
        assert self.opened.wait(10)
        return self._papers[at]

    def __len__(self) -> int:
        return len(self._papers)


async def test_a_save_whose_caller_is_cancelled_is_finished_whole(sqlite_store: SqliteStore) -> None:
    gate = Gate(imported(LYNX), imported(OTTER))
    saving = asyncio.create_task(sqlite_store.save_imported(gate, seen_at=NOON))
    assert await asyncio.to_thread(gate.reached.wait, 10)
    saving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await saving
    assert (await sqlite_store.totals()).papers == 0
    gate.opened.set()
    await sqlite_store.save_imported([], seen_at=NOON)
    assert (await sqlite_store.totals()).papers == 2


async def test_a_save_cancelled_before_its_turn_is_never_begun(sqlite_store: SqliteStore) -> None:
    gate = Gate(imported(LYNX))
    first = asyncio.create_task(sqlite_store.save_imported(gate, seen_at=NOON))
    second = asyncio.create_task(sqlite_store.save_imported([imported(OTTER)], seen_at=NOON))
    assert await asyncio.to_thread(gate.reached.wait, 10)
    second.cancel()
    gate.opened.set()
    assert (await first).new == 1
    assert set(await sqlite_store.papers([LYNX, OTTER])) == {LYNX}


async def test_closing_waits_for_what_is_being_saved(sqlite_store: SqliteStore, path: Path) -> None:
    gate = Gate(imported(LYNX))
    saving = asyncio.create_task(sqlite_store.save_imported(gate, seen_at=NOON))
    assert await asyncio.to_thread(gate.reached.wait, 10)
    closing_it = asyncio.create_task(sqlite_store.close())
    gate.opened.set()
    await closing_it
    assert (await saving).new == 1
    again = await open_store(path, create=False)
    assert set(await again.papers([LYNX])) == {LYNX}
    await again.close()


async def test_readers_are_served_while_a_save_is_under_way(sqlite_store: SqliteStore) -> None:
    gate = Gate(imported(LYNX))
    saving = asyncio.create_task(sqlite_store.save_imported(gate, seen_at=NOON))
    assert await asyncio.to_thread(gate.reached.wait, 10)
    seen = await asyncio.gather(*(sqlite_store.totals() for _ in range(20)))
    assert {totals.papers for totals in seen} == {0}
    gate.opened.set()
    await saving
    assert (await sqlite_store.totals()).papers == 1


@pytest.mark.parametrize("when", ["0", "10", "30", "50", "65", "75", "85", "95", "commit", "saved"])
def test_a_process_killed_while_saving_leaves_the_old_state_or_the_new_one(path: Path, when: str) -> None:
    asyncio.run(_save_old_state(path))
    killed = subprocess.run(
        [sys.executable, "-m", "tests.store.killed", path, "save", when], cwd=REPOSITORY, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    asyncio.run(_check_state(path, new_state() if when == "saved" else old_state()))
    with closing(sqlite3.connect(path)) as db:
        db.execute("INSERT INTO papers_fts (papers_fts, rank) VALUES ('integrity-check', 1)")
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


async def _save_old_state(path: Path) -> None:
    store = await open_store(path, create=True)
    await store.save_gathered(old_state())
    await store.close()


async def _check_state(path: Path, expected: Gathered) -> None:
    store = await open_store(path, create=False)
    papers = await store.papers([one.id for one in expected.papers])
    assert [papers[one.id].paper for one in expected.papers] == list(expected.papers)
    assert {one.heat for one in papers.values()} == {expected.papers[0].version}
    assert len(await store.series(expected.papers[0].id)) == 1
    await store.close()
