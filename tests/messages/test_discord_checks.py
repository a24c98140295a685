"""The judge of Discord's messages refuses what Discord refuses."""

from typing import Any

import pytest

from bot.messages.message import Message, Where
from tests.messages.discord_checks import violations

BUTTON = {"type": 2, "style": 2, "label": "A", "custom_id": "a"}
OPTION = {"label": "a", "value": "a"}
MENU = {"type": 3, "custom_id": "pick", "placeholder": "p", "options": [OPTION]}


def message(**body: object) -> Message:
    return Message(Where.CHANNEL, {"content": "x", "allowed_mentions": {"parse": []}, **body})


def rows(*components: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"type": 1, "components": list(components)}]


def test_an_ordinary_message_passes() -> None:
    assert violations(message(embeds=[{"description": "x"}], components=rows(BUTTON))) == []


@pytest.mark.parametrize(
    "body",
    [
        {"content": "x" * 2001},
        {"content": "🔥" * 1001},
        {"content": " x"},
        {"content": ""},
        {"allowed_mentions": {"parse": ["everyone"]}},
        {"nonce": "1"},
        {"embeds": [{"description": "x"}] * 11},
        {"embeds": [{"description": "x" * 3001}] * 2},
        {"embeds": [{"description": "大" * 1700}] * 2},
        {"embeds": [{"description": "x" * 4097}]},
        {"embeds": [{"title": "x" * 257}]},
        {"embeds": [{"title": "x ", "description": "x"}]},
        {"embeds": [{"title": "x", "url": "javascript:alert(1)"}]},
        {"embeds": [{"color": 1}]},
        {"components": rows(BUTTON) * 2},
        {"components": [row for n in range(6) for row in rows({**BUTTON, "custom_id": str(n)})]},
        {"components": rows(*({**BUTTON, "custom_id": str(n)} for n in range(6)))},
        {"components": rows({**BUTTON, "label": "x" * 81})},
        {"components": rows({**BUTTON, "label": " "})},
        {"components": rows({**BUTTON, "custom_id": "x" * 101})},
        {"components": rows(MENU)},
        {"components": rows({**MENU, "options": []})},
        {"components": rows({**MENU, "options": [OPTION, OPTION]})},
        {"components": rows({**MENU, "options": [{**OPTION, "value": str(n)} for n in range(26)]})},
        {"components": rows(MENU, BUTTON)},
        {"attachments": [{"id": "0", "filename": "x.png"}]},
    ],
)
def test_what_discord_refuses_is_found(body: dict[str, Any]) -> None:
    assert violations(message(**body))
