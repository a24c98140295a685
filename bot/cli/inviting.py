"""``discord-invite``: what to open to install the bot."""

import asyncio

import click

from bot.cli.settings import Settings


@click.command(short_help="Print the links that install the bot on Discord.")
@click.pass_obj
def discord_invite(settings: Settings) -> None:
    """Print the links that install the bot on Discord, with exactly the permissions that it needs."""
    from bot.app.chats import discord_invitation  # noqa: PLC0415 - only what is asked for

    server, person = asyncio.run(discord_invitation(settings.config()))
    click.echo(f"In a server, for everybody there (you need Manage Server):\n{server}")
    click.echo(f"For yourself, in any server and in direct messages:\n{person}")
