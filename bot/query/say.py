"""Tree → sentence: a query said back in words, so that its maker sees what was understood.

No two different queries are said alike.
"""

import re
from typing import Final

from bot.papers.categories import expand
from bot.papers.model import SOURCE_LABELS
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
from bot.query.unparse import number

_PLAIN_NAME: Final = re.compile(r"[\w.'’-]+(?: [\w.'’-]+)*")
_CONNECTIVE: Final = re.compile(r"\b(?:and|or|nor)\b", re.IGNORECASE)


def say(query: Query) -> str:
    """Return ``query`` in words: ``in cs.CL, with the phrase "tool use", without "survey"``.

    Commas part what must all hold; brackets keep together what is nested deeper.
    """
    match query.root:
        case None:
            return "all papers"
        case And(parts):
            return ", ".join(map(_clause, parts))
        case Or(parts) if any(isinstance(part, And) for part in parts):
            return ", or ".join(map(_alternative, parts))
        case Or(parts):
            return " or ".join(map(_nested, parts))
        case root:
            return _clause(root)


def _alternative(node: Node) -> str:
    return " and ".join(map(_nested, node.parts)) if isinstance(node, And) else _nested(node)


def _clause(node: Node) -> str:
    """Say a node that stands between commas."""
    match node:
        case Or(parts):
            return f"either {' or '.join(map(_nested, parts))}"
        case Not(Or(parts)):
            return f"neither {' nor '.join(map(_nested, parts))}"
        case _:
            return _nested(node)


def _nested(node: Node) -> str:
    match node:
        case And(parts):
            return f"({' and '.join(map(_nested, parts))})"
        case Or(parts):
            return f"({' or '.join(map(_nested, parts))})"
        case Not(part):
            return _excluded(part)
        case _:
            return _term(node, negated=False)


def _excluded(node: Node) -> str:
    match node:
        case And() | Or():
            return f"not {_nested(node)}"
        case Not():
            return f"not ({_nested(node)})"
        case _:
            return _term(node, negated=True)


def _term(term: Term, *, negated: bool) -> str:  # noqa: PLR0911 - one return for each kind of term
    without, no = ("without", "not ") if negated else ("with", "")
    match term:
        case Words(text, column):
            return f'{without} {"the phrase " if " " in text else ""}"{text}"{_where(column)}'
        case Beginning(text, column):
            return f'{without} words that begin with "{text}"{_where(column)}'
        case Author(name):
            return f"{no}by {_name(name)}"
        case Category(name):
            return f"{no}in {_scope(name)}"
        case Id(paper_id):
            return f"other than {paper_id}" if negated else f"with the id {paper_id}"
        case From(source):
            return f"{no}talked about on {SOURCE_LABELS[source]}"
        case Heat():
            return _heat(term, negated=negated)
        case Since(day):
            return f"{no}announced since {day.isoformat()}"
        case Until(day):
            return f"{no}announced up to {day.isoformat()}"


def _where(column: Column | None) -> str:
    return f" in the {column}" if column else ""


def _name(name: str) -> str:
    return name if _PLAIN_NAME.fullmatch(name) and not _CONNECTIVE.search(name) else f'"{name}"'


def _scope(name: str) -> str:
    return f"any category of {name}" if any(each.startswith(f"{name}.") for each in expand(name)) else name


def _heat(heat: Heat, *, negated: bool) -> str:
    bound = number(heat.bound)
    if heat.above:
        return f"with heat of {bound} or less" if negated else f"with heat above {bound}"
    return f"with heat below {bound}" if negated else f"with heat of {bound} or more"
