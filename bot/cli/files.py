"""``import`` and ``export``: Hot Papers posts and JSON Lines, in and out."""

import asyncio
from datetime import date
from pathlib import Path

import click

from bot.cli.settings import Settings
from bot.cli.values import DAY


@click.command("import", short_help="Take in Hot Papers posts, and papers as JSON Lines.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH…")
@click.pass_obj
def import_(settings: Settings, paths: tuple[Path, ...]) -> int:
    """Take in Hot Papers posts (.md, .txt) and papers as JSON Lines (.jsonl): files, or folders of them.

    What is wrong is named by file and line, and the rest goes in. Importing the same again changes nothing.
    """
    return asyncio.run(_import(settings, paths))


async def _import(settings: Settings, paths: tuple[Path, ...]) -> int:
    from bot.archive.importing import import_paths  # noqa: PLC0415 - only what is asked for
    from bot.cli.progress import FileProgress  # noqa: PLC0415

    async with settings.app(create=True) as app:
        with FileProgress("Importing") as progress:
            outcome = await import_paths(
                paths, app.store, app.clock, on_progress=progress.on_progress, on_problem=progress.on_problem
            )
        await app.store.refresh_search()
    click.echo(outcome.summary)
    if not outcome.problems:
        return 0
    return 1 if outcome.took_anything else 2


@click.command(short_help="Write one Hot Papers post a day into a folder.")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--since", type=DAY, help="The first day.")
@click.option("--until", type=DAY, help="The last day.")
@click.pass_obj
def export(settings: Settings, folder: Path, since: date | None, until: date | None) -> int:
    """Write one Hot Papers post a day into DIR; an imported post comes out as it went in, byte for byte."""
    return asyncio.run(_export(settings, folder, since, until))


async def _export(settings: Settings, folder: Path, since: date | None, until: date | None) -> int:
    from bot.archive.exporting import export_days  # noqa: PLC0415 - only what is asked for
    from bot.cli.progress import FileProgress  # noqa: PLC0415

    async with settings.app() as app:
        with FileProgress("Exporting") as progress:
            outcome = await export_days(
                app.store,
                app.hot_day,
                folder,
                since=since,
                until=until,
                on_progress=progress.on_progress,
                renderer=app.renderer,
            )
    click.echo(outcome.summary)
    return 0
