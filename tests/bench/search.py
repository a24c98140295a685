"""Search among a million papers, 8 readers and a writer at once, beside plain ``ORDER BY rank``.

Of 20 questions 4 are of a rare word, 2 of a common one (in a third of all abstracts), 4 of two words, 2 of one or
another of three common words, 3 of a phrase, 3 of a word in a category, 2 of an author. The readers ask one store,
as in the bot, each the next question as soon as it has an answer of ten whole papers; the plain way finds and
loads its ten by rank, through the same store. The writer is another process, which refreshes papers 100 at a
time all the while. Overlap is how many of our ten best are the ten best by bm25 alone when all hits are scored.
``python -m tests.bench.search`` prints the entries; HOTPAPERS_BENCH_PAPERS=100000 is a quick look.
"""

import asyncio
import itertools
import json
import multiprocessing
import sqlite3
import statistics
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from multiprocessing.synchronize import Event
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

from bot.papers.model import ArxivId, ImportedPaper
from bot.query.grammar import parse
from bot.query.sql import search
from bot.store import papers, tokens
from bot.store.search import SCORED
from bot.store.sqlite import SqliteStore, open_store
from tests.bench.big_file import PAPERS, SEEN_AT, big_file
from tests.bench.corpus import LAST_DAY, Corpus

READERS = 8
SECONDS = 15
SLOWEST_MS = 250
REPEATS = 200

COMMON = range(24, 34)
USUAL = range(150, 1_500)
RARE = range(20_000, 60_000)
CATEGORIES = ("cs.LG", "cs.CV", "cs.CL", "stat.ML", "hep-th", "math.KT")


Ask = Callable[[SqliteStore, str], Awaitable[object]]


def run() -> list[dict[str, Any]]:
    path, corpus = big_file(), Corpus()
    mixes = [list(itertools.islice(questions(corpus, seed), 400)) for seed in range(READERS)]
    return [
        *against_plain(under_load(path, ask, mixes), under_load(path, ask_plainly, mixes)),
        *asyncio.run(overlaps(path, corpus)),
        *asyncio.run(by_index(path)),
    ]


def questions(corpus: Corpus, seed: int) -> Iterator[str]:
    """Yield the mix for ever."""
    chance = Random(seed)  # noqa: S311 - reproducible, not secret

    def word(ranks: Sequence[int]) -> str:
        return str(corpus.words[chance.choice(ranks)])

    def phrase() -> str:
        first, second = chance.choice(list(chance.choice(corpus.topics).pairs))
        return f'"{corpus.words[first]} {corpus.words[second]}"'

    kinds: list[tuple[int, Callable[[], str]]] = [
        (4, lambda: word(RARE)),
        (2, lambda: word(COMMON)),
        (2, lambda: f"{word(USUAL)} {word(USUAL)}"),
        (2, lambda: f"{word(COMMON)} {word(USUAL)}"),
        (2, lambda: " OR ".join(word(COMMON) for _ in range(3))),
        (3, phrase),
        (1, lambda: f"{word(COMMON)} #{chance.choice(CATEGORIES)}"),
        (2, lambda: f"{word(USUAL)} #{chance.choice(CATEGORIES)}"),
        (2, lambda: f'@"{corpus.names[int(chance.paretovariate(0.3)) % len(corpus.names)]}"'),
    ]
    twenty = [make for times, make in kinds for _ in range(times)]
    while True:
        chance.shuffle(twenty)
        yield from (make() for make in twenty)


def under_load(path: Path, ask: Ask, mixes: Sequence[Sequence[str]]) -> list[float]:
    """Return how long each answer took, in ms, with all readers and the writer at work."""
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    writer = context.Process(target=write, args=(path, stop))
    writer.start()
    try:
        return asyncio.run(read(path, ask, mixes))
    finally:
        stop.set()
        writer.join()


async def read(path: Path, ask: Ask, mixes: Sequence[Sequence[str]]) -> list[float]:
    store = await open_store(path, create=False)
    for text in mixes[0][:40]:  # into the memory of the machine, as they are where the bot has run for a while
        await ask(store, text)
    times = await asyncio.gather(*(timed(partial(ask, store), mix) for mix in mixes))
    await store.close()
    return [each for of_one in times for each in of_one]


async def ask(store: SqliteStore, text: str) -> None:
    await store.search(parse(text), top=10)


async def ask_plainly(store: SqliteStore, text: str) -> None:
    await store._read(partial(by_rank, text=text))


def by_rank(db: sqlite3.Connection, text: str) -> list[str]:
    """Return the ten best as the manual of FTS5 says to find them, and load them as ours are loaded."""
    asked = search(tokens.bound(db, [parse(text)])[0])
    rows = db.execute(
        "select papers.id from papers_fts join papers on papers.number = papers_fts.rowid"  # noqa: S608 - our own
        f" where papers_fts match ? and {asked.rest.sql} order by rank limit 10",
        (asked.match, *asked.rest.parameters),
    )
    ids = [row["id"] for row in rows]
    return list(papers.papers(db, ids))


async def timed(asking: Callable[[str], Awaitable[object]], mix: Sequence[str]) -> list[float]:
    """Ask for SECONDS, one question after the other; return how long each took, in ms."""
    times = []
    until = perf_counter() + SECONDS
    for text in itertools.cycle(mix):
        started = perf_counter()
        if started > until:
            break
        await asking(text)
        times.append((perf_counter() - started) * 1000)
    return times


def write(path: Path, stop: Event) -> None:
    asyncio.run(_write(path, stop))


async def _write(path: Path, stop: Event) -> None:
    store = await open_store(path, create=False)
    ids = [ArxivId(f"{LAST_DAY:%y%m}.{(PAPERS - 1 - back) % 100_000:05d}") for back in range(2_000)]
    known = [each.paper for each in (await store.papers(ids)).values()]
    for turn, batch in enumerate(itertools.cycle([known[at : at + 100] for at in range(0, len(known), 100)])):
        if stop.is_set():
            break
        ending = f" {'again' * (turn // 20 % 2)}"
        fresh = [ImportedPaper(replace(paper, abstract=paper.abstract.partition(". ")[0] + ending)) for paper in batch]
        await store.save_imported(fresh, seen_at=SEEN_AT)
    await store.close()


def against_plain(ours_ms: Sequence[float], plain_ms: Sequence[float]) -> list[dict[str, Any]]:
    said = f"plain ORDER BY rank, {PAPERS:,} papers, {READERS} readers and a writer"
    p99, plain_p99 = (statistics.quantiles(times, n=100)[98] for times in (ours_ms, plain_ms))
    rate, plain_rate = (len(times) / SECONDS for times in (ours_ms, plain_ms))
    return [
        entry("search, p99", "ms", p99, plain_p99, said, at_most=0.1),
        entry("search, answers", "1/s", rate, plain_rate, said, at_least=10),
        entry("search, the slowest answer", "ms", max(ours_ms), SLOWEST_MS, "the longest it may take", at_most=1),
    ]


async def overlaps(path: Path, corpus: Corpus) -> list[dict[str, Any]]:
    """Return how many of our ten best are among those that score best by bm25 of all hits."""
    store = await open_store(path, create=False)
    entries = []
    for name, ranks in (("rare", RARE), ("usual", USUAL), ("common", COMMON)):
        words = [str(corpus.words[rank]) for rank in Random(7).sample(list(ranks), 10)]  # noqa: S311 - not secret
        shared = statistics.fmean([await overlap(store, word) for word in words])
        said = f"the ten best by bm25 of all hits, ours of the newest {SCORED:,}; heat enters ours"
        entries.append(entry(f"overlap of the ten best, {name} words", "papers", shared, 10, said))
    await store.close()
    return entries


async def overlap(store: SqliteStore, word: str) -> int:
    ours = {paper.id for paper in (await store.search(parse(word), top=10)).papers}
    return len(ours & set(await store._read(partial(best_of_all, word=word))))


def best_of_all(db: sqlite3.Connection, word: str) -> list[str]:
    """Return the ten best, and those that score as well as the tenth: synthetic papers are often equally good."""
    rows = db.execute(
        "with scored as materialized (select rowid as number, bm25(papers_fts, 4.0, 1.0, 0.0, 0.0) as badness"
        " from papers_fts where papers_fts match ?)"
        " select id from scored join papers using (number)"
        " where badness <= (select badness from scored order by badness limit 1 offset 9) + 1e-9",
        (f'{{title abstract}}:"{word}"',),
    )
    return [row["id"] for row in rows]


async def by_index(path: Path) -> list[dict[str, Any]]:
    """Return how long the lookups take that an index serves, beside reading all rows for the same."""
    store = await open_store(path, create=False)
    paper_id = ArxivId(f"{LAST_DAY:%y%m}.{(PAPERS - 1) % 100_000:05d}")
    day = LAST_DAY.isoformat()
    entries = [
        entry(
            "paper by id",
            "ms",
            await median_ms(lambda: store.papers([paper_id])),
            await scan_ms(store, "+id = ?", paper_id),
            "reading every row for its id",
            at_most=0.01,
        ),
        entry(
            "a day's papers, hottest first",
            "ms",
            await median_ms(lambda: store.announced_between(LAST_DAY, LAST_DAY)),
            await scan_ms(store, "+announced = ?", day),
            "reading every row for its day",
            at_most=0.25,
        ),
    ]
    await store.close()
    return entries


async def median_ms(ask: Callable[[], Any]) -> float:
    times = []
    for _ in range(REPEATS):
        started = perf_counter()
        await ask()
        times.append((perf_counter() - started) * 1000)
    return statistics.median(times)


async def scan_ms(store: SqliteStore, where: str, value: str) -> float:
    sql = f"select id, heat from papers not indexed where {where} order by heat desc"  # noqa: S608 - from this file
    started = perf_counter()
    await store._read(lambda db: db.execute(sql, (value,)).fetchall())
    return (perf_counter() - started) * 1000


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
        "ours": round(ours, 3),
        "other": round(other, 3),
        "other_is": other_is,
        "ratio": round(ratio, 4),
        "wanted": f"<= {at_most:g}" if at_most < float("inf") else f">= {at_least:g}",
        "met": at_least <= ratio <= at_most,
    }


if __name__ == "__main__":
    json.dump(run(), sys.stdout, indent=2)
