"""The commands that papers use, by what becomes of them and of their arguments."""

import re
from typing import Final

from bot.papers.accents import LETTERS, MARKS
from bot.papers.untex.symbols import symbols


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


SHOWN: Final = _names("""
    boldsymbol bm boxed cancel emph ensuremath fbox framebox hbox hl lowercase mathbf mathbin mathit mathnormal mathop
    mathord mathrel mathrm mathsf mathtt mbox nolinkurl num overbrace overbracket overleftarrow overleftrightarrow
    overline overrightarrow path paragraph part pmb scriptstyle section smash sout st subsection subsubsection
    substack tag text textbf textit textlf textmd textnormal textrm textsc textsf textsl texttt textup title uline
    underbar underbrace underbracket underline uppercase url uwave MakeLowercase MakeUppercase email si unit
""")
"""Print their one argument as it is."""

ALPHABETS: Final = frozenset({"Bbb", "mathbb", "mathbbm", "mathcal", "mathds", "mathfrak", "mathscr"})

SWITCHES: Final = _names("""
    Big Bigg Biggl Biggm Biggr Bigl Bigm Bigr Huge LARGE Large allowbreak bf bfseries big bigg biggl biggm biggr bigl
    bigm bigr cal centering clearpage displaystyle em footnotemark footnotesize frak hfill huge ignorespaces it itshape
    large left leavevmode limits lowercase maketitle mdseries middle newpage nobreak noindent nolimits nonumber
    normalfont normalsize notag null protect raggedright relax right rm rmfamily sc scriptscriptstyle scriptsize
    scriptstyle scshape selectfont sf sffamily sl slshape small textstyle tiny tt ttfamily unskip upshape vfill xspace
""")
"""Print nothing, and the space behind them is theirs."""

BRACKET_SIZES: Final = frozenset({"left", "right", "middle"})
"""Of those, the ones that stand before a bracket, or a dot for none."""

SPACES: Final = _names("""
    bigskip enskip enspace indent linebreak medskip medspace newline par qquad quad smallskip space thickspace thinspace
""")

DROPPED: Final = {
    "begin": 1,
    "bibliography": 1,
    "bibliographystyle": 1,
    "color": 1,
    "end": 1,
    "fontsize": 2,
    "hphantom": 1,
    "hspace": 1,
    "includegraphics": 1,
    "index": 1,
    "label": 1,
    "pagestyle": 1,
    "phantom": 1,
    "setlength": 2,
    "thispagestyle": 1,
    "vphantom": 1,
    "vspace": 1,
}
"""Print nothing → how many arguments they have."""

LAST_SHOWN: Final = {
    "colorbox": 2,
    "fcolorbox": 3,
    "raisebox": 2,
    "resizebox": 3,
    "rotatebox": 2,
    "scalebox": 2,
    "texorpdfstring": 2,
    "textcolor": 2,
}
"""Print their last argument → how many they have."""

FRACTIONS: Final = frozenset({"cfrac", "dfrac", "flatfrac", "frac", "nicefrac", "sfrac", "tfrac"})
NOTES: Final = frozenset({"footnote", "footnotetext", "thanks", "tablefootnote"})

AROUND: Final = {
    "abs": ("|", "|"),
    "bra": ("⟨", "|"),
    "ceil": ("⌈", "⌉"),
    "enquote": ("“", "”"),
    "floor": ("⌊", "⌋"),
    "ket": ("|", "⟩"),
    "norm": ("‖", "‖"),
    "pmod": ("(mod ", ")"),
}
"""Print their argument between two signs."""

MATHEMATICAL_ACCENTS: Final = {
    "acute": "\u0301",
    "bar": "\u0304",
    "breve": "\u0306",
    "check": "\u030c",
    "ddot": "\u0308",
    "dot": "\u0307",
    "grave": "\u0300",
    "hat": "\u0302",
    "mathring": "\u030a",
    "overline": "\u0304",
    "tilde": "\u0303",
    "vec": "\u20d7",
    "widehat": "\u0302",
    "widetilde": "\u0303",
}
"""Put a mark on a letter; around more than one they are left out."""

BELOW_OR_ABOVE: Final = {"overset": "^", "stackrel": "^", "underset": "_"}
"""Put their first argument above or below the second → the sign of the script that it is written as."""

PAIRS: Final = frozenset({"SI", "ion", "qty"})
"""Print their two arguments with a space between: a number and its unit, an element and how far it is ionized."""

OTHERS: Final = frozenset({"binom", "dbinom", "tbinom", "href", "not", "operatorname", "unicode", "ce"}) | PAIRS
SCRIPTS: Final = {"textsuperscript": "^", "textsubscript": "_", "sp": "^", "sb": "_"}

_CITATION: Final = re.compile(r"(?:no|paren|foot|auto|super|full|text)?[cC]ite[A-Za-z]*|[A-Za-z]*[rR]ef|Citet?")
_CITATION_IN_A_SENTENCE: Final = re.compile(r"[cC]ite(?:t|alt|author)|textcite")


def is_citation(name: str) -> bool:
    """Tell whether a command names an entry of a bibliography, or a place in the paper."""
    return bool(_CITATION.fullmatch(name)) and name != "href"


def is_citation_in_a_sentence(name: str) -> bool:
    r"""Tell whether a citation is a noun, as in ``by \citet{key}``."""
    return bool(_CITATION_IN_A_SENTENCE.fullmatch(name))


def arity(name: str) -> int:
    """Return how many arguments a command has; 0 where that is not known."""
    if name in SHOWN or name in ALPHABETS or name in MATHEMATICAL_ACCENTS or name in AROUND or name in NOTES:
        return 1
    if name in FRACTIONS or name in BELOW_OR_ABOVE or name in PAIRS or name in {"binom", "dbinom", "tbinom", "href"}:
        return 2
    if name in OTHERS or name in SCRIPTS or is_citation(name):
        return 1
    return DROPPED.get(name, 0) or LAST_SHOWN.get(name, 0)


def is_known(name: str) -> bool:
    """Tell whether TeX or its usual packages have the command."""
    is_void = name in SWITCHES or name in SPACES or name in LETTERS or name in MARKS
    return is_void or arity(name) > 0 or name in symbols()


RELATIONS: Final = _names("""
    Leftarrow Leftrightarrow Longleftarrow Longleftrightarrow Longrightarrow Rightarrow approx approxeq asymp coloneqq
    cong dashv doteq eq equiv ge geq geqq geqslant gets gg ggg gtrapprox gtrsim hookleftarrow hookrightarrow iff
    implies impliedby in land leadsto le leftarrow leftrightarrow leq leqq leqslant lessapprox lesssim ll lll
    longleftarrow longleftrightarrow longmapsto longrightarrow lor mapsto mid models ne neq ni notin parallel perp prec
    preceq propto rightarrow rightleftharpoons simeq sqsubseteq subset subseteq subsetneq succ succeq supset
    supseteq supsetneq thickapprox to triangleq varpropto vdash xleftarrow xrightarrow
""")
"""Stand between what they relate with spaces around."""

OPERATIONS: Final = _names("""
    ast bigcirc bullet cap cdot cdots circ cup dagger diamond div gt lt mp odot ominus oplus oslash otimes pm setminus
    sim star sqcap sqcup thicksim times uplus vee wedge wr
""")
"""Have a space on both sides if their author put one before them."""
