import pytest

from bot.app import App
from tests.commands.conversation import BO, Conversation, paper


async def values(chat: Conversation, verb: str, name: str, typed: str) -> list[str]:
    suggestions = await chat.complete(verb, name, **{name: typed})
    assert len(suggestions) <= 25
    assert all(len(each.label) <= 100 and len(each.value) <= 100 for each in suggestions)
    return [each.value for each in suggestions]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("#cs.c", "#cs.CL"),
        ("agents #ling", None),
        ("agents -#vis", "agents -#cs.CV"),
        ("(#robot", "(#cs.RO"),
        ('"tool use" #stat.m', '"tool use" #stat.ML'),
    ],
)
async def test_a_category_is_suggested_inside_a_query_the_gathered_ones_first(
    chat: Conversation, typed: str, first: str | None
) -> None:
    assert next(iter(await values(chat, "search", "query", typed)), None) == first


async def test_an_author_is_suggested_inside_a_query(chat: Conversation) -> None:
    assert await values(chat, "search", "query", "agents @angs") == ['agents @"Ada Ångström"']
    assert await values(chat, "subscribe", "query", '@"de v') == ['@"B. de Vries"']


@pytest.mark.parametrize(
    "typed", ["", "agents", "@", "#cs.CL agents", 'say "#cs', "x" * 5000 + " #cs", "@\x00\x1b", "@🔥"]
)
async def test_plain_words_and_nonsense_suggest_nothing(chat: Conversation, typed: str) -> None:
    assert await values(chat, "search", "query", typed) == []


async def test_own_subscriptions_are_suggested_and_nobody_elses(chat: Conversation) -> None:
    for topic in ("agents --name fishing", "herons"):
        await chat.say(f"subscribe {topic}")
        await chat.press("Confirm")
    assert await values(chat, "unsubscribe", "number", "") == ["1", "2"]
    assert await values(chat, "settings", "number", "FISH") == ["1"]
    assert await values(chat.by(place="discord:200", caller=BO), "settings", "number", "") == []


async def test_zones_are_suggested_by_their_place(chat: Conversation) -> None:
    assert (await values(chat, "subscribe", "zone", "ber"))[0] == "Atlantic/Bermuda"
    assert (await values(chat, "subscribe", "zone", "berl")) == ["Europe/Berlin"]
    assert (await values(chat, "subscribe", "zone", "new y")) == ["America/New_York"]


async def test_papers_are_suggested_by_their_title_the_newest_first(chat: Conversation) -> None:
    assert await values(chat, "show", "paper", "agents fis") == ["2611.00001"]
    found = await values(chat, "cite", "what", "agents")
    assert found[-1] == "2611.00006"
    assert len(found) == 5


async def test_a_title_as_long_as_a_paragraph_is_cut_and_keeps_its_id(chat: Conversation, app: App) -> None:
    await app.store.save_imported([paper(7, "Walruses " + "and walruses " * 40)], seen_at=app.clock.now())
    [one] = await chat.complete("show", "paper", paper="walrus")
    assert one.label.endswith("… · 2611.00007")


@pytest.mark.parametrize(("verb", "name"), [("search", "top"), ("dance", "query"), ("search", "nothing")])
async def test_what_has_no_suggestions_has_none(chat: Conversation, verb: str, name: str) -> None:
    assert await values(chat, verb, name, "a") == []


@pytest.mark.parametrize("name", ["query", "zone", "number"])
async def test_what_is_longer_than_a_query_may_be_suggests_nothing_at_once(chat: Conversation, name: str) -> None:
    assert await chat.complete("settings", name, **{name: "#" * 1_000_000}) == ()
    assert await values(chat, "search", "query", "x " * 245 + "#cs.c") == []
    assert await values(chat, "search", "query", "x " * 40 + "#cs.cl") == ["x " * 40 + "#cs.CL"]
