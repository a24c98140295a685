"""The colors of charts, as everybody sees them."""

import math
from collections.abc import Sequence
from itertools import combinations

import pytest
from PIL import ImageColor

from bot.messages.palette import BEFORE_COLOR, GAINED_COLOR, GROUND, INK, QUIET, RISING_COLOR, SOURCE_COLORS
from bot.papers.model import ENGAGEMENT_SOURCES

# Machado, Oliveira and Fernandes (2009), severity 1.0: what linear RGB looks like with each deficiency.
SEEN_WITH = {
    "full vision": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}
# Ottosson (2020), https://bottosson.github.io/posts/oklab/
TO_LMS = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
TO_OKLAB = (
    (0.2104542553, 0.793617785, -0.0040720468),
    (1.9779984951, -2.428592205, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.808675766),
)
Vector = tuple[float, ...]


def times(matrix: Sequence[Sequence[float]], vector: Vector) -> Vector:
    return tuple(sum(factor * value for factor, value in zip(row, vector, strict=True)) for row in matrix)


def linear(color: str) -> Vector:
    shares = (value / 255 for value in ImageColor.getrgb(color))
    return tuple(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)


def oklab(color: str, seen_with: str) -> Vector:
    seen = tuple(min(1.0, max(0.0, value)) for value in times(SEEN_WITH[seen_with], linear(color)))
    return times(TO_OKLAB, tuple(math.cbrt(value) for value in times(TO_LMS, seen)))


@pytest.mark.parametrize("seen_with", SEEN_WITH)
def test_everybody_tells_the_sources_apart(seen_with: str) -> None:
    seen = [oklab(color, seen_with) for color in SOURCE_COLORS.values()]
    assert min(math.dist(one, other) for one, other in combinations(seen, 2)) > 0.1
    assert math.dist(oklab(BEFORE_COLOR, seen_with), oklab(GAINED_COLOR, seen_with)) > 0.1


def luminance(color: str) -> float:
    return sum(factor * value for factor, value in zip((0.2126, 0.7152, 0.0722), linear(color), strict=True))


@pytest.mark.parametrize("color", [INK, QUIET, RISING_COLOR])
def test_text_stands_out_from_the_ground(color: str) -> None:
    assert (luminance(GROUND) + 0.05) / (luminance(color) + 0.05) > 4.5


def test_every_source_of_talk_has_a_color_of_its_own() -> None:
    assert set(SOURCE_COLORS) == set(ENGAGEMENT_SOURCES)
