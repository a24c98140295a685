"""What Discord is told of the commands."""

from bot.adapters.discord.registering import commands
from bot.commands.table import COMMANDS
from tests.discord.fake_discord import FakeDiscord
from tests.discord.people import Desk, connected
from tests.discord.schema import errors_of

PATH = "/applications/{application_id}/commands"


def test_the_whole_table_is_there_within_discords_limits() -> None:
    group, look_up = commands()
    assert [option["name"] for option in group["options"]] == list(COMMANDS)
    assert len(group["options"]) <= 25
    assert look_up["name"] == "Look up papers"
    assert "default_member_permissions" not in group
    assert errors_of("put", PATH, commands()) == []
    assert characters(group) <= 8000


def characters(option: dict[str, object]) -> int:
    """Return what Discord counts: names, descriptions and values, all of them together."""
    own = sum(len(str(option.get(name, ""))) for name in ("name", "description", "value"))
    inner = [each for name in ("options", "choices") for each in option.get(name, [])]
    return own + sum(map(characters, inner))


def test_options_are_of_the_kind_that_they_ask_for() -> None:
    group, _ = commands()
    subscribe = next(option for option in group["options"] if option["name"] == "subscribe")
    options = {option["name"]: option for option in subscribe["options"]}
    assert (options["top"]["type"], options["top"]["min_value"], options["top"]["max_value"]) == (4, 1, 100)
    assert (options["quiet"]["type"], options["min_heat"]["type"]) == (5, 3)
    assert [choice["value"] for choice in options["layout"]["choices"]] == ["compact", "full", "thread"]
    assert (options["query"]["autocomplete"], options["zone"]["autocomplete"]) == (True, True)


async def test_discord_is_told_again_only_when_something_changed(fake: FakeDiscord) -> None:
    desk = Desk()
    for _ in range(2):
        async with connected(fake, desk):
            pass
    assert fake.commands == [commands()]
    desk.kept = dict.fromkeys(desk.kept, "of an older table")
    async with connected(fake, desk):
        pass
    assert len(fake.commands) == 2
