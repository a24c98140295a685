"""What somebody did on Discord, as a request: pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import discord

from bot.commands.words import Request, Right
from bot.errors import NotFound
from bot.messages.buttons import unpack
from bot.messages.discord import PICK
from bot.papers.ids import find_arxiv_ids
from bot.subscriptions.model import Person, Place

LOOK_UP: Final = "Look up papers"
"""The command in the menu of a message."""

_LOOKED_UP: Final = 20
"""Papers of one message at most: so many ids make a query of fewer than 500 characters."""


def sender_of(interaction: discord.Interaction) -> Request:
    """Return who asks, where, and with which rights; the verb and its arguments are still to come."""
    user, guild = interaction.user, interaction.guild_id
    caller = Person(f"discord:@{user.id}", user.display_name)
    # In somebody else's direct messages only its owner is asked for: the bot is no part of that conversation.
    place = Place(f"discord:{interaction.channel_id}") if guild else Place(caller.user)
    return Request(
        verb="",
        arguments={},
        place=place,
        caller=caller,
        rights=_rights(interaction.permissions) if guild else frozenset({Right.ANYONE}),
        server=f"discord:{guild}" if guild else None,
        is_direct=guild is None,
        is_installed=interaction.is_guild_integration() if guild else not interaction.context.private_channel,
        key=str(interaction.id),
    )


def _rights(permissions: discord.Permissions) -> frozenset[Right]:
    may_manage = permissions.manage_channels or permissions.manage_guild or permissions.administrator
    return frozenset({Right.ANYONE, Right.MANAGE_CHANNEL} if may_manage else {Right.ANYONE})


def asked(interaction: discord.Interaction) -> tuple[str, Mapping[str, str]]:
    """Return the verb and the arguments of a command, a button or a pick.

    Raises BadArgument for a button of a version that is not known here, NotFound for a message without papers.
    """
    data: Any = interaction.data or {}
    if interaction.type is discord.InteractionType.component:
        return unpack(data["values"][0] if is_pick(interaction) else data["custom_id"])
    if data.get("type") == discord.AppCommandType.message.value:
        return _looked_up(data)
    verb, options = _subcommand(data)
    return verb, {option["name"]: written(option["value"]) for option in options}


def missing_here(interaction: discord.Interaction, request: Request) -> tuple[str, ...]:
    """Return the permissions that the bot lacks to post what is asked for; none for anything but a subscription."""
    if request.verb != "subscribe" or request.is_direct or not request.is_installed:
        return ()
    may = interaction.app_permissions
    is_thread = isinstance(interaction.channel, discord.Thread)
    needed = (
        ("View Channel", may.view_channel),
        ("Send Messages in Threads", may.send_messages_in_threads)
        if is_thread
        else ("Send Messages", may.send_messages),
        ("Embed Links", may.embed_links),
    )
    return tuple(name for name, given in needed if not given and not may.administrator)


def is_pick(interaction: discord.Interaction) -> bool:
    """Tell whether somebody picked a paper from a message's menu."""
    data: Any = interaction.data or {}
    return bool(data.get("custom_id") == PICK and data.get("values"))


def typed_so_far(interaction: discord.Interaction) -> tuple[str, Mapping[str, str], str]:
    """Return the verb, its arguments so far, and the name of the one that is being typed."""
    verb, options = _subcommand(interaction.data or {})
    focused = next((option["name"] for option in options if option.get("focused")), "")
    return verb, {option["name"]: written(option["value"]) for option in options}, focused


def written(value: str | float) -> str:
    """Return an option as it would be typed."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _subcommand(data: Mapping[str, Any]) -> tuple[str, Sequence[Mapping[str, Any]]]:
    verb: Mapping[str, Any] = next(iter(data.get("options") or ()), {})
    return verb.get("name", ""), verb.get("options") or ()


def _looked_up(data: Mapping[str, Any]) -> tuple[str, Mapping[str, str]]:
    message = data["resolved"]["messages"][data["target_id"]]
    papers = find_arxiv_ids("\n".join(_texts(message)))
    if not papers:
        raise NotFound("There is no link to arXiv in that message.")
    if len(papers) == 1:
        return "show", {"paper": papers[0]}
    return "search", {"query": " OR ".join(f"id:{paper}" for paper in papers[:_LOOKED_UP])}


def _texts(message: Mapping[str, Any]) -> Iterator[str]:
    yield message.get("content") or ""
    for embed in message.get("embeds") or ():
        yield from (embed.get(name) or "" for name in ("url", "title", "description"))
