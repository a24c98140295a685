"""Hacker News: the stories and comments that cite papers."""

import html
import json
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadAnswer, SourceError
from bot.papers.model import Mention
from bot.sources.contract import Wish
from bot.sources.fetch import Fetcher, Politeness
from bot.sources.hackernews import MAX_HITS, HackerNews, parse_answer, plain, wanted_time
from bot.store.contract import RunState
from tests.fakes import FakeClock
from tests.sources.fake_site import Asked, FakeSite, Reply

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
WISH = Wish(NOON, since=date(2026, 11, 19))
PATH = "/api/v1/search_by_date"
EAGER = Politeness(
    min_interval_s=0,
    max_connections=1,
    throttle_statuses=frozenset({429}),
    attempts=3,
    wait_initial_s=1,
    wait_max_s=10,
    timeout_s=5,
    max_bytes=5_000_000,
)
MORNING = int(datetime(2026, 11, 20, 6, tzinfo=UTC).timestamp())


@pytest_asyncio.fixture
async def site() -> AsyncIterator[FakeSite]:
    async with FakeSite() as site:
        site.on(PATH, answer([]))
        yield site


@pytest_asyncio.fixture
async def source(site: FakeSite, clock: FakeClock) -> AsyncIterator[HackerNews]:
    async with aiohttp.ClientSession() as session:
        fetcher = Fetcher(session, clock, contact="a@b.c", version="1", politeness={"hackernews": EAGER})
        yield HackerNews(fetcher.client("hackernews"), clock, base_url=site.url)


def answer(hits: Sequence[object], **envelope: object) -> Reply:
    return as_json({"hits": hits, "nbHits": len(hits), "nbPages": 1, "page": 0} | envelope)


def as_json(value: object) -> Reply:
    return Reply(json.dumps(value), content_type="application/json")


def story(key: str = "101", url: str | None = "https://arxiv.org/abs/2611.00001", **more: object) -> dict[str, Any]:
    hit = {"objectID": key, "title": "A story", "author": "ada", "points": 212, "num_comments": 84}
    address = {} if url is None else {"url": url}
    return hit | address | {"created_at_i": MORNING, "_tags": ["story", f"story_{key}"]} | more


def comment(text: object, key: str = "202") -> dict[str, Any]:
    hit = {"objectID": key, "author": "bob", "comment_text": text, "created_at_i": MORNING}
    parent = {"parent_id": 101, "story_id": 101, "story_title": "About 2611.00099", "story_url": "https://arxiv.org"}
    return hit | parent | {"_tags": ["comment", "story_101"]}


def as_stored(text: str) -> str:
    """Return an address as Hacker News keeps it: every slash an entity."""
    return html.escape(text).replace("/", "&#x2F;")


def mentions(hits: Sequence[object]) -> tuple[Mention, ...]:
    found = parse_answer({"hits": hits, "nbHits": len(hits)})
    assert found is not None
    return found.mentions


def window(asked: Asked) -> tuple[int, int]:
    match = re.fullmatch(r"created_at_i>=(\d+),created_at_i<(\d+)", asked.query["numericFilters"])
    assert match
    return int(match[1]), int(match[2])


def within(hits: Sequence[Mapping[str, Any]], asked: Asked) -> list[Mapping[str, Any]]:
    start, end = window(asked)
    return [hit for hit in hits if start <= hit["created_at_i"] < end]


async def test_a_story_is_a_mention_with_points_and_comments(site: FakeSite, source: HackerNews) -> None:
    site.on(PATH, answer([story()]))
    gathered = await source.gather(WISH)
    assert gathered.mentions == (
        Mention(
            source="hackernews",
            key="101",
            paper_id="2611.00001",
            url="https://news.ycombinator.com/item?id=101",
            author="ada",
            handle="ada",
            text="A story",
            posted_at=datetime(2026, 11, 20, 6, tzinfo=UTC),
            likes=212,
            reposts=None,
            replies=84,
        ),
    )
    assert (gathered.run.source, gathered.run.state, gathered.run.mentions) == ("hackernews", RunState.OK, 1)
    assert gathered.run.started_at == NOON
    assert gathered.run.detail == "stories and comments since 2026-11-19"


async def test_addresses_are_searched_first_then_texts(site: FakeSite, source: HackerNews) -> None:
    await source.gather(WISH)
    fields = ("query", "tags", "restrictSearchableAttributes")
    asked = [tuple(each.query[field] for field in fields) for each in site.requests]
    text = ("(story,comment)", "title,story_text,comment_text")
    assert asked == [
        ("arxiv.org", "story", "url"),
        ("alphaxiv.org", "story", "url"),
        ("huggingface.co/papers", "story", "url"),
        ("10.48550", "story", "url"),
        ("arxiv", *text),
        ("alphaxiv.org", *text),
        ("huggingface.co/papers", *text),
    ]


async def test_every_search_is_exact_bounded_in_time_and_whole(site: FakeSite, source: HackerNews) -> None:
    await source.gather(WISH)
    start, end = (int(moment.timestamp()) for moment in (datetime(2026, 11, 19, tzinfo=UTC), NOON))
    for asked in site.requests:
        assert window(asked) == (start, end + 1)
        assert asked.query["typoTolerance"] == "false"
        assert asked.query["hitsPerPage"] == "1000"


def test_a_past_day_is_searched_for_a_week_and_never_into_the_future() -> None:
    past = Wish(NOON, since=date(2026, 11, 13), day=date(2026, 11, 2))
    assert wanted_time(past) == (datetime(2026, 11, 2, tzinfo=UTC), datetime(2026, 11, 9, tzinfo=UTC))
    recent = Wish(NOON, since=date(2026, 11, 13), day=date(2026, 11, 19))
    assert wanted_time(recent) == (datetime(2026, 11, 19, tzinfo=UTC), datetime(2026, 11, 20, 12, 0, 1, tzinfo=UTC))


@pytest.mark.parametrize("day", [date(2026, 11, 21), date(2026, 11, 23), date.max])
async def test_a_day_still_to_come_is_not_searched(site: FakeSite, source: HackerNews, day: date) -> None:
    gathered = await source.gather(Wish(NOON, since=WISH.since, day=day))
    assert site.requests == []
    assert gathered.mentions == ()


async def test_nothing_found_is_a_good_answer(source: HackerNews) -> None:
    gathered = await source.gather(WISH)
    assert gathered.mentions == ()
    assert gathered.run.state is RunState.OK


async def test_a_hit_of_several_searches_is_one_mention(site: FakeSite, source: HackerNews) -> None:
    site.on(PATH, answer([story(story_text="see arXiv:2611.00001 and hep-th/9901001")]))
    gathered = await source.gather(WISH)
    assert [each.key for each in gathered.mentions] == ["101", "101"]
    assert [each.paper_id for each in gathered.mentions] == ["2611.00001", "hep-th/9901001"]


async def test_two_stories_of_one_paper_are_two_mentions(site: FakeSite, source: HackerNews) -> None:
    site.on(PATH, answer([story("101"), story("102", "https://arxiv.org/pdf/2611.00001v2")]))
    gathered = await source.gather(WISH)
    assert [(each.key, each.paper_id) for each in gathered.mentions] == [("101", "2611.00001"), ("102", "2611.00001")]


TOO_MANY = "you can only fetch the 1000 hits for this query."


@pytest.mark.parametrize("refusal", [answer([], message=TOO_MANY), answer([story()], nbHits=MAX_HITS + 1)])
async def test_more_hits_than_are_given_out_are_fetched_in_halves(
    site: FakeSite, source: HackerNews, refusal: Reply
) -> None:
    hits = [story(str(n), f"https://arxiv.org/abs/2611.{n:05}", created_at_i=MORNING - 3600 * n) for n in range(1, 25)]

    def reply(asked: Asked) -> Reply:
        start, end = window(asked)
        return refusal if end - start > 40_000 else answer(within(hits, asked))

    site.decide(PATH, reply)
    gathered = await source.gather(WISH)
    assert {each.key for each in gathered.mentions} == {hit["objectID"] for hit in hits}
    spans = [window(asked) for asked in site.requests if asked.query["query"] == "arxiv"]
    read = sorted(span for span in spans if span[1] - span[0] <= 40_000)
    assert all(before[1] == after[0] for before, after in pairwise(read))
    assert (read[0][0], read[-1][1]) == spans[0]


async def test_a_search_that_refuses_every_window_is_given_up(site: FakeSite, source: HackerNews) -> None:
    site.on(PATH, answer([], message=TOO_MANY))
    with pytest.raises(BadAnswer, match=r"does not give out what it finds for “arxiv\.org”"):
        await source.gather(WISH)
    assert len(site.requests) < 10


async def test_hits_that_were_counted_and_not_sent_are_said(site: FakeSite, source: HackerNews) -> None:
    site.on(PATH, answer([story()], nbHits=3), answer([]))
    gathered = await source.gather(WISH)
    assert len(gathered.mentions) == 1
    assert gathered.run.detail == "stories and comments since 2026-11-19; found but not sent: 2"


async def test_one_failed_search_fails_the_source(site: FakeSite, source: HackerNews) -> None:
    site.decide(PATH, lambda asked: answer([]) if asked.query["query"] == "arxiv.org" else Reply(status=503))
    with pytest.raises(SourceError, match="HTTP 503"):
        await source.gather(WISH)


async def test_an_occasional_error_page_is_asked_again(site: FakeSite, source: HackerNews, clock: FakeClock) -> None:
    oops = Reply("<html>Oops</html>", status=500, content_type="text/html")
    site.on(PATH, oops, oops, answer([story()]))
    gathered = await source.gather(WISH)
    assert len(gathered.mentions) == 1
    assert len(clock.slept_s) == 2


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply("<html>hello</html>", content_type="text/html"), "HN sent a web page instead of data"),
        (Reply("not json", content_type="application/json"), "HN sent something that is not JSON"),
        (as_json([]), "in a shape that it does not document"),
        (as_json({"status": "ok"}), "in a shape that it does not document"),
        (answer([], nbHits=None), "in a shape that it does not document"),
        (answer([], nbHits="12"), "in a shape that it does not document"),
        (as_json({"hits": {}, "nbHits": 0}), "in a shape that it does not document"),
        (answer([1, {"objectID": "1"}]), "in a shape that it does not document"),
    ],
)
async def test_an_answer_of_another_shape_is_said_in_plain_words(
    site: FakeSite, source: HackerNews, reply: Reply, said: str
) -> None:
    site.on(PATH, reply)
    with pytest.raises(BadAnswer, match=said) as caught:
        await source.gather(WISH)
    assert caught.value.source == "hackernews"
    assert "\n" not in str(caught.value)


BROKEN = [
    None,
    "story",
    story(key="../item"),
    story(objectID=101),
    story(objectID=None),
    story(title=None),
    story(points="many"),
    story(points=-3),
    story(num_comments=10**30),
    story(created_at_i=None),
    story(created_at_i="today"),
    story(url=["https://arxiv.org/abs/2611.00001"]),
    comment(None),
]


@pytest.mark.parametrize("broken", BROKEN)
async def test_one_bad_hit_is_left_out_and_counted(site: FakeSite, source: HackerNews, broken: object) -> None:
    site.on(PATH, answer([story("7"), broken]), answer([]))
    gathered = await source.gather(WISH)
    assert [mention.key for mention in gathered.mentions] == ["7"]
    assert gathered.run.detail == "stories and comments since 2026-11-19; left out as unreadable: 1"


def test_counts_that_are_absent_are_unknown_not_zero() -> None:
    (absent,) = mentions([story(points=None, num_comments=None)])
    (zero,) = mentions([story(points=1, num_comments=0)])
    assert (absent.likes, absent.replies, absent.has_counts) == (None, None, False)
    assert (zero.likes, zero.replies) == (1, 0)


def test_a_text_post_without_address_is_read_by_its_text() -> None:
    text = f"Our paper: {as_stored('https://doi.org/10.48550/arXiv.2611.00002')}<p>Ask me &amp; us."
    (mention,) = mentions([story(url=None, title="Show HN: Ours", story_text=text)])
    assert mention.paper_id == "2611.00002"
    assert mention.text == "Show HN: Ours\n\nOur paper: https://doi.org/10.48550/arXiv.2611.00002\n\nAsk me & us."


def test_a_comment_is_plain_text_without_counts() -> None:
    link = as_stored("https://arxiv.org/abs/2611.00001")
    (mention,) = mentions([comment(f'It&#x27;s <i>great</i>:<p><a href="{link}" rel="nofollow">{link}</a>')])
    assert mention.text == "It's great:\n\nhttps://arxiv.org/abs/2611.00001"
    assert mention.url == "https://news.ycombinator.com/item?id=202"
    assert mention.handle == "bob"
    assert not mention.has_counts


def test_a_comment_counts_for_what_it_cites_not_for_what_its_story_is_about() -> None:
    assert mentions([comment("I have read it.")]) == ()


def test_a_link_that_is_shown_shortened_is_read_whole() -> None:
    address = "https://export.arxiv.org/abs/2611.00001?context=a-rather-long-address"
    shown = f"{address[:38]}..."
    (mention,) = mentions([comment(f'see <a href="{as_stored(address)}">{as_stored(shown)}</a> now')])
    assert mention.paper_id == "2611.00001"
    assert mention.text == f"see {address} now"


@pytest.mark.parametrize(
    "address",
    [
        "https://notarxiv.org/abs/2611.00001",
        "https://arxiv.org.example.org/abs/2611.00001",
        "https://arxiv.org@example.org/abs/2611.00001",
        "https://example.org/arxiv.org/abs/2611.00001",
        "https://doi.org/10.1145/2611.00001",
        "https://arxiv.org/list/cs.CL/recent",
        "https://huggingface.co/papers",
    ],
)
def test_a_story_whose_address_only_looks_like_a_paper_is_dropped(address: str) -> None:
    assert mentions([story(url=address)]) == ()


@pytest.mark.parametrize(
    "address",
    [
        "https://arxiv.org/pdf/2611.00001v3.pdf",
        "https://www.alphaxiv.org/abs/2611.00001",
        "https://huggingface.co/papers/2611.00001",
        "https://doi.org/10.48550/arXiv.2611.00001",
    ],
)
def test_a_story_about_any_page_of_a_paper_is_about_the_paper(address: str) -> None:
    assert [mention.paper_id for mention in mentions([story(url=address)])] == ["2611.00001"]


@given(st.text(st.characters(exclude_categories=["C"])))
def test_no_word_is_lost_in_making_text_plain(text: str) -> None:
    assert plain(html.escape(text)).split() == text.split()
    assert plain(f"<p>{html.escape(text)}<p><i>{html.escape(text)}</i>").split() == [*text.split(), *text.split()]


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["hits", "nbHits", "message", "objectID", "title", "created_at_i"]), inner)
    ),
    max_leaves=10,
)


@given(JSON_VALUES)
def test_any_json_is_read_or_refused(envelope: object) -> None:
    try:
        found = parse_answer(envelope)
    except BadAnswer:
        return
    assert isinstance(envelope, dict)
    assert found is None or found.unreadable <= len(envelope["hits"])


@pytest.mark.shared
def test_the_recorded_answers_are_read(shared: Path) -> None:
    samples = shared / "reference/samples/hackernews"
    envelope = json.loads((samples / "algolia_search_by_date_REAL.json").read_text())
    found = parse_answer(envelope)
    assert found is not None
    assert (found.mentions, found.unreadable) == ((), 0)
    cited = {**envelope["hits"][1], "url": "https://arxiv.org/abs/2610.00001"}
    (mention,) = mentions([cited])
    assert (mention.key, mention.likes, mention.replies) == ("49916995", 1, 0)
    refused = json.loads((samples / "algolia_past_1000_hits_REAL_message.json").read_text())
    assert parse_answer(refused) is None


@pytest.mark.shared
def test_the_recorded_text_post_cites_its_paper(shared: Path) -> None:
    item = json.loads((shared / "reference/samples/hackernews/firebase_item_49525153_REAL_trimmed.json").read_text())
    (mention,) = mentions([story(url=item["url"], title=item["title"], story_text=item["text"])])
    assert mention.paper_id == "2605.16537"
    assert mention.text.endswith("https://doi.org/10.48550/arXiv.2605.16537")
