"""What a digest holds: which of the candidates, in which order, and what was not to be had."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.digest.ranking import Term
from bot.papers.model import Mention, StoredPaper


class Availability(StrEnum):
    """How a source stood at the moment of a digest."""

    OK = "ok"
    FAILED = "failed"
    STALE = "stale"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class SourceState:
    """One source at the moment of a digest; ``at`` is when it last gave something."""

    state: Availability
    detail: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class HotPaper:
    """One ranked paper with the arithmetic of its heat and what was said of it.

    ``is_new`` marks one that is here for being fresh, not for any heat. ``heat`` is the sum of ``terms``.
    """

    rank: int
    stored: StoredPaper
    heat: float
    terms: tuple[Term, ...]
    mentions: tuple[Mention, ...]
    is_new: bool = False


class EmptyReason(StrEnum):
    """Why a digest has no paper."""

    NOT_GATHERED = "not gathered"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    NOT_YET = "not yet announced"
    NOTHING_ANNOUNCED = "nothing announced"
    BELOW_THRESHOLD = "below threshold"
    SOURCE_FAILED = "source failed"


@dataclass(frozen=True, slots=True)
class HotList:
    """The hottest papers of a day or of a window, as they stand.

    ``said`` is the query in words. ``since`` is the first day of the window, ``day`` the last (the same
    where one day was asked for). ``newest_day`` is the latest announcement among the candidates.
    ``considered`` counts the candidates. ``min_heat`` is the bar, None for "auto". ``empty_because``
    is given exactly when there is no paper. ``next_due_at`` is when arXiv announces next.
    """

    day: date
    since: date
    query: str
    said: str
    considered: int
    papers: tuple[HotPaper, ...]
    sources: Mapping[str, SourceState]
    min_heat: float | None
    newest_day: date | None
    empty_because: EmptyReason | None
    next_due_at: datetime
    from_post: bool = False
