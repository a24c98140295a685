"""arXiv's daily feeds: the configured categories, asked for in as few requests as its limits allow."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from bot.errors import BadAnswer, SourceError
from bot.papers.categories import CATEGORIES, expand
from bot.sources.arxiv_feed import SOURCE, DailyFeed, Refused, parse_daily_feed
from bot.sources.contract import Answer, Client

ACCEPT: Final = "application/rss+xml, application/xml;q=0.9, */*;q=0.8"
CATEGORIES_PER_REQUEST: Final = 6
"""Six large categories stay well below MAX_ITEMS on the fullest day of a week."""
MAX_ITEMS: Final = 2000
"""A feed is cut at this many items, and what is cut is the new papers.

Source: https://github.com/arXiv/arxiv-feed, database.py of 2025-07-02, read 2026-11-21.
"""


@dataclass(frozen=True, slots=True)
class Batch:
    """What one request for the feed of ``names`` (categories, or one archive) gave.

    Without ``feed`` and ``problem`` it was not modified since the remembered ETag. ``is_cut`` marks a
    single category with more papers than its feed can hold.
    """

    names: tuple[str, ...]
    url: str
    feed: DailyFeed | None = None
    etag: str | None = None
    is_cut: bool = False
    problem: SourceError | None = None

    @property
    def is_refused(self) -> bool:
        """Tell whether arXiv does not know the category."""
        return isinstance(self.problem, Refused)

    @property
    def categories(self) -> tuple[str, ...]:
        """Return the categories that were asked for, an archive's one by one."""
        return tuple(category for name in self.names for category in _members(name) or (name,))


class DailyListing:
    """Reads the feeds of one day."""

    def __init__(self, client: Client, url: str, etag_of: Callable[[str], Awaitable[str | None]]) -> None:
        self._client = client
        self._url = url.rstrip("/")
        self._etag_of = etag_of

    async def read(self, categories: Iterable[str]) -> tuple[Batch, ...]:
        """Return the feeds that together hold ``categories`` (or archives); what fails is in its batch."""
        batches: list[Batch] = []
        for names in batches_of(categories):
            batches += await self._read(names)
        return tuple(batches)

    async def _read(self, names: tuple[str, ...]) -> Sequence[Batch]:
        batch = await self._ask(names)
        halves = _halves(names) if batch.is_cut or batch.is_refused else ()
        if not halves:
            return [batch]
        return [part for half in halves for part in await self._read(half)]

    async def _ask(self, names: tuple[str, ...]) -> Batch:
        url = f"{self._url}/{'+'.join(names)}"
        try:
            answer = await self._client.get(
                url, accept=ACCEPT, etag=await self._etag_of(url), handles=frozenset({200, 304, 400})
            )
            if answer.status == 304:
                return Batch(names, url)
            feed = await asyncio.to_thread(_feed, answer)
        except SourceError as exc:
            return Batch(names, url, problem=exc)
        return Batch(names, url, feed, answer.etag, is_cut=feed.item_count >= MAX_ITEMS)


def batches_of(categories: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Return what to ask for in one request each: a whole archive, or up to CATEGORIES_PER_REQUEST categories.

    A category that has two names is asked for under both: some papers carry only one of them.
    """
    wanted = sorted({name for entry in categories for name in active_names(entry)})
    archives: list[tuple[str, ...]] = []
    single: list[str] = []
    for archive, members in groupby(wanted, key=lambda name: CATEGORIES[name].archive):
        names = tuple(members)
        if len(names) > 1 and names == _members(archive):
            archives.append((archive,))
        else:
            single += names
    pieces = range(0, len(single), CATEGORIES_PER_REQUEST)
    return (*archives, *(tuple(single[at : at + CATEGORIES_PER_REQUEST]) for at in pieces))


def active_names(entry: str) -> tuple[str, ...]:
    """Return the categories of today that a category or archive stands for, each under all its names."""
    return tuple(name for name in expand(entry) if CATEGORIES[name].active)


def _members(archive: str) -> tuple[str, ...]:
    return tuple(sorted(each.id for each in CATEGORIES.values() if each.active and each.archive == archive))


def _halves(names: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Return two smaller questions that make up ``names``; nothing for a single category."""
    parts = names if len(names) > 1 else _members(names[0])
    if len(parts) < 2:
        return ()
    middle = len(parts) // 2
    return parts[:middle], parts[middle:]


def _feed(answer: Answer) -> DailyFeed:
    feed = parse_daily_feed(answer.body)
    if answer.status != 200:
        raise BadAnswer(SOURCE, f"arXiv answered with HTTP {answer.status} and a feed without an error in it.")
    return feed
