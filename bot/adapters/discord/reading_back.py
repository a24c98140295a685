"""Whether a message that was read back from a channel is one that was sent there: pure.

Discord forgets a nonce within minutes, and no history tells it (https://github.com/Rapptz/discord.py/issues/2451), so
what a message is known by is what it says: it is ours, it came after the part was planned, and it has the same text.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from bot.messages.message import JsonObject
from bot.subscriptions.delivery import Delivery

_ANSWERS: Final = ("interaction", "interaction_metadata")
"""What marks an answer to a command, which may say the same as a digest."""


def messages_in(body: bytes) -> list[Mapping[str, Any]] | None:
    """Return the messages of a history, None where it is none."""
    try:
        page = json.loads(body)
    except ValueError:
        return None
    return [each for each in page if isinstance(each, dict)] if isinstance(page, list) else None


def is_it(message: Mapping[str, Any], delivery: Delivery, payload: JsonObject, me: str) -> bool:
    """Tell whether ``message`` is the part; ``me`` is the bot's own id."""
    if message.get("author", {}).get("id") != me or any(message.get(name) for name in _ANSWERS):
        return False
    if message.get("nonce") is not None:
        return bool(message["nonce"] == delivery.key)
    return _said(message) == _said(payload)


def _said(message: Mapping[str, Any]) -> tuple[str, ...]:
    """Return all text of a message without white space, of which Discord takes some away."""
    return tuple("".join(text.split()) for text in _texts(message) if text and text.strip())


def _texts(message: Mapping[str, Any]) -> Iterator[str]:
    yield message.get("content") or ""
    for embed in message.get("embeds") or ():
        yield from (embed.get("title") or "", embed.get("description") or "")
    for file in message.get("attachments") or ():
        yield file.get("filename") or ""
