"""What topics have to offer for the digests of one moment, read from the store once for all the places that ask."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from bot.digest.availability import Availability, SourceState, source_states
from bot.digest.for_place import RISING_DAYS, Offer, Picked, Span, hottest_today, is_overdue, span_of
from bot.digest.hot import HotRules
from bot.digest.matching import Matcher
from bot.digest.select import EmptyReason, HotList, no_listing, ranked, why_empty
from bot.digest.weekly import WEEK, Candidate, Week, the_week
from bot.papers.calendar import EASTERN, listing_days, next_announcement
from bot.papers.model import ArxivId, Mention
from bot.query.say import say
from bot.query.tree import Query
from bot.store.contract import SourceHistory, Store
from bot.subscriptions.model import DigestRules

LOOK_BACK_DAYS: Final = 7
"""Of so many days a first digest says which are still being gathered."""

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SpanFacts:
    """What is known of a span whatever the topic.

    ``quiet`` says why its last day brought nothing, where it did not: no listing, or one that is late. ``unread``
    are its listing days that were not read whole, the late one left out. ``is_cut_off`` tells that arXiv failed and
    the last day is not read. ``gathering`` are the listing days of the week that a first digest has to do without.
    """

    sources: Mapping[str, SourceState]
    quiet: EmptyReason | None
    unread: tuple[date, ...]
    is_cut_off: bool
    has_papers: bool
    has_withdrawn: bool
    gathering: tuple[date, ...]


class Offers:
    """What every topic has to offer at ``now``; every question goes to the store once."""

    def __init__(self, store: Store, rules: HotRules, now: datetime) -> None:
        self._store = store
        self._rules = rules
        self._now = now
        self._matcher = Matcher(store, now.astimezone(EASTERN).date())
        self._read_at: Mapping[date, datetime] = {}
        self._read_since: date | None = None
        self._histories: Mapping[str, SourceHistory] | None = None
        self._spans: dict[tuple[DigestRules, datetime, bool], Span] = {}
        self._offers: dict[tuple[str, Span, datetime], Offer] = {}
        self._facts: dict[Span, SpanFacts] = {}
        self._mentions: dict[ArxivId, Sequence[Mention]] = {}
        self._lists: dict[tuple[object, ...], HotList] = {}
        self._weeks: dict[tuple[str, date], Week] = {}

    async def learn(self, topics: Collection[Query]) -> None:
        """Make ready for ``topics``, which is quicker than one after the other where they are many."""
        await self._matcher.learn(topics)

    def min_heat_of(self, rules: DigestRules) -> float | None:
        """Return the bar of a subscription: its own, else the operator's; None for "auto"."""
        return self._rules.min_heat if rules.min_heat is None else rules.min_heat

    async def span(self, rules: DigestRules, at: datetime, *, is_first: bool) -> Span:
        """Return the days that a digest scheduled for ``at`` is about."""
        key = (rules, at, is_first)
        if key not in self._spans:
            # The window of the digest before this one, whatever settles, reaches back no further.
            reach = 2 * rules.window_days * _DAY + rules.settle + 10 * _DAY
            read_at = await self._read(since=at.date() - reach)
            self._spans[key] = span_of(rules, at, is_first=is_first, read_at=read_at, holidays=self._rules.holidays)
        return self._spans[key]

    async def offer(self, topic: Query, span: Span, at: datetime) -> Offer:
        """Return what a topic has for a digest of ``span``. Raises QueryError."""
        key = (topic.text, span, at)
        if key not in self._offers:
            papers = list(await self._matcher.matching(topic, span.since, span.day))
            for day in span.late:
                papers += await self._matcher.matching(topic, day, day)
            hot = await self._matcher.talked_about(topic, span.day - RISING_DAYS * _DAY, span.day)
            self._offers[key] = Offer(papers, await asyncio.to_thread(hottest_today, hot, at))
        return self._offers[key]

    async def facts(self, span: Span) -> SpanFacts:
        """Return what is known of a span whatever the topic."""
        if span not in self._facts:
            self._facts[span] = await self._known_of(span)
        return self._facts[span]

    async def hot_list(self, topic: Query, span: Span, offer: Offer, picked: Picked, min_heat: float | None) -> HotList:
        """Return a section's papers as a HotList: the same object where all of it is the same."""
        papers = tuple((one.stored.id, one.is_new, one.is_rising) for one in picked.chosen)
        key = (topic.text, span, papers, picked.considered, picked.shown_above, min_heat)
        if key not in self._lists:
            await self._learn_mentions([one.stored.id for one in picked.chosen])
            self._lists[key] = self._listed(topic, span, offer, picked, min_heat, await self.facts(span))
        return self._lists[key]

    async def week(self, topic: Query, span: Span) -> Week:
        """Return how the papers of the week to a span's last day move, with every riser. Raises QueryError."""
        key = (topic.text, span.day)
        if key not in self._weeks:
            since = span.day - WEEK + _DAY
            papers = await self._matcher.matching(topic, since, span.day)
            series = await self._store.series_of([paper.id for paper in papers if paper.heat > 0])
            candidates = [Candidate(paper, series.get(paper.id, ())) for paper in papers]
            week = await asyncio.to_thread(
                the_week, candidates, weights=self._rules.weights, now=self._now, max_risers=len(candidates)
            )
            self._weeks[key] = replace(week, since=since, until=span.day)
        return self._weeks[key]

    async def _learn_mentions(self, ids: Sequence[ArxivId]) -> None:
        if unknown := [paper_id for paper_id in ids if paper_id not in self._mentions]:
            found = await self._store.mentions(unknown)
            self._mentions.update((paper_id, found.get(paper_id, ())) for paper_id in unknown)

    def _listed(
        self, topic: Query, span: Span, offer: Offer, picked: Picked, min_heat: float | None, facts: SpanFacts
    ) -> HotList:
        days = [one.paper.announced for one in offer.papers if one.paper.announced]
        return HotList(
            day=span.day,
            since=span.first_day,
            query=topic.text,
            said=say(topic),
            considered=picked.considered,
            papers=ranked(picked.chosen, self._mentions, self._rules.weights),
            sources=facts.sources,
            min_heat=min_heat,
            newest_day=max(days, default=None),
            empty_because=None if picked.chosen else self._why_nothing(span, offer, picked, facts),
            next_due_at=next_announcement(self._now, self._rules.holidays),
            no_listing_because=facts.quiet,
        )

    def _why_nothing(self, span: Span, offer: Offer, picked: Picked, facts: SpanFacts) -> EmptyReason:
        if facts.is_cut_off and (offer.papers or facts.has_papers):
            return EmptyReason.SOURCE_FAILED
        if facts.quiet and (offer.papers or facts.quiet is EmptyReason.NOT_YET):
            return facts.quiet
        if offer.papers:
            is_below = picked.considered > 0 and not picked.shown_above
            return EmptyReason.BELOW_THRESHOLD if is_below else EmptyReason.ALL_SHOWN
        if facts.has_papers:
            return EmptyReason.NOTHING_MATCHES
        if facts.has_withdrawn:
            return EmptyReason.WITHDRAWN
        return why_empty(
            span.day,
            span.first_day,
            now=self._now,
            holidays=self._rules.holidays,
            listing_was_read=not facts.unread,
            arxiv=facts.sources["arxiv"],
        )

    async def _known_of(self, span: Span) -> SpanFacts:
        arxiv, holidays = (await self._last_readings()).get("arxiv"), self._rules.holidays
        is_gathered = "arxiv" in self._rules.enabled
        first = min(span.first_day, span.day - (LOOK_BACK_DAYS - 1) * _DAY)
        read = await self._read(since=first)
        is_late = is_gathered and is_overdue(
            span.day,
            arxiv,
            was_read=span.day in read,
            has_papers=bool(await self._store.days(span.day, span.day)),
            holidays=holidays,
        )
        listed = listing_days(first, span.day + _DAY, holidays)
        unread = tuple(day for day in listed if day not in read and not (is_late and day == span.day))
        of_span = tuple(day for day in unread if day >= span.first_day)
        sources = source_states(await self._last_readings(), self._rules.enabled, now=self._now, unread=of_span)
        has_failed = sources["arxiv"].state is Availability.FAILED
        is_gathering = span.is_first and is_gathered and not has_failed
        return SpanFacts(
            sources=sources,
            quiet=EmptyReason.NOT_YET if is_late else no_listing(span.day, holidays),
            unread=of_span,
            is_cut_off=has_failed and span.day in of_span,
            has_papers=bool(await self._store.days(span.first_day, span.day)),
            has_withdrawn=bool(await self._store.withdrawn_between(span.first_day, span.day)),
            gathering=unread if is_gathering else (),
        )

    async def _read(self, *, since: date) -> Mapping[date, datetime]:
        if self._read_since is None or since < self._read_since:
            self._read_at = await self._store.listings_read(since, self._now.astimezone(EASTERN).date())
            self._read_since = since
        return self._read_at

    async def _last_readings(self) -> Mapping[str, SourceHistory]:
        if self._histories is None:
            self._histories = await self._store.source_histories()
        return self._histories
