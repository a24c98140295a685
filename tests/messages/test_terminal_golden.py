"""What the terminal shows, reviewed as text."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.digest.availability import Availability, SourceState
from bot.digest.section import Section
from bot.digest.select import EmptyReason, HotList
from bot.messages.render import Renderer
from bot.messages.terminal import print_digest, print_gathered, print_hot, print_paper, print_status, print_why
from bot.subscriptions.model import Layout
from tests.messages.samples import DAY, MEASURED_AT, hot_list, readings, risers, states, status, why
from tests.messages.screen import Screen

Golden = Callable[[str, str], None]

FAILED = states(
    arxiv=SourceState(Availability.STALE, "the listing of 2026-11-19 is not read yet", MEASURED_AT),
    hackernews=SourceState(Availability.FAILED, "HTTP 500", MEASURED_AT - timedelta(days=1)),
    huggingface=SourceState(Availability.STALE, "not gathered yet", None),
)

DIGESTS: dict[str, tuple[HotList, Layout]] = {
    "compact": (hot_list(), Layout.COMPACT),
    "full": (hot_list(), Layout.FULL),
    "thread": (hot_list(), Layout.THREAD),
    "empty": (hot_list((), considered=0, empty_because=EmptyReason.WEEKEND), Layout.COMPACT),
    "failed": (hot_list(hot_list().papers[:1], sources=FAILED), Layout.COMPACT),
    "window": (hot_list(since=DAY - timedelta(days=6), no_listing_because=EmptyReason.HOLIDAY), Layout.COMPACT),
}


@pytest.mark.parametrize("kind", ["terminal", "piped"])
@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("name", DIGESTS)
def test_digest_looks_as_reviewed(golden: Golden, renderer: Renderer, name: str, width: int, kind: str) -> None:
    screen = Screen(width, is_terminal=kind == "terminal")
    print_hot(screen.console, renderer, *DIGESTS[name])
    golden(f"hot_{name}_{width}_{kind}", screen.readable)


@pytest.mark.parametrize("kind", ["terminal", "piped"])
def test_a_week_looks_as_reviewed(golden: Golden, renderer: Renderer, kind: str) -> None:
    screen = Screen(80, is_terminal=kind == "terminal")
    week = hot_list(hot_list().papers[:2], since=DAY - timedelta(days=6))
    print_digest(screen.console, renderer, [Section(week, rising=risers())])
    golden(f"week_80_{kind}", screen.readable)


@pytest.mark.parametrize("kind", ["terminal", "piped"])
def test_one_paper_looks_as_reviewed(golden: Golden, renderer: Renderer, kind: str) -> None:
    screen = Screen(80, is_terminal=kind == "terminal")
    print_paper(screen.console, renderer, why())
    golden(f"show_80_{kind}", screen.readable)


@pytest.mark.parametrize("kind", ["terminal", "piped"])
def test_explained_heat_looks_as_reviewed(golden: Golden, renderer: Renderer, kind: str) -> None:
    screen = Screen(80, is_terminal=kind == "terminal")
    print_why(screen.console, renderer, why())
    golden(f"why_80_{kind}", screen.readable)


@pytest.mark.parametrize("width", [60, 80])
def test_status_looks_as_reviewed(golden: Golden, renderer: Renderer, width: int) -> None:
    screen = Screen(width, is_terminal=False)
    print_status(screen.console, renderer, status())
    golden(f"status_{width}_piped", screen.readable)


def test_gathering_ends_with_a_line_for_each_source(golden: Golden, renderer: Renderer) -> None:
    screen = Screen(80, is_terminal=False)
    print_gathered(screen.console, renderer, readings())
    golden("gathered_80_piped", screen.readable)
