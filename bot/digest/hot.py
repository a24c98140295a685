"""The digest as it stands: what ``hot`` answers, read from the store."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from bot.digest.availability import SourceState, source_states, states_of_post
from bot.digest.select import Chosen, EmptyReason, HotList, as_posted, choose, no_listing, ranked, why_empty
from bot.papers.calendar import latest_listing_day, listing_days, next_announcement
from bot.papers.model import ArxivId, ImportedPaper, StoredPaper
from bot.papers.posts import Post, papers_of
from bot.query.say import say
from bot.query.tree import Query
from bot.store.contract import Store

ALL_PAPERS: Final = Query(root=None)


@dataclass(frozen=True, slots=True)
class HotRequest:
    """What is asked of ``hot``: one ``day``, or the ``window_days`` up to now.

    ``min_heat`` and ``top`` are None where the asker named none. ``query`` narrows the papers down.
    """

    now: datetime
    day: date | None = None
    window_days: int = 7
    top: int | None = None
    min_heat: float | None = None
    query: Query = ALL_PAPERS


@dataclass(frozen=True, slots=True)
class HotRules:
    """What the operator configured: ``min_heat`` None is "auto", ``top`` is for windows."""

    enabled: Collection[str]
    weights: Mapping[str, float] = field(default_factory=dict)
    holidays: Collection[date] = frozenset()
    min_heat: float | None = None
    top: int = 10


async def hot_list(store: Store, request: HotRequest, rules: HotRules) -> HotList:
    """Return the hottest papers announced on the day or in the window asked for.

    A day with an imported post shows that post's own list, order and counts, less what the query does not
    match. A single day has no limit but the one asked for, as the ancestor's posts had none. Raises
    QueryError for a term in which there is nothing to look for.
    """
    if request.day is not None and (post := await store.post(request.day)) is not None:
        return await _of_post(store, post, request, rules)
    day = request.day or request.now.date()
    since = request.day or day - timedelta(days=request.window_days - 1)
    candidates = await _candidates(store, request.query, since, day)
    chosen = choose(
        candidates,
        min_heat=rules.min_heat if request.min_heat is None else request.min_heat,
        top=request.top or (None if request.day else rules.top),
    )
    return await _of_candidates(store, candidates, chosen, request, rules, span=(since, day))


async def _candidates(store: Store, query: Query, since: date, until: date) -> Sequence[StoredPaper]:
    if query.root is None:
        return await store.announced_between(since, until)
    return await store.announced_matching(query, since, until)


async def _of_candidates(
    store: Store,
    candidates: Collection[StoredPaper],
    chosen: Collection[Chosen],
    request: HotRequest,
    rules: HotRules,
    *,
    span: tuple[date, date],
) -> HotList:
    since, day = span
    mentions = await store.mentions([one.stored.id for one in chosen])
    states = await _states(store, request, rules, since)
    empty_because = EmptyReason.BELOW_THRESHOLD if not chosen else None
    if not candidates:
        empty_because = await _why_no_candidate(store, request, rules, span, states["arxiv"])
    return HotList(
        day=day,
        since=since,
        query=request.query.text,
        said=say(request.query),
        considered=len(candidates),
        papers=ranked(tuple(chosen), mentions, rules.weights),
        sources=states,
        min_heat=rules.min_heat if request.min_heat is None else request.min_heat,
        newest_day=max((one.paper.announced for one in candidates if one.paper.announced), default=None),
        empty_because=empty_because,
        next_due_at=next_announcement(request.now, rules.holidays),
        no_listing_because=no_listing(day, rules.holidays),
    )


async def _why_no_candidate(
    store: Store, request: HotRequest, rules: HotRules, span: tuple[date, date], arxiv: SourceState
) -> EmptyReason:
    since, day = span
    if request.query.root is not None and await store.days(since, day):
        return EmptyReason.NOTHING_MATCHES
    if await store.withdrawn_between(since, day):
        return EmptyReason.WITHDRAWN
    return why_empty(
        day,
        since,
        now=request.now,
        holidays=rules.holidays,
        listing_was_read=await store.listing_was_read(day),
        arxiv=arxiv,
    )


async def _of_post(store: Store, post: Post, request: HotRequest, rules: HotRules) -> HotList:
    posted = papers_of(post)
    stored = await store.papers([one.paper.id for one in posted])
    if request.query.root is not None:
        matched = await _matched(store, request.query, list(stored.values()))
        posted = tuple(one for one in posted if one.paper.id in matched)
    papers = as_posted(posted, stored, rules.weights, min_heat=request.min_heat, top=request.top)
    return HotList(
        day=post.day,
        since=post.day,
        query=request.query.text,
        said=say(request.query),
        considered=len(posted),
        papers=papers,
        sources=states_of_post(engagement for one in posted for engagement in one.engagement),
        min_heat=request.min_heat,
        newest_day=post.day,
        empty_because=None if papers else _why_none(request.query, posted),
        next_due_at=next_announcement(request.now, rules.holidays),
        from_post=True,
    )


def _why_none(query: Query, posted: Collection[ImportedPaper]) -> EmptyReason:
    is_narrowed = query.root is not None and not posted
    return EmptyReason.NOTHING_MATCHES if is_narrowed else EmptyReason.BELOW_THRESHOLD


async def _matched(store: Store, query: Query, papers: Sequence[StoredPaper]) -> Collection[ArxivId]:
    """Return the ids of those of ``papers`` that ``query`` matches."""
    days = [one.paper.announced for one in papers if one.paper.announced]
    if not days:
        return ()
    return {one.id for one in await store.announced_matching(query, min(days), max(days))}


async def _states(store: Store, request: HotRequest, rules: HotRules, since: date) -> dict[str, SourceState]:
    past_day = request.day if request.day and request.day < request.now.date() else None
    return await states_now(store, rules, request.now, since=since, past_day=past_day)


async def states_now(
    store: Store, rules: HotRules, now: datetime, *, since: date | None = None, past_day: date | None = None
) -> dict[str, SourceState]:
    """Return how every source stands, for a digest of the days from ``since`` on or of a past day."""
    due = latest_listing_day(now, rules.holidays)
    first, last = (past_day, past_day) if past_day else (min(since or due, due), due)
    read = await store.listings_read(first, last)
    listed = listing_days(first, last + timedelta(days=1), rules.holidays)
    return source_states(
        await store.source_histories(past_day),
        rules.enabled,
        now=now,
        unread=[day for day in listed if day not in read],
        past_day=past_day,
    )
