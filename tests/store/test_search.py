"""What people find when they ask the store, and in which order."""

import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.papers.model import ArxivId, Engagement, ImportedPaper, Mention, Paper
from bot.query.day import DayIndex
from bot.query.error import QueryError
from bot.query.grammar import MAX_CHARS, parse
from bot.query.tree import Query
from bot.query.unparse import unparse
from bot.store import recent, search, words
from bot.store.contract import Store
from bot.store.sqlite import open_store
from tests.query.library import Sample
from tests.query.strategies import queries, samples

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = date(2026, 11, 20)


def about(number: int, title: str = "A title", abstract: str = "", *, heat: int = 0, **fields: object) -> ImportedPaper:
    paper = Paper(ArxivId(f"2611.{number:05}"), title, abstract, ("Ada Byron",), ("cs.CL",), DAY)
    engagement = [Engagement("x", heat, None, None, AT)] if heat else []
    return ImportedPaper(replace(paper, **fields), engagement)


async def found(store: Store, text: str, *, top: int = 100, skip: int = 0) -> list[int]:
    """Return the numbers of the papers found, in the order of the answer."""
    answer = await store.search(parse(text), top=top, skip=skip)
    assert list(answer.scores) == sorted(answer.scores, reverse=True)
    assert len(answer.scores) == len(answer.papers)
    return [int(paper.id[-5:]) for paper in answer.papers]


async def test_a_word_in_the_title_is_worth_more_than_in_the_abstract(store: Store) -> None:
    await store.save_imported(
        [
            about(1, "Cats", "we see otter tracks"),
            about(2, "Otter", "we see cats tracks"),
            about(3, "Cats", "we see heron tracks"),
            about(4, "Heron", "we see heron tracks"),
            about(5, "Heron", "we see heron tracks"),
        ],
        seen_at=AT,
    )
    assert await found(store, "otter") == [2, 1]


async def test_authors_and_categories_do_not_make_a_paper_more_relevant(store: Store) -> None:
    papers = [about(1, "Otter", categories=("cs.CL", "cs.LG")), about(2, "Otter", authors=("Otter Otter", "Bo"))]
    await store.save_imported([*papers, about(3), about(4), about(5)], seen_at=AT)
    plain = await store.search(parse("otter"), top=10)
    narrowed = await store.search(parse("otter #cs.CL"), top=10)
    assert {paper.id[-1] for paper in plain.papers} == {"1", "2"}
    assert sorted(narrowed.scores) == pytest.approx(sorted(plain.scores))


async def test_heat_lifts_a_paper_gently_and_never_beyond_a_half(store: Store) -> None:
    papers = [about(1, "Otter"), about(2, "Otter", heat=100), about(3, "Otter", heat=10_000_000)]
    await store.save_imported([*papers, *(about(number) for number in range(4, 12))], seen_at=AT)
    answer = await store.search(parse("otter"), top=10)
    assert [paper.id[-1] for paper in answer.papers] == ["3", "2", "1"]
    cold = answer.scores[2]
    assert [score / cold for score in answer.scores] == pytest.approx([1.5, 1.25, 1.0], rel=1e-4)


async def test_a_better_match_beats_a_hotter_one(store: Store) -> None:
    papers = [about(1, "Otter", "an otter, by otters"), about(2, "Cats", "one otter among many a cat", heat=5000)]
    await store.save_imported([*papers, *(about(number) for number in range(3, 12))], seen_at=AT)
    assert await found(store, "otter") == [1, 2]


@pytest.mark.parametrize("text", ["", "#cs.CL", "-survey", "@byron", "otter OR heat>=0", "since:2026-11-01"])
async def test_without_a_word_to_meet_the_hottest_come_first_then_the_newest(store: Store, text: str) -> None:
    older = about(1, "Otter", announced=DAY - timedelta(days=1))
    await store.save_imported([older, about(2, heat=7), about(3), about(4, heat=90)], seen_at=AT)
    assert await found(store, text) == [4, 2, 3, 1]


async def test_pages_follow_each_other_without_gap_or_repetition(store: Store) -> None:
    await store.save_imported([about(number, "Otter", heat=number) for number in range(1, 26)], seen_at=AT)
    pages = [await store.search(parse("otter"), top=10, skip=skip) for skip in (0, 10, 20, 30)]
    assert [int(paper.id[-5:]) for page in pages for paper in page.papers] == list(range(25, 0, -1))
    assert [page.more for page in pages] == [True, True, False, False]


async def test_an_answer_of_all_hits_claims_no_bound(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    bound_at(monkeypatch, 3)
    await store.save_imported([about(number, "Otter") for number in range(1, 4)], seen_at=AT)
    assert (await store.search(parse("otter"), top=10)).bounded_at is None


@pytest.mark.parametrize("text", ["otter", "#cs.CL", "-heron", "otter OR id:2611.00001", "@byron otter"])
async def test_the_newest_that_pass_are_scored_and_the_answer_says_so(
    store: Store, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    bound_at(monkeypatch, 3)
    await store.save_imported([about(number, "Otter", heat=50 - number) for number in range(1, 7)], seen_at=AT)
    answer = await store.search(parse(text), top=10)
    assert [int(paper.id[-5:]) for paper in answer.papers] == [4, 5, 6]
    assert (answer.bounded_at, answer.more) == (3, False)
    beyond = await store.search(parse(text), top=10, skip=50)
    assert (beyond.papers, beyond.bounded_at, beyond.more) == ((), 3, False)


@pytest.mark.parametrize(
    "text",
    [
        *["otter heat>=5", "otter #math.AG", "otter @noether", "otter from:x", "otter until:2025-06-01", "otter -new"],
        *["heat>=5", "heat>4", "#math.AG", "@noether", "from:x", "until:2025-06-01", "-new", "old", "id:2611.00001"],
        *["-#cs.CL", "otter -#cs.CL", "otter -@byron", "@e", "(otter OR cat) -(new OR #cs.CL)", "-new OR heat>=900"],
    ],
)
async def test_no_bound_hides_an_old_paper_that_alone_passes_the_filters(
    store: Store, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    bound_at(monkeypatch, 3)
    old = about(
        1,
        "An old otter",
        heat=5,
        announced=date(2025, 6, 1),
        categories=("math.AG",),
        authors=("Emmy Noether",),
    )
    await store.save_imported([old, *(about(number, "A new otter") for number in range(2, 9))], seen_at=AT)
    answer = await store.search(parse(text), top=10)
    assert [int(paper.id[-5:]) for paper in answer.papers] == [1]
    assert answer.bounded_at is None


async def test_of_many_terms_fewer_papers_are_scored(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "ENOUGH", 1)
    monkeypatch.setattr(search, "TERMS", 6)
    await store.save_imported([about(number, "Otter and heron") for number in range(1, 6)], seen_at=AT)
    for text, scored in (("otter", None), ("otter OR heron", 3), ("otter heron and OR an*", 1)):
        assert (await store.search(parse(text), top=10)).bounded_at == scored, text


async def test_without_a_word_the_look_goes_back_block_by_block_until_there_are_enough(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "BLOCKS_DAYS", (1, 4))
    bound_at(monkeypatch, 3)
    papers = [about(number, "A heron", announced=DAY - timedelta(days=10 - number)) for number in range(1, 10)]
    await store.save_imported([*papers, about(10, "Otter"), about(11, "Otter", announced=None)], seen_at=AT)
    assert await found(store, "-otter") == [9, 8, 7]
    assert (await store.search(parse("-otter"), top=2)).bounded_at == 3
    assert await found(store, "-heron") == [10, 11]
    assert (await store.search(parse("-heron"), top=10)).bounded_at is None
    assert await found(store, "-otter until:2026-11-13", top=2) == [3, 2]


async def test_a_withdrawn_paper_is_found_but_is_no_candidate(store: Store) -> None:
    await store.save_imported([about(1, "Otter", withdrawn=True), about(2, "Otter")], seen_at=AT)
    assert sorted(await found(store, "otter")) == [1, 2]
    assert [paper.id[-1] for paper in await store.announced_matching(parse("otter"), DAY, DAY)] == ["2"]
    assert [paper.id[-1] for paper in await store.paper_tokens(DAY, DAY)] == ["2"]


async def test_an_author_added_later_is_found_by_the_words_of_the_name(store: Store) -> None:
    await store.save_imported([about(1, authors=("Renée  Müller",))], seen_at=AT)
    await store.save_imported([about(2, authors=("Renée  Müller", "Bo Li")), about(3)], seen_at=AT)
    assert await found(store, '@"R Muller"') == [2, 1]
    assert await found(store, "@li") == [2]


async def test_asking_leaves_the_file_as_it_is(store: Store, path: Path) -> None:
    await store.save_imported([about(1, "Otter")], seen_at=AT)
    before = written(path)
    await store.search(parse("otter* @ada -survey"), top=10)
    await store.bound([parse("otter")])
    await store.paper_tokens(DAY, DAY)
    await store.announced_matching(parse("otter"), DAY, DAY)
    assert written(path) == before


async def test_a_term_without_a_letter_is_refused_where_it_stands(store: Store) -> None:
    for asked in (
        store.search(parse("otter 🔥"), top=10),
        store.announced_matching(parse("otter 🔥"), DAY, DAY),
        store.bound([parse("otter"), parse("otter 🔥")]),
    ):
        with pytest.raises(QueryError) as caught:
            await asked
        assert caught.value.position == len("otter ")
    assert await found(store, "otter") == []


async def test_queries_bound_together_get_the_tokens_they_get_alone(store: Store) -> None:
    asked = [parse(text) for text in ('"State-of-the-art tools" play*', "@müller tools", "", "key* tools")]
    assert list(await store.bound(asked)) == [(await store.bound([query]))[0] for query in asked]


def written(path: Path) -> list[bytes]:
    return [file.read_bytes() for file in (path, path.with_name(f"{path.name}-wal"))]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    papers=st.lists(samples, min_size=1, max_size=5),
    asked=st.lists(queries, min_size=1, max_size=12),
    scored=st.sampled_from([2, 5000]),
    manner=st.sampled_from(["eager", "patient"]),
)
async def test_search_candidates_and_matching_agree_on_any_papers(
    tmp_path_factory: pytest.TempPathFactory, papers: list[Sample], asked: list[Query], scored: int, manner: str
) -> None:
    path = tmp_path_factory.mktemp("agreement") / "papers.db"
    store = await open_store(path, create=True)
    with pytest.MonkeyPatch.context() as monkeypatch:
        bound_at(monkeypatch, scored)
        if manner == "eager":
            be_eager(monkeypatch)
        try:
            await store.save_imported([imported(number, each) for number, each in enumerate(papers)], seen_at=AT)
            await store.refresh_search()
            await agree(store, [parse(text) for text in map(unparse, asked) if len(text) <= MAX_CHARS], numbers(path))
        finally:
            await store.close()


async def agree(store: Store, asked: list[Query], numbers: Mapping[str, int]) -> None:
    since, until = date.min, date.max
    day = DayIndex(await store.paper_tokens(since, until))
    for query, bound in zip(asked, await store.bound(asked), strict=True):
        matched = [day.papers[at].id for at in day.matching(bound)]
        candidates = await store.announced_matching(query, since, until)
        assert [paper.id for paper in candidates] == matched, query.text
        answer = await store.search(query, top=100)
        dated = {paper.id for paper in answer.papers if paper.paper.announced}
        if answer.bounded_at is None:
            assert dated == set(matched), query.text
        else:
            assert len(answer.papers) == answer.bounded_at, query.text
            oldest = min(numbers[paper.id] for paper in answer.papers)
            assert dated == {paper_id for paper_id in matched if numbers[paper_id] >= oldest}, query.text


def numbers(path: Path) -> Mapping[str, int]:
    """Return by id the number of each paper: which of two is newer."""
    with sqlite3.connect(path) as db:
        found = dict(db.execute("select id, number from papers").fetchall())
    db.close()
    return found


def be_eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every look stop as soon as it may: all words are common, the newest papers have an index of their own."""
    monkeypatch.setattr(recent, "KEPT", 2)
    monkeypatch.setattr(recent, "BATCH", 1)
    monkeypatch.setattr(words, "COMMON", 0)
    for name, value in {"COSTLY": 0, "JOINED": 0, "ENOUGH": 1, "TERMS": 4, "BLOCKS_DAYS": (0, 1, 2)}.items():
        monkeypatch.setattr(search, name, value)


def imported(number: int, each: Sample) -> ImportedPaper:
    """Return a sample as a file would tell it, with heat from one source and talk on others."""
    paper = replace(each.paper, id=ArxivId(f"2101.{number + 1:05}"))
    engagement = [Engagement(source, None, None, 1, AT) for source in each.measured_on]
    if each.heat:
        engagement = [*engagement[1:], Engagement("x", round(each.heat), None, None, AT)]
    mentions = [Mention(source, "k", paper.id, "https://talk.example/k") for source in each.mentioned_on]
    return ImportedPaper(paper, engagement, mentions)


def bound_at(monkeypatch: pytest.MonkeyPatch, scored: int) -> None:
    """Let no more than ``scored`` papers be scored, so that a handful of papers reaches the bound."""
    monkeypatch.setattr(search, "SCORED", scored)
