"""What is offered while somebody is still typing."""

import random
import re
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.papers.model import ImportedPaper
from bot.store import completion
from bot.store.sqlite import SqliteStore
from tests.store.people import PeopleStore
from tests.store.samples import FRIDAY, NOON, THURSDAY, imported
from tests.store.test_plans import plan_of

WORDS = ("snow", "ice", "lynx", "learning", "networks", "tracking", "diffusion", "the", "of", "for", "graph", "sparse")


@pytest.fixture
async def library(store: PeopleStore) -> PeopleStore:
    """Return a store with 3,000 papers about nothing in particular."""
    chance = random.Random(2611)  # noqa: S311 - the same papers in every run
    many = [
        imported(
            f"2610.{number:05d}",
            title=" ".join(chance.choices(WORDS, k=6)).capitalize(),
            authors=(f"Given{number % 97} Family{number % 89}",),
            announced=date(2026, 10, 1 + number % 28),
        )
        for number in range(3_000)
    ]
    await store.save_imported(many, seen_at=NOON)
    return store


async def enter(store: PeopleStore, *papers: ImportedPaper) -> None:
    await store.save_imported(papers, seen_at=NOON)


def by(number: int, *authors: str) -> ImportedPaper:
    return imported(f"2611.{number:05d}", authors=authors)


def titled(number: int, title: str, announced: date | None = FRIDAY) -> ImportedPaper:
    return imported(f"2611.{number:05d}", title=title, announced=announced)


async def titles(store: PeopleStore, beginning: str, limit: int = 25) -> list[str]:
    return [one.title for one in await store.titles(beginning, limit=limit)]


async def test_names_begin_with_any_of_their_words_whatever_case_and_accents(store: PeopleStore) -> None:
    await enter(store, by(1, "Ada Ångström"), by(2, "Bo de Vries"), by(3, "Angela Wu"))
    assert set(await store.author_names("ang", limit=25)) == {"Ada Ångström", "Angela Wu"}
    assert await store.author_names("ÅNGS", limit=25) == ["Ada Ångström"]
    assert await store.author_names("vri", limit=25) == ["Bo de Vries"]
    assert await store.author_names("ngela", limit=25) == []


async def test_names_go_on_from_words_that_are_complete(store: PeopleStore) -> None:
    await enter(store, by(1, "Ada Wu"), by(2, "Adam Wu"), by(3, "Ada Lee"))
    assert await store.author_names("ada w", limit=25) == ["Ada Wu"]
    assert await store.author_names("wu, ad", limit=25) == ["Ada Wu", "Adam Wu"]


async def test_who_wrote_most_papers_comes_first(store: PeopleStore) -> None:
    await enter(store, by(1, "Lea Wu", "Leo Wu"), by(2, "Leo Wu", "Lev Wu"), by(3, "Lev Wu"), by(4, "Lev Wu"))
    assert await store.author_names("le", limit=25) == ["Lev Wu", "Leo Wu", "Lea Wu"]
    assert await store.author_names("le", limit=2) == ["Lev Wu", "Leo Wu"]


async def test_names_are_offered_as_people_read_them_and_once(store: PeopleStore) -> None:
    await enter(store, by(1, "Ada \x00 Wu"), by(2, "Ada  Wu"))
    assert await store.author_names("ada", limit=25) == ["Ada Wu"]


async def test_titles_come_newest_first_as_papers(library: PeopleStore) -> None:
    await enter(library, titled(1, "Wolverines", THURSDAY), titled(2, "Wolves", FRIDAY), titled(3, "Wolf", None))
    found = await library.titles("wol", limit=25)
    assert [one.title for one in found] == ["Wolves", "Wolverines"]
    assert found[0] == (await library.papers([found[0].id]))[found[0].id]
    assert await titles(library, "wolv", limit=1) == ["Wolves"]


AT_EVERY_KEY = (
    *("w", "to", "tow", "towa", "towards", "towards le", "towards learni", "LEARNING towards"),
    *("wolverin", "learning “wolver", "learning wolverines tow", "ethol", "étholo", "wolverines, an et"),
)


async def test_a_title_is_offered_at_every_key_that_leads_to_it(library: PeopleStore) -> None:
    title = "Towards Learning Wolverines: an Éthologie"
    await enter(library, titled(1, title))
    offered = {typed: await titles(library, typed) for typed in AT_EVERY_KEY}
    assert offered == {typed: [title] for typed in AT_EVERY_KEY}


@pytest.mark.parametrize("beginning", ["lynxes", "towards wolv", "learni learnt", "owards", "wolverine towards x"])
async def test_titles_without_these_words_are_not_offered(store: PeopleStore, beginning: str) -> None:
    await enter(store, titled(1, "Towards Learning with Lynx"), titled(2, "Wolverine"))
    assert await titles(store, beginning) == []


async def test_abstracts_and_authors_are_not_titles(store: PeopleStore) -> None:
    await enter(store, imported("2611.00001", title="Lynx", abstract="Badgers.", authors=("Otto Badger",)))
    assert (await titles(store, "badg"), await titles(store, "badger l")) == ([], [])


async def test_a_short_word_is_found_in_old_titles_too(library: PeopleStore) -> None:
    await enter(library, titled(1, "A GNN for Otters", date(2020, 1, 1)), titled(2, "GNNs again", date(2020, 1, 2)))
    assert await titles(library, "gnn") == ["GNNs again", "A GNN for Otters"]


async def test_a_title_that_is_found_in_two_ways_is_offered_once(store: PeopleStore) -> None:
    await enter(store, titled(1, "Learning to learn"), titled(2, "Learn"))
    assert await titles(store, "learn") == ["Learn", "Learning to learn"]


async def test_no_more_are_offered_than_asked_for(library: PeopleStore) -> None:
    for beginning in ("l", "lear", "learning n", "the sno"):
        offered = await library.titles(beginning, limit=25)
        assert len(offered) == 25
        assert len({one.id for one in offered}) == 25
        days = [one.paper.announced for one in offered]
        assert days == sorted(days, reverse=True)
    assert len(await library.author_names("given", limit=25)) == 25


NONSENSE = {
    "nothing": "",
    "spaces": " \n\t",
    "quotes": '""\'"“”',
    "a stray quote": '"',
    "signs of FTS5": "* : ^ - + ( ) { }",
    "NUL": "\x00\x00",
    "emoji": "🔥🎉",
    "half a character": "\ud83d",
    "10,000 letters": "a" * 10_000,
    "10,000 words": "ice " * 2_500,
    "10,000 quotes": '"' * 10_000,
}


@pytest.mark.parametrize("beginning", NONSENSE.values(), ids=NONSENSE.keys())
async def test_nonsense_has_no_answer(store: PeopleStore, beginning: str) -> None:
    await enter(store, titled(1, "Ice"), titled(2, "A title"), by(3, "A. Ice"))
    assert await store.author_names(beginning, limit=25) == []
    assert await store.titles(beginning, limit=25) == []


@pytest.mark.parametrize("beginning", ['snow"', "snow*", "title:snow", "snow\x00", "-snow", "snow AND", "NEAR(snow"])
async def test_the_index_takes_what_is_typed_for_words_alone(store: PeopleStore, beginning: str) -> None:
    await enter(store, titled(1, "Snow and title near"), by(2, "And Snow Title Near"))
    assert await titles(store, beginning) == ["Snow and title near"]
    assert await store.author_names(beginning, limit=25) == ["And Snow Title Near"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=600))
async def test_whatever_is_typed_has_an_answer(store: PeopleStore, beginning: str) -> None:
    await enter(store, titled(1, "Lynx"))
    assert len(await store.titles(beginning, limit=1)) <= 1
    assert len(await store.author_names(beginning, limit=1)) <= 1


TITLE = st.lists(st.sampled_from(("Networks", "networking", "net", "Ångström", "generative", "ice", "C++", "l'été")))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TITLE.filter(bool).map(" ".join), st.data())
async def test_whoever_types_a_title_is_offered_it_all_the_way(
    store: PeopleStore, title: str, data: st.DataObject
) -> None:
    typed = title[: data.draw(st.integers(1, len(title)))]
    await enter(store, titled(1, title))
    assert await titles(store, typed) == [title]


async def test_names_are_counted_by_an_index_before_any_is_read(sqlite_store: SqliteStore) -> None:
    plan = await sqlite_store._readers[0].run(plan_of(lambda db: completion.author_names(db, "ada", limit=25)))
    steps = [step for step in plan if "authors" in step and "authors_fts_" not in step]
    assert [re.sub(r" (VIRTUAL|USING|\().*", "", step) for step in steps] == [
        "SCAN authors_fts",
        "SEARCH paper_authors",
        "SEARCH authors",
    ]
    assert "USING COVERING INDEX papers_by_author (author=?)" in steps[1]


@pytest.mark.parametrize("beginning", ["snow", "sno", "the s"])
async def test_titles_are_walked_newest_first_and_never_sorted(sqlite_store: SqliteStore, beginning: str) -> None:
    plan = await sqlite_store._readers[0].run(plan_of(lambda db: completion.titles(db, beginning, limit=25)))
    assert "SCAN papers_fts VIRTUAL TABLE" in " ".join(plan)
    assert "SEARCH papers USING INTEGER PRIMARY KEY (rowid=?)" in plan
    assert [step for step in plan if "TEMP B-TREE" in step] == []
