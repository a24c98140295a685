"""What a query finds; search and matcher are asked both, and must say the same."""

from collections.abc import Sequence
from datetime import date

import pytest

from bot.query.sql import search
from tests.query.library import Library, Sample, sample


def found(papers: Sequence[Sample], text: str) -> list[int]:
    """Return the places, counted from 1, of the ``papers`` that a query finds."""
    library = Library()
    library.add(papers)
    answer = library.search(text)
    assert library.match(text) == answer
    return answer


WORDS = [
    sample("Tool use", "We let agents learn."),
    sample("On the use of a tool", "Learning, learned and learns."),
    sample("Keypoints", "A player plays; queries are key."),
    sample("A survey of tools", "Used everywhere: the café’s state of the art."),
    sample("Tool", "use"),
]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", [1, 2, 3, 4, 5]),
        ("tool", [1, 2, 4, 5]),
        ("TOOLS", [1, 2, 4, 5]),
        ("tool use", [1, 2, 4, 5]),
        ('"tool use"', [1]),
        ('"use tool"', []),
        ("title:use", [1, 2]),
        ('abstract:"use"', [4, 5]),
        ("title:(tool use)", [1, 2]),
        ("learn", [1, 2]),
        ("cafe", [4]),
        ("CAFÉ", [4]),
        ("caf", []),
        ("caf*", [4]),
        ("state-of-the-art", [4]),
        ("key", [3]),
        ("key*", [3]),
        ("keypoi*", [3]),
        ("play*", [3]),
        ("learning*", [1, 2]),
        ("title:learn*", []),
        ("-tool", [3]),
        ("-(tool use)", [3]),
        ("-survey -learn", [3, 5]),
        ("survey OR key", [3, 4]),
        ("tool (survey OR agents)", [1, 4]),
        ("tool -(survey OR agents)", [2, 5]),
        ("-tool OR survey", [3, 4]),
        ("-(-tool)", [1, 2, 4, 5]),
    ],
)
def test_words_are_found(text: str, numbers: list[int]) -> None:
    assert found(WORDS, text) == numbers


CATEGORIES = [
    sample(categories=["cs.CL", "cs.LG"]),
    sample(categories=["stat.ML"]),
    sample(categories=["eess.SY"]),
    sample(categories=["math-ph"]),
    sample(categories=["math.AG"]),
    sample(categories=["cond-mat.stat-mech"]),
    sample(categories=["hep-th"]),
    sample(categories=["cmp-lg"]),
    sample(categories=["math.ST"]),
    sample(categories=["x.cs", "CL.y", "I.2.7"]),
    sample(categories=["astro-ph"]),
    sample(categories=["astro-ph.GA"]),
]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("#cs.CL", [1, 8]),
        ("#cs.LG", [1]),
        ("#cs", [1, 3, 8]),
        ("#stat", [2, 9]),
        ("#cs.SY", [3]),
        ("#eess.SY", [3]),
        ("#eess", [3]),
        ("#math-ph", [4]),
        ("#math.MP", [4]),
        ("#math", [4, 5, 9]),
        ("#stat.TH", [9]),
        ("#hep-th", [7]),
        ("#cond-mat", [6]),
        ("#astro-ph", [11, 12]),
        ("#astro-ph.GA", [12]),
        ("#physics", [4, 6, 7, 11, 12]),
        ("-#physics -#cs", [2, 5, 9, 10]),
        ("cat:(cs.CL cs.LG)", [1]),
        ("#cs.CL OR #stat.ML", [1, 2, 8]),
        ("-(#cs OR #physics OR #math OR #stat)", [10]),
        ("title -#cs -#stat", [4, 5, 6, 7, 10, 11, 12]),
    ],
)
def test_categories_are_found_under_all_their_names_and_no_others(text: str, numbers: list[int]) -> None:
    assert found(CATEGORIES, text) == numbers


AUTHORS = [
    sample(authors=["Yann LeCun", "Wei Wang"]),
    sample(authors=["Y. LeCun"]),
    sample(authors=["Bo Yann", "Ann LeCun"]),
    sample(authors=["Ronald Williams"]),
    sample(authors=["William Ronald"]),
    sample(authors=["Renée Müller"]),
    sample("LeCun", "by Yann LeCun", authors=["李明"]),
    sample(authors=["Jean-Pierre O'Brien"]),
]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("@lecun", [1, 2, 3]),
        ('@"Yann LeCun"', [1]),
        ('@"LeCun, Yann"', [1]),
        ('@"Y LeCun"', [1, 2]),
        ('@"Y. LeCun"', [1, 2]),
        ("author:(le cun)", []),
        ("@ann", [3]),
        ('@"A LeCun"', [3]),
        ("@williams", [4]),
        ("@william", [5]),
        ("@muller", [6]),
        ('@"R Müller"', [6]),
        ("@ren", []),
        ("@Y", [1, 2, 3]),
        ("@李", [7]),
        ("@李明", [7]),
        ('@"JP OBrien"', []),
        ('@"J P O\'Brien"', [8]),
        ("@jean-pierre", [8]),
        ('@"wang lecun"', []),
        ("@wang @lecun", [1]),
        ("-@lecun", [4, 5, 6, 7, 8]),
        ('title -@"X LeCun" -@ronald', [1, 2, 3, 6, 8]),
        ('title -@"Ann LeCun"', [1, 2, 4, 5, 6, 8]),
        ("-@Y", [4, 5, 6, 7, 8]),
        ("lecun", [7]),
        ("@wang OR @muller OR lecun", [1, 6, 7]),
    ],
)
def test_authors_are_found_by_all_words_of_one_name(text: str, numbers: list[int]) -> None:
    assert found(AUTHORS, text) == numbers


FACTS = [
    sample("Tools", heat=50, announced=date(2026, 11, 1), mentioned_on=("hackernews",)),
    sample("Tools", heat=50.5, announced=date(2026, 11, 7), measured_on=("x",)),
    sample("Agents", heat=0, mentioned_on=("x",), measured_on=("x", "reddit")),
]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("heat>=50", [1, 2]),
        ("heat>50", [2]),
        ("heat>=0", [1, 2, 3]),
        ("-heat>=50", [3]),
        ("since:2026-11-01", [1, 2]),
        ("since:2026-11-02", [2]),
        ("until:2026-11-07", [1, 2]),
        ("until:2026-11-06", [1]),
        ("since:2026-11-01 until:2026-11-01", [1]),
        ("-since:2026-11-02", [1, 3]),
        ("-until:2026-11-06", [2, 3]),
        ("-(since:2026-11-02 OR until:2026-11-01)", [3]),
        ("from:hackernews", [1]),
        ("from:x", [2, 3]),
        ("-from:x", [1]),
        ("from:mastodon", []),
        ("id:2101.00002", [2]),
        ("-id:2101.00002", [1, 3]),
        ("id:2301.00001", []),
        ("id:2101.00002 agents", []),
        ("tools from:x heat>50 since:2026-11-02", [2]),
        ("agents OR heat>50", [2, 3]),
    ],
)
def test_facts_are_asked(text: str, numbers: list[int]) -> None:
    assert found(FACTS, text) == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ('"tool" AND "x\') or 1=1 --"', []),
        ("tool' OR '1'='1", [1, 2, 4, 5]),
        ("select number from papers", []),
        ("NEAR(tool x1, 3)", []),
        ('"NEAR(tool x1)"', []),
        ("{title}tool", []),
        ("^tool", [1, 2, 4, 5]),
        ('"tool*"', [1, 2, 4, 5]),
        ("tool\x00s", [1, 2, 4, 5]),
        ("\u202etool\u202c", [1, 2, 4, 5]),
        ("🔥tool", [1, 2, 4, 5]),
    ],
)
def test_other_languages_are_only_words(text: str, numbers: list[int]) -> None:
    assert found(WORDS, text) == numbers


def test_exclusions_narrow_the_index_before_anything_is_checked() -> None:
    bound = Library().bind("agents -survey -title:(a b) #cs.CL heat>=50")
    looked_up = search(bound)
    assert looked_up.match == (
        '(({title abstract}:"agents" AND ({categories}:"CL" OR {categories}:"cmp-lg"))'
        ' NOT ({title abstract}:"survey" OR ({title}:"a" AND {title}:"b")))'
    )
    assert "papers_fts" not in looked_up.rest.sql


@pytest.mark.parametrize("text", ["@J", "from:x #cs.CL", "#physics", "-@wang", "@wang OR heat>9", "from:x from:reddit"])
def test_no_search_tries_every_pair_of_two_lists(text: str) -> None:
    library = Library()
    looked_up = search(library.bind(text))
    sql = f"explain query plan select number from papers where {looked_up.where}"  # noqa: S608 - the SQL under test
    plan = [step for *_, step in library.db.execute(sql, looked_up.parameters)]
    assert not [step for step in plan if step.startswith("SEARCH") and " AND " in step]


def nested(*openings: str) -> str:
    """Return a query of these openings and all brackets closed again."""
    text = " ".join(openings)
    return f"{text} z{')' * text.count('(')}"


@pytest.mark.parametrize(
    "text",
    [
        nested(*["tool (key* OR ("] * 5),
        nested(*["-(tool x (y OR"] * 5),
        nested(*["-(tool -(x y"] * 5),
        nested(*["tool -(x OR ( y"] * 5),
        nested(*["#cs.CL (heat>5 OR (tool"] * 5),
        nested(*["-(#cs (@wang OR"] * 5),
        "key* " * 50,
        "key*|" * 49 + "tool",
        "#physics|" * 49 + "tool",
        "-#physics " * 49,
        "-(-@wang -heat>1) " * 25,
        '"' + "tool " * 99 + '"',
    ],
)
def test_the_deepest_and_longest_queries_are_answered(text: str) -> None:
    library = Library()
    library.add([*WORDS, sample(categories=["hep-th"], authors=["Wei Wang"], heat=9)])
    assert library.search(text) == library.match(text)
