"""A file that grows by a line a section."""

import json
import os
import resource
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.disk import only_writer
from bot.adapters.jsonl import JsonLines
from bot.delivery.place import Accepted, Busy, NotThere, Refused
from bot.subscriptions.delivery import Delivery
from tests.adapters.deliveries import PERIOD, delivery


def part(key: str, day: str = "2026-11-20", **fields: object) -> Delivery:
    return delivery("jsonl:digests.jsonl", {"day": day, "papers": []}, key=key, **fields)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "digests.jsonl"


async def test_a_line_is_what_hot_prints_with_its_key_before_it(file: Path) -> None:
    await JsonLines(file.parent).send(part("KEY1", "α\u2028β\nδ"))
    [line] = file.read_bytes().decode().split("\n")[:-1]
    assert list(json.loads(line).items()) == [
        ("key", "KEY1"),
        ("period", PERIOD),
        ("part", 0),
        ("day", "α\u2028β\nδ"),
        ("papers", []),
    ]


async def test_a_torn_last_line_is_cut_off_before_the_next(file: Path) -> None:
    adapter = JsonLines(file.parent)
    await adapter.send(part("KEY1"))
    whole = file.read_bytes()
    await adapter.send(part("KEY2"))
    torn = file.read_bytes()[:-10]
    file.write_bytes(torn)
    assert await adapter.find_sent(part("KEY2")) == NotThere()
    assert file.read_bytes() == whole
    file.write_bytes(torn)
    assert await adapter.send(part("KEY3")) == Accepted()
    assert [json.loads(line)["key"] for line in file.read_text().splitlines()] == ["KEY1", "KEY3"]


async def test_a_line_that_lacks_only_its_end_is_kept(file: Path) -> None:
    adapter = JsonLines(file.parent)
    await adapter.send(part("KEY1"))
    whole = file.read_bytes()
    file.write_bytes(whole[:-1])
    assert await adapter.find_sent(part("KEY1")) == Accepted()
    assert file.read_bytes() == whole


keys = st.text("ABC", min_size=1, max_size=4)


@given(st.lists(st.tuples(keys, st.integers(0, 70_000))), st.integers(0, 40), keys)
async def test_it_has_what_was_appended_wherever_it_was_torn(
    lines: list[tuple[str, int]], cut: int, asked: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        adapter = JsonLines(Path(folder))
        for key, length in lines:
            await adapter.send(part(key, "x" * length))
        file = Path(folder) / "digests.jsonl"
        if lines and cut:
            os.truncate(file, file.stat().st_size - cut)
        kept = lines if cut < 2 else lines[:-1]
        expected = Accepted() if asked in dict(kept) else NotThere()
        assert await adapter.find_sent(part(asked)) == expected


async def test_a_key_in_somebodys_title_is_not_the_key_of_the_line(file: Path) -> None:
    await JsonLines(file.parent).send(part("KEY1", '"key": "KEY2"'))
    assert await JsonLines(file.parent).find_sent(part("KEY2")) == NotThere()


async def test_while_another_program_writes_it_waits(file: Path) -> None:
    adapter = JsonLines(file.parent)
    await adapter.send(part("KEY1"))
    with file.open("ab") as other, only_writer(other.fileno()):
        assert isinstance(await adapter.send(part("KEY2")), Busy)
        assert isinstance(await adapter.find_sent(part("KEY1")), Busy)
    assert len(file.read_text().splitlines()) == 1


@contextmanager
def disk_of(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond ``size``."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)


async def test_on_a_full_disk_nothing_is_half_written_and_it_is_tried_again(file: Path) -> None:
    adapter = JsonLines(file.parent)
    await adapter.send(part("KEY1"))
    whole = file.read_bytes()
    with disk_of(len(whole) + 20):
        assert isinstance(await adapter.send(part("KEY2")), Busy)
    assert file.read_bytes() == whole
    assert await adapter.send(part("KEY2", attempts=2)) == Accepted()


async def test_what_is_no_ordinary_file_is_refused(file: Path) -> None:
    os.mkfifo(file)
    outcome = await JsonLines(file.parent).send(part("KEY1"))
    assert isinstance(outcome, Refused)
    assert outcome.is_gone


async def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    adapter = JsonLines(tmp_path / "disk")
    assert isinstance(await adapter.send(part("KEY1")), Refused)
    assert await adapter.find_sent(part("KEY1")) == NotThere()
    assert list(tmp_path.iterdir()) == []
