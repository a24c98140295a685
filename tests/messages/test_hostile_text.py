"""Nothing that a title, a name or a tweet contains can act in plain text, or pass for a line of ours."""

import unicodedata

import pytest
from hypothesis import given

from bot.messages.layout import TITLE_CHARS
from bot.messages.printable import printable
from bot.messages.render import Renderer
from bot.messages.text import WIDTH, TextMessages
from bot.messages.wording import shortened
from bot.messages.wrapping import cells
from bot.subscriptions.model import Layout
from tests.messages.corpus import CASES, INNOCENT, SHORT
from tests.messages.hostile import texts, unhurried
from tests.messages.hostile_digests import hostile_reply, hostile_sections

MESSAGES = TextMessages(Renderer())


def texts_of(text: str, *layouts: Layout) -> tuple[list[str], str]:
    digests = [message for layout in layouts for message in MESSAGES.digest(hostile_sections(text, layout))]
    [reply] = MESSAGES.reply(hostile_reply(text))
    return [str(message.payload["text"]) for message in digests], str(reply.payload["text"])


def check(text: str, *layouts: Layout) -> None:
    digests, reply = texts_of(text, *layouts)
    for printed in (*digests, reply):
        assert {char for char in printed if unicodedata.category(char) in {"Cc", "Cf", "Cs"}} <= {"\n"}
    title = "".join(printable(shortened(text, TITLE_CHARS)).split())
    for printed in digests:
        assert title in "".join(printed.split())
        assert all(cells(line) <= WIDTH or "://" in line for line in printed.splitlines())
        # Only lines of ours begin at the left.
        heads = [line for line in printed.splitlines() if line.startswith("Hot Papers · ")]
        assert heads[0] == "Hot Papers · Thu 19 Nov 2026"


@pytest.mark.parametrize("text", [text for _, text in CASES], ids=[name for name, _ in CASES])
def test_hostile_text_is_text_in_every_place(text: str) -> None:
    check(text, *([Layout.COMPACT] if text in SHORT else []), Layout.THREAD)


@unhurried
@given(text=texts)
def test_made_up_hostile_text_is_text_too(text: str) -> None:
    check(text, Layout.THREAD)


@pytest.mark.parametrize("text", INNOCENT)
def test_what_honest_people_write_is_shown_exactly(text: str) -> None:
    [message] = MESSAGES.digest(hostile_sections(text, Layout.COMPACT))
    assert f"\n1. {text}\n" in str(message.payload["text"])
