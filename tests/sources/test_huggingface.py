"""Hugging Face's daily papers: which papers were featured, and how many upvoted them."""

import json
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadAnswer, SourceError, Throttled
from bot.papers.model import Mention
from bot.sources.contract import Answer, Wish
from bot.sources.fetch import Fetcher, Politeness
from bot.sources.huggingface import HuggingFace, parse_page, wanted_days
from bot.sources.json_answer import read_json
from bot.store.contract import RunState
from tests.fakes import FakeClock
from tests.sources.fake_site import FakeSite, Reply

FRIDAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
PATH = "/api/daily_papers"
EAGER = Politeness(
    min_interval_s=0,
    max_connections=2,
    throttle_statuses=frozenset({429}),
    attempts=2,
    wait_initial_s=1,
    wait_max_s=10,
    timeout_s=5,
    max_bytes=1_000_000,
)


@pytest_asyncio.fixture
async def site() -> AsyncIterator[FakeSite]:
    async with FakeSite() as site:
        yield site


@pytest_asyncio.fixture
async def source(site: FakeSite, clock: FakeClock) -> AsyncIterator[HuggingFace]:
    async with aiohttp.ClientSession() as session:
        fetcher = Fetcher(session, clock, contact="a@b.c", version="1", politeness={"huggingface": EAGER})
        yield HuggingFace(fetcher.client("huggingface"), clock, base_url=f"{site.url}/")


def entry(paper_id: str = "2611.00001", upvotes: object = 7, **paper: object) -> dict[str, Any]:
    return {
        "paper": {"id": paper_id, "upvotes": upvotes, "submittedOnDailyAt": "2026-11-20T00:00:00.000Z", **paper},
        "title": "A Line\nBroken Title",
        "numComments": 2,
        "submittedBy": {"fullname": "Ada L.", "name": "ada"},
    }


def as_json(value: object, status: int = 200) -> Reply:
    return Reply(json.dumps(value), status=status, content_type="application/json")


def by_day(site: FakeSite, days: Mapping[str, Reply]) -> None:
    """Answer each date with its reply, and any other with an empty list, as a weekend is answered."""
    site.decide(PATH, lambda asked: days.get(asked.query["date"], as_json([])))


async def test_a_featured_paper_is_a_mention_with_its_counts(site: FakeSite, source: HuggingFace) -> None:
    by_day(site, {"2026-11-20": as_json([entry(githubRepo="https://github.com/ada/code.git")])})
    gathered = await source.gather(Wish(NOON, since=FRIDAY))
    assert gathered.mentions == (
        Mention(
            source="huggingface",
            key="2611.00001",
            paper_id="2611.00001",
            url="https://huggingface.co/papers/2611.00001",
            author="Ada L.",
            handle="ada",
            posted_at=datetime(2026, 11, 20, tzinfo=UTC),
            likes=7,
            reposts=None,
            replies=2,
        ),
    )
    assert gathered.code_urls == {"2611.00001": "https://github.com/ada/code"}
    assert (gathered.run.source, gathered.run.state, gathered.run.mentions) == ("huggingface", RunState.OK, 1)
    assert gathered.run.detail == "papers featured from 2026-11-20 to 2026-11-20"


async def test_each_day_up_to_now_is_asked_for_once_newest_first(site: FakeSite, source: HuggingFace) -> None:
    by_day(site, {})
    gathered = await source.gather(Wish(NOON, since=date(2026, 11, 17)))
    assert [asked.query for asked in site.requests] == [
        {"date": f"2026-11-{day}", "p": "0", "limit": "100"} for day in (20, 19, 18, 17)
    ]
    assert gathered.run.started_at == NOON


async def test_a_weekend_without_papers_is_a_good_answer(site: FakeSite, source: HuggingFace) -> None:
    by_day(site, {})
    gathered = await source.gather(Wish(datetime(2026, 11, 22, 12, tzinfo=UTC), since=date(2026, 11, 21)))
    assert gathered.mentions == ()
    assert gathered.run.state is RunState.OK


async def test_a_past_day_is_asked_for_with_the_two_days_after_it(site: FakeSite, source: HuggingFace) -> None:
    by_day(site, {})
    await source.gather(Wish(NOON, since=date(2026, 11, 13), day=date(2026, 11, 9)))
    assert [asked.query["date"] for asked in site.requests] == ["2026-11-11", "2026-11-10", "2026-11-09"]


def test_a_future_date_is_never_asked_for() -> None:
    next_morning_in_tokyo = datetime(2026, 11, 21, 5, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert wanted_days(Wish(next_morning_in_tokyo, since=FRIDAY)) == [FRIDAY]
    assert wanted_days(Wish(NOON, since=FRIDAY, day=FRIDAY)) == [FRIDAY]
    assert wanted_days(Wish(NOON, since=FRIDAY + timedelta(days=1))) == []
    assert wanted_days(Wish(NOON, since=FRIDAY, day=FRIDAY + timedelta(days=3))) == []
    assert wanted_days(Wish(NOON, since=FRIDAY, day=date.max)) == []


async def test_a_day_still_to_come_is_said_to_be_so(site: FakeSite, source: HuggingFace) -> None:
    gathered = await source.gather(Wish(NOON, since=FRIDAY, day=FRIDAY + timedelta(days=1)))
    assert site.requests == []
    assert (gathered.run.state, gathered.run.detail) == (RunState.OK, "no day to read yet")


async def test_a_busy_day_is_read_page_by_page_until_one_is_not_full(site: FakeSite, source: HuggingFace) -> None:
    pages = [[entry(f"2611.{page}{n:04}") for n in range(100)] for page in range(2)] + [[]]
    site.decide(PATH, lambda asked: as_json(pages[int(asked.query["p"])]))
    gathered = await source.gather(Wish(NOON, since=FRIDAY))
    assert [asked.query["p"] for asked in site.requests] == ["0", "1", "2"]
    assert len(gathered.mentions) == 200


async def test_a_site_that_never_ends_its_list_is_not_believed(site: FakeSite, source: HuggingFace) -> None:
    site.on(PATH, as_json([entry()] * 100))
    with pytest.raises(BadAnswer, match="more than 1000 papers for 2026-11-20"):
        await source.gather(Wish(NOON, since=FRIDAY))


async def test_a_paper_on_two_days_counts_once_with_its_latest_counts(site: FakeSite, source: HuggingFace) -> None:
    yesterday = entry(upvotes=5, githubRepo="https://github.com/old/code")
    today = entry(upvotes=9, githubRepo="https://github.com/new/code")
    by_day(site, {"2026-11-19": as_json([yesterday, entry("2611.00002")]), "2026-11-20": as_json([today])})
    gathered = await source.gather(Wish(NOON, since=date(2026, 11, 19)))
    assert {mention.paper_id: mention.likes for mention in gathered.mentions} == {"2611.00001": 9, "2611.00002": 7}
    assert gathered.code_urls == {"2611.00001": "https://github.com/new/code"}


async def test_an_older_day_that_cannot_be_read_is_named(site: FakeSite, source: HuggingFace) -> None:
    by_day(site, {"2026-11-19": Reply(status=500), "2026-11-20": as_json([entry()])})
    gathered = await source.gather(Wish(NOON, since=date(2026, 11, 18)))
    assert len(gathered.mentions) == 1
    assert gathered.run.state is RunState.OK
    assert gathered.run.detail == "papers featured from 2026-11-18 to 2026-11-20; not read: 2026-11-19"


async def test_when_the_newest_day_fails_the_older_ones_are_kept_but_the_run_has_failed(
    site: FakeSite, source: HuggingFace
) -> None:
    by_day(site, {"2026-11-19": as_json([entry()]), "2026-11-20": Reply("gone", status=404)})
    gathered = await source.gather(Wish(NOON, since=date(2026, 11, 19)))
    assert len(gathered.mentions) == 1
    assert gathered.run.state is RunState.FAILED
    assert gathered.run.detail == (
        "Hugging Face would not list the papers of 2026-11-20 (HTTP 404). "
        "papers featured from 2026-11-19 to 2026-11-20; not read: 2026-11-20"
    )


async def test_half_a_day_is_not_taken_for_the_whole_day(site: FakeSite, source: HuggingFace) -> None:
    full = as_json([entry(f"2611.{n:05}") for n in range(100)])
    site.decide(PATH, lambda asked: full if asked.query["p"] == "0" else Reply(status=500))
    with pytest.raises(SourceError, match="HTTP 500"):
        await source.gather(Wish(NOON, since=FRIDAY))


async def test_a_site_that_is_down_is_soon_left_alone(site: FakeSite, source: HuggingFace) -> None:
    site.on(PATH, Reply(status=502))
    with pytest.raises(SourceError, match="HTTP 502"):
        await source.gather(Wish(NOON, since=date(2026, 11, 13)))
    assert {asked.query["date"] for asked in site.requests} == {"2026-11-20", "2026-11-19"}


async def test_a_rate_limit_is_waited_out(site: FakeSite, source: HuggingFace, clock: FakeClock) -> None:
    limited = Reply(status=429, headers={"RateLimit": '"api";r=0;t=7'})
    site.on(PATH, limited, as_json([entry()]))
    gathered = await source.gather(Wish(NOON, since=FRIDAY))
    assert len(gathered.mentions) == 1
    assert clock.slept_s == [7]


async def test_a_rate_limit_without_end_is_said_to_be_one(site: FakeSite, source: HuggingFace) -> None:
    site.on(PATH, Reply(status=429, headers={"RateLimit": '"api";r=0;t=299'}))
    with pytest.raises(Throttled):
        await source.gather(Wish(NOON, since=FRIDAY))


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply("no such page", status=404), r"would not list the papers of 2026-11-20 \(HTTP 404\)"),
        (as_json({"error": "✖ Too big: expected number to be <=100"}, 400), r"would not list .* \(HTTP 400\)"),
        (Reply("<html>maintenance</html>", content_type="text/html"), "sent a web page instead of data"),
        (Reply("{", content_type="application/json"), "sent something that is not JSON"),
        (Reply("", content_type="application/json"), "sent something that is not JSON"),
        (Reply(b"\xff\xfe[", content_type="application/json"), "sent something that is not JSON"),
        (Reply("[" * 200_000, content_type="application/json"), "sent something that is not JSON"),
        (as_json({"papers": []}), "something other than a list"),
        (as_json(None), "something other than a list"),
        (as_json(["one", 2]), "in a shape that it does not document"),
        (as_json([{"paper": {"upvotes": 3}}]), "in a shape that it does not document"),
    ],
)
async def test_an_answer_of_another_shape_is_said_in_plain_words(
    site: FakeSite, source: HuggingFace, reply: Reply, said: str
) -> None:
    site.on(PATH, reply)
    with pytest.raises(BadAnswer, match=said) as caught:
        await source.gather(Wish(NOON, since=FRIDAY))
    assert caught.value.source == "huggingface"
    assert str(caught.value).startswith("H")
    assert "\n" not in str(caught.value)


BROKEN = [
    None,
    [],
    {"paper": "2611.00002"},
    {"paper": {}},
    entry(upvotes="many"),
    entry(upvotes=True),
    entry(upvotes=-1),
    entry(upvotes=10**30),
    entry(submittedOnDailyAt="yesterday"),
    entry(submittedOnDailyAt=12),
    entry(githubRepo=["x"]),
    entry() | {"submittedBy": "ada"},
    entry() | {"numComments": 1.5},
]


@pytest.mark.parametrize("broken", BROKEN)
async def test_one_bad_entry_is_left_out_and_counted(site: FakeSite, source: HuggingFace, broken: object) -> None:
    site.on(PATH, as_json([entry("2611.00009"), broken]))
    gathered = await source.gather(Wish(NOON, since=FRIDAY))
    assert [mention.paper_id for mention in gathered.mentions] == ["2611.00009"]
    assert gathered.run.detail == "papers featured from 2026-11-20 to 2026-11-20; left out as unreadable: 1"


def test_a_paper_that_is_not_on_arxiv_is_left_out() -> None:
    page = parse_page([entry("not-an-arxiv-paper"), entry("10.1000/xyz")])
    assert page.mentions == ()
    assert page.unreadable == 0


def test_absent_keys_are_unknown_not_zero() -> None:
    page = parse_page([{"paper": {"id": "2611.00001v2"}}, {"paper": {"id": "2611.00002", "upvotes": 0}}])
    bare, zero = page.mentions
    assert bare.paper_id == "2611.00001"
    assert (bare.likes, bare.replies, bare.author, bare.handle, bare.posted_at) == (None, None, None, None, None)
    assert zero.likes == 0
    assert page.code_urls == {}


@pytest.mark.parametrize(
    ("links", "url"),
    [
        ({"projectPage": "https://github.com/lab/tool"}, "https://github.com/lab/tool"),
        ({"projectPage": "https://lab.github.io/tool"}, None),
        ({"githubRepo": "https://github.com/a/b", "projectPage": "https://github.com/c/d"}, "https://github.com/a/b"),
        ({"githubRepo": "on request", "projectPage": "https://github.com/c/d/"}, "https://github.com/c/d"),
    ],
)
def test_the_code_is_the_repository_or_a_project_page_that_is_one(links: dict[str, str], url: str | None) -> None:
    page = parse_page([entry(**links)])
    assert page.code_urls == ({"2611.00001": url} if url else {})


def test_a_text_that_is_no_unicode_can_still_be_stored() -> None:
    answer = Answer(200, b'[{"paper": {"id": "2611.00001"}, "submittedBy": {"name": "a\\ud800b"}}]', "application/json")
    page = parse_page(read_json(answer, "huggingface"))
    assert page.mentions[0].handle == "a?b"


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["paper", "id", "upvotes"]), inner),
    max_leaves=8,
)


@given(JSON_VALUES)
def test_any_json_is_read_or_refused(listed: object) -> None:
    try:
        page = parse_page(listed)
    except BadAnswer:
        return
    assert isinstance(listed, list)
    assert page.entries == len(listed)


@pytest.mark.shared
def test_the_recorded_answers_are_read_whole(shared: Path) -> None:
    samples = shared / "reference/samples/huggingface"
    listed = json.loads((samples / "daily_papers_2026-09-30_REAL_trimmed.json").read_text())
    page = parse_page(listed)
    assert page.unreadable == 0
    assert [mention.paper_id for mention in page.mentions] == [each["paper"]["id"] for each in listed]
    assert [mention.likes for mention in page.mentions] == [each["paper"]["upvotes"] for each in listed]
    assert page.mentions[0].handle == "Jethro37"
    assert page.code_urls["2609.36012"] == "https://github.com/JethroJames/awesome-robots-icl"
    assert parse_page(json.loads((samples / "daily_papers_weekend_REAL.json").read_text())).mentions == ()


@pytest.mark.shared
@pytest.mark.parametrize(
    ("sample", "status"), [("daily_papers_limit_101_error_REAL.json", 400), ("paper_404_REAL.json", 404)]
)
async def test_the_recorded_refusals_are_refusals(
    site: FakeSite, source: HuggingFace, shared: Path, sample: str, status: int
) -> None:
    body = (shared / "reference/samples/huggingface" / sample).read_bytes()
    site.on(PATH, Reply(body, status=status, content_type="application/json"))
    with pytest.raises(BadAnswer, match=f"HTTP {status}"):
        await source.gather(Wish(NOON, since=FRIDAY))
