"""Superscripts and subscripts, with Unicode's own letters where it has all of them."""

import re
from typing import Final

_RAISED: Final = dict(
    zip(
        "0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡ",
        strict=True,
    )
)
_LOWERED: Final = dict(
    zip("0123456789+-=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True)
)
_FORMS: Final = {"^": _RAISED, "_": _LOWERED}

_RAISED_ALREADY: Final = {
    "∘": "°",
    "°": "°",
    "⊤": "ᵀ",
    "*": "*",
    "**": "**",
    "†": "†",
    "‡": "‡",
    "®": "®",
    "™": "™",
    "©": "©",
    "⋆": "*",
}
_WORD: Final = re.compile(r"[^\W\d_]{3,}")
"""Letters that are read and searched for as a word, which small letters would hide: ``x_max``."""

_SMALL: Final = frozenset("".join((*_RAISED.values(), *_LOWERED.values())))

_BARE: Final = {
    "^": re.compile(r".|\d+(?:\.\d+)?|[A-Za-z]+"),
    "_": re.compile(r".|(?:[^\W_]|[.′″*⋆†‡])+"),
}
"""What needs no parentheses: x^ω and n^2.37, but e^(iπ); a product is no exponent's, an index may be of several."""


def script(sign: str, text: str) -> str:
    """Return ``text`` raised (``^``) or lowered (``_``): 10⁻³, aᵢⱼ, x_max, x^(a+b)."""
    if not text:
        return ""
    if sign == "^" and (text in _RAISED_ALREADY or not text.strip("′″‴")):
        return _RAISED_ALREADY.get(text, text)
    dense, forms = text.replace(" ", ""), _FORMS[sign]
    if not _WORD.search(text) and all(char in forms for char in dense):
        return "".join(map(forms.__getitem__, dense))
    is_bare = _BARE[sign].fullmatch(text) and _SMALL.isdisjoint(text)
    return f"{sign}{text}" if is_bare or _is_enclosed(text) else f"{sign}({text})"


def _is_enclosed(text: str) -> bool:
    """Tell whether one pair of parentheses is around all of ``text``."""
    return text.startswith("(") and text.find(")") == len(text) - 1
