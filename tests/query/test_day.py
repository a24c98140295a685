"""The index of a day gives the answers of the plain definition, and so those of search."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.papers.model import ArxivId
from bot.query.bind import BoundQuery
from bot.query.day import DayIndex
from bot.query.grammar import MAX_CHARS
from bot.query.match import PaperTokens, matches
from bot.query.tree import Query
from bot.query.unparse import unparse
from tests.query.library import Library, Sample, sample
from tests.query.strategies import queries, samples
from tests.query.test_agreement import WRITTEN, real_samples


@pytest.fixture(scope="module")
def empty() -> Library:
    return Library()


def matched_one_by_one(bound: BoundQuery, papers: list[PaperTokens]) -> list[int]:
    return [at for at, paper in enumerate(papers) if matches(bound, paper)]


@settings(max_examples=300, deadline=None)
@given(papers=st.lists(samples, max_size=6), asked=st.lists(queries, min_size=1, max_size=8))
def test_a_day_answers_any_query_as_each_of_its_papers_does(
    empty: Library, papers: list[Sample], asked: list[Query]
) -> None:
    texts = [text for text in map(unparse, asked) if len(text) <= MAX_CHARS]
    assume(texts)
    empty.db.execute("begin")
    try:
        empty.add(papers)
        tokens = list(empty.papers().values())
        bound = [empty.bind(text) for text in texts]
    finally:
        empty.db.execute("rollback")
    day = DayIndex(tokens)
    assert [day.matching(each) for each in bound] == [matched_one_by_one(each, tokens) for each in bound]


@pytest.mark.shared
def test_written_queries_find_the_same_in_the_index_of_real_days(shared: Path) -> None:
    library = Library()
    library.db.execute("begin")
    library.add(real_samples(shared / "papers"))
    papers = library.papers()
    day, numbers = DayIndex(list(papers.values())), list(papers)
    hits = 0
    for text in filter(None, WRITTEN.read_text(encoding="utf-8").splitlines()):
        found = [numbers[at] for at in day.matching(library.bind(text))]
        assert found == library.search(text), text
        hits += bool(found)
    assert hits > 250


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [0, 1, 2]),
        ('"tool use"', [0]),
        ('"use made"', []),
        ('"use of too*"', []),
        ("tool -survey", [0]),
        ("@lecun", [0, 1]),
        ('@"Y LeCun"', [0]),
        ('@"yann bengio"', []),
        ("#cs", [0, 2]),
        ("#math-ph", [1]),
        ("heat>=12.5", [0, 1]),
        ("heat>12.5", [1]),
        ("since:2026-11-02", [1]),
        ("until:2026-11-01", [0]),
        ("from:hn OR id:2101.00003", [1, 2]),
    ],
)
def test_a_small_day(empty: Library, text: str, found: list[int]) -> None:
    text = text.replace("from:hn", "from:hackernews")
    empty.db.execute("begin")
    try:
        empty.add(
            [
                sample(
                    "Tool use",
                    "Made easy",
                    authors=["Yann LeCun", "Yoshua Bengio"],
                    categories=["cs.CL"],
                    announced=date(2026, 11, 1),
                    heat=12.5,
                ),
                sample(
                    "A survey of tools",
                    "To use",
                    authors=["Marie LeCun"],
                    categories=["math.MP"],
                    announced=date(2026, 11, 2),
                    heat=50.0,
                    mentioned_on=["hackernews"],
                ),
                sample("Something else", "entirely", categories=["cs.LG"]),
            ]
        )
        day = DayIndex(list(empty.papers().values()))
        assert day.matching(empty.bind(text)) == found
    finally:
        empty.db.execute("rollback")


def test_a_day_without_papers_has_nothing_for_anybody(empty: Library) -> None:
    day = DayIndex([])
    assert [day.matching(empty.bind(text)) for text in ("", "tool", "-tool", "#cs", "@lecun")] == [[]] * 5


def test_papers_keep_the_order_in_which_they_were_given(empty: Library) -> None:
    papers = [PaperTokens(ArxivId(f"2101.0000{n}"), ("tool",), (), heat=float(n)) for n in (3, 1, 2)]
    day = DayIndex(papers)
    assert [day.papers[at].id[-1] for at in day.matching(empty.bind("tool heat>=2"))] == ["3", "2"]
