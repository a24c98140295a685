"""A day that we gathered ourselves as a post."""

from datetime import UTC, date, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.archive.gathered import post_of_day
from bot.archive.printing import print_post
from bot.digest.select import HotList, HotPaper
from bot.messages.escaping import printable
from bot.messages.render import Renderer
from bot.papers.model import Mention, StoredPaper
from bot.papers.posts import Post, papers_of, parse_post
from tests.archive.samples import counted, stored, tweeted

RENDERER = Renderer()
DAY = date(2026, 11, 19)
JOINERS = frozenset("\u200c\u200d")


def hot_list(*papers: HotPaper) -> HotList:
    return HotList(
        day=DAY,
        since=DAY,
        query="",
        said="all papers",
        considered=len(papers),
        papers=papers,
        sources={},
        min_heat=None,
        newest_day=DAY,
        empty_because=None,
        next_due_at=datetime(2026, 11, 21, 1, 0, tzinfo=UTC),
    )


def hot(paper: StoredPaper, *mentions: Mention, rank: int = 1) -> HotPaper:
    return HotPaper(rank, paper, 0.0, (), mentions)


def printed(*papers: HotPaper) -> str:
    return print_post(post_of_day(hot_list(*papers), RENDERER), RENDERER)


def elsewhere(source: str, url: str, **fields: Any) -> Mention:  # noqa: ANN401 - any field of a mention
    return Mention(source, url, stored().id, url, **fields)


def test_a_gathered_day_is_a_post_that_reads_back() -> None:
    paper = stored("2611.10001", counted("x", 241, 1150, 32), counted("hackernews", 212, None, 84))
    talk = elsewhere("hackernews", "https://news.ycombinator.com/item?id=42", likes=212)
    post = post_of_day(hot_list(hot(paper, tweeted("Hot & wet\ntea", 900), talk)), RENDERER)

    assert parse_post(print_post(post, RENDERER)) == post
    (read,) = papers_of(post)
    assert read.paper == paper.paper
    assert [(one.source, one.likes, one.reposts, one.replies) for one in read.engagement] == [
        ("x", 241, 1150, None),
        ("hackernews", 212, None, 84),
    ]
    assert [(mention.source, mention.text) for mention in read.mentions] == [
        ("x", "Hot & wet\ntea"),
        ("hackernews", ""),
    ]


def test_the_lines_of_a_gathered_paper_look_like_the_ancestors_with_further_sources() -> None:
    paper = stored("2611.10001", counted("x", 241, 1150), counted("hackernews", 212, None, 84))
    text = printed(hot(paper, elsewhere("hackernews", "https://news.ycombinator.com/item?id=42")))

    assert text.startswith("---\ntitle: Hot Papers 2026-11-19\ndate: 2026-11-20T06:00:01Z\n")
    assert '  - "arXiv"\n  - "X"\n  - "HN"\n' in text
    assert 'zone: "UTC"\nescaped: true\n\n---\n\n# 1. Tea and Entropy\n\nAda Shore, Gašper Vlna\n\n' in text
    assert (
        "- retweets: 1150, favorites: 241 (11/20/2026 06:00:01)\n"
        "- hackernews: likes 212, replies 84 (11/20/2026 06:00:01)\n\n"
        "- links: [abs](https://arxiv.org/abs/2611.10001) | [pdf](https://arxiv.org/pdf/2611.10001)\n"
        "- [cs.LG](https://arxiv.org/list/cs.LG/recent) | [stat.ML](https://arxiv.org/list/stat.ML/recent)\n"
        "- discussed: [HN](https://news.ycombinator.com/item?id=42)\n\n"
        "Tea cools.\n\n\n\n"
    ) in text


def test_a_paper_that_was_never_measured_shows_no_counts() -> None:
    text = printed(hot(stored()))

    assert "Gašper Vlna\n\n- links: " in text
    assert "date: 2026-11-19T00:00:00Z\n" in text


def test_a_day_without_papers_is_its_front_matter_alone() -> None:
    post = post_of_day(hot_list(), RENDERER)

    assert parse_post(print_post(post, RENDERER)) == post
    assert print_post(post, RENDERER).endswith("escaped: true\n\n---\n")


def test_under_a_paper_stand_its_best_tweet_and_others_that_are_good_enough() -> None:
    scores = [24, 24, 3]
    (few,) = post_of_day(hot_list(hot(stored(), *(tweeted("t", score) for score in scores))), RENDERER).papers
    scores = list(range(40, 24, -1))
    (many,) = post_of_day(hot_list(hot(stored(), *(tweeted("t", score) for score in scores))), RENDERER).papers

    assert len(few.quotes) == 1
    assert len(many.quotes) == 10
    assert few.discussed == many.discussed == ()


def test_who_does_not_want_to_be_shown_is_neither_quoted_nor_linked() -> None:
    shy = tweeted("no", 99, quotable=False), elsewhere("bluesky", "https://bsky.app/1", quotable=False)

    (paper,) = post_of_day(hot_list(hot(stored(), *shy)), RENDERER).papers

    assert paper.quotes == paper.discussed == ()


def test_a_tweet_that_lacks_its_author_is_linked_instead_of_quoted() -> None:
    (paper,) = post_of_day(hot_list(hot(stored(), tweeted("t", 99, handle=None))), RENDERER).papers

    assert paper.quotes == ()
    assert paper.discussed == (("X", "https://x.com/ada/status/1367500000000000099"),)


def test_talk_is_linked_once_and_ten_times_at_most() -> None:
    twice = [elsewhere("bluesky", f"https://bsky.app/profile/ada/post/{number // 2}") for number in range(40)]

    (paper,) = post_of_day(hot_list(hot(stored(), *twice)), RENDERER).papers

    assert paper.discussed[:2] == (
        ("Bluesky", "https://bsky.app/profile/ada/post/0"),
        ("Bluesky", "https://bsky.app/profile/ada/post/1"),
    )
    assert len(paper.discussed) == 10


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://a@evil.example/", "ftp://x.example/", "not an address"]
)
def test_an_address_that_is_no_web_page_is_not_linked(url: str) -> None:
    (paper,) = post_of_day(hot_list(hot(stored(), elsewhere("mastodon", url))), RENDERER).papers

    assert paper.discussed == ()


def test_subject_classes_are_not_linked_as_categories() -> None:
    paper = stored(categories=("cs.LG", "68T50 (Primary) 62H30 (Secondary)", "I.2.7; J.3"))

    assert post_of_day(hot_list(hot(paper)), RENDERER).papers[0].categories == ("cs.LG",)


def post_saying(text: str) -> Post:
    paper = stored(title=text, abstract=text, authors=(text, "Ada, Jr."))
    return post_of_day(hot_list(hot(paper, tweeted(text, 99, author=text))), RENDERER)


class Page(HTMLParser):
    """The tags of the page that a blog makes of a post."""

    def __init__(self, post: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.feed(MarkdownIt("commonmark").render(post.partition("\n---\n")[2]))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "br":
            self.tags.append((tag, attrs))


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[click](https://evil.example)",
        "![pixel](https://evil.example/p.png)",
        "<https://evil.example>",
        "&lt;b&gt;",
        "# big",
        "- retweets: 9, favorites: 9",
        "1. first",
        "`code` *bold* _soft_ **very**",
        "---",
        "a\n\n# 2. Second\n\nb",
        "\\[x](https://evil.example)",
        "</p></blockquote><script>alert(1)</script>",
        '" onmouseover="alert(1)',
    ],
)
def test_no_markup_of_a_paper_or_a_tweet_survives_and_no_word_is_lost(hostile: str) -> None:
    post = post_saying(hostile)

    text = print_post(post, RENDERER)

    assert parse_post(text) == post
    assert Page(text).tags == Page(print_post(post_saying("harmless"), RENDERER)).tags
    (read,) = papers_of(post)
    shown = printable(hostile)
    assert (read.paper.title, read.paper.abstract) == (shown, shown)
    assert read.paper.authors == (shown, "Ada, Jr.")
    assert read.mentions[0].author == shown
    assert read.mentions[0].text == "\n".join(hostile.splitlines())


ANYTHING = st.text(st.characters(exclude_categories=["Cs"]))


@given(ANYTHING, st.lists(ANYTHING), ANYTHING, ANYTHING)
def test_whatever_a_paper_says_its_post_reads_back(title: str, authors: list[str], abstract: str, said: str) -> None:
    paper = stored(title=title, authors=tuple(authors), abstract=abstract)
    post = post_of_day(hot_list(hot(paper, tweeted(said, 99, author=said))), RENDERER)

    text = print_post(post, RENDERER)

    assert parse_post(text) == post
    (read,) = papers_of(post)
    assert read.paper.title.split() == printable(title, keep=JOINERS).split()
    assert read.paper.abstract.split() == printable(abstract, keep=JOINERS).split()
    names = [printable(name, keep=JOINERS).strip() for name in authors]
    assert "".join("".join(read.paper.authors).split()) == "".join("".join(names).split())
    assert text.count("<script") == text.count("<blockquote")
