"""Every read goes through an index: nothing reads a whole table to find a few rows."""

import re
import sqlite3
from collections.abc import Callable

import pytest

from bot.papers.model import ArxivId
from bot.store import digests, engagement, mentions, papers, posts, runs, saving, strangers
from bot.store.lane import Job
from bot.store.sqlite import SqliteStore
from bot.subscriptions.model import Digest, DigestItem, Place
from tests.store.samples import FRIDAY, LYNX, NOON, OTTER, THURSDAY, gathered, mention, paper, post

# What a plan may run through: lists given by the caller and the steps of a recursion, each as short as its answer.
SHORT = {"json_each", "listed", "measured", "recent_index", "sources", "CONSTANT"}
PLACE = Place("terminal")

READS: dict[str, Callable[[sqlite3.Connection], object]] = {
    "papers": lambda db: papers.papers(db, [LYNX, OTTER]),
    "announced": lambda db: papers.announced(db, [LYNX]),
    "a day": lambda db: papers.announced_between(db, FRIDAY, FRIDAY),
    "a window": lambda db: papers.announced_between(db, THURSDAY, FRIDAY),
    "a window that is talked about": lambda db: papers.announced_between(db, THURSDAY, FRIDAY, talked_about=True),
    "days": lambda db: papers.days(db, None, None),
    "withdrawn": lambda db: papers.withdrawn_between(db, THURSDAY, FRIDAY),
    "latest": lambda db: engagement.latest(db, [LYNX, OTTER]),
    "series": lambda db: engagement.series(db, LYNX),
    "mentions": lambda db: mentions.mentions(db, [LYNX]),
    "post": lambda db: posts.load_post(db, THURSDAY),
    "etag": lambda db: runs.etag(db, "https://a.example"),
    "histories": runs.source_histories,
    "histories of a day": lambda db: runs.source_histories(db, FRIDAY),
    "listing": lambda db: runs.listing_was_read(db, FRIDAY),
    "listings": lambda db: runs.listings_read(db, THURSDAY, FRIDAY),
    "strangers": lambda db: strangers.strangers(db, [LYNX, OTTER], asked_since=NOON),
    "shown": lambda db: digests.shown(db, PLACE),
}


@pytest.fixture
async def filled(sqlite_store: SqliteStore) -> SqliteStore:
    await sqlite_store.save_gathered(gathered(paper(), mentions=[mention(likes=1)]))
    await sqlite_store.save_post(post(), seen_at=NOON)
    await sqlite_store.save_digest(Digest(PLACE, "2026-11-20T09:00", NOON, (DigestItem(1, LYNX, 1),)))
    return sqlite_store


def plan_of(read: Callable[[sqlite3.Connection], object]) -> Job[list[str]]:
    """Return a job that reads, and gives what SQLite planned for each statement of it."""

    def job(db: sqlite3.Connection) -> list[str]:
        said: list[str] = []
        db.set_trace_callback(said.append)
        read(db)
        db.set_trace_callback(None)
        asked = [sql for sql in said if re.match(r"\s*(SELECT|WITH)", sql)]
        return [row["detail"] for sql in asked for row in db.execute(f"EXPLAIN QUERY PLAN {sql}")]

    return job


@pytest.mark.parametrize("name", READS)
async def test_no_read_goes_through_a_whole_table(filled: SqliteStore, name: str) -> None:
    plan = await filled._readers[0].run(plan_of(READS[name]))
    assert plan
    assert [step for step in plan if step.startswith("SCAN") and step.split()[1] not in SHORT] == []


@pytest.mark.parametrize("name", ["a day", "shown", "post"])
async def test_what_an_index_has_in_order_is_not_sorted_again(filled: SqliteStore, name: str) -> None:
    plan = await filled._readers[0].run(plan_of(READS[name]))
    listing = [step for step in plan if "papers_of_a_day" in step or "digest" in step or "post_" in step]
    assert listing
    assert "USE TEMP B-TREE FOR ORDER BY" not in plan[: plan.index(listing[-1]) + 2]


async def test_the_order_of_announcement_is_the_order_of_rows(filled: SqliteStore) -> None:
    await filled.save_gathered(gathered(paper(ArxivId("2611.00009"), announced=THURSDAY), paper(OTTER, announced=None)))
    rows = await filled._readers[0].run(
        lambda db: [row["id"] for row in db.execute("SELECT id FROM papers ORDER BY number")]
    )
    assert rows == [OTTER, LYNX, "2611.00009"]


async def test_a_save_looks_up_what_it_needs(filled: SqliteStore) -> None:
    again = gathered(paper(version=1), mentions=[mention(likes=2)])
    plan = await filled._writer.run(plan_of(lambda db: saving.save_gathered(db, again)))
    assert [step for step in plan if step.startswith("SCAN") and step.split()[1] not in {*SHORT, "weights"}] == []
