"""What ``import`` takes, what it refuses, and what it says of either."""

import os
import sqlite3
import sys
import tracemalloc
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.archive.importing import ImportOutcome, import_paths
from bot.archive.json_lines import BATCH_LINES
from bot.archive.post_files import LARGEST_POST_BYTES
from bot.archive.reports import Progress
from bot.errors import StoreError
from bot.papers.model import ArxivId
from bot.papers.posts import parse_post
from bot.store.sqlite import SqliteStore
from tests.archive.samples import DAY, POST, line, paper_text, post_text
from tests.fakes import FakeClock


async def take(store: SqliteStore, *paths: Path) -> ImportOutcome:
    return await import_paths(paths, store, FakeClock(), on_progress=lambda _: None)


def written(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def said(outcome: ImportOutcome, folder: Path) -> list[str]:
    return [str(problem).replace(f"{folder}/", "") for problem in outcome.problems]


async def test_a_post_goes_in_with_its_papers_counts_and_tweets(store: SqliteStore, tmp_path: Path) -> None:
    outcome = await take(store, written(tmp_path / "a.md", POST))

    assert outcome == ImportOutcome(posts_new=1, posted=3)
    assert outcome.summary == "Imported 1 new post with 3 papers, 0 unchanged."
    assert await store.post(DAY) == parse_post(POST)
    paper_id = ArxivId("2103.00017")
    (engagement,) = await store.series(paper_id)
    assert engagement.measured_at == datetime(2021, 3, 5, 0, 12, 1, tzinfo=UTC)
    assert len((await store.mentions([paper_id]))[paper_id]) == 2


async def test_the_same_post_again_changes_nothing(store: SqliteStore, tmp_path: Path) -> None:
    await take(store, written(tmp_path / "a.md", POST))
    before = await store.totals()

    outcome = await take(store, written(tmp_path / "copy.txt", POST))

    assert outcome == ImportOutcome(posts_unchanged=1)
    assert outcome.took_anything
    assert await store.totals() == before


async def test_another_post_of_a_stored_day_is_refused(store: SqliteStore, tmp_path: Path) -> None:
    await take(store, written(tmp_path / "a.md", POST))

    outcome = await take(store, written(tmp_path / "b.md", POST.replace("Socks", "Gloves")))

    assert not outcome.took_anything
    assert len(outcome.problems) == 1
    assert "2021-03-04" in said(outcome, tmp_path)[0]
    assert await store.post(DAY) == parse_post(POST)


async def test_a_damaged_post_is_repaired_and_named(store: SqliteStore, tmp_path: Path) -> None:
    file = written(tmp_path / "damaged.txt", POST.encode().decode("mac-roman"))

    outcome = await take(store, file)

    assert outcome.repaired == (file,)
    assert f"Repaired {file}" in outcome.summary
    assert await store.post(DAY) == parse_post(POST)


async def test_a_malformed_post_is_refused_whole_and_the_rest_goes_in(store: SqliteStore, tmp_path: Path) -> None:
    written(tmp_path / "1.md", POST.replace("# 2. ", "# two "))
    written(tmp_path / "2.md", post_text(paper_text(1, "2103.00099"), day=date(2021, 3, 5)))
    written(tmp_path / "3.jsonl", line(id="bad") + line())

    outcome = await take(store, tmp_path)

    assert (outcome.posts_new, outcome.new) == (1, 1)
    assert said(outcome, tmp_path)[0].startswith("1.md:32: Expected '# 2. TITLE', found '# two ")
    assert said(outcome, tmp_path)[1].startswith("3.jsonl:1: id: “bad” is not an arXiv id.")
    assert (
        outcome.summary
        == "Imported 1 new post with 1 paper, 0 unchanged; 1 line: 1 new paper, 0 changed, 0 as known; 2 problems."
    )
    assert set(await store.papers([ArxivId("2103.00017"), ArxivId("2103.00099")])) == {"2103.00099"}


async def test_the_summary_counts_lines_and_does_not_depend_on_batches(store: SqliteStore, tmp_path: Path) -> None:
    lines = [line(), *(line(id=f"2506.{number:05}") for number in range(1, BATCH_LINES)), line(), line(title="New")]
    file = written(tmp_path / "many.jsonl", "".join([*lines, line(id="2506.00001")]))

    first, again = await take(store, file), await take(store, file)

    assert first.summary == "Imported 503 lines: 500 new papers, 1 changed, 2 as known."
    assert again.summary == "Imported 503 lines: 0 new papers, 2 changed, 501 as known."


async def test_the_same_lines_again_are_as_known_and_add_no_counts(store: SqliteStore, tmp_path: Path) -> None:
    file = written(tmp_path / "papers.jsonl", line(engagement={"x": {"likes": 3}}))
    clock = FakeClock()

    outcomes = []
    for _ in range(2):
        outcomes.append(await import_paths([file], store, clock, on_progress=lambda _: None))
        clock.advance(hours=1)

    assert [outcome.summary for outcome in outcomes] == [
        "Imported 1 line: 1 new paper, 0 changed, 0 as known, 1 new count.",
        "Imported 1 line: 0 new papers, 0 changed, 1 as known.",
    ]
    assert len(await store.series(ArxivId("2506.01234"))) == 1


async def test_a_post_from_the_future_is_refused(store: SqliteStore, tmp_path: Path) -> None:
    written(tmp_path / "day.md", post_text(day=date(2028, 1, 3)))
    written(tmp_path / "counts.md", POST.replace("(03/05/2021 09:12:02)", "(03/05/2999 09:12:02)"))

    outcome = await take(store, tmp_path)

    assert said(outcome, tmp_path) == [
        "counts.md: The post cannot be: 2999-03-05 00:12 UTC lies in the future.",
        "day.md: The post cannot be: 2028-01-03 is more than a year ahead.",
    ]
    assert (await store.totals()).papers == 0


HOSTILE = "\x1b[31m\x1b]0;owned\x07\u202e\x9b1m"


async def test_nothing_in_a_file_or_its_name_can_act_on_the_terminal(store: SqliteStore, tmp_path: Path) -> None:
    wrong = [
        line(engagement={f"x{HOSTILE}": {"likes": 1}}),
        line(engagement={f"x{HOSTILE}": 7}),
        line(id=f"2506{HOSTILE}"),
        line(mentions=[{"source": HOSTILE, "url": "https://x.com"}]),
    ]
    written(tmp_path / f"a{HOSTILE}.jsonl", "".join(wrong))
    written(tmp_path / f"b{HOSTILE}.md", post_text(paper_text(1, f"2103{HOSTILE}")))
    written(tmp_path / f"c{HOSTILE}.md", POST.encode().decode("mac-roman"))

    outcome = await take(store, tmp_path)

    assert (len(outcome.problems), len(outcome.repaired)) == (5, 1)
    assert all(str(problem).isprintable() for problem in outcome.problems)
    assert all(text.isprintable() for text in outcome.summary.splitlines())
    assert not any("\x1b" in problem.message or "\x9b" in problem.message for problem in outcome.problems)


async def test_a_disk_that_fills_up_leaves_a_report_of_what_went_in(store: SqliteStore, tmp_path: Path) -> None:
    written(tmp_path / "1.jsonl", line(id="bad") + line())
    written(tmp_path / "2.jsonl", "".join(line(id=f"2506.{n:05}", summary="Tea " * 500) for n in range(1, 400)))
    heard: list[str] = []

    await store._writer.run(_fill_up)
    with pytest.raises(StoreError) as caught:
        await import_paths(
            [tmp_path],
            store,
            FakeClock(),
            on_progress=lambda _: None,
            on_problem=lambda problem: heard.append(problem.message),
        )

    assert [text[:12] for text in heard] == ["id: “bad” is"]
    failed, before = str(caught.value).splitlines()
    assert failed.startswith("The disk is full")
    assert before == "Before that: Imported 1 line: 1 new paper, 0 changed, 0 as known; 1 problem."
    assert (await store.totals()).papers == 1


def _fill_up(db: sqlite3.Connection) -> None:
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    db.execute(f"PRAGMA max_page_count = {pages + 30}")


async def test_a_later_line_refreshes_an_earlier_one(store: SqliteStore, tmp_path: Path) -> None:
    first = written(tmp_path / "2025-06-03.jsonl", line(title="Old"))
    second = written(tmp_path / "2025-06-02.jsonl", line(title="New"))

    outcome = await take(store, first, second)

    assert (outcome.lines, outcome.new, outcome.changed) == (2, 1, 1)
    stored = (await store.papers([ArxivId("2506.01234")]))[ArxivId("2506.01234")]
    assert (stored.paper.title, stored.paper.announced) == ("New", date(2025, 6, 2))


async def test_json_lines_larger_than_a_batch_go_in_whole(store: SqliteStore, tmp_path: Path) -> None:
    lines = "".join(line(id=f"2506.{number:05}") for number in range(1, 1202))

    outcome = await take(store, written(tmp_path / "many.jsonl", lines))

    assert outcome == ImportOutcome(lines=1201, new=1201)


async def test_progress_names_the_file_in_hand_and_ends_full(store: SqliteStore, tmp_path: Path) -> None:
    written(tmp_path / "a.md", POST)
    written(tmp_path / "b.jsonl", line())
    steps: list[Progress] = []

    await import_paths([tmp_path], store, FakeClock(), on_progress=steps.append)

    assert [step.name for step in steps] == ["a.md", "a.md", "b.jsonl", "b.jsonl", ""]
    assert steps[-1] == Progress(2, 2, "", 4)


async def test_files_are_read_in_order_once_and_from_the_bottom_of_folders(store: SqliteStore, tmp_path: Path) -> None:
    written(tmp_path / "in" / "2021" / "b.MD", post_text(day=date(2021, 3, 5)))
    written(tmp_path / "in" / "a.md", POST)
    written(tmp_path / "in" / "picture.png", b"\x89PNG")
    (tmp_path / "in" / "link.md").symlink_to(tmp_path / "in" / "a.md")
    steps: list[Progress] = []

    outcome = await import_paths(
        [tmp_path / "in", tmp_path / "in" / "a.md"], store, FakeClock(), on_progress=steps.append
    )

    assert outcome == ImportOutcome(posts_new=2, posted=3)
    assert list(dict.fromkeys(step.name for step in steps)) == ["b.MD", "a.md", ""]


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        (
            "latin.md",
            POST.replace("Vlna", "Vlná").encode().replace("á".encode(), b"\xe1"),
            ":14: The line is not UTF-8 (byte 0xe1).",
        ),
        ("bom.md", "\ufeff" + POST, ":1: The file begins with a byte order mark"),
        ("windows.md", POST.replace("\n", "\r\n"), ":1: The line ends with CR LF"),
        ("empty.md", b"", ":1: The file is empty."),
        ("nul.md", POST.replace("Socks", "So\0cks"), ":32: The line has a NUL character"),
        ("huge.txt", b"x" * (LARGEST_POST_BYTES + 1), ":1: The file is larger than 4 MB"),
        ("notes.txt", "Buy tea.\n", ":1: Expected '---', which begins a post, found 'Buy tea.'"),
        ("empty.jsonl", b"", ": The file is empty."),
        ("blank.jsonl", b"\n \n", ": The file is empty."),
        ("bom.jsonl", "\ufeff" + line(), ":1: Not JSON"),
        ("utf-16.jsonl", line().encode("utf-16"), ":1: The line is not UTF-8"),
        ("post.jsonl", POST, ":1: Not JSON"),
        ("papers.csv", "id,title\n", ": Not a kind we read"),
    ],
)
async def test_a_file_that_cannot_be_taken_says_why(
    store: SqliteStore, tmp_path: Path, name: str, content: str | bytes, problem: str
) -> None:
    outcome = await take(store, written(tmp_path / name, content))

    assert not outcome.took_anything
    assert said(outcome, tmp_path)[0].startswith(name + problem)


async def test_a_line_of_100_mb_is_refused_in_little_memory_and_the_next_goes_in(
    store: SqliteStore, tmp_path: Path
) -> None:
    file = tmp_path / "papers.jsonl"
    with file.open("wb") as writer:
        for _ in range(100):
            writer.write(b"x" * 2**20)
        writer.write(b"\n" + line().encode())

    tracemalloc.start()
    outcome = await take(store, file)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak_bytes < 32 * 2**20
    assert said(outcome, tmp_path) == ["papers.jsonl:1: The line is longer than 8 MB."]
    assert outcome.new == 1


async def test_what_is_not_there_or_is_no_file_is_a_problem(store: SqliteStore, tmp_path: Path) -> None:
    (tmp_path / "gone.md").symlink_to(tmp_path / "nowhere.md")
    (tmp_path / "empty").mkdir()
    os.mkfifo(tmp_path / "pipe.md")

    outcome = await take(store, tmp_path / "gone.md", tmp_path / "missing", tmp_path / "empty", tmp_path / "pipe.md")

    assert said(outcome, tmp_path) == [
        "gone.md: Cannot be read: No such file or directory.",
        "missing: Cannot be read: No such file or directory.",
        "empty: The folder has no .md, .txt or .jsonl file.",
        "pipe.md: Not a regular file.",
    ]
    assert not outcome.took_anything
    assert outcome.summary == "Imported nothing; 4 problems."


@pytest.mark.skipif(sys.platform != "linux", reason="needs a file that opens and cannot be read: /proc/self/mem")
@pytest.mark.parametrize("name", ["post.md", "papers.jsonl"])
async def test_a_file_that_cannot_be_read_is_a_problem(store: SqliteStore, tmp_path: Path, name: str) -> None:
    (tmp_path / name).symlink_to("/proc/self/mem")
    written(tmp_path / "z.md", POST)

    outcome = await take(store, tmp_path)

    assert said(outcome, tmp_path) == [f"{name}: Cannot be read: Input/output error."]
    assert outcome.posts_new == 1


async def test_a_link_that_leads_back_is_not_followed_for_ever(store: SqliteStore, tmp_path: Path) -> None:
    written(tmp_path / "in" / "deep" / "a.md", POST)
    (tmp_path / "in" / "deep" / "back").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "other").symlink_to(tmp_path / "in" / "deep")

    outcome = await take(store, tmp_path / "in")

    assert outcome.posts_new == 1
    assert [text.split(": ")[1] for text in said(outcome, tmp_path)] == [
        "The link leads back to a folder that it lies in; it was not followed."
    ]


@pytest.mark.shared
async def test_every_real_post_goes_in_and_only_the_damaged_one_is_repaired(store: SqliteStore, shared: Path) -> None:
    posts = await take(store, shared / "posts")
    seeds = await take(store, shared / "seeds")

    assert (posts.posts_new, posts.posted, posts.problems) == (45, 508, ())
    assert (seeds.posts_new, seeds.posts_unchanged, seeds.problems) == (1, 1, ())
    assert [file.name for file in (*posts.repaired, *seeds.repaired)] == ["000_c0a91fe5f6e1ba6b.txt"]
    assert (await store.totals()).posts == 46


@pytest.mark.shared
async def test_ten_real_days_of_json_lines_go_in(store: SqliteStore, shared: Path) -> None:
    outcome = await take(store, shared / "papers")
    again = await take(store, shared / "papers")

    assert outcome.problems == again.problems == ()
    assert outcome.new == (await store.totals()).papers > 2_900
    assert again.new == 0
    assert (await store.days())[0] == date(2025, 6, 2)
