"""``hotpapers VERB …``: options, progress, exit codes.

0 done; 1 failed at run time, or took some of its input and refused some; 2 bad configuration, bad
usage, or took nothing of its input. Verbs are loaded when they are called, so that ``--help`` costs
little more than starting Python.
"""

import importlib
import io
import os
import sys
from collections.abc import Mapping
from typing import Final, NamedTuple

import click

from bot import __version__
from bot.cli.settings import Settings
from bot.errors import BotError

INTERRUPTED: Final = 130
"""What a shell expects of a program that Ctrl-C ended."""


class Verb(NamedTuple):
    """Where a verb's code is, and the line that ``--help`` shows without loading it."""

    path: str
    summary: str


VERBS: Final[Mapping[str, Verb]] = {
    "demo": Verb("bot.cli.demo:demo", "See it work: a bundled sample day, no network, no tokens."),
    "gather": Verb("bot.cli.gathering:gather", "Read the sources once and store what they say."),
    "hot": Verb("bot.cli.reading:hot", "Print the digest as it stands."),
    "search": Verb("bot.cli.commanding:search", "Search all papers, best first."),
    "show": Verb("bot.cli.reading:show", "Print one paper."),
    "why": Verb("bot.cli.reading:why", "Explain a paper's heat, term by term."),
    "similar": Verb("bot.cli.commanding:similar", "Show papers like this one."),
    "status": Verb("bot.cli.reading:status", "Print how the sources and the database stand."),
    "subscribe": Verb(
        "bot.cli.commanding:subscribe", "Have a topic's papers posted here; shows last week's before it saves."
    ),
    "subscriptions": Verb("bot.cli.commanding:subscriptions", "List what is posted here."),
    "unsubscribe": Verb("bot.cli.commanding:unsubscribe", "End a subscription."),
    "settings": Verb("bot.cli.commanding:settings", "Show or change a subscription."),
    "pause": Verb("bot.cli.commanding:pause", "Let a subscription rest."),
    "resume": Verb("bot.cli.commanding:resume", "Let a paused subscription go on."),
    "save": Verb("bot.cli.commanding:save", "Put a paper on your reading list, or on this place's."),
    "saved": Verb("bot.cli.commanding:saved", "Show your reading list, or this place's."),
    "cite": Verb("bot.cli.commanding:cite", "Give citations of a paper, of a day's hottest, or of a reading list."),
    "forget-me": Verb(
        "bot.cli.commanding:forget_me", "Remove your reading list, your direct-message subscriptions and your name."
    ),
    "chat": Verb("bot.cli.chat:chat", "Type /papers … as in a chat."),
    "import": Verb("bot.cli.files:import_", "Take in Hot Papers posts, and papers as JSON Lines."),
    "export": Verb("bot.cli.files:export", "Write one Hot Papers post a day into a folder."),
    "run": Verb("bot.cli.running:run", "Be the bot: gather, and post every digest when it is due."),
    "deliveries": Verb("bot.cli.delivering:deliveries", "List what was sent, what waits and what failed."),
    "retry": Verb("bot.cli.delivering:retry", "Send a failed part once more."),
    "skip": Verb("bot.cli.delivering:skip", "Cancel a part that waits."),
    "discord-invite": Verb("bot.cli.inviting:discord_invite", "Print the links that install the bot on Discord."),
    "check": Verb("bot.cli.operating:check", "Check configuration, places, templates and database."),
    "migrate": Verb("bot.cli.operating:migrate", "Bring an older database up to date, after a backup."),
    "slack-manifest": Verb("bot.cli.installing:slack_manifest", "Print what to paste to make the Slack app."),
    "help": Verb("bot.cli.helping:help_", "Say what can be asked."),
}


class LazyGroup(click.Group):
    """A group whose verbs are imported when one is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return every verb, in the order in which a newcomer meets them."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the verb and return it; None if there is no such verb."""
        if (verb := VERBS.get(cmd_name)) is None:
            return None
        module, _, attribute = verb.path.partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the verbs and their summaries without importing any."""
        with formatter.section("Verbs"):
            formatter.write_dl([(name, verb.summary) for name, verb in VERBS.items()])


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="hotpapers")
@click.option("--config", "config_path", metavar="FILE", help="Configuration; config.toml if present.")
@click.option("--db", "db_path", metavar="FILE", help="Database; else [store] path.")
@click.option("--debug", is_flag=True, help="Log every step, and show where an error came from.")
@click.pass_context
def cli(ctx: click.Context, config_path: str | None, db_path: str | None, *, debug: bool) -> None:
    """Gather the arXiv papers that people talk about, rank them, and print the digest."""
    ctx.obj = Settings(config_path, db_path, debug=debug)
    if ctx.invoked_subcommand:
        ctx.obj.set_up_log()


def main() -> None:
    """Run one verb and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    exit_code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
    except OSError:
        _drop_output()
    sys.exit(exit_code)


def run(arguments: list[str]) -> int:
    """Run one verb and return its exit code; errors become one or two lines on stderr."""
    try:
        result = cli.main(arguments, prog_name="hotpapers", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        _drop_output()
        return 0
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - a user never reads a traceback unasked
        message, exit_code = _explained(error)
        return _refuse(message, exit_code, debug="--debug" in arguments)
    return result if isinstance(result, int) else 0


def _drop_output() -> None:
    """Send what is still to be printed nowhere: Python would complain once more while it flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _explained(error: BaseException) -> tuple[str, int]:
    """Return what to say of an error, and the exit code."""
    match error:
        case click.Abort() | KeyboardInterrupt():
            return "Stopped.", INTERRUPTED
        case click.UsageError(ctx=ctx):
            where = ctx.command_path if ctx else "hotpapers"
            return f"{error.format_message()}\n`{where} --help` says more.", error.exit_code
        case click.ClickException():
            return error.format_message(), error.exit_code
        case BotError():
            return _said(error), error.exit_code
        case OSError():
            return f"The operating system refuses: {error}.", 1
        case _:
            message = f"Unexpected {type(error).__name__}: {error}"
            return f"{message}\nThis is a bug; `hotpapers --debug …` shows where.", 1


def _said(error: BotError) -> str:
    """Return the message of ``error``; one about a query points at the spot, on two lines more."""
    from bot.query.error import QueryError  # noqa: PLC0415 - only needed to refuse

    return f"In the query: {error}.\n{error.pointed()}" if isinstance(error, QueryError) else str(error)


def _refuse(message: str, exit_code: int, *, debug: bool) -> int:
    if debug:
        import traceback  # noqa: PLC0415 - costs a tenth of `--help`

        traceback.print_exc()
    from bot.messages.escaping import printable  # noqa: PLC0415 - only needed to refuse

    for line in message.splitlines():
        click.echo(printable(line), err=True)
    return exit_code
