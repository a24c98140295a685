"""The terminal at every width, in every kind of terminal."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from rich.cells import cell_len

from bot.digest.select import EmptyReason
from bot.messages.explained import MEASUREMENTS_SHOWN
from bot.messages.render import Renderer
from bot.messages.terminal import READABLE_WIDTH, print_hot, print_paper, print_status, print_why
from bot.papers.model import Engagement
from bot.subscriptions.model import Layout
from tests.messages.samples import DAY, MEASURED_AT, counted, hot_list, hot_paper, mention, status, stored, why
from tests.messages.screen import Screen

WIDTHS = range(60, 201, 7)
COLOR = re.compile(r"\x1b\[[0-9;]*(?:3[0-7]|9[0-7]|38|48)[0-9;]*m")


def printed_words(text: str) -> set[str]:
    return set(text.replace("│", " ").split())


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("layout", list(Layout))
def test_no_line_is_too_wide_and_no_word_is_broken(renderer: Renderer, layout: Layout, width: int) -> None:
    wide, narrow = Screen(10_000, is_terminal=False), Screen(width, is_terminal=False)
    print_hot(wide.console, renderer, hot_list(), layout)
    print_hot(narrow.console, renderer, hot_list(), layout)
    assert max(cell_len(line) for line in narrow.raw.splitlines()) <= min(width, READABLE_WIDTH)
    assert printed_words(narrow.raw) == printed_words(wide.raw)


@pytest.mark.parametrize("width", WIDTHS)
def test_other_answers_fit_their_width(renderer: Renderer, width: int) -> None:
    screen = Screen(width, is_terminal=False)
    print_paper(screen.console, renderer, why())
    print_why(screen.console, renderer, why())
    print_status(screen.console, renderer, status())
    assert max(cell_len(line) for line in screen.raw.splitlines()) <= width


@pytest.mark.parametrize("show", [print_paper, print_why])
@pytest.mark.parametrize("withdrawn", [True, False])
def test_a_withdrawn_paper_is_shown_as_such(renderer: Renderer, show: Callable[..., None], *, withdrawn: bool) -> None:
    explained = why()
    paper = replace(explained.stored.paper, withdrawn=withdrawn)
    screen = Screen(80, is_terminal=False)
    show(screen.console, renderer, replace(explained, stored=replace(explained.stored, paper=paper)))
    assert ("Withdrawn: no digest shows it." in screen.raw.splitlines()) is withdrawn


def test_address_longer_than_the_line_can_be_copied_whole(renderer: Renderer) -> None:
    address = f"https://github.com/{'example/' * 12}tools"
    screen = Screen(60, is_terminal=False)
    print_hot(screen.console, renderer, hot_list([hot_paper(1, stored("2611.10001", "Title", code_url=address))]))
    assert address in screen.raw.split()


def test_title_with_a_dot_between_words_keeps_it_where_the_line_ends(renderer: Renderer) -> None:
    title = " · ".join(["twelve chars"] * 9)
    screen = Screen(60, is_terminal=False)
    print_hot(screen.console, renderer, hot_list([hot_paper(1, stored("2611.10001", title))]))
    assert title in " ".join(screen.raw.split())


def test_no_color_leaves_weight_and_links_but_no_color(renderer: Renderer) -> None:
    colored, sober = Screen(80, is_terminal=True), Screen(80, is_terminal=True, NO_COLOR="1")
    print_hot(colored.console, renderer, hot_list())
    print_hot(sober.console, renderer, hot_list())
    assert COLOR.search(colored.raw)
    assert not COLOR.search(sober.raw)
    assert "\x1b]8;" in sober.raw


def test_pipe_gets_addresses_and_no_escapes(renderer: Renderer) -> None:
    screen = Screen(80, is_terminal=False)
    print_hot(screen.console, renderer, hot_list(), Layout.FULL)
    assert "\x1b" not in screen.raw
    assert "https://arxiv.org/abs/2611.10001" in screen.raw
    assert "https://twitter.com/example/status/1" in screen.raw


def test_ranks_and_heats_stand_below_each_other(renderer: Renderer) -> None:
    papers = [
        hot_paper(rank, stored(f"2611.{rank:05}", "Title", counted("x", 10 ** (4 - rank // 3))))
        for rank in range(1, 12)
    ]
    screen = Screen(80, is_terminal=False)
    print_hot(screen.console, renderer, hot_list(papers), Layout.THREAD)
    overview = screen.raw.splitlines()[2:13]
    assert {line.index("Title") for line in overview} == {14}
    assert [line[:3] for line in overview] == [f"{rank:>3}" for rank in range(1, 12)]


def test_heat_of_one_source_is_one_line_of_arithmetic(renderer: Renderer) -> None:
    one = hot_paper(1, stored("2611.10001", "Title", counted("hackernews", 212)))
    screen = Screen(80, is_terminal=False)
    print_why(screen.console, renderer, why(stored=one.stored, terms=one.terms))
    assert "HN 1 × 212 = 212" in [line.rstrip() for line in screen.raw.splitlines()]


def test_paper_that_nobody_counted_says_so(renderer: Renderer) -> None:
    screen = Screen(80, is_terminal=False)
    print_why(screen.console, renderer, why(stored=stored("2611.10001", "Title"), terms=(), series=(), mentions=()))
    assert "No source has counted anything yet: its heat is 0." in screen.raw


def test_long_series_shows_its_end_and_how_much_came_before(renderer: Renderer) -> None:
    series = [Engagement("x", n, None, None, MEASURED_AT + timedelta(days=n)) for n in range(MEASUREMENTS_SHOWN + 3)]
    screen = Screen(80, is_terminal=False)
    print_why(screen.console, renderer, why(*series))
    assert "… 3 earlier" in screen.raw
    assert len(re.findall(r"06:00 UTC +\d+ *$", screen.raw, re.MULTILINE)) == MEASUREMENTS_SHOWN


def test_unknown_count_is_a_dash_and_never_a_zero(renderer: Renderer) -> None:
    series = [counted("x", 7), counted("x", None, 3)]
    screen = Screen(80, is_terminal=False)
    print_why(screen.console, renderer, why(*series))
    rows = [line.split()[-2:] for line in screen.raw.splitlines() if "UTC  " in line]
    assert rows == [["7", "–"], ["–", "3"]]


def test_somebody_who_may_not_be_quoted_is_not_named(renderer: Renderer) -> None:
    said = mention("2611.10001", "bluesky", "secret", url="https://x.example", author="Ada", likes=3, quotable=False)
    screen = Screen(80, is_terminal=False)
    print_why(screen.console, renderer, why(mentions=(said,)))
    assert "3  somebody on Bluesky" in screen.raw
    assert "secret" not in screen.raw


def test_day_that_was_not_gathered_says_what_to_type(renderer: Renderer) -> None:
    screen = Screen(80, is_terminal=False)
    print_hot(screen.console, renderer, hot_list((), empty_because=EmptyReason.NOT_GATHERED))
    assert "Type `hotpapers gather`, or `hotpapers gather --day D` for a past day." in screen.raw


def test_papers_of_one_day_are_not_said_to_span_days(renderer: Renderer) -> None:
    screen = Screen(80, is_terminal=False)
    totals = replace(status().totals, first_day=DAY, last_day=DAY)
    print_status(screen.console, renderer, status(totals=totals))
    assert re.search(r"1234, announced Thu 19 Nov 2026 *$", screen.raw, re.MULTILINE)
