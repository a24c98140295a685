"""Citations, read back with the parsers that other people use."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st
from pybtex.bibtex.utils import change_case
from pybtex.database import Entry, Person, parse_string

from bot.papers.citation import CitationStyle, cite
from bot.papers.model import ArxivId, Paper

ATTENTION = Paper(
    id=ArxivId("1706.03762"),
    title="Attention Is  All\n You Need",
    abstract="",
    authors=("Ashish Vaswani", "Noam Shazeer", "Łukasz Kaiser"),
    categories=("cs.CL", "cs.LG"),
    announced=date(2017, 6, 13),
)


def paper(paper_id: str = "2506.01234", title: str = "A Title", *authors: str) -> Paper:
    return Paper(ArxivId(paper_id), title, "", authors, ("cs.CL",))


def bibtex(*papers: Paper) -> Mapping[str, Entry]:
    entries: Mapping[str, Entry] = parse_string(cite(papers, CitationStyle.BIBTEX), "bibtex").entries
    return entries


def one_bibtex(cited: Paper) -> Entry:
    [entry] = bibtex(cited).values()
    return entry


def ris(*papers: Paper) -> list[dict[str, Any]]:
    return rispy.loads(cite(papers, CitationStyle.RIS))


def csl(*papers: Paper) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json.loads(cite(papers, CitationStyle.CSL))
    for item in items:
        check_csl(item)
    return items


CSL_NAME_FIELDS = {"family", "given", "dropping-particle", "non-dropping-particle", "suffix", "literal"}
CSL_TEXT_FIELDS = {
    *("abstract", "archive", "archive_location", "container-title", "DOI", "genre", "keyword", "language", "note"),
    *("number", "publisher", "source", "title", "URL", "version"),
}
CSL_TYPES = {"article", "article-journal", "paper-conference", "report"}


def check_csl(item: Mapping[str, Any]) -> None:
    """Check an item against the part of the schema that preprints and articles need."""
    assert set(item) <= {"id", "type", "author", "issued", *CSL_TEXT_FIELDS}
    assert isinstance(item["id"], str)
    assert item["type"] in CSL_TYPES
    assert all(isinstance(item[field], str) for field in CSL_TEXT_FIELDS & item.keys())
    for name in item["author"]:
        assert name
        assert set(name) <= CSL_NAME_FIELDS
        assert all(isinstance(part, str) and part for part in name.values())
    assert item["issued"].keys() == {"date-parts"}
    [parts] = item["issued"]["date-parts"]
    assert 1 <= len(parts) <= 3
    assert all(isinstance(part, int) for part in parts)


TEX_OF = {
    r"\textasciicircum{}": "^",
    r"\textasciitilde{}": "~",
    r"\textbackslash{}": "\\",
    r"\textbar{}": "|",
    r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}",
    r"\textgreater{}": ">",
    r"\textless{}": "<",
}


def printed(tex: str) -> str:
    """Return what TeX prints for the escapes that we write."""
    for escape, char in TEX_OF.items():
        tex = tex.replace(escape, char)
    return re.sub(r"\\([&%$#_])", r"\1", tex)


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", re.sub(r"[{}]", "", text))


def names_of(person: Person) -> str:
    parts = (person.first_names, person.middle_names, person.prelast_names, person.last_names, person.lineage_names)
    return " ".join(word for part in parts for word in part)


def test_a_preprint_in_bibtex() -> None:
    assert cite([ATTENTION], CitationStyle.BIBTEX) == (
        "@misc{vaswani2017attention,\n"
        "  title = {{Attention Is All You Need}},\n"
        "  author = {Vaswani, Ashish and Shazeer, Noam and Kaiser, Łukasz},\n"
        "  year = {2017},\n"
        "  month = jun,\n"
        "  eprint = {1706.03762},\n"
        "  archivePrefix = {arXiv},\n"
        "  primaryClass = {cs.CL},\n"
        "  doi = {10.48550/arXiv.1706.03762},\n"
        "  url = {https://arxiv.org/abs/1706.03762}\n"
        "}\n"
    )


def test_a_preprint_in_ris() -> None:
    assert cite([ATTENTION], CitationStyle.RIS) == (
        "TY  - UNPB\n"
        "ID  - vaswani2017attention\n"
        "TI  - Attention Is All You Need\n"
        "AU  - Vaswani, Ashish\n"
        "AU  - Shazeer, Noam\n"
        "AU  - Kaiser, Łukasz\n"
        "PY  - 2017\n"
        "DA  - 2017/06/13\n"
        "PB  - arXiv\n"
        "DB  - arXiv\n"
        "AN  - arXiv:1706.03762\n"
        "DO  - 10.48550/arXiv.1706.03762\n"
        "UR  - https://arxiv.org/abs/1706.03762\n"
        "ER  - \n"
    )


def test_a_preprint_in_csl() -> None:
    assert csl(ATTENTION) == [
        {
            "id": "vaswani2017attention",
            "type": "article",
            "title": "Attention Is All You Need",
            "author": [
                {"family": "Vaswani", "given": "Ashish"},
                {"family": "Shazeer", "given": "Noam"},
                {"family": "Kaiser", "given": "Łukasz"},
            ],
            "issued": {"date-parts": [[2017, 6, 13]]},
            "genre": "Preprint",
            "number": "arXiv:1706.03762",
            "publisher": "arXiv",
            "archive": "arXiv",
            "archive_location": "1706.03762",
            "DOI": "10.48550/arXiv.1706.03762",
            "URL": "https://arxiv.org/abs/1706.03762",
        }
    ]


PUBLISHED = replace(
    paper("math/0309136", "On Something", "Ada Byron"),
    announced=date(2003, 9, 9),
    doi="10.1103/PhysRevD.76.013009 10.1103/PhysRevD.76.013010",
    journal_ref="J. de l'\\'Ecole\n polytechnique & Co., Tome 11 (2004), pp. 431-472",
)
JOURNAL = "J. de l'École polytechnique & Co., Tome 11 (2004), pp. 431-472"


def test_a_published_paper_is_cited_where_it_was_published() -> None:
    entry, [record], [item] = one_bibtex(PUBLISHED), ris(PUBLISHED), csl(PUBLISHED)
    assert (entry.type, record["type_of_reference"], item["type"]) == ("article", "JOUR", "article-journal")
    assert printed(entry.fields["journal"]) == record["secondary_title"] == item["container-title"] == JOURNAL
    assert entry.fields["doi"] == record["doi"] == item["DOI"] == "10.1103/PhysRevD.76.013009"
    assert entry.fields["year"] == record["year"] == "2004"
    assert item["issued"] == {"date-parts": [[2004]]}
    assert record["date"] == "2004//"
    assert "month" not in entry.fields
    assert entry.fields["eprint"] == item["archive_location"] == "math/0309136"


@pytest.mark.parametrize(
    ("given_doi", "cited"),
    [
        ("10.1002/(SICI)1097-0118(1998)27:1<1::AID;2-#", "10.1002/(SICI)1097-0118(1998)27:1<1::AID;2-#"),
        ("https://doi.org/10.1000.10/123.", "10.1000.10/123"),
        ("10.48550/arXiv.2506.01234", "10.48550/arXiv.2506.01234"),
        ("see the journal", "10.48550/arXiv.2506.01234"),
        (None, "10.48550/arXiv.2506.01234"),
    ],
)
def test_the_doi_is_the_published_one_or_else_that_of_arxiv(given_doi: str | None, cited: str) -> None:
    assert one_bibtex(replace(paper(), doi=given_doi)).fields["doi"] == cited


def test_a_doi_with_braces_does_not_break_the_entry() -> None:
    assert one_bibtex(replace(paper(), doi="10.1000/a{b}{")).fields["doi"] == "10.1000/a%7Bb%7D%7B"


def test_a_category_cannot_add_a_field() -> None:
    hostile = replace(paper(), categories=("cs.CL},x={y\n% \\input",))
    entry = one_bibtex(hostile)
    assert "x" not in entry.fields
    assert printed(entry.fields["primaryclass"]) == "cs.CL},x={y % \\input"


DATES = {
    "announced": ("2506.01234", {"announced": date(2025, 6, 3)}, [2025, 6, 3]),
    "announced in the next month": ("2512.20001", {"announced": date(2026, 1, 2)}, [2026, 1, 2]),
    "cross-listed years later": ("1706.03762", {"announced": date(2026, 1, 2)}, [2017, 6]),
    "submitted": ("2506.01234", {"submitted_at": datetime(2025, 6, 2, 23, 0, tzinfo=UTC)}, [2025, 6, 2]),
    "held by moderators": ("2506.01234", {"submitted_at": datetime(2025, 3, 2, tzinfo=UTC)}, [2025, 3, 2]),
    "only an id": ("2506.01234", {}, [2025, 6]),
    "only an old id": ("hep-th/9901001", {}, [1999, 1]),
    "only an old id of this century": ("math/0703001", {}, [2007, 3]),
    "published in the same year": ("2506.01234", {"journal_ref": "J. Foo 1 (2025)"}, [2025, 6]),
    "published later": ("2506.01234", {"journal_ref": "J.Foo.56:1-50,2026"}, [2026]),
    "published as cited by arXiv": ("2506.01234", {"journal_ref": "Proc. of arXiv:2601.20261"}, [2025, 6]),
    "published, with pages like years": ("2506.01234", {"journal_ref": "J. Foo 1, 2025-2030, 2026"}, [2025, 6]),
    "a reprint": ("1012.01234", {"journal_ref": "Proc. London Math. Soc. 42 (1937)"}, [2010, 12]),
}


@pytest.mark.parametrize(("paper_id", "known", "parts"), DATES.values(), ids=DATES.keys())
def test_the_date_is_the_best_one_known(paper_id: str, known: dict[str, Any], parts: list[int]) -> None:
    cited = replace(paper(paper_id), **known)
    [item] = csl(cited)
    assert item["issued"]["date-parts"] == [parts]
    assert one_bibtex(cited).fields["year"] == str(parts[0])


KEYS = {
    "accents": ("Á Ñandú of the Øresund", ("José Pérez-Gómez",), "perezgomez2025nandu"),
    "TeX accents": ("The \\'Etale Site", ("Bj{\\o}rn \\O stergaard",), "ostergaard2025etale"),
    "particles": ("Visualizing Data", ("Laurens van der Maaten",), "maaten2025visualizing"),
    "capital particles": ("Fast Things", ("Luc Van Gool",), "vangool2025fast"),
    "mathematics": ("un$^2$CLIP: Better", ("Ann Lee",), "lee2025un2clip"),
    "a Greek letter": ("$\\tau$-Bench", ("Ann Lee",), "lee2025bench"),
    "stop words": ("On the Use of AI", ("Ann Lee",), "lee2025use"),
    "a group": ("Search", ("ATLAS Collaboration",), "atlas2025search"),
    "a Chinese name": ("Search", ("李明",), "arxiv2025search"),
    "nothing ASCII": ("搜索", ("李明",), "arxiv2025"),
    "no author": ("Search", (), "arxiv2025search"),
}


@pytest.mark.parametrize(("title", "authors", "key"), KEYS.values(), ids=KEYS.keys())
def test_keys_are_author_year_and_word(title: str, authors: tuple[str, ...], key: str) -> None:
    assert list(bibtex(paper("2506.01234", title, *authors))) == [key]


def test_papers_that_would_share_a_key_get_their_ids_whatever_the_order() -> None:
    papers = [
        paper("2506.00001", "Learning to Walk", "Wei Li"),
        paper("2506.00002", "Learning to Run", "Na Li"),
        paper("hep-th/9901001", "Strings", "Ann Lee"),
        paper("hep-th/9901002", "Strings", "Ann Lee"),
        paper("2506.00003", "Walking", "Na Li"),
    ]
    keys = list(bibtex(*papers))
    assert keys == [
        "li2025learning-2506.00001",
        "li2025learning-2506.00002",
        "lee1999strings-hep-th-9901001",
        "lee1999strings-hep-th-9901002",
        "li2025walking",
    ]
    assert list(bibtex(*reversed(papers))) == keys[::-1]
    assert [record["id"] for record in ris(*papers)] == [item["id"] for item in csl(*papers)] == keys


def test_a_paper_is_cited_once() -> None:
    assert cite([ATTENTION, ATTENTION], CitationStyle.RIS) == cite([ATTENTION], CitationStyle.RIS)


def test_no_papers_make_an_empty_file() -> None:
    assert [cite([], style) for style in CitationStyle] == ["", "", "[]\n"]


@pytest.mark.parametrize(
    ("author", "in_bibtex", "in_ris", "in_csl"),
    [
        ("Fons van der Sommen", "van der Sommen, Fons", "van der Sommen, Fons", ("Sommen", "Fons", "van der", "")),
        ("Luc Van den Broeck", "{Van den Broeck}, Luc", "Van den Broeck, Luc", ("Van den Broeck", "Luc", "", "")),
        ("Ana Agüera y Arcas", "{Agüera y Arcas}, Ana", "Agüera y Arcas, Ana", ("Agüera y Arcas", "Ana", "", "")),
        ("Marcelo H. Ang Jr.", "Ang, Jr., Marcelo H.", "Ang, Marcelo H., Jr.", ("Ang", "Marcelo H.", "", "Jr.")),
    ],
)
def test_an_author_is_last_first_in_every_style(
    author: str, in_bibtex: str, in_ris: str, in_csl: tuple[str, ...]
) -> None:
    cited = paper("2506.01234", "T", author)
    assert f"  author = {{{in_bibtex}}},\n" in cite([cited], CitationStyle.BIBTEX)
    assert names_of(one_bibtex(cited).persons["author"][0]).split()[0] == in_csl[1].split()[0]
    assert ris(cited)[0]["authors"] == [in_ris]
    parts = zip(("family", "given", "non-dropping-particle", "suffix"), in_csl, strict=True)
    assert csl(cited)[0]["author"] == [{field: part for field, part in parts if part}]


@pytest.mark.parametrize("whole", ["LIGO Scientific Collaboration", "Plato", "李明", "Science and Technology Team"])
def test_a_group_or_a_single_name_stays_whole(whole: str) -> None:
    cited = paper("2506.01234", "T", whole, "Ann Lee")
    first, second = one_bibtex(cited).persons["author"]
    assert (names_of(first).strip("{}"), names_of(second)) == (whole, "Ann Lee")
    assert ris(cited)[0]["authors"] == [whole, "Lee, Ann"]
    assert csl(cited)[0]["author"][0] == {"literal": whole}


@pytest.mark.parametrize(
    "name", ["Metin And", "And Metin", "and", "others", "Ann Others", "R&D_1 O'Neil#", "a b c D e"]
)
def test_a_name_that_bibtex_could_misread_is_one_author(name: str) -> None:
    authors = one_bibtex(paper("2506.01234", "T", "Ann Lee", name, "Bo Wu")).persons["author"]
    assert len(authors) == 3
    assert sorted(words(printed(names_of(authors[1])))) == sorted(words(name))


def test_titles_keep_their_capitals_in_styles_that_lower_them() -> None:
    for title in ("BERT for DNA", "\\emph{BERT} for DNA", "& DNA"):
        tex = one_bibtex(paper("2506.01234", title)).fields["title"]
        assert change_case(tex, "t") == tex
        assert "DNA" in tex


def test_titles_in_ris_and_csl_are_one_line_of_text() -> None:
    cited = paper("2506.01234", "One\nER  - \r\nTY  - JOUR\x00 {two}\\", "An\nn Lee")
    [record], [item] = ris(cited), csl(cited)
    assert record["title"] == item["title"]
    assert words(record["title"]) == ["One", "ER", "TY", "JOUR", "two"]


NOT_SURROGATES = st.characters(exclude_categories=("Cs",))
HOSTILE = st.text(st.sampled_from("ab Z1&%$#_{}~^\\\"'@,.-=()<>|\n") | NOT_SURROGATES, max_size=40)


@given(
    titles=st.lists(HOSTILE, min_size=1, max_size=3), authors=st.lists(HOSTILE, max_size=3), journal=st.none() | HOSTILE
)
def test_whatever_stands_in_a_paper_every_style_reads_it_back(
    titles: list[str], authors: list[str], journal: str | None
) -> None:
    papers = [
        replace(paper(f"2506.{number:05}", title, *authors), journal_ref=journal)
        for number, title in enumerate(titles, start=1)
    ]
    ids = [cited.id for cited in papers]
    entries, records, items = bibtex(*papers), ris(*papers), csl(*papers)
    assert [entry.fields["eprint"] for entry in entries.values()] == ids
    assert [record["accession_number"] for record in records] == [f"arXiv:{paper_id}" for paper_id in ids]
    assert [item["archive_location"] for item in items] == ids
    assert list(entries) == [item["id"] for item in items]
    assert all(re.fullmatch(r"[a-z0-9]+(-[0-9.]+)?", key) for key in entries)
    for entry, record, item in zip(entries.values(), records, items, strict=True):
        assert len(entry.persons.get("author", [])) == len(record.get("authors", [])) == len(item["author"])


def lines_of(shared: Path) -> list[Paper]:
    raw = [
        (date.fromisoformat(path.stem), json.loads(line))
        for path in sorted((shared / "papers").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return [replace(paper(each["id"], each["title"], *each["authors"]), announced=day) for day, each in raw]


def author_words(cited: Paper) -> list[list[str]]:
    return [sorted(found) for name in cited.authors if (found := words(name))]


@pytest.mark.shared
def test_every_real_paper_reads_back_with_its_title_authors_year_and_id(shared: Path) -> None:
    papers = lines_of(shared)
    assert len(papers) == 3131
    entries, records, items = bibtex(*papers), ris(*papers), csl(*papers)
    cited = {each[0].fields["eprint"]: each for each in zip(entries.values(), records, items, strict=True)}
    assert cited.keys() == {each.id for each in papers}
    for each in papers:
        entry, record, item = cited[each.id]
        year = f"20{each.id[:2]}"
        assert (record["accession_number"], item["archive_location"]) == (f"arXiv:{each.id}", each.id)
        assert entry.fields["year"] == record["year"] == str(item["issued"]["date-parts"][0][0]) == year
        assert words(printed(entry.fields["title"])) == words(each.title)
        assert record["title"] == item["title"]
        assert words(record["title"]) == words(each.title) or re.search(r"[\\$^_{}]", each.title)
        assert [sorted(words(names_of(person))) for person in entry.persons["author"]] == author_words(each)
        assert [sorted(words(name)) for name in record["authors"]] == author_words(each)
        assert [sorted(words(" ".join(name.values()))) for name in item["author"]] == author_words(each)
