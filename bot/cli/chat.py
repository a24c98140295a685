"""``chat``: ``/papers …`` as in a chat, typed in the terminal."""

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import click

from bot.cli.session import Session, sender
from bot.cli.settings import Settings
from bot.commands.words import Request
from bot.errors import BotError
from bot.messages.reply import Button, Reply

if TYPE_CHECKING:
    from rich.console import Console

PROMPT: Final = "papers> "
_LONGEST_NUMBER: Final = 4
_GOODBYES: Final = {"exit", "quit", "bye"}
_FRONT: Final = re.compile(r"\A/(?:papers(?!\S))?")


@click.command(short_help="Type /papers … as in a chat.")
@click.option("--place", "--to", "place", default="terminal", show_default=True, help="The place to be in.")
@click.pass_obj
def chat(settings: Settings, place: str) -> None:
    """Type verbs as in a chat, with or without /papers in front; a button is chosen by its number.

    Ends with "exit", or where the input ends. Reads a script as well: hotpapers chat < lines.txt
    """
    from bot.cli.screen import Screen  # noqa: PLC0415 - rich takes longer than `--help` may

    with Session(settings) as session:
        _converse(session, Screen(), sender(place))


def _converse(session: Session, console: "Console", asking: Request) -> None:
    from bot.cli.drawing import draw, draw_buttons  # noqa: PLC0415 - loads rich

    buttons: Sequence[Button] = ()
    for line in _lines():
        reply = _reply(session, asking, line, buttons)
        draw(console, session.app.renderer, reply)
        draw_buttons(console, reply.buttons)
        console.print()
        buttons = reply.buttons


def _reply(session: Session, asking: Request, line: str, buttons: Sequence[Button]) -> Reply:
    """Return the answer to a typed line, or to the button whose number was typed."""
    from bot.commands.dispatch import refusal  # noqa: PLC0415 - only what is asked for

    try:
        if line.isdecimal() and len(line) < _LONGEST_NUMBER and 1 <= int(line) <= len(buttons):
            chosen = buttons[int(line) - 1]
            return session.answer(replace(asking, verb=chosen.verb, arguments=chosen.arguments))
        return session.run(session.dispatcher.answer_line(line, asking))
    except BotError as error:
        return refusal(error)


def _lines() -> Iterator[str]:
    """Return what is typed, until a goodbye; where nobody types, what is piped in."""
    for written in _typed() if sys.stdin.isatty() else _piped():
        line = _FRONT.sub("", written.strip(), count=1).strip()
        if line.casefold() in _GOODBYES:
            return
        if line or written.strip():
            yield line


def _piped() -> Iterator[str]:
    # Bytes that are no text become marks, which no query looks for, instead of an error.
    return (line.decode(errors="replace") for line in sys.stdin.buffer)


def _typed() -> Iterator[str]:
    import readline  # noqa: F401, PLC0415 - importing it is what gives the prompt its history

    click.echo("Type help to see what can be asked, exit to leave.")
    while True:
        try:
            yield input(PROMPT)
        except EOFError:
            click.echo()
            return
