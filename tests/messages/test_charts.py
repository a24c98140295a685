"""Pictures: read back pixel by pixel, and said in words."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from itertools import groupby
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageColor

from bot.digest.select import EmptyReason
from bot.digest.weekly import Week, WeekPaper
from bot.messages.bars import BAR_HEIGHT
from bot.messages.canvas import BODY, SCALE, WIDTH, typeface
from bot.messages.charts import MAX_ALT_CHARS, MAX_BARS, Chart, day_chart, engagement_chart, week_chart
from bot.messages.escaping import printable
from bot.messages.palette import BEFORE_COLOR, GAINED_COLOR, INK, RISING_COLOR, SOURCE_COLORS
from bot.papers.model import ENGAGEMENT_SOURCES, Engagement, StoredPaper
from tests.messages.hostile import texts, unhurried
from tests.messages.samples import counted, hot_list, hot_paper, hot_papers, stored

START_AT = datetime(2026, 11, 19, 1, tzinfo=UTC)
PAPER = stored("2611.10001", "Tools That Make Tools")


def measured(source: str, *counts: tuple[float, int | None]) -> list[Engagement]:
    """Return measurements of ``source``: pairs of hours after START_AT and likes."""
    return [Engagement(source, likes, None, None, START_AT + timedelta(hours=hours)) for hours, likes in counts]


def growing(source: str, top: int, *, every: float = 6, times: int = 12) -> list[Engagement]:
    return measured(source, *((n * every, top * n // (times - 1)) for n in range(times)))


def image(chart: Chart) -> Image.Image:
    """Decode the picture, and check what is promised of every one."""
    picture = Image.open(BytesIO(chart.png))
    assert picture.format == "PNG"
    assert picture.mode == "RGB"  # no transparency: the chat's own ground never shines through
    assert picture.size == (chart.width_px, chart.height_px)
    assert chart.width_px == WIDTH * SCALE
    assert 0 < len(chart.alt) <= MAX_ALT_CHARS
    return picture


def places(picture: Image.Image, color: str) -> list[tuple[int, int]]:
    """Return the (row, column) of every pixel of exactly ``color``, from the top left."""
    pixels, wanted = picture.tobytes(), bytes(ImageColor.getrgb(color))
    found, at = [], pixels.find(wanted)
    while at >= 0:
        if at % 3 == 0:
            found.append(divmod(at // 3, picture.width))
        at = pixels.find(wanted, at + 1)
    return found


def has(picture: Image.Image, color: str) -> bool:
    return len(places(picture, color)) > 20


def runs(picture: Image.Image, color: str) -> list[int]:
    """Return the width of each bar part of ``color``, from above: what is as wide for all the height of a bar."""
    rows: set[tuple[int, int, int]] = set()
    for row, of_row in groupby(places(picture, color), key=lambda place: place[0]):
        columns = [column for _, column in of_row]
        for _, run in groupby(enumerate(columns), key=lambda numbered: numbered[1] - numbered[0]):
            stretch = [column for _, column in run]
            rows.add((row, stretch[0], stretch[-1] + 1))
    height = round(BAR_HEIGHT * SCALE)
    return [
        right - left
        for row, left, right in sorted(rows)
        if (row - 1, left, right) not in rows and all((row + n, left, right) in rows for n in range(height))
    ]


def one_bar_each(*heats: int) -> Chart:
    papers = [hot_paper(n, stored(f"2611.{n:05d}", "ill", counted("bluesky", heat))) for n, heat in enumerate(heats, 1)]
    return day_chart(hot_list(papers))


# Engagement over time


def test_every_source_has_its_line_in_its_color() -> None:
    series = [one for n, source in enumerate(ENGAGEMENT_SOURCES, 1) for one in growing(source, 100 * n)]
    picture = image(engagement_chart(PAPER, series))
    assert all(has(picture, SOURCE_COLORS[source]) for source in ENGAGEMENT_SOURCES)


def test_a_source_that_was_not_measured_has_none() -> None:
    picture = image(engagement_chart(PAPER, growing("bluesky", 41)))
    assert [name for name, color in SOURCE_COLORS.items() if color != INK and has(picture, color)] == ["bluesky"]


def test_twice_the_count_is_twice_as_high() -> None:
    series = [*measured("bluesky", (0, 0), (10, 0)), *measured("reddit", (0, 400), (10, 400))]
    series += measured("mastodon", (0, 200), (10, 200))
    picture = image(engagement_chart(PAPER, series))
    tops = [min(row for row, _ in places(picture, SOURCE_COLORS[name])) for name in ("bluesky", "mastodon", "reddit")]
    assert tops[0] - tops[2] == pytest.approx(2 * (tops[0] - tops[1]), abs=3)


def test_one_measurement_alone_is_a_dot_named_with_its_moment() -> None:
    chart = engagement_chart(PAPER, measured("reddit", (3, 7)))
    assert has(image(chart), SOURCE_COLORS["reddit"])
    assert "Thu 19 Nov 2026 04:00 UTC" in chart.alt


def test_nothing_measured_is_said() -> None:
    chart = engagement_chart(PAPER, measured("reddit", (3, None)))
    assert chart.alt == "No likes or reposts of “Tools That Make Tools” have been measured yet."
    assert not has(image(chart), SOURCE_COLORS["reddit"])


def test_an_unknown_count_is_not_drawn_as_none() -> None:
    known = [*measured("reddit", (0, 70), (20, 80)), *measured("x", (0, 1), (20, 1))]
    chart = engagement_chart(PAPER, [*known, *measured("reddit", (10, None))])
    assert chart == engagement_chart(PAPER, known)


def test_equal_lines_do_not_hide_each_other() -> None:
    series = [one for source in ("huggingface", "bluesky", "reddit") for one in growing(source, 5)]
    picture = image(engagement_chart(PAPER, series))
    assert all(has(picture, SOURCE_COLORS[source]) for source in ("huggingface", "bluesky", "reddit"))


def columns_of_line(chart: Chart, color: str) -> int:
    """Return in how many columns the topmost two points of a level line are colored."""
    found = places(image(chart), color)
    top = min(row for row, _ in found)
    return len({column for row, column in found if row <= top + 12})


def test_what_lies_between_measurements_far_apart_is_dashed() -> None:
    often = measured("reddit", *((hours, 50) for hours in range(0, 241, 6)))
    seldom = [one for one in often if not 40 < (one.measured_at - START_AT).total_seconds() / 3600 < 200]
    solid, dashed = (
        columns_of_line(engagement_chart(PAPER, series), SOURCE_COLORS["reddit"]) for series in (often, seldom)
    )
    assert dashed < 0.85 * solid


def test_the_words_say_the_latest_counts_and_the_days() -> None:
    series = [*growing("x", 1391), *growing("hackernews", 212)]
    assert engagement_chart(PAPER, series).alt == (
        "Likes and reposts of “Tools That Make Tools” over time, Thu 19 Nov – Sat 21 Nov 2026 UTC. "
        "Latest: X 1391, HN 212."
    )


def test_days_are_those_of_utc() -> None:
    tokyo = [replace(one, measured_at=one.measured_at.astimezone(ZoneInfo("Asia/Tokyo"))) for one in growing("x", 9)]
    assert engagement_chart(PAPER, tokyo) == engagement_chart(PAPER, growing("x", 9))


@pytest.mark.parametrize("top", [0, 1, 10**7, 10**15])
def test_any_size_of_count_is_drawn(top: int) -> None:
    chart = engagement_chart(PAPER, [*growing("reddit", top), *growing("bluesky", 3)])
    picture = image(chart)
    assert has(picture, SOURCE_COLORS["reddit"])
    assert f"Reddit {top}" in chart.alt


@settings(unhurried, max_examples=25)
@given(
    st.lists(
        st.builds(
            Engagement,
            st.sampled_from([*ENGAGEMENT_SOURCES, "lemmy", "a\u202eb" * 50]),
            st.none() | st.integers(0, 10**9),
            st.none() | st.integers(0, 10**9),
            st.none(),
            st.datetimes(datetime(1991, 8, 14), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
        ),
        max_size=30,
    )
)
def test_any_series_is_drawn_and_the_same_whatever_its_order(series: list[Engagement]) -> None:
    chart = engagement_chart(PAPER, series)
    image(chart)
    unique = {(one.source, one.measured_at) for one in series}
    if len(unique) == len(series):
        assert engagement_chart(PAPER, series[::-1]) == chart


# The day


def test_bars_are_as_long_as_papers_are_hot() -> None:
    longest, half, tenth = runs(image(one_bar_each(1000, 500, 100)), SOURCE_COLORS["bluesky"])
    assert half == pytest.approx(longest / 2, abs=1)
    assert tenth == pytest.approx(longest / 10, abs=1)


def test_bars_of_equal_heat_are_equal() -> None:
    assert len(set(runs(image(one_bar_each(77, 77, 77)), SOURCE_COLORS["bluesky"]))) == 1


def test_a_bar_beside_a_huge_one_can_still_be_seen() -> None:
    longest, shortest = runs(image(one_bar_each(10**7, 1)), SOURCE_COLORS["bluesky"])
    assert longest > 300 * SCALE
    assert shortest == SCALE


def test_a_bar_is_stacked_by_source() -> None:
    paper = stored("2611.00001", "ill", counted("bluesky", 600), counted("reddit", 300), counted("mastodon", 100))
    picture = image(day_chart(hot_list([hot_paper(1, paper)])))
    [bluesky], [reddit], [mastodon] = (
        runs(picture, SOURCE_COLORS[source]) for source in ("bluesky", "reddit", "mastodon")
    )
    seam = SCALE
    assert (bluesky + seam) / 6 == pytest.approx((reddit + seam) / 3, abs=1)
    assert (bluesky + seam) / 6 == pytest.approx(mastodon, abs=1)


def test_every_source_of_the_day_is_there() -> None:
    paper = stored("2611.00001", "ill", *(counted(source, 50) for source in ENGAGEMENT_SOURCES))
    picture = image(day_chart(hot_list([hot_paper(1, paper)])))
    assert all(len(runs(picture, color)) == 1 for color in SOURCE_COLORS.values())


def test_the_words_say_the_hottest_paper_and_its_heat() -> None:
    alt = day_chart(hot_list()).alt
    assert alt.startswith("4 bars of heat by source for Thu 19 Nov 2026: the hottest paper is “Tools That Make Tools: ")
    assert "(1603). Next: “大规模语言模型的工具使用" in alt
    assert "“Sorting Is Easy” (3)." in alt


def test_of_a_long_list_the_hottest_are_drawn() -> None:
    chart = one_bar_each(*range(100, 0, -1))
    assert len(runs(image(chart), SOURCE_COLORS["bluesky"])) == MAX_BARS
    assert chart.alt.startswith(f"{MAX_BARS} bars")


def test_an_empty_day_says_why() -> None:
    chart = day_chart(hot_list([], empty_because=EmptyReason.WEEKEND))
    assert chart.alt == "Nothing new: arXiv announces no papers at the weekend."
    assert not has(image(chart), SOURCE_COLORS["bluesky"])


def test_papers_that_are_only_new_have_no_bar() -> None:
    cold = [hot_paper(n, stored(f"2611.{n:05d}", "ill")) for n in (1, 2)]
    picture = image(day_chart(hot_list(cold)))
    assert not any(runs(picture, color) for color in SOURCE_COLORS.values())


# The week


def week_paper(rank: int, heat: float, before: float, title: str = "ill") -> WeekPaper:
    return WeekPaper(rank, stored(f"2611.{rank:05d}", title), heat, before, rise=2.0)


def a_week(top: Iterable[WeekPaper], risers: Iterable[WeekPaper] = ()) -> Week:
    return Week(date(2026, 11, 16), date(2026, 11, 22), 900, tuple(top), tuple(risers))


def test_what_a_paper_gained_is_set_off_from_what_it_had() -> None:
    picture = image(week_chart(a_week([week_paper(1, 1000, 750), week_paper(2, 500, 500)])))
    first, second = runs(picture, BEFORE_COLOR)
    [gained] = runs(picture, GAINED_COLOR)
    assert (first + SCALE) / 3 == pytest.approx(gained, abs=1)
    assert second == pytest.approx(2 * gained, abs=2)


def test_a_riser_is_marked_and_no_other() -> None:
    top = [week_paper(1, 1000, 750), week_paper(2, 500, 100)]
    marked, unmarked = (image(week_chart(a_week(top, risers))) for risers in (top[1:], ()))
    assert has(marked, RISING_COLOR)
    assert not has(unmarked, RISING_COLOR)


def test_a_riser_below_the_hottest_has_its_own_bar() -> None:
    top, riser = week_paper(1, 1000, 1000), week_paper(40, 100, 0)
    chart = week_chart(a_week([top], [riser]))
    picture = image(chart)
    [longest], [short] = runs(picture, BEFORE_COLOR), runs(picture, GAINED_COLOR)
    assert short == pytest.approx(longest / 10, abs=1)
    assert chart.height_px > week_chart(a_week([top])).height_px


def test_the_words_say_the_hottest_of_the_week_and_the_risers() -> None:
    top, riser = week_paper(1, 1000, 750, "Sorting"), week_paper(40, 310, 10, "Rising")
    assert week_chart(a_week([top], [riser])).alt == (
        "The week’s hottest papers, Mon 16 Nov – Sun 22 Nov 2026, as bars of heat: first is “Sorting” with heat 1000. "
        "Rising in the last 48 hours: “Rising” (+300)."
    )


def test_likes_taken_back_make_no_bar_longer_than_the_heat() -> None:
    picture = image(week_chart(a_week([week_paper(1, 1000, 1200)])))
    assert len(runs(picture, BEFORE_COLOR)) == 1
    assert runs(picture, GAINED_COLOR) == []


def test_a_week_without_heat_says_so() -> None:
    chart = week_chart(a_week([]))
    image(chart)
    assert chart.alt == "No paper of the week Mon 16 Nov – Sun 22 Nov 2026 has any heat yet."


# Titles and fonts


def titled(title: str) -> StoredPaper:
    return replace(PAPER, title=title)


def pictures_of(paper: StoredPaper) -> Sequence[Chart]:
    once = WeekPaper(1, paper, 10, 5, 2.0)
    return (
        engagement_chart(paper, growing("x", 9)),
        engagement_chart(paper, []),
        day_chart(hot_list([hot_paper(1, paper)])),
        week_chart(a_week([once], [once])),
    )


@pytest.mark.parametrize(
    ("title", "drawn_as"),
    [
        ("大规模语言模型", "arXiv 2611.10001"),
        ("大规模: A Survey of Tool Use", "arXiv 2611.10001"),
        ("אבג abc", "arXiv 2611.10001"),
        ("🔥", "arXiv 2611.10001"),
        ("", "arXiv 2611.10001"),
        ("x ⊗ y", "arXiv 2611.10001"),
        ("🔥 Hot Papers 👩\u200d🔬🏽", "Hot Papers"),
        ("\u202eHot\u2066 \x1b[31mPapers\x07\x00", "Hot Papers"),
        ("Hot\u200b \n\t Papers", "Hot Papers"),
        ("H\u0301\u0302\u0303ot Papers", "Hot Papers"),
        ("Poincare\u0301", "Poincaré"),
        ("\N{MATHEMATICAL SCRIPT CAPITAL O}(n) in ℝᵈ", "O(n) in Rᵈ"),
        ("word " * 25_000, "word " * 60),
        ("w" * 100_000, "w" * 300),
    ],
    ids=lambda text: ascii(text[:20]),
)
def test_what_cannot_be_drawn_is_left_out_or_the_id_stands_for_it(title: str, drawn_as: str) -> None:
    found, expected = pictures_of(titled(title)), pictures_of(titled(drawn_as))
    assert [chart.png for chart in found] == [chart.png for chart in expected]


@pytest.mark.parametrize("title", ["On α-RuCl₃ and 67.7% of Nothing", "Ondřej’s “x ≤ y” − Ünïcødé × Привет"])
def test_letters_with_accents_greek_and_small_digits_are_drawn(title: str) -> None:
    assert typeface().drawable(title) == title


@settings(unhurried, max_examples=40)
@given(texts)
def test_any_title_is_drawn_without_boxes_and_without_harm(title: str) -> None:
    face = typeface()
    drawn = face.drawable(title)
    assert drawn is None or all(map(face.has, drawn))
    plain = pictures_of(titled("Plain"))
    for chart, other in zip(pictures_of(titled(title)), plain, strict=True):
        image(chart)
        assert printable(chart.alt) == chart.alt
        assert abs(chart.height_px - other.height_px) <= 50


@given(st.text("abcdefgh ÄΩ", max_size=120), st.floats(20, 440))
def test_a_line_is_never_wider_than_its_room(text: str, room: float) -> None:
    face = typeface()
    assert face.width(face.fitted(text, BODY, room), BODY) <= room
    assert all(face.width(line, BODY) <= room for line in face.wrapped(text, BODY, room, 2))


def test_a_cut_title_ends_between_words() -> None:
    title = "Tools That Make Tools: How Far Can a Small Language Model Go"
    cut = typeface().fitted(title, BODY, 200)
    assert cut.endswith("…")
    assert title.removeprefix(cut.removesuffix("…"))[0] in " :"


def test_the_same_papers_give_the_same_bytes_in_any_thread() -> None:
    paper = hot_papers()[0].stored
    with ThreadPoolExecutor(4) as pool:
        drawn = list(pool.map(lambda _: tuple(pictures_of(paper)), range(8)))
    assert len(set(drawn)) == 1


def test_a_stranger_among_the_sources_is_drawn_too() -> None:
    paper = stored("2611.00001", "ill", *(counted(f"source{n}" * 9, 50) for n in range(30)))
    image(day_chart(hot_list([hot_paper(1, paper)])))
    image(engagement_chart(paper, list(paper.engagement.values())))
