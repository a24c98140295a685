"""What a place can do, and what can become of a message sent there.

Adapters classify; when to try again is ``outbox.py``'s alone.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeAlias, runtime_checkable

from bot.subscriptions.delivery import Delivery
from bot.subscriptions.model import Place


@dataclass(frozen=True, slots=True)
class Accepted:
    """The place has the message, as ``message_id``; ``head_id`` is what parts of a thread go under."""

    message_id: str | None = None
    head_id: str | None = None


class Scope(StrEnum):
    """Whom a wait concerns: the one place, or everything that is sent with the same token."""

    PLACE = "place"
    BOT = "bot"


@dataclass(frozen=True, slots=True)
class Busy:
    """Not taken now: too many requests, a fault of the server's, no connection. ``retry_after_s`` if it said so."""

    reason: str
    retry_after_s: float | None = None
    scope: Scope = Scope.PLACE


@dataclass(frozen=True, slots=True)
class Refused:
    """Not taken, and the same message never will be; ``reason`` is a code such as ``missing_permission``.

    ``is_gone`` says that it is the place that refuses, whatever the message: it is gone, or forbidden to us.
    """

    reason: str
    detail: str = ""
    is_gone: bool = False

    @property
    def said(self) -> str:
        """Return the code with what it means here, for people."""
        return f"{self.reason}: {self.detail}" if self.detail else self.reason


@dataclass(frozen=True, slots=True)
class Lost:
    """Nobody knows: it was handed over, and no answer came."""

    reason: str


Outcome: TypeAlias = Accepted | Busy | Refused | Lost


@dataclass(frozen=True, slots=True)
class NotThere:
    """The place was asked and does not have the message."""


@dataclass(frozen=True, slots=True)
class CannotTell:
    """The place has no way of being asked."""


Found: TypeAlias = Accepted | NotThere | CannotTell | Busy


class Adapter(Protocol):
    """One kind of place; what it raises counts as Lost while sending, and as Busy while asking."""

    @property
    def kind(self) -> str:
        """Return what stands in front of the colon of its places."""
        ...

    async def send(self, delivery: Delivery) -> Outcome:
        """Hand one part to its place, once, and say what became of it."""
        ...

    async def find_sent(self, delivery: Delivery) -> Found:
        """Ask the place whether it has a part that may have reached it."""
        ...


@runtime_checkable
class KnowsKeepers(Protocol):
    """What an adapter may know besides: who looks after a place."""

    async def keeper_of(self, place: Place) -> Place | None:
        """Return where to tell something of ``place`` when its subscription's maker cannot be told.

        That is who installed the bot there, or the server's owner; None where nobody knows.
        """
        ...


def kind_of(place: Place) -> str:
    """Return what kind of place it is: ``discord`` of ``discord:123``, ``terminal`` of ``terminal``."""
    return place.partition(":")[0]
