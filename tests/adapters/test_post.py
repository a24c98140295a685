"""A folder of posts."""

from pathlib import Path

import pytest

from bot.adapters.disk import only_writer, opened_folder
from bot.adapters.post import Posts
from bot.delivery.place import Accepted, Busy, NotThere, Outcome, Refused
from bot.subscriptions.delivery import Delivery
from tests.adapters.deliveries import delivery

NAME = "2026-11-20---Hot-Papers.md"


def part(text: str, name: str = NAME, **fields: object) -> Delivery:
    return delivery("post:posts", {"file": name, "text": text}, **fields)


async def send(home: Path, *texts: str) -> list[Outcome]:
    return [await Posts(home).send(part(text)) for text in texts]


def files(home: Path) -> dict[str, str]:
    return {file.name: file.read_text() for file in (home / "posts").iterdir()}


async def test_a_post_has_the_bytes_it_was_planned_with(tmp_path: Path) -> None:
    text = "---\r\ntitle: α–β\n---\n\n  two  spaces \n"
    assert await send(tmp_path, text) == [Accepted(NAME)]
    assert (tmp_path / "posts" / NAME).read_bytes() == text.encode()


async def test_a_second_digest_of_a_day_stands_beside_the_first(tmp_path: Path) -> None:
    sent = await send(tmp_path, "Friday", "Saturday", "Sunday")
    assert sent == [
        Accepted(NAME),
        Accepted("2026-11-20---Hot-Papers-2.md"),
        Accepted("2026-11-20---Hot-Papers-3.md"),
    ]
    assert sorted(files(tmp_path).values()) == ["Friday", "Saturday", "Sunday"]


async def test_the_same_post_twice_is_a_no_op(tmp_path: Path) -> None:
    await send(tmp_path, "Friday", "Saturday")
    assert await send(tmp_path, "Saturday") == [Accepted("2026-11-20---Hot-Papers-2.md")]
    assert len(files(tmp_path)) == 2


async def test_what_a_crash_left_half_written_is_no_post(tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / ".hotpapers-post.tmp").write_text("Fri")
    assert await Posts(tmp_path).find_sent(part("Friday")) == NotThere()
    await send(tmp_path, "Friday")
    assert files(tmp_path) == {NAME: "Friday"}


async def test_while_another_program_writes_there_it_waits(tmp_path: Path) -> None:
    await send(tmp_path, "Friday")
    with opened_folder(tmp_path / "posts") as folder, only_writer(folder):
        assert isinstance(await Posts(tmp_path).send(part("Saturday")), Busy)
        assert isinstance(await Posts(tmp_path).find_sent(part("Friday")), Busy)
    assert await Posts(tmp_path).find_sent(part("Friday")) == Accepted(NAME)


async def test_a_folder_in_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    outcome = await Posts(tmp_path).send(delivery("post:disk/posts", {"file": NAME, "text": "Friday"}))
    assert isinstance(outcome, Refused)
    assert outcome.is_gone
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["../up.md", "/etc/up.md", "a/b.md", "", ".", "..", ".hidden.md", "a\\b", "a\nb", "x" * 300]
)
async def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    outcome = await Posts(tmp_path / "home").send(part("Friday", name))
    assert isinstance(outcome, Refused)
    assert not outcome.is_gone
    assert list(tmp_path.iterdir()) == []


async def test_a_link_in_the_way_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / NAME).symlink_to("/nowhere/at/all")
    assert await send(tmp_path, "Friday") == [Accepted("2026-11-20---Hot-Papers-2.md")]


async def test_a_folder_may_be_named_in_full(tmp_path: Path) -> None:
    place = f"post:{tmp_path / 'elsewhere'}"
    assert await Posts(tmp_path / "home").send(delivery(place, {"file": NAME, "text": "Friday"})) == Accepted(NAME)
    assert (tmp_path / "elsewhere" / NAME).read_text() == "Friday"
