"""Whatever is done in whatever order: no part is sent twice, none is lost, each place gets its parts in order."""

import asyncio
import shutil
import sqlite3
import tempfile
from collections.abc import Coroutine
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from bot.store.outbox_contract import Again, Failed, Sent, Settlement, Unsure
from bot.store.sqlite import SqliteStore, open_store
from bot.subscriptions.delivery import Delivery, DeliveryState
from bot.subscriptions.model import Place
from tests.store.parcels import LEASE, MINUTE, digest_plan, fired
from tests.store.people import ADA, ROOMY, wish
from tests.store.samples import LYNX, NOON, imported

T = TypeVar("T")

PLACES = [Place("discord:1"), Place("slack:T1/C1")]
HOW = st.sampled_from(["sent", "again", "failed", "unsure", "unanswerable"])
MINUTES = st.sampled_from([0, 1, 1, -1])
FINAL = {DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.CANCELLED}
REACHED_NOBODY = {DeliveryState.FAILED, DeliveryState.CANCELLED}


class Outbox(RuleBasedStateMachine):
    """A store, and beside it what a person with a notebook would know."""

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        path = Path(shutil.copy(_blank_file(), self.folder.name))
        self.loop = asyncio.new_event_loop()
        self.now, self.digests = NOON, 0
        self.sending: dict[int, Delivery] = {}
        self.sent: set[int] = set()
        self.final: dict[int, DeliveryState] = {}
        self.planned: dict[tuple[Place, str], int] = {}
        self.given_up: set[int] = set()
        self.store = self.opened(path)
        for place in PLACES:
            self.plan(place, 2, 0, in_thread=False)

    def opened(self, path: Path) -> SqliteStore:
        store = self.do(open_store(path, create=False))
        self.do(store._writer.run(_hurry))
        return store

    def do(self, work: Coroutine[object, object, T]) -> T:
        return self.loop.run_until_complete(work)

    @rule(
        place=st.sampled_from(PLACES),
        count=st.integers(1, 3),
        in_thread=st.booleans(),
        early=st.sampled_from([0, 1, 1, -1]),
    )
    def plan(self, place: Place, count: int, early: int, *, in_thread: bool) -> None:
        self.digests += 1
        key, period = str(self.digests), f"{self.digests:03d}"
        made = self.do(self.store.subscribe(wish(key, key, place=place, server=None, made_by=ADA), ROOMY_FOR_ALL))
        plan = digest_plan(
            place, period, count, due_at=self.now - early * MINUTE, in_thread=in_thread, fired=[fired(made.number)]
        )
        assert self.do(self.store.plan(plan)) is True
        assert self.do(self.store.plan(plan)) is False
        self.planned[place, period] = count

    @rule(limit=st.integers(1, 3), kind=st.sampled_from(["discord", "discord", "slack"]))
    def claim(self, limit: int, kind: str) -> None:
        taken = self.do(self.store.claim(self.now, self.now + LEASE, kind=kind, limit=limit))
        assert len(taken) <= limit
        for one in taken:
            assert one.place not in {other.place for other in self.sending.values()}, "two in flight for one place"
            assert one.number not in self.sent, "claimed after it was sent"
            assert one.number not in self.given_up, "claimed though nobody knows whether it arrived"
            assert one.place.partition(":")[0] == kind
            assert one.next_try_at <= self.now
            self._check_is_next(one)
            self.sending[one.number] = one

    def _check_is_next(self, taken: Delivery) -> None:
        """Check that nothing of its place that goes before it still waits."""
        for other in self.everything():
            if other.place == taken.place and self.is_open(other) and other.number != taken.number:
                assert _order(other) > _order(taken), f"{other} was passed by"

    @precondition(lambda self: self.sending)
    @rule(data=st.data(), how=HOW)
    def settle(self, data: st.DataObject, how: str) -> None:
        self._settle(self.sending[data.draw(st.sampled_from(sorted(self.sending)))], how)

    @rule(data=st.data(), how=HOW)
    def settle_too_late(self, data: st.DataObject, how: str) -> None:
        self._settle(data.draw(st.sampled_from(self.everything())), how)

    def _settle(self, one: Delivery, how: str) -> None:
        settlement = self.settlement(one.number, how)
        for _ in range(2):
            self.do(self.store.settle([settlement]))
        after = self.do(self.store.delivery(one.number))
        assert after is not None
        if how == "sent" and after.state == DeliveryState.SENT:
            self.sent.add(one.number)
        if how == "unanswerable" and after.state == DeliveryState.UNKNOWN:
            self.given_up.add(one.number)
        self.sending.pop(one.number, None)

    def settlement(self, number: int, how: str) -> Settlement:
        settlements: dict[str, Settlement] = {
            "sent": Sent(number, f"m{number}", self.now),
            "again": Again(number, self.now + MINUTE, "busy"),
            "failed": Failed(number, "refused", self.now),
            "unsure": Unsure(number, self.now + MINUTE, "no answer", self.now),
            "unanswerable": Unsure(number, None, "no answer", self.now),
        }
        return settlements[how]

    @rule(found=st.booleans(), limit=st.integers(1, 3), kind=st.sampled_from(["discord", "slack"]))
    def ask(self, limit: int, kind: str, *, found: bool) -> None:
        asked = self.do(self.store.unknown(self.now, kind=kind, limit=limit))
        assert len({one.place for one in asked}) == len(asked) <= limit
        self.do(self.store.settle([self.settlement(one.number, "sent" if found else "again") for one in asked]))
        if found:
            self.sent |= {one.number for one in asked}

    @rule(minutes=st.integers(1, 7))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def reap(self) -> None:
        self.do(self.store.reap(self.now))
        self._forget_settled()

    @rule()
    def crash(self) -> None:
        self.do(self.store.close())
        self.store = self.opened(self.store.path)
        assert self.do(self.store.reap(self.now, all_of_them=True)) == len(self.sending)
        self.sending.clear()

    def _forget_settled(self) -> None:
        """Forget as in hand what is no longer SENDING."""
        states = {one.number: one.state for one in self.everything()}
        self.sending = {n: one for n, one in self.sending.items() if states[n] == DeliveryState.SENDING}

    @rule(data=st.data())
    def retry(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.everything()))
        if self.do(self.store.retry_delivery(one.number, at=self.now)):
            assert one.state in REACHED_NOBODY or one.number in self.given_up
            self.given_up.discard(one.number)
            for other in self.everything():  # the replies of a head come back with it
                if other.state not in FINAL:
                    self.final.pop(other.number, None)

    @rule(data=st.data())
    def skip(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.everything()))
        is_open = one.state not in {*FINAL, DeliveryState.SENDING}
        assert self.do(self.store.skip_delivery(one.number, reason="by hand", at=self.now)) is is_open

    @rule(data=st.data())
    def unsubscribe(self, data: st.DataObject) -> None:
        self.do(self.store.end_subscription(data.draw(st.integers(1, self.digests)), by=ADA, at=self.now))
        self._check_still_in_hand()

    def _check_still_in_hand(self) -> None:
        states = {one.number: one.state for one in self.everything()}
        assert {states[number] for number in self.sending} <= {DeliveryState.SENDING}

    def everything(self) -> list[Delivery]:
        return list(self.do(self.store.deliveries(limit=10_000)))

    @staticmethod
    def is_open(one: Delivery) -> bool:
        return one.state in {DeliveryState.PENDING, DeliveryState.RETRY, DeliveryState.SENDING}

    @invariant()
    def nothing_is_lost(self) -> None:
        found: dict[tuple[Place, str], int] = {}
        for one in self.everything():
            found[one.place, one.period] = found.get((one.place, one.period), 0) + 1
        assert found == self.planned

    @invariant()
    def what_was_sent_stays_sent_and_what_is_final_stays_final(self) -> None:
        states = {one.number: one.state for one in self.everything()}
        assert {number for number, state in states.items() if state == DeliveryState.SENT} == self.sent
        assert {number: states[number] for number in self.final} == self.final
        self.final |= {number: state for number, state in states.items() if state in FINAL}

    @invariant()
    def one_is_in_flight_for_each_place(self) -> None:
        flying = [one.place for one in self.everything() if one.state == DeliveryState.SENDING]
        assert len(set(flying)) == len(flying)

    @invariant()
    def papers_are_shown_where_some_part_may_have_arrived(self) -> None:
        for place in PLACES:
            digests = {period for where, period in self.planned if where == place}
            states = [(one.period, one.state) for one in self.everything() if one.place == place]
            arrived = {period for period, state in states if state not in REACHED_NOBODY}
            assert len(self.do(self.store.shown(place))) == len(arrived & digests)

    @invariant()
    def somebody_is_first_in_every_line_and_nobody_beside_it(self) -> None:
        wrong = self.do(self.store._readers[0].run(lambda db: [tuple(row) for row in db.execute(MISPLACED)]))
        assert wrong == []

    def drain(self) -> None:
        """Send all that waits: nothing may be left behind."""
        self.do(self.store.reap(self.now, all_of_them=True))
        self.now += timedelta(days=1)
        for kind in ("discord", "slack"):
            while asked := self.do(self.store.unknown(self.now, kind=kind, limit=9)):
                self.do(self.store.settle([self.settlement(one.number, "sent") for one in asked]))
            while taken := self.do(self.store.claim(self.now, self.now + LEASE, kind=kind, limit=9)):
                self.do(self.store.settle([self.settlement(one.number, "sent") for one in taken]))
        left = {one.number for one in self.everything() if one.state not in FINAL}
        assert left == {one.number for one in self.everything() if one.state == DeliveryState.UNKNOWN}
        assert left <= self.given_up

    def teardown(self) -> None:
        if hasattr(self, "store"):
            try:
                self.drain()
            finally:
                self.do(self.store.close())
                self.loop.close()
                self.folder.cleanup()


@cache
def _blank_file() -> Path:
    """Return a store that holds one paper, made once."""
    path = Path(tempfile.mkdtemp()) / "hotpapers.db"
    asyncio.run(_make(path))
    return path


async def _make(path: Path) -> None:
    store = await open_store(path, create=True)
    await store.save_imported([imported(LYNX)], seen_at=NOON)
    await store.close()


ROOMY_FOR_ALL = type(ROOMY)(per_place=10_000, per_server=10_000, per_user=None)
MISPLACED = """
    SELECT place, 0 FROM deliveries WHERE is_first IS NOT NULL GROUP BY place HAVING sum(is_first) <> 1
    UNION ALL
    SELECT place, number FROM deliveries
    WHERE (state IN ('pending', 'sending', 'retry') AND is_first IS NULL)
        OR (state IN ('sent', 'failed', 'cancelled') AND is_first IS NOT NULL)
"""


def _hurry(db: sqlite3.Connection) -> None:
    """Let the file be written without waiting for the disk, which no test here takes away."""
    db.execute("COMMIT")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("BEGIN")


def _order(one: Delivery) -> tuple[object, ...]:
    return (one.due_at, one.period, one.part)


Outbox.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestOutbox = Outbox.TestCase
