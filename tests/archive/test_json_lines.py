"""Papers as JSON Lines, line by line."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.json_lines import BATCH_LINES, LONGEST_LINE_BYTES, parse_paper, read_batches
from bot.errors import MalformedInput
from bot.papers.model import Engagement, ImportedPaper
from tests.archive.samples import line

SEEN_AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
X = {"likes": 1, "reposts": 2, "replies": None, "at": "2025-06-02T10:00:00+02:00"}
TALK = {"source": "hackernews", "url": "https://news.ycombinator.com/item?id=42"}


def parse(text: str | bytes, announced: date | None = None) -> ImportedPaper:
    data = text.encode() if isinstance(text, str) else text
    return parse_paper(data, 7, announced=announced, seen_at=SEEN_AT)


def test_a_line_is_a_paper_with_its_text_as_it_came() -> None:
    imported = parse(line(comment="14 pages", announced="2025-06-02", pdf="ignored", anything={"else": []}))

    paper = imported.paper
    assert (paper.id, paper.title, paper.abstract) == ("2506.01234", "Tea and Entropy", "Tea\ncools.")
    assert (paper.authors, paper.categories) == (("Ada Shore",), ("cs.LG", "stat.ML"))
    assert (paper.announced, paper.comment, paper.version) == (date(2025, 6, 2), "14 pages", None)
    assert (imported.engagement, imported.mentions) == ((), ())


def test_an_abstract_may_come_under_either_name_and_may_be_empty() -> None:
    assert parse(line(summary=None, abstract="")).paper.abstract == ""
    assert parse(line(summary="one", abstract="two")).paper.abstract == "one"


def test_an_id_may_name_a_version_or_be_an_address() -> None:
    versioned = parse(line(id="2506.01234v3")).paper
    address = parse(line(id="https://arxiv.org/abs/math.GT/0309136")).paper

    assert (versioned.id, versioned.version) == ("2506.01234", 3)
    assert address.id == "math/0309136"


@pytest.mark.parametrize(
    "category", ["hep-th", "cond-mat.str-el", "68T50 (Primary); 62H30,\n  90C26", "I.2.7; J.3", "Primary: 14J50/14E07"]
)
def test_categories_and_subject_classes_stay_as_authors_wrote_them(category: str) -> None:
    assert parse(line(categories=["cs.CL", category])).paper.categories == ("cs.CL", category)


def test_the_lines_own_date_beats_that_of_the_files_name() -> None:
    by_name = date(2025, 6, 2)

    assert parse(line(), by_name).paper.announced == by_name
    assert parse(line(announced=None), by_name).paper.announced == by_name
    assert parse(line(announced="2025-06-01"), by_name).paper.announced == date(2025, 6, 1)


def test_a_line_may_tell_what_was_counted_and_said() -> None:
    mention = {**TALK, "author": "Ada", "handle": "ada", "text": "Nice", "at": "2025-06-02T10:00:00Z", "likes": 3}
    imported = parse(line(engagement={"x": X, "bluesky": {"likes": 5}, "reddit": {"likes": None}}, mentions=[mention]))

    assert imported.engagement == (
        Engagement("x", 1, 2, None, datetime(2025, 6, 2, 8, 0, tzinfo=UTC)),
        Engagement("bluesky", 5, None, None, SEEN_AT),
    )
    (said,) = imported.mentions
    assert (said.source, said.key, said.paper_id, said.likes) == ("hackernews", "42", "2506.01234", 3)
    assert (said.author, said.handle, said.text) == ("Ada", "ada", "Nice")
    assert said.posted_at == datetime(2025, 6, 2, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"id": None}, "id: is missing"),
        ({"id": 2506.01234}, "id: expected a text"),
        ({"id": "not an id"}, "id: “not an id” is not an arXiv id"),
        ({"title": None}, "title: is missing"),
        ({"title": " \n"}, "title: is blank"),
        ({"title": "a\0b"}, "title: has a NUL"),
        ({"title": "a\ud800b"}, "title: has half a character"),
        ({"summary": None}, "abstract: is missing"),
        ({"summary": ["x"]}, "summary: expected a text"),
        ({"authors": None}, "authors: expected a list"),
        ({"authors": []}, "authors: expected a list"),
        ({"authors": "Ada Shore"}, "authors: expected a list"),
        ({"authors": ["Ada", 7]}, "authors: expected a text"),
        ({"categories": ["cs.LG", " "]}, "categories: expected a list of texts, none of them blank"),
        ({"categories": ["cs.CL", "cs.LG},x={y"]}, "categories: 'cs.LG},x={y' is no category as cs.CL"),
        ({"categories": ["cs.CL\x1b[2J"]}, "categories: 'cs.CL\\x1b[2J' is no category"),
        ({"categories": ["\\input"]}, "categories: '\\\\input' is no category"),
        ({"announced": "20250602"}, "announced: expected a date as"),
        ({"announced": "2025-02-30"}, "announced: expected a date as"),
        ({"announced": "0001-01-01"}, "announced: 0001-01-01 is before arXiv began, on 1991-08-14"),
        ({"announced": "2027-11-22"}, "announced: 2027-11-22 is more than a year ahead"),
        ({"comment": 7}, "comment: expected a text"),
        ({"engagement": [X]}, "engagement: expected an object"),
        ({"engagement": {"x": 7}}, "engagement.x: expected an object"),
        ({"engagement": {"myspace": X}}, "engagement: 'myspace' is not a source of talk; there are x, hackernews"),
        ({"engagement": {"x": {**X, "likes": "many"}}}, "engagement.x.likes: expected a whole number"),
        ({"engagement": {"x": {**X, "likes": -1}}}, "engagement.x.likes: expected a whole number"),
        ({"engagement": {"x": {**X, "likes": True}}}, "engagement.x.likes: expected a whole number"),
        ({"engagement": {"x": {**X, "likes": 10**15}}}, "engagement.x.likes: expected a whole number"),
        ({"engagement": {"x": {**X, "at": "2026-11-21T08:00:01Z"}}}, "engagement.x.at: 2026-11-21 08:00 UTC lies in"),
        ({"engagement": {"x": {**X, "at": "1990-01-01T00:00:00Z"}}}, "engagement.x.at: 1990-01-01 is before arXiv"),
        ({"engagement": {"x": {**X, "at": "2025-06-02T10:00:00"}}}, "engagement.x.at: expected a moment with its zone"),
        ({"engagement": {"x": {**X, "at": "0001-01-01T00:00:00+09:00"}}}, "engagement.x.at: expected a moment"),
        ({"mentions": {}}, "mentions: expected a list"),
        ({"mentions": [{**TALK, "at": "2999-01-01T00:00:00Z"}]}, "mentions[0].at: 2999-01-01 00:00 UTC lies in"),
        ({"mentions": [TALK, "x"]}, "mentions[1]: expected an object"),
        ({"mentions": [{**TALK, "source": "arxiv"}]}, "mentions[0].source: 'arxiv' is not a source of talk"),
        ({"mentions": [{**TALK, "url": "javascript:alert(1)"}]}, "mentions[0].url: expected a web address"),
    ],
)
def test_a_wrong_field_is_named(fields: dict[str, Any], said: str) -> None:
    text = json.dumps({**json.loads(line()), **fields})

    with pytest.raises(MalformedInput) as caught:
        parse(text)

    assert str(caught.value).startswith(said)
    assert caught.value.line == 7


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"{", "Not JSON at character 2"),
        (b"[]", "Expected a JSON object"),
        (b"\xff\xfe{}", "not UTF-8"),
        (b"\xef\xbb\xbf{}", "Not JSON at character 1: Unexpected UTF-8 BOM"),
        (b"[" * 200_000, "nested too deep"),
        (b'{"id": ' + b"9" * 5_000 + b"}", "a number too long"),
        (b'"' + b"x" * LONGEST_LINE_BYTES, "longer than 8 MB"),
    ],
    ids=["torn", "list", "utf-16", "bom", "deep", "digits", "long"],
)
def test_a_line_that_is_no_object_says_why(data: bytes, said: str) -> None:
    with pytest.raises(MalformedInput, match=said):
        parse(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)
FIELDS = ["id", "title", "summary", "authors", "categories", "announced", "comment", "engagement", "mentions"]


@given(st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_whatever_a_field_holds_is_a_paper_or_a_named_problem(fields: dict[str, object]) -> None:
    try:
        imported = parse(json.dumps({**json.loads(line()), **fields}))
    except MalformedInput as error:
        problem = str(error)
    else:
        problem = ""
        assert imported.paper.title.strip()

    assert not problem or problem.startswith(("abstract", *FIELDS))


@pytest.mark.parametrize("announced", ["1991-08-14", "2027-11-21"])
def test_the_first_and_the_last_day_that_a_paper_may_have_are_taken(announced: str) -> None:
    assert parse(line(announced=announced)).paper.announced == date.fromisoformat(announced)


def test_clocks_may_differ_by_a_day() -> None:
    (counted,) = parse(line(engagement={"x": {**X, "at": "2026-11-21T08:00:00Z"}})).engagement

    assert counted.measured_at == datetime(2026, 11, 21, 8, tzinfo=UTC)


def test_lines_come_in_batches_that_fit_in_memory(tmp_path: Path) -> None:
    file = tmp_path / "2025-06-02.jsonl"
    file.write_text(line() * (2 * BATCH_LINES + 1), encoding="utf-8")

    sizes = [len(batch.papers) for batch in read_batches(file, seen_at=SEEN_AT)]

    assert sizes == [BATCH_LINES, BATCH_LINES, 1]


def test_a_line_too_long_is_passed_over_without_losing_count(tmp_path: Path) -> None:
    file = tmp_path / "papers.jsonl"
    long = b'{"id": "' + b"x" * (LONGEST_LINE_BYTES + 3 * 2**20) + b'"}\n'
    file.write_bytes(line().encode() + b"\n\r\n" + long + line(id="2506.00002").encode().replace(b"\n", b"\r\n") + b"{")

    batches = list(read_batches(file, seen_at=SEEN_AT))

    assert [one.paper.id for batch in batches for one in batch.papers] == ["2506.01234", "2506.00002"]
    assert [problem.line for batch in batches for problem in batch.problems] == [4, 6]
    assert all(one.paper.announced is None for batch in batches for one in batch.papers)


@pytest.mark.parametrize("name", ["2025-02-30", "0001-01-01", "2999-01-01"])
def test_a_name_that_is_no_date_gives_none(tmp_path: Path, name: str) -> None:
    file = tmp_path / f"{name}.jsonl"
    file.write_text(line(), encoding="utf-8")

    (batch,) = read_batches(file, seen_at=SEEN_AT)

    assert batch.papers[0].paper.announced is None


@pytest.mark.shared
def test_every_real_line_is_a_paper(shared: Path) -> None:
    batches = [batch for file in sorted((shared / "papers").iterdir()) for batch in read_batches(file, seen_at=SEEN_AT)]

    assert sum(len(batch.papers) for batch in batches) == 3131
    assert [problem for batch in batches for problem in batch.problems] == []
