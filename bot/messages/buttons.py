"""What a button carries: its request as one short line, which every platform can hold and give back."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, urlencode

from bot.errors import BadArgument
from bot.messages.reply import Button

MAX_CHARS: Final = 90
"""Discord's custom_id holds 100 characters; a platform may put its own mark in front.

Source: https://docs.discord.com/developers/components/reference, read 2026-11.
"""

LABEL_CHARS: Final = 75
"""Slack's limit, the lowest.

Source: https://docs.slack.dev/reference/block-kit/block-elements/button-element, read 2026-11.
"""


def pack(button: Button) -> str:
    """Return the request of ``button`` as one line of ASCII; ``unpack`` reads it back."""
    arguments = urlencode(button.arguments)
    return f"{button.verb}?{arguments}" if arguments else button.verb


def unpack(packed: str) -> tuple[str, Mapping[str, str]]:
    """Return the verb and the arguments that ``pack`` wrote. Raises BadArgument for anything else."""
    verb, _, arguments = packed.partition("?")
    try:
        return verb, dict(parse_qsl(arguments, strict_parsing=True, errors="strict")) if arguments else {}
    except ValueError as exc:
        raise BadArgument("This button is of a version that is not known here. Ask again.") from exc


def typed(button: Button) -> str:
    """Return what to type after ``/papers`` for what ``button`` does, for those who have only words."""
    given = dict(button.arguments)
    query = given.pop("query", None)
    options = [f"{name}:{_quoted(value)}" for name, value in given.items()]
    # Behind a bare -- nothing of a query is taken for an option.
    return " ".join([button.verb, *options, *(["--", query] if query else [])])


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value


def fits(button: Button) -> bool:
    """Tell whether every platform's button can hold the request."""
    return len(pack(button)) <= MAX_CHARS
