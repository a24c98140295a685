"""Where digests go and what was in them."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from bot.papers.model import ArxivId

Place = NewType("Place", str)
"""Where a digest can go: ``discord:CHANNEL``, ``slack:TEAM/CHANNEL``, ``post:DIR``, ``terminal`` …"""


@dataclass(frozen=True, slots=True)
class DigestItem:
    """One paper in one digest, with the heat that it had when it was shown."""

    rank: int
    paper_id: ArxivId
    heat: float


@dataclass(frozen=True, slots=True)
class Digest:
    """What one place gets at one scheduled minute; ``period`` is the scheduled local date and time."""

    place: Place
    period: str
    planned_at: datetime
    items: tuple[DigestItem, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """That a paper stood in a digest of a place."""

    paper_id: ArxivId
    heat: float
    planned_at: datetime
