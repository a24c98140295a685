"""The week in papers: which were the hottest, and which are being talked about faster than before."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise
from typing import Final

from bot.papers.calendar import announced_at
from bot.papers.model import ArxivId, Engagement, StoredPaper

WEEK: Final = timedelta(days=7)
RISING_WINDOW: Final = timedelta(hours=48)
MIN_GAIN: Final = 20.0
"""The least heat that a riser gained in the window: from 1 to 5 is five times as much, and nothing."""

MAX_RISERS: Final = 5
"""So many risers a digest shows under its papers."""

STEADY_HEAT: Final = 20.0
"""Heat that every paper is taken to have had, so that the first voices do not count as a thousandfold rise."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paper of the week with every measurement of its engagement, in any order."""

    stored: StoredPaper
    series: Sequence[Engagement]


@dataclass(frozen=True, slots=True)
class WeekPaper:
    """A paper and how its heat moved: ``heat_before`` is what it was RISING_WINDOW ago.

    ``rank`` is its place by heat among all candidates, from 1. ``rise`` is its pace in the window over its pace
    before, as ``rise_of`` has it; 0 for a paper younger than the window.
    """

    rank: int
    stored: StoredPaper
    heat: float
    heat_before: float
    rise: float

    @property
    def gained(self) -> float:
        """Return the heat that the last RISING_WINDOW brought; negative where likes were taken back."""
        return self.heat - self.heat_before


@dataclass(frozen=True, slots=True)
class Week:
    """The week to ``until`` (its last day in UTC): ``top`` the hottest first, ``risers`` the fastest first.

    A paper may be in both. ``considered`` counts the candidates.
    """

    since: date
    until: date
    considered: int
    top: tuple[WeekPaper, ...]
    risers: tuple[WeekPaper, ...]


def the_week(
    candidates: Sequence[Candidate],
    *,
    weights: Mapping[str, float],
    now: datetime,
    top: int = 10,
    max_risers: int = MAX_RISERS,
) -> Week:
    """Return the hottest ``top`` of the papers announced in the last WEEK, and at most ``max_risers`` risers.

    The hottest: those with any heat, ties by ascending id. A riser gained at least MIN_GAIN in the last
    RISING_WINDOW, and faster than before (``rise_of`` above 1); the fastest come first, ties by heat gained, then id.
    A source without a weight weighs 1.
    """
    watched = _watched(candidates, now - RISING_WINDOW)
    by_heat = sorted(candidates, key=lambda one: (-one.stored.heat, one.stored.id))
    papers = [
        replace(week_paper(one, weights=weights, now=now, watched=watched), rank=rank)
        for rank, one in enumerate(by_heat, start=1)
    ]
    rising = sorted(filter(is_rising, papers), key=lambda one: (-one.rise, -one.gained, one.stored.id))
    until = now.astimezone(UTC).date()
    hottest = tuple(one for one in papers[:top] if one.heat > 0)
    return Week(until - WEEK + timedelta(days=1), until, len(candidates), hottest, tuple(rising[:max_risers]))


def risers_left(week: Week, shown: Collection[ArxivId], *, min_heat: float | None) -> tuple[WeekPaper, ...]:
    """Return the fastest MAX_RISERS risers of the week that are not ``shown``, none of them under the bar."""
    left = (one for one in week.risers if one.stored.id not in shown and one.heat >= (min_heat or 0))
    return tuple(islice(left, MAX_RISERS))


def is_rising(paper: WeekPaper) -> bool:
    """Tell whether a paper gained enough, and faster than before."""
    return paper.gained >= MIN_GAIN and paper.rise > 1


def week_paper(
    candidate: Candidate, *, weights: Mapping[str, float], now: datetime, watched: Iterable[str]
) -> WeekPaper:
    """Return how one paper moved, its rank not known yet (0); ``watched`` as ``count_before`` takes it."""
    stored, at = candidate.stored, now - RISING_WINDOW
    young = _age(stored, now) <= RISING_WINDOW
    before = sum(
        weights.get(source, 1.0)
        * count_before(candidate.series, source, at=at, latest=latest.count, from_zero=young or source in watched)
        for source, latest in stored.engagement.items()
    )
    rise = rise_of(heat_before=before, gained=stored.heat - before, age=_age(stored, now))
    return WeekPaper(0, stored, stored.heat, before, rise)


def rise_of(*, heat_before: float, gained: float, age: timedelta) -> float:
    """Return the pace of the last RISING_WINDOW over the pace of a paper's life before it.

    ``(gained ÷ W) ÷ ((heat_before + STEADY_HEAT) ÷ (age − W))``, with W = RISING_WINDOW and the age since the
    announcement: 1 is a paper that goes on as it did, above 1 one that is talked about more and more. A paper
    not older than W has no life before it and rises by 0: all its heat is new, which is no news. Nor does one
    rise that gained nothing.
    """
    life_before = age - RISING_WINDOW
    if life_before <= timedelta() or gained <= 0:
        return 0.0
    return gained / (heat_before + STEADY_HEAT) * (life_before / RISING_WINDOW)


def count_before(series: Sequence[Engagement], source: str, *, at: datetime, latest: int, from_zero: bool) -> float:
    """Return what ``source`` counted ``at`` a moment: between two measurements, on the straight line between them.

    After the last measurement it is the last one. Before the first it is 0 if ``from_zero``: the source was read
    then, and nobody had spoken of the paper, or the paper was not there yet. Else it is the first one, for what
    a source had counted before it was ever read is no growth. A source without any measurement has ``latest``. A
    measurement without likes and reposts says nothing.
    """
    measured = sorted(
        (one.measured_at, one.count)
        for one in series
        if one.source == source and (one.likes is not None or one.reposts is not None)
    )
    if not measured:
        return latest
    if at < measured[0][0]:
        return 0 if from_zero else measured[0][1]
    for (before_at, before), (after_at, after) in pairwise(measured):
        if before_at <= at < after_at:
            return before + (after - before) * ((at - before_at) / (after_at - before_at))
    return measured[-1][1]


def _watched(candidates: Iterable[Candidate], at: datetime) -> frozenset[str]:
    """Return the sources that had been read ``at`` that moment: they had counted some paper of the week."""
    return frozenset(one.source for candidate in candidates for one in candidate.series if one.measured_at <= at)


def _age(stored: StoredPaper, now: datetime) -> timedelta:
    """Return how long ago a paper was announced; nothing where that is not known."""
    announced = stored.paper.announced
    return now - announced_at(announced) if announced else timedelta()
