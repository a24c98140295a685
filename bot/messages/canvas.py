"""What charts are drawn with: lengths in points, two pixels each, on an opaque ground; the only room of Pillow.

A canvas and its fonts belong to the call that made them, so charts may be drawn in any thread. The typeface
comes with the package (Source Sans 3), never from the system.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from io import BytesIO
from math import ceil, floor, hypot
from typing import Final, TypeAlias

from PIL import Image, ImageDraw, ImageFont

from bot.messages.escaping import printable
from bot.messages.palette import FRAME, GROUND, INK
from bot.messages.wording import shortened

SCALE: Final = 2
"""Pixels a point: phones show a picture at about half its size."""

WIDTH: Final = 480.0
PAD: Final = 20.0

_SMOOTHING: Final = 4
_DASH_POINTS: Final = (3.0, 4.0)
_MAX_CHARS: Final = 300
"""No line of a chart holds as many; what is beyond is not even looked at."""

_CUT: Final = "…"
_ORNAMENTS: Final = frozenset({"So", "Sk", "Co", "Cn"})
"""Emoji, their modifiers and what has no meaning: a title says the same without one that cannot be drawn."""

_MARKS: Final = frozenset({"Mn", "Me"})
"""Accents that no letter was composed with: the basic layout would set them beside it."""


@dataclass(frozen=True, slots=True)
class Style:
    """A size in points and a weight, from 200 (hair) to 900 (black)."""

    size: float
    weight: int = 400


TITLE: Final = Style(17, 650)
BODY: Final = Style(14)
STRONG: Final = Style(14, 600)
SMALL: Final = Style(12.5)

Point: TypeAlias = tuple[float, float]


@dataclass(slots=True)
class Typeface:
    """The fonts of one canvas, made as they are needed."""

    data: bytes = field(repr=False)
    fonts: dict[Style, ImageFont.FreeTypeFont] = field(default_factory=dict)

    def font(self, style: Style) -> ImageFont.FreeTypeFont:
        """Return the font of ``style`` in pixels."""
        if style not in self.fonts:
            # The basic layout sets one character after another: nothing in a title can reorder a line.
            basic = ImageFont.Layout.BASIC
            font = ImageFont.truetype(BytesIO(self.data), style.size * SCALE, layout_engine=basic)
            font.set_variation_by_axes([style.weight])
            self.fonts[style] = font
        return self.fonts[style]

    def width(self, text: str, style: Style) -> float:
        """Return how wide one line is, in points."""
        return self.font(style).getlength(text) / SCALE

    def has(self, char: str) -> bool:
        """Tell whether there is a glyph for ``char``, and not the box that stands for a missing one."""
        return char.isascii() or self._glyph(char) != self._glyph("\uffff")

    def _glyph(self, char: str) -> tuple[float, bytes]:
        font = self.font(BODY)
        return font.getlength(char), bytes(font.getmask(char))

    def drawable(self, text: str) -> str | None:
        """Return ``text`` as it can be drawn, None where that would not say the same.

        On one line, composed, without what does not show; emoji and the like without a glyph are left out,
        and letters of mathematics become plain ones. Only the first _MAX_CHARS characters count.
        """
        line = unicodedata.normalize("NFC", " ".join(printable(text[:_MAX_CHARS]).split()))
        drawn = [self._drawn(char) for char in line]
        kept = " ".join("".join(part for part in drawn if part is not None).split())
        return kept if None not in drawn and any(map(str.isalnum, kept)) else None

    def _drawn(self, char: str) -> str | None:
        category = unicodedata.category(char)
        if category in _MARKS:
            return ""
        if self.has(char):
            return char
        plain = unicodedata.normalize("NFKC", char)
        if plain != char and all(map(self.has, plain)):
            return plain
        return "" if category in _ORNAMENTS else None

    def fitted(self, text: str, style: Style, room: float) -> str:
        """Return ``text`` cut between words so that it is at most ``room`` points wide."""
        line = text[:_MAX_CHARS]
        if line == text and self.width(line, style) <= room:
            return text
        fitting, too_long = 0, len(line) + 1
        while too_long - fitting > 1:
            middle = (fitting + too_long) // 2
            if self.width(shortened(line + " " + _CUT, middle), style) <= room:
                fitting = middle
            else:
                too_long = middle
        return shortened(line + " " + _CUT, fitting) if fitting else ""

    def wrapped(self, text: str, style: Style, room: float, max_lines: int) -> tuple[str, ...]:
        """Return ``text`` in at most ``max_lines`` lines of at most ``room`` points, the last one cut if it must be."""
        lines: list[str] = []
        words = text[: _MAX_CHARS * max_lines].split()
        while words and len(lines) < max_lines - 1:
            count = next((n for n in range(len(words), 0, -1) if self.width(" ".join(words[:n]), style) <= room), 0)
            if not count:
                break
            lines.append(" ".join(words[:count]))
            words = words[count:]
        return (*lines, self.fitted(" ".join(words), style, room)) if words else tuple(lines)


def typeface() -> Typeface:
    """Return Source Sans 3, which comes with the package ``fontpkg-source-sans-3`` (SIL Open Font License)."""
    path = files("fontpkg_source_sans_3") / "files" / "SourceSans3[wght].ttf"
    return Typeface(path.read_bytes())


class Canvas:
    """One picture in the making; every length and place is in points from the upper left corner."""

    def __init__(self, face: Typeface, width: float, height: float) -> None:
        self.face = face
        self.width_px, self.height_px = round(width * SCALE), round(height * SCALE)
        self._image = Image.new("RGB", (self.width_px, self.height_px), GROUND)
        self._draw = ImageDraw.Draw(self._image)
        self._draw.rectangle((0, 0, self.width_px - 1, self.height_px - 1), outline=FRAME)

    def bar(self, left: float, top: float, right: float, bottom: float, color: str) -> None:
        """Fill a box, its edges at whole pixels; nothing where it is less than half a pixel wide."""
        x0, y0, x1, y1 = (round(edge * SCALE) for edge in (left, top, right, bottom))
        if x1 > x0 and y1 > y0:
            self._draw.rectangle((x0, y0, x1 - 1, y1 - 1), fill=color)

    def rule(self, left: float, right: float, y: float, color: str) -> None:
        """Draw a level hairline."""
        row = round(y * SCALE)
        self._draw.line((round(left * SCALE), row, round(right * SCALE), row), fill=color)

    def mark(self, x: float, top: float, bottom: float, color: str) -> None:
        """Draw an upright hairline."""
        column = round(x * SCALE)
        self._draw.line((column, round(top * SCALE), column, round(bottom * SCALE)), fill=color)

    def line(self, points: Sequence[Point], color: str, width: float) -> None:
        """Draw a smooth line through ``points``, round at its ends and corners."""
        self._smooth([(list(points), width)], [(point, width / 2) for point in points], color)

    def dashes(self, start: Point, end: Point, color: str, width: float) -> None:
        """Draw a dashed straight line: what is not known in between."""
        self._smooth([(dash, width) for dash in _dashes(start, end)], [], color)

    def dot(self, at: Point, radius: float, color: str) -> None:
        """Draw a disk with a thin ring of the ground around it."""
        self._smooth([], [(at, radius + 1)], GROUND)
        self._smooth([], [(at, radius)], color)

    def text(self, at: Point, text: str, style: Style, color: str = INK, anchor: str = "ls") -> None:
        """Write one line; ``anchor`` says which point of it ``at`` is, as Pillow names them."""
        x, y = at
        self._draw.text((x * SCALE, y * SCALE), text, fill=color, font=self.face.font(style), anchor=anchor)

    def png(self) -> bytes:
        """Return the picture."""
        out = BytesIO()
        self._image.save(out, "PNG")
        return out.getvalue()

    def _smooth(self, strokes: list[tuple[list[Point], float]], disks: list[tuple[Point, float]], color: str) -> None:
        """Draw at several times the size on a mask of just that part, and lay ``color`` through it."""
        reach = [(point, width) for points, width in strokes for point in points] + disks
        if not reach:
            return
        x0, y0 = (floor(min((at[n] - r) for at, r in reach) * SCALE) for n in (0, 1))
        x1, y1 = (ceil(max((at[n] + r) for at, r in reach) * SCALE) + 1 for n in (0, 1))
        mask = Image.new("L", ((x1 - x0) * _SMOOTHING, (y1 - y0) * _SMOOTHING))
        draw, zoom = ImageDraw.Draw(mask), SCALE * _SMOOTHING

        def placed(point: Point) -> Point:
            return (point[0] * zoom - x0 * _SMOOTHING, point[1] * zoom - y0 * _SMOOTHING)

        for points, width in strokes:
            draw.line([placed(point) for point in points], fill=255, width=round(width * zoom))
        for at, radius in disks:
            draw.circle(placed(at), radius * zoom, fill=255)
        self._image.paste(color, (x0, y0), mask.reduce(_SMOOTHING))


def _dashes(start: Point, end: Point) -> list[list[Point]]:
    length = hypot(end[0] - start[0], end[1] - start[1])
    dash, space = _DASH_POINTS

    def at(distance: float) -> Point:
        share = min(1.0, distance / length)
        return (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)

    starts = [n * (dash + space) for n in range(ceil(length / (dash + space)))]
    return [[at(begin), at(begin + dash)] for begin in starts]
