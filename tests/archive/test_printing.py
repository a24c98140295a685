"""What is read prints back, byte for byte."""

from contextlib import suppress
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.archive.printing import print_post
from bot.errors import MalformedInput
from bot.messages.render import Renderer
from bot.papers.calendar import FIRST_DAY
from bot.papers.model import ENGAGEMENT_SOURCES, Engagement
from bot.papers.posts import Post, PostPaper, papers_of, parse_post, repair
from tests.archive.samples import POST, tweet

RENDERER = Renderer()

LINES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\r\0"))
WORDS = st.text("abcXYZ09.-", min_size=1, max_size=8)
COUNTS = st.integers(0, 10**12)
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001 - bounds
    lambda moment: moment.replace(microsecond=0)
)


@st.composite
def engagements(draw: st.DrawFn) -> tuple[Engagement, ...]:
    found = []
    for source in draw(st.lists(st.sampled_from(ENGAGEMENT_SOURCES), unique=True)):
        likes, reposts = draw(st.none() | COUNTS), draw(st.none() | COUNTS)
        in_ancestors_form = source == "x" and None not in (likes, reposts)
        replies = None if in_ancestors_form else draw(COUNTS)
        found.append(Engagement(source, likes, reposts, replies, draw(MOMENTS)))
    return tuple(found)


@st.composite
def papers(draw: st.DrawFn, number: int) -> PostPaper:
    talk = st.tuples(st.just("HN"), st.integers(1).map("https://news.ycombinator.com/item?id={}".format))
    return PostPaper(
        number=number,
        title=draw(LINES),
        authors=draw(LINES),
        engagement=draw(engagements()),
        abs_url=f"https://arxiv.org/abs/2103.{number:05}",
        pdf_url=f"https://arxiv.org/pdf/2103.{number:05}",
        categories=tuple(draw(st.lists(WORDS, max_size=3))),
        abstract=draw(LINES),
        quotes=tuple(draw(st.lists(LINES.map(escape).map(tweet), max_size=3))),
        discussed=tuple(draw(st.lists(talk, max_size=3))),
    )


@st.composite
def posts(draw: st.DrawFn) -> Post:
    day = draw(st.dates(FIRST_DAY))
    zone = draw(st.sampled_from(["Asia/Tokyo", "UTC", "Asia/Kathmandu"]))
    others = [f"{name}: {draw(LINES)}" for name in draw(st.lists(st.sampled_from(["date", "tags", "slug", ""])))]
    named = [] if zone == "Asia/Tokyo" else [f'zone: "{zone}"']
    front = [f"title: Hot Papers {day}", *others, *named, *draw(st.lists(st.just("escaped: true"), max_size=1))]
    size = draw(st.integers(0, 4))
    listed = tuple(draw(papers(number)) for number in range(1, size + 1))
    return Post(day, "".join(f"{line}\n" for line in draw(st.permutations(front))), zone, listed)


@given(posts())
def test_every_post_prints_as_a_file_that_reads_as_the_same_post(post: Post) -> None:
    text = print_post(post, RENDERER)

    assert parse_post(text) == post
    assert len(papers_of(post)) == len(post.papers)
    assert print_post(parse_post(text), RENDERER) == text


@given(posts().map(lambda post: print_post(post, RENDERER)), st.data())
@example(POST, None)
def test_a_file_that_was_changed_anywhere_prints_back_or_is_refused(text: str, data: st.DataObject | None) -> None:
    changed = text if data is None else _changed(text, data)
    post = _read(changed)

    assert post is None or print_post(post, RENDERER) == changed


def _read(text: str) -> Post | None:
    with suppress(MalformedInput):
        return parse_post(text)
    return None


def _changed(text: str, data: st.DataObject) -> str:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 40)))
    return text[:start] + data.draw(st.sampled_from(["", "\n", " ", "0", "- ", "<", "- retweets: "])) + text[end:]


def test_moments_are_printed_in_the_zone_of_the_post() -> None:
    post = parse_post(POST)

    moment = post.papers[0].engagement[0].measured_at.astimezone(ZoneInfo("Asia/Tokyo"))
    assert f"({moment:%m/%d/%Y %H:%M:%S})" in print_post(post, RENDERER)


def test_the_users_own_template_changes_what_a_paper_looks_like(tmp_path: Path) -> None:
    (tmp_path / "post").mkdir()
    (tmp_path / "post" / "paper.j2").write_text("* {{ title }}\n", encoding="utf-8")

    text = print_post(parse_post(POST), Renderer(tmp_path))

    assert "---\n* On the  Folding of Umbrellas\n* $\\alpha$-Sorting <b>Socks</b> *fast*\n" in text


@pytest.mark.shared
def test_every_real_post_prints_back_byte_for_byte(shared: Path) -> None:
    files = [*sorted((shared / "posts").iterdir()), *sorted((shared / "seeds").iterdir())]

    for file in files:
        text, _ = repair(file.read_bytes().decode())
        assert print_post(parse_post(text), RENDERER) == text, file.name
    assert len(files) == 47
