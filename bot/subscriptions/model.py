"""Who wants which papers where and when, and what they were sent."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NewType

from bot.papers.model import ArxivId
from bot.subscriptions.schedule import Schedule

Place = NewType("Place", str)
"""Where a digest can go: ``discord:CHANNEL``, ``slack:TEAM/CHANNEL``, ``post:DIR``, ``terminal`` …"""


@dataclass(frozen=True, slots=True)
class DigestItem:
    """One paper in one digest, with the heat that it had when it was shown; ``is_rising`` as in ``HotPaper``."""

    rank: int
    paper_id: ArxivId
    heat: float
    is_rising: bool = False


@dataclass(frozen=True, slots=True)
class Digest:
    """What one place gets at one scheduled minute; ``period`` is the scheduled local date and time."""

    place: Place
    period: str
    planned_at: datetime
    items: tuple[DigestItem, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """That a paper stood in a digest of a place, ``is_rising`` if as one that was still rising."""

    paper_id: ArxivId
    heat: float
    planned_at: datetime
    is_rising: bool = False


class Layout(StrEnum):
    """How much of each paper a digest shows; ``thread`` puts the papers behind a short head."""

    COMPACT = "compact"
    FULL = "full"
    THREAD = "thread"


@dataclass(frozen=True, slots=True)
class Topic:
    """A query as it was written, with a name if its maker gave one."""

    query: str
    name: str | None = None

    @property
    def title(self) -> str:
        """Return what the topic is called: its name, else its query, else "all papers"."""
        return self.name or self.query or "all papers"


@dataclass(frozen=True, slots=True)
class DigestRules:
    """How a place wants a topic: when, how much, and what is not worth a message.

    ``min_heat`` None is "auto". ``settle`` is how long after its announcement a paper counts.
    """

    schedule: Schedule
    layout: Layout = Layout.COMPACT
    top: int = 10
    min_heat: float | None = None
    window_days: int = 7
    silent_when_empty: bool = False
    quiet: bool = False
    late_limit: timedelta = timedelta(hours=6)
    settle: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on a platform: ``discord:@123``, ``slack:T1/@U2``, ``terminal:@me``, and the name shown there."""

    user: str
    name: str


@dataclass(frozen=True, slots=True)
class Pause:
    """Why a subscription sends nothing for now, and since when."""

    reason: str
    since_at: datetime


@dataclass(frozen=True, slots=True)
class Subscription:
    """Place + topic + rules, who made it and when.

    ``number`` is what people name it by. ``server`` is the guild or workspace of the place, None for a
    direct message or the terminal. ``made_by`` is None once its maker asked to be forgotten.
    ``last_fired_day`` is the local date of its last turn, digest or not. ``declared`` is its name in the
    configuration, None for one that was made in chat.
    """

    number: int
    place: Place
    server: str | None
    topic: Topic
    rules: DigestRules
    made_by: Person | None
    made_at: datetime
    next_fire_at: datetime
    paused: Pause | None = None
    last_fired_day: date | None = None
    declared: str | None = None
