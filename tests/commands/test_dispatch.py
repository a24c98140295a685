"""Who may come in, how often, and what is said when something breaks."""

import logging
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import App, open_app
from bot.commands.dispatch import Dispatcher
from bot.commands.pacing import Pace, TooFast
from bot.config import Config
from bot.errors import StoreError
from tests.commands.conversation import BO, LAB, Conversation, fill, labels, refused, text_of
from tests.fakes import FakeClock


async def test_one_command_too_many_in_a_minute_is_told_when_to_go_on(path: Path, clock: FakeClock) -> None:
    config = Config.model_validate({"limits": {"commands_per_minute": 3}})
    async with open_app(config, path, clock, create=True) as app:
        await fill(app)
        chat = Conversation(app.dispatcher())
        for _ in range(3):
            assert "papers" in text_of(await chat.say("help"))
            clock.advance(seconds=10)
        assert refused(await chat.say("help"), "3 commands within a minute", "Go on in 30 seconds.")
        assert "papers" in text_of(await chat.by(caller=BO).say("help"))
        clock.advance(seconds=30)
        assert "papers" in text_of(await chat.say("help"))


def test_a_refused_question_does_not_count(clock: FakeClock) -> None:
    pace = Pace(clock, 1)
    pace.check("ada")
    for _ in range(5):
        clock.advance(seconds=11)
        with pytest.raises(TooFast):
            pace.check("ada")
    clock.advance(seconds=5)
    pace.check("ada")


def test_thousands_who_asked_once_are_not_remembered_for_ever(clock: FakeClock) -> None:
    pace = Pace(clock, 2)
    for number in range(5000):
        pace.check(f"user {number}")
        clock.advance(seconds=1)
    assert len(pace._asked) < 1500


async def test_an_unexpected_error_is_logged_under_the_id_that_the_reply_shows(
    app: App, caplog: pytest.LogCaptureFixture
) -> None:
    desk = replace(app.dispatcher()._desk, reading=Broken())
    chat = Conversation(Dispatcher(desk, commands_per_minute=20))
    with caplog.at_level(logging.ERROR):
        reply = await chat.say("hot agents")
    [error_id] = re.findall(r"\(error ([0-9a-f]{6})\)", text_of(reply))
    assert refused(reply, "Please try again")
    assert "secret.db" not in text_of(reply)
    [record] = caplog.records
    assert error_id in record.getMessage()
    assert "agents" not in record.getMessage()
    assert record.exc_info


async def test_an_error_while_somebody_types_suggests_nothing(app: App, caplog: pytest.LogCaptureFixture) -> None:
    await app.store.close()
    chat = Conversation(app.dispatcher())
    with caplog.at_level(logging.ERROR):
        assert await chat.complete("show", "paper", paper="agents") == ()
    assert len(caplog.records) == 1


async def test_the_operator_gets_errors_as_they_are(app: App) -> None:
    with pytest.raises(StoreError, match=r"secret\.db"):
        await Dispatcher(replace(app.dispatcher()._desk, reading=Broken()), commands_per_minute=1).answer(
            replace(LAB, verb="status")
        )


class Broken:
    """A reading whose database is gone."""

    async def hot(self, **_: object) -> None:
        raise StoreError("/home/ada/secret.db could not be read: disk I/O error.")

    async def status(self) -> None:
        raise StoreError("/home/ada/secret.db could not be read: disk I/O error.")


@pytest.mark.parametrize("line", ["nope\ud800 zz", "\ud800", "nope\x00\x1b zz", 'subscribe agents --name "x\ud800"'])
async def test_what_no_encoding_can_write_is_left_out_of_a_line(chat: Conversation, line: str) -> None:
    reply = await chat.say(line)
    assert "Something went wrong" not in text_of(reply)
    assert text_of(reply).encode()


async def test_what_no_encoding_can_write_is_left_out_of_a_request(chat: Conversation, app: App) -> None:
    assert refused(await chat.ask("nope\udfff zz"), "There is no verb “nope zz”")
    torn = chat.by(caller=replace(LAB.caller, name="Ada\ud83d"))
    await torn.ask("subscribe", query="agents\ud800", name="fish\x1b\udc00ing")
    assert "Subscribed" in text_of(await torn.press("Confirm"))
    [made] = await app.store.subscriptions(LAB.place)
    assert (made.topic.query, made.topic.name, made.made_by) == ("agents", "fishing", LAB.caller)


async def test_suggestions_for_what_no_encoding_can_write_are_those_for_the_rest(chat: Conversation) -> None:
    assert [each.value for each in await chat.complete("search", "query", query="#cs.C\ud800L")] == ["#cs.CL"]


async def test_a_search_is_answered_while_somebody_else_writes_without_the_buttons_too_long_for_it(
    chat: Conversation, path: Path
) -> None:
    long_query = " OR ".join(["agents", *(f"herons{number}" for number in range(20))])
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        reply = await chat.say(f"search {long_query} --top 1")
        writer.execute("ROLLBACK")
    assert "Old agents" in text_of(reply)
    assert "Subscribe to this" not in labels(reply)
    assert "Subscribe to this" in labels(await chat.say(f"search {long_query} --top 1"))


async def test_the_operators_buttons_hold_their_words_and_nothing_is_written_for_them(app: App, path: Path) -> None:
    long_query = " OR ".join(["agents", *(f"herons{number}" for number in range(20))])
    reply = await app.dispatcher().answer_line(f"search {long_query} --top 1", LAB)
    [subscribe] = [button for button in reply.buttons if button.label == "Subscribe to this"]
    assert subscribe.arguments["query"] == long_query
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT count(*) FROM drafts").fetchone() == (0,)
