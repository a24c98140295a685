"""One part of one digest on its way to one place, and everything that can become of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.subscriptions.model import Place


class DeliveryState(StrEnum):
    """How a delivery stands; docs/delivery.md draws what leads from one to another."""

    PENDING = "pending"
    SENDING = "sending"
    RETRY = "retry"
    UNKNOWN = "unknown"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class File:
    """A picture that goes with a part; ``alt`` says what it shows."""

    name: str
    content: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Part:
    """A message before it has a delivery: ``payload`` is JSON, frozen; ``in_thread`` stands under the head.

    ``key`` is what the message carries so that its place can be asked for it: at most 25 characters, and
    the same for the same place, period and number of the part.
    """

    payload: str
    key: str
    in_thread: bool = False
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """One part of one digest for one place.

    ``part`` counts from 0. ``planned_at`` is when it was planned, or last asked for by the operator. ``attempts``
    counts the times that it was handed to the place. ``head_id`` is the platform's id of part 0, under which the parts
    of a thread stand, once that is sent; ``message_id`` its own. ``next_try_at`` is when it may be claimed. ``reason``
    says why it stands as it does, for people. ``is_quiet`` asks for no notification. ``about`` is the place that a
    notice tells of, None for a digest.
    """

    number: int
    place: Place
    period: str
    part: int
    key: str
    payload: str
    in_thread: bool
    is_quiet: bool
    state: DeliveryState
    attempts: int
    due_at: datetime
    planned_at: datetime
    next_try_at: datetime
    head_id: str | None = None
    message_id: str | None = None
    sent_at: datetime | None = None
    reason: str = ""
    files: tuple[File, ...] = ()
    about: Place | None = None
