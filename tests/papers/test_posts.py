"""Posts read and taken apart."""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import MalformedInput
from bot.papers.model import Engagement
from bot.papers.posts import papers_of, parse_post, repair, unescape_text
from tests.archive.samples import DAY, FRONT_MATTER, POST, TWEET, paper_text, post_text, tweet

OURS = FRONT_MATTER.removesuffix("\n") + 'zone: "UTC"\nescaped: true\n\n'


def refusal(text: str) -> tuple[int, str]:
    with pytest.raises(MalformedInput) as caught:
        parse_post(text)
    return caught.value.line, str(caught.value)


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_a_post_is_the_papers_of_its_day_in_its_order() -> None:
    post = parse_post(POST)

    assert (post.day, post.zone, post.front_matter) == (DAY, "Asia/Tokyo", FRONT_MATTER)
    assert [paper.abs_url[-5:] for paper in post.papers] == ["00017", "00011", "00009"]
    assert post.papers[0].title == "On the  Folding of Umbrellas"
    assert post.papers[0].categories == ("cs.RO", "math.GT")
    assert [len(paper.quotes) for paper in post.papers] == [2, 0, 1]
    assert post.papers[2].abstract == ""


def test_printed_moments_are_in_tokyo_unless_the_post_names_a_zone() -> None:
    tokyo = parse_post(POST).papers[0].engagement
    utc = parse_post(post_text(paper_text(1, "2103.00017"), front_matter=OURS)).papers[0].engagement

    assert tokyo == (Engagement("x", 119, 27, None, datetime(2021, 3, 5, 0, 12, 1, tzinfo=UTC)),)
    assert utc == (Engagement("x", 119, 27, None, datetime(2021, 3, 5, 9, 12, 1, tzinfo=UTC)),)


def test_the_papers_of_a_post_come_with_what_was_said_of_them() -> None:
    first, second, third = papers_of(parse_post(POST))

    assert (first.paper.id, first.paper.announced) == ("2103.00017", DAY)
    assert first.paper.authors == ("Ada Shore", "Gašper Vlna")
    assert [mention.text for mention in first.mentions] == [
        "Umbrellas & tides:\nread it at https://t.co/abc 🌊",
        "Second, with \n\nan empty line",
    ]
    assert second.paper.title == "$\\alpha$-Sorting <b>Socks</b> *fast*"
    assert [one.engagement[0].count for one in (second, third)] == [61, 61]


def test_an_empty_day_is_its_front_matter_alone() -> None:
    post = parse_post(post_text())

    assert post.day == DAY
    assert papers_of(post) == ()


def test_an_abstract_that_looks_like_another_part_is_still_the_abstract() -> None:
    abstracts = ["- links: [abs](x)", "# 2. No heading", TWEET, "---", "- retweets: 1, favorites: 2"]
    for abstract in abstracts:
        assert parse_post(post_text(paper_text(1, "2103.00017", abstract=abstract))).papers[0].abstract == abstract


def test_our_own_posts_tell_what_other_sources_counted() -> None:
    counts = (
        "- hackernews: likes 212, replies 84 (11/20/2026 06:00:00)\n"
        "- bluesky: likes 3, reposts 4, replies 5 (11/20/2026 06:00:01)\n"
        "- reddit: likes 0 (11/20/2026 06:00:01)\n"
        "- x: replies 7 (11/20/2026 06:00:01)\n\n"
    )
    post = parse_post(post_text(paper_text(1, "2611.10001", counts=counts), front_matter=OURS))

    assert [(one.source, one.likes, one.reposts, one.replies) for one in post.papers[0].engagement] == [
        ("hackernews", 212, None, 84),
        ("bluesky", 3, 4, 5),
        ("reddit", 0, None, None),
        ("x", None, None, 7),
    ]


def test_a_paper_that_was_never_measured_has_no_counts() -> None:
    (paper,) = papers_of(parse_post(post_text(paper_text(1, "2611.10001", counts=""), front_matter=OURS)))

    assert paper.engagement == ()


def test_our_own_posts_tell_where_else_a_paper_was_discussed() -> None:
    discussed = (
        "- discussed: [Hacker News](https://news.ycombinator.com/item?id=42) | "
        "[Mastodon](https://social.example/@ada/7) | [HF](https://huggingface.co/papers/2611.10001)\n"
    )
    (paper,) = papers_of(parse_post(post_text(paper_text(1, "2611.10001", discussed=discussed), front_matter=OURS)))

    assert [(mention.source, mention.key) for mention in paper.mentions] == [
        ("x", "1367500000000000000"),
        ("hackernews", "42"),
        ("mastodon", "https://social.example/@ada/7"),
        ("huggingface", "2611.10001"),
    ]


def test_escaped_text_of_our_own_posts_is_read_as_it_looks() -> None:
    text = paper_text(
        1, "2611.10001", title=r"\# 1\. &lt;b> \[a\](b) &amp;lt; \\d", authors=r"Ada&#44; Jr., Bo\*", quotes=()
    )
    (ours,) = papers_of(parse_post(post_text(text, front_matter=OURS)))
    (ancestors,) = papers_of(parse_post(post_text(text)))

    assert ours.paper.title == r"# 1. <b> [a](b) &lt; \d"
    assert ours.paper.authors == ("Ada, Jr.", "Bo*")
    assert ancestors.paper.title == r"\# 1\. &lt;b> \[a\](b) &amp;lt; \\d"


def test_reading_escapes_leaves_other_text_alone() -> None:
    assert unescape_text("a\\b & c; 5 < 6 &copy; \\") == "a\\b & c; 5 < 6 &copy; \\"


@pytest.mark.parametrize(
    ("part", "instead", "expected"),
    [
        ("title: Hot Papers 2021-03-04", "title: Hot Papers 2021-02-30", "title: Hot Papers YYYY-MM-DD"),
        ("title: Hot Papers 2021-03-04", "title: My holidays", "title: Hot Papers YYYY-MM-DD"),
        ("# 2. ", "# 3. ", "# 2. TITLE"),
        ("- retweets: 27, favorites: 119 (", "- retweets: 27 (", "- retweets: N, favorites: N"),
        ("- retweets: 27, ", "- retweets: 027, ", "- retweets: N, favorites: N"),
        ("- retweets: 27, ", "- retweets: ٢٧, ", "- retweets: N, favorites: N"),
        ("(03/05/2021 09:12:01)", "(02/30/2021 09:12:01)", "(MM/DD/YYYY HH:MM:SS)"),
        ("(03/05/2021 09:12:01)", "(01/01/0001 00:00:00)", "(MM/DD/YYYY HH:MM:SS)"),
        (
            "(https://arxiv.org/abs/2103.00017)",
            "(https://arxiv.org/abs/2103.00017v2)",
            "[abs](https://arxiv.org/abs/ID)",
        ),
        ("(https://arxiv.org/abs/2103.00017)", "(https://evil.example/2103.00017)", "[abs](https://arxiv.org/abs/ID)"),
        (
            "[cs.RO](https://arxiv.org/list/cs.RO/",
            "[cs.RO](https://arxiv.org/list/cs.CL/",
            "[CATEGORY](https://arxiv.org/",
        ),
        ("&mdash; Ada (of", "by Ada (of", "an embedded tweet"),
        ("<script async", "<script", "the script line"),
        ("We fold umbrellas.  Twice.\n\n", "We fold umbrellas.  Twice.\nAgain.\n", "an empty line"),
    ],
)
def test_a_post_that_is_wrong_is_refused_with_the_line_and_what_belongs_there(
    part: str, instead: str, expected: str
) -> None:
    broken = POST.replace(part, instead, 1)

    line, message = refusal(broken)

    assert line == line_of(POST, part) + part.count("\n") // 2
    assert expected in message


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "empty"),
        ("# 1. A paper", 1, "middle of this line"),
        ("# Notes\n", 1, "'---', which begins a post, found '# Notes'"),
        ("---\ntitle: Hot Papers 2021-03-04\n", 3, "ends the front matter, found the end of the file"),
        ("---\ndraft: false\n---\n", 3, "title: Hot Papers YYYY-MM-DD"),
        ("\ufeff" + POST, 1, "byte order mark"),
        (POST.replace("\n", "\r\n"), 1, "CR LF"),
        (POST.replace("Socks", "So\0cks"), 32, "NUL"),
        (POST + "\n", 63, "# 4. TITLE"),
        (POST.removesuffix("\n"), 61, "an empty line, found the end of the file"),
        (post_text(front_matter=OURS.replace('"UTC"', '"Mars/Olympus"')), 9, "IANA time zone"),
        (post_text(front_matter=OURS.replace('"UTC"', '"../etc"')), 9, "IANA time zone"),
    ],
)
def test_a_file_that_is_no_post_says_why(text: str, line: int, said: str) -> None:
    assert refusal(text)[0] == line
    assert said in refusal(text)[1]


def test_a_paper_that_stands_twice_in_a_post_is_refused() -> None:
    text = post_text(paper_text(1, "2103.00017"), paper_text(2, "2103.00017"))

    line, message = refusal(text)

    assert line == line_of(text, "# 2. ")
    assert "2103.00017 stands in this post twice" in message


def test_counts_of_one_source_twice_are_refused() -> None:
    counts = "- x: likes 1 (11/20/2026 06:00:00)\n- retweets: 1, favorites: 2 (11/20/2026 06:00:00)\n\n"

    assert "x stand here twice" in refusal(post_text(paper_text(1, "2611.10001", counts=counts)))[1]


@pytest.mark.parametrize(
    "counts",
    [
        "- myspace: likes 1 (11/20/2026 06:00:00)",
        "- github: likes 1 (11/20/2026 06:00:00)",
        "- hackernews: replies 1, likes 1 (11/20/2026 06:00:00)",
        "- hackernews: likes 1, likes 1 (11/20/2026 06:00:00)",
        "- hackernews: likes -0 (11/20/2026 06:00:00)",
        "- hackernews: likes -5 (11/20/2026 06:00:00)",
        "- hackernews: likes 1000000000000000 (11/20/2026 06:00:00)",
        "- x: likes 1, reposts 1 (11/20/2026 06:00:00)",
    ],
)
def test_counts_that_we_would_not_write_so_are_refused(counts: str) -> None:
    text = post_text(paper_text(1, "2611.10001", counts=f"{counts}\n\n"))

    assert refusal(text)[0] == line_of(text, counts)


@pytest.mark.parametrize(
    "link", ["[Blog](https://blog.example/1)", "[HN](javascript:alert(1))", "", "[HN](https://x y)"]
)
def test_talk_at_a_place_that_we_do_not_know_is_refused(link: str) -> None:
    text = post_text(paper_text(1, "2611.10001", discussed=f"- discussed: {link}\n"))

    assert refusal(text)[0] == line_of(text, "- discussed:")


@given(st.text())
def test_any_text_is_a_post_or_refused_at_one_of_its_lines(text: str) -> None:
    line, message = refusal(text)

    assert 1 <= line <= text.count("\n") + 1
    assert message


def test_letters_that_were_read_in_a_wrong_encoding_are_put_right() -> None:
    damaged = POST.encode().decode("mac-roman")

    assert damaged != POST
    assert repair(damaged) == (POST, True)
    assert repair(POST) == (POST, False)


def test_a_title_of_our_own_posts_that_looks_damaged_stays_as_it_is() -> None:
    damaged_names = "On Mojibake: Ond≈ôej Du≈°ek"
    ours = post_text(
        paper_text(1, "2611.10001", title=damaged_names, authors="Ada Shore", quotes=()), front_matter=OURS
    )

    assert repair(ours) == (ours, False)
    assert repair(ours.replace("escaped: true\n", ""))[1]


def test_a_post_of_a_day_before_arxiv_is_refused() -> None:
    assert refusal(post_text(day=date(1991, 8, 13)))[0] == 2


@pytest.mark.parametrize(
    "grown",
    [
        lambda n: post_text(*(paper_text(number, f"2103.{number:05}") for number in range(1, n // 20))),
        lambda n: post_text(paper_text(1, "2103.00017", quotes=(tweet("</p>&mdash; " * n),))),
        lambda n: post_text(paper_text(1, "2103.00017", quotes=(tweet("<" * n),))),
        lambda n: post_text(paper_text(1, "2103.00017", quotes=(tweet("x").replace("Ada", " (@a" * n),))),
        lambda n: post_text(paper_text(1, "2103.00017", discussed="- discussed: " + " | [" * n + "\n")),
        lambda n: post_text(paper_text(1, "2103.00017", abstract="\\&" * n)),
    ],
    ids=["papers", "dashes", "brackets", "author", "talk", "escapes"],
)
def test_eight_times_the_text_takes_about_eight_times_as_long(grown: Callable[[int], str]) -> None:
    def quickest(text: str) -> float:
        return min(_seconds(text) for _ in range(5))

    assert quickest(grown(16_000)) < 24 * quickest(grown(2_000))


def _seconds(text: str) -> float:
    started_at = time.perf_counter()
    with suppress(MalformedInput):
        papers_of(parse_post(text))
    return time.perf_counter() - started_at


@pytest.mark.shared
def test_only_the_damaged_one_of_the_real_posts_is_repaired(shared: Path) -> None:
    files = [*sorted((shared / "posts").iterdir()), *sorted((shared / "seeds").iterdir())]
    repaired = [file.name for file in files if repair(file.read_text(encoding="utf-8"))[1]]

    assert repaired == ["000_c0a91fe5f6e1ba6b.txt"]


@pytest.mark.shared
def test_the_real_posts_are_in_order_of_counts_and_every_paper_has_enough(shared: Path) -> None:
    posts = [parse_post(file.read_text(encoding="utf-8")) for file in sorted((shared / "posts").iterdir())]
    counts = [[paper.engagement[0].count for paper in post.papers] for post in posts]

    assert len(posts) == 45
    assert sum(len(one) for one in counts) == 508
    assert all(one == sorted(one, reverse=True) for one in counts)
    assert min(min(one) for one in counts) >= 50
    assert [post.day for post in posts if all(not paper.abstract for paper in post.papers)] == [date(2021, 4, 20)]
