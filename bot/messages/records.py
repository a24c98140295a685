"""Digests as JSON objects, for a place that is a file which other programs read."""

from collections.abc import Sequence
from typing import Final

from bot.digest.section import Section
from bot.messages.message import Attachment, Message, Where
from bot.messages.reply import Reply
from bot.messages.shapes import hot_json, rising_json


class RecordMessages:
    """Writes one object a topic, in the shape of ``hot --format json``, with the topic's name."""

    takes_pictures: Final = False

    def digest(self, sections: Sequence[Section], attachments: Sequence[Attachment] = ()) -> tuple[Message, ...]:  # noqa: ARG002 - JSON has no room for pictures
        """Return a message a section."""
        return tuple(_message(section) for section in sections)

    def reply(self, reply: Reply, attachments: Sequence[Attachment] = ()) -> tuple[Message, ...]:  # noqa: ARG002 - as every composer
        """Return nothing: nobody asks a file."""
        return ()


def _message(section: Section) -> Message:
    payload = {"name": section.name, **hot_json(section.hot), "notes": list(section.notes)}
    payload["rising"] = [rising_json(one) for one in section.rising]
    return Message(Where.CHANNEL, payload, tuple(one.stored.id for one in section.hot.papers))
