"""What people do on Slack, as requests: pure.

Source: https://docs.slack.dev/interactivity/implementing-slash-commands and
https://docs.slack.dev/reference/interaction-payloads, read 2026-11.
"""

import re
from collections.abc import Iterator, Mapping
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
    """What somebody typed, pressed or picked. ``words`` are a typed line, what a button carries, or a message's text.

    ``is_home`` says that it comes from the app's own page, where there is no channel and no ``response_url``. ``keys``
    are all ids by which Slack may deliver it again.
    """

    team: str
    channel: str
    user: str
    name: str
    words: str
    response_url: str
    keys: tuple[str, ...]
    is_home: bool = False

    @property
    def is_direct(self) -> bool:
        """Tell whether it came from a conversation of two; that may be one of two people, without the bot."""
        return self.is_home or self.channel.startswith("D")


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
    """Return the press of a button, or the choice of a paper, in a message or on the app's page."""
    action = body["actions"][0]
    value = action["selected_option"]["value"] if "selected_option" in action else action["value"]
    return _interaction(body, str(value), is_home=body.get("container", {}).get("type") == "view")


def looked_up(body: Body) -> Asked:
    """Return the wish to look up the papers of a message: its words are all texts and addresses in it."""
    return _interaction(body, "\n".join(_texts(body.get("message", {}))))


def opened_home(body: Body) -> Asked:
    """Return that somebody opened the app's page."""
    return _happened(body, "", is_home=True)


def posted_links(body: Body) -> Asked:
    """Return that somebody posted links."""
    return _happened(body, str(body["event"]["channel"]))


def _happened(body: Body, channel: str, *, is_home: bool = False) -> Asked:
    user = str(body["event"].get("user", ""))
    return Asked(str(body["team_id"]), channel, user, "", "", "", keys_of(body), is_home=is_home)


def _interaction(body: Body, words: str, *, is_home: bool = False) -> Asked:
    user = body["user"]
    return Asked(
        team=str(body["team"]["id"]),
        channel="" if is_home else str(body["channel"]["id"]),
        user=str(user["id"]),
        name=str(user.get("username") or user.get("name") or ""),
        words=words,
        response_url=str(body.get("response_url", "")),
        keys=keys_of(body),
        is_home=is_home,
    )


def _texts(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield plain(node)
    elif isinstance(node, Mapping | list):
        for each in node.values() if isinstance(node, Mapping) else node:
            yield from _texts(each)


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
