"""The ancestor's days as digests, read from a real store."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from bot.digest.hot import HotRequest, HotRules, hot_list
from bot.digest.select import HotList
from bot.papers.posts import Post, parse_post
from bot.store.sqlite import open_store

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def posted_days(posts: Path, folder: Path) -> Mapping[date, HotList]:
    """Return the digest of every post of ``posts`` with all of its papers, by way of a store in ``folder``."""
    days = [parse_post(path.read_text(encoding="utf-8")) for path in sorted(posts.glob("*.md"))]
    return asyncio.run(_posted_days(days, folder))


async def _posted_days(days: Sequence[Post], folder: Path) -> Mapping[date, HotList]:
    store = await open_store(folder / "papers.db", create=True)
    for post in days:
        await store.save_post(post, seen_at=NOW)
    rules = HotRules(enabled=())
    found = {post.day: await hot_list(store, HotRequest(now=NOW, day=post.day), rules) for post in days}
    await store.close()
    return found


def top(hot: HotList, count: int) -> HotList:
    """Return the first papers of a digest."""
    return replace(hot, papers=hot.papers[:count])
