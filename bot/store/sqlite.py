"""The Store over one SQLite file: papers, and what belongs to people."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Final

from bot.papers.model import ArxivId, Engagement, ImportedPaper, Mention, StoredPaper
from bot.papers.posts import Post
from bot.query.bind import BoundQuery
from bot.query.match import PaperTokens
from bot.query.tree import Query
from bot.store import (
    completion,
    digests,
    drafts,
    engagement,
    forgetting,
    hearing,
    heat,
    mentions,
    neighbors,
    papers,
    posts,
    reading_lists,
    recent,
    runs,
    saving,
    search,
    settings,
    strangers,
    subscriptions,
    tokens,
    words,
)
from bot.store.contract import Announced, Found, Gathered, Neighbor, Saved, SourceHistory, Totals
from bot.store.sqlite_outbox import SqliteOutbox
from bot.store.subscriptions_contract import Caps, Draft, Forgotten, NewSubscription, SavedPaper
from bot.subscriptions.model import Digest, Pause, Person, Place, Shown, Subscription

_BUSY_TIMEOUT_S: Final = 30.0
"""Another process may be importing: a batch of 20,000 papers holds the file for some seconds."""


async def open_store(path: Path, *, create: bool, busy_timeout_s: float = _BUSY_TIMEOUT_S) -> "SqliteStore":
    """Return the store in the file at ``path``, which is made first if ``create``.

    ``busy_timeout_s`` is how long to wait for another process that writes. Raises NotFound where there is
    no database, UnusableFile where the file is not ours, newer or not yet migrated, StoreError.
    """
    store = SqliteStore(path, create=create, busy_timeout_s=busy_timeout_s)
    try:
        await store.open()
    except BaseException:
        await store.close()
        raise
    return store


class SqliteStore(SqliteOutbox):
    """The Store in one SQLite file; ``open_store`` makes one."""

    async def save_gathered(self, gathered: Gathered) -> Saved:
        """Store one run of one source, whole or not at all."""
        return await self._write(partial(saving.save_gathered, gathered=gathered))

    async def save_imported(self, papers: Sequence[ImportedPaper], *, seen_at: datetime) -> Saved:
        """Enter or refresh papers from a file."""
        return await self._write(partial(saving.save_imported, papers=papers, seen_at=seen_at))

    async def save_post(self, post: Post, *, seen_at: datetime) -> bool:
        """Enter a post; False if it was there already. Raises UserError if another of its day is stored."""
        return await self._write(partial(saving.save_post, post=post, seen_at=seen_at))

    async def post(self, day: date) -> Post | None:
        """Return the imported post of a day, exactly as it was."""
        return await self._read(partial(posts.load_post, day=day))

    async def days(self, since: date | None = None, until: date | None = None) -> Sequence[date]:
        """Return, ascending, every day with a post or an announced paper, both ends included."""
        return await self._read(partial(papers.days, since=since, until=until))

    async def papers(self, ids: Sequence[ArxivId]) -> Mapping[ArxivId, StoredPaper]:
        """Return the stored ones among ``ids``."""
        return await self._read(partial(papers.papers, ids=ids))

    async def announced(self, ids: Sequence[ArxivId]) -> Mapping[ArxivId, Announced]:
        """Return when the stored ones among ``ids`` were announced."""
        return await self._read(partial(papers.announced, ids=ids))

    async def announced_between(self, since: date, until: date, *, talked_about: bool = False) -> Sequence[StoredPaper]:
        """Return papers announced in [since, until], withdrawn ones left out, hottest first, ties by id."""
        return await self._read(partial(papers.announced_between, since=since, until=until, talked_about=talked_about))

    async def withdrawn_between(self, since: date, until: date) -> int:
        """Return how many papers announced in [since, until] were withdrawn."""
        return await self._read(partial(papers.withdrawn_between, since=since, until=until))

    async def search(self, query: Query, *, top: int, skip: int = 0) -> Found:
        """Return the ``top`` best papers for ``query`` without the first ``skip``. Raises QueryError."""
        return await self._read(partial(search.find, query=query, top=top, skip=skip))

    async def announced_matching(self, query: Query, since: date, until: date) -> Sequence[StoredPaper]:
        """Return the papers announced in [since, until] that ``query`` matches, hottest first. Raises QueryError."""
        return await self._read(partial(search.announced_matching, query=query, since=since, until=until))

    async def bound(self, queries: Sequence[Query]) -> Sequence[BoundQuery]:
        """Return each query with the index's own tokens of its terms. Raises QueryError."""
        return await self._read(partial(tokens.bound, queries=queries))

    async def paper_tokens(self, since: date, until: date, *, talked_about: bool = False) -> Sequence[PaperTokens]:
        """Return what queries can ask of the papers that ``announced_between`` returns, in its order."""
        return await self._read(partial(tokens.paper_tokens, since=since, until=until, talked_about=talked_about))

    async def similar(self, paper_id: ArxivId, *, top: int) -> Sequence[Neighbor]:
        """Return the ``top`` papers most like one, best first; never itself, never a withdrawn one."""
        return await self._read(partial(neighbors.similar, paper_id=paper_id, top=top))

    async def refresh_search(self) -> None:
        """Make ready for questions after many papers were saved; mostly there is nothing to do."""
        while await self._read(recent.is_unready):
            await self._write(recent.grow)
        if counts := await self._read(words.recount):
            await self._write(partial(words.save_counts, counts=counts))

    async def refresh_similar(self, day: date) -> int:
        """Work out anew which papers those announced on ``day`` are like, and keep it; return how many they are."""
        await self.refresh_search()
        # One read for each: a day takes seconds, and what is being asked meanwhile goes in between.
        lists = {
            paper_id: await self._read(partial(neighbors.neighbors, paper_id=paper_id, top=neighbors.KEPT))
            for paper_id in await self._read(partial(neighbors.ids_of, day=day))
        }
        await self._write(partial(neighbors.keep, lists=lists))
        return len(lists)

    async def mentions(self, ids: Sequence[ArxivId]) -> Mapping[ArxivId, Sequence[Mention]]:
        """Return the mentions of each of ``ids``: highest score first, then in the order in which they came."""
        return await self._read(partial(mentions.mentions, ids=ids))

    async def series_of(self, ids: Collection[ArxivId]) -> Mapping[ArxivId, Sequence[Engagement]]:
        """Return every measurement of each of ``ids``, oldest first; nothing for a paper never measured."""
        return await self._read(partial(engagement.series_of, ids=ids))

    async def series(self, paper_id: ArxivId) -> Sequence[Engagement]:
        """Return every measurement of a paper, oldest first."""
        return await self._read(partial(engagement.series, paper_id=paper_id))

    async def set_weights(self, weights: Mapping[str, float]) -> None:
        """Make ``weights`` the ones heat is made with, and refresh all heat."""
        if not await self._read(partial(heat.has_weights, weights=weights)):
            await self._write(partial(heat.set_weights, weights=weights))

    async def etag(self, url: str) -> str | None:
        """Return the ETag remembered for an address."""
        return await self._read(partial(runs.etag, url=url))

    async def source_histories(self, day: date | None = None) -> Mapping[str, SourceHistory]:
        """Return, by source name, how its last readings of the present ended; with ``day`` also those of that day."""
        return await self._read(partial(runs.source_histories, day=day))

    async def listing_was_read(self, day: date) -> bool:
        """Tell whether the announcement of ``day`` was read whole."""
        return await self._read(partial(runs.listing_was_read, day=day))

    async def listings_read(self, since: date, until: date) -> Mapping[date, datetime]:
        """Return the days in [since, until] whose announcement was read whole, and when it first was."""
        return await self._read(partial(runs.listings_read, since=since, until=until))

    async def strangers(self, ids: Sequence[ArxivId], *, asked_since: datetime) -> Collection[ArxivId]:
        """Return those among ``ids`` that were looked up in vain at ``asked_since`` or later."""
        return await self._read(partial(strangers.strangers, ids=ids, asked_since=asked_since))

    async def rests(self, now: datetime) -> Mapping[str, datetime]:
        """Return who asked to be left alone (a host, or a whole source), and until when."""
        return await self._read(partial(runs.rests, now=now))

    async def save_rests(self, rests: Mapping[str, datetime], *, now: datetime) -> None:
        """Remember who asked to be left alone until when; rests that are over by ``now`` are forgotten."""
        await self._write(partial(runs.save_rests, rests=rests, now=now))

    async def save_digest(self, digest: Digest) -> None:
        """Remember what a place was shown; a digest of the same place and period is replaced."""
        await self._write(partial(digests.save_digest, digest=digest))

    async def shown(self, place: Place) -> Sequence[Shown]:
        """Return what a place was ever shown, newest first."""
        return await self._read(partial(digests.shown, place=place))

    async def totals(self) -> Totals:
        """Return how much is in the store."""
        return await self._read(papers.totals)

    async def subscribe(self, new: NewSubscription, caps: Caps) -> Subscription:
        """Add a subscription, once for each ``key``. Raises AlreadySubscribed, CapReached."""
        return await self._write(partial(subscriptions.subscribe, new=new, caps=caps))

    async def subscriptions(self, place: Place) -> Sequence[Subscription]:
        """Return the live ones of a place in the order in which they were made."""
        return await self._read(partial(subscriptions.subscriptions, place=place))

    async def subscription(self, number: int) -> Subscription | None:
        """Return a live one by its number, wherever it is."""
        return await self._read(partial(subscriptions.subscription, number=number))

    async def edit_subscription(
        self, before: Subscription, after: Subscription, topic_key: str, *, by: Person, at: datetime
    ) -> Subscription | None:
        """Change what differs between the two; None if there is no live one. Raises AlreadySubscribed."""
        edit = partial(subscriptions.edit, before=before, after=after, topic_key=topic_key, by=by, at=at)
        return await self._write(edit)

    async def end_subscription(self, number: int, *, by: Person, at: datetime) -> bool:
        """End a subscription; False if it was ended already."""
        return await self._write(partial(subscriptions.end, number=number, by=by, at=at))

    async def pause_subscription(self, number: int, pause: Pause, *, by: Person) -> bool:
        """Let it send nothing; a paused one keeps its first reason. False if there is no live one."""
        return await self._write(partial(subscriptions.pause, number=number, pause=pause, by=by))

    async def resume_subscription(self, number: int, next_fire_at: datetime, *, by: Person, at: datetime) -> bool:
        """Let it send again from ``next_fire_at`` on; False if there is no live one."""
        return await self._write(partial(subscriptions.resume, number=number, next_fire_at=next_fire_at, by=by, at=at))

    async def zone_of(self, server: str) -> str | None:
        """Return the default zone of a guild or workspace, None while nobody was asked."""
        return await self._read(partial(settings.zone_of, server=server))

    async def set_zone_of(self, server: str, zone: str, *, by: Person, at: datetime) -> None:
        """Remember a guild's or workspace's default zone."""
        await self._write(partial(settings.set_zone_of, server=server, zone=zone, by=by, at=at))

    async def save_paper(self, owner: str, paper_id: ArxivId, *, at: datetime) -> bool:
        """Put a paper on a list; False if it was there already. Raises NotFound if it is not stored."""
        return await self._write(partial(reading_lists.save_paper, owner=owner, paper_id=paper_id, at=at))

    async def unsave_paper(self, owner: str, paper_id: ArxivId) -> bool:
        """Take a paper off a list; False if it was not there."""
        return await self._write(partial(reading_lists.unsave_paper, owner=owner, paper_id=paper_id))

    async def saved_papers(self, owner: str) -> Sequence[SavedPaper]:
        """Return a list, the last saved first."""
        return await self._read(partial(reading_lists.saved_papers, owner=owner))

    async def keep_draft(self, draft: Draft) -> None:
        """Remember a request until its asker answers; those more than a day older are swept out."""
        await self._write(partial(drafts.keep_draft, draft=draft))

    async def draft(self, token: str) -> Draft | None:
        """Return a kept draft."""
        return await self._read(partial(drafts.draft, token=token))

    async def drop_draft(self, token: str) -> bool:
        """Forget a draft; False if it was gone already."""
        return await self._write(partial(drafts.drop_draft, token=token))

    async def first_heard(self, keys: Collection[str], *, at: datetime) -> bool:
        """Remember that a request was heard, by all its ids; False if it was already, within ten minutes."""
        return await self._write(partial(hearing.first_heard, keys=keys, at=at))

    async def forget(self, person: str, *, at: datetime) -> Forgotten:
        """Remove a person's saved list and direct-message subscriptions, and their name everywhere else."""
        return await self._write(partial(forgetting.forget, person=person, at=at))

    async def author_names(self, beginning: str, *, limit: int) -> Sequence[str]:
        """Return names of authors, one of whose words begins so, those with most papers first."""
        return await self._read(partial(completion.author_names, beginning=beginning, limit=limit))

    async def titles(self, beginning: str, *, limit: int) -> Sequence[StoredPaper]:
        """Return papers whose title has words beginning so, the newest first."""
        return await self._read(partial(completion.titles, beginning=beginning, limit=limit))
