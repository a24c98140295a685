"""``check`` and ``migrate``: what an operator does before and after an upgrade."""

import asyncio

import click

from bot.cli.settings import Settings
from bot.errors import NotFound


@click.command(short_help="Check configuration, templates and database.")
@click.pass_obj
def check(settings: Settings) -> None:
    """Check configuration, templates and database without touching any; 2 if something is wrong."""
    config = settings.config()
    click.echo(f"configuration  ok: {settings.config_path or 'config.toml if present, else the defaults'}")
    click.echo(f"contact        {config.contact or 'none: set it, so that arXiv can reach you'}")
    click.echo(f"categories     {', '.join(config.arxiv.categories)}")
    click.echo(f"sources        {', '.join(config.sources.enabled)}")
    asyncio.run(_check_database(settings))


async def _check_database(settings: Settings) -> None:
    from bot.archive.reports import counted  # noqa: PLC0415 - only what is asked for

    try:
        async with settings.app() as app:
            totals = await app.store.totals()
            click.echo(f"database       ok: {app.path}, {counted(totals.papers, 'paper')}")
    except NotFound as missing:
        click.echo(f"database       {missing}")


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
