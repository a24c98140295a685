"""The manifest of the app: everything that Slack has to know of it, to be pasted once.

Source: https://docs.slack.dev/reference/app-manifest, read 2026-11.
"""

from collections.abc import Mapping
from typing import Final

from bot.messages.message import JsonObject

SCOPES: Final[Mapping[str, str]] = {
    "commands": "people type `/papers`",
    "chat:write": "digests are posted in channels that the bot is in",
    "im:write": "digests and notices are sent to people who asked for them",
    "channels:join": "the bot goes into a public channel when somebody subscribes there",
    "users:read": "a digest comes in the time zone of whoever subscribes; workspace admins may change every channel's",
    "channels:read": "whoever made a public channel may change what is posted there",
    "groups:read": "the same for private channels that the bot is in",
    "im:read": "the bot's own conversation with somebody is told from that of two people",
    "channels:history": "after a crash, a digest is looked for before it is posted again, in public channels …",
    "groups:history": "… in private channels …",
    "im:history": "… and in direct messages",
    "links:read": "a link to a paper is told to the bot, and no other link",
    "links:write": "it becomes a card with the paper's evidence",
}
"""What the bot may do, each with the reason why it has to."""

EVENTS_PATH: Final = "/slack/events"
"""Where requests come in over HTTP."""

DOMAINS: Final = ("arxiv.org", "huggingface.co", "alphaxiv.org", "doi.org")
"""Whose links Slack tells of."""

LOOK_UP: Final = "look_up_papers"
"""The ``callback_id`` of the shortcut in the menu of every message."""

_DESCRIPTION: Final = "The arXiv papers people talk about, every day at the hour you choose."
_HINT: Final = "[hot | search | subscribe | …] or help"


def manifest(command: str, public_url: str | None = None) -> JsonObject:
    """Return the manifest; without a ``public_url`` the bot opens the connection itself."""
    url = f"{public_url.rstrip('/')}{EVENTS_PATH}" if public_url else None
    at: JsonObject = {"url": url} if url else {}
    request_url: JsonObject = {"request_url": url} if url else {}
    return {
        "display_information": {"name": "Hot Papers", "description": _DESCRIPTION, "background_color": "#7a2a16"},
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "hotpapers", "always_online": True},
            "unfurl_domains": list(DOMAINS),
            "shortcuts": [
                {
                    "name": "Look up papers",
                    "type": "message",
                    "callback_id": LOOK_UP,
                    "description": "Show the papers that this message names",
                }
            ],
            "slash_commands": [
                {
                    "command": command,
                    **at,
                    "description": "Hot papers: read, search, subscribe",
                    "usage_hint": _HINT,
                    "should_escape": False,
                }
            ],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**request_url, "bot_events": ["app_home_opened", "link_shared"]},
            "interactivity": {"is_enabled": True, **request_url},
            "org_deploy_enabled": False,
            "socket_mode_enabled": public_url is None,
            "token_rotation_enabled": False,
        },
    }
