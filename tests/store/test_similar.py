"""Which papers a paper is like."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.papers.model import ArxivId, ImportedPaper, Paper
from bot.store.contract import Gathered, RunState, SourceRun, Store
from bot.store.neighbors import KEPT

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = date(2026, 11, 20)
OTTERS = "Otter dens along frozen rivers"
KINDS = ("lynx snow tracks", "heron reed nests", "otter den rivers", "moth lamp wings", "newt pond eggs")


def about(number: int, title: str, abstract: str = "", **fields: object) -> Paper:
    paper = Paper(ArxivId(f"2611.{number:05}"), title, abstract, ("Ada Byron",), ("cs.CL",), DAY)
    return replace(paper, **fields)


def kinds(first: int, count: int = 25) -> list[Paper]:
    """Return papers about five things in turn, the third of which is otters."""
    return [
        about(n, f"A study of {KINDS[n % 5]}", f"We study {KINDS[n % 5]} here.") for n in range(first, first + count)
    ]


async def save(store: Store, papers: Sequence[Paper]) -> None:
    await store.save_imported([ImportedPaper(paper) for paper in papers], seen_at=AT)


async def like(store: Store, number: int, *, top: int = 5) -> list[int]:
    neighbors = await store.similar(ArxivId(f"2611.{number:05}"), top=top)
    scores = [neighbor.score for neighbor in neighbors]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)
    return [int(neighbor.paper.id[-5:]) for neighbor in neighbors]


async def test_a_paper_is_like_those_about_the_same_thing_and_never_itself(store: Store) -> None:
    await save(store, [*kinds(0), about(90, OTTERS, "Where an otter digs its den.")])
    assert set(await like(store, 90)) == {2, 7, 12, 17, 22}
    assert 7 not in await like(store, 7, top=100)


async def test_the_lists_of_a_day_are_what_is_worked_out_without_them(store: Store) -> None:
    await save(store, kinds(0))
    numbers = range(25)
    before = [await like(store, number) for number in numbers]
    assert await store.refresh_similar(DAY) == 25
    assert [await like(store, number) for number in numbers] == before


async def test_kept_lists_are_read_until_they_are_made_anew(store: Store) -> None:
    await save(store, kinds(0))
    await store.refresh_similar(DAY)
    await save(store, [about(90, OTTERS, "Otter dens, otter rivers: the otter.")])
    assert 90 not in await like(store, 7)
    await store.refresh_similar(DAY)
    assert 90 in await like(store, 7)


async def test_more_than_is_kept_is_worked_out(store: Store) -> None:
    await save(store, kinds(0, count=150))
    await store.refresh_similar(DAY)
    assert len(await like(store, 7, top=KEPT)) == KEPT
    assert len(await like(store, 7, top=KEPT + 5)) == KEPT + 5


async def test_a_withdrawn_paper_is_no_neighbor(store: Store) -> None:
    await save(store, [*kinds(0), about(90, OTTERS, withdrawn=True)])
    assert 90 not in await like(store, 7, top=100)
    await store.refresh_similar(DAY)
    await save(store, [replace(kinds(0)[12], withdrawn=True)])
    assert 12 not in await like(store, 7)


async def test_a_new_version_is_the_same_paper(store: Store) -> None:
    await save(store, kinds(0))
    newer = about(7, "A study of otter den rivers, again", "We study otter den rivers twice.", version=2)
    run = SourceRun("arxiv", AT, AT, RunState.OK)
    await store.save_gathered(Gathered(run, revisions=[newer]))
    await store.refresh_similar(DAY)
    assert set(await like(store, 7)) == {2, 12, 17, 22}
    assert (await like(store, 2)).count(7) == 1


@pytest.mark.parametrize("title", ["", "🔥 42", "x y z", "Unheard-of words only"])
async def test_a_paper_that_shares_no_word_is_like_none(store: Store, title: str) -> None:
    await save(store, [*kinds(0), about(90, title)])
    assert await like(store, 90) == []


async def test_words_of_the_index_are_asked_for_as_they_are_written(store: Store) -> None:
    """ "Geometries" is "geometri" to the index, which would be another word if it were asked for again."""
    await save(store, [*kinds(0), about(90, "Geometries of the university"), about(91, "Geometry at universities")])
    assert await like(store, 90) == [91]


async def test_nothing_is_like_a_paper_that_is_not_there(store: Store) -> None:
    await save(store, kinds(0))
    assert await like(store, 99) == []


async def test_neighbors_are_whole_papers(store: Store) -> None:
    await save(store, kinds(0))
    neighbors = await store.similar(ArxivId("2611.00007"), top=2)
    assert [neighbor.paper.title for neighbor in neighbors] == ["A study of otter den rivers"] * 2
