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
from bot.digest.weekly import WeekPaper
from bot.messages.discord import DiscordMessages
from bot.messages.message import Attachment, Message, Where
from bot.messages.render import Renderer
from bot.messages.reply import Button, Card, Papers, Reply, Said
from bot.papers.model import Engagement
from bot.subscriptions.model import Layout
from tests.messages.corpus import CASES
from tests.messages.days import day_of, post_files
from tests.messages.discord_checks import acting, problems, reading, schema_errors_of, units, violations
from tests.messages.discord_markdown import texts_of
from tests.messages.hostile import texts, unhurried
from tests.messages.hostile_digest import hostile_sections
from tests.messages.samples import DAY, MEASURED_AT, counted, hot_list, hot_paper, mention, states, stored, why

DISCORD = DiscordMessages(Renderer())
PASSIVE = DiscordMessages(Renderer(), interactive=False)
LAYOUTS = list(Layout)


def ids_of(sections: Sequence[Section]) -> list[str]:
    return [one.stored.id for section in sections for one in section.hot.papers]


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
    rising = tuple(WeekPaper(rank, monstrous(rank, text).stored, 1e9, 1.5, 9.0) for rank in range(11, 16))
    sections = [Section(digest, layout, name=text[:200], notes=(text[:400],), rising=rising)]
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


@pytest.mark.parametrize("text", MONSTERS, ids=lambda text: text[:9])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_empty_day_with_the_longest_words_fits(layout: Layout, text: str) -> None:
    trouble = SourceState(Availability.FAILED, text, MEASURED_AT)
    sources = dict.fromkeys(["arxiv", *ENGAGED], trouble)
    digest = hot_list((), said=text[:2000], sources=sources, empty_because=EmptyReason.NOTHING_MATCHES)
    section = Section(digest, layout, name=text, notes=(text, "last note"))
    for sections in ([section], [section] * 3):
        messages = DISCORD.digest(sections)
        assert problems(messages, []) == []
        texts = " ".join(each.text for each in reading(messages))
        assert texts.count("last note") == len(sections)
        assert texts.count("could not be read") == len(sources)


def test_many_notes_do_not_part_the_papers_and_none_is_lost() -> None:
    notes = tuple(f"note {number} " + "*_" * 140 for number in range(40))
    papers = [monstrous(rank) for rank in range(1, 11)]
    messages = DISCORD.digest([Section(hot_list(papers), notes=notes)])
    assert problems(messages, ids_of([Section(hot_list(papers))])) == []
    assert len(messages[0].papers) == 10
    texts = " ".join(each.text for each in reading(messages))
    assert all(f"note {number} " in texts for number in range(40))


def test_two_full_topics_are_one_message_when_a_little_brevity_is_enough() -> None:
    name = "A long affiliation of authors "
    papers = [
        hot_paper(rank, stored(f"2611.{rank:05}", "Word " * 40, authors=(name * 2,) * 3, categories=("cs.LG",) * 9))
        for rank in range(1, 13)
    ]
    sections = [Section(hot_list(papers[:6]), name="first"), Section(hot_list(papers[6:]), name="second")]
    [message] = DISCORD.digest(sections)
    assert problems([message], ids_of(sections)) == []


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


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_paper_drawn_before_looks_as_if_drawn_anew(layout: Layout) -> None:
    several = [Section(hot_list(), layout, name="first"), Section(hot_list(hot_list().papers[:2]), name="second")]
    for sections in ([Section(hot_list(), layout)], several, [Section(hot_list(), Layout.COMPACT)]):
        assert DISCORD.digest(sections) == DISCORD.digest(sections) == DiscordMessages(Renderer()).digest(sections)
