"""What ``export`` writes."""

import resource
import sqlite3
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.archive.exporting import ExportOutcome, export_days
from bot.archive.importing import import_paths
from bot.archive.reports import Progress
from bot.digest.hot import HotRequest, HotRules, hot_list
from bot.digest.section import Section
from bot.digest.select import EmptyReason, HotList
from bot.errors import BotError, StoreError, UserError
from bot.messages.layout import view_digest
from bot.messages.render import Renderer
from bot.papers.model import Engagement, ImportedPaper, Mention, Paper
from bot.papers.posts import repair
from bot.store.sqlite import SqliteStore, open_store
from tests.archive.samples import POST, paper_text, post_text, stored
from tests.fakes import FakeClock

MEASURED_AT = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


def hot_day(store: SqliteStore) -> Callable[[date], Awaitable[HotList]]:
    async def hot(day: date) -> HotList:
        return await hot_list(store, HotRequest(FakeClock().now(), day), HotRules(enabled=["arxiv"]))

    return hot


def lay_out(folder: Path, texts: Sequence[str]) -> None:
    folder.mkdir(exist_ok=True)
    for place, text in enumerate(texts):
        (folder / f"{place}.md").write_bytes(text.encode())


async def put(store: SqliteStore, folder: Path, *texts: str) -> None:
    lay_out(folder, texts)
    outcome = await import_paths([folder], store, FakeClock(), on_progress=lambda _: None)
    assert outcome.problems == ()


async def write(
    store: SqliteStore, folder: Path, since: date | None = None, until: date | None = None
) -> ExportOutcome:
    return await export_days(
        store, hot_day(store), folder, since=since, until=until, renderer=Renderer(), on_progress=lambda _: None
    )


def gathered_paper() -> ImportedPaper:
    paper: Paper = stored(title="Tea  & <b>Entropy</b>", authors=("Ada, Jr.", "Bo")).paper
    counted = Engagement("hackernews", 212, None, 84, MEASURED_AT)
    talk = Mention("hackernews", "42", paper.id, "https://news.ycombinator.com/item?id=42", likes=212, replies=84)
    return ImportedPaper(paper, (counted,), (talk,))


async def test_an_imported_day_comes_out_as_it_went_in(store: SqliteStore, tmp_path: Path) -> None:
    empty = post_text(day=date(2021, 3, 5))
    await put(store, tmp_path / "in", POST, empty)

    outcome = await write(store, tmp_path / "out" / "deep")

    out = tmp_path / "out" / "deep"
    assert outcome == ExportOutcome(out, written=2)
    assert outcome.summary == f"Exported 2 posts to {out}; 0 unchanged."
    assert {file.name: file.read_text(encoding="utf-8") for file in out.iterdir()} == {
        "2021-03-04---Hot-Papers.md": POST,
        "2021-03-05---Hot-Papers.md": empty,
    }


async def test_a_paper_in_two_posts_has_in_each_the_counts_of_that_day(store: SqliteStore, tmp_path: Path) -> None:
    later = "- retweets: 99, favorites: 99 (03/06/2021 09:00:00)\n\n"
    again = post_text(paper_text(1, "2103.00017", counts=later), day=date(2021, 3, 5))
    await put(store, tmp_path / "in", POST, again)

    await write(store, tmp_path / "out")

    texts = [file.read_text(encoding="utf-8") for file in sorted((tmp_path / "out").iterdir())]
    assert texts == [POST, again]


async def test_a_gathered_day_comes_out_as_a_post_that_another_database_takes(
    store: SqliteStore, tmp_path: Path
) -> None:
    gathered = gathered_paper()
    await store.save_imported([gathered], seen_at=MEASURED_AT)
    await write(store, tmp_path / "out")
    other = await open_store(tmp_path / "other.db", create=True)
    await put(other, tmp_path / "out")

    paper_id = gathered.paper.id
    assert (await other.papers([paper_id]))[paper_id].paper == gathered.paper
    assert [(one.source, one.likes, one.replies) for one in await other.series(paper_id)] == [("hackernews", 212, 84)]
    assert [one.url for one in (await other.mentions([paper_id]))[paper_id]] == [gathered.mentions[0].url]
    first = (tmp_path / "out" / "2026-11-19---Hot-Papers.md").read_bytes()
    await write(other, tmp_path / "again")
    await other.close()
    assert (tmp_path / "again" / "2026-11-19---Hot-Papers.md").read_bytes() == first


@pytest.mark.parametrize("likes", [-3, 10**15, 2**53])
async def test_whatever_was_counted_an_export_goes_in_again(store: SqliteStore, tmp_path: Path, likes: int) -> None:
    paper = stored("2611.10001").paper
    voted = ImportedPaper(paper, (Engagement("hackernews", likes, None, 3, MEASURED_AT),))
    await store.save_imported([voted], seen_at=MEASURED_AT)
    await write(store, tmp_path / "out")

    other = await open_store(tmp_path / "other.db", create=True)
    outcome = await import_paths([tmp_path / "out"], other, FakeClock(), on_progress=lambda _: None)
    await other.close()

    assert (outcome.posts_new, outcome.problems) == (1, ())


async def test_a_day_edited_to_be_none_is_named_and_no_bug(store: SqliteStore, tmp_path: Path) -> None:
    await store.save_imported([gathered_paper()], seen_at=MEASURED_AT)
    with closing(sqlite3.connect(store.path)) as db, db:
        db.execute("UPDATE papers SET announced = '2021-13-99'")

    for asked in (write(store, tmp_path / "out"), store.papers([gathered_paper().paper.id]), store.totals()):
        with pytest.raises(StoreError, match=r"The row of paper 2611\.10001 cannot be read: '2021-13-99' stands where"):
            await asked


async def test_a_day_whose_papers_were_all_withdrawn_says_so_and_exports_nothing(
    store: SqliteStore, tmp_path: Path
) -> None:
    gone = gathered_paper()
    await store.save_imported([replace(gone, paper=replace(gone.paper, withdrawn=True))], seen_at=MEASURED_AT)

    hot = await hot_day(store)(date(2026, 11, 19))
    outcome = await write(store, tmp_path / "out")

    assert (hot.papers, hot.empty_because) == ((), EmptyReason.WITHDRAWN)
    assert view_digest([Section(hot)]).sections[0].empty.sentence == "All papers of Thu 19 Nov 2026 were withdrawn."
    assert (outcome.written, list((tmp_path / "out").iterdir())) == (0, [])


async def test_only_the_days_asked_for_are_written(store: SqliteStore, tmp_path: Path) -> None:
    await put(store, tmp_path / "in", *(post_text(day=date(2021, 3, day)) for day in range(1, 6)))

    outcome = await write(store, tmp_path / "out", date(2021, 3, 2), date(2021, 3, 3))

    assert sorted(file.name[:10] for file in (tmp_path / "out").iterdir()) == ["2021-03-02", "2021-03-03"]
    assert outcome.written == 2


async def test_a_time_without_papers_exports_nothing_and_says_so(store: SqliteStore, tmp_path: Path) -> None:
    outcome = await write(store, tmp_path / "out")

    assert outcome.summary == "Nothing to export: there is no day with papers in that time."
    assert list((tmp_path / "out").iterdir()) == []


async def test_a_file_that_is_the_same_already_is_left_alone(store: SqliteStore, tmp_path: Path) -> None:
    await put(store, tmp_path / "in", POST, post_text(day=date(2021, 3, 5)))
    await write(store, tmp_path / "out")
    same, edited = sorted((tmp_path / "out").iterdir())
    edited.write_text("edited", encoding="utf-8")
    before = same.stat()

    outcome = await write(store, tmp_path / "out")

    assert (outcome.written, outcome.unchanged) == (1, 1)
    assert (same.stat().st_ino, same.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert edited.read_text(encoding="utf-8") == post_text(day=date(2021, 3, 5))


async def test_progress_names_the_day_in_hand(store: SqliteStore, tmp_path: Path) -> None:
    await put(store, tmp_path / "in", POST)
    steps: list[Progress] = []

    await export_days(store, hot_day(store), tmp_path / "out", renderer=Renderer(), on_progress=steps.append)

    assert steps == [Progress(0, 1, "2021-03-04", 0), Progress(1, 1, "", 3)]


@pytest.mark.parametrize("place", ["file", "file/below"])
async def test_a_folder_that_is_a_file_is_refused(store: SqliteStore, tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(UserError, match="is not a folder"):
        await write(store, tmp_path / place)


async def test_a_full_disk_leaves_the_old_file_whole_and_nothing_half_written(
    store: SqliteStore, tmp_path: Path
) -> None:
    await put(store, tmp_path / "in", POST)
    file = tmp_path / "out" / "2021-03-04---Hot-Papers.md"
    file.parent.mkdir()
    file.write_text("older", encoding="utf-8")

    with largest_file(bytes_=100), pytest.raises(BotError, match="could not be written: File too large"):
        await write(store, tmp_path / "out")

    assert [(each.name, each.read_text(encoding="utf-8")) for each in file.parent.iterdir()] == [(file.name, "older")]


async def test_a_folder_in_the_place_of_a_file_is_an_error_that_names_it(store: SqliteStore, tmp_path: Path) -> None:
    await put(store, tmp_path / "in", POST)
    (tmp_path / "out" / "2021-03-04---Hot-Papers.md").mkdir(parents=True)

    with pytest.raises(BotError, match=r"2021-03-04---Hot-Papers\.md could not be written"):
        await write(store, tmp_path / "out")

    assert len(list((tmp_path / "out").iterdir())) == 1


@contextmanager
def largest_file(*, bytes_: int) -> Iterator[None]:
    """Let no file of this process grow beyond so many bytes, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.shared
async def test_every_real_post_comes_out_byte_for_byte(store: SqliteStore, tmp_path: Path, shared: Path) -> None:
    files = [*sorted((shared / "posts").iterdir()), *sorted((shared / "seeds").iterdir())]
    await import_paths(files, store, FakeClock(), on_progress=lambda _: None)

    outcome = await write(store, tmp_path / "out")

    originals = {text[4:32]: text for text in (repair(file.read_bytes().decode())[0] for file in files)}
    exported = {text[4:32]: text for text in (file.read_bytes().decode() for file in (tmp_path / "out").iterdir())}
    assert outcome.written == 46
    assert exported == originals
