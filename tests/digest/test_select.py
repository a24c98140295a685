from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest.availability import Availability, SourceState
from bot.digest.ranking import Term, heat_of, heat_terms
from bot.digest.select import FILL_UP_TO, Chosen, EmptyReason, as_posted, choose, why_empty
from bot.papers.model import ArxivId, Engagement, ImportedPaper, Paper, StoredPaper

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
THURSDAY, FRIDAY, SATURDAY, SUNDAY = (date(2026, 11, day) for day in (19, 20, 21, 22))
READ = SourceState(Availability.OK, "", NOON)
FAILED = SourceState(Availability.FAILED, "HTTP 500", None)


def stored(paper_id: str, heat: float = 0.0, announced: date | None = FRIDAY) -> StoredPaper:
    paper = Paper(ArxivId(paper_id), f"On {paper_id}", "We say.", ("A. Author",), ("cs.CL",), announced=announced)
    return StoredPaper(paper, paper.title, paper.abstract, heat, {})


def measured(source: str, likes: int | None, reposts: int | None) -> Engagement:
    return Engagement(source, likes, reposts, None, NOON)


def ids(chosen: Sequence[Chosen]) -> list[str]:
    return [one.stored.id for one in chosen]


def test_heat_is_the_weighted_sum_of_likes_and_reposts_with_its_terms_kept() -> None:
    terms = heat_terms(
        {"x": measured("x", 241, 1150), "hackernews": measured("hackernews", 212, None)}, {"hackernews": 2.0}
    )
    assert terms == (Term("x", 1.0, 1391), Term("hackernews", 2.0, 212))
    assert heat_of(terms) == 1391 + 424


def test_with_x_alone_heat_is_retweets_plus_favorites() -> None:
    assert heat_of(heat_terms({"x": measured("x", 209, 5634)}, {})) == 5843


def test_unknown_numbers_add_nothing() -> None:
    assert heat_of(heat_terms({"huggingface": measured("huggingface", None, None)}, {})) == 0


def test_the_hottest_comes_first_and_ties_go_by_ascending_id() -> None:
    candidates = [stored("2104.08500", 50), stored("2104.07896", 435), stored("2104.08223", 50)]
    assert ids(choose(candidates, min_heat=50, top=None)) == ["2104.07896", "2104.08223", "2104.08500"]


def test_the_bar_lets_in_what_reaches_it() -> None:
    candidates = [stored("2104.00001", 50), stored("2104.00002", 49.9)]
    assert ids(choose(candidates, min_heat=50, top=None)) == ["2104.00001"]


def test_what_was_shown_is_not_shown_again() -> None:
    candidates = [stored("2104.00001", 90), stored("2104.00002", 80)]
    assert ids(choose(candidates, min_heat=None, top=1, shown={ArxivId("2104.00001")})) == ["2104.00002"]


def test_a_thin_day_is_filled_up_with_the_newest_and_says_so() -> None:
    candidates = [stored("2611.00001", 3), *(stored(f"2611.0001{n}", announced=THURSDAY) for n in range(5))]
    candidates += [stored("2611.00020"), stored("2611.00021")]
    chosen = choose(candidates, min_heat=None, top=10)
    assert ids(chosen) == ["2611.00001", "2611.00021", "2611.00020", "2611.00014", "2611.00013"]
    assert [one.is_new for one in chosen] == [False, True, True, True, True]


def test_a_paper_without_a_date_fills_up_last() -> None:
    chosen = choose([stored("2611.99999", announced=None), stored("2611.00001")], min_heat=None, top=None)
    assert ids(chosen) == ["2611.00001", "2611.99999"]


@given(
    st.lists(st.floats(0, 1000), max_size=30),
    st.none() | st.floats(0, 500),
    st.none() | st.integers(1, 12),
)
def test_any_choice_keeps_its_promises(heats: list[float], min_heat: float | None, top: int | None) -> None:
    candidates = [stored(f"2611.{n:05d}", heat) for n, heat in enumerate(heats, start=1)]
    chosen = choose(candidates, min_heat=min_heat, top=top)
    assert len(set(ids(chosen))) == len(chosen) <= (top or len(candidates))
    hot = [one.stored.heat for one in chosen if not one.is_new]
    assert hot == sorted(hot, reverse=True)
    if min_heat is None:
        assert len(chosen) >= min(FILL_UP_TO, len(candidates), top or FILL_UP_TO)
    else:
        assert all(heat >= min_heat for heat in hot)
        assert len(hot) == len(chosen)


def test_of_an_imported_day_no_more_are_shown_than_asked_for() -> None:
    known = {one.id: one for one in (stored(f"2104.0000{n}") for n in range(1, 4))}
    posted = [ImportedPaper(one.paper, [measured("x", 60 + n, 0)]) for n, one in enumerate(known.values())]

    def shown(top: int | None, min_heat: float | None = None) -> list[tuple[int, str]]:
        return [(one.rank, one.stored.id) for one in as_posted(posted, known, {}, min_heat=min_heat, top=top)]

    assert shown(2) == [(1, "2104.00001"), (2, "2104.00002")]
    assert shown(1, min_heat=61) == [(1, "2104.00002")]
    assert len(shown(None)) == len(shown(4)) == 3


def reason(day: date, since: date | None = None, *, read: bool = False, arxiv: SourceState = READ) -> EmptyReason:
    return why_empty(
        day,
        since or day,
        now=NOON,
        holidays=frozenset(),
        listing_was_read=read,
        arxiv=arxiv,
    )


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (reason(SATURDAY), EmptyReason.WEEKEND),
        (reason(SUNDAY, SATURDAY), EmptyReason.WEEKEND),
        (reason(date(2026, 9, 8)), EmptyReason.HOLIDAY),
        (reason(date(2026, 11, 23)), EmptyReason.NOT_YET),
        (reason(FRIDAY, read=True), EmptyReason.NOTHING_ANNOUNCED),
        (reason(FRIDAY, arxiv=FAILED), EmptyReason.SOURCE_FAILED),
        (reason(FRIDAY), EmptyReason.NOT_GATHERED),
    ],
    ids=str,
)
def test_an_empty_digest_says_why(found: EmptyReason, expected: EmptyReason) -> None:
    assert found is expected


def test_nothing_announced_is_never_said_of_a_listing_that_was_not_read() -> None:
    assert reason(FRIDAY, read=False) is not EmptyReason.NOTHING_ANNOUNCED
