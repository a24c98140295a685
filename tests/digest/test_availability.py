from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.digest.availability import Availability, source_states, states_of_post
from bot.papers.model import Engagement
from bot.store.contract import RunState, SourceHistory, SourceRun

FRIDAY_NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ENABLED = ("arxiv", "hackernews", "huggingface")


def run(
    source: str, finished_at: datetime, state: RunState = RunState.OK, *, listing_day: date | None = None
) -> SourceRun:
    detail = "" if state is RunState.OK else "answered HTTP 500"
    return SourceRun(source, finished_at, finished_at, state, detail, listing_day)


def history(last: SourceRun, last_ok: SourceRun | None = None) -> SourceHistory:
    return SourceHistory(last, last_ok or (last if last.state is RunState.OK else None))


def states(
    *histories: SourceHistory, unread: Sequence[date] = (), past_day: date | None = None
) -> dict[str, tuple[Availability, datetime | None]]:
    found = source_states(
        {one.last.source: one for one in histories},
        ENABLED,
        now=FRIDAY_NOON,
        unread=unread,
        past_day=past_day,
    )
    return {name: (state.state, state.at) for name, state in found.items()}


def test_a_source_that_was_just_read_is_ok() -> None:
    an_hour_ago = FRIDAY_NOON - timedelta(hours=1)
    assert states(history(run("hackernews", an_hour_ago)))["hackernews"] == (Availability.OK, an_hour_ago)


def test_a_source_that_failed_says_when_it_last_gave_something() -> None:
    morning = FRIDAY_NOON - timedelta(hours=3)
    failed = history(run("hackernews", FRIDAY_NOON, RunState.FAILED), run("hackernews", morning))
    assert states(failed)["hackernews"] == (Availability.FAILED, morning)


def test_a_source_that_was_not_read_for_two_days_is_stale() -> None:
    before = FRIDAY_NOON - timedelta(days=2)
    assert states(history(run("huggingface", before)))["huggingface"] == (Availability.STALE, before)


def test_a_source_that_was_never_read_is_stale_and_one_switched_off_is_off() -> None:
    found = states()
    assert found["huggingface"] == (Availability.STALE, None)
    assert found["reddit"] == (Availability.OFF, None)


def test_arxiv_is_stale_while_a_newer_listing_is_due() -> None:
    just_read = history(run("arxiv", FRIDAY_NOON))
    assert states(just_read, unread=[FRIDAY_NOON.date()])["arxiv"][0] is Availability.STALE
    assert states(just_read)["arxiv"][0] is Availability.OK


def test_for_a_day_in_the_past_a_reading_since_then_will_do() -> None:
    read = run("hackernews", datetime(2026, 11, 17, tzinfo=UTC))
    failed_today = history(run("hackernews", FRIDAY_NOON, RunState.FAILED), read)
    assert states(failed_today, past_day=date(2026, 11, 16))["hackernews"] == (Availability.OK, read.finished_at)
    assert states(failed_today, past_day=date(2026, 11, 18))["hackernews"][0] is Availability.FAILED


def test_a_failure_later_on_that_day_is_not_hidden_by_an_early_reading() -> None:
    early = run("hackernews", datetime(2026, 11, 16, 6, tzinfo=UTC))
    failed_at_nine = history(run("hackernews", datetime(2026, 11, 16, 9, tzinfo=UTC), RunState.FAILED), early)
    found = states(failed_at_nine, past_day=date(2026, 11, 16))["hackernews"]
    assert found == (Availability.FAILED, early.finished_at)


@pytest.mark.parametrize(
    ("printed", "known"), [([], ["x"]), (["x"], ["x"]), (["hackernews", "huggingface"], ["hackernews", "huggingface"])]
)
def test_an_imported_post_knew_the_sources_whose_counts_it_prints(printed: list[str], known: list[str]) -> None:
    found = states_of_post(Engagement(source, 5, None, None, FRIDAY_NOON) for source in printed)
    assert [name for name, state in found.items() if state.state is Availability.OK] == known


def test_listing_days_that_were_not_read_make_arxiv_stale_and_are_named() -> None:
    days = (date(2026, 11, 18), date(2026, 11, 19))
    just_read = {"arxiv": history(run("arxiv", FRIDAY_NOON))}
    arxiv = source_states(just_read, ENABLED, now=FRIDAY_NOON, unread=days)["arxiv"]
    assert (arxiv.state, arxiv.unread) == (Availability.STALE, days)
    assert arxiv.detail == "not read whole: the listings of 2026-11-18, 2026-11-19"


def test_a_past_day_whose_listing_was_not_read_whole_is_never_ok() -> None:
    day = date(2026, 11, 16)
    just_read = history(run("arxiv", FRIDAY_NOON))
    assert states(just_read, unread=[day], past_day=day)["arxiv"][0] is Availability.STALE
    assert states(just_read, past_day=day)["arxiv"][0] is Availability.OK
