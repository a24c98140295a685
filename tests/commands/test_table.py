import importlib
import inspect
import re
import subprocess
import sys

import pytest

from bot.commands.completion import PROVIDERS
from bot.commands.table import ANSWERS, COMMANDS, find_command
from bot.commands.typed import parse_line, usage
from bot.commands.values import read_arguments
from bot.commands.words import Command, Kind, Right

EVERY = (*COMMANDS.values(), *ANSWERS.values())
PARAMS = [(command, param) for command in EVERY for param in command.params]


def test_every_verb_of_the_design_is_there() -> None:
    design = (
        "hot search show why similar subscribe subscriptions unsubscribe settings pause resume "
        "save saved cite status help forget-me"
    )
    assert list(COMMANDS) == design.split()


@pytest.mark.parametrize("command", EVERY, ids=lambda command: command.verb)
def test_every_handler_is_there_and_takes_what_the_dispatcher_gives(command: Command) -> None:
    module, _, function = command.handler.partition(":")
    handler = getattr(importlib.import_module(module), function)
    assert inspect.iscoroutinefunction(handler)
    assert len(inspect.signature(handler).parameters) == 3


@pytest.mark.parametrize("command", COMMANDS.values(), ids=lambda command: command.verb)
def test_every_verb_fits_what_discord_registers(command: Command) -> None:
    # https://docs.discord.com/developers/interactions/application-commands, read 2026-11.
    assert re.fullmatch(r"[a-z-]{1,32}", command.verb)
    assert len(command.help) <= 100
    assert len(command.params) <= 25
    is_required = [param.required for param in command.params]
    assert is_required == sorted(is_required, reverse=True)
    for param in command.params:
        assert re.fullmatch(r"[a-z_]{1,32}", param.name)
        assert len(param.help) <= 100
        assert len(param.choices) <= 25


def test_every_completion_has_its_provider() -> None:
    named = {param.completes for _, param in PARAMS if param.completes}
    assert named
    assert named <= PROVIDERS.keys()


def test_one_name_is_one_kind_everywhere() -> None:
    kinds: dict[str, set[Kind]] = {}
    for _, param in PARAMS:
        kinds.setdefault(param.name, set()).add(param.kind)
    assert {name for name, found in kinds.items() if len(found) > 1} == set()


def test_no_name_is_a_field_of_the_query_language() -> None:
    fields = {"title", "abstract", "author", "cat", "id", "from", "since", "until", "heat"}
    assert not fields & {param.name for _, param in PARAMS}


@pytest.mark.parametrize(
    ("command", "example"), [(command, example) for command in EVERY for example in command.examples]
)
def test_every_example_can_be_typed(command: Command, example: str) -> None:
    typed = parse_line(example)
    assert typed.verb == command.verb
    read_arguments(command, typed.arguments)


def test_only_what_changes_a_channel_asks_for_a_right() -> None:
    guarded = {verb for verb, command in COMMANDS.items() if command.right is not Right.ANYONE}
    assert guarded == {"subscribe", "unsubscribe", "settings", "pause", "resume"}


def test_a_verb_is_found_however_it_is_cased() -> None:
    assert find_command("SeArCh") is COMMANDS["search"]
    assert find_command("dance") is None


def test_usage_names_every_parameter() -> None:
    assert usage(COMMANDS["cite"]) == "Type it as: cite WHAT [here] [bibtex|ris|csl]"
    assert usage(COMMANDS["similar"]) == "Type it as: similar PAPER [--top N]"
    assert "[--min-heat N|auto]" in usage(COMMANDS["subscribe"])


def test_the_table_loads_no_handler_and_no_platform() -> None:
    code = (
        "import sys, bot.commands.table\n"
        "heavy = {'bot.commands.reading', 'pydantic', 'rich', 'aiohttp', 'sqlite3', 'jinja2', 'lxml', 'click'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stderr) == (0, "")
