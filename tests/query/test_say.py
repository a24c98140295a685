"""Queries said back in words. Every sentence here was read by a person: read the ones you change."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.query.grammar import parse
from bot.query.say import say
from bot.query.tree import Query
from tests.query.strategies import queries

SAID = [
    ("", "all papers"),
    ("agents", 'with "agents"'),
    ('"tool use"', 'with the phrase "tool use"'),
    ('#cs.CL "tool use" -survey', 'in cs.CL, with the phrase "tool use", without "survey"'),
    ("learn*", 'with words that begin with "learn"'),
    ("-learn*", 'without words that begin with "learn"'),
    ('-"tool use"', 'without the phrase "tool use"'),
    ("title:graph", 'with "graph" in the title'),
    ('abstract:"graph neural network"', 'with the phrase "graph neural network" in the abstract'),
    ("title:(graph network)", 'with "graph" in the title, with "network" in the title'),
    ("-title:graph", 'without "graph" in the title'),
    ("title:transform*", 'with words that begin with "transform" in the title'),
    ("#cs", "in any category of cs"),
    ("#physics", "in any category of physics"),
    ("#hep-th", "in hep-th"),
    ("#cs.SY", "in cs.SY"),
    ("-#cs.CV", "not in cs.CV"),
    ("-#cs", "not in any category of cs"),
    ("@lecun", "by lecun"),
    ('@"Yann LeCun"', "by Yann LeCun"),
    ("-@lecun", "not by lecun"),
    ('@"Black and White"', 'by "Black and White"'),
    ('@"O\'Brien, Jean-Pierre"', 'by "O\'Brien, Jean-Pierre"'),
    ("id:2102.01672", "with the id 2102.01672"),
    ("-id:2102.01672", "other than 2102.01672"),
    ("from:hackernews", "talked about on HN"),
    ("-from:x", "not talked about on X"),
    ("heat>=50", "with heat of 50 or more"),
    ("heat>50", "with heat above 50"),
    ("-heat>=50", "with heat below 50"),
    ("-heat>12.5", "with heat of 12.5 or less"),
    ("since:2026-11-01", "announced since 2026-11-01"),
    ("until:2026-11-07", "announced up to 2026-11-07"),
    ("-since:2026-11-01", "not announced since 2026-11-01"),
    ("since:2026-11-01 until:2026-11-07 #cs.LG", "announced since 2026-11-01, announced up to 2026-11-07, in cs.LG"),
    ("#cs.CL OR #cs.LG", "in cs.CL or in cs.LG"),
    ('agents OR robots OR "tool use"', 'with "agents" or with "robots" or with the phrase "tool use"'),
    ('#cs.CL agents OR #cs.LG "tool use"', 'in cs.CL and with "agents", or in cs.LG and with the phrase "tool use"'),
    ('(#cs.CL OR #cs.LG) "tool use"', 'either in cs.CL or in cs.LG, with the phrase "tool use"'),
    (
        "(agents OR robots) (survey OR review) -#cs.CV",
        'either with "agents" or with "robots", either with "survey" or with "review", not in cs.CV',
    ),
    ("-(survey OR review)", 'neither with "survey" nor with "review"'),
    ("-(agents robots)", 'not (with "agents" and with "robots")'),
    ("-(-agents)", 'not (without "agents")'),
    (
        "#cs.RO -(survey OR review OR title:benchmark)",
        'in cs.RO, neither with "survey" nor with "review" nor with "benchmark" in the title',
    ),
    (
        "agents (planning OR (code -python))",
        'with "agents", either with "planning" or (with "code" and without "python")',
    ),
    ("(agents (planning OR code)) OR @lecun", 'with "agents" and (with "planning" or with "code"), or by lecun'),
    ("-(agents -(survey OR review))", 'not (with "agents" and not (with "survey" or with "review"))'),
    ("#cs.CL OR -(survey OR review)", 'in cs.CL or not (with "survey" or with "review")'),
    ("or and not", 'with "or", with "and", with "not"'),
    ("state-of-the-art", 'with "state-of-the-art"'),
    ("BERT: pre-training", 'with "BERT:", with "pre-training"'),
    ('"a, or b"', 'with the phrase "a, or b"'),
    (
        "cat:(cs.CL cs.LG) from:HF heat>=20 since:2026-11-01",
        "in cs.CL, in cs.LG, talked about on HF, with heat of 20 or more, announced since 2026-11-01",
    ),
]


@pytest.mark.parametrize(("text", "said"), SAID, ids=[text or "nothing" for text, _ in SAID])
def test_a_query_is_said_back(text: str, said: str) -> None:
    assert say(parse(text)) == said


@given(st.lists(queries, max_size=20))
def test_no_two_queries_sound_alike(asked: list[Query]) -> None:
    assert len({say(query) for query in asked}) == len(set(asked))
