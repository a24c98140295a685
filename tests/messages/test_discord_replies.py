"""Answers on Discord: within every limit, nothing lost, nothing of theirs acting."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.digest.availability import Availability, SourceState
from bot.messages.discord import PICK, DiscordMessages
from bot.messages.message import Message
from bot.messages.render import Renderer
from bot.messages.reply import Button, Card, Digested, Listed, Papers, Reply, Said, Snippet, Standing, Tone
from bot.subscriptions.model import Layout
from tests.messages.corpus import SHORT
from tests.messages.discord_checks import acting, problems, reading, violations
from tests.messages.hostile_digest import hostile_sections
from tests.messages.samples import MEASURED_AT, states, status, stored, why

DISCORD = DiscordMessages(Renderer())


def hostile_reply(text: str) -> Reply:
    hostile = hostile_sections(text, Layout.COMPACT)[0].hot
    paper = hostile.papers[0].stored
    paper = replace(paper, paper=replace(paper.paper, journal_ref=text, doi=text, withdrawn=True))
    card = why(stored=paper, mentions=hostile.papers[0].mentions)
    return Reply(
        parts=(
            Said(f"so {text}"),
            Listed(((text, f"so {text}"), ("2", text))),
            Digested(hostile),
            Papers((paper,), notes=(f"so {text}",)),
            Card(card),
            Card(card, explained=True),
            Standing(status(sources=states(x=SourceState(Availability.FAILED, text, MEASURED_AT)))),
        ),
        buttons=(Button(text, "save", {"paper": "2611.10001"}), Button("Keep", "save", {"paper": "2611.10001"})),
    )


USUAL_REPLY = acting(DISCORD.reply(hostile_reply("word")))


@pytest.mark.parametrize("text", SHORT)
def test_hostile_text_acts_nowhere_in_a_reply(text: str) -> None:
    messages = DISCORD.reply(hostile_reply(text))
    assert [problem for message in messages for problem in violations(message)] == []
    assert acting(messages) - USUAL_REPLY == Counter()


@pytest.mark.parametrize("text", SHORT)
def test_hostile_snippet_stays_in_its_code_block(text: str) -> None:
    [message] = DISCORD.reply(Reply((Snippet(f"@article{{{text}}}", "paper.bib"),)))
    assert violations(message) == []
    if not message.attachments:
        assert [each.kinds() for each in reading([message])] == [["code block"]]


# Replies.


def test_long_snippet_is_a_file_with_every_byte() -> None:
    text = "@article{x,\n  title = {大模型},\n}\n" * 100
    [message] = DISCORD.reply(Reply((Said("Here."), Snippet(text, "papers.bib"))))
    assert violations(message) == []
    assert [(one.file_name, one.content) for one in message.attachments] == [("papers.bib", text.encode())]
    assert "papers.bib is attached." in str(message.payload["content"])


def test_snippet_with_a_fence_is_a_file() -> None:
    [message] = DISCORD.reply(Reply((Snippet("a ``` b", "x.txt"),)))
    assert message.attachments


def test_long_answer_is_several_messages_and_loses_nothing() -> None:
    words = [f"word{number}" for number in range(2000)]
    rows = tuple((str(number), f"row {number} " + "x" * 300) for number in range(60))
    messages = DISCORD.reply(Reply((Said(" ".join(words)), Listed(rows)), (Button("Yes", "save"),)))
    assert [problem for message in messages for problem in violations(message)] == []
    seen = " ".join(each.text for each in reading(messages)).split()
    assert [word for word in seen if word.startswith("word")] == words
    assert all(f"row {number}" in " ".join(seen) for number in range(60))
    assert ["components" in message.payload for message in messages] == [*[False] * (len(messages) - 1), True]


def test_parts_of_an_answer_stay_in_their_order() -> None:
    paper = stored("2611.10001", "Title")
    messages = DISCORD.reply(Reply((Said("first"), Papers((paper,)), Said("second"), Card(why()), Said("third"))))
    text = " ".join(each.text for each in reading(messages))
    found = [text.index(word) for word in ("first", "Title", "second", "We ask how far", "third")]
    assert found == sorted(found)


def test_hundred_papers_of_a_search_are_all_there() -> None:
    papers = tuple(stored(f"2611.{number:05}", "Title " * 20) for number in range(100))
    messages = DISCORD.reply(Reply((Said("100 found"), Papers(papers, notes=("note",) * 100))))
    assert problems(messages, [paper.id for paper in papers]) == []


@pytest.mark.parametrize("count", [1, 5, 6, 20, 25, 40])
@pytest.mark.parametrize("with_menu", [False, True])
def test_buttons_are_in_rows_and_none_is_lost(count: int, *, with_menu: bool) -> None:
    buttons = tuple(Button(f"B{number}", "save", {"paper": str(number)}) for number in range(count))
    part = Papers((stored("2611.10001", "T"),)) if with_menu else Said("Which?")
    messages = DISCORD.reply(Reply((part,), buttons))
    assert [problem for message in messages for problem in violations(message)] == []
    assert custom_ids(messages) == [f"save?paper={number}" for number in range(count)]


def custom_ids(messages: Sequence[Message]) -> list[str]:
    rows = [row for message in messages for row in message.payload.get("components", [])]  # type: ignore[attr-defined]
    made = [component["custom_id"] for row in rows for component in row["components"]]
    return [custom_id for custom_id in made if custom_id != PICK]


def test_card_that_answers_a_pick_has_buttons_and_no_menu() -> None:
    for explained in (False, True):
        [message] = DISCORD.reply(Reply((Card(why(), explained),), (Button("Why", "why", {"paper": "2611.10001"}),)))
        assert violations(message) == []
        assert message.papers == ("2611.10001",)
        assert PICK not in str(message.payload["components"])


def test_two_buttons_for_the_same_request_are_one() -> None:
    reply = Reply((Said("?"),), (Button("A", "save"), Button("B", "hot"), Button("C", "save", tone=Tone.BAD)))
    assert custom_ids(DISCORD.reply(reply)) == ["save", "hot"]


def test_buttons_alone_are_still_a_message() -> None:
    [message] = DISCORD.reply(Reply((), (Button("A", "save"),)))
    assert violations(message) == []
