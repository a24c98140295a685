"""One term of a query at a time: what a word, a phrase or the value of a field asks for."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from difflib import get_close_matches
from functools import partial
from typing import Final

from bot.errors import BadArgument
from bot.papers.categories import is_archive, is_category, nearest
from bot.papers.ids import parse_arxiv_id
from bot.papers.model import ENGAGEMENT_SOURCES, SOURCE_LABELS
from bot.query.error import QueryError, shown
from bot.query.lexer import Kind, Piece
from bot.query.tree import Author, Beginning, Category, Column, From, Heat, Id, Since, Term, Until, Words

_HEAT: Final = re.compile(r"heat(?P<sign>[<>=:]+)(?P<bound>.*)", re.IGNORECASE)
_BOUND: Final = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,6})?")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LOOSE_SIGN: Final = re.compile(r"[<>=]+[0-9.]*")
_ADDRESS_FIELDS: Final = frozenset({"http", "https", "arxiv", "doi"})

_SOURCES: Final[Mapping[str, str]] = {
    name: source for source in ENGAGEMENT_SOURCES for name in (source, SOURCE_LABELS[source].lower())
}


def plain_term(piece: Piece) -> Term:
    """Return what a word or phrase asks for that no field stands before. Raises QueryError."""
    if piece.kind is Kind.WORD and (heat := _HEAT.fullmatch(piece.text)):
        return _heat(piece, heat)
    return words(piece)


def words(piece: Piece, *, column: Column | None = None) -> Words | Beginning:
    """Return what a word, ``word*`` or phrase asks for in ``column``. Raises QueryError."""
    text = _value(piece)
    if piece.kind is Kind.PHRASE:
        return Words(text, column, piece.start)
    _check_bare(piece)
    if "*" not in text:
        return Words(text, column, piece.start)
    star = text.index("*")
    if star < len(text) - 1 or not star:
        hint = "to search for it as text, use quotes"
        raise piece.wrong(f"a * can only end a word, as in learn*; {hint}", offset=star)
    return Beginning(text[:-1], column, piece.start)


def author(piece: Piece) -> Author:
    """Return what a name asks for. Raises QueryError."""
    name = _value(piece)
    if "*" in name:
        raise piece.wrong("a name takes no *: write whole words, or single letters as initials")
    return Author(name, piece.start)


def category(piece: Piece) -> Category:
    """Return what a category or archive asks for, however its letters are cased. Raises QueryError."""
    name = _value(piece)
    near = nearest(name)
    known = next((each for each in near if each.casefold() == name.casefold()), None)
    if known and (is_category(known) or is_archive(known)):
        return Category(known)
    hint = f"did you mean {', '.join(near)}?" if near else "categories look like cs.CL, archives like cs"
    raise piece.wrong(f"unknown category {shown(name)}: {hint}")


def _id(piece: Piece) -> Id:
    try:
        return Id(parse_arxiv_id(_value(piece)))
    except BadArgument as exc:
        raise piece.wrong(str(exc)) from exc


def _source(piece: Piece) -> From:
    name = _value(piece)
    if source := _SOURCES.get(name.lower()):
        return From(source)
    near = get_close_matches(name.lower(), ENGAGEMENT_SOURCES, n=1)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(ENGAGEMENT_SOURCES)}"
    raise piece.wrong(f"unknown source {shown(name)}: {hint}")


def _since(piece: Piece) -> Since:
    return Since(_day(piece))


def _until(piece: Piece) -> Until:
    return Until(_day(piece))


def _day(piece: Piece) -> date:
    text = _value(piece)
    if not _DAY.fullmatch(text):
        raise piece.wrong("a day is written year-month-day, as in 2026-11-01")
    try:
        return date.fromisoformat(text)
    except ValueError as exc:
        raise piece.wrong(f"there is no day {text}") from exc


def _heat(piece: Piece, match: re.Match[str]) -> Heat:
    if match["sign"] not in {">", ">="}:
        raise piece.wrong("heat is asked as heat>=50 or heat>50; -heat>=50 is below 50", offset=match.start("sign"))
    if not _BOUND.fullmatch(match["bound"]):
        raise piece.wrong("heat is compared with a number, as in heat>=50", offset=match.start("bound"))
    return Heat(float(match["bound"]), above=match["sign"] == ">")


def _check_bare(piece: Piece) -> None:
    """Refuse words that are more likely a slip than something to look for."""
    text = piece.text
    if text.startswith("-"):
        slip = "one - is enough" if text.strip("-") else f"there is nothing to look for in {shown(text)}"
        raise piece.wrong(f"{slip}: a - right before a word excludes it, as in -survey")
    if _LOOSE_SIGN.fullmatch(text):
        raise piece.wrong("a comparison is written in one piece, as in heat>=50")
    if text in {"@", "#"} or (text.endswith(":") and text[:-1].lower() in FIELDS):
        raise valueless(piece)


def valueless(field: Piece) -> QueryError:
    """Return the error for a field that no value follows."""
    return field.wrong(f'{field.text} needs a word or a "phrase" right after it', offset=len(field.text) - 1)


def _value(piece: Piece) -> str:
    if piece.kind is Kind.WORD:
        return piece.text
    text = " ".join(piece.text[1:-1].split())
    if not text:
        raise piece.wrong("there is nothing between these quotes")
    return text


FIELDS: Final[Mapping[str, Callable[[Piece], Term]]] = {
    "title": partial(words, column=Column.TITLE),
    "abstract": partial(words, column=Column.ABSTRACT),
    "author": author,
    "cat": category,
    "id": _id,
    "from": _source,
    "since": _since,
    "until": _until,
}
"""What may stand before a colon → how its value is read."""

SIGNS: Final[Mapping[str, str]] = {"@": "author", "#": "cat"}
"""The short ways to write two of the fields."""

GROUPED: Final = frozenset({"title", "abstract", "author", "cat"})
"""The fields that also take several words in brackets."""


def field_name(piece: Piece) -> str:
    """Return the name of the field that ``@``, ``#`` or ``name:`` stands for. Raises QueryError."""
    written = piece.text.rstrip(":").lower()
    name = SIGNS.get(written, written)
    if name in FIELDS:
        return name
    if name == "heat":
        raise piece.wrong("heat is asked as heat>=50 or heat>50")
    if name in _ADDRESS_FIELDS:
        raise piece.wrong("one paper is looked up with id: before its id or address, as in id:2102.01672")
    near = get_close_matches(name, FIELDS, n=1)
    hint = f"did you mean {near[0]}:?" if near else "to search for it as text, use quotes"
    raise piece.wrong(f"unknown field {shown(piece.text)} {hint}")
