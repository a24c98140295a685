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

_ATOM: Final = re.compile(r"[\w.∞⊥∥|′*⋆†‡]+")


def script(sign: str, text: str) -> str:
    """Return ``text`` raised (``^``) or lowered (``_``): 10⁻³, aᵢⱼ, x_max, x^(a+b)."""
    if not text:
        return ""
    if sign == "^" and (text in _RAISED_ALREADY or not text.strip("′")):
        return _RAISED_ALREADY.get(text, text)
    dense, forms = text.replace(" ", ""), _FORMS[sign]
    if not _WORD.search(text) and all(char in forms for char in dense):
        return "".join(map(forms.__getitem__, dense))
    return f"{sign}{text}" if _ATOM.fullmatch(text) else f"{sign}({text})"
