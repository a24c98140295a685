"""Pictures of engagement and heat, each with the words for who cannot see it: pure.

To be imported where one is drawn, not at the start: it brings Pillow along.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Final

from bot.digest.select import HotList, HotPaper
from bot.digest.weekly import Week, WeekPaper
from bot.messages.bars import ROW_HEIGHT, Row, draw_bars, draw_key, fit_of
from bot.messages.canvas import BODY, PAD, STRONG, TITLE, WIDTH, Canvas, Typeface, typeface
from bot.messages.escaping import printable
from bot.messages.palette import BEFORE_COLOR, GAINED_COLOR, GRID, QUIET, RISING_SIGN, color_of, in_order
from bot.messages.plot import PLOT_GAP, SourceLine, draw_plot, plot_room, source_lines
from bot.messages.scales import short_number
from bot.messages.wording import (
    counted,
    day_text,
    label_of,
    moment_text,
    number_text,
    shortened,
    span_text,
    why_empty_text,
)
from bot.papers.model import ArxivId, Engagement, StoredPaper

MAX_BARS: Final = 10
MAX_RISERS: Final = 3
MAX_ALT_CHARS: Final = 1_000
"""Discord takes 1,024 characters as the description of an attachment, Slack 2,000 as an image's alt_text."""

_INNER: Final = WIDTH - 2 * PAD
_LINE_HEIGHT: Final = 21.0
_SAYING_HEIGHT: Final = 90.0
_MORE_HEIGHT: Final = 30.0
_ALT_TITLE_CHARS: Final = 100
_ALT_SAID_CHARS: Final = 200
_WEEK_KEY: Final = (("heat 48 hours ago", BEFORE_COLOR), ("gained since", GAINED_COLOR))


@dataclass(frozen=True, slots=True)
class Chart:
    """A PNG, opaque, two pixels a point, and ``alt``: in one or two plain sentences, what it shows."""

    png: bytes
    alt: str
    width_px: int
    height_px: int


def engagement_chart(stored: StoredPaper, series: Sequence[Engagement]) -> Chart:
    """Return likes + reposts of one paper over time, a line for each source, dashed where long not measured.

    A measurement whose likes and reposts are both unknown is not drawn. Times are UTC.
    """
    lines, face = source_lines(series), typeface()
    titles = face.wrapped(_title(face, stored), TITLE, _INNER, 2)
    alt = _engagement_alt(stored, lines)
    if not lines:
        return _chart(_saying(face, titles, stored.id, "Nothing measured yet"), alt)
    moments = _moments(lines)
    canvas = _canvas(face, len(titles) + 1, plot_room(moments))
    draw_plot(canvas, lines, _heading(canvas, titles, f"Likes + reposts · {_moments_text(moments)}") + PLOT_GAP)
    return _chart(canvas, alt)


def day_chart(hot_list: HotList) -> Chart:
    """Return the MAX_BARS hottest papers of a list as bars, the heat of each stacked by source."""
    face, papers = typeface(), hot_list.papers[:MAX_BARS]
    said = f" · {hot_list.said}" if hot_list.query else ""
    head = _Head("Hottest papers", face.drawable(span_text(hot_list) + said) or span_text(hot_list))
    alt = _day_alt(hot_list, papers)
    if not papers:
        reason = face.drawable(_why_empty(hot_list)) or "No paper"
        return _chart(_saying(face, [head.title], head.subtitle, reason), alt)
    sources = in_order({term.source for paper in papers for term in paper.terms if term.heat > 0})
    key = tuple((label_of(name), color_of(name)) for name in sources)
    return _chart(_bars(face, replace(head, key=key), [_day_row(face, paper) for paper in papers]), alt)


def week_chart(week: Week, said: str = "") -> Chart:
    """Return the week's hottest papers as bars, what the last two days brought set off, and the risers marked.

    ``said`` is the topic in words, empty where these are all papers.
    At most MAX_RISERS risers that are not among the hottest follow below them, on the same scale.
    """
    face, top = typeface(), week.top[:MAX_BARS]
    days = _days_text(week.since, week.until)
    head = _Head("The week’s hottest papers", face.drawable(f"{days} · {said}" if said else days) or days, _WEEK_KEY)
    if not top:
        nobody = "Nobody has talked about a paper of this week yet"
        return _chart(_saying(face, [head.title], head.subtitle, nobody), _week_alt(week, said))
    rising, shown = ({paper.stored.id for paper in papers} for papers in (week.risers, top))
    others = [paper for paper in week.risers if paper.stored.id not in shown][:MAX_RISERS]
    rows, more = ([_week_row(face, paper, rising) for paper in papers] for papers in (top, others))
    head = replace(head, sign=f"{RISING_SIGN} rising" if rising else "")
    return _chart(_bars(face, head, rows, more), _week_alt(week, said))


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands above bars: ``key`` names the colors, ``sign`` explains a sign."""

    title: str
    subtitle: str
    key: tuple[tuple[str, str], ...] = ()
    sign: str = ""


def _chart(canvas: Canvas, alt: str) -> Chart:
    return Chart(canvas.png(), shortened(printable(alt), MAX_ALT_CHARS), canvas.width_px, canvas.height_px)


def _canvas(face: Typeface, lines: int, below: float) -> Canvas:
    """Return a canvas with room for so many ``lines`` of heading and what is ``below`` them."""
    return Canvas(face, WIDTH, PAD + lines * _LINE_HEIGHT + below)


def _bars(face: Typeface, head: _Head, rows: Sequence[Row], more: Sequence[Row] = ()) -> Canvas:
    """Return bars below their head; those of ``more`` follow under a heading of their own."""
    foot = _MORE_HEIGHT + PAD if more else PAD
    canvas = _canvas(face, 3, (len(rows) + len(more)) * ROW_HEIGHT + foot)
    y = _heading(canvas, [head.title], head.subtitle) + _LINE_HEIGHT
    draw_key(canvas, y, head.key, head.sign)
    fit = fit_of(face, [*rows, *more])
    below = draw_bars(canvas, rows, y + 8, fit)
    if more:
        canvas.text((PAD, below + _MORE_HEIGHT - 4), "Also rising", STRONG)
        draw_bars(canvas, more, below + _MORE_HEIGHT, fit)
    return canvas


def _saying(face: Typeface, titles: Sequence[str], subtitle: str, text: str) -> Canvas:
    """Return a heading and a sentence where there is nothing to draw."""
    canvas = _canvas(face, len(titles) + 1, _SAYING_HEIGHT)
    below = _heading(canvas, titles, subtitle)
    canvas.rule(PAD, WIDTH - PAD, below + 18, GRID)
    canvas.text((PAD, below + 50), face.fitted(text, BODY, _INNER), BODY)
    return canvas


def _title(face: Typeface, stored: StoredPaper) -> str:
    """Return the title, or the id where the title cannot be drawn whole."""
    return face.drawable(stored.title) or f"arXiv {stored.id}"


def _heading(canvas: Canvas, titles: Sequence[str], subtitle: str) -> float:
    """Write the title and the line below it; return where that line ends."""
    y = PAD + 14
    for line in titles:
        canvas.text((PAD, y), line, TITLE)
        y += _LINE_HEIGHT
    canvas.text((PAD, y), canvas.face.fitted(subtitle, BODY, _INNER), BODY, QUIET)
    return y


def _day_row(face: Typeface, paper: HotPaper) -> Row:
    terms = {term.source: term for term in paper.terms}
    parts = tuple((terms[source].heat, color_of(source)) for source in in_order(terms))
    note = short_number(paper.heat) if paper.heat > 0 or not paper.is_new else "new"
    return Row(str(paper.rank), _title(face, paper.stored), parts, note)


def _week_row(face: Typeface, paper: WeekPaper, rising: set[ArxivId]) -> Row:
    gained = min(max(paper.gained, 0.0), paper.heat)
    mark = f"{RISING_SIGN} +{short_number(gained)}" if paper.stored.id in rising else ""
    parts = ((paper.heat - gained, BEFORE_COLOR), (gained, GAINED_COLOR))
    return Row(str(paper.rank), _title(face, paper.stored), parts, short_number(paper.heat), mark)


def _alt_title(stored: StoredPaper) -> str:
    return f"“{shortened(printable(stored.title[: 4 * _ALT_TITLE_CHARS]), _ALT_TITLE_CHARS) or stored.id}”"


def _moments(lines: Sequence[SourceLine]) -> list[datetime]:
    return [at for line in lines for at, _ in line.points]


def _moments_text(moments: Sequence[datetime]) -> str:
    first, last = min(moments).astimezone(UTC), max(moments).astimezone(UTC)
    return moment_text(first) if first == last else f"{_days_text(first.date(), last.date())} UTC"


def _days_text(since: date, until: date) -> str:
    """Return ``Thu 19 Nov – Sun 22 Nov 2026``, the year said once where it is one."""
    return day_text(since) if since == until else f"{day_text(since, seen_from=until)} – {day_text(until)}"


def _engagement_alt(stored: StoredPaper, lines: Sequence[SourceLine]) -> str:
    if not lines:
        return f"No likes or reposts of {_alt_title(stored)} have been measured yet."
    counts = ", ".join(f"{label_of(line.source)} {number_text(line.last)}" for line in lines)
    return f"Likes and reposts of {_alt_title(stored)} over time, {_moments_text(_moments(lines))}. Latest: {counts}."


def _day_alt(hot_list: HotList, papers: Sequence[HotPaper]) -> str:
    if not papers:
        return _why_empty(hot_list)
    first, *others = [f"{_alt_title(paper.stored)} ({number_text(paper.heat)})" for paper in papers[:3]]
    after = f" Next: {', '.join(others)}." if others else ""
    bars = f"{counted(len(papers), 'bar')} of heat by source for {span_text(hot_list)}"
    return f"{bars}: the hottest paper is {first}.{after}"


def _week_alt(week: Week, said: str) -> str:
    span = _days_text(week.since, week.until)
    span = f"{span}, {shortened(said, _ALT_SAID_CHARS)}" if said else span
    if not week.top:
        return f"No paper of the week {span} has any heat yet."
    best = f"{_alt_title(week.top[0].stored)} with heat {number_text(week.top[0].heat)}"
    rising = ", ".join(f"{_alt_title(one.stored)} (+{number_text(one.gained)})" for one in week.risers[:MAX_RISERS])
    fast = f" Rising in the last 48 hours: {rising}." if rising else ""
    return f"The week’s hottest papers, {span}, as bars of heat: first is {best}.{fast}"


def _why_empty(hot_list: HotList) -> str:
    reason = hot_list.empty_because
    return printable(shortened(why_empty_text(hot_list, reason), 300)) if reason else "There is no paper."
