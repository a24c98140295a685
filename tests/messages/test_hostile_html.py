"""Nothing that a title, a name or a tweet contains can act in a page."""

import pytest
from hypothesis import example, given

from bot.messages.escape_html import escape_html
from bot.messages.layout import TITLE_CHARS
from bot.messages.pages import HtmlMessages
from bot.messages.printable import JOINERS, printable
from bot.messages.render import Renderer
from bot.messages.wording import shortened
from bot.subscriptions.model import Layout
from tests.messages.corpus import CASES, INNOCENT, SHORT
from tests.messages.hostile import texts, unhurried
from tests.messages.hostile_digests import LINKS, hostile_reply, hostile_sections
from tests.messages.page import browsed, faults_of, links_of, text_of

MESSAGES = HtmlMessages(Renderer())


def pages_of(text: str, *layouts: Layout) -> list[str]:
    messages = [message for layout in layouts for message in MESSAGES.digest(hostile_sections(text, layout))]
    return [str(message.payload["html"]) for message in (*messages, *MESSAGES.reply(hostile_reply(text)))]


def check(text: str, *layouts: Layout) -> None:
    title = shortened(text, TITLE_CHARS)
    for page in pages_of(text, *layouts):
        assert list(faults_of(page)) == []
        assert links_of(page) <= LINKS
        assert "".join(printable(title, keep=JOINERS).split()) in "".join(text_of(page).split())


@pytest.mark.parametrize("text", [text for _, text in CASES], ids=[name for name, _ in CASES])
def test_hostile_text_is_text_in_every_place_of_a_page(text: str) -> None:
    check(text, *([Layout.COMPACT] if text in SHORT else []), Layout.THREAD)


@unhurried
@given(text=texts)
def test_made_up_hostile_text_is_text_too(text: str) -> None:
    check(text, Layout.THREAD)


@pytest.mark.parametrize("text", INNOCENT)
def test_what_honest_people_write_is_shown_exactly(text: str) -> None:
    [message] = MESSAGES.digest(hostile_sections(text, Layout.FULL))
    title = browsed(str(message.payload["html"])).css_first("h3")
    assert title is not None
    assert title.text() == text


@unhurried
@given(first=texts, second=texts)
@example(first="&", second="lt;b&gt;")
@example(first="<", second="b>")
def test_values_mean_themselves_side_by_side_and_in_attributes(first: str, second: str) -> None:
    both = escape_html(first) + escape_html(second)
    read = browsed(f'<body><p title="{both}">{both}</p></body>')
    paragraph = read.css_first("p")
    seen = (printable(first, keep=JOINERS) + printable(second, keep=JOINERS)).replace("\x00", "")
    assert paragraph is not None
    assert read.body is not None
    assert [node.tag for node in read.body.traverse()] == ["body", "p"]
    assert (paragraph.text(), paragraph.attributes["title"] or "") == (seen, seen)
