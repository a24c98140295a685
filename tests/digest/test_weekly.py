"""The week's hottest papers, and those that are talked about faster than before."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.digest.weekly import MIN_GAIN, RISING_WINDOW, Candidate, Week, WeekPaper, count_before, rise_of, the_week
from bot.papers.model import ArxivId, Engagement, Paper, StoredPaper

NOW = datetime(2026, 11, 22, 7, tzinfo=UTC)
MONDAY, FRIDAY, SUNDAY = date(2026, 11, 16), date(2026, 11, 20), date(2026, 11, 22)


def hours_ago(hours: float) -> datetime:
    return NOW - timedelta(hours=hours)


def measured(hours: float, likes: int | None, source: str = "x") -> Engagement:
    return Engagement(source, likes, None, None, hours_ago(hours))


def candidate(
    number: int, *series: Engagement, announced: date | None = MONDAY, weights: Mapping[str, float] | None = None
) -> Candidate:
    paper = Paper(ArxivId(f"2611.{number:05d}"), f"On {number}", "We say.", ("A. Author",), ("cs.CL",), announced)
    latest = {one.source: one for one in sorted(series, key=lambda one: one.measured_at)}
    heat = sum((weights or {}).get(source, 1.0) * one.count for source, one in latest.items())
    return Candidate(StoredPaper(paper, paper.title, paper.abstract, float(heat), latest), series)


def week(
    *candidates: Candidate, weights: Mapping[str, float] | None = None, top: int = 10, max_risers: int = 5
) -> Week:
    return the_week(candidates, weights=weights or {}, now=NOW, top=top, max_risers=max_risers)


def numbers(papers: Sequence[WeekPaper]) -> list[int]:
    return [int(one.stored.id[-5:]) for one in papers]


def test_the_hottest_come_first_and_ties_go_by_ascending_id() -> None:
    found = week(*(candidate(n, measured(1, likes)) for n, likes in ((3, 50), (1, 90), (2, 50), (4, 0))))
    assert numbers(found.top) == [1, 2, 3]
    assert [one.rank for one in found.top] == [1, 2, 3]
    assert (found.considered, found.since, found.until) == (4, MONDAY, SUNDAY)


def test_a_week_without_papers_is_empty() -> None:
    found = week()
    assert (found.considered, found.top, found.risers) == (0, (), ())


def test_a_riser_gained_most_beside_what_it_had_and_need_not_be_among_the_hottest() -> None:
    steady = candidate(1, measured(100, 900), measured(48, 1000), measured(0, 1010))
    riser = candidate(2, measured(100, 5), measured(48, 10), measured(0, 310))
    found = week(steady, riser, top=1)
    assert (numbers(found.top), numbers(found.risers)) == ([1], [2])
    [one] = found.risers
    assert (one.rank, one.heat, one.heat_before, one.gained) == (2, 310, 10, 300)


def test_from_one_to_five_is_no_rise() -> None:
    assert week(candidate(1, measured(48, 1), measured(0, 5))).risers == ()
    assert week(candidate(1, measured(48, 0), measured(0, MIN_GAIN - 1))).risers == ()
    assert numbers(week(candidate(1, measured(48, 0), measured(0, int(MIN_GAIN)))).risers) == [1]


def test_a_paper_of_two_days_is_no_riser_for_all_its_heat_is_new() -> None:
    found = week(candidate(1, measured(0, 5000), announced=SUNDAY), candidate(2, measured(60, 3)))
    assert found.risers == ()
    assert (found.top[0].heat_before, found.top[0].rise) == (0, 0)


def test_the_same_growth_means_more_for_the_older_paper() -> None:
    series = (measured(50, 30), measured(48, 30), measured(0, 330))
    found = week(candidate(1, *series, announced=FRIDAY), candidate(2, *series))
    assert numbers(found.risers) == [2]


def test_a_paper_that_slows_down_does_not_rise() -> None:
    assert week(candidate(1, measured(100, 200), measured(48, 300), measured(0, 400))).risers == ()


def test_a_source_read_for_the_first_time_makes_no_riser() -> None:
    newly_on = candidate(1, measured(100, 5), measured(10, 400, "reddit"), measured(0, 410, "reddit"))
    assert week(newly_on).risers == ()
    was_read = candidate(2, measured(70, 1, "reddit"))
    assert numbers(week(newly_on, was_read).risers) == [1]


def test_weights_count_for_growth_as_for_heat() -> None:
    weights = {"hackernews": 0.1}
    one = candidate(1, measured(48, 0, "hackernews"), measured(0, 150, "hackernews"), weights=weights)
    assert week(one, weights=weights).risers == ()
    assert week(one, weights=weights).top[0].heat == 15


def test_a_paper_whose_announcement_is_not_known_does_not_rise() -> None:
    assert week(candidate(1, measured(48, 0), measured(0, 500), announced=None)).risers == ()


def test_the_formula() -> None:
    week_old = rise_of(heat_before=30, gained=100, age=timedelta(hours=168))
    assert week_old == pytest.approx(100 / 50 * 120 / 48)
    # The pace of 48 hours beside that of the 48 before, STEADY_HEAT aside.
    assert rise_of(heat_before=80, gained=100, age=timedelta(hours=96)) == pytest.approx(1)


@pytest.mark.parametrize(
    ("series", "from_zero", "expected"),
    [
        ([], True, 77),
        ([(60, 10), (36, 34)], True, 22),
        ([(60, 10), (50, 12)], True, 12),
        ([(48, 10), (0, 99)], True, 10),
        ([(40, 10), (0, 99)], True, 0),
        ([(40, 10), (0, 99)], False, 10),
        ([(60, 10), (48, None), (36, 34)], True, 22),
    ],
    ids=["none", "between", "after the last", "at one", "before the first", "never read before", "unknown is no zero"],
)
def test_a_past_count_is_read_off_the_series(
    series: list[tuple[float, int | None]], *, from_zero: bool, expected: float
) -> None:
    known = [measured(hours, likes) for hours, likes in series]
    found = count_before(known, "x", at=hours_ago(48), latest=77, from_zero=from_zero)
    assert found == pytest.approx(expected)


counts = st.none() | st.integers(0, 10**7)
serieses = st.lists(
    st.builds(measured, st.floats(0, 200), counts, st.sampled_from(["x", "hackernews", "reddit"])), max_size=12
)
days = st.sampled_from([MONDAY, FRIDAY, SUNDAY, None])
weeks = st.lists(st.tuples(serieses, days), max_size=12)


@settings(deadline=None)
@given(weeks, st.integers(1, 12), st.integers(0, 6), st.randoms())
def test_any_week_keeps_its_promises(
    papers: list[tuple[list[Engagement], date | None]], top: int, max_risers: int, random: object
) -> None:
    candidates = [candidate(n, *series, announced=announced) for n, (series, announced) in enumerate(papers, start=1)]
    found = week(*candidates, top=top, max_risers=max_risers)
    assert len(found.top) <= top
    assert len(found.risers) <= max_risers
    heats = [one.heat for one in found.top]
    assert heats == sorted(heats, reverse=True)
    assert all(heat > 0 for heat in heats)
    rises = [one.rise for one in found.risers]
    assert rises == sorted(rises, reverse=True)
    assert all(one.gained >= MIN_GAIN and one.rise > 1 for one in found.risers)
    random.shuffle(candidates)  # type: ignore[attr-defined]
    assert week(*candidates, top=top, max_risers=max_risers) == found


@given(serieses, st.booleans())
def test_a_past_count_is_never_beyond_what_was_measured(series: list[Engagement], from_zero: bool) -> None:  # noqa: FBT001
    known = [one.count for one in series if one.source == "x" and one.likes is not None]
    found = count_before(series, "x", at=hours_ago(48), latest=7, from_zero=from_zero)
    assert 0 <= found <= max(known, default=7) * (1 + 1e-9)


@given(st.floats(0, 1e7), st.floats(0, 1e7), st.floats(0, 1e7), st.floats(49, 168))
def test_more_gained_or_less_before_never_rises_less(before: float, gained: float, more: float, hours: float) -> None:
    age = timedelta(hours=hours)
    rise = rise_of(heat_before=before, gained=gained, age=age)
    assert rise_of(heat_before=before, gained=gained + more, age=age) >= rise
    assert rise_of(heat_before=before + more, gained=gained, age=age) <= rise
    assert rise_of(heat_before=before, gained=gained, age=age + RISING_WINDOW) >= rise
