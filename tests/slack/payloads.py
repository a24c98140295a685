"""What stands in messages and envelopes of the tests, as Slack has it."""

import itertools
from collections.abc import Mapping
from typing import Any

from tests.slack.fake_slack import TEAM

_NUMBERS = itertools.count(1)


def payload(text: str) -> dict[str, object]:
    """Return a message of one sentence."""
    section = {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}, "expand": True}
    return {"text": text, "blocks": [section], "unfurl_links": False, "unfurl_media": False}


def trigger() -> str:
    return f"1.2.{next(_NUMBERS)}"


def command(text: str, response_url: str, *, user: str = "U1", channel: str = "C1", **more: str) -> Mapping[str, str]:
    """Return a slash command as Slack sends it."""
    return {
        "token": "x",
        "team_id": TEAM,
        "team_domain": "lab",
        "channel_id": channel,
        "channel_name": "general",
        "user_id": user,
        "user_name": user.lower(),
        "command": "/papers",
        "text": text,
        "api_app_id": "A1",
        "response_url": response_url,
        "trigger_id": trigger(),
        **more,
    }


def press(action: Mapping[str, Any], response_url: str, *, user: str = "U1", channel: str = "C1") -> Mapping[str, Any]:
    """Return the press of a button, or the choice of an option, as Slack sends it."""
    return {
        "type": "block_actions",
        "token": "x",
        "api_app_id": "A1",
        "team": {"id": TEAM, "domain": "lab"},
        "user": {"id": user, "username": user.lower(), "team_id": TEAM},
        "channel": {"id": channel, "name": "general"},
        "container": {"type": "message", "message_ts": "1.1", "channel_id": channel, "is_ephemeral": True},
        "trigger_id": trigger(),
        "response_url": response_url,
        "actions": [{"block_id": "b1", "action_ts": "1.1", **action}],
    }


def envelope(kind: str, body: Mapping[str, Any], **more: object) -> Mapping[str, Any]:
    """Return an envelope of Socket Mode."""
    number = f"e-{next(_NUMBERS)}"
    return {"type": kind, "envelope_id": number, "payload": body, "accepts_response_payload": True, **more}
