"""Digests and replies on Slack: within every limit, each paper once."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.digest.section import Section
from bot.digest.select import EmptyReason, HotList, HotPaper
from bot.digest.weekly import WeekPaper
from bot.messages.buttons import unpack
from bot.messages.escape_slack import escape_slack
from bot.messages.message import Attachment, Message, Where
from bot.messages.render import Renderer
from bot.messages.reply import Button, Card, Digested, Listed, Papers, Reply, Said, Snippet, Standing, Tone
from bot.messages.slack import SlackMessages
from bot.papers.model import ArxivId
from bot.subscriptions.model import Layout
from tests.messages.hostile import texts, unhurried
from tests.messages.posted_days import posted_days, top
from tests.messages.samples import (
    counted,
    hot_list,
    hot_paper,
    hot_papers,
    mention,
    status,
    stored,
    why,
)
from tests.messages.slack_checks import nodes, violations
from tests.messages.slack_checks import texts as texts_in

COMPOSER = SlackMessages(Renderer())


@pytest.fixture(scope="session")
def days(tmp_path_factory: pytest.TempPathFactory) -> Mapping[date, HotList]:
    posts = Path(__file__).resolve().parents[3] / "shared" / "posts"
    if not posts.is_dir():
        pytest.skip(f"reference data is not beside the checkout: {posts}")
    return posted_days(posts, tmp_path_factory.mktemp("days"))


def wrong(messages: Sequence[Message]) -> list[str]:
    return [problem for message in messages for problem in violations(message.payload)]


def menus(message: Message) -> list[list[str]]:
    selects = [node for node in nodes(message.payload["blocks"]) if node.get("type") == "static_select"]
    return [[unpack(option["value"])[1]["paper"] for option in select["options"]] for select in selects]


def in_full(messages: Sequence[Message]) -> list[ArxivId]:
    return [paper for message in messages for paper in message.papers]


@pytest.mark.shared
@pytest.mark.parametrize("count", [10, None])
@pytest.mark.parametrize("layout", list(Layout))
def test_every_day_of_the_ancestor_is_within_the_limits_and_whole(
    days: Mapping[date, HotList], layout: Layout, count: int | None
) -> None:
    assert len(days) == 45
    for day, hot in days.items():
        shown = top(hot, count) if count else hot
        messages = COMPOSER.digest([Section(shown, layout)])
        assert (day, wrong(messages)) == (day, [])
        assert in_full(messages) == [one.stored.id for one in shown.papers]
        for message in messages:
            said = json.dumps(message.payload, ensure_ascii=False)
            assert all(f"<https://arxiv.org/abs/{paper}|" in said for paper in message.papers)
            assert len(menus(message)) == 1 or not shown.papers
        if layout is Layout.COMPACT and count:
            assert len(messages) == 1


@pytest.mark.shared
def test_without_interaction_there_is_no_menu_and_no_button(days: Mapping[date, HotList]) -> None:
    plain = SlackMessages(Renderer(), interactive=False)
    for hot in days.values():
        for layout in Layout:
            messages = plain.digest([Section(top(hot, 10), layout)])
            assert wrong(messages) == []
            assert "actions" not in {block["type"] for each in messages for block in each.payload["blocks"]}
    (message,) = plain.reply(Reply((Said("Done."),), (Button("Undo", "save"),)))
    assert [block["type"] for block in message.payload["blocks"]] == ["section"]


@pytest.mark.shared
def test_ordinary_top_ten_is_not_abridged(days: Mapping[date, HotList]) -> None:
    for hot in days.values():
        (message,) = COMPOSER.digest([Section(top(hot, 10))])
        said = "\n".join(texts_in(message.payload["blocks"]))
        assert all(escape_slack(" ".join(one.stored.title.split())) in said for one in hot.papers[:10])


def worst_paper(rank: int, char: str) -> HotPaper:
    """A paper with everything, all of it long."""
    text = " ".join([char * 12] * 400)
    paper = stored(
        f"2611.{rank:05}",
        text,
        *(counted(source, 10**9, 10**9, 10**9) for source in ("x", "hackernews", "huggingface", "bluesky", "reddit")),
        authors=((text,) * 4 + ("Ada Lovelace",) * 2_996),
        categories=("cond-mat.mtrl-sci",) * 30,
        comment=f"Accepted at {text}",
        code_url=f"https://github.com/{'x' * 900}",
        announced=date(2026, 11, 2),
    )
    paper = replace(paper, abstract=text)
    said = mention(paper.id, "x", text, url=f"https://x.com/{'y' * 900}", author=text, handle=text, likes=10**9)
    return replace(hot_paper(rank, paper, said), is_rising=True)


def worst_list(char: str, count: int = 10) -> HotList:
    return hot_list([worst_paper(rank, char) for rank in range(1, count + 1)], said=char * 3_000)


@pytest.mark.parametrize("char", ["w", "模", "🔥", "&", "*", "é"])
@pytest.mark.parametrize("layout", list(Layout))
def test_ten_papers_of_the_worst_kind_fit(layout: Layout, char: str) -> None:
    rising = tuple(WeekPaper(rank, worst_paper(rank, char).stored, 1e9, 1.5, 9.0) for rank in range(11, 16))
    messages = COMPOSER.digest(
        [Section(worst_list(char), layout, name=char * 300, notes=(char * 500,) * 3, rising=rising)]
    )
    assert wrong(messages) == []
    assert len(in_full(messages)) == len(set(in_full(messages))) == 10
    channel = [message for message in messages if message.where is Where.CHANNEL]
    if layout is not Layout.FULL:
        assert len([message for message in channel if menus(message)]) == 1


def test_compact_top_ten_with_long_titles_is_one_message() -> None:
    title = " ".join(["electroencephalography"] * 13)
    papers = [
        hot_paper(rank, stored(f"2611.{rank:05}", title, counted("x", rank, rank), authors=("A. Longname-Name",) * 9))
        for rank in range(1, 11)
    ]
    (message,) = COMPOSER.digest([Section(hot_list(papers), name="tools", notes=("The last digest was skipped.",))])
    assert wrong([message]) == []
    assert len(message.papers) == 10
    assert message.payload["text"].count("\n") == 11


@pytest.mark.parametrize("layout", list(Layout))
def test_one_paper_with_3000_authors_and_a_huge_title_fits(layout: Layout) -> None:
    paper = replace(stored("2611.00001", "x", authors=("Ada Lovelace",) * 3_000), title="x" * 100_000)
    messages = COMPOSER.digest([Section(hot_list([hot_paper(1, paper)]), layout)])
    assert wrong(messages) == []
    assert in_full(messages) == ["2611.00001"]


def test_all_3000_authors_of_a_paper_that_was_asked_for_are_shown() -> None:
    names = tuple(f"Ada {number} Lovelace" for number in range(3_000))
    paper = replace(why().stored, paper=replace(why().stored.paper, authors=names))
    messages = COMPOSER.reply(Reply((Card(why(stored=paper)),), (Button("Save", "save", {"paper": "2611.10001"}),)))
    assert wrong(messages) == []
    shown = " ".join(text for message in messages for text in texts_in(message.payload["blocks"]))
    assert all(name in shown for name in names)
    assert [bool(menus(m)) for m in messages] == [False] * len(messages)
    assert "button-1" in json.dumps(messages[-1].payload)


def test_several_topics_are_one_message_in_their_order() -> None:
    first, second = (hot_list(hot_papers()[:2]), hot_list(hot_papers()[2:]))
    sections = [
        Section(first, name="tools"),
        Section(second, name="sorting", shown_above=3),
        Section(hot_list((), empty_because=EmptyReason.WEEKEND), name="physics"),
    ]
    (message,) = COMPOSER.digest(sections)
    assert wrong([message]) == []
    headers = [block["text"]["text"] for block in message.payload["blocks"] if block["type"] == "header"]
    assert [header.split(" · ")[-2] for header in headers] == ["tools", "sorting", "physics"]
    assert len(menus(message)) == 1
    assert list(message.papers) == menus(message)[0] == [one.stored.id for one in hot_papers()]


def test_a_paper_of_two_topics_is_picked_once() -> None:
    (message,) = COMPOSER.digest([Section(hot_list()), Section(hot_list(), name="again")])
    assert wrong([message]) == []
    assert max(Counter(menus(message)[0]).values()) == 1


def test_topics_of_different_layouts_share_the_channel_and_the_thread() -> None:
    sections = [Section(hot_list(hot_papers()[:2]), Layout.THREAD), Section(hot_list(hot_papers()[2:]), Layout.COMPACT)]
    messages = COMPOSER.digest(sections)
    assert wrong(messages) == []
    assert [(message.where, len(message.papers)) for message in messages] == [
        (Where.CHANNEL, 2),
        (Where.THREAD, 1),
        (Where.THREAD, 1),
    ]


def test_pictures_go_with_the_last_message_of_the_channel() -> None:
    picture = Attachment("heat.png", b"\x89PNG", "Heat over time")
    messages = COMPOSER.digest([Section(hot_list(), Layout.THREAD)], [picture])
    assert [message.attachments for message in messages] == [(picture,), (), (), (), ()]
    assert COMPOSER.digest([]) == ()


EVERYTHING = Reply(
    (
        Said("word " * 3_000),
        Listed(tuple((str(number), "row " * 40) for number in range(200))),
        Digested(worst_list("w", 30), Layout.THREAD),
        Papers(tuple(one.stored for one in worst_list("w", 30).papers), 5, ("like it",) * 30),
        Card(why()),
        Card(why(), explained=True),
        Standing(status()),
        Snippet("@article{key,\n  title = {```}\n}\n" * 400, "saved.bib"),
    ),
    tuple(Button(f"Button {number}", "show", {"paper": str(number)}, tone) for number in range(20) for tone in Tone),
)


def test_a_long_reply_is_split_and_nothing_is_dropped() -> None:
    messages = COMPOSER.reply(EVERYTHING)
    assert wrong(messages) == []
    assert all(message.where is Where.CHANNEL for message in messages)
    shown = " ".join(text for message in messages for text in texts_in(message.payload["blocks"]))
    assert shown.count("word ") >= 2_990
    assert shown.count("@article{key,") == 400
    assert shown.count("like it") == 30
    buttons = [
        node for message in messages for node in nodes(message.payload["blocks"]) if node.get("type") == "button"
    ]
    assert [button["value"] for button in buttons] == [f"show?paper={n}" for n in range(20) for _ in Tone]
    assert [button.get("style") for button in buttons[:3]] == [None, "primary", "danger"]


def test_text_to_copy_cannot_be_broken_out_of() -> None:
    (message,) = COMPOSER.reply(Reply((Snippet("a ``` <!channel> *b*\n\x1b[31m:fire:\u202e", "x.bib"),)))
    (block,) = message.payload["blocks"]
    assert block["elements"] == [
        {
            "type": "rich_text_preformatted",
            "elements": [{"type": "text", "text": "a ``` <!channel> *b*\n:fire:"}],
        }
    ]


@pytest.mark.parametrize("text", ["", " ", "\u200b", "\n\n"])
def test_nothing_to_say_makes_no_empty_block(text: str) -> None:
    parts = (Said(text), Listed(((text, text),)), Snippet(text, "x"), Papers((stored("2611.1", text),), 1, (text,)))
    messages = COMPOSER.reply(Reply(parts, (Button(text, "show"),)))
    assert wrong(messages) == []
    paper = replace(hot_papers()[0], stored=replace(hot_papers()[0].stored, title=text, abstract=text))
    for layout in Layout:
        assert wrong(COMPOSER.digest([Section(hot_list([paper], said=text), layout, name=text, notes=(text,))])) == []


@settings(unhurried, max_examples=40)
@given(text=texts, layout=st.sampled_from(Layout), count=st.integers(1, 12), repeat=st.sampled_from([1, 50, 2_000]))
def test_whatever_people_write_stays_within_the_limits(text: str, layout: Layout, count: int, repeat: int) -> None:
    long = text * repeat
    papers = [
        hot_paper(
            rank,
            replace(
                stored(
                    f"2611.{rank:05}",
                    "x",
                    authors=(long, text),
                    categories=(text,),
                    comment=f"Accepted at {text}",
                    code_url=f"https://github.com/{long}",
                ),
                title=long,
                abstract=long,
            ),
            mention("2611.00001", "x", long, url="https://x.com/1", author=text, handle=text, likes=1),
        )
        for rank in range(1, count + 1)
    ]
    messages = COMPOSER.digest([Section(hot_list(papers, said=long), layout, name=text, notes=(text,))])
    assert wrong(messages) == []
    assert in_full(messages) == [one.stored.id for one in papers]
    one = why(stored=papers[0].stored, mentions=papers[0].mentions)
    parts = (Said(long), Listed(((text, long),)), Card(one), Card(one, explained=True), Snippet(long, text))
    assert wrong(COMPOSER.reply(Reply(parts, (Button(long, "show"),)))) == []


@pytest.mark.parametrize("piece", ["paper_compact", "paper_full"])
def test_ones_own_template_that_says_too_much_does_not_lose_the_paper(tmp_path: Path, piece: str) -> None:
    (tmp_path / "slack").mkdir()
    (tmp_path / "slack" / f"{piece}.j2").write_text("{{ paper.title }} {{ 'word ' * 5000 }}", encoding="utf-8")
    composer = SlackMessages(Renderer(tmp_path))
    messages = composer.digest([Section(hot_list(), Layout.FULL if piece == "paper_full" else Layout.COMPACT)])
    assert wrong(messages) == []
    assert in_full(messages) == [one.stored.id for one in hot_papers()]
