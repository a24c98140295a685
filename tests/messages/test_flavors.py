"""What every flavor promises, whichever there are."""

import re
from collections import Counter
from collections.abc import Sequence

import pytest

from bot.digest.section import Section
from bot.messages.flavors import FLAVORS, composer
from bot.messages.message import Composer, Message, Where
from bot.messages.render import Renderer
from bot.messages.reply import Card, Reply
from bot.subscriptions.model import Layout
from tests.messages.replies import REPLIES
from tests.messages.samples import hot_list, hot_papers, stored, why
from tests.messages.sections import DIGESTS, renamed


@pytest.fixture(params=FLAVORS)
def writer(request: pytest.FixtureRequest, renderer: Renderer) -> Composer:
    return composer(request.param, renderer)


def papers_of(sections: Sequence[Section]) -> set[str]:
    return {one.stored.id for section in sections for one in section.hot.papers}


@pytest.mark.parametrize("name", DIGESTS)
def test_each_paper_stands_in_exactly_one_message(writer: Composer, name: str) -> None:
    messages = writer.digest(DIGESTS[name])
    assert Counter(paper for message in messages for paper in message.papers) == Counter(papers_of(DIGESTS[name]))
    assert messages[0].where is Where.CHANNEL


def test_ten_papers_are_one_compact_message(writer: Composer) -> None:
    [first, *_] = hot_papers()
    ten = [renamed(first, f"2611.3000{n}") for n in range(10)]
    [message] = writer.digest([Section(hot_list(ten), Layout.COMPACT, name="n" * 300, notes=("It was late.",))])
    assert len(message.papers) == 10


def test_no_topic_is_no_message(writer: Composer) -> None:
    assert writer.digest([]) == ()


@pytest.mark.parametrize("name", REPLIES)
def test_every_answer_can_be_written(writer: Composer, name: str) -> None:
    messages = writer.reply(REPLIES[name])
    assert messages
    assert all(isinstance(message, Message) and message.payload for message in messages)


def test_what_has_no_clicks_has_no_menu(renderer: Renderer) -> None:
    for flavor in FLAVORS:
        assert composer(flavor, renderer, interactive=False).digest(DIGESTS["full"])


def test_every_flavor_is_named_as_module_and_class() -> None:
    assert all(re.fullmatch(r"bot\.messages\.\w+:\w+Messages", place) for place in FLAVORS.values())


@pytest.mark.parametrize("flavor", sorted(FLAVORS))
def test_show_printed_the_comment_and_the_journal_as_tex(flavor: str, renderer: Renderer) -> None:
    paper = stored(
        "2611.10001", "T", comment=r"Accepted at {\'E}cole $\alpha$", journal_ref=r"Schr\"odinger Lett. \textbf{7}"
    )
    [message] = composer(flavor, renderer).reply(Reply((Card(why(stored=paper)),)))
    shown = str(message.payload)
    assert "École α" in shown
    assert "Schrödinger Lett. 7" in shown
