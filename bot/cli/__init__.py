"""``hotpapers VERB …``: options, progress, exit codes.

0 done; 1 failed at run time, or took some of its input and refused some; 2 bad configuration, bad
usage, or took nothing of its input. Verbs are loaded when they are called, so that ``--help`` costs
little more than starting Python.
"""

import importlib
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
    "show": Verb("bot.cli.reading:show", "Print one paper."),
    "why": Verb("bot.cli.reading:why", "Explain a paper's heat, term by term."),
    "status": Verb("bot.cli.reading:status", "Print how the sources and the database stand."),
    "import": Verb("bot.cli.files:import_", "Take in Hot Papers posts, and papers as JSON Lines."),
    "export": Verb("bot.cli.files:export", "Write one Hot Papers post a day into a folder."),
    "check": Verb("bot.cli.operating:check", "Check configuration, templates and database."),
    "migrate": Verb("bot.cli.operating:migrate", "Bring an older database up to date, after a backup."),
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
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one verb and return its exit code; errors become one or two lines on stderr."""
    debug = "--debug" in arguments
    try:
        result = cli.main(arguments, prog_name="hotpapers", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of a pipe left; Python would complain once more while it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except BotError as error:
        return _refuse(str(error), error.exit_code, debug=debug)
    except Exception as error:  # noqa: BLE001 - the last line of defence: a user never reads a traceback unasked
        message = f"Unexpected {type(error).__name__}: {error}\nThis is a bug; `hotpapers --debug …` shows where."
        return _refuse(message, 1, debug=debug)
    return result if isinstance(result, int) else 0


def _refuse(message: str, exit_code: int, *, debug: bool) -> int:
    if debug:
        import traceback  # noqa: PLC0415 - costs a tenth of `--help`

        traceback.print_exc()
    click.echo(message, err=True)
    return exit_code
