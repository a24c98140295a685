"""TeX is made readable when a paper is stored; what was stored before that is made readable by migrating."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
import pytest_asyncio

from bot.papers.text import clean
from bot.query.grammar import parse
from bot.store import enter, recent, rows
from bot.store.migrate import migrate
from bot.store.sqlite import SqliteStore, open_store
from bot.store.steps import text
from tests.store.samples import FRIDAY, HERON, LYNX, NOON, OTTER, gathered, imported, paper
from tests.store.test_index import check_index, found

TEX = paper(
    LYNX,
    title=r"$\alpha$-${\rm RuCl}_3$  of \textit{shy} lynxes",
    abstract=r"We follow $10^{-3}$ of them for \$5 \cite{key}.",
    authors=('Kurt G\\"odel', "Ann Lee, Jr."),
    comment=r"Accepted at {\'E}cole 2026",
)
PLAIN = paper(OTTER, title="Otters", authors=("Cy Wu",))


async def ids(store: SqliteStore, query: str) -> list[str]:
    """Return what a search finds; the matcher must let the same through."""
    searched = sorted(one.id for one in (await store.search(parse(query), top=9)).papers)
    assert searched == sorted(one.id for one in await store.announced_matching(parse(query), FRIDAY, FRIDAY)), query
    return searched


async def check_readable(store: SqliteStore) -> None:
    """Fail unless TEX is shown and found as Unicode, and kept as it was given."""
    stored = (await store.papers([LYNX]))[LYNX]
    assert stored.paper == TEX
    assert stored.title == "α-RuCl₃ of shy lynxes"
    assert stored.abstract == "We follow 10⁻³ of them for $5."
    assert stored.authors == ("Kurt Gödel", "Ann Lee, Jr.")
    assert stored.comment == "Accepted at École 2026"
    for query in ("α-RuCl₃", "rucl3", '"shy lynxes"', "title:α", "@gödel", '@"K Godel"', '@"Ann Lee"'):
        assert await ids(store, query) == [LYNX], query
    for query in ("textit", "alpha", "rm", "cite", "key", '@"G odel"'):
        assert await ids(store, query) == [], query


async def test_a_paper_with_tex_is_shown_and_found_as_it_is_read(sqlite_store: SqliteStore, path: Path) -> None:
    await sqlite_store.save_gathered(gathered(TEX, PLAIN))
    await check_readable(sqlite_store)
    check_index(path)


async def test_a_name_is_completed_as_it_is_read(sqlite_store: SqliteStore) -> None:
    await sqlite_store.save_gathered(gathered(TEX, PLAIN))
    assert await sqlite_store.author_names("göd", limit=5) == ["Kurt Gödel"]


@pytest_asyncio.fixture
async def older(path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Path]:
    """Yield a file in which TeX was stored as it came, with an index of the newest papers and neighbors."""
    with monkeypatch.context() as before:
        before.setattr(rows, "readable", clean)
        before.setattr(enter, "readable", clean)
        store = await open_store(path, create=True)
        others = [imported(f"2611.{number:05}", title=r"\emph{One} of $n$") for number in range(10, 17)]
        await store.save_imported(others, seen_at=NOON)
        await store.save_gathered(gathered(TEX, PLAIN, paper(HERON, title="Broken", announced=None)))
        await store.close()
    with closing(sqlite3.connect(path)) as db, db:
        db.row_factory = sqlite3.Row
        db.execute("DELETE FROM _sqlite_migrations WHERE name = 'm010_readable_text'")
        db.execute("UPDATE papers SET raw_authors = 'no list' WHERE id = ?", (HERON,))
        db.executemany("INSERT INTO similar_papers VALUES (?, 0, '2611.00010', 1.0)", [(LYNX,), (OTTER,)])
        recent.grow(db)
    monkeypatch.setattr(text, "_AT_ONCE", 3)
    yield path


async def test_migrating_makes_stored_papers_readable_and_keeps_what_was_given(older: Path) -> None:
    assert found(older, "textit") == [LYNX]
    assert migrate(older).applied == ("m010_readable_text",)
    store = await open_store(older, create=False)
    await check_readable(store)
    assert len(await ids(store, '"one of n"')) == 7
    assert (await store.papers([OTTER]))[OTTER].paper == PLAIN
    await store.close()
    check_index(older)


async def test_migrating_keeps_every_index_right_and_forgets_neighbors_found_by_other_words(older: Path) -> None:
    migrate(older)
    with closing(sqlite3.connect(older)) as db:
        for index in ("papers_fts", "recent_fts"):
            db.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")  # noqa: S608 - a constant
        assert db.execute("SELECT paper FROM similar_papers").fetchall() == [(OTTER,)]
        assert db.execute("SELECT count(*) FROM index_batches").fetchone() == (0,)
        names = [db.execute("SELECT rowid FROM authors_fts WHERE authors_fts MATCH ?", (n,)).fetchall() for n in NAMES]
    assert [len(each) for each in names] == [1, 1, 0]


NAMES = ("godel", "lee", "odel")


async def test_what_another_program_broke_stays_as_it_is(older: Path) -> None:
    migrate(older)
    with closing(sqlite3.connect(older)) as db:
        assert db.execute("SELECT raw_authors FROM papers WHERE id = ?", (HERON,)).fetchone() == ("no list",)


async def test_a_migrated_paper_is_what_a_stored_one_is(older: Path, tmp_path: Path) -> None:
    migrate(older)
    fresh = await open_store(tmp_path / "fresh.db", create=True)
    await fresh.save_gathered(gathered(TEX, PLAIN))
    await fresh.close()
    assert row_of(older) == row_of(tmp_path / "fresh.db")


def row_of(path: Path) -> tuple[object, ...]:
    with closing(sqlite3.connect(path)) as db:
        columns = "title, abstract, authors, raw_title, raw_abstract, raw_authors, search_title, search_abstract"
        row: tuple[object, ...] = db.execute(f"SELECT {columns} FROM papers WHERE id = ?", (LYNX,)).fetchone()  # noqa: S608 - a constant
        return row
