"""``run``: the bot itself."""

import asyncio
import logging
import os
import signal
import sys
import threading
from typing import TYPE_CHECKING, Final

import click

from bot.cli.settings import Settings

if TYPE_CHECKING:
    from bot.config import Config

LEAVE_WITHIN_S: Final = 9.5
"""A stop takes less than 10 seconds, whatever hangs."""


@click.command(short_help="Be the bot: gather, and post every digest when it is due.")
@click.pass_obj
def run(settings: Settings) -> None:
    """Gather, and post every digest when it is due, until SIGTERM or Ctrl-C; then finish what is in hand."""
    if not settings.debug:
        logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", force=True)
    config = settings.config()
    _bring_up_to_date(settings, config)
    asyncio.run(_run(settings))


def _bring_up_to_date(settings: Settings, config: "Config") -> None:
    """Migrate an older database, which keeps a backup beside it; not under the hands of a bot that runs on it."""
    from bot.store.lock import only_running  # noqa: PLC0415 - only what is asked for
    from bot.store.migrate import migrate  # noqa: PLC0415

    path = settings.database(config)
    if not path.exists():
        return
    with only_running(path):
        migrated = migrate(path)
    if migrated.applied:
        click.echo(f"{path} is up to date: {', '.join(migrated.applied)}. As it was: {migrated.backup}.", err=True)


def _leave_in_time() -> None:
    """Leave when it is time even where a disk or a reader of ours hangs, for which Python would wait for ever.

    Nothing is lost with that: what was in hand is unknown, and its place is asked for it after the next start.
    """
    last_call = threading.Timer(LEAVE_WITHIN_S, os._exit, (0,))
    last_call.daemon = True
    last_call.start()


async def _run(settings: Settings) -> None:
    from bot.app.run import run as run_app  # noqa: PLC0415 - only what is asked for

    stopping = asyncio.Event()

    def stop() -> None:
        stopping.set()
        _leave_in_time()

    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stop)
    async with settings.app(create=True) as app:
        click.echo(f"Hot Papers runs on {app.path}. Ctrl-C stops it.", err=True)
        await run_app(app, stopping, sys.stdout)
    click.echo("Stopped.", err=True)
