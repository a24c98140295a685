r"""arXiv's raw text as TeX that a document can print.

Titles there are written by people who think of TeX and by people who do not: ``$\alpha$`` and ``\emph{x}``
mean what TeX does with them, ``R&D``, ``100%`` and ``$5 to $10`` mean their characters.
"""

import re
import unicodedata
from typing import Final

from bot.papers.accents import decode_accents

_LITERALS: Final = {
    "#": r"\#",
    "$": r"\$",
    "%": r"\%",
    "&": r"\&",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "_": r"\_",
    "{": r"\textbraceleft{}",
    "|": r"\textbar{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
}
LITERAL: Final = str.maketrans(_LITERALS)
"""Characters that are no text to TeX → TeX that prints them, for ``str.translate``. Its braces balance."""

_MASK: Final = "\0"
"""Stands for a span of mathematics while the text around it is worked on; a line has no NUL."""


def as_tex(raw: str) -> str:
    r"""Return TeX that prints what ``raw`` means: mathematics and fonts stay, other characters are escaped.

    Accents are Unicode, white space is collapsed. Braces balance. Commands outside of mathematics that are
    not for fonts, and those inside that read, write or define, are printed instead of run.
    """
    text, spans = _masked(one_line(raw))
    mathematics = iter(spans)
    return re.sub(_MASK, lambda _: next(mathematics), _as_text(decode_accents(text)))


def one_line(raw: str) -> str:
    """Return raw text on one line, without control characters and halves of surrogate pairs; TeX stays as it is."""
    kept = (char for char in raw if char.isspace() or unicodedata.category(char) not in {"Cc", "Cs"})
    return " ".join("".join(kept).split())


_MATHEMATICS: Final = re.compile(
    r"\\[^(]|(?P<dollars>\$\$?)(?P<body>(?:\\.|[^\\$])+)(?P=dollars)|\\\((?P<inline>(?:[^\\]|\\[^()])+)\\\)"
)


def _masked(text: str) -> tuple[str, list[str]]:
    """Return ``text`` with a mask for each span of mathematics, and these spans in order."""
    pieces: list[str] = []
    spans: list[str] = []
    at = 0
    while match := _MATHEMATICS.search(text, at):
        span = _span(match, text[match.end() : match.end() + 1])
        # A dollar that opens no mathematics may stand before one that does.
        end = match.start() + 1 if span is None and match["dollars"] else match.end()
        pieces += text[at : match.start()], text[match.start() : end] if span is None else _MASK
        spans += [] if span is None else [span]
        at = end
    return "".join((*pieces, text[at:])), spans


_SIGN: Final = re.compile(r"[\\^_{}]")
_PROSE: Final = re.compile(r"[^\W\d_]{2,} +[^\W\d_]{2,}|^ | $")


def _span(match: re.Match[str], following: str) -> str | None:
    """Return the span of mathematics that a match is, None if it is prose or money or no valid TeX."""
    body = match["body"] or match["inline"]
    if not body or not (_SIGN.search(body) or not (_PROSE.search(body) or following.isdigit())):
        return None
    valid = _COMMAND_OR_SPECIAL.sub(_valid, body)
    return f"${valid}$" if _is_balanced(valid) and not _NOT_PRINTING.search(valid) else None


_COMMAND_OR_SPECIAL: Final = re.compile(r"\\.|[#%&]")
_NOT_PRINTING: Final = re.compile(
    r"\^\^|\\(?:catcode|closein|closeout|csname|[egx]?def|endinput|endlinechar|every[a-z]+|expandafter|font|futurelet"
    r"|global|immediate|include[a-z]*|[a-z]*input[a-z]*|jobname|let|loop|lowercase|message|[a-z]*newcommand|newread"
    r"|newwrite|openin|openout|output|providecommand|read|shipout|special|the|toks|uppercase|usepackage|write)"
    r"(?![A-Za-z])"
)
"""What reads, writes or defines, or hides such a command from a reader, as ``^^`` does."""


def _valid(match: re.Match[str]) -> str:
    r"""Return braces that print by names that do not count as braces, and escape what mathematics cannot hold."""
    found = match[0]
    return {r"\{": r"\lbrace ", r"\}": r"\rbrace ", "#": r"\#", "%": r"\%", "&": r"\&"}.get(found, found)


def _is_balanced(body: str) -> bool:
    depth = 0
    for char in body:
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return False
    return depth == 0


_FONTS: Final = {
    "bf": "textbf",
    "em": "emph",
    "it": "textit",
    "rm": "textrm",
    "sc": "textsc",
    "sf": "textsf",
    "sl": "textsl",
    "tt": "texttt",
}
"""Old switches, which some document classes no longer know → the commands that took their place."""

_COMMANDS: Final = "|".join((*_FONTS.values(), "textsubscript", "textsuperscript", "textup", "underline"))
_INSIDE: Final = r"(?:[^{}]|\{[^{}]*\})*"

_PIECE: Final = re.compile(
    rf"\\(?P<command>{_COMMANDS})\{{(?P<argument>{_INSIDE})\}}"
    rf"|\{{\\(?P<switch>{'|'.join(_FONTS)})\s(?P<switched>{_INSIDE})\}}"
    r"|\\(?P<logo>LaTeXe?|TeX|l?dots)(?![A-Za-z])(?:\{\})?"
    r"|\{(?P<group>[^{}\s]*)\}"
    r"|(?P<escaped>\\[#$%&_,])"
    r"|\\(?P<brace>[{}])"
    r"|(?P<space>\\[\\ ])"
    r"|(?P<special>[#$%&<>\\^_{|}~])"
)


def _as_text(text: str) -> str:
    return _PIECE.sub(_as_piece, text)


def _as_piece(match: re.Match[str]) -> str:
    """Return what a piece of text means; braces that only group letters are left out."""
    if match["command"]:
        return f"\\{match['command']}{{{_as_text(match['argument'])}}}"
    if match["switch"]:
        return f"\\{_FONTS[match['switch']]}{{{_as_text(match['switched'])}}}"
    if match["logo"]:
        return f"\\{match['logo']}{{}}"
    if match["group"] is not None:
        return _as_text(match["group"])
    return match["escaped"] or (" " if match["space"] else _LITERALS[match["brace"] or match["special"]])
