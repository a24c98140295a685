"""One gathering into a real store: what is kept, what is said, and who does not stop whom."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from bot.errors import SourceError, StoreError
from bot.papers.ids import parse_arxiv_id
from bot.papers.model import ArxivId, Mention, Paper
from bot.sources.contract import LookedUp, Wish
from bot.sources.gather import Progress, Report, Sources
from bot.sources.gather import gather as sources_gather
from bot.sources.library import MAX_LOOKED_UP
from bot.store.contract import Gathered, RunState, Saved, SourceRun
from bot.store.sqlite import SqliteStore, open_store
from tests.fakes import FakeClock

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
FRIDAY = date(2026, 11, 20)
WISH = Wish(NOW, since=FRIDAY)


def paper(text: str) -> Paper:
    return Paper(
        parse_arxiv_id(text), f"Title of {text}", "An abstract.", ("Ada Muster",), ("cs.CL",), announced=FRIDAY
    )


def mention(paper_id: str, *, likes: int = 3, source: str = "hackernews") -> Mention:
    key = f"{source}-{paper_id}"
    return Mention(source, key, parse_arxiv_id(paper_id), f"https://example.org/{key}", likes=likes)


@dataclass
class Script:
    """A source that gives what it was told to give, or fails as it was told to."""

    name: str
    papers: Sequence[Paper] = ()
    mentions: Sequence[Mention] = ()
    error: Exception | None = None
    detail: str = ""
    waits_for: asyncio.Event | None = None
    listing_day: date | None = None

    async def gather(self, wish: Wish) -> Gathered:
        if self.waits_for is not None:
            await self.waits_for.wait()
        if self.error is not None:
            raise self.error
        run = SourceRun(
            self.name, wish.now, wish.now, RunState.OK, self.detail, self.listing_day, mentions=len(self.mentions)
        )
        return Gathered(run, papers=self.papers, mentions=self.mentions)


@dataclass
class Library:
    """A source of papers that can look some up."""

    name: str = "arxiv"
    papers: Sequence[Paper] = ()
    error: Exception | None = None
    listing_day: date | None = None
    shelf: Sequence[Paper] = ()
    look_up_error: Exception | None = None
    asked: list[list[ArxivId]] = field(default_factory=list)
    waits_for: asyncio.Event | None = None
    """What the details wait for, when the papers are given already."""

    async def gather(self, wish: Wish) -> AsyncGenerator[Gathered, None]:
        if self.error is not None:
            raise self.error
        run = SourceRun(self.name, wish.now, wish.now, RunState.OK, "", self.listing_day, papers=len(self.papers))
        if self.waits_for is not None:
            yield Gathered(replace(run, listing_day=None), papers=self.papers, goes_on=True)
            await self.waits_for.wait()
        yield Gathered(run, papers=self.papers)

    async def look_up(self, ids: Sequence[ArxivId]) -> LookedUp:
        self.asked.append(list(ids))
        await asyncio.sleep(0)
        if isinstance(self.look_up_error, SourceError):
            return LookedUp((), frozenset(), self.look_up_error)
        if self.look_up_error is not None:
            raise self.look_up_error
        return LookedUp([each for each in self.shelf if each.id in ids], frozenset(ids))


async def gather(
    arxiv: Library | None,
    talk: Sequence[Script],
    store: SqliteStore,
    clock: FakeClock,
    wish: Wish,
    *,
    on_progress: Callable[[Progress], None],
) -> tuple[Report, ...]:
    """Gather with arXiv as the source of papers and the place to look them up."""
    return await sources_gather(Sources(arxiv, talk, arxiv), store, clock, wish, on_progress=on_progress)


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    store = await open_store(tmp_path / "hotpapers.db", create=True)
    yield store
    await store.close()


def ignore(_progress: Progress) -> None:
    """Say nothing."""


async def test_papers_come_first_and_then_what_is_said_of_them(store: SqliteStore, clock: FakeClock) -> None:
    arxiv = Library("arxiv", papers=[paper("2611.00001")], listing_day=FRIDAY)
    talk = Script("hackernews", mentions=[mention("2611.00001", likes=7)])
    reports = await gather(arxiv, [talk], store, clock, WISH, on_progress=ignore)
    assert [(report.run.source, report.failed) for report in reports] == [("arxiv", False), ("hackernews", False)]
    assert (reports[0].saved.new, reports[1].saved.mentions) == (1, 1)
    stored = (await store.papers([parse_arxiv_id("2611.00001")]))[parse_arxiv_id("2611.00001")]
    assert stored.heat == 7
    assert await store.listing_was_read(FRIDAY)
    assert arxiv.asked == []


async def test_a_source_that_fails_stops_no_other_and_is_remembered(
    store: SqliteStore, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    arxiv = Library("arxiv", papers=[paper("2611.00001")])
    broken = Script("huggingface", error=SourceError("huggingface", "HF answered with HTTP 500."))
    talk = Script("hackernews", mentions=[mention("2611.00001")])
    with caplog.at_level(logging.WARNING):
        reports = await gather(arxiv, [broken, talk], store, clock, WISH, on_progress=ignore)
    assert [report.failed for report in reports] == [False, True, False]
    assert reports[1].run.detail == "HF answered with HTTP 500."
    history = await store.source_histories()
    assert (history["huggingface"].last.state, history["huggingface"].last_ok) == (RunState.FAILED, None)
    assert reports[2].saved.mentions == 1
    assert "source failed source=huggingface" in caplog.text


async def test_a_source_that_breaks_is_logged_whole_and_told_briefly(
    store: SqliteStore, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    broken = Script("huggingface", error=KeyError("upvotes"))
    talk = Script("hackernews")
    reports = await gather(None, [broken, talk], store, clock, WISH, on_progress=ignore)
    assert [report.failed for report in reports] == [True, False]
    assert reports[0].run.detail == "an error of our own (KeyError): the log has the rest"
    assert "Traceback" in caplog.text
    assert "upvotes" in caplog.text


async def test_when_arxiv_fails_talk_is_still_gathered_and_arxiv_left_alone(
    store: SqliteStore, clock: FakeClock
) -> None:
    await gather(Library("arxiv", papers=[paper("2611.00001")]), [], store, clock, WISH, on_progress=ignore)
    arxiv = Library("arxiv", error=SourceError("arxiv", "arXiv is away."), shelf=[paper("2611.00002")])
    talk = Script("hackernews", mentions=[mention("2611.00001"), mention("2611.00002")])
    reports = await gather(arxiv, [talk], store, clock, WISH, on_progress=ignore)
    assert [report.failed for report in reports] == [True, False]
    assert (reports[1].saved.mentions, reports[1].run.mentions) == (1, 1)
    assert reports[1].run.detail == "left out talk about 1 paper not stored: arXiv could not be asked"
    assert arxiv.asked == []


async def test_papers_that_are_talked_about_are_looked_up_and_kept_with_the_talk(
    store: SqliteStore, clock: FakeClock
) -> None:
    arxiv = Library("arxiv", papers=[paper("2611.00001")], shelf=[paper("2501.00002")])
    talk = Script(
        "hackernews",
        mentions=[mention("2611.00001"), mention("2501.00002"), mention("2501.00003")],
        detail="3 stories",
    )
    reports = await gather(arxiv, [talk], store, clock, WISH, on_progress=ignore)
    assert arxiv.asked == [["2501.00003", "2501.00002"]]
    assert (reports[1].saved.new, reports[1].saved.mentions, reports[1].saved.mentions_left_out) == (1, 2, 0)
    assert reports[1].run.detail == "3 stories; left out talk about 1 paper outside the gathered categories"
    assert (reports[1].run.papers, reports[1].run.mentions) == (1, 2)
    found = parse_arxiv_id("2501.00002")
    assert (await store.papers([found]))[found].heat == 3


async def test_only_the_newest_papers_are_looked_up_when_there_are_many(store: SqliteStore, clock: FakeClock) -> None:
    recent = [f"2510.{number:05}" for number in range(1, MAX_LOOKED_UP)]
    arxiv = Library("arxiv", shelf=[paper(text) for text in recent])
    talk = Script("hackernews", mentions=[mention(text) for text in ("hep-th/9901001", "math/0601001", *recent)])
    reports = await gather(arxiv, [talk], store, clock, WISH, on_progress=ignore)
    assert len(arxiv.asked[0]) == MAX_LOOKED_UP
    assert arxiv.asked[0][:2] == [recent[-1], recent[-2]]
    assert arxiv.asked[0][-1] == "math/0601001"
    assert reports[1].run.detail == (
        "left out talk about 1 paper outside the gathered categories; left 1 paper to be looked up another time"
    )


async def test_two_sources_that_talk_about_one_paper_ask_for_it_once(store: SqliteStore, clock: FakeClock) -> None:
    arxiv = Library("arxiv", shelf=[paper("2501.00002")])
    talk = [
        Script("hackernews", mentions=[mention("2501.00002"), mention("2501.00009")]),
        Script("huggingface", mentions=[mention("2501.00002", likes=9, source="huggingface")]),
    ]
    reports = await gather(arxiv, talk, store, clock, WISH, on_progress=ignore)
    assert sorted(paper_id for asked in arxiv.asked for paper_id in asked) == ["2501.00002", "2501.00009"]
    assert sum(report.saved.new for report in reports) == 1
    found = parse_arxiv_id("2501.00002")
    assert (await store.papers([found]))[found].heat == 12


async def test_a_failing_look_up_costs_only_the_talk_about_unknown_papers(store: SqliteStore, clock: FakeClock) -> None:
    arxiv = Library(
        "arxiv", papers=[paper("2611.00001")], look_up_error=SourceError("arxiv", "arXiv asks us to slow down.")
    )
    talk = Script("hackernews", mentions=[mention("2611.00001"), mention("2501.00002")])
    reports = await gather(arxiv, [talk], store, clock, WISH, on_progress=ignore)
    assert (reports[1].failed, reports[1].saved.mentions) == (False, 1)
    assert reports[1].run.detail == "left out talk about 1 paper not stored: arXiv asks us to slow down."


async def test_a_look_up_that_breaks_stops_no_other_source(store: SqliteStore, clock: FakeClock) -> None:
    arxiv = Library("arxiv", papers=[paper("2611.00001")], look_up_error=ZeroDivisionError())
    talk = [
        Script("hackernews", mentions=[mention("2501.00002")]),
        Script("huggingface", mentions=[mention("2611.00001", source="huggingface")]),
    ]
    reports = await gather(arxiv, talk, store, clock, WISH, on_progress=ignore)
    assert [report.failed for report in reports] == [False, True, False]
    assert reports[2].saved.mentions == 1


async def test_without_arxiv_talk_about_unknown_papers_is_left_out_and_counted(
    store: SqliteStore, clock: FakeClock
) -> None:
    talk = Script("hackernews", mentions=[mention("2501.00002"), mention("2501.00003")])
    (report,) = await gather(None, [talk], store, clock, WISH, on_progress=ignore)
    assert report.run.detail == "left out talk about 2 papers not stored: arXiv is switched off"
    assert report.saved.mentions == 0


async def test_each_source_is_stored_as_it_ends(store: SqliteStore, clock: FakeClock) -> None:
    arxiv = Library("arxiv", papers=[paper("2611.00001")])
    others_are_done = asyncio.Event()
    slow = Script("huggingface", waits_for=others_are_done)
    fast = Script("hackernews", mentions=[mention("2611.00001")])
    ended: list[str] = []

    def on_progress(progress: Progress) -> None:
        if progress.report is not None:
            ended.append(progress.source)
        if ended == ["arxiv", "hackernews"]:
            others_are_done.set()

    reports = await gather(arxiv, [slow, fast], store, clock, WISH, on_progress=on_progress)
    assert ended == ["arxiv", "hackernews", "huggingface"]
    assert [report.run.source for report in reports] == ["arxiv", "huggingface", "hackernews"]


async def test_progress_tells_when_each_source_begins_and_ends(store: SqliteStore, clock: FakeClock) -> None:
    told: list[tuple[str, bool]] = []
    await gather(
        Library("arxiv"),
        [Script("hackernews")],
        store,
        clock,
        WISH,
        on_progress=lambda progress: told.append((progress.source, progress.report is not None)),
    )
    assert sorted(told) == [("arxiv", False), ("arxiv", True), ("hackernews", False), ("hackernews", True)]
    assert told.index(("hackernews", False)) < told.index(("arxiv", True))


async def test_a_run_is_timed_by_the_clock(store: SqliteStore, clock: FakeClock) -> None:
    @dataclass
    class Slow(Script):
        async def gather(self, wish: Wish) -> Gathered:
            await clock.sleep(90)
            return await super().gather(wish)

    (report,) = await gather(None, [Slow("hackernews")], store, clock, WISH, on_progress=ignore)
    assert (report.run.finished_at - report.run.started_at).total_seconds() == 90


@pytest.mark.parametrize("name", ["arxiv", "hackernews"])
async def test_a_store_error_inside_a_source_is_not_blamed_on_the_source(
    name: str, store: SqliteStore, clock: FakeClock
) -> None:
    full = StoreError("the disk is full")
    papers, talk = (Library(error=full), []) if name == "arxiv" else (None, [Script(name, error=full)])
    with pytest.raises(StoreError, match="disk is full"):
        await gather(papers, talk, store, clock, WISH, on_progress=ignore)


async def test_talk_and_the_listing_are_stored_while_arxiv_lets_us_wait_for_details(
    store: SqliteStore, clock: FakeClock
) -> None:
    throttled = asyncio.Event()
    arxiv = Library(papers=[paper("2611.00001")], listing_day=FRIDAY, waits_for=throttled)
    stored_meanwhile: list[float] = []

    async def look() -> None:
        found = parse_arxiv_id("2611.00001")
        try:
            stored_meanwhile.append((await store.papers([found]))[found].heat)
            assert not await store.listing_was_read(FRIDAY)
        finally:
            throttled.set()

    looking: list[asyncio.Task[None]] = []

    def on_progress(progress: Progress) -> None:
        if progress.source == "hackernews" and progress.report is not None:
            looking.append(asyncio.create_task(look()))

    talk = Script("hackernews", mentions=[mention("2611.00001", likes=7)])
    reports = await gather(arxiv, [talk], store, clock, WISH, on_progress=on_progress)
    await looking[0]
    assert stored_meanwhile == [7]
    assert (reports[0].saved.new, reports[0].saved.refreshed, reports[1].saved.mentions) == (1, 0, 1)
    assert await store.listing_was_read(FRIDAY)


async def test_talk_about_stored_papers_does_not_wait_for_the_listing(
    store: SqliteStore, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await gather(Library(papers=[paper("2611.00001")]), [], store, clock, WISH, on_progress=ignore)
    talk = Script("hackernews", mentions=[mention("2611.00001"), mention("2611.00002")])
    heat: list[float] = []
    talk_is_stored = asyncio.Event()
    save = store.save_gathered

    async def save_and_tell(gathered: Gathered) -> Saved:
        saved = await save(gathered)
        talk_is_stored.set()
        return saved

    @dataclass
    class Slow(Library):
        async def gather(self, wish: Wish) -> AsyncGenerator[Gathered, None]:
            await talk_is_stored.wait()
            found = parse_arxiv_id("2611.00001")
            heat.append((await store.papers([found]))[found].heat)
            async for part in super().gather(wish):
                yield part

    monkeypatch.setattr(store, "save_gathered", save_and_tell)

    arxiv = Slow(papers=[paper("2611.00002")])
    reports = await gather(arxiv, [talk], store, clock, WISH, on_progress=ignore)
    assert heat == [3]
    assert (reports[1].saved.mentions, reports[1].run.mentions, arxiv.asked) == (2, 2, [])


async def test_talk_alone_looks_its_papers_up_at_arxiv(store: SqliteStore, clock: FakeClock) -> None:
    arxiv = Library(shelf=[paper("2501.00002")])
    talk = Script("huggingface", mentions=[mention("2501.00002", source="huggingface")])
    (report,) = await sources_gather(Sources(None, [talk], arxiv), store, clock, WISH, on_progress=ignore)
    assert (report.run.source, report.saved.new, report.saved.mentions) == ("huggingface", 1, 1)


async def test_strangers_do_not_keep_others_from_being_looked_up(store: SqliteStore, clock: FakeClock) -> None:
    strangers = [f"2511.{number:05}" for number in range(1, MAX_LOOKED_UP + 51)]
    arxiv = Library(shelf=[paper("2510.00001")])
    talk = Script("hackernews", mentions=[mention(text) for text in (*strangers, "2510.00001")])
    await gather(arxiv, [talk], store, clock, WISH, on_progress=ignore)
    clock.advance(hours=3)
    reports = await gather(arxiv, [talk], store, clock, WISH, on_progress=ignore)
    assert [len(asked) for asked in arxiv.asked] == [MAX_LOOKED_UP, 51]
    assert (reports[1].saved.new, reports[1].saved.mentions) == (1, 1)
    assert reports[1].run.detail == "left out talk about 250 papers outside the gathered categories"
    clock.advance(days=4)
    await gather(arxiv, [talk], store, clock, WISH, on_progress=ignore)
    assert len(arxiv.asked[2]) == MAX_LOOKED_UP


async def test_what_a_broken_off_look_up_found_is_kept(store: SqliteStore, clock: FakeClock) -> None:
    @dataclass
    class Half(Library):
        async def look_up(self, ids: Sequence[ArxivId]) -> LookedUp:
            return LookedUp(self.shelf, frozenset(ids[:1]), SourceError("arxiv", "arXiv is away."))

    talk = Script("hackernews", mentions=[mention("2501.00002"), mention("2501.00001")])
    reports = await gather(Half(shelf=[paper("2501.00002")]), [talk], store, clock, WISH, on_progress=ignore)
    assert (reports[1].saved.new, reports[1].saved.mentions) == (1, 1)
    assert reports[1].run.detail == "left out talk about 1 paper not stored: arXiv is away."


async def test_a_past_day_does_not_speak_for_the_present(store: SqliteStore, clock: FakeClock) -> None:
    talk = Script("hackernews")
    await gather(None, [talk], store, clock, WISH, on_progress=ignore)
    past = Wish(NOW, since=date(2026, 10, 20), day=date(2026, 10, 20))
    broken = Script("hackernews", error=SourceError("hackernews", "HN is away."))
    await gather(None, [broken], store, clock, past, on_progress=ignore)
    assert (await store.source_histories())["hackernews"].last.state is RunState.OK
    assert (await store.source_histories(past.day))["hackernews"].last.state is RunState.FAILED
