"""Where in a text there is mathematics, and where a dollar is money."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_SPAN: Final = re.compile(
    r"\\[^(\[]|(?P<dollars>\$\$?)(?P<body>(?:\\.|[^\\$])+)(?P=dollars)"
    r"|\\\((?P<inline>(?:[^\\]|\\[^()])+)\\\)|\\\[(?P<display>(?:[^\\]|\\[^\[\]])+)\\\]"
)
_SIGN: Final = re.compile(r"\\[A-Za-z]|[\^_]")
_PROSE: Final = re.compile(r"[^\W\d_]{2,} +[^\W\d_]{2,}|^ | $")
_ONE_SIGN: Final = re.compile(r"[^\w\s]+| ?[^\W\d_] ?")


class Span(NamedTuple):
    """A piece of a text, from ``start`` to ``end``: mathematics without its delimiters, or not mathematics."""

    start: int
    end: int
    is_mathematics: bool


def spans(text: str) -> Iterator[Span]:
    r"""Yield ``text`` piece by piece, without the delimiters of mathematics: ``$…$``, ``$$…$$``, ``\(…\)``, ``\[…\]``.

    Dollars around prose, and before amounts of money, are text.
    """
    start = at = 0
    while match := _SPAN.search(text, at):
        body = match["body"] or match["inline"] or match["display"]
        if body and (not match["dollars"] or _is_mathematics(body, text, match)):
            yield Span(start, match.start(), is_mathematics=False)
            yield Span(*match.span(match.lastgroup or 0), is_mathematics=True)
            start = at = match.end()
        else:
            # A dollar that opens no mathematics may stand before one that does.
            at = match.start() + 1 if match["dollars"] else match.end()
    yield Span(start, len(text), is_mathematics=False)


def _is_mathematics(body: str, text: str, match: re.Match[str]) -> bool:
    """Tell whether ``body``, which a match has between two dollars, is mathematics."""
    before, following = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1]
    if body[0].isdigit() and (body[-1].isspace() or following.isdigit() or (before.isalpha() and " " in body)):
        return False
    if _SIGN.search(body):
        return not (following.isdigit() and body[-1].isspace())
    return bool(_ONE_SIGN.fullmatch(body)) or not (_PROSE.search(body) or following.isdigit())
