"""How the sources and the database stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.digest.availability import SourceState
from bot.store.contract import Totals
from bot.subscriptions.model import Subscription


@dataclass(frozen=True, slots=True)
class OutboxStatus:
    """How delivery stands: how many parts wait, failed, or have nobody who knows their end, and what is paused.

    ``looked_at`` is about when a bot last looked for what is due, None if none ever ran.
    """

    waiting: int
    failed: int
    unknown: int
    paused: Sequence[Subscription]
    looked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Status:
    """What ``status`` answers; ``next_due_at`` is when arXiv announces next. ``outbox`` is the operator's alone."""

    path: Path
    totals: Totals
    sources: Mapping[str, SourceState]
    next_due_at: datetime
    outbox: OutboxStatus | None = None
