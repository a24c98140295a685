"""No string of the corpus acts on Slack, wherever it stands: told by a reader that knows nothing of how we escape."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from bot.digest.availability import Availability, SourceState
from bot.digest.section import Section
from bot.digest.select import HotPaper
from bot.messages.message import Message
from bot.messages.render import Renderer
from bot.messages.reply import Button, Card, Digested, Listed, Papers, Reply, Said, Snippet, Standing
from bot.messages.slack import SlackMessages
from bot.subscriptions.model import Layout
from tests.messages.corpus import CASES
from tests.messages.mrkdwn import Read, read
from tests.messages.samples import MEASURED_AT, counted, hot_list, hot_paper, mention, states, status, stored, why
from tests.messages.slack_checks import mrkdwn_texts, violations

COMPOSER = SlackMessages(Renderer())
OURS = frozenset(
    {
        "https://arxiv.org/abs/2611.10001",
        "https://arxiv.org/pdf/2611.10001",
        "https://github.com/example/tools",
        "https://ours.example/said",
    }
)
ITALIC = ("Accepted at",)


def paper_of(text: str) -> HotPaper:
    paper = stored(
        "2611.10001",
        text,
        counted("x", 2, 3),
        authors=(text, text),
        categories=(text,),
        comment=f"Accepted at {text}",
        code_url="https://github.com/example/tools",
        journal_ref=text,
        doi=text,
    )
    paper = replace(paper, title=text, abstract=text)
    said = mention("2611.10001", "x", f"so {text}", url="https://ours.example/said", author=text, handle=text, likes=1)
    return hot_paper(1, paper, said)


def digests(text: str) -> Iterator[Message]:
    trouble = states(hackernews=SourceState(Availability.FAILED, text, MEASURED_AT))
    hot = hot_list([paper_of(text)], said=text, query=text, sources=trouble)
    for layout in Layout:
        yield from COMPOSER.digest([Section(hot, layout, name=text, notes=(text,))])


def reply(text: str) -> Sequence[Message]:
    paper = paper_of(text)
    trouble = states(hackernews=SourceState(Availability.STALE, text, MEASURED_AT))
    card = why(stored=paper.stored, mentions=paper.mentions, sources=trouble)
    parts = (
        Said(text),
        Listed((("x", text), (text, text))),
        Digested(hot_list([paper], said=text)),
        Papers((paper.stored,), 1, (text,)),
        Card(card),
        Card(card, explained=True),
        Standing(status(sources=trouble)),
        Snippet(text, text),
    )
    return COMPOSER.reply(Reply(parts, (Button(text, "show"),)))


def readings(messages: Sequence[Message]) -> Iterator[Read]:
    for message in messages:
        yield from map(read, mrkdwn_texts(message.payload))


def marked(messages: Sequence[Message]) -> Counter[str]:
    return Counter(kind for one in readings(messages) for kind, _ in one.marked)


def check(messages: Sequence[Message]) -> None:
    assert [problem for message in messages for problem in violations(message.payload)] == []
    for message in messages:
        text = read(str(message.payload["text"]), verbatim=False)
        assert (text.links, text.pings, text.marked) == ((), (), ())
    for one in readings(messages):
        assert one.pings == ()
        assert {url for url, _ in one.links} <= OURS
        assert {kind for kind, _ in one.marked} <= {"bold", "italic", "quote"}
        assert all(quote.startswith("> ") for quote in one.of_kind("quote"))


MARKED_IN_DIGESTS = marked(list(digests("word")))
MARKED_IN_REPLY = marked(reply("word"))


@pytest.mark.parametrize(("name", "text"), CASES, ids=[name for name, _ in CASES])
def test_no_digest_lets_it_act(name: str, text: str) -> None:
    messages = list(digests(text))
    check(messages)
    assert marked(messages) <= MARKED_IN_DIGESTS, name
    for one in readings(messages):
        assert all(content.startswith("⟦") for content in one.of_kind("bold"))
        assert all(content.startswith(ITALIC) for content in one.of_kind("italic"))


@pytest.mark.parametrize(("name", "text"), CASES, ids=[name for name, _ in CASES])
def test_no_reply_lets_it_act(name: str, text: str) -> None:
    messages = reply(text)
    check(messages)
    if len(text) < 1_000:
        assert marked(messages) <= MARKED_IN_REPLY, name
