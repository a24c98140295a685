"""What is remembered for delivery: what is due, what was planned, what became of it.

As in ``contract.py`` every method is one whole transaction, safe to repeat, and may raise StoreError.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.subscriptions.delivery import Delivery, Part
from bot.subscriptions.model import Digest, DigestRules, Pause, Person, Place, Subscription, Topic


@dataclass(frozen=True, slots=True)
class Fired:
    """That a subscription's turn came: ``day`` is the local date it stood for, ``next_fire_at`` its next turn."""

    number: int
    day: date
    next_fire_at: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """A digest with the parts it goes out in; no parts where all of its topics asked for silence.

    ``fired`` names every subscription that it serves. ``answers`` are the notes that it tells, by their numbers:
    they are not told again.
    """

    digest: Digest
    due_at: datetime
    parts: Sequence[Part]
    fired: Sequence[Fired]
    is_quiet: bool = False
    answers: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """A message that is no digest, such as that a subscription was paused; sent once for each ``key``.

    ``about`` is the place that it tells of.
    """

    key: str
    place: Place
    about: Place
    part: Part
    at: datetime


@dataclass(frozen=True, slots=True)
class Note:
    """Something that the next digest of a place should tell, such as that one was skipped."""

    number: int
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """The place has it, as ``message_id``; ``head_id`` is what further parts of a thread stand under."""

    number: int
    message_id: str | None
    at: datetime
    head_id: str | None = None


@dataclass(frozen=True, slots=True)
class Again:
    """It was not taken, and is to be tried at ``next_try_at``."""

    number: int
    next_try_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Failed:
    """It will never be taken. Where it was a thread's head, what stands under it is cancelled."""

    number: int
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Unsure:
    """Nobody knows whether the place has it, and it is asked at ``next_try_at``.

    ``next_try_at`` None is for a place that cannot be asked: it is never sent again, the parts behind it go on, and
    the next digest says so.
    """

    number: int
    next_try_at: datetime | None
    reason: str
    at: datetime


Settlement = Sent | Again | Failed | Unsure


@dataclass(frozen=True, slots=True)
class Trouble:
    """That a place has refused everything since ``since_at``, ``refusals`` times, the last time for ``reason``."""

    place: Place
    reason: str
    since_at: datetime
    refusals: int


@dataclass(frozen=True, slots=True)
class Declared:
    """A subscription that stands in the configuration; known by its place and its name."""

    name: str
    place: Place
    topic: Topic
    topic_key: str
    rules: DigestRules
    next_fire_at: datetime


@dataclass(frozen=True, slots=True)
class Synced:
    """What reading the declared subscriptions changed, by their names."""

    added: Sequence[str]
    changed: Sequence[str]
    ended: Sequence[str]


class OutboxStore(Protocol):
    """What is due, what was planned, and what became of it."""

    async def due(self, now: datetime, *, limit: int) -> Sequence[Subscription]:
        """Return live, unpaused subscriptions whose turn has come, the longest waiting first, then by number.

        All of one place and moment come together or not at all, ``limit`` or not.
        """
        ...

    async def plan(self, plan: Plan) -> bool:
        """Remember a digest, its parts and that its subscriptions fired; False if that was done already.

        The papers of the digest count as shown in the place from now on. A subscription that meanwhile ended,
        was paused or has another ``next_fire_at`` behind now (somebody edited it) is moved on no further, unless that
        is of a day which now had its digest. A digest that nobody wants any more, because all its subscriptions ended
        or were paused meanwhile, is cancelled at once.
        """
        ...

    async def plan_all(self, plans: Sequence[Plan]) -> Sequence[bool]:
        """Remember several digests as ``plan`` does, all or none of them: a disk takes them as quickly as one."""
        ...

    async def pass_over(self, place: Place, fired: Sequence[Fired], note: str, *, at: datetime) -> None:
        """Move subscriptions on without a digest, and keep ``note`` for the next one of the place (none if empty)."""
        ...

    async def notes(self, place: Place) -> Sequence[Note]:
        """Return what the next digest of a place should tell, oldest first."""
        ...

    async def claim(self, now: datetime, lease_until: datetime, *, kind: str, limit: int) -> Sequence[Delivery]:
        """Take deliveries for places of ``kind`` (``discord``), at most one a place, those due first first.

        One that waits for its next try is due at ``next_try_at``, any other at ``due_at``.
        Within a place the parts go out in the order of ``due_at``, period and part: while one is being sent, waits
        for its next try or is unknown, those behind it wait. Each becomes SENDING, and UNKNOWN if it is not settled
        by ``lease_until`` (``reap``).
        """
        ...

    async def settle(self, settlements: Sequence[Settlement]) -> None:
        """Remember what became of deliveries. One that is settled for good (SENT, FAILED, CANCELLED) stays so.

        A place that takes one has no trouble any more. ``Again`` cancels what everybody unsubscribed from
        meanwhile; ``Unsure`` without a moment leaves a note. Where every part of a digest failed or was
        cancelled, its papers count as never shown.
        """
        ...

    async def reap(self, now: datetime, *, all_of_them: bool = False) -> int:
        """Make UNKNOWN what is SENDING past its lease, at once if ``all_of_them`` (nobody else is there); count it."""
        ...

    async def unknown(self, now: datetime, *, kind: str, limit: int) -> Sequence[Delivery]:
        """Return what is to be asked for by now at places of ``kind``, oldest first, at most one a place."""
        ...

    async def next_wake_at(self) -> datetime | None:
        """Return when the next subscription is due or the next delivery may be tried; None if nothing waits."""
        ...

    async def open_kinds(self) -> Sequence[str]:
        """Return the kinds of places that something waits for, or that were not asked for something yet."""
        ...

    async def failed_count(self) -> int:
        """Return how many deliveries failed."""
        ...

    async def paused(self, *, limit: int = 100) -> Sequence[Subscription]:
        """Return live subscriptions that are paused, wherever they are, those paused last first; for the operator."""
        ...

    async def deliveries(self, *, failed_only: bool = False, limit: int = 50) -> Sequence[Delivery]:
        """Return deliveries, the newest first; ``failed_only``: those that failed or are unknown."""
        ...

    async def delivery(self, number: int) -> Delivery | None:
        """Return one by its number."""
        ...

    async def retry_delivery(self, number: int, *, at: datetime) -> bool:
        """Let a failed, cancelled or unanswerable one be tried again; False for any other or none.

        It counts as planned at ``at``, and its papers as shown again. With the head of a thread come the parts that
        were cancelled because of it.
        """
        ...

    async def skip_delivery(self, number: int, *, reason: str, at: datetime) -> bool:
        """Cancel one that waits or is unknown, a head with its thread; False for any other or none."""
        ...

    async def trouble(self, place: Place, reason: str, *, at: datetime) -> Trouble:
        """Count a refusal of a place, and return how long it has refused."""
        ...

    async def pause_place(self, place: Place, pause: Pause) -> Sequence[Subscription]:
        """Pause all live subscriptions of a place and fail its digests that wait; return those that were not paused.

        Notices go on, and what is being sent or unknown stays so until it is settled. The trouble of the place is over
        with that.
        """
        ...

    async def notify(self, notice: Notice) -> bool:
        """Put a message into the outbox; False if it was there already."""
        ...

    async def subscriptions_of(self, server: str) -> Sequence[Subscription]:
        """Return the live ones of a guild or workspace, by number."""
        ...

    async def servers(self, kind: str) -> Collection[str]:
        """Return the guilds or workspaces of a platform (``discord``) that have live subscriptions."""
        ...

    async def setting(self, name: str) -> str | None:
        """Return what the bot kept for itself under ``name``."""
        ...

    async def save_setting(self, name: str, value: str) -> None:
        """Keep ``value`` under ``name``, in place of what was there."""
        ...

    async def sync_declared(self, declared: Sequence[Declared], *, by: Person, at: datetime) -> Synced:
        """Make the declared subscriptions those given: added, changed where they differ, ended where gone.

        One whose schedule did not change keeps its next turn, and one that was ended and comes back keeps its number
        and what its place was shown. One that was made in chat for the same topic becomes the declared one. Raises
        BadArgument where two of those given have one name, or one topic, in one place.
        """
        ...

    async def queue_depths(self) -> Mapping[str, int]:
        """Return how many deliveries stand in each state that is not final."""
        ...
