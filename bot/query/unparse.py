"""Tree → text: the one way to write a query."""

import re
from typing import Final

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
    Term,
    Until,
    Words,
)

_BARE: Final = re.compile(r"\w(?:[\w.'/+&-]*\w)?")
_OPERATORS: Final = frozenset({"AND", "OR", "NOT"})


def unparse(query: Query) -> str:
    """Return the canonical text of a query, which parses back to an equal one.

    It may be longer than what was written, and so longer than a query may be: store ``Query.text``.
    """
    return "" if query.root is None else _alternatives(query.root)


def _alternatives(node: Node) -> str:
    return " OR ".join(map(_all, node.parts)) if isinstance(node, Or) else _all(node)


def _all(node: Node) -> str:
    return " ".join(map(_one, node.parts)) if isinstance(node, And) else _one(node)


def _one(node: Node) -> str:
    match node:
        case Not(Not() as part):
            return f"-({_one(part)})"
        case Not(part):
            return f"-{_one(part)}"
        case And() | Or():
            return f"({_alternatives(node)})"
        case _:
            return _term(node)


def _term(term: Term) -> str:  # noqa: PLR0911 - one return for each kind of term
    match term:
        case Words(text, column):
            return _in_column(column, _quoted_if_needed(text))
        case Beginning(text, column):
            return _in_column(column, f"{text}*")
        case Author(name):
            return f"@{_quoted_if_needed(name)}"
        case Category(name):
            return f"#{name}"
        case Id(paper_id):
            return f"id:{paper_id}"
        case From(source):
            return f"from:{source}"
        case Heat(bound, above):
            return f"heat{'>' if above else '>='}{number(bound)}"
        case Since(day):
            return f"since:{day.isoformat()}"
        case Until(day):
            return f"until:{day.isoformat()}"


def number(bound: float) -> str:
    """Return a heat without needless digits: ``50``, ``12.5``."""
    return f"{bound:.6f}".rstrip("0").rstrip(".")


def _in_column(column: Column | None, text: str) -> str:
    return f"{column}:{text}" if column else text


def _quoted_if_needed(text: str) -> str:
    return text if _BARE.fullmatch(text) and text not in _OPERATORS else f'"{text}"'
