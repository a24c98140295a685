"""The grammar: the text of a query becomes a tree.

::

    query    := all ( ("OR" | "|") all )*
    all      := one ( "AND"? one )*
    one      := ( "-" | "NOT" )? atom
    atom     := "(" query ")" | word | word* | "a phrase" | heat>=50 | heat>50 | field value
    field    := "title:" | "abstract:" | "author:" | "@" | "cat:" | "#" | "id:" | "from:" | "since:" | "until:"
    value    := word | "a phrase" | "(" words ")"          only title, abstract, author and cat take brackets

Parsing takes time linear in the length of the text.
"""

from typing import Final

from bot.query.error import QueryError
from bot.query.lexer import Kind, Piece, pieces, readable_query
from bot.query.terms import FIELDS, GROUPED, field_name, plain_term, valueless
from bot.query.tree import Author, Node, Not, Query, Term, all_of, any_of

__all__ = ["MAX_CHARS", "MAX_NESTING", "MAX_TERMS", "QueryError", "parse"]

MAX_CHARS: Final = 500
MAX_TERMS: Final = 50
MAX_NESTING: Final = 10

_CLOSES_NOTHING: Final = "this bracket closes nothing"
_EMPTY_BRACKETS: Final = "there is nothing between these brackets"
_NEVER_CLOSED: Final = "this bracket is never closed"


def parse(text: str) -> Query:
    """Return what ``text`` asks for; nothing written asks for all papers. Raises QueryError."""
    # Normalizing is quadratic for some texts, and may lengthen them: measured before and after.
    query = readable_query(text[: MAX_CHARS + 1])
    if (chars := max(len(text), len(query))) > MAX_CHARS:
        message = f"a query has at most {MAX_CHARS} characters: leave out {chars - MAX_CHARS}"
        raise QueryError(message, query=query, position=min(len(query), MAX_CHARS))
    parser = _Parser(tuple(pieces(query)))
    return Query(parser.whole(), query)


class _Parser:
    """Recursive descent over the pieces, one method a rule; each leaves off behind what it has read."""

    def __init__(self, pieces: tuple[Piece, ...]) -> None:
        self._pieces = pieces
        self._read = 0
        self._terms = 0
        self._nesting = 0

    def whole(self) -> Node | None:
        if not self._pieces:
            return None
        node = self._query()
        if left_over := self._next():
            raise left_over.wrong(_CLOSES_NOTHING)
        return node

    def _query(self) -> Node:
        parts = [self._all()]
        while self._take(Kind.OR):
            parts.append(self._all())
        return any_of(*parts)

    def _all(self) -> Node:
        parts = [self._one()]
        while self._take(Kind.AND) or not self._ends_all():
            parts.append(self._one())
        return all_of(*parts)

    def _ends_all(self) -> bool:
        piece = self._next()
        return piece is None or piece.kind in {Kind.OR, Kind.CLOSE}

    def _one(self) -> Node:
        if negation := self._take(Kind.NOT):
            if again := self._take(Kind.NOT):
                raise again.wrong(f"two negations in a row: leave one out, or write {negation.text}(…)")
            return Not(self._atom())
        return self._atom()

    def _atom(self) -> Node:
        if opening := self._take(Kind.OPEN):
            return self._bracketed(opening)
        if field := self._take(Kind.FIELD):
            return self._field(field)
        if piece := self._take(Kind.WORD) or self._take(Kind.PHRASE):
            return self._counted(piece, plain_term(piece))
        raise self._missing()

    def _bracketed(self, opening: Piece) -> Node:
        self._enter(opening)
        node = self._query()
        self._leave(opening)
        return node

    def _field(self, field: Piece) -> Node:
        name = field_name(field)
        piece = self._next()
        if piece and piece.start == field.end:
            if piece.kind is Kind.OPEN and name in GROUPED:
                return self._field_group(name, piece)
            if piece.kind in {Kind.WORD, Kind.PHRASE}:
                self._read += 1
                return self._counted(piece, FIELDS[name](piece))
        raise valueless(field)

    def _field_group(self, name: str, opening: Piece) -> Node:
        self._read += 1
        self._enter(opening)
        terms: list[Term] = []
        while piece := self._take(Kind.WORD) or self._take(Kind.PHRASE):
            terms.append(self._counted(piece, FIELDS[name](piece)))
        other = self._next()
        if other and other.kind is not Kind.CLOSE:
            raise other.wrong(f"only words and phrases may stand in the brackets after {name}:")
        if other and not terms:
            raise opening.wrong(_EMPTY_BRACKETS)
        self._leave(opening)
        names = [term for term in terms if isinstance(term, Author)]
        return _one_author(names) if names else all_of(*terms)

    def _enter(self, opening: Piece) -> None:
        self._nesting += 1
        if self._nesting > MAX_NESTING:
            raise opening.wrong(f"brackets may be nested at most {MAX_NESTING} deep")

    def _leave(self, opening: Piece) -> None:
        self._nesting -= 1
        if not self._take(Kind.CLOSE):
            raise opening.wrong(_NEVER_CLOSED)

    def _counted(self, piece: Piece, term: Term) -> Term:
        self._terms += 1
        if self._terms > MAX_TERMS:
            raise piece.wrong(f"a query has at most {MAX_TERMS} terms: leave out what follows")
        return term

    def _missing(self) -> QueryError:
        """Return the error for a place where a term should stand and does not."""
        before, piece = self._pieces[max(0, self._read - 1)], self._next()
        if piece and (not self._read or (before.kind is Kind.OPEN and piece.kind is not Kind.CLOSE)):
            return piece.wrong(
                _CLOSES_NOTHING if piece.kind is Kind.CLOSE else f"nothing stands before {_named(piece)}"
            )
        if before.kind is Kind.OPEN:
            return before.wrong(_EMPTY_BRACKETS if piece else _NEVER_CLOSED)
        return before.wrong(f"nothing stands after {_named(before)}")

    def _next(self) -> Piece | None:
        return self._pieces[self._read] if self._read < len(self._pieces) else None

    def _take(self, kind: Kind) -> Piece | None:
        piece = self._next()
        if piece is None or piece.kind is not kind:
            return None
        self._read += 1
        return piece


def _one_author(names: list[Author]) -> Author:
    return Author(" ".join(each.name for each in names), names[0].position)


def _named(operator: Piece) -> str:
    hint = f', which is an operator: the word is written "{operator.text}"' if operator.text.isalpha() else ""
    return f"{operator.text}{hint}"
