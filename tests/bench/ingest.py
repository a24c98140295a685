"""How fast papers are entered: rows, authors, categories and full text, beside what sqlite-utils does alone.

The papers are synthetic: abstracts of about 1.2 kB over a Zipf-like vocabulary, five authors, two
categories; where it is said, one abstract in five has TeX. Peers are measured in the same run on the same
tables; only their full-text index is the ordinary one, kept by triggers. ``upsert_all`` gets our connection's
settings (they hardly matter to it); row by row, sqlite-utils works as it comes: each call commits, in
rollback-journal mode. ``python -m tests.bench.ingest`` prints the entries.
"""

import asyncio
import itertools
import json
import random
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any, TypeVar

from sqlite_utils import Database, Migrations

from bot.papers.model import ArxivId, Paper
from bot.store.contract import Gathered, RunState, SourceRun
from bot.store.rows import numbers_of, paper_row
from bot.store.schema import MIGRATION_SET, STEPS
from bot.store.sqlite import open_store

T = TypeVar("T")

BATCH = 20_000
BATCHES = 5
ONE_BY_ONE = 300
REPEATS = 3
NOW = datetime(2026, 11, 20, tzinfo=UTC)


def run() -> list[dict[str, Any]]:
    papers = list(itertools.islice(synthetic_papers(), BATCH * BATCHES))
    batches = [papers[start : start + BATCH] for start in range(0, len(papers), BATCH)]
    ours, at_once = [], []
    for _ in range(REPEATS):
        ours.append(_in_new_folder(our_rates, batches[:1])[0])
        at_once.append(_in_new_folder(upsert_rate, batches[0]))
    one_by_one = _in_new_folder(one_by_one_rate, papers[:ONE_BY_ONE])
    growing = [_in_new_folder(our_rates, batches) for _ in range(2)]
    rate = statistics.median(ours)
    with_tex, without = _rates_with_tex(batches[0])
    return [
        _entry(
            "ingest of 20,000 papers with full text",
            (rate, statistics.median(at_once)),
            other_is="sqlite-utils upsert_all on the same tables, full text by triggers",
            wanted=2.0,
        ),
        _entry(
            "ingest of 20,000 papers against one by one",
            (rate, one_by_one),
            other_is=f"sqlite-utils insert as it comes: a call and a commit for each row ({ONE_BY_ONE} papers)",
            wanted=40.0,
        ),
        _entry(
            "ingest of the last 20,000 of 100,000 papers",
            tuple(statistics.fmean(rates[at] for rates in growing) for at in (-1, 0)),
            other_is="ingest of the first 20,000 of them",
            wanted=0.8,
        ),
        _entry(
            "ingest of 20,000 papers, one abstract in five with TeX",
            (with_tex, without),
            other_is="ingest of the same papers without TeX: what is made readable may cost a third",
            wanted=0.75,
        ),
    ]


def _rates_with_tex(papers: Sequence[Paper]) -> tuple[float, float]:
    """Return papers per second with TeX and without, abstracts in lines as arXiv sends them; medians."""
    rates: dict[bool, list[float]] = {True: [], False: []}
    papers = [replace(paper, abstract=paper.abstract.replace(". ", ".\n")) for paper in papers]
    written = [_with_tex(paper, count) if count % 5 == 0 else paper for count, paper in enumerate(papers)]
    for has_tex in (True, False) * REPEATS:
        rates[has_tex] += _in_new_folder(our_rates, [written if has_tex else papers])
    return statistics.median(rates[True]), statistics.median(rates[False])


def _with_tex(paper: Paper, count: int) -> Paper:
    """Return a paper with somewhat more TeX (9 signs) than those that have any (5 in the middle, 7 on average)."""
    first, second, *rest = paper.abstract.split(".\n")
    abstract = (f"{first} with $O(n^{{{count}}})$ steps", f"\\textbf{{{second}}} by {count % 100}.5\\%")
    return replace(paper, abstract=".\n".join((*abstract, *rest)))


def _entry(name: str, rates: tuple[float, float], *, other_is: str, wanted: float) -> dict[str, Any]:
    ours, other = rates
    return {
        "name": name,
        "unit": "papers/s",
        "ours": round(ours),
        "other": round(other),
        "other_is": other_is,
        "ratio": round(ours / other, 2),
        "wanted": wanted,
        "met": ours / other >= wanted,
    }


def synthetic_papers() -> Iterator[Paper]:
    """Yield papers for ever, 1,000 a day, the same ones in every run."""
    chance = random.Random(2102)  # noqa: S311 - reproducible, not secret
    words = _vocabulary(chance)
    weights = list(itertools.accumulate(1 / (rank + 2.7) for rank in range(len(words))))
    sentences = [" ".join(chance.choices(words, cum_weights=weights, k=18)) + "." for _ in range(20_000)]
    names = [f"{chance.choice(words).title()} {chance.choice(words).title()}" for _ in range(40_000)]
    for count in itertools.count():
        day = date(2020, 1, 1) + timedelta(days=count // 1_000)
        yield Paper(
            id=ArxivId(f"{day:%y%m}.{count:05d}"),
            title=" ".join(chance.choices(words, cum_weights=weights, k=9)).capitalize(),
            abstract=" ".join(chance.choices(sentences, k=11)),
            authors=tuple(chance.sample(names, 5)),
            categories=tuple(chance.sample(("cs.AI", "cs.CL", "cs.CV", "cs.LG", "stat.ML"), 2)),
            announced=day,
            version=1,
        )


def _vocabulary(chance: random.Random) -> Sequence[str]:
    syllables = [consonant + vowel for consonant in "bcdfghklmnprstvz" for vowel in "aeiou"]
    endings = ("", "", "s", "ing", "ed", "tion", "al")
    words = {"".join(chance.choices(syllables, k=chance.randint(2, 4))) + chance.choice(endings) for _ in range(60_000)}
    return sorted(words, key=lambda word: (len(word), word))


def our_rates(folder: Path, batches: Sequence[Sequence[Paper]]) -> list[float]:
    """Return papers per second for each batch, saved into one new file."""
    return asyncio.run(_our_rates(folder, batches))


async def _our_rates(folder: Path, batches: Sequence[Sequence[Paper]]) -> list[float]:
    store = await open_store(folder / "ours.db", create=True)
    rates = []
    for papers in batches:
        gathered = Gathered(SourceRun("arxiv", NOW, NOW, RunState.OK), papers=papers)
        started = perf_counter()
        await store.save_gathered(gathered)
        rates.append(len(papers) / (perf_counter() - started))
    await store.close()
    return rates


def upsert_rate(folder: Path, papers: Sequence[Paper]) -> float:
    """Return papers per second of ``upsert_all``, a call for each table; author numbers are given to it."""
    db = _ordinary_database(folder)
    for setting in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "cache_size = -65536"):
        db.execute(f"PRAGMA {setting}")
    started = perf_counter()
    authors = {name: number for number, name in enumerate(dict.fromkeys(n for p in papers for n in p.authors), 1)}
    db.table("papers").upsert_all(_paper_records(papers), pk="number")
    db.table("authors").upsert_all(({"id": number, "name": name} for name, number in authors.items()), pk="id")
    db.table("paper_authors").upsert_all(
        (
            {"paper": paper.id, "position": position, "author": authors[name]}
            for paper in papers
            for position, name in enumerate(paper.authors)
        ),
        pk=("paper", "position"),
    )
    db.table("paper_categories").upsert_all(
        (record for paper in papers for record in _category_records(paper)), pk=("paper", "position")
    )
    rate = len(papers) / (perf_counter() - started)
    db.close()
    return rate


def one_by_one_rate(folder: Path, papers: Sequence[Paper]) -> float:
    """Return papers per second where each row is inserted, and committed, by itself."""
    db = _ordinary_database(folder)
    started = perf_counter()
    for paper, record in zip(papers, _paper_records(papers), strict=True):
        db.table("papers").insert(record)
        for position, name in enumerate(paper.authors):
            author = db.table("authors").lookup({"name": name})
            db.table("paper_authors").insert({"paper": paper.id, "position": position, "author": author})
        db.table("paper_categories").insert_all(_category_records(paper))
    rate = len(papers) / (perf_counter() - started)
    db.close()
    return rate


OUR_INDEXES = {"m002_index", "m007_asking", "m009_recent"}
"""The steps whose indexes only we keep: the peers have one ordinary index instead, and less to do."""


def _ordinary_database(folder: Path) -> Database:
    db = Database(folder / "ordinary.db")
    migrations = Migrations(MIGRATION_SET)
    for step in STEPS:
        if step.__name__ not in OUR_INDEXES:
            migrations()(step)
    migrations.apply(db)
    db.table("papers").enable_fts(
        ["title", "abstract", "authors", "categories"],
        tokenize="porter unicode61 remove_diacritics 2",
        create_triggers=True,
    )
    return db


def _paper_records(papers: Sequence[Paper]) -> Iterator[dict[str, Any]]:
    for count, paper in enumerate(papers):
        number = numbers_of(paper.announced).start + count
        yield {**paper_row(paper, number)._asdict(), "first_seen_at": NOW.isoformat()}


def _category_records(paper: Paper) -> list[dict[str, Any]]:
    return [{"paper": paper.id, "position": at, "category": name} for at, name in enumerate(paper.categories)]


def _in_new_folder(measure: Callable[[Path, Any], T], papers: Sequence[Any]) -> T:
    with tempfile.TemporaryDirectory() as folder:
        return measure(Path(folder), papers)


if __name__ == "__main__":
    json.dump(run(), sys.stdout, indent=2)
