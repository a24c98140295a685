"""``gather``: read the sources once."""

import asyncio
from datetime import date

import click

from bot.cli.settings import Settings
from bot.cli.values import DAY


@click.command(short_help="Read the sources once and store what they say.")
@click.option("--day", type=DAY, help="A past listing day; without it, the present one.")
@click.option("--source", "sources", multiple=True, metavar="NAME", help="Only this source; may be repeated.")
@click.pass_obj
def gather(settings: Settings, day: date | None, sources: tuple[str, ...]) -> int:
    """Read the sources once and store what they say: a line per source, 1 if a source failed."""
    return asyncio.run(_gather(settings, day, sources))


async def _gather(settings: Settings, day: date | None, sources: tuple[str, ...]) -> int:
    from bot.cli.progress import GatherProgress  # noqa: PLC0415 - rich takes longer than `--help` may
    from bot.cli.screen import Screen  # noqa: PLC0415
    from bot.messages.terminal import print_gathered  # noqa: PLC0415

    async with settings.app(create=True) as app:
        with GatherProgress() as progress:
            reports = await app.gather(
                day=day, only=sources, on_progress=progress.on_progress, on_wait=progress.on_wait
            )
        print_gathered(Screen(), app.renderer, reports)
    return 1 if any(report.failed for report in reports) else 0
