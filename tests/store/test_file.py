"""Which files are opened, made, refused and migrated."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database, Migrations

from bot.errors import NotFound, StoreError, UnusableFile
from bot.store import file
from bot.store.migrate import migrate
from bot.store.schema import APPLICATION_ID, MIGRATION_SET, STEP_NAMES, STEPS
from bot.store.sqlite import open_store
from tests.store.samples import LYNX, NOON, gathered, paper

TAKEN_LONG_AGO = 3


@pytest.fixture
async def ours(path: Path) -> Path:
    """Return a file with one paper."""
    store = await open_store(path, create=True)
    await store.save_gathered(gathered(paper()))
    await store.close()
    return path


@pytest.fixture
def older(path: Path) -> Path:
    """Return a file as an older Hot Papers made it, with one paper."""
    migrations = Migrations(MIGRATION_SET)
    for step in STEPS[:TAKEN_LONG_AGO]:
        migrations()(step)
    with closing(Database(path)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        migrations.apply(db)
        db.execute(
            "INSERT INTO papers (number, id, title, authors, categories, abstract, announced, first_seen_at)"
            " VALUES (20261120000001, '2611.00001', 'Lynx', 'Ada', 'cs.CV', 'Snow.', '2026-11-20', '2026-11-20')"
        )
    return path


@pytest.fixture
def blank(path: Path) -> Path:
    """Return a file without a byte in it."""
    path.touch()
    return path


@pytest.fixture
def recipes(path: Path) -> Path:
    """Return the database of another program."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE recipes (name)")
    return path


@pytest.fixture
def diary(path: Path) -> Path:
    """Return a file that is no database."""
    path.write_text("Dear diary, " * 100)
    return path


def content(path: Path) -> bytes:
    return path.read_bytes()


def files_beside(path: Path) -> set[str]:
    """Return the names of all files in the folder of ``path``."""
    return {found.name for found in path.parent.iterdir()}


def ask(path: Path, sql: str) -> Any:  # noqa: ANN401 - whatever the query gives
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql).fetchone()[0]


async def test_without_a_file_the_reader_is_told_to_gather(path: Path) -> None:
    with pytest.raises(NotFound, match=r"No database at .*hotpapers\.db yet: run `hotpapers gather` \(or"):
        await open_store(path, create=False)
    assert files_beside(path) == set()


async def test_an_empty_file_is_no_database_yet(blank: Path) -> None:
    with pytest.raises(NotFound):
        await open_store(blank, create=False)
    store = await open_store(blank, create=True)
    assert (await store.totals()).papers == 0
    await store.close()


async def test_a_file_is_opened_again_with_what_it_had(ours: Path) -> None:
    for create in (False, True):
        store = await open_store(ours, create=create)
        assert set(await store.papers([LYNX])) == {LYNX}
        await store.close()


async def test_a_new_file_is_ours_and_keeps_a_write_ahead_log(ours: Path) -> None:
    assert ask(ours, "PRAGMA application_id") == APPLICATION_ID
    assert ask(ours, "PRAGMA journal_mode") == "wal"


async def test_once_closed_a_store_is_one_file(ours: Path) -> None:
    assert files_beside(ours) == {ours.name}


async def test_reading_leaves_one_file_too(ours: Path) -> None:
    store = await open_store(ours, create=False)
    assert set(await store.papers([LYNX])) == {LYNX}
    await store.close()
    assert files_beside(ours) == {ours.name}


async def test_a_file_with_our_mark_and_none_of_our_tables_is_refused(recipes: Path) -> None:
    with closing(sqlite3.connect(recipes)) as db:
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for create in (False, True):
        with pytest.raises(UnusableFile, match=r"hotpapers\.db is not whole: .* none of its tables"):
            await open_store(recipes, create=create)
    with pytest.raises(UnusableFile, match="is not whole"):
        migrate(recipes)


async def test_odd_characters_in_a_path_are_no_trouble(tmp_path: Path) -> None:
    folder = tmp_path / "100% ?mode=memory#"
    folder.mkdir()
    store = await open_store(folder / "ü &.db", create=True)
    await store.save_gathered(gathered(paper()))
    assert (await store.totals()).papers == 1
    await store.close()
    assert (folder / "ü &.db").exists()


def test_a_process_that_comes_second_in_making_the_file_leaves_it_alone(ours: Path) -> None:
    with closing(sqlite3.connect(ours, isolation_level=None)) as db:
        file._make(db)
    assert ask(ours, "SELECT count(*) FROM papers") == 1


@pytest.mark.parametrize("create", [True, False])
async def test_a_database_of_another_program_is_refused_and_left_alone(recipes: Path, *, create: bool) -> None:
    before = content(recipes)
    with pytest.raises(UnusableFile, match=r"hotpapers\.db is a database of another program"):
        await open_store(recipes, create=create)
    assert content(recipes) == before


@pytest.mark.parametrize("create", [True, False])
async def test_a_file_that_is_no_database_is_refused_and_left_alone(diary: Path, *, create: bool) -> None:
    before = content(diary)
    with pytest.raises(UnusableFile, match=r"hotpapers\.db is not a database"):
        await open_store(diary, create=create)
    assert content(diary) == before


async def test_a_file_of_a_newer_version_is_refused(ours: Path) -> None:
    with closing(sqlite3.connect(ours)) as db, db:
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES (?, 'm999_wonders', '')",
            (MIGRATION_SET,),
        )
    with pytest.raises(UnusableFile, match=r"made by a newer Hot Papers .*m999_wonders"):
        await open_store(ours, create=True)
    with pytest.raises(UnusableFile, match="newer"):
        migrate(ours)


async def test_a_folder_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="is a folder"):
        await open_store(tmp_path, create=True)


async def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match=r"There is no folder .*nowhere"):
        await open_store(tmp_path / "nowhere" / "hotpapers.db", create=True)
    with pytest.raises(NotFound):
        await open_store(tmp_path / "nowhere" / "hotpapers.db", create=False)


@pytest.mark.parametrize("create", [True, False])
async def test_an_older_file_names_the_command_to_type(older: Path, *, create: bool) -> None:
    with pytest.raises(UnusableFile, match="`hotpapers migrate`"):
        await open_store(older, create=create)


async def test_migrating_brings_an_older_file_to_today_and_keeps_a_backup(older: Path) -> None:
    migrated = migrate(older)
    assert migrated.applied == STEP_NAMES[TAKEN_LONG_AGO:]
    assert migrated.backup == older.with_name("hotpapers.db.before-m004")
    store = await open_store(older, create=False)
    assert (await store.papers([LYNX]))[LYNX].title == "Lynx"
    await store.save_gathered(gathered(paper(title="Otter", version=1)))
    await store.close()
    assert ask(migrated.backup, "SELECT title FROM papers") == "Lynx"
    with pytest.raises(UnusableFile, match="older"):
        await open_store(migrated.backup, create=False)


def test_a_backup_is_one_whole_file_with_the_rights_of_the_original(older: Path) -> None:
    older.chmod(0o600)
    backup = migrate(older).backup
    assert backup is not None
    assert backup.stat().st_mode & 0o777 == 0o600
    assert files_beside(older) == {older.name, backup.name}
    assert ask(backup, "PRAGMA integrity_check") == "ok"


async def test_migrating_a_file_of_today_does_nothing(ours: Path) -> None:
    migrated = migrate(ours)
    assert (migrated.applied, migrated.backup) == ((), None)
    assert files_beside(ours) == {ours.name}


def test_a_migration_that_fails_changes_nothing(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def m004_breaks(db: Database) -> None:
        db.execute("CREATE TABLE half_done (name)")
        db.execute("SELECT * FROM no_such_table")

    monkeypatch.setattr(file, "STEPS", (*STEPS[:TAKEN_LONG_AGO], m004_breaks))
    with pytest.raises(StoreError, match="no_such_table"):
        migrate(older)
    assert ask(older, "SELECT count(*) FROM sqlite_master WHERE name = 'half_done'") == 0
    monkeypatch.undo()
    assert migrate(older).applied == STEP_NAMES[TAKEN_LONG_AGO:]


def tear(path: Path) -> None:
    """Overwrite a page of an index."""
    root = ask(path, "SELECT rootpage FROM sqlite_master WHERE name = 'papers_by_author'")
    size = ask(path, "PRAGMA page_size")
    with path.open("r+b") as opened:
        opened.seek((root - 1) * size)
        opened.write(b"\xff" * size)


def contradict(path: Path) -> None:
    """Have a row that its table does not allow."""
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("PRAGMA writable_schema = ON")
        db.execute("UPDATE sqlite_master SET sql = replace(sql, 'doi TEXT', 'doi TEXT NOT NULL') WHERE name = 'papers'")


@pytest.mark.parametrize("damage", [tear, contradict])
def test_a_damaged_file_is_not_migrated_and_leaves_no_backup(older: Path, damage: Callable[[Path], None]) -> None:
    damage(older)
    before = content(older)
    with pytest.raises(StoreError, match=r"hotpapers\.db is damaged: .*Nothing was changed"):
        migrate(older)
    assert content(older) == before
    assert files_beside(older) == {older.name}


def test_while_another_program_writes_nothing_is_migrated(older: Path) -> None:
    with closing(sqlite3.connect(older, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked"):
            migrate(older, busy_timeout_s=0)
    assert files_beside(older) == {older.name}


def test_without_a_file_there_is_nothing_to_migrate(path: Path) -> None:
    with pytest.raises(NotFound):
        migrate(path)


def test_the_first_steps_are_never_changed() -> None:
    assert STEP_NAMES[:6] == (
        "m001_papers",
        "m002_index",
        "m003_talk",
        "m004_posts",
        "m005_digests",
        "m006_sources",
    )


async def test_operators_find_a_paper_by_reading_names(ours: Path) -> None:
    with closing(Database(ours)) as db:
        row = next(db.table("papers").rows)
        assert (row["id"], row["title"], row["authors"]) == (
            LYNX,
            "Lynx: tracking shy animals",
            "Ada Ångström, B. de Vries",
        )
        assert (row["categories"], row["announced"], row["first_seen_at"]) == (
            "cs.CV q-bio.PE",
            "2026-11-20",
            NOON.isoformat(),
        )
        assert row["number"] == 20261120000001
        assert [hit["id"] for hit in db.table("papers").search("shy lynx")] == [LYNX]
