"""When to try again, and when to give up."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.outbox import (
    ASK_AFTER,
    GIVE_UP_AFTER,
    GRACE,
    LONGEST_WAIT,
    found,
    is_gone_for_good,
    settled,
    wait,
)
from bot.delivery.place import Accepted, Busy, CannotTell, Lost, NotThere, Refused
from bot.store.outbox_contract import Again, Failed, Sent, Trouble, Unsure
from bot.subscriptions.delivery import Delivery, DeliveryState
from bot.subscriptions.model import Place
from tests.fakes import FakeClock

NOW = FakeClock().now()


def delivery(**fields: object) -> Delivery:
    made = Delivery(
        number=7,
        place=Place("discord:1"),
        period="2026-11-20T09:00 Europe/Berlin",
        part=0,
        key="key",
        payload="{}",
        in_thread=False,
        is_quiet=False,
        state=DeliveryState.SENDING,
        attempts=1,
        due_at=NOW,
        planned_at=NOW,
        next_try_at=NOW,
    )
    return replace(made, **fields)


def test_what_was_taken_is_sent() -> None:
    assert settled(delivery(), Accepted("m1", "t1"), now=NOW, jitter=0) == Sent(7, "m1", NOW, "t1")


def test_what_got_no_answer_is_asked_for_and_never_sent_blindly() -> None:
    assert settled(delivery(), Lost("dropped"), now=NOW, jitter=0) == Unsure(7, NOW + ASK_AFTER, "dropped", NOW)


def test_what_the_place_will_never_take_fails_at_once() -> None:
    assert settled(delivery(), Refused("invalid_blocks"), now=NOW, jitter=0) == Failed(7, "invalid_blocks", NOW)


def test_a_place_that_is_gone_is_tried_again_in_its_grace_time() -> None:
    assert isinstance(settled(delivery(), Refused("gone", is_gone=True), now=NOW, jitter=0), Again)


@given(st.integers(1, 10_000), st.floats(0, 1), st.none() | st.floats(0, 10_000))
def test_a_wait_grows_to_a_bound_and_is_never_shorter_than_asked_for(
    attempts: int, jitter: float, asked_for_s: float | None
) -> None:
    waited = wait(attempts, jitter=jitter, retry_after_s=asked_for_s)
    assert waited <= max(LONGEST_WAIT, timedelta(seconds=asked_for_s or 0))
    assert waited >= timedelta(seconds=asked_for_s or 0)
    assert wait(attempts + 1, jitter=jitter) >= wait(attempts, jitter=jitter)


@pytest.mark.parametrize("nonsense", [float("inf"), float("nan"), 1e300, -1.0])
def test_a_wait_that_nobody_can_mean_stops_nothing(nonsense: float) -> None:
    settlement = settled(delivery(), Busy("HTTP 429", nonsense), now=NOW, jitter=0)
    assert isinstance(settlement, Again | Failed)


def test_a_place_that_cannot_be_asked_is_asked_less_and_less_often() -> None:
    asked_at, askings = NOW, 0
    while asked_at < NOW + GIVE_UP_AFTER:
        settlement = found(delivery(), Busy("HTTP 403"), now=asked_at, jitter=1)
        assert isinstance(settlement, Unsure)
        assert settlement.next_try_at is not None
        asked_at, askings = settlement.next_try_at, askings + 1
    assert askings < 250


@pytest.mark.parametrize("attempts", [1, 5, 50])
def test_nobody_wants_yesterdays_digest(attempts: int) -> None:
    late = NOW + GIVE_UP_AFTER
    again = settled(delivery(attempts=attempts), Busy("HTTP 503"), now=late, jitter=0.5)
    assert again == Failed(7, "given up: HTTP 503", late)


def test_what_its_place_has_is_sent_and_what_it_lacks_is_sent_again() -> None:
    unknown = delivery(state=DeliveryState.UNKNOWN)
    assert found(unknown, Accepted("m1"), now=NOW, jitter=0) == Sent(7, "m1", NOW)
    assert isinstance(found(unknown, NotThere(), now=NOW, jitter=0), Again)


def test_a_place_that_cannot_be_asked_gets_no_second_copy() -> None:
    settlement = found(delivery(), CannotTell(), now=NOW, jitter=0)
    assert isinstance(settlement, Unsure)
    assert settlement.next_try_at is None


def test_a_place_that_does_not_answer_is_asked_again_but_not_for_ever() -> None:
    soon = found(delivery(), Busy("HTTP 500"), now=NOW, jitter=0)
    assert isinstance(soon, Unsure)
    assert soon.next_try_at is not None
    assert soon.next_try_at > NOW
    late = found(delivery(), Busy("HTTP 500"), now=NOW + GIVE_UP_AFTER + timedelta(seconds=1), jitter=0)
    assert isinstance(late, Unsure)
    assert late.next_try_at is None


@pytest.mark.parametrize(
    ("refusals", "lasted", "gone"),
    [(1, timedelta(0), False), (100, GRACE / 2, False), (2, GRACE * 2, False), (3, GRACE, True)],
)
def test_one_blip_pauses_nobody(refusals: int, lasted: timedelta, gone: bool) -> None:  # noqa: FBT001
    since: datetime = NOW - lasted
    assert is_gone_for_good(Trouble(Place("discord:1"), "missing_permission", since, refusals), NOW) == gone


def test_a_digest_that_may_come_days_late_is_wanted_a_day_from_when_it_was_planned() -> None:
    late = delivery(due_at=NOW - timedelta(days=2), planned_at=NOW)
    assert isinstance(settled(late, Busy("HTTP 503"), now=NOW, jitter=0), Again)
    assert isinstance(settled(late, Busy("HTTP 503"), now=NOW + GIVE_UP_AFTER, jitter=0), Failed)


def test_who_reads_why_a_place_refuses_reads_what_is_wrong_there() -> None:
    refused = Refused("cannot_write", "No such file or directory", is_gone=True)
    settlement = settled(delivery(), refused, now=NOW, jitter=0)
    assert isinstance(settlement, Again)
    assert settlement.reason == "cannot_write: No such file or directory"
