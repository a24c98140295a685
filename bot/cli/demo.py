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
    """Return where the demo may make its database: nothing but an earlier demo's is ever removed."""
    from bot.demo.sample import INVENTED  # noqa: PLC0415 - only what is asked for
    from bot.store.peek import holds_paper  # noqa: PLC0415

    path = Path(settings.db_path) if settings.db_path else DATABASE
    if path.exists() and (settings.db_path or not holds_paper(path, INVENTED)):
        raise UserError(f"{path} exists already, and is not the demo's to replace. Name a new file with --db.")
    for ending in ("", "-wal", "-shm"):
        Path(f"{path}{ending}").unlink(missing_ok=True)
    return path


async def _demo(database: Path, *, serve: bool) -> None:
    from bot.cli.screen import Screen  # noqa: PLC0415 - rich takes longer than `--help` may
    from bot.demo.run import open_stage  # noqa: PLC0415

    console = Screen(highlight=False)
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
    program = _program()
    console.print(
        "\n[dim]A sample day: papers are real, counts and comments are made up. Try next:[/dim]\n"
        f"  {program} --db {database} hot --day 2025-06-03 --layout full\n"
        f"  {program} --db {database} why {hottest}\n"
        f"  {program} gather && {program} hot   [dim]# the real thing: today's papers[/dim]",
        soft_wrap=True,
    )


async def _serve(stage: "Stage", console: "Console") -> None:
    from bot.demo.run import MOMENTS, SAMPLE_DAY, SERVED_SETTINGS  # noqa: PLC0415

    stage.replay.moment = MOMENTS[0]
    console.print(
        f"\n[dim]The sample day stays up until Ctrl-C. To gather from it, save this as sample.toml, then:[/dim]\n"
        f"  {_program()} --config sample.toml gather --day {SAMPLE_DAY}\n",
        soft_wrap=True,
    )
    console.print(SERVED_SETTINGS.format(replay=stage.replay), markup=False, soft_wrap=True)
    await asyncio.Event().wait()


def _program() -> str:
    return "hotpapers" if shutil.which("hotpapers") else sys.argv[0]
