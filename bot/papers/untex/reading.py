"""TeX, entities and ligatures in a text made Unicode."""

import html
import logging
import re
from functools import lru_cache
from html.entities import html5
from typing import Final

from bot.papers.untex.commands import is_known
from bot.papers.untex.printing import printed
from bot.papers.untex.tree import read

_log = logging.getLogger(__name__)

_LIGATURES: Final = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_WITHOUT_LIGATURES: Final = str.maketrans(_LIGATURES)
_SIGNS: Final = ("\\", "$", "{", "}", "~", "^", "`", "--", "&", *_LIGATURES)
"""A text without any of these has nothing to be made Unicode."""

_MAX_CACHED_CHARS: Final = 4_000


def untex(text: str) -> str:
    r"""Return ``text`` with TeX, entities and ligatures as Unicode; it is on one line, without control characters.

    No word is lost, and no command is left; the white space is not collapsed. It never raises, and takes
    time in proportion to the length.
    """
    if not has_tex(text):
        return text
    return _cached(text) if len(text) <= _MAX_CACHED_CHARS else _converted(text)


def has_tex(text: str) -> bool:
    """Tell whether ``text`` may have anything to be made Unicode: a quick look, four texts in five have not."""
    return any(sign in text for sign in _SIGNS)


@lru_cache(maxsize=1_024)
def _cached(text: str) -> str:
    return _converted(text)


def _converted(text: str) -> str:
    try:
        return _unicode(text)
    except Exception:  # noqa: BLE001 - a paper is not lost for its title
        _log.exception("TeX that cannot be read is shown as it is")
        return text


def _unicode(text: str) -> str:
    plain = _with_quotes(_without_entities(text).translate(_WITHOUT_LIGATURES))
    return _with_marks_mended(printed(read(plain, is_command=is_known)))


_DAMAGED: Final = {"Ź": "’", "Ÿ": "‘", "İ": "”", "IJ": "“", "Ĳ": "“", "Ş": "–", "Ș": "–", "Ť": "—", "ę": "…"}
r"""The last byte of a punctuation mark in UTF-8, as TeX's Cork encoding has it → the mark.

So arXiv has ``model\^a\u{A}\'Zs`` for what was typed as ``model’s``; ``âĂ`` are the two bytes before.
Source: https://en.wikipedia.org/wiki/Cork_encoding, "Character set", read 2026-11.
"""

_DAMAGED_MARK: Final = re.compile(f"âĂ({'|'.join(_DAMAGED)})")


def _with_marks_mended(text: str) -> str:
    return _DAMAGED_MARK.sub(lambda match: _DAMAGED[match[1]], text) if "âĂ" in text else text


_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MOST_ESCAPED: Final = 3


def _without_entities(text: str) -> str:
    for _ in range(_MOST_ESCAPED):
        before, text = text, _ENTITY.sub(_character, text)
        if text == before:
            break
    return text


def _character(match: re.Match[str]) -> str:
    entity = match[0]
    is_meant = entity[1] == "#" or entity[1:] in html5
    return html.unescape(entity) if is_meant else entity


_DOUBLE: Final = re.compile(r"(?<![\\`])``(?!`)([^`]{1,500}?)(?:''|\"(?!\w))")
_SINGLE: Final = re.compile(r"(?<![\w\\`])`(?=[^\s`'])([^`'$\\]{1,80})'(?![\w'])")
_ESCAPED: Final = re.compile(r"(?<![\w\\])\\\"(?=\w)([^\"\\]{1,200})\\\"(?!\w)")


def _with_quotes(text: str) -> str:
    """Return ``text`` with TeX's quotation marks as those of print, and escaped ones plain."""
    if '\\"' in text:
        text = _ESCAPED.sub(r'"\1"', text)
    return _SINGLE.sub(r"‘\1’", _DOUBLE.sub(r"“\1”", text)) if "`" in text else text
