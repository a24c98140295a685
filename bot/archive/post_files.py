"""A file that holds one post."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.errors import MalformedInput
from bot.papers.posts import Post, parse_post, repair

LARGEST_POST_BYTES: Final = 4 * 2**20
"""Sixty times the largest post of the ancestor."""


@dataclass(frozen=True, slots=True)
class ReadPost:
    """A post from a file; ``was_repaired`` where letters had been read in a wrong encoding."""

    post: Post
    was_repaired: bool


def read_post(path: Path) -> ReadPost:
    """Return the post in a file, its damaged letters repaired. Raises MalformedInput, or OSError."""
    text, was_repaired = repair(_text(path))
    return ReadPost(parse_post(text), was_repaired)


def _text(path: Path) -> str:
    with path.open("rb") as file:
        data = file.read(LARGEST_POST_BYTES + 1)
    if len(data) > LARGEST_POST_BYTES:
        raise MalformedInput(f"The file is larger than {LARGEST_POST_BYTES // 2**20} MB: not a post.", line=1)
    try:
        return data.decode()
    except UnicodeDecodeError as exc:
        line = data.count(b"\n", 0, exc.start) + 1
        raise MalformedInput(f"The line is not UTF-8 (byte 0x{data[exc.start]:02x}).", line=line) from exc
