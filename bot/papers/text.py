"""Text made readable and text to search in, beside the raw text that the source gave."""

import re
import unicodedata
from typing import Final

from bot.papers.untex.reading import has_tex, untex

_CONTROLS: Final = r"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
"""The control characters that are not white space; U+001C to U+001F and U+0085 count as white space."""

_UNSEEN_IN_ASCII: Final = re.compile(rf"[{_CONTROLS}]")
_UNSEEN: Final = re.compile(
    rf"[{_CONTROLS}"
    r"\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064"
    r"\u2066-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    r"\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f\ud800-\udfff]"
)
"""Controls, format characters but for the joiners, and lone surrogates, as Unicode 15 has them."""

_JOINERS: Final = re.compile(r"[\u200c\u200d]")
_SCRIPT: Final = r"[\u0600-\u1fff\u2070-\U0010ffff]"
_LOOSE_JOINER: Final = re.compile(rf"(?<!{_SCRIPT})[\u200c\u200d]|[\u200c\u200d](?!{_SCRIPT})")
"""A joiner that is not inside a word of a script that is spelled with it, nor of an emoji."""


def readable(raw: str) -> str:
    """Return ``raw``, which arXiv's authors wrote, as it is read: clean, with TeX and entities as Unicode."""
    text = clean(raw)
    if not has_tex(text):
        return text
    shown = untex(text)
    # An entity may be a character that is not seen; nothing else that TeX prints is.
    return clean(shown) if "&" in text else " ".join(shown.split())


def clean(raw: str) -> str:
    """Return ``raw`` without what is not seen, white space collapsed to single spaces, none at the ends."""
    if raw.isascii():
        return " ".join(_UNSEEN_IN_ASCII.sub("", raw).split())
    text = " ".join(_UNSEEN.sub("", raw).split())
    return " ".join(_LOOSE_JOINER.sub("", text).split())


def searchable(text: str) -> str:
    """Return readable ``text`` as it is searched in: without joiners and NFKC, as queries are, so that ``x²`` is x2."""
    return text if text.isascii() else " ".join(unicodedata.normalize("NFKC", _JOINERS.sub("", text)).split())
