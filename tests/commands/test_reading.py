from pathlib import Path

import pytest

from bot.app import App, open_app
from bot.config import Config
from bot.delivery.plan import keyed
from bot.messages.reply import Card, Digested, Papers, Standing
from bot.query.grammar import MAX_CHARS
from bot.store.outbox_contract import Failed, Plan
from bot.subscriptions.delivery import Part
from bot.subscriptions.model import Digest, Layout, Pause
from tests.commands.conversation import LAB, Conversation, labels, limits, paper, refused, shown_ids, text_of
from tests.fakes import FakeClock
from tests.store.samples import THURSDAY, post


async def test_hot_shows_the_weeks_hottest_to_everybody(chat: Conversation) -> None:
    reply = await chat.say("hot --top 2 --layout full")
    [digest] = reply.parts
    assert isinstance(digest, Digested)
    assert [one.stored.id for one in digest.hot.papers] == ["2611.00001", "2611.00002"]
    assert digest.layout is Layout.FULL
    assert not reply.private


async def test_hot_with_a_query_shows_only_what_matches_and_says_it_in_words(chat: Conversation) -> None:
    [digest] = (await chat.say("hot survey of #cs.CV")).parts
    assert isinstance(digest, Digested)
    assert [one.stored.id for one in digest.hot.papers] == ["2611.00005"]
    assert (digest.hot.query, digest.hot.said) == ("survey of #cs.CV", 'with "survey", with "of", in cs.CV')
    assert digest.hot.considered == 1


async def test_hot_with_a_query_that_nothing_matches_does_not_blame_arxiv(chat: Conversation) -> None:
    [digest] = (await chat.say("hot walruses")).parts
    assert isinstance(digest, Digested)
    assert digest.hot.empty_because == "nothing matches"


async def test_hot_of_a_day_is_of_that_day(chat: Conversation) -> None:
    [digest] = (await chat.say("hot --day 2026-11-18")).parts
    assert isinstance(digest, Digested)
    assert [one.stored.id for one in digest.hot.papers] == ["2611.00002"]


async def test_hot_of_an_imported_day_shows_the_post_less_what_does_not_match(path: Path, clock: FakeClock) -> None:
    async with open_app(Config.model_validate({"limits": limits()}), path, clock, create=True) as app:
        await app.store.save_post(post(THURSDAY), seen_at=clock.now())
        chat = Conversation(app.dispatcher())
        for query, because in (("snow", None), ("walruses", "nothing matches")):
            [digest] = (await chat.say(f"hot {query} --day {THURSDAY}")).parts
            assert isinstance(digest, Digested)
            assert (digest.hot.from_post, digest.hot.empty_because) == (True, because)
            assert len(digest.hot.papers) == (because is None)


async def test_a_busy_day_does_not_flood_a_channel(chat: Conversation, app: App) -> None:
    busy = [paper(200 + number, f"Newts {number}", heat=7) for number in range(60)]
    await app.store.save_imported(busy, seen_at=app.clock.now())
    for line, shown in (("hot --day 2026-11-20", 25), ("hot --day 2026-11-20 --top 40", 40), ("hot", 10)):
        [digest] = (await chat.say(line)).parts
        assert isinstance(digest, Digested)
        assert len(digest.hot.papers) == shown


async def test_hot_of_a_day_and_a_window_at_once_is_refused(chat: Conversation) -> None:
    assert refused(await chat.say("hot --day 2026-11-18 --window 3d"), "Choose one")


async def test_search_finds_best_first_page_after_page(chat: Conversation) -> None:
    reply = await chat.say("search agents --top 2")
    first = shown_ids(reply)
    assert labels(reply) == ["More", "Subscribe to this"]
    assert text_of(reply).startswith('Papers 1 to 2, best first: with "agents".')
    second = await chat.press("More")
    assert text_of(second).startswith("Papers 3 to 4")
    assert [part.first_rank for part in second.parts if isinstance(part, Papers)] == [3]
    third = await chat.press("More")
    assert text_of(third).startswith("Paper 5, best first")
    assert labels(third) == ["Subscribe to this"]
    assert sorted(first + shown_ids(second) + shown_ids(third)) == [f"2611.0000{number}" for number in (1, 2, 3, 4, 6)]


async def test_a_query_too_long_for_a_button_is_paged_all_the_same(chat: Conversation) -> None:
    long_query = " OR ".join(["agents", *(f"nothing{number}" for number in range(30))])
    reply = await chat.say(f"search {long_query} --top 1")
    assert len(long_query) < MAX_CHARS
    assert chat.button("More").verb == "again"
    again = await chat.press("More")
    assert text_of(again).startswith("Paper 2")
    chat.last = reply
    assert shown_ids(await chat.press("More")) == shown_ids(again)


async def test_search_says_so_when_nothing_is_found(chat: Conversation) -> None:
    assert text_of(await chat.say("search walruses")) == 'No paper is found: with "walruses".'
    assert text_of(await chat.say("search agents --page 9")) == 'No further paper is found: with "agents".'


async def test_search_names_a_category_that_nobody_gathers(chat: Conversation) -> None:
    assert "math.AG is not gathered here" in text_of(await chat.say("search #math.AG"))


async def test_search_says_when_only_the_newest_were_compared(chat: Conversation, app: App) -> None:
    many = [paper(10_000 + number, f"Ducks {number}") for number in range(5100)]
    await app.store.save_imported(many, seen_at=app.clock.now())
    assert text_of(await chat.say("search ducks")).startswith("Papers 1 to 10, best of the newest 5,000 that match: ")


async def test_show_and_why_give_one_paper_and_what_can_be_done_with_it(chat: Conversation) -> None:
    shown = await chat.say("show https://arxiv.org/abs/2611.00001v2")
    [card] = shown.parts
    assert isinstance(card, Card)
    assert (card.why.stored.id, card.explained) == ("2611.00001", False)
    assert labels(shown) == ["Why", "Similar", "Save", "Cite"]
    [explained] = (await chat.press("Why")).parts
    assert isinstance(explained, Card)
    assert explained.explained
    assert explained.why.heat == 90


@pytest.mark.parametrize("verb", ["show", "why", "similar", "save", "cite"])
async def test_a_paper_that_is_not_there_is_told_from_one_that_is_no_paper(chat: Conversation, verb: str) -> None:
    assert refused(await chat.say(f"{verb} 2611.09999"), "2611.09999 is not among the gathered papers", "cs.CL")
    assert refused(await chat.say(f"{verb} heron"), "heron")


async def test_similar_shows_neighbors_with_how_near_they_are(chat: Conversation, app: App) -> None:
    abstract = "Quokkas hop across Rottnest, foraging marsupials."
    await app.store.save_imported(
        [paper(number, title, abstract=abstract) for number, title in ((21, "Quokkas hop"), (22, "Quokkas forage"))],
        seen_at=app.clock.now(),
    )
    reply = await chat.say("similar 2611.00021")
    [papers] = [part for part in reply.parts if isinstance(part, Papers)]
    assert shown_ids(reply)[0] == "2611.00022"
    assert "2611.00021" not in shown_ids(reply)
    assert papers.notes[0].startswith("likeness ")


async def test_status_does_not_tell_where_the_database_lies(chat: Conversation) -> None:
    [standing] = (await chat.say("status")).parts
    assert isinstance(standing, Standing)
    assert str(standing.status.path) == "hotpapers.db"
    assert standing.status.totals.papers == 6


async def test_status_tells_what_is_paused_here_and_nothing_of_other_places(chat: Conversation, app: App) -> None:
    for there in (chat, chat.by(place="discord:200")):
        await there.say(f"subscribe agents --zone UTC --name {'ours' if there is chat else 'theirs'}")
        await there.press("Confirm")
    for number in (1, 2):
        await app.store.pause_subscription(number, Pause("missing_permission", app.clock.now()), by=LAB.caller)
    said = text_of(await chat.say("status"))
    assert "1 subscription paused here:" in said
    assert "paused (missing_permission)" in said
    assert "theirs" not in said


async def test_the_operators_status_has_what_waits_what_failed_and_what_is_paused_anywhere(
    chat: Conversation, app: App
) -> None:
    await chat.say("subscribe agents --zone UTC")
    await chat.press("Confirm")
    await app.store.pause_subscription(1, Pause("missing_permission", app.clock.now()), by=LAB.caller)
    at = app.clock.now()
    parts = keyed([Part("{}", "")] * 3, LAB.place, "p")
    await app.store.plan(Plan(Digest(LAB.place, "p", at, ()), at, parts, ()))
    await app.store.claim(at, at, kind="discord", limit=1)
    await app.store.settle([Failed(1, "invalid_payload", at)])
    outbox = (await app.status_of_all()).outbox
    assert outbox is not None
    assert (outbox.waiting, outbox.failed, outbox.unknown, outbox.looked_at) == (2, 1, 0, None)
    assert [each.number for each in outbox.paused] == [1]


async def test_help_lists_the_verbs_and_explains_one(chat: Conversation) -> None:
    assert "subscribe Have a topic's papers posted here" in text_of(await chat.say("help"))
    explained = text_of(await chat.say("help subscribe"))
    assert "For those who may manage this channel." in explained
    assert "zone The time zone of that hour" in explained
    assert refused(await chat.say("help serch"), "Did you mean search?")


async def test_what_is_no_verb_can_be_searched_for(chat: Conversation) -> None:
    reply = await chat.say("quokka agents")
    assert refused(reply, "There is no verb “quokka”")
    assert "No paper is found" in text_of(await chat.press("Search for it"))
