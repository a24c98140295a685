"""Synthetic papers for the figures about search, matching and neighbors; the same ones in every run.

Words follow Zipf and Mandelbrot over 400,000; each paper has one of 150 topics, which gives it a quarter of
its words, some of them in fixed pairs, and its categories. An abstract has about 1.2 kB. One paper in thirty
is talked about. Not validated against arXiv's own text: its common words are probably less common.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import numpy as np

from bot.papers.model import ArxivId, Engagement, ImportedPaper, Paper

PAPERS_A_DAY = 1_000
LAST_DAY = date(2026, 11, 20)
WORDS = 400_000
TOPICS = 150
TOPIC_WORDS = 400
TOPIC_PAIRS = 40
TITLE_WORDS = 9
ABSTRACT_WORDS = 170
NAMES = 300_000
BLOCK = 5_000

_CATEGORIES = (
    *("cs.LG", "cs.CV", "cs.CL", "cs.AI", "cs.RO", "cs.CR", "cs.SE", "cs.IR", "cs.SD", "cs.DS", "cs.IT", "cs.HC"),
    *("stat.ML", "stat.ME", "eess.IV", "eess.SP", "math.AG", "math.CO", "math.KT", "math.PR", "math.NT", "math-ph"),
    *("hep-th", "hep-ph", "gr-qc", "quant-ph", "astro-ph.GA", "cond-mat.str-el", "cond-mat.stat-mech", "q-bio.NC"),
)
_CATEGORY_WEIGHTS = 1 / (np.arange(len(_CATEGORIES)) + 3.0)
_SYLLABLES = [consonant + vowel for consonant in "bcdfgklmnprtvz" for vowel in "aeiou"]


@dataclass(frozen=True)
class Topic:
    """What papers of one topic share: numbers of words, pairs of them, and categories."""

    words: np.ndarray[Any, Any]
    pairs: np.ndarray[Any, Any]
    categories: tuple[str, ...]


class Corpus:
    """The words, topics and names that papers are made of."""

    def __init__(self, words: int = WORDS) -> None:
        self._chance = np.random.default_rng(2611)
        self.words = np.array([*_spellings(words)], dtype=object)
        self._word_odds = _odds(words, exponent=1.05)
        self._topic_odds = _odds(TOPIC_WORDS, exponent=0.8)
        self.topics = [self._topic() for _ in range(TOPICS)]
        given = [word.title() for word in self.words[20_000:21_500]]
        family = [word.title() for word in self.words[22_000:42_000]]
        self.names = self._names(given, family)
        self._name_odds = _odds(NAMES, exponent=0.6)

    def papers(self, count: int) -> Iterator[ImportedPaper]:
        """Yield ``count`` papers, oldest first, the last ones announced on LAST_DAY."""
        for first in range(0, count, BLOCK):
            yield from self._block(first, min(BLOCK, count - first), count)

    def _topic(self) -> Topic:
        own = self._chance.choice(np.arange(60, 30_000), TOPIC_WORDS, replace=False)
        pairs = self._chance.choice(own, (TOPIC_PAIRS, 2))
        share = _CATEGORY_WEIGHTS / _CATEGORY_WEIGHTS.sum()
        categories = self._chance.choice(_CATEGORIES, 2, replace=False, p=share)
        return Topic(own, pairs, tuple(str(category) for category in categories))

    def _names(self, given: Sequence[str], family: Sequence[str]) -> Sequence[str]:
        family_odds = _odds(len(family), exponent=0.9)
        firsts = self._chance.integers(0, len(given), NAMES)
        lasts = _drawn(self._chance, family_odds, NAMES)
        return [f"{given[first]} {family[last]}" for first, last in zip(firsts, lasts, strict=True)]

    def _block(self, first: int, size: int, count: int) -> Iterator[ImportedPaper]:
        length = TITLE_WORDS + ABSTRACT_WORDS
        topics = self._chance.integers(0, TOPICS, size)
        numbers = _drawn(self._chance, self._word_odds, size * length).reshape(size, length)
        of_topic = self._chance.random((size, length)) < 0.25
        ranks = _drawn(self._chance, self._topic_odds, size * length).reshape(size, length)
        table = np.stack([topic.words for topic in self.topics])
        numbers = np.where(of_topic, table[topics[:, None], ranks], numbers)
        self._put_pairs(numbers, topics)
        authors = _drawn(self._chance, self._name_odds, size * 4).reshape(size, 4)
        heats = np.where(self._chance.random(size) < 1 / 30, self._chance.pareto(1.0, size) * 10, 0).astype(int)
        for at, words in enumerate(self.words[numbers].tolist()):
            day = LAST_DAY - timedelta(days=(count - 1 - first - at) // PAPERS_A_DAY)
            names = tuple(dict.fromkeys(self.names[number] for number in authors[at]))
            yield _paper(first + at, day, words, names, self.topics[topics[at]].categories, int(heats[at]))

    def _put_pairs(self, numbers: np.ndarray[Any, Any], topics: np.ndarray[Any, Any]) -> None:
        """Let four fixed pairs of its topic stand in each paper, one of them in the title."""
        rows = np.arange(len(numbers))
        table = np.stack([topic.pairs for topic in self.topics])
        for start in (3, 30, 80, 140):
            pairs = table[topics, self._chance.integers(0, TOPIC_PAIRS, len(numbers))]
            numbers[rows, start], numbers[rows, start + 1] = pairs[:, 0], pairs[:, 1]


def _paper(
    number: int, day: date, words: list[str], names: tuple[str, ...], categories: tuple[str, ...], heat: int
) -> ImportedPaper:
    paper = Paper(
        id=ArxivId(f"{day:%y%m}.{number % 100_000:05d}"),
        title=" ".join(words[:TITLE_WORDS]).capitalize(),
        abstract=" ".join(words[TITLE_WORDS:]) + ".",
        authors=names,
        categories=categories if number % 3 else categories[:1],
        announced=day,
        version=1,
    )
    at = datetime.combine(day, time(12), UTC)
    source = "hackernews" if number % 2 else "x"
    return ImportedPaper(paper, [Engagement(source, heat, None, None, at)] if heat else ())


def _spellings(count: int) -> Iterator[str]:
    """Yield ``count`` different words, short ones first; they end in ``k`` so that no two have one stem."""
    size = len(_SYLLABLES)
    for number in range(count):
        word, left = "", number + size
        while left:
            left, syllable = divmod(left, size)
            word += _SYLLABLES[syllable]
        yield word + "k"


def _odds(count: int, *, exponent: float) -> np.ndarray[Any, Any]:
    """Return cumulated odds by rank, as Zipf and Mandelbrot have them."""
    cumulated = np.cumsum(1 / (np.arange(count) + 2.7) ** exponent)
    return cumulated / cumulated[-1]


def _drawn(chance: np.random.Generator, odds: np.ndarray[Any, Any], count: int) -> np.ndarray[Any, Any]:
    return np.searchsorted(odds, chance.random(count))
