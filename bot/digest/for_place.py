"""What a digest of one place holds: the days that it is about, and which papers of a topic are due there. Pure.

A place is shown a paper once. The exception is a paper that is *still rising*: one of today's three hottest of the
topic that has RISING_FACTOR times the heat it was shown with, or that was never shown and left the window. It
comes back once in RISING_DAYS days.

*Today's three hottest of a topic* are, of the papers that match it, were announced in the last RISING_DAYS days and
were measured within TALKED_ABOUT_WITHIN, those with the most heat: heat is a sum that never falls, and without the
second condition last month's sensation would keep everything else from rising.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from heapq import nsmallest
from typing import Final

from bot.digest.select import Chosen, choose
from bot.papers.calendar import EASTERN, announced_at, is_listing_day, listing_day_at, listing_days
from bot.papers.model import ArxivId, StoredPaper
from bot.store.contract import RunState, SourceHistory
from bot.subscriptions.model import DigestRules, Shown
from bot.subscriptions.schedule import Schedule, next_fire_at

RISING_DAYS: Final = 30
RISING_FACTOR: Final = 5.0
RISING_TOP: Final = 3
LEAST_HEAT_SHOWN: Final = 1.0
"""What was shown with less ("new", nobody had talked about it) counts as this: a first like is no rise."""
TALKED_ABOUT_WITHIN: Final = timedelta(days=3)
"""Long enough for a source that fails over a weekend."""

_DAY: Final = timedelta(days=1)
_LONGEST_PAUSE: Final = timedelta(days=8)
"""No schedule pauses for longer: it names a day of the week."""


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a digest is about: papers announced in [``since``, ``day``] and on ``late`` days before.

    ``day`` is a date in US/Eastern, as arXiv's listings have it. A ``late`` day was in the window of the digest
    before, but its papers did not count yet. ``is_first`` marks a subscription's first digest.
    """

    since: date
    day: date
    late: tuple[date, ...] = ()
    is_first: bool = False

    @property
    def first_day(self) -> date:
        """Return the earliest of all its days."""
        return min((self.since, *self.late))


@dataclass(frozen=True, slots=True)
class Offer:
    """What a topic has for a span: the ``papers`` announced in it, hottest first, and today's three ``hottest``."""

    papers: Sequence[StoredPaper]
    hottest: Sequence[StoredPaper] = ()


@dataclass(frozen=True, slots=True)
class Picked:
    """What one section shows: ``chosen`` of ``considered`` papers that the place has not seen or that rise.

    ``shown_above`` counts those that would stand here if an earlier section of the digest did not show them.
    """

    chosen: tuple[Chosen, ...]
    considered: int
    shown_above: int = 0


History = Mapping[ArxivId, Sequence[Shown]]
"""How a place was shown each paper, the last time first."""


def history_of(shown: Sequence[Shown]) -> History:
    """Return what a place was shown, newest first, by paper."""
    history = defaultdict[ArxivId, list[Shown]](list)
    for one in shown:
        history[one.paper_id].append(one)
    return dict(history)


def span_of(
    rules: DigestRules,
    at: datetime,
    *,
    is_first: bool,
    read_at: Mapping[date, datetime],
    holidays: Collection[date] = (),
) -> Span:
    """Return the days that the digest scheduled for ``at`` is about.

    ``read_at`` says when each listing was first read whole. The window ends with the last day that has settled.
    A first digest looks back to one announcement, the newest that was read. A later one also has the days that
    were in the window of the digest before it and only counted since: their listing was late, or not settled.
    """
    day = _settled_day(at, rules.settle)
    if is_first:
        return Span(_newest_read(day, rules.window_days, read_at, holidays), day, is_first=True)
    since = _window_start(day, rules.window_days)
    return Span(since, day, _late_days(rules, since, at, read_at))


def hottest_today(papers: Sequence[StoredPaper], at: datetime) -> tuple[StoredPaper, ...]:
    """Return the three hottest of the papers of a topic that are still talked about."""
    talked_about = [paper for paper in papers if paper.heat > 0 and _is_talked_about(paper, at)]
    return tuple(nsmallest(RISING_TOP, talked_about, key=lambda paper: (-paper.heat, paper.id)))


def pick(  # noqa: PLR0913 - what a place is due depends on all of these
    offer: Offer,
    span: Span,
    history: History,
    *,
    at: datetime,
    min_heat: float | None,
    top: int,
    above: Collection[ArxivId] = frozenset(),
) -> Picked:
    """Return what a place gets of a topic, hottest first, at most ``top``, less what stands ``above`` already.

    ``min_heat`` None is "auto", as in ``choose``: a paper that was shown as "new" was shown, and comes back only
    by rising. With a bar, a rising paper has to reach it like any other.
    """
    rising = {paper.id: paper for paper in offer.hottest if _is_rising(paper, span, history.get(paper.id, ()), at)}
    candidates = [*(paper for paper in offer.papers if paper.id not in history), *rising.values()]
    wanted = choose(candidates, min_heat=min_heat, top=top)
    left = [one for one in wanted if one.stored.id not in above]
    chosen = tuple(replace(one, is_rising=one.stored.id in rising) for one in left)
    return Picked(chosen, len(candidates), len(wanted) - len(chosen))


def is_overdue(
    day: date, arxiv: SourceHistory | None, *, was_read: bool, has_papers: bool, holidays: Collection[date]
) -> bool:
    """Tell whether arXiv is late with the listing of ``day``: it was asked after the hour, and had none.

    A listing of which a part arrived is not late, and neither is one that nobody could ask for.
    """
    if was_read or has_papers or arxiv is None or not is_listing_day(day, holidays):
        return False
    due_at = datetime.combine(day, time(), EASTERN)  # feeds are rebuilt at 00:00 Eastern, see papers/calendar.py
    return arxiv.last.state is RunState.OK and arxiv.last.finished_at >= due_at


def _settled_day(at: datetime, settle: timedelta) -> date:
    """Return the last day whose papers count at ``at``, listing or not."""
    day = at.astimezone(EASTERN).date()
    while announced_at(day) + settle > at:
        day -= _DAY
    return day


def _window_start(day: date, window_days: int) -> date:
    return day - (window_days - 1) * _DAY


def _newest_read(day: date, window_days: int, read_at: Mapping[date, datetime], holidays: Collection[date]) -> date:
    listed = listing_days(_window_start(day, window_days), day + _DAY, holidays)
    return max((each for each in listed if each in read_at), default=listing_day_at(day, holidays))


def _late_days(rules: DigestRules, since: date, at: datetime, read_at: Mapping[date, datetime]) -> tuple[date, ...]:
    before = _previous_fire_at(rules.schedule, at)
    if before is None:
        return ()
    last = before.astimezone(EASTERN).date()
    first = _window_start(last, rules.window_days)
    days = (first + n * _DAY for n in range((min(since, last + _DAY) - first).days))
    return tuple(day for day in days if day in read_at and max(read_at[day], announced_at(day) + rules.settle) > before)


def _previous_fire_at(schedule: Schedule, at: datetime) -> datetime | None:
    before, fire_at = None, next_fire_at(schedule, at - _LONGEST_PAUSE)
    while fire_at < at:
        before, fire_at = fire_at, next_fire_at(schedule, fire_at)
    return before


def _is_talked_about(paper: StoredPaper, at: datetime) -> bool:
    return any(at - one.measured_at <= TALKED_ABOUT_WITHIN for one in paper.engagement.values())


def _is_rising(paper: StoredPaper, span: Span, showings: Sequence[Shown], at: datetime) -> bool:
    if span.is_first or _came_back(showings, since=at - RISING_DAYS * _DAY):
        return False
    if showings:
        return paper.heat >= RISING_FACTOR * max(showings[0].heat, LEAST_HEAT_SHOWN)
    announced = paper.paper.announced
    return announced is not None and announced < span.since and announced not in span.late


def _came_back(showings: Sequence[Shown], *, since: datetime) -> bool:
    """Tell whether a paper was shown as still rising after ``since``: marked so, or not for the first time."""
    first = len(showings) - 1
    return any(one.planned_at > since and (one.is_rising or n < first) for n, one in enumerate(showings))
