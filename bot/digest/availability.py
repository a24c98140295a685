"""How the sources stand at the moment of a digest: read, failed, stale or off."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from bot.papers.model import ENGAGEMENT_SOURCES, Engagement
from bot.store.contract import RunState, SourceHistory, SourceRun

STALE_AFTER: Final = timedelta(hours=26)
"""A daily reading and two hours of grace."""
DAYS_NAMED: Final = 7
"""Of more days that were not read the newest are named and the others counted."""


class Availability(StrEnum):
    """How a source stood at the moment of a digest."""

    OK = "ok"
    FAILED = "failed"
    STALE = "stale"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class SourceState:
    """One source at the moment of a digest; ``at`` is when it last gave something.

    ``unread`` are the listing days of the digest, ascending, that were not read whole (arXiv only).
    """

    state: Availability
    detail: str
    at: datetime | None
    unread: tuple[date, ...] = ()


def source_states(
    histories: Mapping[str, SourceHistory],
    enabled: Collection[str],
    *,
    now: datetime,
    unread: Sequence[date] = (),
    past_day: date | None = None,
) -> dict[str, SourceState]:
    """Return the state of arXiv and of every source of engagement.

    For a digest of the present a reading counts as stale after STALE_AFTER. For a ``past_day`` any good
    reading since that day will do, but only one after its end outweighs a later failure. arXiv's is also
    stale while listing days of the digest are ``unread``.
    """
    fresh_since = now - STALE_AFTER if past_day is None else datetime.combine(past_day, time(), UTC)
    settled_since = None if past_day is None else fresh_since + timedelta(days=1)
    states = {
        name: _state(histories.get(name), fresh_since, settled_since)
        if name in enabled
        else SourceState(Availability.OFF, "switched off", None)
        for name in ("arxiv", *ENGAGEMENT_SOURCES)
    }
    states["arxiv"] = _with_unread(states["arxiv"], tuple(unread))
    return states


def states_of_post(measured: Iterable[Engagement]) -> dict[str, SourceState]:
    """Return the states behind an imported post: the sources whose counts it prints, X where it prints none."""
    off = SourceState(Availability.OFF, "not part of this post", None)
    states = dict.fromkeys(("arxiv", *ENGAGEMENT_SOURCES), off)
    printed: dict[str, datetime | None] = {}
    for one in sorted(measured, key=lambda one: one.measured_at):
        printed[one.source] = one.measured_at
    for source, at in (printed or {"x": None}).items():
        states[source] = SourceState(Availability.OK, "as printed in the imported post", at)
    return states


def _with_unread(arxiv: SourceState, unread: tuple[date, ...]) -> SourceState:
    if not unread or arxiv.at is None:
        return arxiv
    if arxiv.state is not Availability.OK:
        return replace(arxiv, unread=unread)
    return SourceState(Availability.STALE, _detail_of_unread(unread), arxiv.at, unread)


def _detail_of_unread(unread: Sequence[date]) -> str:
    newest = [day.isoformat() for day in unread[-DAYS_NAMED:]]
    earlier = len(unread) - len(newest)
    return f"not read whole: the listings of {', '.join(newest)}" + (f" and {earlier} earlier ones" if earlier else "")


def _state(history: SourceHistory | None, fresh_since: datetime, settled_since: datetime | None) -> SourceState:
    if history is None:
        return SourceState(Availability.STALE, "not gathered yet", None)
    last, last_ok = history.last, history.last_ok
    read_at = last_ok.finished_at if last_ok else None
    is_fresh = read_at is not None and read_at >= fresh_since
    is_settled = read_at is not None and settled_since is not None and read_at >= settled_since
    if last.state is RunState.FAILED and not is_settled:
        return SourceState(Availability.FAILED, last.detail, read_at)
    if not is_fresh:
        return SourceState(Availability.STALE, "not read since", read_at)
    return SourceState(Availability.OK, _detail(last_ok), read_at)


def _detail(run: SourceRun | None) -> str:
    return run.detail if run else ""
