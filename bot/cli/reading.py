"""``hot``, ``show``, ``why``, ``status``: what is known, printed."""

import asyncio
import json
from typing import TYPE_CHECKING, Any, Final

import click

from bot.cli.settings import Settings
from bot.cli.values import DAY, HEAT, WINDOW
from bot.errors import BadArgument

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.digest.section import Section
    from bot.digest.select import HotList
    from bot.messages.message import Attachment
    from bot.messages.render import Renderer
    from bot.query.tree import Query

TAKES_QUERY: Final = {"ignore_unknown_options": True, "help_option_names": ["--help"]}
"""So that -survey is a word of the query, and -heron no call for help."""

_DOCUMENTS: Final = frozenset({"text", "html"})
"""Flavors that people read as they are; the others are for programs."""

as_terminal_or_json = click.option(
    "--format", "form", type=click.Choice(["terminal", "json"]), default="terminal", show_default=True
)


@click.command(short_help="Print the digest as it stands.", context_settings=TAKES_QUERY)
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[QUERY]")
@click.option("--day", type=DAY, help="The papers announced on this day, as a post of that day lists them.")
@click.option("--window", "window_days", type=WINDOW, help="The papers announced in the last days (default 7d).")
@click.option("--top", type=click.IntRange(1, 1000), help="At most so many papers (default 10 in a window).")
@click.option("--min-heat", type=HEAT, help="Only papers at least this hot.")
@click.option("--layout", type=click.Choice(["compact", "full", "thread"]), default="compact", show_default=True)
@click.option(
    "--format",
    "form",
    type=click.Choice(["terminal", "text", "discord", "slack", "post", "html", "json"]),
    default="terminal",
    show_default=True,
)
@click.pass_obj
def hot(settings: Settings, /, words: tuple[str, ...], form: str, layout: str, **asked: Any) -> None:  # noqa: ANN401 - click passes the options
    """Print the digest as it stands: the hottest papers of a window (7 days), or of one day."""
    if asked["day"] and asked["window_days"]:
        raise BadArgument("Choose one: --day for one day, or --window for the days up to now.")
    asyncio.run(_hot(settings, form, layout, asked | {"query": _query(words)}))


def _query(words: tuple[str, ...]) -> "Query":
    from bot.query.grammar import parse  # noqa: PLC0415 - only what is asked for

    for word in words:
        if word.startswith("--"):
            raise click.NoSuchOption(word.partition("=")[0])
    return parse(" ".join(words))


async def _hot(settings: Settings, form: str, layout: str, asked: dict[str, Any]) -> None:
    async with settings.app() as app:
        hot_list = await app.hot(**asked)
        if form == "json":
            from bot.messages.shapes import hot_json  # noqa: PLC0415 - only what is asked for

            _print_json(hot_json(hot_list))
        elif form == "post":
            click.echo(await app.post_text(hot_list), nl=False)
            _warn(hot_list)
        else:
            from bot.digest.section import Section  # noqa: PLC0415 - only what is asked for
            from bot.subscriptions.model import Layout  # noqa: PLC0415

            pictures = await _pictures(hot_list) if form == "html" else ()
            _print_digest(app.renderer, Section(hot_list, Layout(layout)), form, pictures)


async def _pictures(hot_list: "HotList") -> "Sequence[Attachment]":
    from bot.messages.pictures import day_picture  # noqa: PLC0415 - only what is asked for

    picture = await asyncio.to_thread(day_picture, hot_list)
    return (picture,) if picture else ()


def _print_digest(renderer: "Renderer", section: "Section", form: str, pictures: "Sequence[Attachment]") -> None:
    """Print a digest in a flavor: a text or page as it is, messages of a chat as the payloads that are sent."""
    if form == "terminal":
        from bot.cli.screen import Screen  # noqa: PLC0415 - rich takes longer than `--help` may
        from bot.messages.terminal import print_digest  # noqa: PLC0415

        print_digest(Screen(), renderer, [section])
        return
    from bot.messages.flavors import composer  # noqa: PLC0415 - only what is asked for

    messages = composer(form, renderer).digest([section], pictures)
    if form in _DOCUMENTS:
        click.echo("".join(str(message.payload[form]) for message in messages), nl=False)
    else:
        _print_json([{"where": message.where.value, "payload": message.payload} for message in messages])


def _warn(hot_list: "HotList") -> None:
    """Say beside a post, which has no room for it, what a digest's foot would."""
    from bot.digest.section import Section  # noqa: PLC0415 - only what is asked for
    from bot.messages.layout import view_digest  # noqa: PLC0415

    for sentence in view_digest([Section(hot_list)]).foot:
        click.echo(sentence, err=True)


@click.command(short_help="Print one paper.")
@click.argument("paper", metavar="ID_OR_URL")
@as_terminal_or_json
@click.pass_obj
def show(settings: Settings, paper: str, form: str) -> None:
    """Print one paper, named by its arXiv id or by any address of it."""
    asyncio.run(_explain(settings, paper, form, verb="show"))


@click.command(short_help="Explain a paper's heat, term by term.")
@click.argument("paper", metavar="ID")
@as_terminal_or_json
@click.pass_obj
def why(settings: Settings, paper: str, form: str) -> None:
    """Explain a paper's heat: the arithmetic, the measurements, the mentions, and what was not available."""
    asyncio.run(_explain(settings, paper, form, verb="why"))


async def _explain(settings: Settings, paper: str, form: str, *, verb: str) -> None:
    async with settings.app() as app:
        explained = await app.why(paper)
        if form == "json":
            from bot.messages.shapes import show_json, why_json  # noqa: PLC0415 - only what is asked for

            _print_json(show_json(explained) if verb == "show" else why_json(explained))
        else:
            from bot.cli.screen import Screen  # noqa: PLC0415 - rich takes longer than `--help` may
            from bot.messages.terminal import print_paper, print_why  # noqa: PLC0415

            draw = print_paper if verb == "show" else print_why
            draw(Screen(), app.renderer, explained)


@click.command(short_help="Print how the sources and the database stand.")
@as_terminal_or_json
@click.pass_obj
def status(settings: Settings, form: str) -> None:
    """Print how the sources and the database stand, and when arXiv announces next."""
    asyncio.run(_status(settings, form))


async def _status(settings: Settings, form: str) -> None:
    async with settings.app() as app:
        standing = await app.status_of_all()
        if form == "json":
            from bot.messages.shapes import status_json  # noqa: PLC0415 - only what is asked for

            _print_json(status_json(standing))
        else:
            from bot.cli.screen import Screen  # noqa: PLC0415 - rich takes longer than `--help` may
            from bot.messages.terminal import print_status  # noqa: PLC0415

            print_status(Screen(), app.renderer, standing)


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
