"""Pages, as a reader and as a browser take them."""

from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from bot.digest.section import Section
from bot.digest.select import as_posted
from bot.messages.layout import view_digest
from bot.messages.message import Attachment
from bot.messages.pages import HtmlMessages
from bot.messages.render import Renderer
from bot.messages.reply import Digested, Reply
from bot.papers.model import ArxivId, StoredPaper
from bot.papers.posts import papers_of, parse_post, repair
from bot.subscriptions.model import Layout
from tests.messages.page import browsed, faults_of, links_of, text_of
from tests.messages.replies import REPLIES
from tests.messages.samples import hot_list
from tests.messages.sections import DIGESTS

Golden = Callable[[str, str], None]

LARGEST_PAGE_BYTES = 100_000
PICTURE = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def messages(renderer: Renderer) -> HtmlMessages:
    return HtmlMessages(renderer)


def page_of(messages: HtmlMessages, sections: Sequence[Section], *pictures: Attachment) -> str:
    [message] = messages.digest(sections, pictures)
    return str(message.payload["html"])


def under_the_style(page: str) -> str:
    return page.partition("</style>\n")[2]


@pytest.mark.parametrize("name", DIGESTS)
def test_digest_looks_as_reviewed(golden: Golden, messages: HtmlMessages, name: str) -> None:
    golden(f"html_{name}", under_the_style(page_of(messages, DIGESTS[name])))


@pytest.mark.parametrize("name", REPLIES)
def test_reply_looks_as_reviewed(golden: Golden, messages: HtmlMessages, name: str) -> None:
    [message] = messages.reply(REPLIES[name])
    golden(f"html_reply_{name}", under_the_style(str(message.payload["html"])))


@pytest.mark.parametrize("name", DIGESTS)
def test_a_page_is_valid_and_asks_nobody_else_for_anything(messages: HtmlMessages, name: str) -> None:
    page = page_of(messages, DIGESTS[name], Attachment("day.png", PICTURE, "The day's papers by heat"))
    assert list(faults_of(page)) == []
    assert "default-src 'none'" in page


@pytest.mark.parametrize("name", REPLIES)
def test_a_reply_is_a_valid_page(messages: HtmlMessages, name: str) -> None:
    [message] = messages.reply(REPLIES[name])
    assert list(faults_of(str(message.payload["html"]))) == []


def test_a_page_has_one_headline_and_skips_no_level(messages: HtmlMessages) -> None:
    pages = [page_of(messages, sections) for sections in DIGESTS.values()]
    pages += [str(message.payload["html"]) for reply in REPLIES.values() for message in messages.reply(reply)]
    for page in pages:
        levels = [int(str(node.tag)[1]) for node in browsed(page).css("h1, h2, h3")]
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_picture_stands_in_the_page_with_its_words(messages: HtmlMessages) -> None:
    [message] = messages.digest([Section(hot_list())], [Attachment("day.png", PICTURE, 'Heat "by" day')])
    picture = browsed(str(message.payload["html"])).css_first("img")
    assert picture is not None
    assert picture.attributes["alt"] == 'Heat "by" day'
    assert picture.attributes["src"] == f"data:image/png;base64,{b64encode(PICTURE).decode()}"
    assert message.attachments == ()


def test_no_topic_is_no_page(messages: HtmlMessages) -> None:
    assert messages.digest([]) == ()


def test_a_paper_that_stands_in_two_topics_has_one_anchor(messages: HtmlMessages) -> None:
    page = page_of(messages, [Section(hot_list(), Layout.THREAD, name=name) for name in ("first", "second")])
    assert list(faults_of(page)) == []
    assert "https://arxiv.org/abs/2611.10001" in links_of(page)


def test_an_answer_that_shows_a_digest_twice_has_every_id_once(messages: HtmlMessages) -> None:
    digested = Digested(hot_list(), Layout.THREAD)
    [message] = messages.reply(Reply((digested, digested, *REPLIES["search"].parts, *REPLIES["search"].parts)))
    assert list(faults_of(str(message.payload["html"]))) == []


@pytest.mark.parametrize(
    "broken",
    [
        "<p>open",
        "</p>",
        '<p onclick="x">a</p>',
        '<a href="javascript:x">a</a>',
        '<a href="#nowhere">a</a>',
        '<p id="a"></p><p id="a"></p>',
        "<script></script>",
        "<!-- x -->",
        '<img src="https://evil.example/x.png" alt="">',
        "<style>p {}</style>",
        "<p><div></div></p>",
    ],
)
def test_the_reader_of_these_tests_sees_what_is_wrong_with_a_page(messages: HtmlMessages, broken: str) -> None:
    assert list(faults_of(messages.page("<p>fine</p>", title="fine"))) == []
    assert list(faults_of(messages.page(broken, title="broken"))) != []


def test_the_day_is_said_once_where_all_topics_have_the_same(messages: HtmlMessages) -> None:
    same, other = Section(hot_list()), Section(hot_list(since=date(2026, 11, 13)), name="week")
    assert text_of(page_of(messages, [same, same])).count("Thu 19 Nov 2026") == 1
    mixed = text_of(page_of(messages, [same, other]))
    assert "Hot Papers\n" in mixed
    assert mixed.count("Thu 19 Nov 2026") == 2


def test_buttons_are_said_only_where_an_answer_comes_back(renderer: Renderer) -> None:
    quiet, speaking = HtmlMessages(renderer, interactive=False), HtmlMessages(renderer)
    assert "/papers" not in str(quiet.reply(REPLIES["show"])[0].payload["html"])
    assert "/papers why paper:2611.10001" in str(speaking.reply(REPLIES["show"])[0].payload["html"])


def test_a_reader_without_colors_or_pictures_still_has_every_word(messages: HtmlMessages) -> None:
    text = text_of(page_of(messages, DIGESTS["full"]))
    for words in ("1603", "X 1150↻ 241♥", "HN 212 (84 comments)", "Accepted at NeurIPS 2026 (oral)", "new", "code"):
        assert words in text


def test_one_paper_of_three_thousand_authors_fits(messages: HtmlMessages) -> None:
    [first, *_] = hot_list().papers
    crowd = tuple(f"Author Number{n}" for n in range(3000))
    paper = replace(first.stored.paper, id=ArxivId("2611.10009"), authors=crowd)
    page = page_of(messages, [Section(hot_list([replace(first, stored=replace(first.stored, paper=paper))]))])
    assert "et al. (3000)" in page
    assert len(page) < LARGEST_PAGE_BYTES // 5


def test_the_pieces_can_stand_in_a_page_of_somebody_elses(messages: HtmlMessages) -> None:
    body = messages.digest_body(view_digest([Section(hot_list())]))
    assert body.startswith("<section")
    assert body in page_of(messages, [Section(hot_list())])
    assert list(faults_of(messages.page(body, title="An archive"))) == []


def test_a_users_own_page_is_used_and_a_broken_one_is_not(tmp_path: Path) -> None:
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "page.j2").write_text("<p>{{ title }}</p>{{ body }}", encoding="utf-8")
    (tmp_path / "html" / "head.j2").write_text("{{ head.nothing }}", encoding="utf-8")
    page = page_of(HtmlMessages(Renderer(tmp_path)), [Section(hot_list())])
    assert page.startswith("<p>Hot Papers · Thu 19 Nov 2026</p><section")
    assert "34 considered, 4 shown" in page


@pytest.mark.shared
def test_a_page_of_any_day_of_the_blog_is_small_and_valid(messages: HtmlMessages, shared: Path) -> None:
    for path in sorted((shared / "posts").glob("*.md")):
        posted = papers_of(parse_post(repair(path.read_bytes().decode())[0]))
        known = ((one.paper.id, StoredPaper(one.paper, one.paper.title, one.paper.abstract, 0, {})) for one in posted)
        papers = as_posted(posted, dict(known), {}, min_heat=None, top=None)
        page = page_of(messages, [Section(hot_list(papers), Layout.THREAD)])
        assert len(page.encode()) < LARGEST_PAGE_BYTES
        assert list(faults_of(page)) == []
