"""The index of the newest papers changes how soon something is found, and never what."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.papers.model import ArxivId, ImportedPaper, Paper
from bot.query.grammar import parse
from bot.store import recent, search, words
from bot.store.contract import Store

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = date(2026, 11, 20)
ASKED = (
    *(
        "otter",
        "new otter",
        '"new otter"',
        "otter -new",
        "otter #cs.CL",
        "otter until:2026-11-12",
        "ott*",
        "o*",
        "heron",
    ),
    *("-heron", "-new", "-ott*", "-o* -h*", "heron OR from:x", "otter (heron OR heat>=0)", "-new until:2026-11-14"),
)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the bounds be so low that a handful of papers reaches them."""
    monkeypatch.setattr(recent, "KEPT", 5)
    monkeypatch.setattr(recent, "BATCH", 2)
    monkeypatch.setattr(search, "SCORED", 3)


def otter(number: int, title: str = "A new otter") -> Paper:
    day = DAY - timedelta(days=10 - number)
    return Paper(ArxivId(f"2611.{number:05}"), title, "", ("Ada Byron",), ("cs.CL",), day)


async def save(store: Store, papers: Sequence[Paper]) -> None:
    await store.save_imported([ImportedPaper(paper) for paper in papers], seen_at=AT)


async def answers(store: Store) -> list[tuple[list[str], int | None]]:
    found = [await store.search(parse(text), top=10) for text in ASKED]
    return [([paper.id for paper in answer.papers], answer.bounded_at) for answer in found]


def indexed(path: Path) -> tuple[list[int], int | None]:
    """Return the numbers of the papers in the index, by asking it for a word of all of them, and where it starts."""
    with sqlite3.connect(path) as db:
        numbers = [number for (number,) in db.execute("select rowid from recent_fts where recent_fts match 'byron'")]
        db.execute("insert into recent_fts (recent_fts) values ('integrity-check')")
        first = db.execute("select first_number from recent_index").fetchone()
    db.close()
    return numbers, first and first[0]


def newest(path: Path) -> list[int]:
    with sqlite3.connect(path) as db:
        numbers = [number for (number,) in db.execute("select number from papers order by number")]
    db.close()
    return numbers


async def test_what_is_found_is_the_same_with_it(store: Store, path: Path) -> None:
    await save(store, [*map(otter, range(1, 10)), otter(10, "An old heron")])
    before = await answers(store)
    await store.refresh_search()
    assert indexed(path)[0] == newest(path)[-6:]
    assert await answers(store) == before


async def test_few_papers_have_none(store: Store, path: Path) -> None:
    await save(store, list(map(otter, range(1, 10))))
    await store.refresh_search()
    assert indexed(path) == ([], None)


async def test_it_follows_what_is_saved_changed_and_newly_dated(store: Store, path: Path) -> None:
    await save(store, list(map(otter, range(1, 11))))
    await store.refresh_search()
    undated = replace(otter(12), announced=None)
    await save(
        store, [otter(11), replace(otter(9), title="A heron by now"), replace(otter(2), abstract="Older"), undated]
    )
    first = indexed(path)[1]
    assert indexed(path)[0] == [number for number in newest(path) if number >= (first or 0)]
    await save(store, [replace(undated, announced=DAY + timedelta(days=2))])
    assert indexed(path)[0] == [number for number in newest(path) if number >= (first or 0)]
    assert [paper.id for paper in (await store.search(parse("heron"), top=10)).papers] == ["2611.00009"]


async def test_it_is_made_anew_once_it_is_outgrown(store: Store, path: Path) -> None:
    await save(store, list(map(otter, range(1, 11))))
    await store.refresh_search()
    await save(store, list(map(otter, range(11, 15))))
    await store.refresh_search()
    assert indexed(path)[0] == newest(path)[-6:]


async def test_of_common_words_fewer_will_do_and_the_answer_says_how_many(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "COMMON", 3)
    monkeypatch.setattr(search, "COSTLY", 3)
    monkeypatch.setattr(search, "ENOUGH", 2)
    monkeypatch.setattr(search, "SCORED", 50)
    await save(store, [*map(otter, range(1, 9)), otter(9, "Heron"), otter(10, "Heron")])
    await store.refresh_search()
    common, rare = [await store.search(parse(text), top=10) for text in ("otter", "heron")]
    assert ([paper.id[-1] for paper in common.papers], common.bounded_at) == (["8", "7", "6", "5"], 4)
    assert (len(rare.papers), rare.bounded_at) == (2, None)


async def test_what_begins_like_very_common_words_is_looked_up_among_the_newest_and_the_answer_says_so(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "COMMON", 1)
    monkeypatch.setattr(search, "JOINED", 3)
    monkeypatch.setattr(search, "SCORED", 50)
    await save(store, [*(otter(number, "A heron") for number in range(1, 5)), *map(otter, range(5, 11))])
    await store.refresh_search()
    newest = await store.search(parse("o*"), top=10)
    assert (len(newest.papers), newest.bounded_at) == (6, 6)
    only_old = await store.search(parse("h*"), top=10)
    assert (len(only_old.papers), only_old.bounded_at) == (4, None)
    without = await store.search(parse("-h*"), top=10)
    assert (len(without.papers), without.bounded_at) == (6, 6)


async def test_an_edit_with_another_tool_is_found_too(store: Store, path: Path) -> None:
    await save(store, list(map(otter, range(1, 11))))
    await store.refresh_search()
    with sqlite3.connect(path) as db:
        db.execute("pragma recursive_triggers = on")
        db.execute("update papers set title = 'A moth' where id in ('2611.00001', '2611.00010')")
        db.execute("delete from papers where id = '2611.00009'")
    db.close()
    assert [paper.id for paper in (await store.search(parse("moth"), top=10)).papers] == ["2611.00010", "2611.00001"]
    assert indexed(path)[0] == newest(path)[-5:]
