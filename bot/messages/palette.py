"""The colors of charts: on an opaque ground, told apart by everybody."""

from collections.abc import Iterable, Mapping
from typing import Final

from bot.papers.model import ENGAGEMENT_SOURCES

GROUND: Final = "#FFFFFF"
FRAME: Final = "#DDE1E6"
INK: Final = "#1F2328"
QUIET: Final = "#5D6671"
GRID: Final = "#E7EAEE"
AXIS: Final = "#AEB6C0"

SOURCE_COLORS: Final[Mapping[str, str]] = {
    "x": "#1F2328",
    "hackernews": "#D4500A",
    "huggingface": "#E3A008",
    "bluesky": "#1F6FC2",
    "reddit": "#9B2C7E",
    "mastodon": "#2BA58B",
}
"""Told apart with protanopia, deuteranopia and tritanopia too: no two are nearer than 0.1 in Oklab."""

OTHER_COLOR: Final = "#8A919C"
BEFORE_COLOR: Final = "#A9BBD0"
GAINED_COLOR: Final = "#D4500A"
RISING_COLOR: Final = "#B23F08"
RISING_SIGN: Final = "▲"


def color_of(source: str) -> str:
    """Return the color of a source, the same in every chart."""
    return SOURCE_COLORS.get(source, OTHER_COLOR)


def in_order(sources: Iterable[str]) -> list[str]:
    """Return ``sources`` in the order in which evidence lines name them, others after them by name."""
    place = {name: n for n, name in enumerate(ENGAGEMENT_SOURCES)}
    return sorted(sources, key=lambda name: (place.get(name, len(place)), name))
