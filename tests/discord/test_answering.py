"""Commands, buttons and menus as Discord sends them, and what comes back."""

import asyncio
from typing import Any

import pytest

from bot.adapters.discord.client import Tempo
from bot.commands.words import Right
from bot.messages.reply import Button, Card, Reply, Said, Snippet
from tests.discord.fake_discord import CHANNEL, FakeDiscord, member, message, user
from tests.discord.people import Desk, listening
from tests.messages.samples import why

COMMAND, COMPONENT, TYPING = 2, 3, 4
EPHEMERAL = 1 << 6
AT_ONCE = Tempo(answer_within_s=0.0, ready_s=0.05)
"""Whatever takes longer than nothing is said to take longer."""


def papers(verb: str, **options: object) -> dict[str, Any]:
    """Return the data of ``/papers VERB``."""
    kinds = {bool: 5, int: 4, str: 3}
    given = [{"name": name, "type": kinds[type(value)], "value": value} for name, value in options.items()]
    return {"id": "5", "name": "papers", "type": 1, "options": [{"name": verb, "type": 1, "options": given}]}


def press(custom_id: str, *values: str) -> dict[str, Any]:
    kind = {"component_type": 3, "values": list(values)} if values else {"component_type": 2}
    return {"custom_id": custom_id, **kind}


def under(channel: str = CHANNEL) -> dict[str, Any]:
    """Return what an interaction with a message has besides: that message."""
    return {"message": message("55", channel)}


async def test_a_command_is_answered_and_its_options_come_as_they_would_be_typed(fake: FakeDiscord) -> None:
    desk = Desk()
    async with listening(fake, desk):
        asked = await fake.interact(COMMAND, papers("subscribe", query="#cs.CL agents", top=5, quiet=True))
        reply = await asked.reply()
    assert (reply["content"], reply["flags"]) == ("You said subscribe.", EPHEMERAL)
    [request] = desk.requests
    assert (request.verb, request.arguments) == ("subscribe", {"query": "#cs.CL agents", "top": "5", "quiet": "true"})
    assert (request.place, request.server, request.caller.user) == (f"discord:{CHANNEL}", "discord:9", "discord:@1")
    assert (request.caller.name, request.is_direct, request.is_installed) == ("Ada", False, True)
    assert request.key == asked.sent["id"]


@pytest.mark.parametrize(
    ("permissions", "may"), [(1 << 4, True), (1 << 5, True), (1 << 3, True), (1 << 11 | 1 << 13, False)]
)
async def test_who_may_manage_the_channel_or_the_server_may_change_subscriptions(
    fake: FakeDiscord, permissions: int, may: object
) -> None:
    desk = Desk()
    async with listening(fake, desk):
        asked = await fake.interact(COMMAND, papers("pause"), member=member("1", "Ada", permissions))
        await asked.next()
    assert (Right.MANAGE_CHANNEL in desk.requests[0].rights) == may


async def test_a_direct_message_is_its_readers_own_place(fake: FakeDiscord) -> None:
    desk = Desk()
    direct = {"guild_id": None, "member": None, "user": user("42", "Bo"), "context": 1}
    place = {"channel_id": "542", "channel": {"id": "542", "type": 1, "recipients": [user("42", "Bo")]}}
    async with listening(fake, desk):
        owners = {"authorizing_integration_owners": {"0": "0"}}
        await (await fake.interact(COMMAND, papers("hot"), **direct, **place, **owners)).next()
        others = {"context": 2, "authorizing_integration_owners": {"1": "42"}}
        await (await fake.interact(COMMAND, papers("hot"), **{**direct, **place, **others})).next()
    with_bot, with_somebody = desk.requests
    assert (with_bot.place, with_bot.server, with_bot.is_direct) == ("discord:@42", None, True)
    assert with_bot.is_installed
    assert (with_somebody.place, with_somebody.is_installed) == ("discord:@42", False)


async def test_a_server_that_did_not_install_the_bot_is_seen(fake: FakeDiscord) -> None:
    desk = Desk()
    async with listening(fake, desk):
        owners = {"1": "1"}
        await (await fake.interact(COMMAND, papers("hot"), authorizing_integration_owners=owners)).next()
    assert not desk.requests[0].is_installed


@pytest.mark.parametrize(
    ("permissions", "lacking"),
    [(1 << 10 | 1 << 11, "I lack Embed Links."), (1 << 14, "I lack View Channel, Send Messages."), (1 << 3, None)],
)
async def test_a_channel_where_the_bot_may_not_post_is_not_subscribed(
    fake: FakeDiscord, permissions: int, lacking: str | None
) -> None:
    desk = Desk()
    async with listening(fake, desk):
        wish = papers("subscribe", query="agents")
        reply = await (await fake.interact(COMMAND, wish, app_permissions=str(permissions))).reply()
        found = await (await fake.interact(COMMAND, papers("hot"), app_permissions="0")).reply()
    assert (lacking or "You said subscribe.") in reply["content"]
    assert found["content"] == "You said hot."
    assert [request.verb for request in desk.requests] == (["hot"] if lacking else ["subscribe", "hot"])


async def test_suggestions_come_while_somebody_types(fake: FakeDiscord) -> None:
    typing = papers("search", query="#cs")
    typing["options"][0]["options"][0]["focused"] = True
    async with listening(fake):
        kind, body = await (await fake.interact(TYPING, typing)).next()
    assert (kind, body) == (
        "callback",
        {"type": 8, "data": {"choices": [{"name": "query like #cs", "value": "taken"}]}},
    )


async def test_buttons_and_picks_are_requests_and_need_no_memory(fake: FakeDiscord) -> None:
    desk = Desk(reply=Reply((Said("Here."),), private=False))
    async with listening(fake, desk):
        pressed = await (await fake.interact(COMPONENT, press("search?query=agents&page=2"), **under())).reply()
        picked = await (await fake.interact(COMPONENT, press("pick", "show?paper=2102.01672"), **under())).reply()
    assert [(each.verb, each.arguments) for each in desk.requests] == [
        ("search", {"query": "agents", "page": "2"}),
        ("show", {"paper": "2102.01672"}),
    ]
    assert "flags" not in pressed
    assert picked["flags"] == EPHEMERAL


async def test_a_button_of_an_older_version_is_told_to_be_one(fake: FakeDiscord) -> None:
    async with listening(fake):
        reply = await (await fake.interact(COMPONENT, press("show?%"), **under())).reply()
    assert "of a version that is not known here" in reply["content"]
    assert reply["flags"] == EPHEMERAL


@pytest.mark.parametrize(
    ("content", "verb", "arguments"),
    [
        ("see https://arxiv.org/abs/2102.01672v2 !", "show", {"paper": "2102.01672"}),
        ("arXiv:2102.01672, 2104.08223", "search", {"query": "id:2102.01672 OR id:2104.08223"}),
    ],
)
async def test_papers_of_a_message_are_looked_up(
    fake: FakeDiscord, content: str, verb: str, arguments: dict[str, str]
) -> None:
    desk = Desk(reply=Reply((Said("Here."),), private=False))
    async with listening(fake, desk):
        reply = await (await fake.interact(COMMAND, look_up(content))).reply()
    assert (desk.requests[0].verb, desk.requests[0].arguments) == (verb, arguments)
    assert reply["flags"] == EPHEMERAL


def look_up(content: str) -> dict[str, Any]:
    looked_at = message("55", CHANNEL) | {"content": content}
    resolved = {"messages": {"55": looked_at}}
    return {"id": "6", "name": "Look up papers", "type": 3, "target_id": "55", "resolved": resolved}


async def test_a_message_without_papers_is_said_to_have_none(fake: FakeDiscord) -> None:
    async with listening(fake):
        reply = await (await fake.interact(COMMAND, look_up("hello"))).reply()
    assert reply["content"] == "There is no link to arXiv in that message."


@pytest.mark.parametrize(("private", "then"), [(True, ["edit", "follow-up"]), (False, ["delete", *["follow-up"] * 2])])
async def test_what_takes_longer_is_said_to_and_then_answered(
    fake: FakeDiscord, private: object, then: list[str]
) -> None:
    long = tuple(Said("word " * 300) for _ in range(2))
    desk = Desk(reply=Reply(long, private=bool(private)), goes_on=asyncio.Event())
    async with listening(fake, desk, AT_ONCE):
        asked = await fake.interact(COMMAND, papers("hot"))
        assert await asked.next() == ("callback", {"type": 5, "data": {"flags": EPHEMERAL}})
        desk.goes_on.set()
        came = [await asked.next() for _ in then]
    assert [kind for kind, _ in came] == then
    assert ("flags" in came[-1][1]) == private


async def test_silence_is_nothing_at_all_and_takes_back_that_it_takes_longer(fake: FakeDiscord) -> None:
    desk = Desk(reply=None, goes_on=asyncio.Event())
    async with listening(fake, desk, AT_ONCE):
        asked = await fake.interact(COMMAND, papers("hot"))
        await asked.next()
        desk.goes_on.set()
        assert (await asked.next())[0] == "delete"


async def test_a_long_citation_comes_as_a_file(fake: FakeDiscord) -> None:
    desk = Desk(reply=Reply((Snippet("@article{" * 1000, "cite.bib"),)))
    async with listening(fake, desk):
        reply = await (await fake.interact(COMMAND, papers("cite", what="saved"))).reply()
    assert [file["filename"] for file in reply["attachments"]] == ["cite.bib"]


async def test_a_paper_is_shown_with_how_its_engagement_grew(fake: FakeDiscord) -> None:
    async with listening(fake, Desk(reply=Reply((Card(why()),)))):
        reply = await (await fake.interact(COMMAND, papers("show", paper="2611.10001"))).reply()
    [picture] = reply["attachments"]
    assert picture["filename"] == "2611.10001.png"
    assert "Tools That Make Tools" in picture["description"]


async def test_buttons_of_an_answer_carry_their_requests(fake: FakeDiscord) -> None:
    desk = Desk(reply=Reply((Said("Sure?"),), (Button("Confirm", "confirm", {"token": "abc"}),)))
    async with listening(fake, desk):
        reply = await (await fake.interact(COMMAND, papers("forget-me"))).reply()
    assert reply["components"][0]["components"][0]["custom_id"] == "confirm?token=abc"


async def test_a_dropped_gateway_is_resumed_and_what_came_meanwhile_is_answered_once(fake: FakeDiscord) -> None:
    desk = Desk()
    async with listening(fake, desk):
        before = await fake.interact(COMMAND, papers("hot"))
        await before.next()
        await fake.session.close(4000)
        meanwhile = await fake.interact(COMMAND, papers("status"))
        await meanwhile.next()
        after = await fake.interact(COMMAND, papers("help"))
        await after.next()
    assert [request.verb for request in desk.requests] == ["hot", "status", "help"]
    assert (len(fake.sessions), fake.session.resumed) == (1, 1)


async def test_an_interaction_that_is_told_of_twice_is_answered_once(fake: FakeDiscord) -> None:
    desk = Desk()
    async with listening(fake, desk):
        asked = await fake.interact(COMMAND, papers("hot"))
        await asked.next()
        await fake.session.dispatch("INTERACTION_CREATE", asked.sent)
        await (await fake.interact(COMMAND, papers("help"))).next()
    assert [request.verb for request in desk.requests] == ["hot", "help"]
    assert asked.came.empty()


async def test_a_flood_of_commands_is_answered_whole(fake: FakeDiscord) -> None:
    async with listening(fake):
        flood = [await fake.interact(COMMAND, papers("hot")) for _ in range(200)]
        replies = [await asked.reply() for asked in flood]
    assert len(replies) == 200


async def test_only_slash_commands_are_asked_of_discord(fake: FakeDiscord) -> None:
    async with listening(fake):
        assert fake.session.intents == 1
