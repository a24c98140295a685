"""Text becomes a tree, or an error that points at the character."""

import sys
from collections.abc import Callable
from datetime import date
from types import FrameType

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from bot.papers.model import ArxivId
from bot.query.grammar import MAX_CHARS, MAX_NESTING, MAX_TERMS, QueryError, parse
from bot.query.tree import (
    And,
    Author,
    Beginning,
    Category,
    Column,
    From,
    Heat,
    Id,
    Node,
    Not,
    Or,
    Query,
    Since,
    Until,
    Words,
)
from bot.query.unparse import unparse
from tests.query.strategies import queries, scribbles

A, B, C, D = (Words(letter) for letter in "abcd")

UNDERSTOOD: list[tuple[str, Node | None]] = [
    ("", None),
    (" \n\t ", None),
    ("\u200b\ufeff", None),
    ("agents", Words("agents")),
    ('"tool use"', Words("tool use")),
    ('"  tool   use "', Words("tool use")),
    ('"agents"', Words("agents")),
    ("learn*", Beginning("learn")),
    ('"learn*"', Words("learn*")),
    ("state-of-the-art", Words("state-of-the-art")),
    ("a b", And((A, B))),
    ("a AND b", And((A, B))),
    ("a OR b", Or((A, B))),
    ("a|b", Or((A, B))),
    ("a b OR c d", Or((And((A, B)), And((C, D))))),
    ("a (b OR c) d", And((A, Or((B, C)), D))),
    ("a (b (c d))", And((A, B, C, D))),
    ("a OR (b OR c)", Or((A, B, C))),
    ("((a))", A),
    ("(a)(b)", And((A, B))),
    ("a or b", And((A, Words("or"), B))),
    ("not and", And((Words("not"), Words("and")))),
    ('"OR"', Words("OR")),
    ("ORacle ANDroid NOTe", And((Words("ORacle"), Words("ANDroid"), Words("NOTe")))),
    ("-a", Not(A)),
    ("NOT a", Not(A)),
    ("NOT(a b)", Not(And((A, B)))),
    ("-(a OR b)", Not(Or((A, B)))),
    ("-(-a)", Not(Not(A))),
    ('-"a b"', Not(Words("a b"))),
    ("-#cs.CL -@lecun", And((Not(Category("cs.CL")), Not(Author("lecun"))))),
    ("a -b OR -c", Or((And((A, Not(B))), Not(C)))),
    ("title:a", Words("a", Column.TITLE)),
    ('Abstract:"a b"', Words("a b", Column.ABSTRACT)),
    ("title:learn*", Beginning("learn", Column.TITLE)),
    ('title:(a "b c") d', And((Words("a", Column.TITLE), Words("b c", Column.TITLE), D))),
    ("-title:(a b)", Not(And((Words("a", Column.TITLE), Words("b", Column.TITLE))))),
    ("@lecun", Author("lecun")),
    ('@"Yann LeCun"', Author("Yann LeCun")),
    ('author:"Y LeCun"', Author("Y LeCun")),
    ("author:(Yann LeCun)", Author("Yann LeCun")),
    ("#cs.CL", Category("cs.CL")),
    ("#CS.cl", Category("cs.CL")),
    ("cat:cs", Category("cs")),
    ("cat:(cs.CL cs.LG)", And((Category("cs.CL"), Category("cs.LG")))),
    ("#physics #math-ph #hep-th", And((Category("physics"), Category("math-ph"), Category("hep-th")))),
    ("id:2102.01672", Id(ArxivId("2102.01672"))),
    ("id:https://arxiv.org/abs/2102.01672v2", Id(ArxivId("2102.01672"))),
    ("id:math.GT/0309136", Id(ArxivId("math/0309136"))),
    ("from:hackernews from:HF", And((From("hackernews"), From("huggingface")))),
    ("heat>=50", Heat(50)),
    ("heat>12.5", Heat(12.5, above=True)),
    ("since:2026-11-01 until:2026-11-07", And((Since(date(2026, 11, 1)), Until(date(2026, 11, 7))))),
    # As phones, chats and other keyboards write it.
    ("“tool use” −survey", And((Words("tool use"), Not(Words("survey"))))),
    ("\uff08a\uff5cb\uff09", Or((A, B))),
    ("\uff46ine ﬁne x²", And((Words("fine"), Words("fine"), Words("x2")))),
    ("a\u00a0b\u3000c\nd", And((A, B, C, D))),
    ("tra\u00adns\u200bfor\x00mer\u202e", Words("transformer")),
    # Titles as they are pasted, and other engines' syntax.
    ("BERT: a b", And((Words("BERT:"), A, B))),
    ("10:1", Words("10:1")),
    ("NEAR(a b)", And((Words("NEAR"), A, B))),
    ("^a", Words("^a")),
    ('a"b c"d', And((A, Words("b c"), D))),
]


@pytest.mark.parametrize(("text", "root"), UNDERSTOOD, ids=[repr(text) for text, _ in UNDERSTOOD])
def test_a_query_is_understood(text: str, root: Node | None) -> None:
    assert parse(text).root == root


REFUSED = [
    ("#cs.LLL", 1, "unknown category cs.LLL: did you mean cs."),
    ("a #nothing-like-it", 3, "unknown category nothing-like-it: categories look like cs.CL, archives like cs"),
    ("cat:(cs.CL xs.LG)", 11, "unknown category xs.LG: did you mean"),
    ('"tool use', 0, "this quote is never closed"),
    ('a "', 2, "this quote is never closed"),
    ("a (b", 2, "this bracket is never closed"),
    ("(", 0, "this bracket is never closed"),
    ("title:(a", 6, "this bracket is never closed"),
    ("title:(", 6, "this bracket is never closed"),
    ("a)", 1, "this bracket closes nothing"),
    (")", 0, "this bracket closes nothing"),
    ("a ()", 2, "there is nothing between these brackets"),
    ("title:()", 6, "there is nothing between these brackets"),
    ('""', 0, "there is nothing between these quotes"),
    ("-", 0, "there is nothing to look for in -"),
    ("a - b", 2, "there is nothing to look for in -"),
    ("---", 0, "there is nothing to look for in ---"),
    ("--a", 0, "one - is enough"),
    ("title:(a --b)", 9, "one - is enough"),
    ("a OR", 2, 'nothing stands after OR, which is an operator: the word is written "OR"'),
    ("a |", 2, "nothing stands after |"),
    ("OR a", 0, "nothing stands before OR"),
    ("a (AND b)", 3, "nothing stands before AND"),
    ("a OR OR b", 2, "nothing stands after OR"),
    ("a NOT", 2, "nothing stands after NOT"),
    ("a OR )", 2, "nothing stands after OR"),
    ("NOT -a", 4, "two negations in a row"),
    ("-NOT a", 1, "two negations in a row"),
    ("titel:a", 0, "unknown field titel: did you mean title:?"),
    ("a zzz:b", 2, "unknown field zzz: to search for it as text, use quotes"),
    ("https://arxiv.org/abs/2102.01672", 0, "one paper is looked up with id:"),
    ("arXiv:2102.01672", 0, "one paper is looked up with id:"),
    ("title: a", 5, 'title: needs a word or a "phrase" right after it'),
    ("title:-a", 5, 'title: needs a word or a "phrase" right after it'),
    ("since:(a b)", 5, 'since: needs a word or a "phrase" right after it'),
    ("@ lecun", 0, '@ needs a word or a "phrase" right after it'),
    ("title:(a OR b)", 9, "only words and phrases may stand in the brackets after title:"),
    ("title:(a @b)", 9, "only words and phrases may stand in the brackets after title:"),
    ("*", 0, "a * can only end a word, as in learn*"),
    ("a C*-algebra", 3, "a * can only end a word"),
    ("a**", 1, "a * can only end a word"),
    ('"a b"*', 5, "a * can only end a word"),
    ("@lec*", 1, "a name takes no *"),
    ("id:foo", 3, "“foo” is not an arXiv id"),
    ("from:arxiv", 5, "unknown source arxiv: there are x, hackernews"),
    ("from:hackernew", 5, "unknown source hackernew: did you mean hackernews?"),
    ("heat<50", 4, "heat is asked as heat>=50 or heat>50"),
    ("heat:50", 0, "heat is asked as heat>=50 or heat>50"),
    ("heat >= 50", 5, "a comparison is written in one piece"),
    ("a heat>=hot", 8, "heat is compared with a number"),
    ("heat>=" + "9" * 13, 6, "heat is compared with a number"),
    ("since:yesterday", 6, "a day is written year-month-day, as in 2026-11-01"),
    ("until:2026-02-30", 6, "there is no day 2026-02-30"),
    ("since:٢٠٢٦-11-01", 6, "a day is written year-month-day"),
    ("a" * (MAX_CHARS + 1), MAX_CHARS, "a query has at most 500 characters: leave out 1"),
    ("a" * 10_000, MAX_CHARS, "a query has at most 500 characters: leave out 9500"),
    ("ﷺ" * 40, MAX_CHARS, "a query has at most 500 characters"),
    ("\u0301" * 10_000, MAX_CHARS, "a query has at most 500 characters"),
    ("a " * MAX_TERMS + "b", 2 * MAX_TERMS, "a query has at most 50 terms"),
    ("(" * (MAX_NESTING + 1) + "a", MAX_NESTING, "brackets may be nested at most 10 deep"),
    ("(" * MAX_NESTING + "title:(a", MAX_NESTING + 6, "brackets may be nested at most 10 deep"),
]


@pytest.mark.parametrize(("text", "position", "message"), REFUSED, ids=[repr(text[:30]) for text, *_ in REFUSED])
def test_a_slip_is_pointed_at(text: str, position: int, message: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert caught.value.message.startswith(message)
    assert str(caught.value) == caught.value.message
    assert caught.value.position == position


@pytest.mark.parametrize("text", ["a" * MAX_CHARS, "a " * MAX_TERMS, "(" * MAX_NESTING + "a" + ")" * MAX_NESTING])
def test_a_query_may_be_as_big_as_the_limits(text: str) -> None:
    assert parse(text).root is not None


def test_the_caret_stands_under_the_character() -> None:
    with pytest.raises(QueryError) as caught:
        parse("tool use #cs.LLL -survey")
    assert caught.value.pointed() == "tool use #cs.LLL -survey\n          ^"


def test_the_caret_is_right_behind_wide_and_combining_characters() -> None:
    with pytest.raises(QueryError) as caught:
        parse("数据 q\u0308 a)")
    assert caught.value.pointed() == "数据 q\u0308 a)\n        ^"


def test_a_long_query_is_shown_around_the_mistake() -> None:
    with pytest.raises(QueryError) as caught:
        parse("word " * 30 + "(a " + "word " * 10)
    shown, caret = caught.value.pointed().splitlines()
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) < 80
    assert shown[caret.index("^") :].startswith("(a")


def test_what_cannot_be_seen_is_not_shown_either() -> None:
    with pytest.raises(QueryError) as caught:
        parse("a\x1b[31m\u202e)")
    assert caught.value.pointed() == "a[31m)\n     ^"


@settings(deadline=None)
@given(st.text() | scribbles)
@example("\ud800")
@example('"\x00"')
def test_anything_typed_is_understood_or_pointed_at(text: str) -> None:
    understood = _understood(text)
    if isinstance(understood, Query):
        assert parse(understood.text) == understood
    else:
        assert 0 <= understood.position <= len(understood.query)
        assert understood.pointed().count("\n") == 1
        assert "\n" not in understood.message


def _understood(text: str) -> Query | QueryError:
    try:
        return parse(text)
    except QueryError as error:
        return error


@settings(deadline=None)
@given(queries)
def test_the_canonical_text_means_the_same(query: Query) -> None:
    text = unparse(query)
    assume(len(text) <= MAX_CHARS)
    assert parse(text) == query
    assert unparse(parse(text)) == text


@settings(deadline=None)
@given(scribbles)
def test_what_was_typed_survives_being_rewritten(text: str) -> None:
    query = _understood(text)
    canonical = unparse(query) if isinstance(query, Query) else ""
    assume(canonical and len(canonical) <= MAX_CHARS)
    assert parse(canonical) == query


WORST = [
    "(" * 10,
    ")" * 10,
    "a|" * 25,
    "-a " * 16,
    "@" * 50,
    "title:" * 8,
    '"' * 50,
    "a*" * 25,
    "\u0301" * 50,
    "x" * 50,
    " " * 50,
    "aaaaaaaaaaaaaaaa:" * 3,
    "heat>=" * 8,
    "OR" * 25,
    "-" * 50,
    "#cs.CL" * 8,
]


@pytest.mark.parametrize("text", WORST, ids=[repr(text[:12]) for text in WORST])
def test_the_work_grows_no_faster_than_the_text(text: str) -> None:
    short, long = text * 5, text * 10
    assert _calls(lambda: _try(long)) <= 2.5 * _calls(lambda: _try(short)) + 100


def _try(text: str) -> None:
    understood = _understood(text)
    if isinstance(understood, Query):
        unparse(understood)
    else:
        understood.pointed()


def _calls(work: Callable[[], None]) -> int:
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return calls
