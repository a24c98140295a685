"""How the bot gets into a server."""

from urllib.parse import parse_qs, urlsplit

import discord
import pytest

from bot.adapters.discord.inviting import CannotAsk, ask_application, invitation
from bot.app.chats import discord_invitation
from bot.config import Config
from bot.errors import ConfigError
from tests.discord.fake_discord import APPLICATION, FakeDiscord


def config(fake: FakeDiscord, token: str) -> Config:
    addresses = {"api_base_url": fake.api_base_url, "gateway_url": fake.gateway_url}
    return Config.model_validate({"discord": {"token": token, **addresses}})


async def test_the_link_asks_for_what_a_digest_needs_and_no_more(fake: FakeDiscord) -> None:
    server, person = await discord_invitation(config(fake, fake.token))
    asked = parse_qs(urlsplit(server).query)
    assert (asked["client_id"], asked["scope"]) == ([APPLICATION], ["bot applications.commands"])
    permissions = discord.Permissions(int(asked["permissions"][0]))
    assert {name for name, given in permissions if given} == {
        *("view_channel", "read_messages", "send_messages", "send_messages_in_threads", "create_public_threads"),
        *("embed_links", "attach_files", "read_message_history"),
    } - {"view_channel"}
    assert parse_qs(urlsplit(person).query)["integration_type"] == ["1"]


async def test_a_wrong_token_is_said_to_be_one_and_never_shown(fake: FakeDiscord) -> None:
    with pytest.raises(ConfigError, match="Discord does not know it") as caught:
        await discord_invitation(config(fake, "fake-and-wrong"))
    assert "fake-and-wrong" not in str(caught.value)


async def test_without_a_token_it_is_said_where_to_get_one() -> None:
    with pytest.raises(ConfigError, match=r"docs/discord\.md"):
        await discord_invitation(Config())


async def test_a_discord_that_cannot_be_reached_is_said_to_be(fake: FakeDiscord) -> None:
    address = fake.api_base_url
    await fake.__aexit__(None, None, None)
    with pytest.raises(CannotAsk, match="try again"):
        await ask_application(fake.token, address)


def test_links_are_of_the_application() -> None:
    assert "client_id=5" in invitation(5).server
