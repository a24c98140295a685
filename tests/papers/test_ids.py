"""Ids as people write them, and everything that only looks like one."""

import string
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadArgument
from bot.papers.ids import find_arxiv_ids, parse_arxiv_id, split_version

MONTHS = st.integers(1, 12)


@st.composite
def new_ids(draw: st.DrawFn) -> str:
    year, month = draw(st.integers(7, 99)), draw(MONTHS)
    number = draw(st.integers(1, 9999))
    if year >= 15:
        return f"{year:02}{month:02}.{number:05}"
    return f"{year:02}{max(month, 4) if year == 7 else month:02}.{number:04}"


@st.composite
def old_ids(draw: st.DrawFn) -> str:
    archive = draw(st.sampled_from(["hep-th", "math", "cs", "cond-mat", "math-ph", "quant-ph", "cmp-lg", "physics"]))
    year = draw(st.integers(91, 106)) % 100
    return f"{archive}/{year:02}{draw(MONTHS):02}{draw(st.integers(1, 999)):03}"


ARXIV_IDS = new_ids() | old_ids()

PAGES = [
    "https://arxiv.org/abs/{}",
    "http://www.arxiv.org/abs/{}v3",
    "https://export.arxiv.org/abs/{}",
    "http://xxx.lanl.gov/abs/{}",
    "http://de.arxiv.org/abs/{}",
    "https://arxiv.org/pdf/{}",
    "https://arxiv.org/pdf/{}v2.pdf",
    "https://arxiv.org/html/{}v1",
    "https://arxiv.org/html/{}v1/figure1.png",
    "https://arxiv.org/ps/{}",
    "https://arxiv.org/format/{}",
    "https://arxiv.org/src/{}",
    "https://arxiv.org/e-print/{}",
    "https://arxiv.org/tb/{}",
    "https://arxiv.org/bibtex/{}",
    "https://arxiv.org/abs/{}?context=cs.LG",
    "https://arxiv.org/abs/{}#comments",
    "https://arxiv.org:443//abs/{}/",
    "HTTPS://ArXiv.org/abs/{}",
    "arxiv.org/abs/{}",
    "www.arxiv.org/pdf/{}",
    "https://doi.org/10.48550/arXiv.{}",
    "https://dx.doi.org/10.48550/arxiv.{}",
    "10.48550/arXiv.{}",
    "doi:10.48550/arXiv.{}",
    "https://ar5iv.org/html/{}",
    "https://ar5iv.labs.arxiv.org/html/{}",
    "https://www.alphaxiv.org/abs/{}",
    "https://alphaxiv.org/overview/{}",
    "https://alphaxiv.org/pdf/{}v1",
    "https://huggingface.co/papers/{}",
    "https://huggingface.co/papers/{}.md",
    "https://hf.co/papers/{}",
    "https://www.semanticscholar.org/arxiv/{}",
    "https://api.semanticscholar.org/graph/v1/paper/ARXIV:{}",
    "ARXIV:{}",
    "https://scirate.com/arxiv/{}",
    "https://www.arxiv-vanity.com/papers/{}/",
    "https://www.emergentmind.com/papers/{}",
    "https://ui.adsabs.harvard.edu/abs/arXiv:{}",
    "https://inspirehep.net/literature?q=arXiv:{}",
    "https://web.archive.org/web/2024/https://arxiv.org/abs/{}",
    "arXiv:{}",
    "arXiv:{}v12",
    "arXiv: {}",
    "arXiv:{} [cs.CL]",
    "oai:arXiv.org:{}",
    "<https://arxiv.org/abs/{}>",
    "  {}\n",
    "{}v2",
    "{}.pdf",
]


@pytest.mark.parametrize("form", PAGES)
@pytest.mark.parametrize("paper_id", ["0704.0001", "1412.9999", "1501.00001", "2102.01672", "hep-th/9901001"])
def test_every_way_to_write_one_paper_is_the_same_paper(form: str, paper_id: str) -> None:
    assert parse_arxiv_id(form.format(paper_id)) == paper_id
    assert find_arxiv_ids(f"Read {form.format(paper_id)}, it is good.") == (paper_id,)


@pytest.mark.parametrize(
    ("written", "paper_id"),
    [
        ("math.GT/0309136", "math/0309136"),
        ("https://arxiv.org/abs/math.GT/0309136v2", "math/0309136"),
        ("cond-mat.str-el/0703001", "cond-mat/0703001"),
        ("https://arxiv.org/abs/hep-th%2F9901001", "hep-th/9901001"),
        ("HEP-TH/9901001", "hep-th/9901001"),
    ],
)
def test_an_old_id_loses_its_subject_class_and_its_capitals(written: str, paper_id: str) -> None:
    assert parse_arxiv_id(written) == paper_id
    assert find_arxiv_ids(written) == (paper_id,)


@pytest.mark.parametrize(
    ("written", "version"),
    [("2102.01672", None), ("2102.01672v1", 1), ("http://arxiv.org/abs/2102.01672v12", 12), ("arXiv:2102.01672V2", 2)],
)
def test_the_version_is_told_apart(written: str, version: int | None) -> None:
    assert split_version(written) == ("2102.01672", version)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "attention is all you need",
        "2102",
        "2113.01672",
        "2100.01672",
        "0703.0001",
        "1412.00001",
        "1501.0001",
        "2102.016721",
        "2102.01672v0",
        "2102.01672x",
        "hep-th/9913001",
        "hep-th/0704001",
        "madeup/9901001",
        "2102.01672 2102.01673",
        "https://arxiv.org/list/cs.CL/recent",
        "https://example.org/abs/2102.01672",
        "10.1145/2102.01672",
        "see 2102.01672",
        "https://arxiv.org/abs/2102.01672 and more",
        "x" * 10_000,
    ],
)
def test_what_is_not_one_paper_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadArgument, match=r"not an arXiv id\. Give one like 2102\.01672") as refusal:
        parse_arxiv_id(text)
    assert len(str(refusal.value)) < 250
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    "text",
    [
        "version 1.2102.01672",
        "build 2102.01672.1",
        "v2102.01672",
        "released 2021.02.01, again on 01.02.2021",
        "20210201.01672",
        "it costs $1401.1234",
        "it costs 1401.1234€ or 1401.1234 €",
        "1401.1234%",
        "10.0.14.01, 192.168.1.1, 1401.1234.1.1",
        "call +1401.1234567 or 1-800-1401.1234 or 212.1401.1234",
        "-1401.1234 degrees",
        "id=2102.01672",
        "user@2102.01672",
        "10.1145/2102.01672",
        "https://doi.org/10.1038/1401.1234",
        "doi:10.1103/PhysRevD.1401.1234",
        "pi is 3.14159, e is 2718.28182",
        "https://example.org/abs/2102.01672",
        "https://notarxiv.org/abs/2102.01672",
        "notarxiv.org/abs/2102.01672",
        "https://arxiv.org.example.org/abs/2102.01672",
        "https://arxiv.org@example.org/abs/2102.01672",
        "https://example.org/arxiv.org/abs/2102.01672",
        "https://example.org\\@x/abs/2102.01672",
        "https://example.org/?paper=2102.01672",
        "https://huggingface.co/datasets/2102.01672",
        "https://arxiv.org/abs/2102.0167…",
        "https://arxiv.org/list/hep-th/9901",
        "math/0704001",
        "theory/9901001",
    ],
)
def test_what_only_looks_like_an_id_is_left_alone(text: str) -> None:
    assert find_arxiv_ids(text) == ()


def test_ids_come_in_order_and_once() -> None:
    text = (
        "[one](https://arxiv.org/abs/2102.01672), arXiv:2101.00001v2 (2101.00001), <https://hf.co/papers/2103.00003>"
        " hep-th/9901001; 論文2104.00004です 2105.00005. https://arxiv.org/abs/2102.01672v2|2106.00006"
    )
    assert find_arxiv_ids(text) == (
        "2102.01672",
        "2101.00001",
        "2103.00003",
        "hep-th/9901001",
        "2104.00004",
        "2105.00005",
    )


def test_digits_of_a_publishers_doi_never_count_beside_an_arxiv_doi() -> None:
    text = "10.1145/2101.00001 10.48550/arXiv.2102.01672 https://doi.org/10.1000/arXiv.2103.00003"
    assert find_arxiv_ids(text) == ("2102.01672",)


@given(st.text())
def test_any_text_is_read_without_complaint(text: str) -> None:
    for paper_id in find_arxiv_ids(text):
        assert parse_arxiv_id(paper_id) == paper_id


PIECES = st.sampled_from(["https://", "arxiv.org", "/abs/", "10.48550/arXiv.", "%2F", "v2", ".pdf", "@", "?", ":", " "])


@given(st.lists(PIECES | ARXIV_IDS | st.text(string.printable, max_size=3)).map("".join))
def test_whatever_is_found_is_canonical_and_found_again(text: str) -> None:
    found = find_arxiv_ids(text)
    assert len(set(found)) == len(found)
    assert all(parse_arxiv_id(paper_id) == paper_id for paper_id in found)
    assert find_arxiv_ids(" ".join(found)) == found


@given(ARXIV_IDS, st.integers(1, 99), st.sampled_from(PAGES))
def test_every_id_survives_every_form(paper_id: str, version: int, form: str) -> None:
    assert parse_arxiv_id(form.format(paper_id)) == paper_id
    assert split_version(f"{paper_id}v{version}") == (paper_id, version)


HOSTILE: list[Callable[[int], str]] = [
    lambda size: "a." * (size // 2),
    lambda size: "a-" * (size // 2),
    lambda size: "https://" * (size // 8),
    lambda size: "10.48550/arxiv." * (size // 15),
    lambda size: "2101." * (size // 5),
    lambda size: "https://" + "%2f" * (size // 3),
    lambda size: "https://arxiv.org/abs/" * (size // 22),
    lambda size: "arxiv" + " " * size,
    lambda size: "arxiv.org." * (size // 10),
    lambda size: "https://" + "@" * size,
    lambda size: "hep-th/" * (size // 7),
    lambda size: "1" * size,
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_megabyte_takes_no_longer_than_its_length(hostile: Callable[[int], str]) -> None:
    def cost_s(size: int) -> float:
        text = hostile(size)
        started_at = time.process_time()
        find_arxiv_ids(text)
        return time.process_time() - started_at

    small = min(cost_s(62_500) for _ in range(3))
    # 16 times the text: quadratic would be 256 times the time.
    assert cost_s(1_000_000) < 64 * max(small, 0.005)


@pytest.mark.shared
def test_every_paper_of_the_reference_days_is_a_canonical_id(shared: Path) -> None:
    lines = [line for file in sorted((shared / "papers").glob("*.jsonl")) for line in file.read_text().splitlines()]
    ids = [line.split('"id": "', 1)[1].split('"', 1)[0] for line in lines]
    assert ids
    assert [parse_arxiv_id(paper_id) for paper_id in ids] == ids
