r"""TeX's accented and special letters as Unicode: ``P\'erez`` is Pérez, ``\O stergaard`` is Østergaard.

Source: LaTeX 2e reference manual, "Accents" and "Additional Latin letters",
https://latexref.xyz/Accents.html, read 2026-11.
"""

import re
import unicodedata
from typing import Final

MARKS: Final = {
    "`": "\u0300",
    "'": "\u0301",
    "^": "\u0302",
    "~": "\u0303",
    "=": "\u0304",
    "u": "\u0306",
    ".": "\u0307",
    '"': "\u0308",
    "r": "\u030a",
    "H": "\u030b",
    "v": "\u030c",
    "d": "\u0323",
    "c": "\u0327",
    "k": "\u0328",
    "b": "\u0331",
}
"""What follows the backslash → the mark that it puts on the letter behind it."""

LETTERS: Final = {
    "AA": "Å",
    "AE": "Æ",
    "DH": "Ð",
    "DJ": "Đ",
    "L": "Ł",
    "NG": "Ŋ",
    "O": "Ø",
    "OE": "Œ",
    "TH": "Þ",
    "aa": "å",
    "ae": "æ",
    "dh": "ð",
    "dj": "đ",
    "i": "\u0131",
    "j": "\u0237",
    "l": "ł",
    "ng": "ŋ",
    "o": "ø",
    "oe": "œ",
    "ss": "ß",
    "th": "þ",
}

# A mark that is a letter itself needs a brace or a space behind it: \c{c}, \c c. \i and \j are letters
# without their dot, made to carry a mark.
_ACCENT: Final = re.compile(
    r"\\(?:(?P<sign>[`'^\"~=.])\s?|(?P<mark>[uvHrcdkb])(?=[\s{\\])\s?)"
    r"(?:\{\s?(?P<braced>\\[ij](?![A-Za-z])|[^\W\d_])\s?\}|(?P<bare>\\[ij](?![A-Za-z])\s?|[^\W\d_]))"
)
_LETTER: Final = re.compile(
    rf"\\(?P<letter>{'|'.join(sorted(LETTERS, key=len, reverse=True))})(?![A-Za-z])(?:\{{\}}|\s)?"
)
# A macro's argument keeps its braces, even of one letter.
_BRACED_LETTER: Final = re.compile(r"(?P<kept>(?:\\[A-Za-z]+\s?|[_^])\{)|\{(?P<letter>[^\W\d_][\u0300-\u036f]?)\}")


def decode_accents(text: str) -> str:
    r"""Return ``text`` with TeX's accents and letters as Unicode, and without the braces around one letter.

    Everything else stays. Meant for text outside of mathematics, where ``\c`` and the like mean this.
    """
    text = unicodedata.normalize("NFC", _LETTER.sub(_letter, _ACCENT.sub(_accented, text)))
    return _BRACED_LETTER.sub(lambda match: match["kept"] or match["letter"], text)


def _letter(match: re.Match[str]) -> str:
    return LETTERS[match["letter"]]


def _accented(match: re.Match[str]) -> str:
    letter = (match["braced"] or match["bare"]).strip().removeprefix("\\")
    return letter + MARKS[match["sign"] or match["mark"]]
