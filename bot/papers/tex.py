r"""arXiv's raw text as TeX that a document can print.

Titles there are written by people who think of TeX and by people who do not: ``$\alpha$`` and ``\emph{x}``
mean what TeX does with them, ``R&D``, ``100%`` and ``$5 to $10`` mean their characters.
"""

import re
import unicodedata
from collections.abc import Mapping
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

    Accents are Unicode, white space is collapsed. Braces balance. Outside of mathematics only commands for
    fonts and a few characters are run; a span of mathematics with any command that is not an ordinary one
    of mathematics is printed as text.
    """
    text, spans = _masked(one_line(raw))
    mathematics = iter(spans)
    return re.sub(_MASK, lambda _: next(mathematics), _as_text(decode_accents(text)))


def one_line(raw: str) -> str:
    """Return raw text on one line, without control characters and halves of surrogate pairs; TeX stays as it is."""
    kept = (char for char in raw if char.isspace() or unicodedata.category(char) not in {"Cc", "Cs"})
    return " ".join("".join(kept).split())


_MATHEMATICS: Final = re.compile(
    r"\\[^(]|(?P<dollars>\$\$?)(?P<body>(?:\\.|[^\\$])+)(?P=dollars)|\\\((?P<inline>(?:[^\\$]|\\[^()])+)\\\)"
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
    """Return the span of mathematics that a match is, None if it is prose or money or not only mathematics."""
    body = match["body"] or match["inline"]
    if not body or not (_SIGN.search(body) or not (_PROSE.search(body) or following.isdigit())):
        return None
    valid = _COMMAND_OR_SPECIAL.sub(_valid, body)
    return f"${valid}$" if _is_mathematics(body) and _is_balanced(valid) else None


_MATHEMATICAL: Final[Mapping[str, str]] = {
    "small Greek letters": """
        alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi
        omega varepsilon vartheta varkappa varpi varrho varsigma varphi digamma
    """,
    "large Greek letters": """
        Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
        varGamma varDelta varTheta varLambda varXi varPi varSigma varUpsilon varPhi varPsi varOmega
    """,
    "other letters and signs": """
        aleph beth gimel ell hbar hslash imath jmath wp Re Im complement mho eth S P dag ddag pounds copyright
        partial nabla infty emptyset varnothing forall exists nexists neg lnot top bot angle measuredangle
        sphericalangle prime backprime backslash flat natural sharp degree surd triangle triangledown blacktriangle
        Box square blacksquare Diamond lozenge blacklozenge clubsuit diamondsuit heartsuit spadesuit
        checkmark bigstar colon ldots cdots vdots ddots dots dotsb dotsc dotsi dotsm dotso ldotp cdotp
    """,
    "operations": """
        pm mp times div cdot ast star circ bullet cap cup sqcap sqcup uplus wedge land vee lor setminus
        smallsetminus wr amalg oplus ominus otimes oslash odot boxplus boxminus boxtimes boxdot ltimes rtimes
        bigcirc dagger ddagger diamond intercal barwedge veebar triangleleft triangleright bigtriangleup
        bigtriangledown
    """,
    "relations": """
        le leq leqslant leqq ge geq geqslant geqq lt gt ll gg lll ggg ne neq equiv sim simeq thicksim approx
        thickapprox approxeq cong propto varpropto asymp doteq coloneqq eqqcolon triangleq models vdash dashv vDash
        Vdash perp mid nmid parallel nparallel bowtie Join smile frown between pitchfork therefore because
        in notin ni owns subset subseteq subsetneq supset supseteq supsetneq nsubseteq nsupseteq Subset Supset
        sqsubset sqsubseteq sqsupset sqsupseteq prec preceq preccurlyeq succ succeq succcurlyeq
        lesssim gtrsim lessapprox gtrapprox lessgtr gtrless nless ngtr nleq ngeq nsim ncong
        trianglelefteq trianglerighteq vartriangleleft vartriangleright
    """,
    "arrows": """
        to gets mapsto longmapsto leftarrow rightarrow leftrightarrow uparrow downarrow updownarrow
        Leftarrow Rightarrow Leftrightarrow Uparrow Downarrow Updownarrow
        longleftarrow longrightarrow longleftrightarrow Longleftarrow Longrightarrow Longleftrightarrow
        iff implies impliedby nearrow searrow swarrow nwarrow hookleftarrow hookrightarrow
        leftharpoonup leftharpoondown rightharpoonup rightharpoondown rightleftharpoons leftrightharpoons
        leadsto rightsquigarrow twoheadleftarrow twoheadrightarrow leftrightarrows rightleftarrows rightrightarrows
        nleftarrow nrightarrow curvearrowright circlearrowleft circlearrowright multimap
        xleftarrow xrightarrow
    """,
    "large operators": """
        sum prod coprod int iint iiint oint bigcap bigcup bigsqcup biguplus bigvee bigwedge bigoplus bigotimes bigodot
        limits nolimits
    """,
    "functions": """
        arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf injlim ker lg lim liminf limsup ln
        log max min Pr projlim sec sin sinh sup tan tanh varinjlim varprojlim bmod mod pmod pod
        operatorname
    """,
    "accents": """
        hat widehat check widecheck tilde widetilde acute grave dot ddot dddot breve bar vec mathring
        overline underline overbrace underbrace overrightarrow overleftarrow overleftrightarrow underrightarrow
        underleftarrow
    """,
    "fonts": """
        mathrm mathbf mathit mathsf mathtt mathnormal mathcal mathbb mathfrak mathscr boldsymbol bm pmb
        text textrm textbf textit textsf texttt textsc textsl textup textnormal emph mbox
        rm bf it sf tt sl sc cal displaystyle textstyle scriptstyle scriptscriptstyle
    """,
    "forms": """
        frac dfrac tfrac cfrac binom dbinom tbinom sqrt root of over atop choose stackrel overset underset substack
        sideset boxed not sp sb mathbin mathrel mathop mathord mathopen mathclose mathpunct mathinner
    """,
    "brackets": """
        left middle right big Big bigg Bigg bigl Bigl biggl Biggl bigm Bigm biggm Biggm bigr Bigr biggr Biggr
        langle rangle lbrace rbrace lbrack rbrack lceil rceil lfloor rfloor lvert rvert lVert rVert vert Vert
        lgroup rgroup ulcorner urcorner llcorner lrcorner
    """,
    "spaces": "quad qquad thinspace medspace thickspace negthinspace enspace",
    "characters": r"\ , ; : ! > { } | # $ % & _ / -",
}
"""Kind → the commands of mathematics that papers use: of LaTeX, amsmath, amssymb, mathtools, bm and their like.

They print and do nothing else: none reads or writes a file, defines a name or changes how TeX reads.
"""

_ORDINARY: Final = frozenset(" ".join(_MATHEMATICAL.values()).split()) | {" "}
_COMMAND: Final = re.compile(r"\\([^\W\d_]+|.)")
"""Letters of every alphabet make a name: Unicode engines of TeX take them as one."""


def _is_mathematics(body: str) -> bool:
    """Tell whether every command is an ordinary one, with none hidden from us, as ``^^`` does."""
    return "^^" not in body and _ORDINARY.issuperset(_COMMAND.findall(body))


_COMMAND_OR_SPECIAL: Final = re.compile(r"\\.|[#%&]")


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
