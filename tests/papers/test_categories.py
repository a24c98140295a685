"""arXiv's categories, by any of their names."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadArgument
from bot.papers.categories import (
    ALIASES,
    CATEGORIES,
    SUBSUMED,
    canonical,
    expand,
    in_scope,
    is_archive,
    is_category,
    names_of,
    nearest,
)

PAIRS = [
    ("cs.SY", "eess.SY"),
    ("cs.NA", "math.NA"),
    ("stat.TH", "math.ST"),
    ("math.IT", "cs.IT"),
    ("math.MP", "math-ph"),
    ("q-fin.EC", "econ.GN"),
]


def test_the_taxonomy_is_complete() -> None:
    assert len(CATEGORIES) == 185
    assert sum(category.active for category in CATEGORIES.values()) == 155


@pytest.mark.parametrize(("alias", "name"), PAIRS)
def test_both_names_of_a_shared_category_mean_the_same(alias: str, name: str) -> None:
    assert canonical(alias) == canonical(name) == name
    assert names_of(alias) == names_of(name) == (name, alias)
    assert set(expand(alias)) == set(expand(name)) >= {alias, name}
    assert in_scope([name], [alias])
    assert in_scope([alias], [name])


def test_there_is_no_other_alias() -> None:
    assert sorted(ALIASES.items()) == sorted(PAIRS)
    assert {*ALIASES, *ALIASES.values(), *SUBSUMED, *SUBSUMED.values()} <= CATEGORIES.keys()


def test_a_closed_archive_means_the_category_that_continues_it() -> None:
    assert canonical("cmp-lg") == "cs.CL"
    assert names_of("cs.CL") == ("cs.CL", "cmp-lg")
    assert in_scope(["cmp-lg"], ["cs.CL"])


def test_an_archive_stands_for_all_its_categories_under_all_their_names() -> None:
    computer_science = set(expand("cs"))
    assert {category for category in CATEGORIES if category.startswith("cs.")} <= computer_science
    assert {"eess.SY", "math.NA"} <= computer_science
    assert "stat.ML" not in computer_science


def test_physics_stands_for_all_physics_archives() -> None:
    assert {"physics.optics", "hep-th", "astro-ph.CO", "astro-ph", "cond-mat.soft", "quant-ph"} <= set(
        expand("physics")
    )
    assert in_scope(["hep-th"], ["physics"])
    assert not in_scope(["cs.CL"], ["physics"])


def test_an_archive_without_subjects_is_its_own_category() -> None:
    assert expand("hep-th") == ("hep-th",)
    assert is_category("hep-th")
    assert is_archive("hep-th")


def test_a_cross_list_is_in_scope() -> None:
    assert in_scope(["cs.RO", "stat.ML"], ["cs.CL", "stat.ML"])
    assert in_scope(("math.NA",), {"cs"})
    assert not in_scope(["cs.RO"], ["cs.CL"])
    assert not in_scope([], ["cs"])
    assert not in_scope(["cs.RO"], [])


def test_a_subject_term_of_another_scheme_is_no_category() -> None:
    assert not is_category("I.2.6")
    assert not is_category("65D19, 68T45")
    assert not is_category("cs")
    assert is_archive("cs")


def test_case_does_not_matter_when_asking() -> None:
    assert expand("CS.cl") == expand("cs.CL")
    assert expand("Physics") == expand("physics")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("cs.ML", "stat.ML"),
        ("cs.cl", "cs.CL"),
        ("csCL", "cs.CL"),
        ("cs-CL", "cs.CL"),
        ("LG", "cs.LG"),
        ("robotics", "cs.RO"),
        ("machine learning", "cs.LG"),
        ("physic", "physics"),
        ("hep", "hep-th"),
    ],
)
def test_a_wrong_name_is_answered_with_the_one_that_was_meant(written: str, meant: str) -> None:
    assert meant in nearest(written)


def test_an_unknown_category_is_refused_with_the_nearest_names() -> None:
    with pytest.raises(BadArgument, match=r"no category “cs\.ML”\. Did you mean stat\.ML"):
        expand("cs.ML")
    with pytest.raises(BadArgument, match=r"no category “zzzzz”\. https://arxiv\.org/category_taxonomy"):
        in_scope(["cs.CL"], ["zzzzz"])


@given(st.text())
def test_a_guess_is_always_something_that_exists(text: str) -> None:
    guesses = nearest(text)
    assert len(guesses) <= 3
    assert all(is_category(guess) or is_archive(guess) for guess in guesses)


@given(st.sampled_from(sorted(CATEGORIES)))
def test_every_category_is_in_its_own_scope_and_in_its_archives(category: str) -> None:
    entry = CATEGORIES[category]
    assert all(in_scope([category], [scope]) for scope in (category, entry.archive, entry.group))
    assert canonical(canonical(category)) == canonical(category)
    assert category in names_of(category)


@pytest.mark.shared
def test_the_taxonomy_is_arxivs_own(shared: Path) -> None:
    with (shared / "reference/samples/arxiv_categories.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    ours = {
        each.id: (each.name, each.archive, each.group, str(each.active).lower(), canonical(each.id))
        for each in CATEGORIES.values()
    }
    columns = ("name", "archive", "group", "active", "canonical_id")
    assert ours == {key: tuple(row[column] for column in columns) for key, row in rows.items()}
