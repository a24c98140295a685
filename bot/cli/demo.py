"""``demo``: the whole pipeline on a bundled sample day."""

import asyncio
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.settings import Settings
from bot.errors import UserError

if TYPE_CHECKING:
    from rich.console import Console

    from bot.demo.run import Stage
    from bot.papers.model import ArxivId

DATABASE = Path("hotpapers-demo.db")
"""Made anew by each run; ``--db`` names another one."""


@click.command(short_help="See it work: a bundled sample day, no network, no tokens.")
@click.option("--serve", is_flag=True, help="Leave the server with the sample day running, to gather from it.")
@click.pass_obj
def demo(settings: Settings, *, serve: bool) -> None:
    """Run the whole pipeline on a bundled sample day: no network, no tokens.

    A server on this machine answers as arXiv, Hugging Face and Hacker News would, twice: at six, and at
    nine, when Hacker News is down. The sources are read, ranked and stored, and the digest prints.
    """
    asyncio.run(_demo(_new_database(settings), serve=serve))


def _new_database(settings: Settings) -> Path:
    if settings.db_path is not None:
        path = Path(settings.db_path)
        if path.exists():
            raise UserError(f"{path} exists already; the demo wants a database of its own. Name a new file.")
        return path
    for ending in ("", "-wal", "-shm"):
        Path(f"{DATABASE}{ending}").unlink(missing_ok=True)
    return DATABASE


async def _demo(database: Path, *, serve: bool) -> None:
    from rich.console import Console  # noqa: PLC0415 - rich takes longer than `--help` may

    from bot.demo.run import open_stage  # noqa: PLC0415

    console = Console(highlight=False)
    async with open_stage(database) as stage:
        hottest = await _perform(stage, console)
        _say_what_next(console, database, hottest)
        if serve:
            await _serve(stage, console)


async def _perform(stage: "Stage", console: "Console") -> "ArxivId":
    from bot.demo.run import MOMENTS, SAMPLE_DAY, TOP  # noqa: PLC0415
    from bot.messages.terminal import print_gathered, print_hot  # noqa: PLC0415

    for moment in MOMENTS:
        console.print(f"[bold]$ hotpapers gather[/bold]   [dim]# {moment:%A %d %B %Y, %H:%M} UTC[/dim]")
        print_gathered(console, stage.app.renderer, await stage.gather(moment, lambda _: None))
        console.print()
    console.print("[bold]$ hotpapers hot[/bold]")
    hot = await stage.app.hot(day=SAMPLE_DAY, top=TOP)
    print_hot(console, stage.app.renderer, hot)
    return hot.papers[0].stored.id


def _say_what_next(console: "Console", database: Path, hottest: "ArxivId") -> None:
    program = "hotpapers" if shutil.which("hotpapers") else sys.argv[0]
    console.print(
        "\n[dim]A sample day: papers are real, counts and comments are made up. Try next:[/dim]\n"
        f"  {program} --db {database} hot --day 2025-06-03 --layout full\n"
        f"  {program} --db {database} why {hottest}\n"
        f"  {program} gather && {program} hot   [dim]# the real thing: today's papers[/dim]",
        soft_wrap=True,
    )


async def _serve(stage: "Stage", console: "Console") -> None:
    console.print(
        "\n[dim]The sample day stays up until Ctrl-C. To gather from it, with --day 2025-06-03, configure:[/dim]\n"
        f'[sources.arxiv]\nrss_url = "{stage.replay.rss_url}"\napi_url = "{stage.replay.api_url}"\n'
        f'[sources.huggingface]\nbase_url = "{stage.replay.huggingface_url}"\n'
        f'[sources.hackernews]\nbase_url = "{stage.replay.hackernews_url}"',
        soft_wrap=True,
    )
    await asyncio.Event().wait()
