"""Queries and papers, made to meet: few words, in many spellings, so that terms find something."""

import random
from datetime import date

from hypothesis import strategies as st

from bot.papers.model import ENGAGEMENT_SOURCES, ArxivId
from bot.query.lexer import readable_query
from bot.query.tree import (
    Author,
    Beginning,
    Category,
    Column,
    From,
    Heat,
    Id,
    Node,
    Not,
    Query,
    Since,
    Until,
    Words,
    all_of,
    any_of,
)
from tests.query.library import Sample, sample

# ruff: noqa: SIM905 - lists of words are easier to read as text
WORDS = """
    learn learning Learned key keys keypoint play player PLAYING tool tools use café Cafe naïve survey surveys
    general generalization coding code x² 数据 don't C++ state-of-the-art Łukasz GPT-4 3D über ﬁne Ω ж α-RuCl₃
    NEAR AND or not
""".split()
BEGINNINGS = """
    l é key keys play learni learning cod coding surve survey tool-us state-of-the-ar caf 数 gener C++
""".split()
PHRASES = [
    "tool use",
    "use tool",
    "learning tools",
    "state of the art",
    "tool AND use",
    "a* b",
    "NEAR(tool use)",
    "x; --",
]
NAMES = [
    "Yann LeCun",
    "Y. LeCun",
    "Ann LeCun",
    "LeCun, Yann",
    "William Roberts",
    "Robert Williams",
    "Wei Wang",
    "Wang Wei-Lun",
    "Renée Müller",
    "Jean-Pierre O'Brien",
    "李明",
    "Ł. Kaiser",
]
SOUGHT_NAMES = [
    "Y LeCun",
    "yann y",
    "wei l wang",
    "muller rene",
    "J P Brien",
    *"L 李 lecun Wang william Williams".split(),
]
CATEGORIES = """
    cs.CL cs.LG cs.SY eess.SY math-ph math.MP math.AG stat.ML stat.TH math.ST cmp-lg hep-th astro-ph astro-ph.GA
    physics.hist-ph cond-mat.stat-mech q-bio I.2.7 x.cs CL.x nucl-th
""".split()
SCOPES = """
    cs cs.CL cs.SY eess.SY math math-ph math.MP stat stat.ML math.ST stat.TH hep-th astro-ph physics physics.hist-ph
    cond-mat q-bio cmp-lg nucl-th
""".split()
DAYS = [date(2026, 11, day) for day in range(1, 5)]
IDS = [ArxivId(f"2101.{number:05}") for number in range(1, 5)]

_columns = st.none() | st.sampled_from(Column)
_days = st.sampled_from(DAYS)
_bounds = st.sampled_from([0.0, 1.0, 12.5, 50.0])

terms: st.SearchStrategy[Node] = st.one_of(
    st.builds(Words, st.sampled_from([*map(readable_query, WORDS), *PHRASES]), _columns),
    st.builds(Beginning, st.sampled_from(BEGINNINGS), _columns),
    st.builds(Author, st.sampled_from(SOUGHT_NAMES)),
    st.builds(Category, st.sampled_from(SCOPES)),
    st.builds(Id, st.sampled_from(IDS)),
    st.builds(From, st.sampled_from(ENGAGEMENT_SOURCES)),
    st.builds(Heat, _bounds, st.booleans()),
    st.builds(Since, _days),
    st.builds(Until, _days),
)


def _combined(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(parts, min_size=2, max_size=3)
    return st.one_of(
        several.map(lambda nodes: all_of(*nodes)),
        several.map(lambda nodes: any_of(*nodes)),
        st.builds(Not, parts),
        st.builds(lambda kept, dropped: all_of(kept, Not(dropped)), parts, parts),
    )


queries = st.builds(Query, st.none() | st.recursive(terms, _combined, max_leaves=5))

_texts = st.lists(st.sampled_from(WORDS), max_size=12).flatmap(
    lambda words: st.lists(
        st.sampled_from([" ", "  ", "-", ", ", "\u00ad", "\x00"]), min_size=len(words), max_size=len(words)
    ).map(lambda gaps: "".join(word + gap for word, gap in zip(words, gaps, strict=True)))
)
_sources = st.lists(st.sampled_from(ENGAGEMENT_SOURCES), max_size=2, unique=True).map(tuple)

samples: st.SearchStrategy[Sample] = st.builds(
    sample,
    _texts,
    _texts,
    authors=st.lists(st.sampled_from(NAMES), max_size=3, unique=True),
    categories=st.lists(st.sampled_from(CATEGORIES), max_size=3, unique=True),
    announced=st.none() | _days,
    heat=_bounds,
    mentioned_on=_sources,
    measured_on=_sources,
)


def crowd(size: int) -> list[Sample]:
    """Return papers, always the same, so full of the words above that most queries find a part of them."""
    chance = random.Random(size)  # noqa: S311 - the same papers every time
    return [
        sample(
            " ".join(chance.choices(WORDS, k=3)),
            " ".join(chance.choices(WORDS, k=9)),
            authors=chance.sample(NAMES, k=2),
            categories=chance.sample(CATEGORIES, k=2),
            announced=chance.choice([None, *DAYS]),
            heat=chance.choice([0.0, 1.0, 12.5, 50.0]),
            mentioned_on=chance.sample(ENGAGEMENT_SOURCES, k=1),
            measured_on=chance.sample(ENGAGEMENT_SOURCES, k=1),
        )
        for _ in range(size)
    ]


# What people and attackers type: the grammar's own signs, words, and anything at all.
_SIGNS = """
    ( ) " | - # @ : * ^ { } + ~ ' ; % _ ? & < > = , . [ ] \\ AND OR NOT NEAR( title: abstract: author: cat: id: from:
    since: until: heat>= heat> heat< #cs.CL @lecun id:2102.01672 since:2026-11-01 🔥 “ ” − ﷺ -- /*
""".split()
_UNSEEN = [" ", "\n", "\u202e", "\u200b", "\x00", "\ufeff", "\ud800"]
scribbles = st.lists(st.sampled_from([*_SIGNS, *_UNSEEN, *WORDS]) | st.text(max_size=5), max_size=40).map("".join)
