import json
import re
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.papers.tex import as_tex

TITLES = {
    # Mathematics stays.
    "un$^2$CLIP": "un$^2$CLIP",
    "4$\\times$RTX": "4$\\times$RTX",
    "Adaptive-$k$ and $O(n \\log n)$": "Adaptive-$k$ and $O(n \\log n)$",
    "$k = 3$, $n$": "$k = 3$, $n$",
    "$\\{0, 1\\}^n$": "$\\lbrace 0, 1\\rbrace ^n$",
    "$\\\\{a}$": "$\\\\{a}$",
    "$50%$ of $#$": "$50\\%$ of $\\#$",
    "\\(\\alpha\\)-stable": "$\\alpha$-stable",
    "$$x_1$$": "$x_1$",
    "$\\left(\\frac12\\right)^{\\mathcal{O}(\\sqrt[3]n)}$": "$\\left(\\frac12\\right)^{\\mathcal{O}(\\sqrt[3]n)}$",
    "$\\hat\\theta \\le \\operatorname{tr}(A)\\,\\%$": "$\\hat\\theta \\le \\operatorname{tr}(A)\\,\\%$",
    "$p(\\text{low-rank}\\mid x)$": "$p(\\text{low-rank}\\mid x)$",
    "\\(x_1$\\) y": "\\textbackslash{}(x\\_1\\$\\textbackslash{}) y",
    "A \\$5 fee and $x$": "A \\$5 fee and $x$",
    # Money and prose are not mathematics.
    "from $5 to $10": "from \\$5 to \\$10",
    "from $5-$10": "from \\$5-\\$10",
    "cash $more or less$ gone": "cash \\$more or less\\$ gone",
    "a $ sign": "a \\$ sign",
    "$5 for $x_1$": "\\$5 for $x_1$",
    "$x^{2$ broken": "\\$x\\textasciicircum{}\\textbraceleft{}2\\$ broken",
    "$}{$": "\\$\\textbraceright{}\\textbraceleft{}\\$",
    "$$": "\\$\\$",
    # Accents and letters become Unicode, braces that only group go.
    "Mus{\\'e}e d'Arch{é}ologie": "Musée d'Archéologie",
    "{BERT} and {\\'E}tale": "BERT and Étale",
    "$\\check x$ and \\v{s}": "$\\check x$ and š",
    "$\\v{x}_1$": "\\$x̌\\_1\\$",
    # Fonts stay, in the form that every class knows.
    "\\emph{A & B} \\textbf{$k$-means}": "\\emph{A \\& B} \\textbf{$k$-means}",
    "{\\em ab initio} {\\bf x}": "\\emph{ab initio} \\textbf{x}",
    "\\textit{un{DONE}}": "\\textit{unDONE}",
    "\\LaTeX and \\TeX{}": "\\LaTeX{} and \\TeX{}",
    "one\\\\ two\\ three": "one  two three",
    # Everything else is what it looks like.
    "R&D: 100% #1 a_b": "R\\&D: 100\\% \\#1 a\\_b",
    "R\\&D, 100\\%": "R\\&D, 100\\%",
    "a^2 ~ b": "a\\textasciicircum{}2 \\textasciitilde{} b",
    "{a, b} {": "\\textbraceleft{}a, b\\textbraceright{} \\textbraceleft{}",
    "\\{a\\}": "\\textbraceleft{}a\\textbraceright{}",
    "\\method \\": "\\textbackslash{}method \\textbackslash{}",
    "a<b|c>d": "a\\textless{}b\\textbar{}c\\textgreater{}d",
    "two\n  lines\x00": "two lines",
    "": "",
}


@pytest.mark.parametrize(("raw", "tex"), TITLES.items())
def test_a_title_prints_as_it_was_meant(raw: str, tex: str) -> None:
    assert as_tex(raw) == tex


@pytest.mark.parametrize(
    "body",
    [
        "\\input{secret}",
        "\\input secret",
        "\\lstinputlisting{x}",
        "\\include{x}",
        "\\write18{ls}",
        "\\immediate\\write18{ls}",
        "\\def\\x{1}",
        "\\csname input\\endcsname",
        "\\catcode`x",
        "^^69nput",
        "\\usepackage{x}",
        "\\openin1=x",
        "\\directlua{os.execute('id')}_1",
        "\\InputIfFileExists{x}{}{}",
        "\\RequirePackage{x}_1",
        "\\batchmode_1",
        "\\scantokens{x}",
        "\\pdfximage{x}",
        "\\end{document}_1",
        "\\begin{verbatim}",
        "\\alphaé_1",
        "\\frac{\\csname x\\endcsname}{2}",
        "\\@input_1",
        "\\text{\\input x}",
    ],
)
def test_a_title_cannot_make_tex_do_more_than_print(body: str) -> None:
    for raw in (body, f"${body}$", f"\\emph{{{body}}}", f"\\({body}\\)"):
        commands = set(re.findall(r"\\([A-Za-z]+)", as_tex(raw)))
        assert commands <= {"emph", "textasciicircum", "textbackslash", "textbraceleft", "textbraceright"}


COMMANDS = st.from_regex(r"\\[A-Za-z]{1,12}", fullmatch=True)


@given(COMMANDS, st.sampled_from(["{}_1", "x^{{{}}}", "\\frac{{{}}}{{2}}", "{} "]))
def test_a_command_that_is_not_of_mathematics_never_comes_through(command: str, around: str) -> None:
    spans = re.findall(r"\$[^$]*\$", as_tex(f"${around.format(command + 'qqq')}$").replace("\\$", ""))
    assert spans == []


def depths(tex: str) -> list[int]:
    """Return how deep BibTeX thinks it is behind each character: it does not know escapes."""
    found, depth = [0], 0
    for char in tex:
        depth += (char == "{") - (char == "}")
        found.append(depth)
    return found


@given(st.text(st.sampled_from("ab1 {}$\\^_&%#~'()\n\0") | st.characters(exclude_categories=["Cs"])))
def test_braces_always_balance_and_nothing_comments_out_the_rest(raw: str) -> None:
    tex = as_tex(raw)
    assert min(depths(tex)) == depths(tex)[-1] == 0
    assert not re.search(r"(?<!\\)(?:\\\\)*[%#&]", tex)
    assert len(re.findall(r"(?<!\\)(?:\\\\)*\$", tex)) % 2 == 0


@given(st.text(st.characters(categories=["L", "N", "P", "S"], exclude_characters="\\${}")))
def test_without_tex_in_it_every_character_is_printed(raw: str) -> None:
    names = {"asciicircum": "^", "asciitilde": "~", "bar": "|", "greater": ">", "less": "<"}
    printed = re.sub(r"\\text(\w+)\{\}", lambda match: names[match[1]], as_tex(raw))
    assert re.sub(r"\\(.)", r"\1", printed) == normalize("NFC", raw)


def test_a_long_hostile_title_is_worked_through() -> None:
    for piece in ("$", "\\(", "{", "\\emph{", "{\\em ", "\\'", "$x ", "{{a", "\\\\"):
        assert min(depths(as_tex(piece * 20_000))) == 0


@pytest.mark.shared
def test_the_mathematics_of_real_titles_and_abstracts_stays(shared: Path) -> None:
    raw = "".join(path.read_text(encoding="utf-8") for path in sorted((shared / "papers").glob("*.jsonl")))
    papers = [json.loads(line) for line in raw.splitlines()]
    spans = [
        span
        for paper in papers
        for span in re.findall(r"\$[^$]*\\[A-Za-z]+[^$]*\$", f"{paper['title']} {paper['summary']}")
    ]
    kept = [span for span in spans if not as_tex(span).startswith("\\$")]
    assert len(spans) > 200
    assert len(kept) > 0.97 * len(spans)
