"""What writes for each place."""

import pytest

from bot.app.places import Composers
from bot.config import Config
from bot.digest.section import Section
from bot.errors import NotFound
from bot.messages.render import Renderer
from bot.subscriptions.model import Place
from tests.messages.samples import hot_list

CONFIG = Config.model_validate(
    {
        "slack": {"bot_token": "xoxb-fake", "app_token": "xapp-fake"},
        "webhook": {"lab": {"kind": "slack", "url": "https://hooks.example.com/never-a-real-one"}},
    }
)


def test_discord_gets_menus_once_there_is_a_token() -> None:
    config = Config.model_validate({"discord": {"token": "fake-token"}})
    [message] = Composers(config, Renderer())(Place("discord:1")).digest([Section(hot_list())])
    assert "components" in message.payload


@pytest.mark.parametrize(
    ("place", "keys"),
    [
        ("terminal", {"text"}),
        ("post:digests", {"file", "text"}),
        ("slack:T1/C1", {"text", "blocks", "unfurl_links", "unfurl_media"}),
        ("webhook:lab", {"text", "blocks", "unfurl_links", "unfurl_media"}),
    ],
)
def test_each_place_gets_what_it_can_show(place: str, keys: set[str]) -> None:
    [message] = Composers(CONFIG, Renderer())(Place(place)).digest([Section(hot_list())])
    assert message.payload.keys() == keys
    assert len(message.papers) == len(hot_list().papers)


def test_a_file_for_programs_gets_an_object_a_topic() -> None:
    sections = [Section(hot_list(), name="tools"), Section(hot_list(()), notes=("Late.",))]
    first, second = Composers(CONFIG, Renderer())(Place("jsonl:x")).digest(sections)
    assert (first.payload["name"], second.payload["notes"]) == ("tools", ["Late."])


def test_two_topics_of_one_folder_are_one_post_with_each_paper_once() -> None:
    [message] = Composers(CONFIG, Renderer())(Place("post:x")).digest([Section(hot_list()), Section(hot_list())])
    assert str(message.payload["text"]).count("\n# ") == len(hot_list().papers)
    assert message.payload["file"] == "2026-11-19---Hot-Papers.md"


@pytest.mark.parametrize("place", ["terminal:@me", "webhook:gone", "discord:1", "irc:papers"])
def test_a_place_that_is_not_set_up_is_named(place: str) -> None:
    with pytest.raises(NotFound, match="not set up"):
        Composers(CONFIG, Renderer())(Place(place))
