import json

import pytest

from bot.app import App
from bot.messages.reply import Papers, Reply, Snippet
from tests.commands.conversation import BO, MEMBER, Conversation, labels, paper, refused, shown_ids, text_of
from tests.fakes import FakeClock


def copied(reply: Reply) -> Snippet:
    [text] = reply.parts
    assert isinstance(text, Snippet)
    return text


async def test_a_paper_is_saved_on_ones_own_list_and_shown_last_saved_first(
    chat: Conversation, clock: FakeClock
) -> None:
    assert "2611.00001 is on your list now." in text_of(await chat.say("save 2611.00001"))
    clock.advance(days=1)
    await chat.say("save https://arxiv.org/abs/2611.00005")
    reply = await chat.press("Show the list")
    [papers] = [part for part in reply.parts if isinstance(part, Papers)]
    assert "2 papers on your list:" in text_of(reply)
    assert shown_ids(reply) == ["2611.00005", "2611.00001"]
    assert papers.notes == ("saved Sat 21 Nov 2026", "saved Fri 20 Nov 2026")
    assert reply.private


async def test_saving_twice_is_saving_once(chat: Conversation) -> None:
    await chat.say("save 2611.00001")
    assert "was on your list already" in text_of(await chat.say("save 2611.00001"))
    assert shown_ids(await chat.say("saved")) == ["2611.00001"]


async def test_a_list_is_its_owners_alone_and_a_places_is_everybodys(chat: Conversation) -> None:
    await chat.say("save 2611.00001")
    await chat.say("save 2611.00002 here")
    other = chat.by(caller=BO, rights=MEMBER)
    assert "There is nothing on your list yet" in text_of(await other.say("saved"))
    shared = await other.say("saved here")
    assert (shown_ids(shared), shared.private) == (["2611.00002"], False)


async def test_a_paper_is_taken_off_again(chat: Conversation) -> None:
    await chat.say("save 2611.00001 here")
    assert "is off this place's list" in text_of(await chat.press("Take it off"))
    assert "was not on your list" in text_of(await chat.say("save 2611.00001 --remove"))


async def test_a_long_list_comes_in_pages(chat: Conversation, app: App) -> None:
    many = [paper(100 + number, f"Newts {number}") for number in range(25)]
    await app.store.save_imported(many, seen_at=app.clock.now())
    for one in many:
        await app.store.save_paper("discord:@1", one.paper.id, at=app.clock.now())
    first = await chat.say("saved")
    rest = await chat.press("More")
    assert (len(shown_ids(first)), len(shown_ids(rest))) == (20, 5)
    assert "More" not in labels(rest)
    assert refused(await chat.say("saved --page 3"), "There are only 25 papers on your list")


async def test_a_paper_is_cited_in_every_style_with_its_published_doi(chat: Conversation) -> None:
    bibtex = copied(await chat.say("cite 2611.00006"))
    assert bibtex.file_name == "2611.00006.bib"
    assert bibtex.text.startswith("@")
    assert "10.1000/old" in bibtex.text
    ris = copied(await chat.press("RIS"))
    assert ris.file_name == "2611.00006.ris"
    assert ris.text.startswith("TY  - ")
    csl = copied(await chat.press("CSL-JSON"))
    assert csl.file_name == "2611.00006.json"
    assert [item["DOI"] for item in json.loads(csl.text)] == ["10.1000/old"]


async def test_a_day_is_cited_as_hot_shows_it(chat: Conversation) -> None:
    cited = copied(await chat.say("cite 2026-11-20 csl"))
    titles = [item["title"] for item in json.loads(cited.text)]
    assert titles == ["Agents that fish", "A survey of herons", "Agents that dive", "Agents that sleep"]
    assert cited.file_name == "2026-11-20.json"


async def test_the_saved_list_is_cited_whole(chat: Conversation) -> None:
    assert refused(await chat.say("cite saved"), "nothing to cite")
    await chat.say("save 2611.00001")
    await chat.say("save 2611.00002 here")
    assert "Agents that fish" in copied(await chat.say("cite saved")).text
    here = copied(await chat.say("cite saved here ris"))
    assert "Agents that swim" in here.text
    assert here.file_name == "saved.ris"
    await chat.say("saved here")
    assert "Agents that swim" in copied(await chat.press("Cite them")).text


async def test_an_old_style_id_makes_a_file_name_without_a_folder(chat: Conversation, app: App) -> None:
    old = paper(1, "Strings", id="hep-th/9901001")
    await app.store.save_imported([old], seen_at=app.clock.now())
    assert copied(await chat.say("cite hep-th/9901001")).file_name == "hep-th-9901001.bib"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("cite yesterday", "“yesterday” is neither a paper, a day nor “saved”"),
        ("cite 2026-11-19", "There is no paper of Thu 19 Nov 2026 to cite."),
        ("cite saved endnote", "Choose one of bibtex, ris, csl."),
        ("save", "save needs a paper. Type it as: save PAPER [here] [--remove]"),
    ],
)
async def test_what_cannot_be_done_is_said_with_what_can(chat: Conversation, line: str, said: str) -> None:
    assert refused(await chat.say(line), said)
