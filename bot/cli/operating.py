"""``check`` and ``migrate``: what an operator does before and after an upgrade."""

import asyncio
from typing import TYPE_CHECKING

import click

from bot.cli.settings import Settings
from bot.errors import BotError, NotFound

if TYPE_CHECKING:
    from bot.config import Config


@click.command(short_help="Check configuration, places, templates and database.")
@click.pass_obj
def check(settings: Settings) -> int:
    """Check configuration, places, templates and database, without touching any; 2 if something is wrong."""
    from bot.app.places import place_problems  # noqa: PLC0415 - only what is asked for
    from bot.messages.render import Renderer  # noqa: PLC0415

    config = settings.config()
    click.echo(f"configuration  ok: {settings.config_path or 'config.toml if it is here, else the defaults'}")
    click.echo(f"contact        {config.contact or 'none yet: set it, so that arXiv knows whom to write to'}")
    click.echo(f"categories     {', '.join(config.arxiv.categories)}")
    click.echo(f"sources        {', '.join(config.sources.enabled) or 'all are switched off'}")
    problems = Renderer(config.templates.dir).problems()
    click.echo(f"templates      {'; '.join(problems) or 'ok'}")
    unreachable = place_problems(config)
    for problem in unreachable or ["ok" if config.subscription else "none in the configuration"]:
        click.echo(f"places         {problem}")
    return 2 if asyncio.run(_database_is_wrong(settings, config)) or problems or unreachable else 0


async def _database_is_wrong(settings: Settings, config: "Config") -> bool:
    from bot.store.sqlite import open_store  # noqa: PLC0415 - only what is asked for

    path = settings.database(config)
    try:
        store = await open_store(path, create=False)
    except NotFound:
        click.echo(f"database       none yet: `hotpapers gather` makes {path}")
        return False
    except BotError as error:
        click.echo(f"database       {error}")
        return True
    try:
        totals = await store.totals()
        click.echo(f"database       ok: {path}, papers: {totals.papers:,}")
    finally:
        await store.close()
    return False


@click.command(short_help="Bring an older database up to date, after a backup.")
@click.pass_obj
def migrate(settings: Settings) -> None:
    """Bring an older database up to date; a verified backup is kept beside it."""
    from bot.store.migrate import migrate as bring_up_to_date  # noqa: PLC0415 - only what is asked for

    path = settings.database(settings.config())
    migrated = bring_up_to_date(path)
    if migrated.applied:
        click.echo(f"{path} is up to date: {', '.join(migrated.applied)}. As it was: {migrated.backup}.")
    else:
        click.echo(f"{path} was up to date.")
