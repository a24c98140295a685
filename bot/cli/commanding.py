"""The verbs of ``/papers …`` as verbs of the terminal, made from the same table so that no name can drift."""

import json
import shlex
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final, TypeAlias

import click

from bot.cli.reading import TAKES_QUERY
from bot.cli.session import Session, sender
from bot.cli.settings import Settings
from bot.commands.helping import QUERIES
from bot.commands.table import COMMANDS, TOP_DEFAULT
from bot.commands.typed import read_words, value_name, words_of
from bot.commands.values import Given, read_arguments
from bot.commands.words import Command, Kind, Param, Request
from bot.errors import BadArgument
from bot.messages.reply import Reply
from bot.query.tree import Query

_Asked: TypeAlias = dict[str, Any]  # as click passes them

_YES: Final = click.Option(["--yes"], is_flag=True, help="Do it without asking.")
_FORMAT: Final = click.Option(
    ["--format", "form"], type=click.Choice(["terminal", "json"]), default="terminal", show_default=True
)


def _verb(name: str, *extra: click.Option, call: Callable[[Session, Request, _Asked], None]) -> click.Command:
    """Return the terminal's verb for the command ``name``, with options of its own behind the table's."""
    command = COMMANDS[name]

    def callback(settings: Settings, /, words: tuple[str, ...], place: str, **options: Any) -> None:  # noqa: ANN401
        own = {option.name: options.pop(str(option.name)) for option in extra}
        request = replace(sender(place), verb=name, arguments=_arguments(command, words, options))
        with Session(settings) as session:
            call(session, request, own)

    return click.Command(
        name,
        params=[_words(command), *_options(command), _place(), *extra],
        callback=click.pass_obj(callback),
        short_help=command.help,
        help=_help(command),
        context_settings=TAKES_QUERY,
    )


def _help(command: Command) -> str:
    examples = "\n".join(f"  hotpapers {shlex.join(words_of(example))}" for example in command.examples)
    blocks = [command.help, f"\b\nFor example:\n{examples}"]
    if any(param.kind is Kind.QUERY for param in command.params):
        parts = "\n".join(f"  {part:<18} {meaning}" for part, meaning in QUERIES)
        blocks.append(f"\b\nA query is made of (your shell wants it in single quotes):\n{parts}")
    return "\n\n".join(blocks)


def _words(command: Command) -> click.Argument:
    bare = [param for param in command.params if param.bare or param.rest]
    names = " ".join(param.name if param.kind is Kind.FLAG else value_name(param) for param in bare)
    return click.Argument(["words"], nargs=-1, type=click.UNPROCESSED, metavar=f"[{names}]" if names else "")


def _options(command: Command) -> list[click.Option]:
    return [_option(param) for param in command.params if not (param.bare or param.rest)]


def _option(param: Param) -> click.Option:
    name = f"--{param.name.replace('_', '-')}"
    if param.kind is Kind.FLAG:
        return click.Option([f"{name}/--no-{name[2:]}", param.name], default=None, help=param.help)
    return click.Option([name, param.name], metavar=value_name(param), help=param.help)


def _place() -> click.Option:
    return click.Option(["--place", "--to", "place"], default="terminal", show_default=True, help="The place meant.")


def _arguments(command: Command, words: tuple[str, ...], options: _Asked) -> Mapping[str, str]:
    given = {name: _text(value) for name, value in options.items() if value is not None}
    typed = read_words(command, words)
    if twice := sorted(given.keys() & typed.keys()):
        raise BadArgument(f"{twice[0]} is given twice: leave one out.")
    return {**given, **typed}


def _text(value: str | bool) -> str:  # noqa: FBT001 - a flag's value, as click gives it
    return str(value).lower() if isinstance(value, bool) else value


def _answer(session: Session, request: Request, _own: _Asked) -> None:
    _draw(session, session.answer(request))


def _ask_first(session: Session, request: Request, own: _Asked) -> None:
    """Show what would be done, and do it after a "yes"."""
    reply = session.answer(request)
    _draw(session, reply)
    choice = {button.verb: button for button in reply.buttons}
    if "confirm" not in choice:
        return
    if not own["yes"] and not sys.stdin.isatty():
        raise click.ClickException("Nothing is changed: there is nobody to ask. Add --yes to confirm.")
    said = "confirm" if own["yes"] or click.confirm("\nConfirm?") else "cancel"
    _draw(session, session.answer(replace(request, verb=said, arguments=choice[said].arguments)))


def _search(session: Session, request: Request, own: _Asked) -> None:
    if own["form"] == "terminal":
        return _answer(session, request, own)
    from bot.messages.shapes import search_json  # noqa: PLC0415 - only what is asked for

    given, app = _given(request), session.app
    top, page = given.get("top", int) or TOP_DEFAULT, given.get("page", int) or 1
    query, skip = given.need("query", Query), (page - 1) * top
    found = session.run(app.store.search(query, top=top, skip=skip))
    return _print_json(search_json(query, found, app.config.sources.weights, first_rank=skip + 1))


def _similar(session: Session, request: Request, own: _Asked) -> None:
    if own["form"] == "terminal":
        return _answer(session, request, own)
    from bot.messages.shapes import similar_json  # noqa: PLC0415 - only what is asked for

    given, app = _given(request), session.app
    paper_id = session.run(app.why(given.need("paper", str))).stored.id
    neighbors = session.run(app.store.similar(paper_id, top=given.get("top", int) or TOP_DEFAULT))
    return _print_json(similar_json(paper_id, neighbors, app.config.sources.weights))


def _given(request: Request) -> Given:
    return read_arguments(COMMANDS[request.verb], request.arguments)


def _draw(session: Session, reply: Reply) -> None:
    from bot.cli.drawing import draw  # noqa: PLC0415 - rich takes longer than `--help` may
    from bot.cli.screen import Screen  # noqa: PLC0415

    draw(Screen(), session.app.renderer, reply)


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


search = _verb("search", _FORMAT, call=_search)
similar = _verb("similar", _FORMAT, call=_similar)
subscribe = _verb("subscribe", _YES, call=_ask_first)
subscriptions = _verb("subscriptions", call=_answer)
unsubscribe = _verb("unsubscribe", call=_answer)
settings = _verb("settings", call=_answer)
pause = _verb("pause", call=_answer)
resume = _verb("resume", call=_answer)
save = _verb("save", call=_answer)
saved = _verb("saved", call=_answer)
cite = _verb("cite", call=_answer)
forget_me = _verb("forget-me", _YES, call=_ask_first)
