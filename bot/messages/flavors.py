"""Every flavor that a digest or a reply can be written in, and what writes it."""

from collections.abc import Mapping
from importlib import import_module
from typing import Final, Protocol, cast

from bot.messages.message import Composer
from bot.messages.render import Renderer

FLAVORS: Final[Mapping[str, str]] = {
    "discord": "bot.messages.discord:DiscordMessages",
    "html": "bot.messages.pages:HtmlMessages",
    "slack": "bot.messages.slack:SlackMessages",
    "text": "bot.messages.text:TextMessages",
}
"""Names and their composers, as module:class, imported when the flavor is first asked for."""


class _Maker(Protocol):
    def __call__(self, renderer: Renderer, interactive: bool) -> Composer:  # noqa: FBT001 - the shape of every composer
        ...


def composer(flavor: str, renderer: Renderer, *, interactive: bool = True) -> Composer:
    """Return what writes messages in ``flavor``, one of FLAVORS.

    ``interactive`` False leaves out menus and buttons, for a place from which no click comes back.
    """
    module, _, name = FLAVORS[flavor].partition(":")
    make = cast("_Maker", getattr(import_module(module), name))
    return make(renderer, interactive)
