"""The full-text index is right, whoever wrote last."""

import asyncio
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from bot.papers.model import ImportedPaper, Paper
from bot.query.grammar import parse
from bot.query.match import matches
from bot.store.contract import Gathered
from bot.store.sqlite import SqliteStore, open_store
from tests.store.samples import FRIDAY, HERON, LYNX, NOON, OTTER, THURSDAY, gathered, imported, paper

WORDS = ("lynx", "otter", "snow", "tracking", "learned", "ångström", "cs", "ada", "de vries", "fine", "x2")


def found(path: Path, query: str) -> list[str]:
    with closing(sqlite3.connect(path)) as db:
        rows = db.execute(
            "SELECT id FROM papers_fts JOIN papers ON number = papers_fts.rowid WHERE papers_fts MATCH ?"
            " ORDER BY papers_fts.rowid",
            (query,),
        )
        return [row[0] for row in rows]


def check_index(path: Path) -> None:
    """Fail unless the index is what a rebuilt one would be."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("INSERT INTO papers_fts (papers_fts, rank) VALUES ('integrity-check', 1)")
        as_kept = [_numbers(db, word) for word in WORDS]
        db.execute("INSERT INTO papers_fts (papers_fts) VALUES ('rebuild')")
        assert as_kept == [_numbers(db, word) for word in WORDS]
        db.rollback()


def _numbers(db: sqlite3.Connection, word: str) -> list[int]:
    return [row[0] for row in db.execute("SELECT rowid FROM papers_fts WHERE papers_fts MATCH ?", (f'"{word}"',))]


@contextmanager
def edited(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection of a program that knows nothing of us."""
    with closing(sqlite3.connect(path)) as db:
        yield db
        db.commit()


async def test_a_saved_paper_is_found_by_title_abstract_author_and_category(
    sqlite_store: SqliteStore, path: Path
) -> None:
    await sqlite_store.save_gathered(gathered(paper(LYNX), paper(OTTER, title="Otters", authors=("Cy Wu",))))
    assert found(path, "track") == [LYNX]
    assert found(path, "lynxes snow") == [LYNX, OTTER]
    assert found(path, "authors : angstrom") == [LYNX]
    assert found(path, 'categories : "q bio pe"') == [LYNX, OTTER]
    check_index(path)


async def test_a_revised_text_is_found_and_the_old_one_is_not(sqlite_store: SqliteStore, path: Path) -> None:
    await sqlite_store.save_gathered(gathered(paper(title="Otter", version=1)))
    await sqlite_store.save_gathered(gathered(revisions=[paper(title="Badger", version=2)]))
    assert (found(path, "otter"), found(path, "badger")) == ([], [LYNX])
    check_index(path)


async def test_papers_stand_in_the_order_of_announcement_also_after_a_backfill(
    sqlite_store: SqliteStore, path: Path
) -> None:
    await sqlite_store.save_gathered(gathered(paper(LYNX, announced=FRIDAY), paper(HERON, announced=None)))
    await sqlite_store.save_gathered(gathered(paper(OTTER, announced=THURSDAY)))
    assert found(path, "lynx") == [HERON, OTTER, LYNX]


async def test_a_paper_moves_when_its_announcement_becomes_known(sqlite_store: SqliteStore, path: Path) -> None:
    await sqlite_store.save_gathered(gathered(paper(LYNX, announced=None), paper(OTTER, announced=THURSDAY)))
    await sqlite_store.save_gathered(gathered(paper(LYNX, announced=FRIDAY)))
    assert found(path, "lynx") == [OTTER, LYNX]
    check_index(path)


async def test_an_edit_in_another_program_is_found(sqlite_store: SqliteStore, path: Path) -> None:
    await sqlite_store.save_gathered(gathered(paper(LYNX), paper(OTTER)))
    with edited(path) as db:
        db.execute("UPDATE papers SET title = 'Wolverine' WHERE id = ?", (LYNX,))
        db.execute("DELETE FROM papers WHERE id = ?", (OTTER,))
        db.execute(
            "INSERT INTO papers (id, title, authors, categories, abstract, first_seen_at)"
            " VALUES ('2611.00007', 'Marten', 'Di Fo', 'cs.CL', 'Martens climb.', '2026-11-20')"
        )
    assert (found(path, "wolverine"), found(path, "marten"), found(path, "title:lynx")) == ([LYNX], ["2611.00007"], [])
    check_index(path)


async def test_sqlite_utils_may_upsert_and_replace(sqlite_store: SqliteStore, path: Path) -> None:
    await sqlite_store.save_gathered(gathered(paper(LYNX), paper(OTTER)))
    with closing(Database(path)) as db:
        row = next(db.table("papers").rows_where("id = ?", [LYNX]))
        db.table("papers").upsert({**row, "title": "Wolverine"}, pk="number")
        other = next(db.table("papers").rows_where("id = ?", [OTTER]))
        db.table("papers").insert({**other, "abstract": "Badgers dig."}, pk="number", replace=True)
    assert (found(path, "wolverine"), found(path, "badger"), found(path, "snow")) == ([LYNX], [OTTER], [LYNX])
    check_index(path)


async def test_what_is_displayed_is_found_by_what_is_displayed(sqlite_store: SqliteStore) -> None:
    shown = paper(title="x² is ﬁne", abstract="می\u200cروم", authors=("\uff39ann Le\u00adCun",))
    await sqlite_store.save_gathered(gathered(shown))
    for words in ("x²", "x2", '"ﬁne"', "fine", "می\u200cروم", '@"\uff39ann LeCun"', "@lecun"):
        query = parse(words)
        assert [one.title for one in (await sqlite_store.search(query, top=9)).papers] == ["x² is fine"], words
        assert matches((await sqlite_store.bound([query]))[0], (await sqlite_store.paper_tokens(FRIDAY, FRIDAY))[0]), (
            words
        )


@pytest.mark.parametrize("column", ["title", "abstract"])
async def test_a_text_that_another_program_edits_is_the_text_from_then_on(
    sqlite_store: SqliteStore, path: Path, column: str
) -> None:
    await sqlite_store.save_gathered(gathered(paper(title="x²  ﬁne", abstract="y³  ﬁne")))
    with edited(path) as db:
        db.execute(f"UPDATE papers SET {column} = 'Wolverine'")  # noqa: S608 - a constant
    stored = (await sqlite_store.papers([LYNX]))[LYNX]
    assert (getattr(stored, column), getattr(stored.paper, column)) == ("Wolverine", "Wolverine")
    assert (found(path, f"{column} : wolverine"), found(path, f"{column} : fine")) == ([LYNX], [])
    other = {"title": ("abstract", "y³  ﬁne"), "abstract": ("title", "x²  ﬁne")}[column]
    assert getattr(stored.paper, other[0]) == other[1]
    assert found(path, f"{other[0]} : fine") == [LYNX]
    check_index(path)


async def test_names_and_categories_that_another_program_edits_are_those_from_then_on(
    sqlite_store: SqliteStore, path: Path
) -> None:
    await sqlite_store.save_gathered(gathered(paper(authors=("Ann Lee, \uff2ar.",), categories=("a b",))))
    with edited(path) as db:
        db.execute("UPDATE papers SET authors = 'Cy Wu, Di Fo', categories = 'cs.CL cs.LG'")
    stored = (await sqlite_store.papers([LYNX]))[LYNX].paper
    assert (stored.authors, stored.categories) == (("Cy Wu", "Di Fo"), ("cs.CL", "cs.LG"))
    assert (found(path, "authors : wu"), found(path, "authors : jr")) == ([LYNX], [])
    check_index(path)


async def test_sqlite_utils_may_reword_what_is_searched_in_otherwise(sqlite_store: SqliteStore, path: Path) -> None:
    await sqlite_store.save_gathered(gathered(paper(LYNX, title="x²  ﬁne"), paper(OTTER, title="y³  ﬁne")))
    with closing(Database(path)) as db:
        row = next(db.table("papers").rows_where("id = ?", [LYNX]))
        db.table("papers").upsert({**row, "title": "Wolverine"}, pk="number")
        other = next(db.table("papers").rows_where("id = ?", [OTTER]))
        db.table("papers").insert({**other, "title": "Badger"}, pk="number", replace=True)
        assert [hit["id"] for hit in db.table("papers").search("wolverine")] == [LYNX]
    assert (found(path, "wolverine"), found(path, "badger"), found(path, "fine")) == ([LYNX], [OTTER], [])
    check_index(path)


async def test_an_edited_paper_can_be_refreshed(sqlite_store: SqliteStore, path: Path) -> None:
    await sqlite_store.save_gathered(gathered(paper(version=1)))
    with edited(path) as db:
        db.execute("UPDATE papers SET title = 'Wolverine', authors = 'Nobody'")
    await sqlite_store.save_gathered(gathered(paper(version=2, title="Otter")))
    assert (found(path, "wolverine"), found(path, "otter"), found(path, "angstrom")) == ([], [LYNX], [LYNX])
    check_index(path)


async def test_nobody_else_ever_sees_the_triggers_silenced(sqlite_store: SqliteStore, path: Path) -> None:
    await sqlite_store.save_gathered(gathered(paper()))
    with edited(path) as db:
        assert db.execute("SELECT count(*) FROM index_batches").fetchone() == (0,)


async def test_a_save_that_fails_leaves_the_index_as_it_was(sqlite_store: SqliteStore, path: Path) -> None:
    await sqlite_store.save_gathered(gathered(paper()))
    with edited(path) as db:
        db.execute("CREATE TRIGGER refuse BEFORE UPDATE ON papers BEGIN SELECT raise(ABORT, 'not today'); END")
    with pytest.raises(Exception, match="not today"):
        await sqlite_store.save_gathered(gathered(paper(title="Otter"), paper(OTTER, title="Otter")))
    assert found(path, "otter") == []
    check_index(path)


@st.composite
def versions(draw: st.DrawFn) -> Paper:
    announced = draw(st.none() | st.dates(date(2026, 11, 17), FRIDAY))
    return paper(
        draw(st.sampled_from([LYNX, OTTER, HERON])),
        title=" ".join(draw(st.lists(st.sampled_from((*WORDS, "ﬁne", "x²")), max_size=4))),
        abstract=draw(st.sampled_from(["", "Learning to track.", "snow \x00 \n snow", "\ufffd ångström 🔥 C++"])),
        authors=draw(st.sampled_from([(), ("Ada Ångström",), ("B. de Vries", "Ada Ångström")])),
        categories=draw(st.sampled_from([(), ("cs.CL",), ("q-bio.PE", "cs.CV")])),
        announced=announced,
        announced_is_estimate=announced is not None and draw(st.booleans()),
        version=draw(st.none() | st.integers(1, 3)),
    )


SAVES = st.lists(
    st.builds(
        lambda papers, revisions: gathered(*papers, revisions=revisions), st.lists(versions()), st.lists(versions())
    )
    | st.lists(st.builds(ImportedPaper, versions())),
    min_size=1,
    max_size=6,
)


@settings(max_examples=40, deadline=None)
@given(SAVES)
def test_after_any_saves_the_index_is_what_a_rebuilt_one_would_be(
    saves: Sequence[Gathered | Sequence[ImportedPaper]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hotpapers.db"
        asyncio.run(_save_all(path, saves))
        check_index(path)


async def _save_all(path: Path, saves: Sequence[Gathered | Sequence[ImportedPaper]]) -> None:
    store = await open_store(path, create=True)
    for save in saves:
        if isinstance(save, Gathered):
            await store.save_gathered(save)
        else:
            await store.save_imported(save, seen_at=NOON)
    await store.close()


async def test_a_bulk_of_papers_is_searched_like_a_few(sqlite_store: SqliteStore, path: Path) -> None:
    many = [imported(f"2611.{number:05d}", title=f"Lynx number {number}") for number in range(2_500)]
    await sqlite_store.save_imported(many, seen_at=NOON)
    assert len(found(path, "lynx")) == 2_500
    assert found(path, '"number 2499"') == ["2611.02499"]
    check_index(path)
