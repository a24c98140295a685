"""What the outbox costs depends on what it is asked for, never on what was sent before or waits behind."""

import sqlite3
from collections.abc import Callable
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.store import claiming, declaring, lines, notes, planning, settling, subscription_rows, subscriptions, troubles
from bot.store.delivery_rows import Planned, insert
from bot.store.lane import Job
from bot.store.outbox_contract import Again, Failed, Sent, Unsure
from bot.store.sqlite import SqliteStore
from bot.subscriptions.model import Pause, Place
from tests.store.parcels import LEASE, MINUTE, digest_plan, fired, parts
from tests.store.people import ADA, CHANNEL, ROOMY, wish
from tests.store.samples import HOUR, LYNX, NOON, imported

# Lists given by the caller, and the steps of a recursion over the few kinds of place.
SHORT = {"listed", "json_each", "kinds", "CONSTANT", "(subquery-1)", "(subquery-2)"}

# Indexes that hold nothing but what is asked for.
WHOLLY_ASKED_FOR = {"deliveries_in_hand", "deliveries_gone_wrong", "declared_subscriptions"}

JOBS: dict[str, Callable[[sqlite3.Connection], object]] = {
    "due": lambda db: planning.due(db, NOON, limit=10),
    "plan": lambda db: planning.plan(db, digest_plan(period="2026-11-21T13:00", fired=[fired(1)], answers=[1])),
    "pass over": lambda db: planning.pass_over(db, CHANNEL, [fired(1)], "skipped", at=NOON),
    "notes": lambda db: notes.notes(db, CHANNEL),
    "claim": lambda db: claiming.claim(db, NOON, NOON + LEASE, kind="discord", limit=10),
    "sent": lambda db: settling.settle(db, [Sent(2, "m2", NOON)]),
    "again": lambda db: settling.settle(db, [Again(2, NOON, "busy")]),
    "failed": lambda db: settling.settle(db, [Failed(2, "no", NOON)]),
    "unsure": lambda db: settling.settle(db, [Unsure(2, None, "no", NOON)]),
    "reap": lambda db: claiming.reap(db, NOON + HOUR),
    "reap all": lambda db: claiming.reap(db, NOON, all_of_them=True),
    "unknown": lambda db: claiming.unknown(db, NOON + HOUR, kind="discord", limit=10),
    "next wake": claiming.next_wake_at,
    "depths": claiming.queue_depths,
    "kinds": claiming.open_kinds,
    "how many failed": claiming.failed_count,
    "failed ones": lambda db: settling.deliveries(db, failed_only=True),
    "one": lambda db: settling.delivery(db, 1),
    "retry": lambda db: settling.retry(db, 3, at=NOON),
    "skip": lambda db: settling.skip(db, 4, reason="by hand", at=NOON),
    "pause": lambda db: troubles.pause_place(db, CHANNEL, Pause("gone", NOON)),
    "unsubscribe": lambda db: subscriptions.end(db, 1, by=ADA, at=NOON),
    "cancel": lambda db: lines.cancel_unwanted(db, CHANNEL),
    "declared": lambda db: declaring.sync_declared(db, [], by=ADA, at=NOON),
}


@pytest_asyncio.fixture
async def filled(sqlite_store: SqliteStore) -> SqliteStore:
    """Return a store with one delivery in each state."""
    await sqlite_store.save_imported([imported(LYNX)], seen_at=NOON)
    made = await sqlite_store.subscribe(wish(next_fire_at=NOON), ROOMY)
    await sqlite_store.plan(digest_plan(count=6, fired=[fired(made.number)]))
    [one] = await sqlite_store.claim(NOON, NOON + LEASE, kind="discord", limit=1)
    await sqlite_store.settle([Sent(one.number, "m1", NOON)])
    await sqlite_store.skip_delivery(3, reason="by hand", at=NOON)
    await sqlite_store.claim(NOON, NOON + LEASE, kind="discord", limit=1)
    return sqlite_store


@pytest.mark.parametrize("name", JOBS)
async def test_nothing_goes_through_a_whole_table(filled: SqliteStore, name: str) -> None:
    plan = await filled._writer.run(_plan_of(JOBS[name]))
    assert plan
    scanned = [step for step in plan if step.startswith("SCAN") and step.split()[1] not in SHORT]
    assert [step for step in scanned if step.split()[-1] not in WHOLLY_ASKED_FOR] == []


def _plan_of(job: Callable[[sqlite3.Connection], object]) -> Job[list[str]]:
    def traced(db: sqlite3.Connection) -> list[str]:
        said: list[str] = []
        db.set_trace_callback(said.append)
        job(db)
        db.set_trace_callback(None)
        asked = [sql for sql in said if not sql.startswith("--")]
        return [row["detail"] for sql in asked for row in db.execute(f"EXPLAIN QUERY PLAN {sql}")]

    return traced


def steps_of(job: Callable[[sqlite3.Connection], object]) -> Job[int]:
    """Return a job that counts the instructions of SQLite that ``job`` takes."""

    def counted(db: sqlite3.Connection) -> int:
        steps: list[None] = []
        db.set_progress_handler(lambda: steps.append(None), 1)
        job(db)
        db.set_progress_handler(None, 0)
        return len(steps)

    return counted


def waiting(places: int, digests_each: int) -> Job[None]:
    """Return a job that puts digests of one part in line, one a minute for each place."""

    def job(db: sqlite3.Connection) -> None:
        for place in (Place(f"discord:{number}") for number in range(places)):
            for number in range(digests_each):
                at = NOON - timedelta(days=30) + number * MINUTE
                insert(db, Planned(place, f"{number:06d}", at, at), parts(place, f"{number:06d}", 1))
            lines.move_up(db, place)

    return job


QUEUES = {"many places": (20, 2_000, 1), "long lines": (20, 20, 100)}
ASKED: dict[str, Callable[[sqlite3.Connection], object]] = {
    "claim and settle": lambda db: settling.settle(
        db, [Sent(one.number, "m", NOON) for one in claiming.claim(db, NOON, NOON + LEASE, kind="discord", limit=10)]
    ),
    "next wake": claiming.next_wake_at,
    "reap": lambda db: claiming.reap(db, NOON + HOUR),
}


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize("queue", QUEUES)
async def test_a_batch_costs_the_same_however_much_waits(sqlite_store: SqliteStore, queue: str, name: str) -> None:
    few, places, each = QUEUES[queue]
    await sqlite_store._writer.run(waiting(few, 1))
    before = await sqlite_store._writer.run(steps_of(ASKED[name]))
    await sqlite_store._writer.run(lambda db: db.execute("DELETE FROM deliveries"))
    await sqlite_store._writer.run(waiting(places, each))
    after = await sqlite_store._writer.run(steps_of(ASKED[name]))
    assert after <= 1.5 * before + 100


async def test_what_was_sent_long_ago_costs_nothing(sqlite_store: SqliteStore) -> None:
    await sqlite_store._writer.run(waiting(20, 1))
    before = await sqlite_store._writer.run(steps_of(ASKED["claim and settle"]))
    await sqlite_store._writer.run(lambda db: db.execute("DELETE FROM deliveries"))
    await sqlite_store._writer.run(waiting(20, 200))
    old = "UPDATE deliveries SET state = 'sent', is_first = NULL WHERE period < '000199'"
    await sqlite_store._writer.run(lambda db: db.execute(old))
    await sqlite_store._writer.run(lambda db: [lines.move_up(db, Place(f"discord:{n}")) for n in range(20)])
    after = await sqlite_store._writer.run(steps_of(ASKED["claim and settle"]))
    assert after <= 1.5 * before + 100


async def test_who_is_due_costs_the_same_though_thousands_are_due_at_once(sqlite_store: SqliteStore) -> None:
    async def steps() -> int:
        return await sqlite_store._writer.run(steps_of(lambda db: planning.due(db, NOON, limit=10)))

    def subscribe(numbers: range) -> Job[None]:
        def job(db: sqlite3.Connection) -> None:
            for number in numbers:
                new = wish(str(number), place=Place(f"discord:{number}"), server=None, next_fire_at=NOON)
                subscription_rows.insert(db, subscription_rows.new_values(new))

        return job

    await sqlite_store._writer.run(subscribe(range(20)))
    before = await steps()
    await sqlite_store._writer.run(subscribe(range(20, 2_000)))
    assert await steps() <= 1.5 * before + 100
