"""Lines of counts over time, each named where it ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from statistics import median_low
from typing import Final

from bot.messages.canvas import BODY, PAD, SMALL, STRONG, WIDTH, Canvas, Point, Typeface
from bot.messages.palette import AXIS, GRID, INK, QUIET, color_of, in_order
from bot.messages.scales import CountScale, TimeScale, count_scale, short_number, spread, time_scale
from bot.messages.wording import label_of
from bot.papers.model import Engagement

PLOT_GAP: Final = 20.0
"""What is left free above a plot, in points."""

_PLOT_HEIGHT: Final = 190.0
_LABEL_ROOM: Final = 110.0
_LABEL_GAP: Final = 17.0
_LEADER: Final = 12.0
_MAX_DOTS: Final = 14
_GAP_FACTOR: Final = 3
_MIN_GAP: Final = timedelta(hours=36)


@dataclass(frozen=True, slots=True)
class SourceLine:
    """The known counts of one source, oldest first; at least one."""

    source: str
    points: tuple[tuple[datetime, int], ...]

    @property
    def last(self) -> int:
        """Return the latest count."""
        return self.points[-1][1]

    @property
    def color(self) -> str:
        """Return the color of the source."""
        return color_of(self.source)


def source_lines(series: Sequence[Engagement]) -> tuple[SourceLine, ...]:
    """Return the known counts of each source over time, in the order in which evidence lines name the sources."""
    known = [one for one in series if one.likes is not None or one.reposts is not None]
    ordered = sorted(known, key=lambda one: (one.source, one.measured_at))
    points = {
        source: tuple((one.measured_at, one.count) for one in of_source)
        for source, of_source in groupby(ordered, key=lambda one: one.source)
    }
    return tuple(SourceLine(source, points[source]) for source in in_order(points))


def plot_room(moments: Sequence[datetime]) -> float:
    """Return how high a plot of ``moments`` is, with what is left free above and the marks below it."""
    has_two_lines = any(tick.below for tick in time_scale(moments).ticks())
    return PLOT_GAP + _PLOT_HEIGHT + (46 if has_two_lines else 31)


def draw_plot(canvas: Canvas, lines: Sequence[SourceLine], top: float) -> None:
    """Draw axes, lines and, at the right, each line's name and last count."""
    counts = count_scale(max(count for line in lines for _, count in line.points))
    times = time_scale([at for line in lines for at, _ in line.points])
    labels = [_line_label(canvas.face, line) for line in lines]
    ticks = [tick.text for tick in counts.ticks]
    left = PAD + max(canvas.face.width(text, SMALL) for text in ticks) + 9
    widths = (canvas.face.width(name, BODY) + canvas.face.width(count, STRONG) + 4 for name, count in labels)
    right = WIDTH - PAD - max(widths) - _LEADER - 6
    area = _Area(left, top, right, top + _PLOT_HEIGHT, counts, times)
    _axes(canvas, area)
    for n, line in reversed(list(enumerate(lines))):
        above = sum(other.points == line.points for other in lines[:n])
        _draw_line(canvas, area, line, above)
    _name_lines(canvas, area, lines, labels)


@dataclass(frozen=True, slots=True)
class _Area:
    """Where the lines are drawn, in points, and what its edges stand for."""

    left: float
    top: float
    right: float
    bottom: float
    counts: CountScale
    times: TimeScale

    def x(self, share: float) -> float:
        # The first and the last measurement keep clear of the edges.
        return self.left + 6 + (self.right - self.left - 12) * share

    def y(self, share: float) -> float:
        return self.bottom - (self.bottom - self.top) * share

    def place(self, at: datetime, count: float) -> Point:
        return self.x(self.times.share(at)), self.y(self.counts.share(count))


def _axes(canvas: Canvas, area: _Area) -> None:
    for tick in area.counts.ticks:
        y = area.y(tick.share)
        canvas.rule(area.left, area.right, y, GRID if tick.share else AXIS)
        canvas.text((area.left - 9, y), tick.text, SMALL, QUIET, "rm")
    taken = 0.0
    for tick in area.times.ticks():
        half = max(canvas.face.width(text, SMALL) for text in (tick.text, tick.below)) / 2
        x = max(area.x(tick.share), PAD + half)
        canvas.mark(area.x(tick.share), area.bottom, area.bottom + 4, AXIS)
        if x - half >= taken:
            canvas.text((x, area.bottom + 18), tick.text, SMALL, QUIET, "ms")
            canvas.text((x, area.bottom + 33), tick.below, SMALL, QUIET, "ms")
            taken = x + half + 8


def _draw_line(canvas: Canvas, area: _Area, line: SourceLine, above: int) -> None:
    """Draw what was measured, whole; what lies between measurements far apart, and after the last, dashed.

    It is wider by the ``above`` lines that lie exactly over it, so that none is hidden.
    """
    points = [area.place(at, count) for at, count in line.points]
    stretches, gaps = [points[:1]], []
    for (before, after), is_gap in zip(pairwise(points), _gaps(line), strict=True):
        if is_gap:
            gaps.append((before, after))
            stretches.append([after])
        else:
            stretches[-1].append(after)
    end: Point = (area.x(1), points[-1][1])
    if end[0] - points[-1][0] > 1:
        gaps.append((points[-1], end))
    for before, after in gaps:
        canvas.dashes(before, after, line.color, 1.25)
    for stretch in stretches:
        if len(stretch) > 1:
            canvas.line(stretch, line.color, 2.25 + 3 * above)
    alone = [stretch[0] for stretch in stretches if len(stretch) == 1]
    for point in points if len(points) <= _MAX_DOTS else [*alone, points[-1]]:
        canvas.dot(point, 3 + 2 * above, line.color)


def _gaps(line: SourceLine) -> list[bool]:
    """Tell of each two measurements in a row whether they are too far apart to know what was between them."""
    steps = [after - before for (before, _), (after, _) in pairwise(line.points)]
    longest = max(_MIN_GAP, _GAP_FACTOR * median_low(steps)) if steps else _MIN_GAP
    return [step > longest for step in steps]


def _line_label(face: Typeface, line: SourceLine) -> tuple[str, str]:
    count = short_number(line.last)
    name = face.drawable(label_of(line.source)) or "?"
    return face.fitted(name, BODY, _LABEL_ROOM - face.width(count, STRONG)), count


def _name_lines(canvas: Canvas, area: _Area, lines: Sequence[SourceLine], labels: Sequence[tuple[str, str]]) -> None:
    ends = [area.y(area.counts.share(line.last)) for line in lines]
    for line, (name, count), end, y in zip(
        lines, labels, ends, spread(ends, _LABEL_GAP, area.top, area.bottom), strict=True
    ):
        x = area.x(1)
        canvas.line([(x + 6, end), (x + 8, end), (x + _LEADER + 4, y)], line.color, 1.25)
        canvas.text((x + _LEADER + 8, y), name, BODY, INK, "lm")
        after = x + _LEADER + 12 + canvas.face.width(name, BODY)
        canvas.text((after, y), count, STRONG, INK, "lm")
