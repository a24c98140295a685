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


def press_at_home(action: Mapping[str, Any], *, user: str = "U2") -> Mapping[str, Any]:
    """Return the press of a button on the app's page, as Slack sends it."""
    body = {
        name: value for name, value in press(action, "", user=user).items() if name not in {"channel", "response_url"}
    }
    return {**body, "container": {"type": "view", "view_id": "V1"}, "view": {"id": "V1", "type": "home"}}


def home_opened(tab: str = "home", *, user: str = "U2") -> Mapping[str, Any]:
    """Return that somebody opened the app, as Slack sends it."""
    event = {"type": "app_home_opened", "user": user, "channel": f"D{user}", "tab": tab, "event_ts": "1.1"}
    return {"type": "event_callback", "team_id": TEAM, "api_app_id": "A1", "event": event, "event_id": trigger()}


def look_up(message: Mapping[str, Any], response_url: str, *, user: str = "U2") -> Mapping[str, Any]:
    """Return the use of the message shortcut, as Slack sends it."""
    return {
        "type": "message_action",
        "callback_id": "look_up_papers",
        "token": "x",
        "team": {"id": TEAM, "domain": "lab"},
        "user": {"id": user, "name": user.lower(), "team_id": TEAM},
        "channel": {"id": "C1", "name": "general"},
        "message_ts": "1.1",
        "message": {"type": "message", "ts": "1.1", **message},
        "trigger_id": trigger(),
        "response_url": response_url,
    }


def links(*urls: str, channel: str = "C1", source: str = "conversations_history") -> Mapping[str, Any]:
    """Return that somebody posted links, as Slack sends it."""
    event = {
        "type": "link_shared",
        "channel": channel,
        "user": "U2",
        "message_ts": "1.1",
        "unfurl_id": "x",
        "source": source,
        "links": [{"url": url, "domain": url.split("/")[2]} for url in urls],
    }
    return {"type": "event_callback", "team_id": TEAM, "api_app_id": "A1", "event": event, "event_id": trigger()}
