"""A day of arXiv as it is gathered, whatever state its feeds and its query API are in."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

import aiohttp
import pytest
import pytest_asyncio

from bot.errors import SourceError
from bot.papers.ids import parse_arxiv_id
from bot.papers.model import ArxivId
from bot.sources.arxiv import Arxiv
from bot.sources.arxiv_listing import batches_of
from bot.sources.contract import Client, Wish
from bot.sources.fetch import GENTLE, Fetcher
from bot.store.contract import Announced, Gathered, RunState
from tests.fakes import FakeClock
from tests.sources.arxiv_pages import FRIDAY, FakeArxiv, Work, atom, error_entry, many, refusal, rss
from tests.sources.fake_site import Asked, FakeSite, Reply, in_turn

THURSDAY = date(2026, 11, 19)
WEDNESDAY = date(2026, 11, 18)
NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
SATURDAY_MORNING = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
SPEC = "cs.AI+cs.CL"
EAGER = replace(GENTLE, min_interval_s=0, attempts=2, throttle_statuses=frozenset({429}))


@dataclass
class Memory:
    """What a store would tell the source."""

    dates: dict[ArxivId, date | None] = field(default_factory=dict)
    etags: dict[str, str] = field(default_factory=dict)
    read_days: set[date] = field(default_factory=set)
    estimates: set[ArxivId] = field(default_factory=set)

    def keep(self, gathered: Gathered) -> None:
        """Remember what was gathered, as the store does."""
        self.dates |= {paper.id: paper.announced for paper in gathered.papers}
        self.etags |= gathered.etags
        self.read_days |= {gathered.run.listing_day} if gathered.run.listing_day else set()

    async def known(self, ids: Sequence[ArxivId]) -> Mapping[ArxivId, Announced]:
        return {
            paper_id: Announced(self.dates[paper_id], is_estimate=paper_id in self.estimates)
            for paper_id in ids
            if paper_id in self.dates
        }

    async def etag_of(self, url: str) -> str | None:
        return self.etags.get(url)

    async def was_read(self, day: date) -> bool:
        return day in self.read_days


@pytest.fixture
def memory() -> Memory:
    return Memory()


@pytest_asyncio.fixture
async def arxiv() -> AsyncIterator[FakeArxiv]:
    async with FakeSite() as site:
        yield FakeArxiv(site)


@pytest_asyncio.fixture
async def client(clock: FakeClock) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session:
        fetcher = Fetcher(session, clock, contact="lab@example.org", version="1", politeness={"arxiv": EAGER})
        yield fetcher.client("arxiv")


@pytest.fixture
def source(arxiv: FakeArxiv, client: Client, memory: Memory) -> Arxiv:
    return make(arxiv, client, memory, "cs.AI", "cs.CL")


def make(arxiv: FakeArxiv, client: Client, memory: Memory, *categories: str) -> Arxiv:
    return Arxiv(
        client,
        categories=categories,
        known=memory.known,
        etag_of=memory.etag_of,
        was_read=memory.was_read,
        rss_url=arxiv.rss_url,
        api_url=arxiv.api_url,
    )


def wish(now: datetime = NOW, day: date | None = None, missed_since: date | None = None) -> Wish:
    return Wish(now, since=FRIDAY, day=day, missed_since=missed_since)


async def parts_of(source: Arxiv, asked: Wish) -> list[Gathered]:
    return [part async for part in source.gather(asked)]


async def gathered_by(source: Arxiv, asked: Wish) -> Gathered:
    """Return the last part: without missed days it holds all that came before."""
    return (await parts_of(source, asked))[-1]


def ids(gathered: Gathered) -> list[str]:
    return [paper.id for paper in gathered.papers]


async def test_a_day_comes_from_the_feed_with_details_from_the_query_api(arxiv: FakeArxiv, source: Arxiv) -> None:
    told = Work("2611.00001", authors=("A. Muster",), comment="Code: https://github.com/ada/small-things.")
    arxiv.works = [told]
    arxiv.feed(SPEC)
    arxiv.api()
    gathered = await gathered_by(source, wish())
    paper = gathered.papers[0]
    assert (paper.id, paper.announced, paper.announced_is_estimate) == ("2611.00001", FRIDAY, False)
    assert (paper.comment, paper.submitted_at) == (told.comment, datetime(2026, 11, 18, 20, 15, tzinfo=UTC))
    assert paper.code_url == "https://github.com/ada/small-things"
    assert gathered.run.state is RunState.OK
    assert (gathered.run.listing_day, gathered.run.papers) == (FRIDAY, 1)
    assert gathered.run.detail == "1 new, 0 cross-listed, 0 revised"


async def test_details_are_asked_for_by_id_without_version_a_hundred_at_a_time(arxiv: FakeArxiv, source: Arxiv) -> None:
    arxiv.works = many(150)
    arxiv.feed(SPEC)
    arxiv.api()
    gathered = await gathered_by(source, wish())
    asked = [query["id_list"].split(",") for query in arxiv.queries]
    assert [len(each) for each in asked] == [100, 50]
    assert asked[0][0] == "2611.00001"
    assert all(paper.submitted_at for paper in gathered.papers)


async def test_the_exact_authors_replace_those_of_the_feed(arxiv: FakeArxiv, source: Arxiv) -> None:
    arxiv.works = [Work("2611.00001", authors=(r"Daniel P\'erez (Uni, of A)",))]
    arxiv.feed(SPEC)
    arxiv.site.on("/api/query", Reply(atom([Work("2611.00001", authors=("Daniel Pérez",))])))
    assert (await gathered_by(source, wish())).papers[0].authors == ("Daniel Pérez",)


async def test_new_and_cross_listed_papers_enter_and_replaced_ones_only_refresh(
    arxiv: FakeArxiv, source: Arxiv, memory: Memory
) -> None:
    arxiv.works = [
        Work("2611.00001"),
        Work("2611.00002", announcement="cross"),
        Work("2501.00003", announcement="replace", version=2),
        Work("2501.00004", announcement="replace-cross", version=3),
        Work("2501.00005", announcement="replace", version=2, comment="withdrawn: Lemma 2 is wrong"),
    ]
    memory.dates = {work_id: date(2025, 1, 2) for work_id in map(parse_arxiv_id, ("2501.00004", "2501.00005"))}
    arxiv.feed(SPEC)
    arxiv.api()
    gathered = await gathered_by(source, wish())
    assert ids(gathered) == ["2611.00001", "2611.00002"]
    assert [(paper.id, paper.announced, paper.withdrawn) for paper in gathered.revisions] == [
        ("2501.00005", None, True),
        ("2501.00004", None, False),
    ]


async def test_a_cross_listing_enters_by_its_first_listing_only(
    arxiv: FakeArxiv, source: Arxiv, memory: Memory
) -> None:
    known, undated = parse_arxiv_id("2611.00001"), parse_arxiv_id("2611.00002")
    memory.dates = {known: THURSDAY, undated: None}
    arxiv.works = [Work(known, announcement="cross"), Work(undated, announcement="cross")]
    arxiv.feed(SPEC)
    arxiv.api()
    gathered = await gathered_by(source, wish())
    assert [(paper.id, paper.announced) for paper in gathered.papers] == [(undated, FRIDAY)]
    assert [(paper.id, paper.announced) for paper in gathered.revisions] == [(known, None)]


async def test_a_paper_in_two_feeds_counts_by_its_strongest_announcement(
    arxiv: FakeArxiv, client: Client, memory: Memory
) -> None:
    memory.dates = {parse_arxiv_id("2611.00001"): None}
    arxiv.site.on("/rss/stat", Reply(rss([Work("2611.00001", announcement="replace")])))
    arxiv.site.on("/rss/cs.LG+math.ST", Reply(rss([Work("2611.00001", announcement="new", title="As new")])))
    arxiv.api()
    gathered = await gathered_by(make(arxiv, client, memory, "stat", "cs.LG"), wish())
    assert [(paper.id, paper.title) for paper in gathered.papers] == [("2611.00001", "As new")]
    assert gathered.revisions == ()


async def test_an_unchanged_feed_costs_one_request_and_says_so(arxiv: FakeArxiv, source: Arxiv, memory: Memory) -> None:
    arxiv.works = many(3)
    arxiv.feed(SPEC)
    arxiv.api()
    memory.keep(await gathered_by(source, wish()))
    before = len(arxiv.site.requests)
    again = await gathered_by(source, wish())
    assert len(arxiv.site.requests) == before + 1
    assert (again.papers, again.run.state, again.run.listing_day) == ((), RunState.OK, FRIDAY)
    assert again.run.detail == "nothing new since the last reading"


async def test_a_failing_query_api_costs_the_details_and_not_the_papers(
    arxiv: FakeArxiv, source: Arxiv, memory: Memory
) -> None:
    arxiv.works = many(3)
    arxiv.feed(SPEC)
    arxiv.site.on("/api/query", Reply(status=500))
    gathered = await gathered_by(source, wish())
    assert ids(gathered) == ["2611.00001", "2611.00002", "2611.00003"]
    assert gathered.run.state is RunState.OK
    assert "comment and time of submission are missing for 3 papers" in gathered.run.detail
    assert "HTTP 500" in gathered.run.detail
    memory.keep(gathered)
    arxiv.api()
    healed = await gathered_by(source, wish())
    assert [paper.comment for paper in healed.papers] == ["12 pages"] * 3


async def test_papers_that_the_query_api_does_not_know_yet_are_counted(arxiv: FakeArxiv, source: Arxiv) -> None:
    arxiv.works = many(3)
    arxiv.feed(SPEC)
    arxiv.site.on("/api/query", Reply(atom(many(2))))
    gathered = await gathered_by(source, wish())
    assert len(gathered.papers) == 3
    assert "missing for 1 paper" in gathered.run.detail


async def test_details_of_papers_that_were_not_asked_for_are_ignored(arxiv: FakeArxiv, source: Arxiv) -> None:
    arxiv.works = many(1)
    arxiv.feed(SPEC)
    arxiv.site.on("/api/query", Reply(atom(many(2))))
    assert ids(await gathered_by(source, wish())) == ["2611.00001"]


@pytest.mark.parametrize("empty", [Reply(atom([], total=3)), Reply(""), Reply(atom(many(2), total=3))])
async def test_an_empty_or_short_page_is_asked_for_again(empty: Reply, arxiv: FakeArxiv, source: Arxiv) -> None:
    arxiv.works = many(3)
    arxiv.feed(SPEC)
    arxiv.site.on("/api/query", empty, empty, empty, Reply(atom(arxiv.works)))
    gathered = await gathered_by(source, wish())
    assert [paper.comment for paper in gathered.papers] == ["12 pages"] * 3
    assert len(arxiv.queries) == 4


async def test_a_page_that_stays_empty_is_said(arxiv: FakeArxiv, source: Arxiv) -> None:
    arxiv.works = many(3)
    arxiv.feed(SPEC)
    arxiv.site.on("/api/query", Reply(""))
    gathered = await gathered_by(source, wish())
    assert len(gathered.papers) == 3
    assert "answered with nothing, 4 times" in gathered.run.detail
    assert len(arxiv.queries) == 4


async def test_a_refused_id_list_is_said(arxiv: FakeArxiv, source: Arxiv) -> None:
    arxiv.works = many(1)
    arxiv.feed(SPEC)
    arxiv.site.on("/api/query", Reply(error_entry("incorrect id format for abc"), status=400))
    gathered = await gathered_by(source, wish())
    assert "incorrect id format for abc" in gathered.run.detail
    assert gathered.papers[0].id == "2611.00001"


async def test_a_weekday_without_papers_was_read_all_the_same(arxiv: FakeArxiv, source: Arxiv) -> None:
    arxiv.feed(SPEC)
    arxiv.api()
    gathered = await gathered_by(source, wish())
    assert (gathered.papers, gathered.run.state, gathered.run.listing_day) == ((), RunState.OK, FRIDAY)
    assert gathered.run.detail == "no papers on 2026-11-20"


async def test_an_empty_weekend_feed_is_no_error(arxiv: FakeArxiv, source: Arxiv, memory: Memory) -> None:
    memory.read_days = {FRIDAY}
    arxiv.day = date(2026, 11, 21)
    arxiv.feed(SPEC)
    gathered = await gathered_by(source, wish(SATURDAY_MORNING))
    assert (gathered.papers, gathered.run.state, gathered.run.listing_day) == ((), RunState.OK, FRIDAY)
    assert gathered.run.detail == "no papers on 2026-11-21, a weekend"
    assert arxiv.queries == []


async def test_a_first_start_at_the_weekend_gets_fridays_papers(arxiv: FakeArxiv, source: Arxiv) -> None:
    arxiv.site.on(f"/rss/{SPEC}", Reply(rss([], date(2026, 11, 21))))
    arxiv.works = [Work("2611.00001", submitted="2026-11-19T12:00:00Z")]
    arxiv.api()
    gathered = await gathered_by(source, wish(SATURDAY_MORNING))
    assert [(paper.id, paper.announced, paper.announced_is_estimate) for paper in gathered.papers] == [
        ("2611.00001", FRIDAY, True)
    ]
    assert gathered.run.listing_day == FRIDAY
    assert "is empty on 2026-11-21: the query API stood in for 2026-11-20 with 1 paper" in gathered.run.detail


async def test_a_feed_of_an_earlier_day_is_kept_as_that_and_todays_papers_are_queried(
    arxiv: FakeArxiv, source: Arxiv
) -> None:
    arxiv.works = [
        Work("2611.00001", submitted="2026-11-18T12:00:00Z"),
        Work("2611.00002", submitted="2026-11-19T12:00:00Z"),
    ]
    arxiv.site.on(f"/rss/{SPEC}", Reply(rss(arxiv.works[:1], THURSDAY)))
    arxiv.api()
    gathered = await gathered_by(source, wish())
    assert [(paper.id, paper.announced, paper.announced_is_estimate) for paper in gathered.papers] == [
        ("2611.00001", THURSDAY, False),
        ("2611.00002", FRIDAY, True),
    ]
    assert "is still that of 2026-11-19" in gathered.run.detail


async def test_yesterdays_papers_under_todays_date_are_seen_through(
    arxiv: FakeArxiv, source: Arxiv, memory: Memory
) -> None:
    old = many(3, submitted="2026-11-18T12:00:00Z")
    fresh = Work("2611.00009", submitted="2026-11-19T12:00:00Z")
    memory.dates = {parse_arxiv_id(work.id): THURSDAY for work in old[:2]}
    arxiv.site.on(f"/rss/{SPEC}", Reply(rss(old)))
    arxiv.works = [*old, fresh]
    arxiv.api()
    gathered = await gathered_by(source, wish())
    assert {paper.id: paper.announced for paper in gathered.papers} == {
        **{work.id: THURSDAY for work in old},
        "2611.00009": FRIDAY,
    }
    assert "is still that of 2026-11-19" in gathered.run.detail


async def test_some_papers_known_before_do_not_make_a_feed_stale(
    arxiv: FakeArxiv, source: Arxiv, memory: Memory
) -> None:
    arxiv.works = many(4)
    memory.dates = {parse_arxiv_id(work.id): THURSDAY for work in arxiv.works[:2]}
    arxiv.feed(SPEC)
    arxiv.api()
    gathered = await gathered_by(source, wish())
    assert {paper.announced for paper in gathered.papers} == {FRIDAY}
    assert not any("search_query" in query for query in arxiv.queries)


async def test_a_feed_unchanged_since_another_day_is_not_taken_for_todays(
    arxiv: FakeArxiv, source: Arxiv, memory: Memory
) -> None:
    memory.etags = {f"{arxiv.rss_url}/{SPEC}": '"yesterday"'}
    arxiv.site.on(f"/rss/{SPEC}", Reply(status=304))
    arxiv.works = [Work("2611.00002", submitted="2026-11-19T12:00:00Z")]
    arxiv.api()
    gathered = await gathered_by(source, wish())
    assert [(paper.id, paper.announced) for paper in gathered.papers] == [("2611.00002", FRIDAY)]
    assert "has not changed" in gathered.run.detail


async def test_a_feed_that_is_down_is_replaced_by_the_query_api(arxiv: FakeArxiv, source: Arxiv) -> None:
    arxiv.site.on(f"/rss/{SPEC}", Reply(status=500))
    arxiv.works = [Work("2611.00002", submitted="2026-11-19T12:00:00Z")]
    arxiv.api()
    gathered = await gathered_by(source, wish())
    assert (ids(gathered), gathered.run.state) == (["2611.00002"], RunState.OK)
    assert "HTTP 500: the query API stood in for 2026-11-20" in gathered.run.detail
    assert gathered.etags == {}


async def test_when_nothing_of_arxiv_answers_it_is_an_error(arxiv: FakeArxiv, source: Arxiv) -> None:
    arxiv.site.on(f"/rss/{SPEC}", Reply("Rate exceeded.", status=429))
    arxiv.site.on("/api/query", Reply("Rate exceeded.", status=429))
    with pytest.raises(SourceError, match="slow down"):
        await gathered_by(source, wish())


async def test_one_feed_down_costs_only_its_own_categories(arxiv: FakeArxiv, client: Client, memory: Memory) -> None:
    arxiv.works = [Work("2611.00001", categories=("econ.EM",), submitted="2026-11-19T12:00:00Z")]
    arxiv.feed("econ+q-fin.EC", "econ", "cs.CL+q-fin.EC")
    arxiv.site.on("/rss/cs.CL+q-fin.EC", Reply("<html><body>Sorry</body></html>"))
    arxiv.api()
    gathered = await gathered_by(make(arxiv, client, memory, "econ", "cs.CL"), wish())
    assert ids(gathered) == ["2611.00001"]
    assert "a web page where a feed was expected" in gathered.run.detail
    assert gathered.run.listing_day is None


async def test_a_category_that_arxiv_does_not_know_is_named_and_costs_no_other(arxiv: FakeArxiv, source: Arxiv) -> None:
    arxiv.works = many(2)
    arxiv.site.on(f"/rss/{SPEC}", Reply(refusal("Bad subject class 'AI'."), status=400))
    arxiv.site.on("/rss/cs.AI", Reply(refusal("Bad subject class 'AI'."), status=400))
    arxiv.feed("cs.CL")
    arxiv.api()
    gathered = await gathered_by(source, wish())
    assert len(gathered.papers) == 2
    assert "cs.AI cannot be gathered" in gathered.run.detail
    assert "Bad subject class 'AI'" in gathered.run.detail


async def test_a_feed_at_its_cap_is_asked_for_in_parts(
    arxiv: FakeArxiv, client: Client, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sources.arxiv_listing.MAX_ITEMS", 4)
    arxiv.max_items = 4
    arxiv.works = [
        *many(3, categories=("econ.EM",)),
        *many(3, first=4, categories=("econ.TH",)),
        *many(3, first=7, categories=("econ.GN",), announcement="replace"),
    ]
    arxiv.feed("econ", "econ.EM", "econ.GN+econ.TH", "econ.GN", "econ.TH")
    arxiv.site.on("/rss/q-fin.EC", Reply(rss([])))
    arxiv.api()
    gathered = await gathered_by(make(arxiv, client, memory, "econ"), wish())
    assert arxiv.feeds_asked == ["econ", "econ.EM", "econ.GN+econ.TH", "econ.GN", "econ.TH", "q-fin.EC"]
    assert sorted(ids(gathered)) == [f"2611.{number:05}" for number in range(1, 7)]
    assert gathered.run.detail == "6 new, 0 cross-listed, 0 revised"


async def test_a_single_category_at_its_cap_is_completed_by_the_query_api_and_named(
    arxiv: FakeArxiv, client: Client, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sources.arxiv_listing.MAX_ITEMS", 2)
    arxiv.max_items = 2
    arxiv.works = many(3, submitted="2026-11-19T12:00:00Z")
    arxiv.feed("cs.CL")
    arxiv.api()
    gathered = await gathered_by(make(arxiv, client, memory, "cs.CL"), wish())
    assert sorted(ids(gathered)) == ["2611.00001", "2611.00002", "2611.00003"]
    assert "cs.CL has more papers than its feed can hold" in gathered.run.detail


async def test_a_past_day_comes_from_the_query_api_with_estimated_dates(
    arxiv: FakeArxiv, source: Arxiv, memory: Memory
) -> None:
    memory.dates = {parse_arxiv_id("2611.00003"): THURSDAY}
    arxiv.works = [
        Work("2611.00001", submitted="2026-11-16T19:00:00Z"),
        Work("2611.00002", submitted="2026-11-17T18:59:59Z"),
        Work("2611.00003", submitted="2026-11-17T12:00:00Z"),
        Work("2611.00004", submitted="2026-11-17T19:00:00Z"),
        Work("2611.00005", submitted="2026-11-16T18:59:00Z"),
        Work("2611.00006", submitted="2026-11-17T12:00:00Z", categories=("math.AG",)),
    ]
    arxiv.api()
    gathered = await gathered_by(source, wish(day=WEDNESDAY))
    assert {paper.id: paper.announced for paper in gathered.papers} == {
        "2611.00001": WEDNESDAY,
        "2611.00002": WEDNESDAY,
        "2611.00003": THURSDAY,
    }
    assert all(paper.announced_is_estimate for paper in gathered.papers)
    assert gathered.run.listing_day == WEDNESDAY
    assert arxiv.feeds_asked == []
    assert arxiv.queries[0]["search_query"] == (
        "(cat:cs.AI OR cat:cs.CL) AND submittedDate:[202611161900 TO 202611171900]"
    )


async def test_a_long_past_day_is_read_page_by_page(
    arxiv: FakeArxiv, source: Arxiv, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sources.arxiv_query.PAPERS_PER_PAGE", 2)
    arxiv.works = many(5, submitted="2026-11-17T12:00:00Z")
    arxiv.api()
    gathered = await gathered_by(source, wish(day=WEDNESDAY))
    assert len(gathered.papers) == 5
    assert [query["start"] for query in arxiv.queries] == ["0", "2", "4"]


async def test_papers_promised_and_not_given_are_said(arxiv: FakeArxiv, source: Arxiv) -> None:
    arxiv.site.on("/api/query", Reply(atom(many(2, submitted="2026-11-17T12:00:00Z"), total=5)))
    gathered = await gathered_by(source, wish(day=WEDNESDAY))
    assert len(gathered.papers) == 2
    assert gathered.run.detail == "2 papers by time of submission; it kept back 3 papers that it had promised"
    assert gathered.run.listing_day is None
    assert len(arxiv.queries) == 4


async def test_an_empty_past_day_is_not_claimed_to_have_been_read(arxiv: FakeArxiv, source: Arxiv) -> None:
    arxiv.api()
    gathered = await gathered_by(source, wish(day=WEDNESDAY))
    assert (gathered.papers, gathered.run.state, gathered.run.listing_day) == ((), RunState.OK, None)


async def test_papers_that_others_talk_about_are_looked_up(arxiv: FakeArxiv, source: Arxiv) -> None:
    arxiv.works = [
        Work("2501.00001", submitted="2025-01-02T15:00:00Z", comment="https://github.com/ada/x"),
        Work("2501.00002", categories=("math.AG",)),
        Work("hep-th/9901001", categories=("hep-th", "cs.CL"), submitted=""),
    ]
    arxiv.api()
    wanted = [parse_arxiv_id(text) for text in ("2501.00001", "2501.00002", "2501.99999", "hep-th/9901001")]
    found = (await source.look_up(wanted)).papers
    assert [(paper.id, paper.announced, paper.announced_is_estimate) for paper in found] == [
        ("2501.00001", date(2025, 1, 3), True),
        ("hep-th/9901001", None, False),
    ]
    assert found[0].code_url == "https://github.com/ada/x"


async def test_a_look_up_that_fails_says_so_and_has_answered_nothing(arxiv: FakeArxiv, source: Arxiv) -> None:
    arxiv.site.on("/api/query", Reply(status=500))
    found = await source.look_up([parse_arxiv_id("2501.00001")])
    assert (found.papers, found.answered, str(found.problem)) == ((), frozenset(), "127.0.0.1 answered with HTTP 500.")


async def test_a_look_up_whose_second_page_fails_keeps_the_first(arxiv: FakeArxiv, source: Arxiv) -> None:
    arxiv.works = many(150)
    arxiv.site.decide("/api/query", lambda asked: arxiv.query(asked) if len(arxiv.queries) == 1 else Reply(status=404))
    found = await source.look_up([parse_arxiv_id(work.id) for work in arxiv.works])
    assert len(found.papers) == len(found.answered) == 100
    assert found.problem is not None


async def test_looking_up_nothing_asks_nothing(arxiv: FakeArxiv, source: Arxiv) -> None:
    assert (await source.look_up([])).answered == frozenset()
    assert arxiv.site.requests == []


async def test_feeds_and_pages_are_asked_for_by_their_own_type(arxiv: FakeArxiv, source: Arxiv) -> None:
    arxiv.works = many(1)
    arxiv.feed(SPEC)
    arxiv.api()
    await gathered_by(source, wish())
    accepted = [asked.headers["Accept"] for asked in arxiv.site.requests]
    assert accepted == [
        "application/rss+xml, application/xml;q=0.9, */*;q=0.8",
        "application/atom+xml, application/xml;q=0.9, */*;q=0.8",
    ]


async def test_a_throttled_feed_is_waited_for(arxiv: FakeArxiv, source: Arxiv, clock: FakeClock) -> None:
    arxiv.works = many(1)
    arxiv.feed(SPEC)
    arxiv.api()
    feed = in_turn(Reply(status=429), Reply(rss(arxiv.works)))
    arxiv.site.decide(f"/rss/{SPEC}", feed)
    assert ids(await gathered_by(source, wish())) == ["2611.00001"]
    assert sum(clock.slept_s) >= EAGER.wait_initial_s


@pytest.mark.parametrize(
    ("categories", "batches"),
    [
        (["cs.CL"], [("cs.CL",)]),
        (["cs.LG", "cs.CL", "stat.ML"], [("cs.CL", "cs.LG", "stat.ML")]),
        (["cs.SY"], [("cs.SY", "eess.SY")]),
        (["hep-th"], [("hep-th",)]),
        (["astro-ph"], [("astro-ph",)]),
        (["econ"], [("econ",), ("q-fin.EC",)]),
        (["econ", "econ.EM"], [("econ",), ("q-fin.EC",)]),
        (["eess.AS", "eess.IV", "eess.SP", "eess.SY"], [("eess",), ("cs.SY",)]),
    ],
)
def test_categories_are_asked_for_in_few_requests(categories: list[str], batches: list[tuple[str, ...]]) -> None:
    assert list(batches_of(categories)) == batches


def test_all_of_physics_is_asked_for_archive_by_archive() -> None:
    batches = batches_of(["physics"])
    assert {("astro-ph",), ("cond-mat",), ("nlin",), ("physics",)} <= set(batches)
    assert {name for batch in batches for name in batch} >= {"hep-th", "quant-ph", "math-ph", "math.MP"}


def test_no_request_names_more_than_six_categories() -> None:
    batches = batches_of(["cs.AI", "cs.CL", "cs.CV", "cs.LG", "cs.NE", "cs.RO", "stat.ML"])
    assert [len(batch) for batch in batches] == [6, 1]


async def test_no_category_is_lost_when_arxiv_refuses_everything(arxiv: FakeArxiv, source: Arxiv) -> None:
    def refuse(asked: Asked) -> Reply:
        return Reply(refusal(f"Bad subject class in {asked.path}"), status=400)

    for spec in (SPEC, "cs.AI", "cs.CL"):
        arxiv.site.decide(f"/rss/{spec}", refuse)
    with pytest.raises(SourceError, match=r"cs\.AI cannot be gathered.*cs\.CL cannot be gathered"):
        await gathered_by(source, wish())


async def test_days_missed_while_down_are_gathered_the_newest_first_each_as_a_day_read(
    arxiv: FakeArxiv, source: Arxiv, memory: Memory
) -> None:
    memory.read_days = {date(2026, 11, 16)}
    arxiv.works = [
        Work("2611.00001", submitted="2026-11-19T12:00:00Z"),
        Work("2611.00002", submitted="2026-11-18T12:00:00Z"),
        Work("2611.00003", submitted="2026-11-17T12:00:00Z"),
    ]
    arxiv.site.on(f"/rss/{SPEC}", Reply(rss(arxiv.works[:1])))
    arxiv.api()
    parts = await parts_of(source, wish(missed_since=date(2026, 11, 14)))
    days = [(part.run.day, part.run.listing_day, ids(part)) for part in parts[2:-1]]
    assert days == [
        (THURSDAY, THURSDAY, ["2611.00002"]),
        (WEDNESDAY, WEDNESDAY, ["2611.00003"]),
        (date(2026, 11, 17), None, []),
    ]
    last = parts[-1].run
    assert (last.day, last.listing_day, last.papers) == (None, FRIDAY, 3)
    assert "2 listing days missed before, read now; 1 listing day still missed" in last.detail


async def test_missed_days_are_left_alone_once_the_query_api_fails(arxiv: FakeArxiv, source: Arxiv) -> None:
    arxiv.works = many(1)
    arxiv.feed(SPEC)
    arxiv.site.on("/api/query", Reply(status=404))
    parts = await parts_of(source, wish(missed_since=WEDNESDAY))
    assert len(arxiv.queries) == 1
    assert "2 listing days still missed (not asked for while the query API fails)" in parts[-1].run.detail
    assert parts[-1].run.state is RunState.OK


async def test_days_that_were_read_are_not_asked_for_again(arxiv: FakeArxiv, source: Arxiv, memory: Memory) -> None:
    memory.read_days = {WEDNESDAY, THURSDAY}
    arxiv.works = many(1)
    arxiv.feed(SPEC)
    arxiv.api()
    await parts_of(source, wish(missed_since=WEDNESDAY))
    assert [sorted(query) for query in arxiv.queries] == [["id_list", "max_results", "start"]]


async def test_the_listing_is_given_before_its_details(arxiv: FakeArxiv, source: Arxiv) -> None:
    arxiv.works = many(2)
    arxiv.feed(SPEC)
    arxiv.api()
    first = await anext(source.gather(wish()))
    assert (ids(first), first.goes_on, first.etags) == (["2611.00001", "2611.00002"], True, {})
    assert (first.run.listing_day, first.papers[0].comment) == (None, None)
    assert arxiv.queries == []


async def test_an_empty_feed_on_a_listing_day_is_not_believed_at_once(arxiv: FakeArxiv, source: Arxiv) -> None:
    arxiv.site.on(f"/rss/{SPEC}", Reply(rss([])))
    arxiv.works = [Work("2611.00001", submitted="2026-11-19T12:00:00Z")]
    arxiv.api()
    gathered = await gathered_by(source, wish())
    assert (ids(gathered), gathered.run.listing_day) == (["2611.00001"], FRIDAY)
    assert "is empty on 2026-11-20: the query API stood in" in gathered.run.detail


async def test_an_empty_feed_is_no_proof_of_an_empty_day_while_the_query_api_may_lag(
    arxiv: FakeArxiv, source: Arxiv
) -> None:
    arxiv.site.on(f"/rss/{SPEC}", Reply(rss([])))
    arxiv.api()
    five_past_midnight = datetime(2026, 11, 20, 5, 5, tzinfo=UTC)
    assert (await gathered_by(source, wish(five_past_midnight))).run.listing_day is None
    assert (await gathered_by(source, wish())).run.listing_day == FRIDAY


async def test_a_stand_in_asked_for_at_midnight_is_asked_for_again(
    arxiv: FakeArxiv, source: Arxiv, memory: Memory
) -> None:
    arxiv.works = many(3, submitted="2026-11-19T12:00:00Z")
    arxiv.site.on(f"/rss/{SPEC}", Reply(rss(many(1, first=9), THURSDAY), headers={"ETag": '"thursday"'}))
    arxiv.site.on("/api/query", Reply(atom(arxiv.works[:1])))
    early = await gathered_by(source, wish(datetime(2026, 11, 20, 5, 5, tzinfo=UTC)))
    assert (early.run.listing_day, early.etags, early.run.state) == (None, {}, RunState.OK)
    assert "may not have all of them yet and will be asked again" in early.run.detail
    memory.keep(early)
    arxiv.api()
    later = await gathered_by(source, wish())
    assert later.run.listing_day == FRIDAY
    assert {work.id for work in arxiv.works} <= set(ids(later))


async def test_six_of_seven_categories_lost_is_a_failure_and_keeps_the_seventh(
    arxiv: FakeArxiv, client: Client, memory: Memory
) -> None:
    many_names = ("cs.AI", "cs.CL", "cs.CV", "cs.LG", "cs.RO", "cs.SE")
    arxiv.works = many(1, categories=("stat.ML",))
    arxiv.feed("stat.ML")
    gathered = await gathered_by(make(arxiv, client, memory, *many_names, "stat.ML"), wish())
    assert (ids(gathered), gathered.run.state, gathered.run.listing_day) == (["2611.00001"], RunState.FAILED, None)
    assert "the query API could not stand in" in gathered.run.detail


async def test_an_estimated_date_does_not_prove_a_feed_stale_nor_become_told(
    arxiv: FakeArxiv, source: Arxiv, memory: Memory
) -> None:
    held = parse_arxiv_id("2611.00001")
    memory.dates, memory.estimates = {held: WEDNESDAY}, {held}
    arxiv.works = [Work(held, submitted="2026-11-17T12:00:00Z")]
    arxiv.feed(SPEC)
    arxiv.api()
    gathered = await gathered_by(source, wish())
    assert [(paper.announced, paper.announced_is_estimate) for paper in gathered.papers] == [(FRIDAY, False)]
    assert gathered.run.listing_day == FRIDAY


async def test_papers_under_a_saturdays_date_are_fridays(arxiv: FakeArxiv, source: Arxiv) -> None:
    arxiv.works = many(2)
    arxiv.day = date(2026, 11, 21)
    arxiv.feed(SPEC)
    arxiv.api()
    gathered = await gathered_by(source, wish(SATURDAY_MORNING))
    assert ({paper.announced for paper in gathered.papers}, gathered.run.listing_day) == ({FRIDAY}, FRIDAY)


async def test_a_paper_that_the_query_api_never_has_is_not_downloaded_for_ever(
    arxiv: FakeArxiv, source: Arxiv, memory: Memory
) -> None:
    arxiv.works = many(2)
    arxiv.feed(SPEC)
    arxiv.site.on("/api/query", Reply(atom(arxiv.works[:1])))
    memory.keep(await gathered_by(source, wish()))
    before = len(arxiv.site.requests)
    assert (await gathered_by(source, wish())).run.detail == "nothing new since the last reading"
    assert len(arxiv.site.requests) == before + 1


async def test_details_that_may_only_be_late_are_asked_for_again(arxiv: FakeArxiv, source: Arxiv) -> None:
    arxiv.works = many(2)
    arxiv.feed(SPEC)
    arxiv.site.on("/api/query", Reply(atom(arxiv.works[:1])))
    early = await gathered_by(source, wish(datetime(2026, 11, 20, 5, 5, tzinfo=UTC)))
    assert early.etags == {}
