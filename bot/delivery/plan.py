"""A digest becomes what is kept of it before it is sent: parts with frozen payloads and keys of their own. Pure."""

import base64
import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Final

from bot.digest.section import Section
from bot.messages.message import Attachment, Message, Where
from bot.subscriptions.delivery import File, Part
from bot.subscriptions.model import DigestItem, Place

KEY_CHARS: Final = 24
"""Discord takes 25 as a nonce; 24 of base 32 are 120 bits, and never the same by chance."""


def part_key(place: Place, period: str, part: int) -> str:
    """Return what the message carries so that its place can be asked for it: the same for the same part, always."""
    digest = hashlib.sha256(f"{place}\n{period}\n{part}".encode()).digest()
    return base64.b32encode(digest).decode().lower()[:KEY_CHARS]


def frozen(message: Message) -> Part:
    """Return a message as text that never changes again, without a key yet; its fields keep their order."""
    payload = json.dumps(message.payload, ensure_ascii=False, separators=(",", ":"))
    return Part(payload, "", message.where is Where.THREAD, tuple(map(_file, message.attachments)))


def keyed(parts: Sequence[Part], place: Place, period: str) -> tuple[Part, ...]:
    """Return ``parts`` with the keys that they have in a digest of ``place``."""
    return tuple(
        Part(part.payload, part_key(place, period, number), part.in_thread, part.files)
        for number, part in enumerate(parts)
    )


def items_of(sections: Sequence[Section]) -> tuple[DigestItem, ...]:
    """Return what a digest shows, section by section: its papers, then those of the week that rise."""
    return tuple(item for section in sections for item in _items(section))


def _items(section: Section) -> Iterator[DigestItem]:
    for one in section.hot.papers:
        yield DigestItem(one.rank, one.stored.id, one.heat, one.is_rising)
    for rank, riser in enumerate(section.rising, start=len(section.hot.papers) + 1):
        yield DigestItem(rank, riser.stored.id, riser.heat)


def _file(attachment: Attachment) -> File:
    return File(attachment.file_name, attachment.content, attachment.alt)
