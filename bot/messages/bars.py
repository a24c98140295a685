"""Bars of heat, one below the other, each paper's title above its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.messages.canvas import BODY, PAD, SMALL, STRONG, WIDTH, Canvas, Point, Typeface
from bot.messages.palette import AXIS, INK, QUIET, RISING_COLOR

ROW_HEIGHT: Final = 43.0
BAR_HEIGHT: Final = 12.0
_NOTE_SPACE: Final = 7.0
_SEAM: Final = 1.0


@dataclass(frozen=True, slots=True)
class Row:
    """One paper as a bar of parts, each with its color; ``note`` and ``rising`` stand at its end."""

    rank: str
    title: str
    parts: tuple[tuple[float, str], ...]
    note: str
    rising: str = ""

    @property
    def length(self) -> float:
        """Return the sum of the parts that are drawn: those above 0."""
        return sum(value for value, _ in self.parts if value > 0)


def draw_key(canvas: Canvas, y: float, entries: Sequence[tuple[str, str]], sign: str = "") -> None:
    """Name the colors on one line."""
    x = PAD
    for name, color in entries:
        if x > WIDTH - 3 * PAD:
            break
        text = canvas.face.fitted(canvas.face.drawable(name) or "?", SMALL, max(0.0, WIDTH - PAD - x - 14))
        canvas.bar(x, y - 9, x + 9, y, color)
        canvas.text((x + 14, y), text, SMALL, QUIET)
        x += 14 + canvas.face.width(text, SMALL) + 14
    canvas.text((x, y), sign, SMALL, RISING_COLOR)


@dataclass(frozen=True, slots=True)
class Fit:
    """Where bars begin, and how long they are, so that the longest leaves room for every note."""

    left: float
    points_per_heat: float


def fit_of(face: Typeface, rows: Sequence[Row]) -> Fit:
    """Return where bars begin and how long they are, at least one row given."""
    left = PAD + max(face.width(row.rank, BODY) for row in rows) + 8
    notes = (
        face.width(row.note, STRONG) + face.width(row.rising, STRONG) + _NOTE_SPACE * bool(row.rising) for row in rows
    )
    longest = max(row.length for row in rows)
    room = WIDTH - PAD - left - max(notes) - _NOTE_SPACE
    return Fit(left, room / longest if longest > 0 else 0.0)


def draw_bars(canvas: Canvas, rows: Sequence[Row], top: float, fit: Fit) -> float:
    """Draw the rows one below the other; return where they end."""
    face = canvas.face
    for n, row in enumerate(rows):
        y = top + n * ROW_HEIGHT + 18
        canvas.text((PAD, y), row.rank, BODY, QUIET)
        canvas.text((fit.left, y), face.fitted(row.title, BODY, WIDTH - PAD - fit.left), BODY)
        note = _bar(canvas, row, (fit.left, y + 7), fit.points_per_heat) + _NOTE_SPACE
        middle = y + 7 + BAR_HEIGHT / 2
        canvas.text((note, middle), row.note, STRONG, INK, "lm")
        canvas.text((note + face.width(row.note, STRONG) + _NOTE_SPACE, middle), row.rising, STRONG, RISING_COLOR, "lm")
    return top + len(rows) * ROW_HEIGHT


def _bar(canvas: Canvas, row: Row, at: Point, points_per_heat: float) -> float:
    """Draw the parts side by side, a seam between those that are wide enough; return where the bar ends."""
    left, y = at
    reached = 0.0
    parts = [(value, color) for value, color in row.parts if value > 0]
    for n, (value, color) in enumerate(parts):
        start, reached = left + reached * points_per_heat, reached + value
        end = left + reached * points_per_heat
        seam = _SEAM if n < len(parts) - 1 and end - start > 3 * _SEAM else 0
        canvas.bar(start, y, end - seam, y + BAR_HEIGHT, color)
    end = left + reached * points_per_heat
    if end - left < 1:
        canvas.bar(left, y, left + 1, y + BAR_HEIGHT, parts[0][1] if parts else AXIS)
    return max(end, left + 1)
