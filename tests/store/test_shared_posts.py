"""The ancestor's own posts, in and out."""

from pathlib import Path

import pytest

from bot.papers.posts import papers_of, parse_post
from bot.store.sqlite import SqliteStore
from tests.store.samples import NOON


@pytest.mark.shared
async def test_every_post_comes_back_as_it_was(sqlite_store: SqliteStore, shared: Path) -> None:
    posts = [parse_post(path.read_text(encoding="utf-8")) for path in sorted((shared / "posts").glob("*.md"))]
    for post in posts:
        assert await sqlite_store.save_post(post, seen_at=NOON)
    assert posts
    assert [await sqlite_store.post(post.day) for post in posts] == posts
    assert await sqlite_store.days() == [post.day for post in posts]


@pytest.mark.shared
async def test_a_day_of_a_post_has_its_papers_with_the_heat_that_was_printed(
    sqlite_store: SqliteStore, shared: Path
) -> None:
    post = parse_post((shared / "posts" / "2021-04-19---Hot-Papers.md").read_text(encoding="utf-8"))
    await sqlite_store.save_post(post, seen_at=NOON)
    printed = {one.paper.id: sum(measured.count for measured in one.engagement) for one in papers_of(post)}
    stored = await sqlite_store.announced_between(post.day, post.day)
    assert {one.id: one.heat for one in stored} == printed
    assert [one.heat for one in stored] == sorted(printed.values(), reverse=True)
