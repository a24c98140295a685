"""How fast arXiv's answers become papers, beside the usual parsers and beside the least that XML costs.

Two pages of 2,000 synthetic papers, made in memory: abstracts of about 1.2 kB, five authors, two
categories, markup to unescape. Time is that of our thread alone, and the sides take turns, so that noise
falls on all. The limit is expat without a handler: it finds the tags and does nothing with them.
``python -m tests.bench.parse`` prints the entries.
"""

import json
import random
import statistics
from collections.abc import Callable
from time import thread_time
from typing import Any
from xml.parsers import expat

import feedparser
from arxiv import _feed as arxiv_package

from bot.sources.arxiv_feed import parse_daily_feed, parse_query_page
from tests.sources.arxiv_pages import Work, atom, rss

PAPERS = 2000
ROUNDS = 25
SLOW_ROUNDS = 3

Parse = Callable[[bytes], object]


def run() -> list[dict[str, Any]]:
    works = synthetic_works()
    query_page, daily_feed = atom(works).encode(), rss(works).encode()
    return [
        against_feedparser("Atom", query_page, parse_query_page),
        against_feedparser("RSS", daily_feed, parse_daily_feed),
        against_arxiv_package(query_page),
        against_expat("Atom", query_page, parse_query_page),
        against_expat("RSS", daily_feed, parse_daily_feed),
    ]


def against_feedparser(kind: str, page: bytes, ours: Parse) -> dict[str, Any]:
    rate, other = (PAPERS / time_s for time_s in times_s(page, ours, feedparser.parse, rounds=SLOW_ROUNDS))
    return entry(f"parse {kind} to papers", "papers/s", rate, other, "feedparser 6", at_least=20)


def against_arxiv_package(page: bytes) -> dict[str, Any]:
    rate, other = (PAPERS / time_s for time_s in times_s(page, parse_query_page, arxiv_package.parse))
    return entry("parse Atom to papers", "papers/s", rate, other, "the arxiv package 4", at_least=2.5)


def against_expat(kind: str, page: bytes, ours: Parse) -> dict[str, Any]:
    time_ms, limit_ms = (time_s * 1000 for time_s in times_s(page, ours, tokenize))
    return entry(f"time to parse {kind}", "ms", time_ms, limit_ms, "expat without handlers", at_most=3.5)


def entry(
    name: str,
    unit: str,
    ours: float,
    other: float,
    other_is: str,
    *,
    at_least: float = 0.0,
    at_most: float = float("inf"),
) -> dict[str, Any]:
    ratio = ours / other
    return {
        "name": name,
        "unit": unit,
        "ours": ours,
        "other": other,
        "other_is": other_is,
        "ratio": ratio,
        "wanted": f">= {at_least:g}" if at_least else f"<= {at_most:g}",
        "met": at_least <= ratio <= at_most,
    }


def times_s(page: bytes, ours: Parse, other: Parse, *, rounds: int = ROUNDS) -> tuple[float, float]:
    """Return the median times of both, which take turns; one more round warms up."""
    pairs = [(time_s(ours, page), time_s(other, page)) for _ in range(rounds + 1)][1:]
    mine, others = zip(*pairs, strict=True)
    return statistics.median(mine), statistics.median(others)


def time_s(parse: Parse, page: bytes) -> float:
    started_at = thread_time()
    parse(page)
    return thread_time() - started_at


def tokenize(page: bytes) -> None:
    expat.ParserCreate().Parse(page, True)


def synthetic_works() -> list[Work]:
    """Return the same works every time."""
    dice = random.Random(2611)  # noqa: S311 - data, not secrets
    words = ["".join(dice.choices("etaoinshrdlcumwfgypbvk", k=dice.randint(2, 12))) for _ in range(5000)]
    words += ["$\\alpha$", "<k>", "R&D", "naïve", "O(n^2)"] * 20
    return [synthetic_work(dice, words, number) for number in range(1, PAPERS + 1)]


def synthetic_work(dice: random.Random, words: list[str], number: int) -> Work:
    lines = (" ".join(dice.choices(words, k=9)) for _ in range(17))
    return Work(
        f"2611.{number:05}",
        title=" ".join(dice.choices(words, k=9)).capitalize(),
        abstract="\n".join(lines),
        authors=tuple(" ".join(dice.choices(words, k=2)).title() for _ in range(5)),
        categories=("cs.CL", "cs.LG"),
        comment="12 pages, 3 figures" if number % 2 else None,
    )


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
