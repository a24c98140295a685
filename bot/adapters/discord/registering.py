"""``/papers`` as Discord is told of it: the table of commands, and only when it changed."""

import hashlib
import json
import logging
from typing import Any, Final

import aiohttp
import discord
from discord.http import HTTPClient, Route

from bot.adapters.discord.chat import Settings
from bot.adapters.discord.requests import LOOK_UP
from bot.commands.table import COMMANDS
from bot.commands.words import Command, Kind, Param
from bot.errors import StoreError
from bot.messages.wording import shortened

_log = logging.getLogger(__name__)

GROUP: Final = "papers"

_SUBCOMMAND, _STRING, _INTEGER, _BOOLEAN, _NUMBER = 1, 3, 4, 5, 10
"""Types of options: https://docs.discord.com/developers/interactions/application-commands, read 2026-11."""

_EVERYWHERE: Final = {"integration_types": [0, 1], "contexts": [0, 1, 2]}
"""For servers and for people who install it for themselves; in servers, with the bot, and in other direct messages."""

_DESCRIPTION_CHARS: Final = 100


def commands() -> list[dict[str, Any]]:
    """Return the body of "bulk overwrite global application commands".

    Nobody is locked out by ``default_member_permissions``, which would be for the whole group: rights are checked
    verb by verb.
    """
    group = {
        "type": discord.AppCommandType.chat_input.value,
        "name": GROUP,
        "description": "The arXiv papers people talk about.",
        "options": [_subcommand(command) for command in COMMANDS.values()],
    }
    look_up = {"type": discord.AppCommandType.message.value, "name": LOOK_UP}
    return [group | _EVERYWHERE, look_up | _EVERYWHERE]


async def register(http: HTTPClient, application: int, settings: Settings) -> None:
    """Tell Discord of the commands, unless it was told of the same before; a failure is left for the next login."""
    body, name = commands(), f"discord commands of {application}"
    known = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    route = Route("PUT", "/applications/{application_id}/commands", application_id=application)
    try:
        if await settings.setting(name) != known:
            await http.request(route, json=body)
            await settings.save_setting(name, known)
            _log.info("commands registered count=%d", len(COMMANDS))
    except (discord.DiscordException, aiohttp.ClientError, OSError, StoreError) as error:
        _log.warning("commands not registered: %s", error, exc_info=error)


def _subcommand(command: Command) -> dict[str, Any]:
    # Discord wants those first that must be given.
    params = sorted(command.params, key=lambda param: not param.required)
    return {
        "type": _SUBCOMMAND,
        "name": command.verb,
        "description": shortened(command.help, _DESCRIPTION_CHARS),
        "options": [_option(param) for param in params],
    }


def _option(param: Param) -> dict[str, Any]:
    option: dict[str, Any] = {
        "type": _type_of(param),
        "name": param.name,
        "description": shortened(param.help, _DESCRIPTION_CHARS),
        "required": param.required,
    }
    if option["type"] in {_INTEGER, _NUMBER}:
        bounds = {"min_value": param.minimum, "max_value": param.maximum}
        return option | {name: _exact(option, bound) for name, bound in bounds.items() if bound is not None}
    if param.kind is Kind.CHOICE:
        return option | {"choices": [{"name": choice, "value": choice} for choice in param.choices]}
    return option | ({"autocomplete": True} if param.completes else {})


def _exact(option: dict[str, Any], bound: float) -> float:
    return int(bound) if option["type"] == _INTEGER else bound


def _type_of(param: Param) -> int:
    match param.kind:
        case Kind.INT:
            return _INTEGER
        case Kind.FLAG:
            return _BOOLEAN
        case Kind.NUMBER if not param.choices:
            return _NUMBER
        case _:
            return _STRING
