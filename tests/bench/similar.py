"""Papers like a paper among 100,000, beside the dot product of scikit-learn's TF-IDF vectors.

Theirs has its matrix ready in memory, which takes 20 s and 100 MB to make; ours reads the store, whole papers
included. Both give the ten best. ``python -m tests.bench.similar`` prints the entries.
"""

import asyncio
import json
import statistics
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.papers.model import ArxivId
from bot.store.sqlite import SqliteStore, open_store
from tests.bench.big_file import PAPERS, big_file
from tests.bench.corpus import LAST_DAY, Corpus

COUNT = min(100_000, PAPERS)
ASKED = 60
TOP = 10


def run() -> list[dict[str, Any]]:
    return asyncio.run(_run(big_file(COUNT)))


async def _run(path: Path) -> list[dict[str, Any]]:
    papers = [one.paper for one in Corpus().papers(COUNT)]
    positions = range(COUNT // 2, COUNT // 2 + ASKED)
    store = await open_store(path, create=False)
    await store.refresh_search()
    worked_out = await times_ms(store, [papers[at].id for at in positions])
    await store.refresh_similar(LAST_DAY)
    kept = await times_ms(store, [paper.id for paper in papers[-ASKED:]])
    await store.close()
    theirs = dot_times_ms([f"{paper.title} {paper.abstract}" for paper in papers], positions)
    return [
        entry("similar, worked out when asked", worked_out, theirs, wanted=8),
        entry("similar, of the day's papers", kept, theirs, wanted=50),
    ]


def entry(name: str, ours: float, theirs: float, *, wanted: float) -> dict[str, Any]:
    return {
        "name": name,
        "unit": "ms",
        "ours": round(ours, 3),
        "other": round(theirs, 1),
        "other_is": f"dot product of scikit-learn's TF-IDF vectors, {COUNT:,} papers",
        "ratio": round(theirs / ours, 1),
        "wanted": f">= {wanted:g}",
        "met": theirs / ours >= wanted,
    }


async def times_ms(store: SqliteStore, ids: Sequence[ArxivId]) -> float:
    """Return the median; the first few warm up."""

    async def one(paper_id: ArxivId) -> None:
        assert len(await store.similar(paper_id, top=TOP)) == TOP

    return statistics.median([await took_ms(lambda paper_id=each: one(paper_id)) for each in ids][5:])


async def took_ms(ask: Callable[[], Awaitable[None]]) -> float:
    started = perf_counter()
    await ask()
    return (perf_counter() - started) * 1000


def dot_times_ms(texts: Sequence[str], positions: Sequence[int]) -> float:
    matrix = TfidfVectorizer(dtype=np.float32).fit_transform(texts)
    times = []
    for at in positions:
        started = perf_counter()
        scores = (matrix @ matrix[at].T).toarray().ravel()
        scores[at] = 0
        best = np.argpartition(scores, -TOP)[-TOP:]
        best = best[np.argsort(-scores[best])]
        times.append((perf_counter() - started) * 1000)
    return statistics.median(times[5:])


if __name__ == "__main__":
    json.dump(run(), sys.stdout, indent=2)
