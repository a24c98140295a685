"""Plain text in lines that are not too long, counted in the cells of a terminal: pure."""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

BETWEEN: Final = "\x1f"
"""ASCII's unit separator, between the parts of a row: shown as ``·``, unless the row is cut there. No value has it."""

_BETWEEN_SHOWN: Final = " · "
_ADDRESS: Final = ("http://", "https://")
_WIDE: Final = frozenset("WF")
_NO_CELL: Final = frozenset({"Mn", "Me", "Cf", "Cc"})


def cells(text: str) -> int:
    """Return how many cells ``text`` takes: a wide character two, a combining one none.

    Source: https://www.unicode.org/reports/tr11/, UAX #11, read 2026-11.
    """
    return len(text) if text.isascii() else sum(map(_cells_of, text))


def _cells_of(char: str) -> int:
    if unicodedata.east_asian_width(char) in _WIDE:
        return 2
    return 0 if unicodedata.category(char) in _NO_CELL else 1


def wrapped(text: str, width: int, *, lead: str = "", margin: str | None = None) -> Iterator[str]:
    """Yield the lines of ``text``, none wider than ``width``, ``lead`` in front of the first and ``margin`` of others.

    ``margin`` is as many spaces as ``lead`` has cells, unless given. A line is cut at BETWEEN where it has that, else
    between words, and beside a character of a script that has no spaces. An address is never cut, however long: it
    can be copied.
    """
    margin = " " * cells(lead) if margin is None else margin
    room = width - max(cells(lead), cells(margin))
    rows = (row for line in text.splitlines() for row in _rows(line, room))
    for number, row in enumerate(rows):
        yield f"{margin if number else lead}{row}".rstrip()


def aligned(rows: Sequence[Sequence[str]], *, numbers: bool = False) -> tuple[str, ...]:
    """Return ``rows`` of as many cells each as lines in columns, all but the first at the right if ``numbers``."""
    widths = [max(map(cells, column)) for column in zip(*rows, strict=True)]
    return tuple("  ".join(_padded(row, widths, numbers=numbers)).rstrip() for row in rows)


def _padded(row: Sequence[str], widths: Sequence[int], *, numbers: bool) -> Iterator[str]:
    for number, (text, width) in enumerate(zip(row, widths, strict=True)):
        padding = " " * (width - cells(text))
        yield padding + text if numbers and number else text + padding


def _rows(line: str, room: int) -> Iterator[str]:
    parts = line.split(BETWEEN)
    if all(cells(part) <= room or _is_address(part) for part in parts):
        return _flowed(((part, _BETWEEN_SHOWN) for part in parts), room)
    return _flowed(_words(line.replace(BETWEEN, _BETWEEN_SHOWN), room), room)


def _words(line: str, room: int) -> Iterator[tuple[str, str]]:
    """Yield what may stand on a line of its own, each with what stands in front of it where it does not."""
    for word in line.split():
        for number, piece in enumerate([word] if _is_address(word) else _pieces(word, room)):
            yield piece, "" if number else " "


def _pieces(word: str, room: int) -> Iterator[str]:
    if word.isascii() and len(word) <= room:
        yield word
        return
    piece, width, was_wide = "", 0, False
    for char in word:
        taken = _cells_of(char)
        may_break = (was_wide or taken > 1) and not unicodedata.category(char).startswith(("P", "M", "Sk"))
        if piece and (may_break or width + taken > room):
            yield piece
            piece, width = "", 0
        piece, width, was_wide = piece + char, width + taken, taken > 1
    yield piece


def _flowed(parts: Iterator[tuple[str, str]], room: int) -> Iterator[str]:
    row, width = "", 0
    for part, between in parts:
        longer = width + len(between) + cells(part)
        if not row:
            row, width = part, cells(part)
        elif longer <= room:
            row, width = f"{row}{between}{part}", longer
        else:
            yield row
            row, width = part, cells(part)
    yield row


def _is_address(text: str) -> bool:
    return text.startswith(_ADDRESS) and " " not in text
