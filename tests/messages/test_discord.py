"""Digests and replies on Discord: within every limit, each paper whole, nothing of theirs acting."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest.availability import Availability, SourceState
from bot.digest.section import Section
from bot.digest.select import EmptyReason, HotList, HotPaper
from bot.messages.discord import PICK, DiscordMessages
from bot.messages.message import Attachment, Message, Where
from bot.messages.render import Renderer
from bot.messages.reply import Button, Card, Digested, Listed, Papers, Reply, Said, Snippet, Standing, Tone
from bot.papers.model import Engagement
from bot.subscriptions.model import Layout
from tests.messages.corpus import CASES, SHORT
from tests.messages.days import day_of, post_files
from tests.messages.discord_checks import schema_errors_of, units, violations
from tests.messages.discord_markdown import Read, read, texts_of
from tests.messages.hostile import texts, unhurried
from tests.messages.samples import DAY, MEASURED_AT, counted, hot_list, hot_paper, mention, states, status, stored, why

DISCORD = DiscordMessages(Renderer())
PASSIVE = DiscordMessages(Renderer(), interactive=False)
LAYOUTS = list(Layout)


def ids_of(sections: Sequence[Section]) -> list[str]:
    return [one.stored.id for section in sections for one in section.hot.papers]


def problems(messages: Sequence[Message], papers: Sequence[str], *, interactive: bool = True) -> list[str]:
    found = [problem for message in messages for problem in violations(message, interactive=interactive, offering=True)]
    in_full = [paper for message in messages for paper in message.papers]
    if sorted(in_full) != sorted(papers):
        found.append(
            f"in full: {Counter(in_full) - Counter(papers)} too often, {Counter(papers) - Counter(in_full)} not"
        )
    return found


def in_channel(messages: Sequence[Message]) -> list[Message]:
    return [message for message in messages if message.where is Where.CHANNEL]


def test_schema_is_read_where_it_is(shared: Path) -> None:
    pytest.importorskip("jsonschema")
    check = schema_errors_of()
    assert shared.is_dir()
    assert check is not None
    assert check({"content": "x" * 4001})
    assert check({"components": [{"type": 1, "components": [{"type": 2, "custom_id": "x"}]}]})
    assert not check({"content": "x", "allowed_mentions": {"parse": []}})


@pytest.mark.shared
@pytest.mark.parametrize("top", [10, None], ids=["top 10", "all"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_day_of_the_ancestor_is_within_the_limits(shared: Path, layout: Layout, top: int | None) -> None:
    files = post_files(shared)
    assert len(files) == 45
    found, parted = {}, {}
    for file in files:
        sections = [Section(day_of(file, top=top), layout)]
        messages = DISCORD.digest(sections)
        if bad := problems(messages, ids_of(sections)):
            found[file.name] = bad
        if top and layout is not Layout.FULL and len(in_channel(messages)) != 1:
            parted[file.name] = len(messages)
    assert found == {}
    assert parted == {}


@pytest.mark.shared
def test_three_topics_of_a_day_are_one_digest(shared: Path) -> None:
    files = post_files(shared)
    days = [day_of(file, top=5) for file in files[:3]]
    sections = [Section(day, layout, name) for day, layout, name in zip(days, LAYOUTS, "abc", strict=True)]
    messages = DISCORD.digest(sections)
    assert problems(messages, ids_of(sections)) == []
    assert [message.where for message in messages] == sorted(message.where for message in messages)


def monstrous(rank: int, text: str = "大*_" * 40_000) -> HotPaper:
    """A paper of which everything is as long as it can be."""
    engagement = [Engagement(source, 10**9, 10**9, 10**9, MEASURED_AT) for source in ENGAGED]
    paper = stored(
        f"2611.{rank:05}",
        text,
        *engagement,
        authors=tuple(f"{text[:50]} {number}" for number in range(3000)),
        categories=tuple("cond-mat.mtrl-sci" for _ in range(30)),
        announced=DAY.replace(day=3),
        comment=f"Accepted at {text}",
        code_url="https://github.com/" + "a" * 300,
    )
    paper = replace(paper, title=text, abstract=text)
    said = mention(paper.id, "x", text, url="https://x.example/" + "b" * 400, author=text, handle=text, likes=9)
    return hot_paper(rank, paper, said)


ENGAGED = ("x", "hackernews", "huggingface", "bluesky", "reddit", "mastodon")
MONSTERS = ("大*_" * 40_000, "🔥" * 300, "*" * 100_000, "W" * 100_000, "a b " * 30_000, "é" * 500, "@everyone " * 400)


@pytest.mark.parametrize("text", MONSTERS, ids=lambda text: text[:9])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_ten_worst_papers_fit(layout: Layout, text: str) -> None:
    trouble = SourceState(Availability.FAILED, text, MEASURED_AT)
    papers = [monstrous(rank, text) for rank in range(1, 11)]
    digest = hot_list(papers, said=text[:1500], sources=states(hackernews=trouble, huggingface=trouble))
    sections = [Section(digest, layout, name=text[:200], notes=(text[:400],))]
    messages = DISCORD.digest(sections)
    assert problems(messages, ids_of(sections)) == []
    assert layout is Layout.FULL or len(in_channel(messages)) == 1


def test_paper_with_three_thousand_authors_says_how_many() -> None:
    paper = stored("2611.10001", "ATLAS", authors=tuple(f"Author {number}" for number in range(3000)))
    for layout in LAYOUTS:
        [*_, last] = DISCORD.digest([Section(hot_list([hot_paper(1, paper)]), layout)])
        assert "Author 0, Author 1, Author 2 et al. (3000)" in str(last.payload)
    [card] = DISCORD.reply(Reply((Card(replace(why(), stored=paper)),)))
    assert "Author 0, Author 1, Author 2 et al. (3000)" in str(card.payload)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_twenty_topics_are_one_digest_with_each_paper_once(layout: Layout) -> None:
    sections = [
        Section(
            hot_list([hot_paper(rank, stored(f"26{topic:02}.{rank:05}", "Title " * 12)) for rank in range(1, 8)]),
            layout,
            name=f"topic {topic} " + "long " * 30,
        )
        for topic in range(1, 21)
    ]
    messages = DISCORD.digest(sections)
    assert problems(messages, ids_of(sections)) == []
    texts = "".join(text for message in messages for text in texts_of(message.payload))
    assert all(texts.count(f"### topic {topic} ") == (2 if layout is Layout.THREAD else 1) for topic in range(1, 21))


def test_sixty_papers_offer_at_most_25_in_a_menu() -> None:
    papers = [hot_paper(rank, stored(f"2611.{rank:05}", "T", authors=(), categories=())) for rank in range(1, 61)]
    sections = [Section(hot_list(papers))]
    messages = DISCORD.digest(sections)
    assert problems(messages, ids_of(sections)) == []
    assert len(messages) > 2


def test_several_short_topics_are_one_message() -> None:
    sections = [Section(hot_list(hot_list().papers[:2]), name="first"), Section(hot_list(hot_list().papers[2:]))]
    [message] = DISCORD.digest(sections)
    assert problems([message], ids_of(sections)) == []
    empty = hot_list((), considered=0, empty_because=EmptyReason.WEEKEND)
    [message] = DISCORD.digest([Section(empty, name="first"), *sections])
    assert "arXiv announces no papers at the weekend" in str(message.payload)


def test_digest_of_nothing_is_no_message() -> None:
    assert DISCORD.digest([]) == ()
    assert DISCORD.reply(Reply(())) == ()


def test_thread_is_a_head_in_the_channel_and_papers_in_the_thread() -> None:
    head, *papers = DISCORD.digest([Section(hot_list(), Layout.THREAD)])
    assert (head.where, head.papers) == (Where.CHANNEL, ())
    assert "components" not in head.payload
    assert {message.where for message in papers} == {Where.THREAD}


def test_pictures_go_with_the_last_message_of_the_channel() -> None:
    chart = Attachment("week.png", b"png", "A chart of the week's papers")
    for layout in LAYOUTS:
        messages = DISCORD.digest([Section(hot_list(), layout)], [chart])
        assert problems(messages, ids_of([Section(hot_list())])) == []
        *others, last = in_channel(messages)
        assert last.attachments == (chart,)
        assert last.payload["attachments"] == [{"id": "0", "filename": "week.png", "description": chart.alt}]
        assert not any(message.attachments for message in [*others, *messages[len(others) + 1 :]])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_webhook_without_a_bot_gets_no_components(layout: Layout) -> None:
    sections = [Section(hot_list(), layout)]
    assert problems(PASSIVE.digest(sections), ids_of(sections), interactive=False) == []
    answers = PASSIVE.reply(Reply((Said("Sure?"), Papers((stored("2611.10001", "T"),))), (Button("Yes", "save"),)))
    assert all("components" not in message.payload for message in answers)


def test_who_may_not_be_quoted_is_not() -> None:
    said = mention(
        "2611.10001", "x", "secret words", url="https://x.example", author="Ada", handle="ada", likes=3, quotable=False
    )
    paper = hot_paper(1, stored("2611.10001", "Title"), said)
    for layout in LAYOUTS:
        assert "secret" not in str(DISCORD.digest([Section(hot_list([paper]), layout)]))


# What hostile people write.


def hostile_sections(text: str, layout: Layout) -> list[Section]:
    paper = stored(
        "2611.10001",
        text,
        authors=(text, f"x {text}"),
        categories=(text,),
        comment=f"Accepted at {text}",
        code_url="https://github.com/example/tools",
    )
    paper = replace(paper, title=text, abstract=text)
    said = mention("2611.10001", "x", f"so {text}", url="https://ours.example/said", author=text, handle=text, likes=1)
    trouble = SourceState(Availability.FAILED, text, MEASURED_AT)
    digest = hot_list([hot_paper(1, paper, said)], said=text, sources=states(hackernews=trouble))
    return [Section(digest, layout, name=text[:100], notes=(text[:200],)), Section(hot_list(()), layout, name="b")]


def reading(messages: Sequence[Message]) -> list[Read]:
    return [read(text) for message in messages for text in texts_of(message.payload)]


def acting(messages: Sequence[Message]) -> Counter[object]:
    return Counter(token for each in reading(messages) for token in each.tokens)


USUAL = {layout: acting(DISCORD.digest(hostile_sections("word", layout))) for layout in LAYOUTS}


@pytest.mark.parametrize("text", [text for _, text in CASES], ids=[name for name, _ in CASES])
def test_hostile_text_acts_nowhere_in_a_digest(text: str) -> None:
    for layout in LAYOUTS:
        sections = hostile_sections(text, layout)
        messages = DISCORD.digest(sections)
        assert problems(messages, ids_of(sections)) == []
        assert acting(messages) - USUAL[layout] == Counter()


@unhurried
@given(text=texts, layout=st.sampled_from(LAYOUTS))
def test_any_text_acts_nowhere_in_a_digest(text: str, layout: Layout) -> None:
    sections = hostile_sections(text, layout)
    messages = DISCORD.digest(sections)
    assert problems(messages, ids_of(sections)) == []
    assert acting(messages) - USUAL[layout] == Counter()


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


# A user's own templates.


@pytest.mark.parametrize("piece", ["head", "paper_compact", "paper_full", "paper_title", "foot"])
@pytest.mark.parametrize("template", ["", "  \n ", "x" * 9000, "大" * 9000, "\\" * 5001, "   x   "])
def test_any_template_of_a_user_gives_messages_that_can_be_sent(tmp_path: Path, piece: str, template: str) -> None:
    file = tmp_path / "discord" / f"{piece}.j2"
    file.parent.mkdir()
    file.write_text(template, encoding="utf-8")
    discord = DiscordMessages(Renderer(tmp_path))
    trouble = SourceState(Availability.FAILED, "HTTP 500", MEASURED_AT)
    for layout in LAYOUTS:
        messages = discord.digest([Section(hot_list(sources=states(hackernews=trouble)), layout)])
        assert messages
        assert [problem for message in messages for problem in violations(message)] == []


def test_count_is_of_what_discord_counts_at_most() -> None:
    paper = stored("2611.10001", "🔥" * 150, counted("x", 1))
    sections = [Section(HotList(**{**_fields(), "papers": (hot_paper(1, paper),)}), Layout.FULL)]
    [message] = DISCORD.digest(sections)
    [embed] = message.payload["embeds"]  # type: ignore[misc]
    assert units(embed["title"]) <= 256


def _fields() -> dict[str, object]:
    usual = hot_list()
    return {name: getattr(usual, name) for name in usual.__slots__}
