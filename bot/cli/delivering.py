"""``deliveries``, ``retry``, ``skip``: what is on its way, and what the operator does about it."""

import asyncio
import json
from typing import TYPE_CHECKING, Final, Literal

import click

from bot.cli.settings import Settings
from bot.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.subscriptions.delivery import Delivery


@click.command(short_help="List what was sent, what waits and what failed.")
@click.option("--failed", is_flag=True, help="Only what failed, and what nobody knows the end of.")
@click.option("--top", type=click.IntRange(1, 10_000), default=50, show_default=True, help="At most so many.")
@click.option("--format", "form", type=click.Choice(["terminal", "json"]), default="terminal", show_default=True)
@click.pass_obj
def deliveries(settings: Settings, *, failed: bool, top: int, form: str) -> None:
    """List parts of digests, the newest first: their number, place, period, how they stand and why."""
    asyncio.run(_deliveries(settings, failed=failed, top=top, form=form))


async def _deliveries(settings: Settings, *, failed: bool, top: int, form: str) -> None:
    async with settings.app() as app:
        found = await app.store.deliveries(failed_only=failed, limit=top)
    if form == "json":
        click.echo(json.dumps([_shape(each) for each in found], ensure_ascii=False, indent=2))
    elif not found:
        click.echo("Nothing failed." if failed else "Nothing was planned yet: `hotpapers run` sends what is due.")
    else:
        _print(found)


def _print(found: "Sequence[Delivery]") -> None:
    from rich.table import Table  # noqa: PLC0415 - rich takes longer than `--help` may
    from rich.text import Text  # noqa: PLC0415

    from bot.cli.screen import Screen  # noqa: PLC0415
    from bot.messages.escaping import printable  # noqa: PLC0415
    from bot.messages.terminal import THEME  # noqa: PLC0415

    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in ("number", "state", "place", "period", "part", "tries", "why"):
        justify: Literal["left", "right"] = "right" if column in {"number", "part", "tries"} else "left"
        table.add_column(column, justify=justify, overflow="fold")
    for each in found:
        told = (each.place, each.period, str(each.part + 1), str(each.attempts), each.reason)
        state = Text(each.state.value, _STYLES.get(each.state.value, ""))
        table.add_row(str(each.number), state, *(Text(printable(text)) for text in told))
    console = Screen()
    with console.use_theme(THEME):
        console.print(table)


_STYLES: Final = {"sent": "green", "failed": "red", "unknown": "yellow", "retry": "yellow", "cancelled": "dim"}


def _shape(delivery: "Delivery") -> dict[str, object]:
    return {
        "number": delivery.number,
        "state": delivery.state.value,
        "place": delivery.place,
        "period": delivery.period,
        "part": delivery.part,
        "attempts": delivery.attempts,
        "due_at": delivery.due_at.isoformat(),
        "sent_at": delivery.sent_at.isoformat() if delivery.sent_at else None,
        "reason": delivery.reason,
    }


@click.command(short_help="Send a failed part once more.")
@click.argument("number", type=click.IntRange(1), metavar="ID")
@click.pass_obj
def retry(settings: Settings, number: int) -> None:
    """Let a part that failed or was cancelled, or that nobody knows the end of, be sent once more."""
    asyncio.run(_retry(settings, number))


async def _retry(settings: Settings, number: int) -> None:
    async with settings.app() as app:
        if not await app.store.retry_delivery(number, at=app.clock.now()):
            raise _wrong(number, await app.store.delivery(number), "that failed, was cancelled or was given up")
    click.echo(f"{number} will be sent again: at once if `hotpapers run` is running.")


@click.command(short_help="Cancel a part that waits.")
@click.argument("number", type=click.IntRange(1), metavar="ID")
@click.pass_obj
def skip(settings: Settings, number: int) -> None:
    """Cancel a part that waits to be sent; its papers can come again if nothing of its digest was sent."""
    asyncio.run(_skip(settings, number))


async def _skip(settings: Settings, number: int) -> None:
    async with settings.app() as app:
        if not await app.store.skip_delivery(number, reason="skipped by the operator", at=app.clock.now()):
            raise _wrong(number, await app.store.delivery(number), "that waits")
    click.echo(f"{number} will not be sent.")


def _wrong(number: int, found: "Delivery | None", wanted: str) -> NotFound:
    if found is None:
        return NotFound(f"There is no delivery {number}. `hotpapers deliveries` lists them.")
    return NotFound(f"Delivery {number} is {found.state.value}: only one {wanted} will do.")
