"""Whole digests to look at, of one topic and of several."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.digest.availability import Availability, SourceState
from bot.digest.section import Section
from bot.digest.select import EmptyReason, HotPaper
from bot.papers.model import ArxivId
from bot.subscriptions.model import Layout
from tests.messages.samples import DAY, MEASURED_AT, hot_list, hot_papers, risers, states

FAILED = states(
    arxiv=SourceState(Availability.STALE, "the listing of 2026-11-19 is not read yet", MEASURED_AT),
    hackernews=SourceState(Availability.FAILED, "HTTP 500", MEASURED_AT - timedelta(days=1)),
)


def renamed(one: HotPaper, paper_id: str) -> HotPaper:
    return replace(one, stored=replace(one.stored, paper=replace(one.stored.paper, id=ArxivId(paper_id))))


def _several() -> Sequence[Section]:
    first, second, third, fourth = hot_papers()
    rising = replace(renamed(second, "2611.20002"), is_rising=True)
    return (
        Section(
            hot_list([first, second], said="in cs.CL, with “tool use”"),
            Layout.FULL,
            name="Tools",
            notes=("The digest of Wed 18 Nov was skipped: it would have been 9 hours late.",),
        ),
        Section(hot_list([replace(third, rank=1), replace(rising, rank=2)]), shown_above=2),
        Section(hot_list([replace(fourth, rank=1)], said="by Noether", sources=FAILED), Layout.THREAD, name="Emmy"),
        Section(hot_list((), considered=12, said="by Yann LeCun")),
    )


DIGESTS: Mapping[str, Sequence[Section]] = {
    "compact": (Section(hot_list()),),
    "full": (Section(hot_list(), Layout.FULL),),
    "thread": (Section(hot_list(), Layout.THREAD, name="Tools"),),
    "empty": (Section(hot_list((), considered=0, empty_because=EmptyReason.WEEKEND)),),
    "failed": (Section(hot_list(hot_list().papers[:1], sources=FAILED)),),
    "window": (Section(hot_list(since=DAY - timedelta(days=6), no_listing_because=EmptyReason.HOLIDAY)),),
    "several": _several(),
    "weekly": (Section(hot_list(since=DAY - timedelta(days=6)), rising=risers(), notes=("2 shown above",)),),
}
