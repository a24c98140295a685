"""What a delivery carries, taken out of its frozen text."""

import json

from bot.delivery.place import Refused
from bot.messages.message import JsonObject

UNUSABLE = Refused("invalid_payload", "what was planned cannot be read")


def payload_of(text: str) -> JsonObject | None:
    """Return the object that ``text`` holds as JSON; None if it holds none."""
    try:
        payload = json.loads(text)
    except ValueError:
        return None
    return payload if isinstance(payload, dict) else None


def text_of(payload: JsonObject | None, name: str) -> str | None:
    """Return the text under ``name``; None if there is none."""
    value = payload.get(name) if payload is not None else None
    return value if isinstance(value, str) else None
