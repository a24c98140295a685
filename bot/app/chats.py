"""The chat platforms that the configuration has a bot for: each is imported only then."""

import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from bot.app.app import App
from bot.app.places import Composers
from bot.config import Config, Secret
from bot.delivery.place import Adapter
from bot.delivery.servers import Servers
from bot.errors import ConfigError
from bot.messages.flavors import composer

if TYPE_CHECKING:
    from bot.adapters.discord import Access

_log = logging.getLogger(__name__)

Service: TypeAlias = Callable[[], Coroutine[None, None, None]]
"""What listens to a platform until it is cancelled."""

_DISCORD: Final = "https://discord.com/"


@dataclass(frozen=True, slots=True)
class Chats:
    """What sends to the platforms, by kind of place, and what listens to them."""

    adapters: Mapping[str, Adapter]
    services: Sequence[Service]


@asynccontextmanager
async def open_chats(app: App, composers: Composers) -> AsyncIterator[Chats]:
    """Log in wherever there is a token. Raises ConfigError for one that a platform does not know."""
    async with AsyncExitStack() as stack:
        adapters: dict[str, Adapter] = {}
        services: list[Service] = []
        if access := discord_access(app.config):
            from bot.adapters import discord  # noqa: PLC0415 - an SDK that is off is never imported

            chat = discord.Chat(
                answers=app.dispatcher(),
                composer=composer("discord", app.renderer),
                servers=Servers("discord", app.store, composers, app.clock),
                settings=app.store,
            )
            connection = await stack.enter_async_context(discord.open_discord(access, chat, app.clock))
            adapters["discord"] = discord.Discord(connection)
            services.append(connection.run)
        if app.config.slack.is_on:
            adapters["slack"] = await stack.enter_async_context(_slack(app))
        yield Chats(adapters, services)


def _slack(app: App) -> AbstractAsyncContextManager[Adapter]:
    from bot.adapters.slack.opening import Behind, Http, Keys, Socket, open_slack  # noqa: PLC0415 - only where it is on

    slack, web = app.config.slack, app.config.web
    over_http = Http(_revealed(slack.signing_secret), web.host, web.port)
    incoming = over_http if slack.mode == "http" else Socket(_revealed(slack.app_token))
    keys = Keys(_revealed(slack.bot_token), incoming, slack.command, slack.api_base_url)
    writing = composer("slack", app.renderer), composer("slack", app.renderer, interactive=False)
    return open_slack(keys, Behind(app.dispatcher(), app.store, *writing, app.clock))


def _revealed(secret: Secret | None) -> str:
    return secret.reveal() if secret else ""


def discord_access(config: Config) -> "Access | None":
    """Return how Discord is reached; None without a token."""
    settings = config.discord
    if settings.token is None:
        return None
    from bot.adapters.discord import Access  # noqa: PLC0415 - an SDK that is off is never imported

    if not settings.api_base_url.startswith(_DISCORD):
        _log.warning("Discord's API is taken to be at %s", settings.api_base_url)
    return Access(settings.token.reveal(), settings.api_base_url, settings.gateway_url)


async def discord_invitation(config: Config) -> tuple[str, str]:
    """Return the links that install the bot, in a server and for oneself.

    Raises ConfigError without a token or for one that Discord does not know, BotError where it cannot be asked.
    """
    access = discord_access(config)
    if access is None:
        raise ConfigError(["[discord] token: missing; docs/discord.md says where Discord gives you one"])
    from bot.adapters.discord.inviting import ask_application, invitation  # noqa: PLC0415 - only what is asked for

    links = invitation(await ask_application(access.token, access.api_base_url))
    return links.server, links.person
