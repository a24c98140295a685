"""What a message says of a paper."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.digest.availability import Availability, SourceState
from bot.digest.section import Section
from bot.messages.layout import (
    QUOTE_CHARS,
    Link,
    authors_line,
    evidence,
    loudest,
    quote_of,
    view_digest,
    view_paper,
)
from bot.messages.venue import venue_of
from bot.papers.model import Engagement, Mention
from bot.subscriptions.model import Layout
from tests.messages.samples import (
    DAY,
    MEASURED_AT,
    counted,
    hot_list,
    hot_paper,
    mention,
    section_of,
    states,
    stored,
    why,
)


@pytest.mark.parametrize(
    ("engagement", "line"),
    [
        ([counted("x", 241, 1150)], "X 1150↻ 241♥"),
        ([counted("x", 241)], "X 241♥"),
        ([counted("x", None, 1150)], "X 1150↻"),
        ([counted("x", 0, 3)], "X 3↻ 0♥"),
        ([counted("hackernews", 212, None, 84)], "HN 212 (84 comments)"),
        ([counted("hackernews", 212, None, 1)], "HN 212 (1 comment)"),
        ([counted("hackernews", 212, None, 0)], "HN 212"),
        ([counted("hackernews", None, None, 2)], "HN (2 comments)"),
        ([counted("hackernews", 212)], "HN 212"),
        ([counted("bluesky", 30, 11, 7)], "Bluesky 41"),
        (
            [counted("bluesky", 41), counted("hackernews", 212, None, 84), counted("huggingface", 97)],
            "HN 212 (84 comments) · HF 97 · Bluesky 41",
        ),
        ([counted("elsewhere", 5), counted("x", 1, 1)], "X 1↻ 1♥ · elsewhere 5"),
        ([counted("hackernews", 0, None, 0), counted("x", None, None, None)], ""),
        ([], ""),
    ],
)
def test_evidence_names_what_is_known_and_nothing_else(engagement: list[Engagement], line: str) -> None:
    assert " · ".join(evidence(engagement)) == line


@pytest.mark.parametrize(
    ("names", "line"),
    [
        ([], ""),
        (["A"], "A"),
        (["A", "B", "C"], "A, B, C"),
        (["A", "B", "C", "D"], "A, B, C et al. (4)"),
        (["A" * 100], "A" * 59 + "…"),
    ],
)
def test_authors_are_the_first_three_and_how_many_there_are(names: list[str], line: str) -> None:
    assert authors_line(names) == line


@pytest.mark.parametrize(
    ("comment", "venue"),
    [
        ("Accepted at NeurIPS 2026", "Accepted at NeurIPS 2026"),
        (
            "12 pages, 5 figures. Accepted at NeurIPS 2026 (oral). Code: https://x.example",
            "Accepted at NeurIPS 2026 (oral)",
        ),
        ("accepted to CVPR 2021; project page: https://x.example", "Accepted to CVPR 2021"),
        ("To appear in the Proceedings of ACL, 9 pages", "To appear in the Proceedings of ACL"),
        ("Accepted for publication in Nature https://x.example", "Accepted for publication in Nature"),
        ("In Proceedings of EMNLP 2023. 12 pages", "In Proceedings of EMNLP 2023"),
        ("Published as a conference paper at ICLR 2021.", "Published as a conference paper at ICLR 2021"),
        ("12 pages, 5 figures", None),
        ("The accepted wisdom. It is wrong", None),
        ("", None),
        (None, None),
    ],
)
def test_venue_is_the_part_of_the_comment_that_names_one(comment: str | None, venue: str | None) -> None:
    assert venue_of(comment) == venue


def said(text: str, likes: int = 0, **fields: object) -> Mention:
    return mention("2611.10001", "x", text, **{"url": "https://x.example/1", "likes": likes, **fields})


def test_quote_is_the_most_engaged_mention_that_says_something() -> None:
    title = "Sorting Is Easy"
    quote = quote_of(
        [
            said("sorting is easy: https://t.example", likes=90),
            said("may not be quoted", likes=80, quotable=False),
            said("", likes=70),
            said("It is, once you know how", likes=60, author="Ada", handle="ada"),
            said("It is not", likes=60),
        ],
        title=title,
    )
    assert quote is not None
    assert (quote.author, quote.place, quote.text, quote.url) == (
        "Ada (@ada)",
        "X",
        "It is, once you know how",
        "https://x.example/1",
    )


def test_mention_that_only_has_the_title_is_quoted_where_nobody_said_more() -> None:
    quote = quote_of([said("Sorting is easy!"), said("Sorting Is Easy", likes=2)], title="Sorting Is Easy")
    assert quote is not None
    assert quote.text == "Sorting Is Easy"


def test_there_is_no_quote_where_nobody_may_be_quoted() -> None:
    assert quote_of([said("secret", quotable=False), said(" ")], title="Sorting Is Easy") is None


def test_tweet_that_only_announces_the_title_is_not_a_quote() -> None:
    tweet = said("Sorting  Is Easy\npdf: https://t.example/a\nabs: https://t.example/b pic.twitter.com/c", likes=9)
    quote = quote_of([tweet, said("Read this one", likes=1)], title="Sorting Is Easy")
    assert quote is not None
    assert quote.text == "Read this one"


def test_mention_without_counts_has_no_score() -> None:
    assert loudest([mention("2611.10001", "x", "text", url="https://x.example")], 1)[0].score is None


def test_quote_of_somebody_with_an_endless_name_is_cut() -> None:
    quote = quote_of([said("words", author="Ada " * 1_000, handle="ada")], title="Title")
    assert quote is not None
    assert len(quote.author) <= 80
    assert quote.author.startswith("Ada Ada")


def test_long_quote_is_cut_between_words() -> None:
    quote = quote_of([said("word " * 100)], title="Title")
    assert quote is not None
    assert quote.text.endswith("word…")
    assert len(quote.text) <= QUOTE_CHARS


@pytest.mark.parametrize(
    ("fields", "author"),
    [
        ({"author": "Ada", "handle": "@ada"}, "Ada (@ada)"),
        ({"author": "ada", "handle": "ada"}, "@ada"),
        ({"handle": "ada"}, "@ada"),
        ({"author": "Ada"}, "Ada"),
        ({}, ""),
        ({"author": "Ada", "handle": "ada", "quotable": False}, ""),
    ],
)
def test_speaker_is_named_as_far_as_known_and_allowed(fields: dict[str, object], author: str) -> None:
    assert loudest([said("text", **fields)], 1)[0].author == author


def test_mention_that_may_not_be_quoted_counts_without_its_words() -> None:
    first, second = loudest([said("loud", likes=1), said("secret", likes=5, quotable=False), said("quiet")], 2)
    assert (first.score, first.text) == (5, "")
    assert (second.score, second.text) == (1, "loud")


def test_paper_shows_its_day_only_where_it_is_not_the_newest() -> None:
    older = hot_paper(2, stored("2611.10009", "Older", announced=DAY - timedelta(days=3)))
    unknown = hot_paper(3, stored("2611.10010", "Unknown", announced=None))
    view = section_of(hot_list([hot_list().papers[0], older, unknown]))
    assert [paper.day for paper in view.papers] == [None, "Mon 16 Nov 2026", None]


@pytest.mark.parametrize(
    ("heat", "printed"), [(1391.0, "1391"), (0.0, "0"), (106.5, "106.5"), (12.04, "12.0"), (1.1 * 10, "11")]
)
def test_heat_is_whole_or_has_one_decimal(heat: float, printed: str) -> None:
    paper = replace(hot_paper(1, stored("2611.10001", "Title", counted("x", 1))), heat=heat)
    assert section_of(hot_list([paper])).papers[0].heat == printed


def test_code_is_linked_where_its_address_is_a_web_address() -> None:
    with_code, without = (
        section_of(hot_list([hot_paper(1, stored("2611.10001", "Title", code_url=url))])).papers[0]
        for url in ("https://github.com/a/b", "javascript:alert(1)")
    )
    assert with_code.links == (
        Link("abs", "https://arxiv.org/abs/2611.10001"),
        Link("pdf", "https://arxiv.org/pdf/2611.10001"),
        Link("code", "https://github.com/a/b"),
    )
    assert [link.label for link in without.links] == ["abs", "pdf"]


def test_one_paper_by_itself_has_all_authors_its_day_and_no_rank() -> None:
    view = view_paper(why())
    assert view.rank is None
    assert view.everyone == "Ada Lovelace, Ondřej Dušek, Grace Hopper, Alan Turing, Mary Somerville"
    assert view.day == "Thu 19 Nov 2026"


def test_paper_without_a_title_is_called_by_its_id() -> None:
    assert section_of(hot_list([hot_paper(1, stored("2611.10001", "  "))])).papers[0].title == "2611.10001"


def test_each_topic_has_its_part_and_a_source_in_trouble_is_named_once() -> None:
    failed = states(huggingface=SourceState(Availability.FAILED, "HTTP 500", MEASURED_AT))
    first = Section(hot_list(sources=failed), Layout.FULL, name="tools")
    second = Section(hot_list((), sources=failed), name=None, shown_above=3, notes=("Yesterday's digest was skipped.",))
    view = view_digest([first, second])
    assert [section.head.name for section in view.sections] == ["tools", ""]
    assert [section.layout for section in view.sections] == [Layout.FULL, Layout.COMPACT]
    assert view.sections[1].notes == ("3 shown above", "Yesterday's digest was skipped.")
    assert view.sections[1].empty is None
    assert len(view.foot) == 1


def test_a_paper_that_still_rises_says_so() -> None:
    rising = replace(hot_list().papers[0], is_rising=True)
    assert section_of(hot_list([rising])).papers[0].is_rising


@pytest.mark.parametrize(
    ("comment", "venue"),
    [
        ("ACL 2025 (Findings); 26 pages", "ACL 2025 (Findings)"),
        ("20 pages, 4 figures, ICML 2025 Spotlight", "ICML 2025 Spotlight"),
        ("CVPR 2025; Project page: https://a.example", "CVPR 2025"),
        ("In Proceedings of the 58th Annual Meeting, 2020", "In Proceedings of the 58th Annual Meeting, 2020"),
        ("Submitted to Interspeech 2025", None),
        ("CVPR 2025, submitted", None),
        ("Written as per the requirements of CVPR 2025", None),
        ("Not accepted at NeurIPS 2025", None),
    ],
)
def test_bare_conference_was_not_shown_and_a_refusal_was_shown_as_accepted(comment: str, venue: str | None) -> None:
    assert venue_of(comment) == venue
