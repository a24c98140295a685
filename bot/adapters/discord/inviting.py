"""The links that install the bot, with exactly the permissions that it needs."""

from dataclasses import dataclass
from typing import Final

import aiohttp
import discord
from discord.http import Route

from bot.errors import BotError, ConfigError

PERMISSIONS: Final = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
)
"""To post digests and their threads, and to look whether one arrived after the bot was killed while it sent it."""


NOT_KNOWN: Final = (
    "[discord] token: Discord does not know it. Copy it anew from the Bot page of your application at"
    " https://discord.com/developers/applications"
)


class CannotAsk(BotError):
    """Discord could not be asked."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """Links to open in a browser: one for a server, one for oneself, to ask in any server."""

    server: str
    person: str


def invitation(application: int) -> Invitation:
    """Return the links of an application."""
    for_server = discord.utils.oauth_url(application, permissions=PERMISSIONS, scopes=("bot", "applications.commands"))
    for_person = discord.utils.oauth_url(application, scopes=("applications.commands",))
    return Invitation(f"{for_server}&integration_type=0", f"{for_person}&integration_type=1")


async def ask_application(token: str, api_base_url: str) -> int:
    """Return the id of the application that ``token`` belongs to. Raises ConfigError for no token of one, CannotAsk."""
    Route.BASE = api_base_url
    client = discord.Client(intents=discord.Intents.none())
    try:
        await client.login(token)
        application = client.application_id
    except discord.LoginFailure as error:
        raise ConfigError([NOT_KNOWN]) from error
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        raise CannotAsk(f"Discord could not be asked ({type(error).__name__}): try again in a minute.") from error
    finally:
        await client.http.close()
    if application is None:
        raise CannotAsk("Discord did not say which application the token belongs to.")
    return application
