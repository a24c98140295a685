"""A message as it goes out: the words between those who write it and those who send it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeAlias

from bot.digest.section import Section
from bot.messages.reply import Reply
from bot.papers.model import ArxivId

JsonObject: TypeAlias = dict[str, object]


class Where(StrEnum):
    """Where a message stands: in the channel itself, or in the thread under the digest's head."""

    CHANNEL = "channel"
    THREAD = "thread"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture that goes with a message; ``alt`` says what it shows."""

    file_name: str
    content: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a digest or of a reply, within every limit of its platform.

    ``payload`` is the platform's own request body, without what only the sender knows (the channel, a nonce,
    metadata). ``papers`` are those that stand in it in full; a head that only names them has none.
    """

    where: Where
    payload: JsonObject
    papers: tuple[ArxivId, ...] = ()
    attachments: tuple[Attachment, ...] = ()


class Composer(Protocol):
    """What writes messages in one flavor: pure, never fails for what a digest or a reply holds."""

    @property
    def takes_pictures(self) -> bool:
        """Tell whether there is room for pictures where its messages go: whoever draws need not try elsewhere."""
        ...

    def digest(self, sections: Sequence[Section], attachments: Sequence[Attachment] = ()) -> tuple[Message, ...]:
        """Return a digest as the messages to send, in order; none where there is no section."""
        ...

    def reply(self, reply: Reply, attachments: Sequence[Attachment] = ()) -> tuple[Message, ...]:
        """Return an answer as the messages to send; its buttons and pictures stand under the last."""
        ...
