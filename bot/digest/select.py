"""What a digest holds: which of the candidates, in which order, and what was not to be had."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from heapq import nlargest
from typing import Final

from bot.digest.availability import Availability, SourceState
from bot.digest.ranking import Term, heat_of, heat_terms
from bot.papers.calendar import latest_listing_day, why_not
from bot.papers.model import ArxivId, ImportedPaper, Mention, StoredPaper

FILL_UP_TO: Final = 5
"""With ``min_heat = "auto"``, how many papers the newest ones fill a thin digest up to."""


@dataclass(frozen=True, slots=True)
class HotPaper:
    """One ranked paper with the arithmetic of its heat and what was said of it.

    ``is_new`` marks one that is here for being fresh, not for any heat, ``is_rising`` one that is here although
    the place was shown it before, or its window is over. ``heat`` is the sum of ``terms``.
    """

    rank: int
    stored: StoredPaper
    heat: float
    terms: tuple[Term, ...]
    mentions: tuple[Mention, ...]
    is_new: bool = False
    is_rising: bool = False


class EmptyReason(StrEnum):
    """Why a digest has no paper, or why its last day brought no new one."""

    NOT_GATHERED = "not gathered"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    NOT_YET = "not yet announced"
    NOTHING_ANNOUNCED = "nothing announced"
    NOTHING_MATCHES = "nothing matches"
    WITHDRAWN = "withdrawn"
    ALL_SHOWN = "all shown before"
    BELOW_THRESHOLD = "below threshold"
    SOURCE_FAILED = "source failed"


@dataclass(frozen=True, slots=True)
class HotList:
    """The hottest papers of a day or of a window, as they stand.

    ``said`` is the query in words. ``since`` is the first day of the window, ``day`` the last (the same
    where one day was asked for). ``newest_day`` is the latest announcement among the candidates.
    ``considered`` counts the candidates. ``min_heat`` is the bar, None for "auto". ``empty_because``
    is given exactly when there is no paper; ``no_listing_because`` when arXiv announced nothing on
    ``day`` itself. ``next_due_at`` is when arXiv announces next.
    """

    day: date
    since: date
    query: str
    said: str
    considered: int
    papers: tuple[HotPaper, ...]
    sources: Mapping[str, SourceState]
    min_heat: float | None
    newest_day: date | None
    empty_because: EmptyReason | None
    next_due_at: datetime
    from_post: bool = False
    no_listing_because: EmptyReason | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """A candidate that made it: ``is_new`` where freshness alone brought it, ``is_rising`` where its growth did."""

    stored: StoredPaper
    is_new: bool = False
    is_rising: bool = False


def choose(
    candidates: Sequence[StoredPaper],
    *,
    min_heat: float | None,
    top: int | None,
    shown: Collection[ArxivId] = frozenset(),
) -> tuple[Chosen, ...]:
    """Return at most ``top`` candidates, hottest first, ties by ascending id, none of the ``shown``.

    With a bar: those with heat of at least ``min_heat``. Without (None, "auto"): those with any heat,
    and where they are fewer than FILL_UP_TO, the newest of the others fill up to that many.
    """
    fresh = [candidate for candidate in candidates if candidate.id not in shown]
    ranked = sorted(fresh, key=lambda candidate: (-candidate.heat, candidate.id))
    # Thousands may match, of which few are shown: only these are worth an object.
    if min_heat is not None:
        return tuple(map(Chosen, [candidate for candidate in ranked if candidate.heat >= min_heat][:top]))
    hot = [candidate for candidate in ranked if candidate.heat > 0]
    filling = _newest([candidate for candidate in ranked if candidate.heat <= 0], max(0, FILL_UP_TO - len(hot)))
    return (*map(Chosen, hot[:top]), *(Chosen(candidate, is_new=True) for candidate in filling))[:top]


def _newest(candidates: Sequence[StoredPaper], count: int) -> Sequence[StoredPaper]:
    return nlargest(count, candidates, key=lambda candidate: (candidate.paper.announced or date.min, candidate.id))


def ranked(
    chosen: Sequence[Chosen],
    mentions: Mapping[ArxivId, Sequence[Mention]],
    weights: Mapping[str, float],
) -> tuple[HotPaper, ...]:
    """Return ``chosen`` numbered from 1, each with the terms of its heat and its mentions."""
    return tuple(
        HotPaper(
            rank=rank,
            stored=one.stored,
            heat=one.stored.heat,
            terms=heat_terms(one.stored.engagement, weights),
            mentions=tuple(mentions.get(one.stored.id, ())),
            is_new=one.is_new,
            is_rising=one.is_rising,
        )
        for rank, one in enumerate(chosen, start=1)
    )


def as_posted(
    posted: Sequence[ImportedPaper],
    stored: Mapping[ArxivId, StoredPaper],
    weights: Mapping[str, float],
    *,
    min_heat: float | None,
    top: int | None,
) -> tuple[HotPaper, ...]:
    """Return the papers of an imported post in its own order with its own counts, whatever came later."""
    papers: list[HotPaper] = []
    for one in posted:
        engagement = {measured.source: measured for measured in one.engagement}
        terms = heat_terms(engagement, weights)
        heat = heat_of(terms)
        if min_heat is None or heat >= min_heat:
            as_it_was = replace(stored[one.paper.id], engagement=engagement, heat=heat)
            papers.append(HotPaper(len(papers) + 1, as_it_was, heat, terms, tuple(one.mentions)))
    return tuple(papers[:top])


def why_empty(
    day: date,
    since: date,
    *,
    now: datetime,
    holidays: Collection[date],
    listing_was_read: bool,
    arxiv: SourceState,
) -> EmptyReason:
    """Return why there is no candidate for a digest of [since, day].

    "Nothing announced" is only said of a listing that was read.
    """
    silent = [no_listing(each, holidays) for each in _days(since, day)]
    if all(silent):
        return silent[-1] or EmptyReason.WEEKEND
    if since > latest_listing_day(now, holidays):
        return EmptyReason.NOT_YET
    if listing_was_read:
        return EmptyReason.NOTHING_ANNOUNCED
    return EmptyReason.SOURCE_FAILED if arxiv.state is Availability.FAILED else EmptyReason.NOT_GATHERED


def no_listing(day: date, holidays: Collection[date]) -> EmptyReason | None:
    """Return why arXiv has no listing on ``day``, None where it has one."""
    reason = why_not(day, holidays)
    return EmptyReason(reason) if reason else None


def _days(since: date, until: date) -> list[date]:
    return [since + timedelta(days=n) for n in range((until - since).days + 1)]
