"""What people do on Slack, as requests: pure.

Source: https://docs.slack.dev/interactivity/implementing-slash-commands and
https://docs.slack.dev/reference/interaction-payloads, read 2026-11.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.commands.words import Request, Right
from bot.subscriptions.model import Person, Place

ENVELOPE: Final = "envelope_id"
"""Where the id of an envelope of Socket Mode stands beside what it held."""

_IDS: Final = (ENVELOPE, "event_id", "trigger_id")
_LINK: Final = re.compile(r"<(https?://[^|>]+)(?:\|[^>]*)?>")

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody typed, pressed or picked. ``words`` are a typed line, or what a button carries.

    ``keys`` are all ids by which Slack may deliver it again.
    """

    team: str
    channel: str
    user: str
    name: str
    words: str
    response_url: str
    keys: tuple[str, ...]

    @property
    def is_direct(self) -> bool:
        """Tell whether it came from a conversation of two; that may be one of two people, without the bot."""
        return self.channel.startswith("D")


@dataclass(frozen=True, slots=True)
class Profile:
    """What Slack tells of a person: their time zone, and whether they administer the workspace."""

    zone: str | None = None
    is_admin: bool = False


@dataclass(frozen=True, slots=True)
class Conversation:
    """What Slack tells of a channel to one who may see it: who made it, and whether the bot is in it."""

    creator: str = ""
    is_member: bool = False


def typed(body: Body) -> Asked:
    """Return a slash command."""
    return Asked(
        team=str(body["team_id"]),
        channel=str(body["channel_id"]),
        user=str(body["user_id"]),
        name=str(body.get("user_name", "")),
        words=plain(str(body.get("text", ""))),
        response_url=str(body.get("response_url", "")),
        keys=keys_of(body),
    )


def chosen(body: Body) -> Asked:
    """Return the press of a button, or the choice of a paper."""
    action, user = body["actions"][0], body["user"]
    value = action["selected_option"]["value"] if "selected_option" in action else action["value"]
    return Asked(
        team=str(body["team"]["id"]),
        channel=str(body["channel"]["id"]),
        user=str(user["id"]),
        name=str(user.get("username") or user.get("name") or ""),
        words=str(value),
        response_url=str(body.get("response_url", "")),
        keys=keys_of(body),
    )


def plain(text: str) -> str:
    """Return what was typed: without the entities that Slack puts in, or the angles around an address."""
    bare = _LINK.sub(r"\1", text)
    return bare.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def keys_of(body: Body) -> tuple[str, ...]:
    """Return every id that a delivery has, each with its kind in front."""
    return tuple(f"slack {name} {body[name]}" for name in _IDS if body.get(name))


def sender_of(asked: Asked, profile: Profile, conversation: Conversation) -> Request:
    """Return the request but for its verb and arguments."""
    caller = Person(f"slack:{asked.team}/@{asked.user}", asked.name)
    return Request(
        verb="",
        arguments={},
        place=Place(caller.user if asked.is_direct else f"slack:{asked.team}/{asked.channel}"),
        caller=caller,
        rights=_rights(asked, profile, conversation),
        server=None if asked.is_direct else f"slack:{asked.team}",
        zone=profile.zone,
        is_direct=asked.is_direct,
        key=asked.keys[0] if asked.keys else "",
    )


def _rights(asked: Asked, profile: Profile, conversation: Conversation) -> frozenset[Right]:
    manages = profile.is_admin or conversation.creator == asked.user
    return frozenset({Right.ANYONE, Right.MANAGE_CHANNEL} if manages else {Right.ANYONE})
