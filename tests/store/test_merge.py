from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.papers.model import Paper
from bot.store.merge import merged
from tests.store.samples import FRIDAY, LYNX, NOON, THURSDAY, paper

BARE = Paper(LYNX, "", "", (), ())


@pytest.mark.parametrize(
    ("known", "fresh", "title"),
    [
        pytest.param(1, 2, "fresh", id="a newer version"),
        pytest.param(2, 2, "fresh", id="the same version again"),
        pytest.param(3, 2, "known", id="an older version"),
        pytest.param(2, None, "known", id="no version, after one was known"),
        pytest.param(None, 2, "fresh", id="a version, after none was known"),
        pytest.param(None, None, "fresh", id="no version at all"),
    ],
)
def test_text_is_that_of_the_newest_version_and_of_equals_the_later(
    known: int | None, fresh: int | None, title: str
) -> None:
    both = merged(paper(title="known", version=known), paper(title="fresh", version=fresh))
    assert both.title == title
    assert both.version == max((version for version in (known, fresh) if version), default=None)


@pytest.mark.parametrize("version", [1, 2, None])
def test_what_a_source_does_not_give_stays_known(version: int | None) -> None:
    whole = paper(version=1, submitted_at=NOON, comment="c", journal_ref="j", doi="d", code_url="u")
    assert merged(whole, replace(BARE, version=version)) == replace(whole, version=version or 1)


def test_what_an_older_version_alone_tells_is_taken_in() -> None:
    both = merged(paper(version=2, abstract=""), paper(version=1, abstract="From v1.", doi="10.1/1", title="Old"))
    assert (both.abstract, both.doi, both.title, both.version) == ("From v1.", "10.1/1", paper().title, 2)


@pytest.mark.parametrize(
    ("known", "fresh", "announced"),
    [
        pytest.param((None, False), (FRIDAY, True), (FRIDAY, True), id="any date beats none"),
        pytest.param((FRIDAY, True), (None, False), (FRIDAY, True), id="none takes nothing away"),
        pytest.param((THURSDAY, True), (FRIDAY, False), (FRIDAY, False), id="told beats estimated"),
        pytest.param((FRIDAY, False), (THURSDAY, True), (FRIDAY, False), id="estimated does not beat told"),
        pytest.param((FRIDAY, False), (THURSDAY, False), (THURSDAY, False), id="the earlier of two told"),
        pytest.param((THURSDAY, True), (FRIDAY, True), (THURSDAY, True), id="the earlier of two estimates"),
        pytest.param((None, False), (None, False), (None, False), id="still not known"),
    ],
)
def test_the_announcement(
    known: tuple[date | None, bool], fresh: tuple[date | None, bool], announced: tuple[date | None, bool]
) -> None:
    both = merged(
        paper(announced=known[0], announced_is_estimate=known[1]),
        paper(announced=fresh[0], announced_is_estimate=fresh[1]),
    )
    assert (both.announced, both.announced_is_estimate) == announced


@pytest.mark.parametrize(
    ("known", "fresh", "withdrawn"),
    [
        pytest.param((1, False), (2, True), True, id="the newest version is a withdrawal"),
        pytest.param((2, True), (2, False), True, id="another source has not noticed"),
        pytest.param((2, True), (None, False), True, id="a source without versions has not noticed"),
        pytest.param((2, True), (1, False), True, id="an older version was not withdrawn yet"),
        pytest.param((2, True), (3, False), False, id="it was handed in again"),
        pytest.param((3, False), (2, True), False, id="an older version was a withdrawal"),
    ],
)
def test_a_withdrawal_holds_until_a_newer_version(
    known: tuple[int, bool], fresh: tuple[int | None, bool], *, withdrawn: bool
) -> None:
    first = paper(version=known[0], withdrawn=known[1])
    assert merged(first, paper(version=fresh[0], withdrawn=fresh[1])).withdrawn is withdrawn


@st.composite
def words_on_one_paper(draw: st.DrawFn) -> Paper:
    announced = draw(st.none() | st.dates())
    return Paper(
        id=LYNX,
        title=draw(st.sampled_from(["", "A", "B"])),
        abstract=draw(st.sampled_from(["", "x", "y"])),
        authors=draw(st.sampled_from([(), ("A",), ("B", "C")])),
        categories=draw(st.sampled_from([(), ("cs.CL",)])),
        announced=announced,
        announced_is_estimate=announced is not None and draw(st.booleans()),
        version=draw(st.none() | st.integers(1, 3)),
        submitted_at=draw(st.sampled_from([None, NOON])),
        comment=draw(st.sampled_from([None, "c", "d"])),
        withdrawn=draw(st.booleans()),
    )


@given(words_on_one_paper(), words_on_one_paper())
def test_hearing_the_same_again_changes_nothing(known: Paper, fresh: Paper) -> None:
    once = merged(known, fresh)
    assert merged(once, fresh) == once
    assert merged(known, known) == known


@given(words_on_one_paper(), words_on_one_paper())
def test_nothing_known_is_ever_lost_to_nothing(known: Paper, fresh: Paper) -> None:
    both = merged(known, fresh)
    for field in fields(Paper):
        if not getattr(both, field.name):
            assert field.name in {"withdrawn", "announced_is_estimate"} or not getattr(known, field.name)
