"""Real titles, abstracts, names and comments made readable: nothing of TeX is left, and nothing else is lost."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.papers.posts import papers_of, parse_post
from bot.papers.text import clean, readable
from bot.papers.untex.reading import has_tex

WORD = re.compile(r"[^\W\d_]{3,}")
FOUR_IN_FIVE = 0.8


@pytest.fixture(scope="module")
def texts(request: pytest.FixtureRequest) -> list[str]:
    """Return every text once, as it stands in the files."""
    shared: Path = request.config.rootpath.parent / "shared"
    if not (shared / "papers").is_dir():
        pytest.skip(f"reference data is not beside the checkout: {shared / 'papers'}")
    return list(dict.fromkeys((*_listed(shared / "papers"), *_posted(shared / "posts"))))


def _listed(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            paper = json.loads(line)
            yield from (paper["title"], paper["summary"], paper["comment"] or "", *paper["authors"])


def _posted(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.md")):
        for one in papers_of(parse_post(path.read_text("utf-8"))):
            yield from (one.paper.title, one.paper.abstract, *one.paper.authors)


@pytest.mark.shared
def test_nothing_of_tex_is_left(texts: list[str]) -> None:
    shown = [readable(text) for text in texts]
    assert [text for text in shown if "\\" in text or "``" in text] == []
    assert [text for text in shown if re.search(r"\$(?!\d)[^$]*\$", text)] == []
    assert [text for text in shown if "  " in text or text != text.strip()] == []
    assert [text for text in shown if re.search(r"[\x00-\x1f]", text)] == []
    assert [text for text in shown if readable(text) != text] == []


_ADDRESS_SHOWN_TWICE = re.compile(
    r"\\href\{\s*(?:https?://)?([^{}]*?)/?\}\{(?:https?://|\\texttt\{|\\color\{\w+\})*\1/?\}"
)


def words_of(raw: str) -> Counter[str]:
    r"""Return the words of a source without TeX: a name that nobody knows, ``\method``, is one."""
    text = _ADDRESS_SHOWN_TWICE.sub(r" https://\1 ", clean(raw).replace(r"\^a\u{A}\'Z", "’"))
    text = re.sub(r"~?\\cite[a-z]*\s?\{[^}]*\}|\\(?:text)?color\{\w+\}|\\unicode\{\w+\}|\\c\{opyright\}", " ", text)
    text = re.sub(r"\\([cvuHk])(?=\{| )\s?\{?(\w)\}?|\\(['`^\"~=.])\s?\{?(\w)\}?", r"\2\4", text)
    text = re.sub(r"\{\\aa\}|\\aa\b", "a", re.sub(r"\{\\o\}|\\o\b", "o", text))
    text = re.sub(rf"\\(?:{'|'.join(SIGNS.split())})(?![A-Za-z])", " ", text)
    text = re.sub(rf"\\(?:{'|'.join(FONTS.split())})(?![A-Za-z])|\\-", "", text)
    return counted(re.sub(r"[{}$]|\\(?=[A-Za-z])", "", text.replace("}{", "} {")))


SIGNS = """
    alpha beta gamma epsilon theta kappa lambda pi rho tau Theta Psi Pi Omega Delta Phi ell nabla deg circ in to mid
    times sim approx pm rightarrow leftrightarrow downarrow parallel leq geq ge lesssim langle rangle dag footnote
    ie eg n
"""
FONTS = """
    textbf textit texttt textsc textrm text textsuperscript underline emph em sc it mathbb mathcal mathbf mathrm bm
    sqrt left right big tilde widetilde operatorname href url change
"""


def counted(text: str) -> Counter[str]:
    full = "".join(" " if unicodedata.decomposition(char).startswith(("<sub>", "<super>")) else char for char in text)
    plain = unicodedata.normalize("NFKD", full.replace("ø", "o"))
    return Counter(WORD.findall(re.sub("[\u0300-\u036f]", "", plain).casefold()))


@pytest.mark.shared
def test_no_word_is_lost_and_none_is_added(texts: list[str]) -> None:
    wrong = {}
    for text in filter(has_tex, texts):
        before, after = words_of(text), counted(readable(text))
        if before != after:
            wrong[text] = (before - after, after - before)
    assert wrong == {}


@pytest.mark.shared
def test_what_is_no_tex_is_left_alone(texts: list[str]) -> None:
    for text in texts:
        shown = readable(text)
        if not re.search(r"[\\$]", text):
            assert text.count("%") == shown.count("%"), text
            assert text.count("#") == shown.count("#"), text
        if not re.search(r"[\\$]|_\{", text):
            assert text.count("_") == shown.count("_"), text
            assert re.findall(r"https?://[^\s{}]+", text) == re.findall(r"https?://[^\s{}]+", shown), text


@pytest.mark.shared
def test_most_texts_need_only_a_look(texts: list[str]) -> None:
    assert sum(not has_tex(text) for text in texts) > FOUR_IN_FIVE * len(texts)
