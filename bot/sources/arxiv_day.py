"""What the feeds of one day amount to: whose day it is, which papers enter and which refresh. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from bot.papers.calendar import listing_day_at, why_not
from bot.papers.code_links import find_code_url
from bot.papers.model import ArxivId, Paper
from bot.sources.arxiv_feed import Announcement, DailyFeed, Listed
from bot.sources.arxiv_listing import Batch
from bot.store.contract import Announced

Known = Mapping[ArxivId, Announced]
"""The papers that are stored already, and when they were announced."""

_STRENGTH: Final = {announcement: rank for rank, announcement in enumerate(Announcement)}
_NAMES_SAID: Final = 3


@dataclass(frozen=True, slots=True)
class Sorted:
    """The papers of the day: ``new`` and ``crossed`` enter, ``revised`` are known and only refresh."""

    new: tuple[Paper, ...]
    crossed: tuple[Paper, ...]
    revised: tuple[Paper, ...]

    @property
    def all(self) -> tuple[Paper, ...]:
        """Return them all."""
        return (*self.new, *self.crossed, *self.revised)


def ids_in(batches: Iterable[Batch]) -> tuple[ArxivId, ...]:
    """Return every id that the feeds list, each once."""
    return tuple(dict.fromkeys(listed.paper.id for batch in batches if batch.feed for listed in batch.feed.listed))


def with_true_days(batches: Iterable[Batch], known: Known, holidays: Collection[date]) -> tuple[Batch, ...]:
    """Give back its own day to a feed that serves an earlier day's papers under a later date.

    arXiv does that now and then (seen 2026-08-12): most of what such a feed calls new is known already,
    and a listing told an earlier date of it. Papers under a date without a listing are those of the last
    listing before it.
    """
    return tuple(
        replace(batch, feed=_of_day(batch.feed, _true_day(batch.feed, known, holidays)))
        if batch.feed and batch.feed.listed
        else batch
        for batch in batches
    )


def _true_day(feed: DailyFeed, known: Known, holidays: Collection[date]) -> date:
    new = [listed.paper.id for listed in feed.listed if listed.announcement is Announcement.NEW]
    told = [known[paper_id].told for paper_id in new if paper_id in known]
    earlier = [day for day in told if day is not None and day < feed.day]
    if 2 * len(earlier) <= len(new):
        return listing_day_at(feed.day, holidays)
    return Counter(earlier).most_common(1)[0][0]


def _of_day(feed: DailyFeed, day: date) -> DailyFeed:
    if day == feed.day:
        return feed
    listed = tuple(replace(each, paper=replace(each.paper, announced=day)) for each in feed.listed)
    return replace(feed, day=day, listed=listed)


def is_behind(batch: Batch, due: date, *, was_read: bool) -> bool:
    """Tell whether the announcement of ``due`` is still owed for this batch.

    ``was_read`` says that an earlier reading had all of it. A category that arXiv does not know owes nothing.
    An empty feed alone proves nothing: it may have been made before its papers.
    """
    if was_read or batch.is_refused:
        return False
    return batch.feed is None or batch.is_cut or batch.feed.day < due or not batch.feed.listed


def is_empty_on(batch: Batch, day: date) -> bool:
    """Tell whether the feed of a batch says that there are no papers on ``day``."""
    return batch.feed is not None and batch.feed.day == day and not batch.feed.listed


def why_behind(batch: Batch) -> str:
    """Say why the feed of a batch does not have the announcement that is due."""
    names = _few(batch.names)
    if batch.problem is not None:
        return str(batch.problem).rstrip(".")
    if batch.is_cut:
        return f"{names} has more papers than its feed can hold"
    if batch.feed is None:
        return f"the feed of {names} has not changed"
    if not batch.feed.listed:
        return f"the feed of {names} is empty on {batch.feed.day}"
    return f"the feed of {names} is still that of {batch.feed.day}"


def sort_out(batches: Iterable[Batch], known: Known) -> Sorted:
    """Return what the feeds announce, each paper once, by its strongest announcement.

    A cross-listing enters by its first one only. What only refreshes has no announcement date.
    """
    strongest: dict[ArxivId, Listed] = {}
    for batch in batches:
        for listed in batch.feed.listed if batch.feed else ():
            other = strongest.get(listed.paper.id)
            if other is None or _STRENGTH[listed.announcement] < _STRENGTH[other.announcement]:
                strongest[listed.paper.id] = listed
    return _sorted(strongest.values(), known)


def _sorted(listed: Collection[Listed], known: Known) -> Sorted:
    new, crossed, revised = [], [], []
    for each in listed:
        if each.announcement is Announcement.NEW:
            new.append(each.paper)
        elif each.announcement is Announcement.CROSS and not _has_day(known.get(each.paper.id)):
            crossed.append(each.paper)
        elif each.paper.id in known:
            revised.append(replace(each.paper, announced=None))
    return Sorted(tuple(new), tuple(crossed), tuple(revised))


def _has_day(announced: Announced | None) -> bool:
    return announced is not None and announced.day is not None


def filled(papers: Sequence[Paper], details: Mapping[ArxivId, Paper]) -> tuple[Paper, ...]:
    """Add to papers from a feed what only the query API knows, where it does; and their code."""
    return with_code([_filled(paper, details.get(paper.id)) for paper in papers])


def _filled(paper: Paper, detail: Paper | None) -> Paper:
    if detail is None:
        return paper
    return replace(
        paper,
        authors=detail.authors or paper.authors,
        categories=detail.categories or paper.categories,
        submitted_at=detail.submitted_at,
        comment=detail.comment,
        journal_ref=detail.journal_ref or paper.journal_ref,
        doi=detail.doi or paper.doi,
        withdrawn=detail.withdrawn or paper.withdrawn,
    )


def with_code(papers: Iterable[Paper]) -> tuple[Paper, ...]:
    """Add the addresses of code that comments and abstracts name."""
    return tuple(replace(paper, code_url=find_code_url(f"{paper.comment or ''}\n{paper.abstract}")) for paper in papers)


def summary(batches: Sequence[Batch], found: Sorted, holidays: Collection[date]) -> str:
    """Say what the feeds held."""
    if found.all:
        return f"{len(found.new)} new, {len(found.crossed)} cross-listed, {len(found.revised)} revised"
    days = [batch.feed.day for batch in batches if batch.feed]
    if days:
        reason = why_not(max(days), holidays)
        return f"no papers on {max(days)}" + (f", a {reason}" if reason else "")
    return "" if any(batch.problem for batch in batches) else "nothing new since the last reading"


def problems(batches: Iterable[Batch]) -> tuple[str, ...]:
    """Say, each once, what went wrong with feeds; a category that arXiv does not know is named."""
    return tuple(dict.fromkeys(_problem(batch) for batch in batches if batch.problem is not None))


def _problem(batch: Batch) -> str:
    reason = str(batch.problem).rstrip(".")
    return f"{_few(batch.names)} cannot be gathered: {reason}" if batch.is_refused else reason


def _few(names: Sequence[str]) -> str:
    rest = len(names) - _NAMES_SAID
    return ", ".join(names[:_NAMES_SAID]) + (f" and {rest} more" if rest > 0 else "")
