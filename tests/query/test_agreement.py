"""Search and matching agree: for any query and any papers, SQL finds what the matcher lets through."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.papers.model import ENGAGEMENT_SOURCES, ArxivId, Paper
from bot.query.grammar import MAX_CHARS, QueryError
from bot.query.match import matches
from bot.query.sql import search
from bot.query.tree import Query
from bot.query.unparse import unparse
from tests.query.library import Library, Sample
from tests.query.strategies import crowd, queries, samples, scribbles

WRITTEN = Path(__file__).with_name("written_queries.txt")


@pytest.fixture(scope="module")
def crowded() -> Library:
    library = Library()
    library.db.execute("begin")
    library.add(crowd(50))
    library.db.execute("commit")
    return library


@settings(max_examples=200, deadline=None)
@given(papers=st.lists(samples, max_size=3), asked=st.lists(queries, min_size=1, max_size=10))
def test_any_query_finds_exactly_what_it_matches(crowded: Library, papers: list[Sample], asked: list[Query]) -> None:
    texts = [text for text in map(unparse, asked) if len(text) <= MAX_CHARS]
    crowded.db.execute("begin")
    try:
        crowded.add(papers)
        known = crowded.papers()
        assert [crowded.search(text) for text in texts] == [crowded.match(text, known) for text in texts]
    finally:
        crowded.db.execute("rollback")


@settings(max_examples=200, deadline=None)
@given(text=scribbles)
@example('"; drop table papers; --')
@example('tool* OR "a* NEAR(b" {title}:x')
def test_whatever_is_typed_is_an_answer_or_a_pointed_error(crowded: Library, text: str) -> None:
    assert _answer(crowded.search, text) == _answer(crowded.match, text)


def _answer(ask: Callable[[str], list[int]], text: str) -> list[int] | str:
    try:
        return ask(text)
    except QueryError as error:
        return error.pointed()


@pytest.mark.shared
def test_written_queries_find_the_same_among_real_papers(shared: Path) -> None:
    library = Library()
    library.db.execute("begin")
    library.add(real_samples(shared / "papers"))
    papers = library.papers()
    written = [line for line in WRITTEN.read_text(encoding="utf-8").splitlines() if line]
    assert len(written) == len(set(written)) == 300
    hits = 0
    for text in written:
        bound = library.bind(text)
        looked_up = search(bound)
        sql = f"select number from papers where {looked_up.where}"  # noqa: S608 - the SQL under test
        found = {number for (number,) in library.db.execute(sql, looked_up.parameters)}
        assert found == {number for number, paper in papers.items() if matches(bound, paper)}, text
        hits += bool(found)
    assert hits > 250


def real_samples(folder: Path) -> list[Sample]:
    """Return the reference papers; heat and sources, which they have none of, follow from their ids."""
    found: dict[str, Sample] = {}
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            read = json.loads(line)
            found.setdefault(read["id"], _real_sample(read, date.fromisoformat(file.stem)))
    return list(found.values())


def _real_sample(read: dict[str, Any], announced: date) -> Sample:
    number = int(read["id"].replace(".", ""))
    paper = Paper(
        ArxivId(read["id"]),
        read["title"],
        read["summary"],
        tuple(dict.fromkeys(read["authors"])),
        tuple(dict.fromkeys(read["categories"])),
        None if number % 50 == 0 else announced,
    )
    talked_on = tuple(source for at, source in enumerate(ENGAGEMENT_SOURCES, start=2) if number % at == 0)
    return Sample(paper, float(number * 7 % 211), talked_on[::2], talked_on[1::2])
