"""How the sources and the database stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.digest.availability import SourceState
from bot.store.contract import Totals


@dataclass(frozen=True, slots=True)
class Status:
    """What ``status`` answers; ``next_due_at`` is when arXiv announces next."""

    path: Path
    totals: Totals
    sources: Mapping[str, SourceState]
    next_due_at: datetime
