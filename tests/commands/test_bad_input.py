"""Whatever somebody types, the answer is private, friendly and exact, and nothing changes."""

from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.app import App
from bot.messages.reply import Snippet
from bot.subscriptions.model import Place
from tests.commands.conversation import BO, LAB, Conversation, refused, text_of

BAD: Final = {
    "an unbalanced quote": ('search "tool use', "this quote is never closed"),
    "an unbalanced bracket": ("search (tool use", "this bracket is never closed"),
    "a bracket too many": ("search tool use)", "this bracket closes nothing"),
    "10,000 characters": (f"search {'a' * 10_000}", "That is 10007 characters"),
    "a query of 501 characters": (f"search {'a' * 501}", "at most 500 characters: leave out 1"),
    "51 words": (f"search {'a ' * 51}", "at most 50 terms"),
    "a dash alone": ("search -", "nothing to look for"),
    "an operator alone": ("search OR", "nothing stands before OR"),
    "control characters alone": ("search \x00\x1b\x07", "search needs a query"),
    "an emoji": ("search 🔥", "a term needs a letter or a digit"),
    "an unknown field": ("search titel:foo", "did you mean title:?"),
    "an unknown category": ("search #cs.LL", "unknown category cs.LL"),
    "an id of no paper": ("show 9999.99999", "is not an arXiv id"),
    "a word where an id belongs": ("why heat", "“heat” is not an arXiv id"),
    "a number of no subscription": ("settings 7", "There is no subscription 7 here."),
    "a number beyond all numbers": (f"pause {'9' * 40}", "There is no subscription 9999"),
    "SQL for a number": ("unsubscribe 1;DROP", "There is no subscription 1;DROP here."),
    "a time that is none": ("subscribe agents --at 25:00", "“25:00” is not a time of day"),
    "a zone that is none": ("subscribe agents --zone Moon", "“Moon” is not a time zone"),
    "days that are none": ("subscribe agents --days someday", "“someday” is not a day of the week"),
    "too many papers": ("hot --top 1000", "a number from 1 to 100"),
    "a token that was made up": ("confirm x", "Nothing waits for this answer"),
    "a name as long as a story": (f"subscribe agents --name {'x' * 61}", "at most 60 characters: leave out 1"),
    "a verb that is none": ("drop tables", "There is no verb “drop”"),
}


@pytest.mark.parametrize(("line", "said"), BAD.values(), ids=BAD.keys())
async def test_bad_input_gets_a_private_exact_answer_and_changes_nothing(
    chat: Conversation, app: App, line: str, said: str
) -> None:
    await chat.say("subscribe herons")
    await chat.press("Confirm")
    before = await app.store.subscriptions(LAB.place)
    assert refused(await chat.say(line), said)
    assert await app.store.subscriptions(LAB.place) == before


SMUGGLED: Final = [
    "search '; DROP TABLE papers; --",
    'search "agents" NEAR/2 "fish"',
    "search agents^2",
    "search {title}:agents",
    "search rowid:1",
    "search agents' OR 1=1",
    'search """agents"""',
    "search agents\x00fish",
    "search ﬁsh ﬀ",
    "show 2611.00001' OR '1'='1",
    "saved --page 1;2",
]


@pytest.mark.parametrize("line", SMUGGLED)
async def test_what_is_smuggled_in_is_only_text(chat: Conversation, app: App, line: str) -> None:
    said = text_of(await chat.say(line))
    assert "error" not in said
    assert "fts5" not in said.lower()
    assert (await app.store.totals()).papers == 6


async def test_a_wrong_query_is_shown_with_the_spot(chat: Conversation) -> None:
    _, pointed = (await chat.say("search agents )")).parts
    assert isinstance(pointed, Snippet)
    assert pointed.text == "agents )\n       ^"


async def test_a_name_cannot_hide_what_it_is(chat: Conversation) -> None:
    await chat.say("subscribe agents --name \u202eevil\x1b[31m\u200b")
    await chat.press("Confirm")
    assert " evil[31m (" in text_of(await chat.say("subscriptions"))


async def test_somebody_without_the_right_in_another_guild_learns_nothing(chat: Conversation, app: App) -> None:
    await chat.say("subscribe #cs.CL secret OR agents --name secret")
    await chat.press("Confirm")
    stranger = chat.by(place=Place("discord:5"), server="discord:55", caller=BO)
    for line in ("subscriptions", "settings 1", "settings secret", "unsubscribe 1", "pause secret"):
        reply = await stranger.say(line)
        assert reply.private
        assert "agents" not in text_of(reply).replace("subscribe #cs.CL agents", "")
    assert await stranger.complete("settings", "number", number="") == ()
    assert len(await app.store.subscriptions(LAB.place)) == 1


VERBS = st.sampled_from(
    ["search", "hot", "subscribe", "show", "settings", "save", "cite", "confirm", "again", "help", ""]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(verb=VERBS, rest=st.text(max_size=120))
async def test_any_text_gets_an_answer_and_never_an_apology(chat: Conversation, verb: str, rest: str) -> None:
    assert "Something went wrong" not in text_of(await chat.say(f"{verb} {rest}"))
