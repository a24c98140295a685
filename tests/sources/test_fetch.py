"""The way out: paced, patient, capped and polite, against a real server."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime

import aiohttp
import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict
from yarl import URL

from bot.errors import SourceError, Throttled
from bot.sources.contract import Client
from bot.sources.fetch import GENTLE, POLITENESS, Fetcher, Politeness, _same_house, _wanted_wait_s
from tests.fakes import FakeClock
from tests.sources.fake_site import Asked, FakeSite, Reply

EAGER = Politeness(
    min_interval_s=0,
    max_connections=4,
    throttle_statuses=frozenset({429}),
    attempts=3,
    wait_initial_s=10,
    wait_max_s=100,
    timeout_s=5,
    max_bytes=10_000,
)

MakeClient = Callable[..., Client]


@pytest_asyncio.fixture
async def site() -> AsyncIterator[FakeSite]:
    async with FakeSite() as site:
        yield site


@pytest.fixture
def told() -> list[tuple[str, float, str]]:
    """Collect what is said of waits."""
    return []


@pytest_asyncio.fixture
async def make_client(clock: FakeClock, told: list[tuple[str, float, str]]) -> AsyncIterator[MakeClient]:
    async with aiohttp.ClientSession() as session:

        def make(source: str = "hackernews", rules: Politeness = EAGER) -> Client:
            fetcher = Fetcher(
                session,
                clock,
                contact="lab@example.org",
                version="9.8",
                politeness={source: rules},
                on_wait=lambda *wait: told.append(wait),
            )
            return fetcher.client(source)

        yield make


async def test_an_answer_comes_with_its_type_and_etag(site: FakeSite, make_client: MakeClient) -> None:
    site.on("/feed", Reply("hello", content_type="application/atom+xml; charset=utf-8", headers={"ETag": '"one"'}))
    answer = await make_client().get(f"{site.url}/feed", params={"q": "a b+c", "n": "1"})
    assert (answer.status, answer.body, answer.content_type) == (200, b"hello", "application/atom+xml")
    assert answer.etag == '"one"'
    assert site.requests[0].query == {"q": "a b+c", "n": "1"}


async def test_we_say_who_we_are_and_what_we_take(site: FakeSite, make_client: MakeClient) -> None:
    site.on("/", Reply())
    await make_client().get(f"{site.url}/")
    await make_client().get(f"{site.url}/", accept="application/xml")
    headers = [asked.headers for asked in site.requests]
    assert {each["User-Agent"] for each in headers} == {"hotpapers/9.8 (+lab@example.org)"}
    assert [each["Accept"] for each in headers] == ["*/*", "application/xml"]
    assert "If-None-Match" not in headers[0]


async def test_not_modified_is_an_answer_to_who_handles_it(site: FakeSite, make_client: MakeClient) -> None:
    site.on("/", Reply(status=304))
    answer = await make_client().get(f"{site.url}/", etag='"one"', handles=frozenset({200, 304}))
    assert (answer.status, answer.body) == (304, b"")
    assert site.requests[0].headers["If-None-Match"] == '"one"'


@pytest.mark.parametrize("status", [304, 400, 401, 403, 404, 410])
async def test_a_refusal_is_not_asked_again(status: int, site: FakeSite, make_client: MakeClient) -> None:
    site.on("/", Reply(status=status))
    with pytest.raises(SourceError, match=f"HTTP {status}") as caught:
        await make_client().get(f"{site.url}/")
    assert caught.value.source == "hackernews"
    assert len(site.requests) == 1


@pytest.mark.parametrize(
    "bad",
    [
        Reply(status=500),
        Reply(status=502),
        Reply(status=429),
        Reply(drops=True),
        Reply("half of", truncated=True),
        Reply("not gzip", headers={"Content-Encoding": "gzip"}),
    ],
    ids=["500", "502", "429", "dropped", "truncated", "broken-gzip"],
)
async def test_what_may_pass_is_tried_again_later_and_later(
    bad: Reply, site: FakeSite, make_client: MakeClient, clock: FakeClock, told: list[tuple[str, float, str]]
) -> None:
    seen_per_try = 2 if bad.drops else 1  # aiohttp itself asks once more when an idle connection turns out closed
    site.on("/", *[bad] * 2 * seen_per_try, Reply("at last"))
    answer = await make_client().get(f"{site.url}/")
    assert answer.body == b"at last"
    assert clock.slept_s == [10, 20]
    assert [(source, seconds) for source, seconds, _ in told] == [("hackernews", 10), ("hackernews", 20)]
    assert all("127.0.0.1" in why for _, _, why in told)


async def test_a_server_that_never_answers_is_given_up(site: FakeSite, make_client: MakeClient) -> None:
    site.on("/", Reply(hangs=True))
    client = make_client(rules=replace(EAGER, timeout_s=0.05, attempts=2))
    with pytest.raises(SourceError, match=r"did not answer within 0\.05 s"):
        await client.get(f"{site.url}/")
    assert len(site.requests) == 2


async def test_nobody_at_the_address_is_said_in_plain_words(site: FakeSite, make_client: MakeClient) -> None:
    closed = site.url
    await site.__aexit__(None, None, None)
    with pytest.raises(SourceError, match=r"The connection to 127\.0\.0\.1 failed"):
        await make_client().get(f"{closed}/")


async def test_the_last_failure_is_what_we_report(site: FakeSite, make_client: MakeClient, clock: FakeClock) -> None:
    site.on("/", Reply(status=500), Reply(status=500), Reply(status=503))
    with pytest.raises(SourceError, match="HTTP 503"):
        await make_client().get(f"{site.url}/")
    assert len(site.requests) == 3
    assert sum(clock.slept_s) == 30


async def test_arxiv_treats_406_and_503_as_being_throttled(
    site: FakeSite, make_client: MakeClient, clock: FakeClock
) -> None:
    site.on("/", Reply(status=406), Reply("Rate exceeded.", status=429), Reply(status=503), Reply("feed"))
    answer = await make_client("arxiv", POLITENESS["arxiv"]).get(f"{site.url}/")
    assert answer.body == b"feed"
    assert clock.slept_s == [60, 120, 240]


async def test_a_throttling_host_is_left_alone_after_we_gave_up(
    site: FakeSite, make_client: MakeClient, clock: FakeClock
) -> None:
    site.on("/", Reply(status=429), Reply(status=429), Reply(status=429), Reply("open again"))
    client = make_client()
    with pytest.raises(Throttled):
        await client.get(f"{site.url}/")
    with pytest.raises(Throttled, match="left alone for another 100 s"):
        await client.get(f"{site.url}/")
    assert len(site.requests) == 3
    clock.advance(seconds=100)
    assert (await client.get(f"{site.url}/")).body == b"open again"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "33"}, 33),
        ({"RateLimit": '"api";r=0;t=55'}, 55),
        ({"RateLimit": '"api";r=0;t=55', "Retry-After": "7"}, 7),
        ({"Retry-After": "soon"}, 10),
        ({"Retry-After": "0"}, 10),
        ({"RateLimit": "nonsense"}, 10),
    ],
)
async def test_the_pause_that_a_source_names_is_kept(
    headers: dict[str, str], seconds: float, site: FakeSite, make_client: MakeClient, clock: FakeClock
) -> None:
    site.on("/", Reply(status=429, headers=headers), Reply("ok"))
    await make_client().get(f"{site.url}/")
    assert clock.slept_s == [seconds]


async def test_a_pause_named_as_a_date_is_kept(site: FakeSite, make_client: MakeClient, clock: FakeClock) -> None:
    until = format_datetime(clock.now() + timedelta(seconds=40), usegmt=True)
    site.on("/", Reply(status=503, headers={"Retry-After": until}), Reply("ok"))
    await make_client().get(f"{site.url}/")
    assert clock.slept_s == [40]


async def test_a_pause_longer_than_we_wait_ends_it_at_once(
    site: FakeSite, make_client: MakeClient, clock: FakeClock
) -> None:
    site.on("/", Reply(status=429, headers={"Retry-After": "101"}))
    with pytest.raises(Throttled, match="for 101 s") as caught:
        await make_client().get(f"{site.url}/")
    assert caught.value.retry_after_s == 101
    assert len(site.requests) == 1
    assert clock.slept_s == []


async def test_requests_to_one_source_keep_their_distance(
    site: FakeSite, make_client: MakeClient, clock: FakeClock, told: list[tuple[str, float, str]]
) -> None:
    site.on("/a", Reply())
    site.on("/b", Reply())
    client = make_client("arxiv", POLITENESS["arxiv"])
    async with asyncio.TaskGroup() as group:
        for path in ("a", "b", "a"):
            group.create_task(client.get(f"{site.url}/{path}"))
    assert clock.slept_s == [3, 3]
    assert site.open_at_once == 1
    assert told == [("arxiv", 3, "it wants its requests apart")] * 2


async def test_no_more_connections_than_allowed_are_open(site: FakeSite, make_client: MakeClient) -> None:
    site.on("/", Reply())
    client = make_client(rules=replace(EAGER, max_connections=2))
    async with asyncio.TaskGroup() as group:
        for _ in range(12):
            group.create_task(client.get(f"{site.url}/"))
    assert len(site.requests) == 12
    assert site.open_at_once <= 2


async def test_both_clients_of_a_source_share_its_pace(site: FakeSite, clock: FakeClock) -> None:
    site.on("/", Reply())
    async with aiohttp.ClientSession() as session:
        fetcher = Fetcher(session, clock, contact="me@example.org", version="1")
        await fetcher.client("arxiv").get(f"{site.url}/")
        await fetcher.client("arxiv").get(f"{site.url}/")
        await fetcher.client("hackernews").get(f"{site.url}/")
    assert clock.slept_s == [3]


async def test_an_answer_that_is_too_big_is_cut_off(site: FakeSite, make_client: MakeClient) -> None:
    site.on("/", Reply("x" * 10_001))
    with pytest.raises(SourceError, match=r"sent more than 0\.01 MB"):
        await make_client().get(f"{site.url}/")
    assert len(site.requests) == 1


async def test_a_small_answer_that_unpacks_big_is_cut_off(site: FakeSite, make_client: MakeClient) -> None:
    bomb = Reply(b"\0" * 30_000_000, gzipped=True)
    assert len(bomb.payload) < 40_000
    site.on("/", bomb)
    with pytest.raises(SourceError, match="sent more than"):
        await make_client(rules=replace(EAGER, max_bytes=100_000)).get(f"{site.url}/")


async def test_a_zipped_answer_is_unpacked(site: FakeSite, make_client: MakeClient) -> None:
    site.on("/", Reply("plain words", gzipped=True))
    assert (await make_client().get(f"{site.url}/")).body == b"plain words"


async def test_redirects_on_one_host_are_followed(site: FakeSite, make_client: MakeClient) -> None:
    site.on("/old", Reply(status=301, headers={"Location": "/new?x=1"}))
    site.on("/new", Reply("here"))
    answer = await make_client().get(f"{site.url}/old", params={"q": "1"})
    assert answer.body == b"here"
    assert site.paths == ["/old", "/new"]


async def test_redirects_without_end_are_not_followed(site: FakeSite, make_client: MakeClient) -> None:
    site.on("/loop", Reply(status=302, headers={"Location": "/loop"}))
    with pytest.raises(SourceError, match="from page to page"):
        await make_client().get(f"{site.url}/loop")
    assert len(site.requests) == 6


@pytest.mark.parametrize(
    "location", ["http://localhost:1/", "ftp://127.0.0.1/", "//evil.example/", "http://127.0.0.1:1/", "http://[bad"]
)
async def test_redirects_to_other_sites_are_not_followed(
    location: str, site: FakeSite, make_client: MakeClient
) -> None:
    site.on("/", Reply(status=302, headers={"Location": location}))
    with pytest.raises(SourceError):
        await make_client().get(f"{site.url}/")
    assert len(site.requests) == 1


@pytest.mark.parametrize(
    ("origin", "target", "allowed"),
    [
        ("http://export.arxiv.org/a", "https://export.arxiv.org/a", True),
        ("https://export.arxiv.org/a", "http://export.arxiv.org/a", False),
        ("http://export.arxiv.org/a", "https://rss.arxiv.org/a", True),
        ("https://rss.arxiv.org/a", "https://arxiv.org/a", True),
        ("https://rss.arxiv.org/a", "https://evilarxiv.org/a", False),
        ("https://rss.arxiv.org/a", "https://arxiv.org.evil.example/a", False),
        ("https://mirror.example/a", "https://arxiv.org/a", False),
    ],
)
def test_arxiv_may_send_us_on_among_its_own_hosts(origin: str, target: str, allowed: bool) -> None:  # noqa: FBT001 - a column
    assert _same_house(URL(origin), URL(target), "arxiv.org") is allowed


@pytest.mark.parametrize("reply", [Reply(status=403), Reply(status=500), Reply(drops=True), Reply("x" * 20_000)])
async def test_no_error_tells_a_key(reply: Reply, site: FakeSite, make_client: MakeClient) -> None:
    site.on("/sesame", reply)
    with pytest.raises(SourceError) as caught:
        await make_client().get(f"{site.url}/sesame", params={"key": "sesame"})
    assert "sesame" not in f"{caught.value!r} {caught.value.__cause__!r}"


@pytest.mark.parametrize("url", ["no-scheme/sesame", "http://[sesame", "ftp://host/sesame", ""])
async def test_an_unusable_address_is_said_without_being_shown(url: str, make_client: MakeClient) -> None:
    with pytest.raises(SourceError, match="not a usable one") as caught:
        await make_client().get(url)
    assert "sesame" not in f"{caught.value!r} {caught.value.__cause__!r}"


async def test_each_try_is_a_request_of_its_own(site: FakeSite, make_client: MakeClient) -> None:
    waited: list[Asked] = []

    def route(asked: Asked) -> Reply:
        waited.append(asked)
        return Reply("third") if len(waited) == 3 else Reply(status=500)

    site.decide("/", route)
    assert (await make_client().get(f"{site.url}/", etag='"e"')).body == b"third"
    assert [asked.headers["If-None-Match"] for asked in waited] == ['"e"'] * 3


@given(value=st.text(st.characters(exclude_categories=["C"]), max_size=40))
def test_any_nonsense_in_retry_after_is_survived(value: str) -> None:
    seconds = _wanted_wait_s(CIMultiDict({"Retry-After": value}), FakeClock().now())
    assert seconds is None or seconds >= 0


def test_every_source_is_asked_gently() -> None:
    arxiv = POLITENESS["arxiv"]
    assert (arxiv.min_interval_s, arxiv.max_connections) == (3, 1)
    assert arxiv.throttle_statuses == {406, 429, 503}
    assert all(rules.min_interval_s >= 0.6 and 429 in rules.throttle_statuses for rules in POLITENESS.values())
    assert GENTLE.max_connections == 1


async def test_a_clock_set_back_makes_nobody_wait(site: FakeSite, make_client: MakeClient, clock: FakeClock) -> None:
    site.on("/", Reply())
    client = make_client(rules=replace(EAGER, min_interval_s=3))
    await client.get(f"{site.url}/")
    clock.advance(hours=-1)
    await client.get(f"{site.url}/")
    assert clock.slept_s == [3]


async def test_access_denied_by_arxiv_rests_all_of_it_at_once(
    site: FakeSite, make_client: MakeClient, clock: FakeClock
) -> None:
    site.on("/feed", Reply("Access denied", status=403))
    client = make_client("arxiv", POLITENESS["arxiv"])
    with pytest.raises(SourceError, match=r"denies us access \(HTTP 403\): left alone for 12 hours"):
        await client.get(f"{site.url}/feed")
    port = URL(site.url).port
    with pytest.raises(Throttled, match=r"arXiv denied us access: left alone for another 12\.0 hours"):
        await client.get(f"http://localhost:{port}/other")
    assert site.paths == ["/feed"]
    clock.advance(hours=13)
    site.on("/feed", Reply("hello"))
    assert (await client.get(f"{site.url}/feed")).body == b"hello"


async def test_a_rest_is_kept_by_the_next_process(site: FakeSite, clock: FakeClock) -> None:
    site.on("/", Reply(status=429, headers={"Retry-After": "7200"}))
    async with aiohttp.ClientSession() as session:
        first = Fetcher(session, clock, contact="me@example.org", version="1")
        with pytest.raises(Throttled):
            await first.client("hackernews").get(f"{site.url}/")
        assert first.rests == {"127.0.0.1": clock.now() + timedelta(hours=2)}
        clock.advance(hours=1)
        second = Fetcher(session, clock, contact="me@example.org", version="1", rests=first.rests)
        with pytest.raises(Throttled, match=r"left alone for another 1\.0 hours"):
            await second.client("hackernews").get(f"{site.url}/")
    assert len(site.requests) == 1
