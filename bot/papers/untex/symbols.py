"""What each command that stands for a character prints, from pylatexenc's tables and ours beside them."""

import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Final

_OURS: Final = {
    "Bbbk": "𝕜",
    "Box": "□",
    "Diamond": "◇",
    "Longleftrightarrow": "⟺",
    "Longrightarrow": "⟹",
    "P": "¶",
    "S": "§",
    "TeX": "TeX",
    "LaTeX": "LaTeX",
    "LaTeXe": "LaTeX2e",
    "BibTeX": "BibTeX",
    "ast": "*",
    "backslash": "∖",
    "bigstar": "★",
    "blacksquare": "■",
    "checkmark": "✓",
    "cmark": "✓",
    "colon": ": ",
    "coloneqq": ":=",
    "copyright": "©",
    "ddag": "‡",
    "degree": "°",
    "textdegree": "°",
    "emptyset": "∅",
    "epsilon": "ε",
    "etal": "et al.",
    "eg": "e.g.",
    "etc": "etc.",
    "ie": "i.e.",
    "vs": "vs.",
    "wrt": "w.r.t.",
    "euro": "€",
    "gt": ">",
    "lt": "<",
    "iff": "⟺",
    "implies": "⟹",
    "impliedby": "⟸",
    "land": "∧",
    "lor": "∨",
    "lnot": "¬",
    "neg": "¬",
    "lbrace": "{",
    "rbrace": "}",
    "lbrack": "[",
    "rbrack": "]",
    "leadsto": "⇝",
    "leqslant": "≤",
    "geqslant": "≥",
    "liminf": "lim inf",
    "limsup": "lim sup",
    "argmax": "arg max",
    "argmin": "arg min",
    "bmod": "mod",
    "longleftrightarrow": "⟷",
    "longmapsto": "⟼",
    "longrightarrow": "→",
    "longleftarrow": "←",
    "xrightarrow": "→",
    "xleftarrow": "←",
    "mu": "μ",
    "textmu": "μ",
    "micro": "μ",
    "n": "↵",
    "perp": "⊥",
    "phi": "φ",
    "pounds": "£",
    "prime": "′",
    "setminus": "∖",
    "sqrt": "√",
    "surd": "√",
    "textbackslash": "∖",
    "textbar": "|",
    "textgreater": ">",
    "textless": "<",
    "textbullet": "•",
    "textendash": "–",
    "textemdash": "—",
    "texttimes": "×",
    "textunderscore": "_",
    "textasciicircum": "^",
    "texttrademark": "™",
    "textcopyright": "©",
    "thickapprox": "≈",
    "thicksim": "∼",
    "varkappa": "ϰ",
    "varnothing": "∅",
    "veebar": "⊻",
    "xmark": "✗",
    "mid": "|",
    "vert": "|",
    "lvert": "|",
    "rvert": "|",
    "Vert": "‖",
    "lVert": "‖",
    "rVert": "‖",
    "ldots": "…",
    "dots": "…",
    "cdots": "⋯",
    "dotsc": "…",
    "dotsb": "⋯",
    "textellipsis": "…",
    "item": "•",
}
"""Commands that pylatexenc does not know, or prints in another way than readers of a chat expect."""

_WORDS_IN_TEXT: Final = {"deg": "°"}
"""In text arXiv itself writes ``{\\deg}`` for the sign; in mathematics it is the degree."""


@cache
def symbols() -> Mapping[str, str]:
    """Return the name of each command without arguments → what it prints."""
    # 0.05 s that texts without TeX need not pay
    from pylatexenc.latex2text import get_default_latex_context_db  # type: ignore[import-untyped]  # noqa: PLC0415

    known = get_default_latex_context_db()
    table: dict[str, str] = {}
    for category in known.categories():
        for spec in known.iter_macro_specs([category]):
            shown = spec.simplify_repl
            if isinstance(shown, str) and _is_sign(shown):
                table.setdefault(spec.macroname, shown)
    return {**table, **_OURS}


def _is_sign(shown: str) -> bool:
    """Tell a sign or the name of a function from a pattern, a placeholder (``<cit.>``) and a date."""
    return bool(shown.strip()) and len(shown) <= 6 and not ("%" in shown or shown.startswith("<"))


def in_text(name: str) -> str | None:
    """Return what a command prints outside of mathematics; None where it has no sign of its own."""
    return _WORDS_IN_TEXT.get(name) or symbols().get(name)


_ALPHABETS: Final = {
    "mathbb": ("DOUBLE-STRUCK CAPITAL", "MATHEMATICAL DOUBLE-STRUCK CAPITAL"),
    "mathcal": ("SCRIPT CAPITAL", "MATHEMATICAL SCRIPT CAPITAL"),
    "mathfrak": ("BLACK-LETTER CAPITAL", "MATHEMATICAL FRAKTUR CAPITAL"),
}
_SAME_ALPHABET: Final = {"Bbb": "mathbb", "mathds": "mathbb", "mathbbm": "mathbb", "mathscr": "mathcal"}
_DOUBLE_STRUCK_ONE: Final = "𝟙"


def in_alphabet(command: str, text: str) -> str:
    """Return a capital letter in the alphabet that ``command`` names: ℝ, ℒ; all else is ``text`` itself.

    O stays O: it is how orders of growth are written. Several letters are a word, or a name.
    """
    name = _SAME_ALPHABET.get(command, command)
    if name not in _ALPHABETS or len(text) != 1 or (name == "mathcal" and text == "O"):
        return text
    if text == "1" and name == "mathbb":
        return _DOUBLE_STRUCK_ONE
    for kind in _ALPHABETS[name]:
        try:
            return unicodedata.lookup(f"{kind} {text}") if text.isascii() and text.isupper() else text
        except KeyError:
            continue
    return text
