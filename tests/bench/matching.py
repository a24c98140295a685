"""1,200 papers held against 10,000 topics of 100,000 subscriptions, beside one FTS5 query for each topic.

A topic asks for one of some words and phrases, or for all of a few; often in a category, without a word, or by
an author. Both sides get their topics ready to ask (bound, or as an FTS5 expression) and the papers as they are
stored, make these ready to be asked, answer all topics, take the 15 hottest of each and hand them to every
subscription. Ours is ready with the papers' tokens, theirs with its table filled. Theirs is the quickest form
there is: a table in memory with a column for each part, and the match alone, which on these papers is exact.
``python -m tests.bench.matching`` prints the entries.
"""

import asyncio
import json
import multiprocessing
import resource
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any, NamedTuple

from bot.query.bind import BoundQuery
from bot.query.day import DayIndex
from bot.query.grammar import parse
from bot.query.sql import search
from bot.store.sqlite import SqliteStore, open_store
from tests.bench.big_file import SEEN_AT

PAPERS = 1_200
TOPICS = 10_000
SUBSCRIPTIONS = 100_000
SHOWN = 15
ROUNDS = 5
MEMORY_MB = 250
WORDS = 60_000
"""Of so many, a day's papers have as many different words as arXiv's own have: 25,000."""

UNTIL = date(2026, 11, 20)
SINCE = UNTIL - timedelta(days=1)

Answers = Sequence[Sequence[int]]


def run() -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "day.db"
        topics = asyncio.run(made(path))
        # A process of its own: what made the papers would count as memory of the matching.
        with multiprocessing.get_context("spawn").Pool(1) as process:
            measured = process.apply(measure, (path, topics))
    answers = f"{SUBSCRIPTIONS:,} subscriptions, {TOPICS:,} topics × {PAPERS:,} papers"
    queries = f"one FTS5 query for each topic; {measured['differing']} of them differ, in {measured['hits']:,} hits"
    return [
        entry(answers, measured["answer_s"], other_is=queries, wanted=3, is_right=measured["differing"] == 0),
        entry(
            "the same from the stored papers",
            measured["whole_s"],
            other_is="the same, its table filled first",
            wanted=3,
        ),
        {
            "name": "memory of the process that matches them",
            "unit": "MB",
            "ours": measured["memory_mb"],
            "other": MEMORY_MB,
            "other_is": f"what it may take; the topics were bound in {measured['bind_s']} s",
            "ratio": round(measured["memory_mb"] / MEMORY_MB, 2),
            "wanted": "<= 1",
            "met": measured["memory_mb"] <= MEMORY_MB,
        },
    ]


def entry(
    name: str, rounds_s: Sequence[tuple[float, float]], *, other_is: str, wanted: float, is_right: bool = True
) -> dict[str, Any]:
    ratio = statistics.median(theirs / ours for ours, theirs in rounds_s)
    ours, theirs = (statistics.median(side) * 1000 for side in zip(*rounds_s, strict=True))
    return {
        "name": name,
        "unit": "ms",
        "ours": round(ours),
        "other": round(theirs),
        "other_is": other_is,
        "ratio": round(ratio, 2),
        "wanted": f">= {wanted:g}",
        "met": ratio >= wanted and is_right,
    }


async def made(path: Path) -> list[str]:
    """Store the papers at ``path`` and return topics about what is in them."""
    from tests.bench.corpus import Corpus

    corpus = Corpus(WORDS)
    store = await open_store(path, create=True)
    await store.save_imported(list(corpus.papers(PAPERS)), seen_at=SEEN_AT)
    await store.close()
    chance = Random(2611)  # noqa: S311 - reproducible, not secret
    written = dict.fromkeys(topic(chance, corpus) for _ in range(2 * TOPICS))
    return list(written)[:TOPICS]


def topic(chance: Random, corpus: Any) -> str:  # noqa: ANN401 - numpy stays out of the process that is measured
    """Return one topic: what somebody of one field would subscribe to."""
    field = chance.choice(corpus.topics)
    words = [corpus.words[number] for number in chance.sample(list(field.words[:40]), 5)]
    pairs = [f'"{corpus.words[first]} {corpus.words[second]}"' for first, second in field.pairs]
    asked = " OR ".join((*words[: chance.randint(1, 3)], *chance.sample(pairs, chance.randint(1, 3))))
    if chance.random() < 0.2:
        asked = " ".join(words[:2])
    asked = f"({asked})"
    if chance.random() < 0.5:
        asked += f" #{chance.choice(field.categories)}"
    if chance.random() < 0.3:
        asked += f" -{words[4]}"
    if chance.random() < 0.2:
        asked = f"{asked} OR @{chance.choice(corpus.names[:3_000]).split()[1]}"
    return asked


def measure(path: Path, topics: Sequence[str]) -> dict[str, Any]:
    return asyncio.run(_measure(path, topics))


async def _measure(path: Path, topics: Sequence[str]) -> dict[str, Any]:
    store = await open_store(path, create=False)
    started = perf_counter()
    bound = await store.bound([parse(text) for text in topics])
    bind_s = perf_counter() - started
    chance = Random(11)  # noqa: S311 - reproducible, not secret
    subscriptions = [min(int(chance.paretovariate(0.6)), len(topics)) - 1 for _ in range(SUBSCRIPTIONS)]
    mine, _ = await ours(store, bound, subscriptions)
    memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    rows, expressions = stored_rows(path), [expression(each) for each in bound]
    theirs, _ = by_fts5(rows, expressions, subscriptions)
    rounds = [
        ((await ours(store, bound, subscriptions))[1], by_fts5(rows, expressions, subscriptions)[1])
        for _ in range(ROUNDS)
    ]
    await store.close()
    return {
        "answer_s": [(one.answer_s, other.answer_s) for one, other in rounds],
        "whole_s": [(sum(one), sum(other)) for one, other in rounds],
        "bind_s": round(bind_s, 2),
        "memory_mb": memory_mb,
        "hits": sum(map(len, mine)),
        "differing": sum(set(one) != set(other) for one, other in zip(mine, theirs, strict=True)),
    }


class Took(NamedTuple):
    """How long it took until the papers could be asked, and then to answer."""

    ready_s: float
    answer_s: float


async def ours(store: SqliteStore, bound: Sequence[BoundQuery], subscriptions: Sequence[int]) -> tuple[Answers, Took]:
    started = perf_counter()
    papers = await store.paper_tokens(SINCE, UNTIL)
    ready = perf_counter()
    day = DayIndex(papers)
    answers = [day.matching(each) for each in bound]
    hand_out(answers, subscriptions)
    return answers, Took(ready - started, perf_counter() - ready)


def by_fts5(
    rows: Sequence[tuple[Any, ...]], expressions: Sequence[str], subscriptions: Sequence[int]
) -> tuple[Answers, Took]:
    started = perf_counter()
    db = sqlite3.connect(":memory:")
    db.execute(
        "create virtual table day using fts5 (title, abstract, authors, categories,"
        " content='', tokenize='porter unicode61 remove_diacritics 2')"
    )
    db.executemany("insert into day (rowid, title, abstract, authors, categories) values (?, ?, ?, ?, ?)", rows)
    db.commit()
    ready = perf_counter()
    matching = "select rowid from day where day match ? order by rowid"
    answers = [[number for (number,) in db.execute(matching, (text,))] for text in expressions]
    hand_out(answers, subscriptions)
    took = Took(ready - started, perf_counter() - ready)
    db.close()
    return answers, took


def hand_out(answers: Answers, subscriptions: Sequence[int]) -> list[Sequence[int]]:
    """Return what each subscription shows; papers are numbered hottest first."""
    shown = [answer[:SHOWN] for answer in answers]
    return [shown[topic] for topic in subscriptions]


def expression(bound: BoundQuery) -> str:
    match = search(bound).match
    assert match, bound.query.text
    return match


def stored_rows(path: Path) -> list[tuple[Any, ...]]:
    """Return the papers as they are stored, numbered as ours are: hottest first."""
    db = sqlite3.connect(path)
    rows = db.execute("select title, abstract, authors, categories from papers order by heat desc, id").fetchall()
    db.close()
    return [(number, *row) for number, row in enumerate(rows)]


if __name__ == "__main__":
    json.dump(run(), sys.stdout, indent=2)
