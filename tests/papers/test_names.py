from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.papers.names import Name, parse_names

NAMES = {
    "Ashish Vaswani": Name("Vaswani", "Ashish"),
    "Philip Allen Etter": Name("Etter", "Philip Allen"),
    "Danfeng li": Name("li", "Danfeng"),
    "le yang": Name("yang", "le"),
    "Plato": Name("Plato"),
    "Celso M. de Melo": Name("Melo", "Celso M.", "de"),
    "Nora de la Cruz Arana": Name("Cruz Arana", "Nora", "de la"),
    "Anna von Zansen": Name("Zansen", "Anna", "von"),
    "van Gogh": Name("Gogh", "", "van"),
    "Charles d' Aspremont": Name("Aspremont", "Charles", "d'"),
    "Jean d'Alembert": Name("d'Alembert", "Jean"),
    "Blaise Agüera y Arcas": Name("Agüera y Arcas", "Blaise"),
    "Ortega y Gasset": Name("Ortega y Gasset"),
    "Luc Van Gool": Name("Van Gool", "Luc"),
    "Guy Van den Broeck": Name("Van den Broeck", "Guy"),
    "Giovanni Da San Martino": Name("Da San Martino", "Giovanni"),
    "Da Zheng": Name("Zheng", "Da"),
    "Thi Van Nguyen": Name("Nguyen", "Thi Van"),
    "Hoàng Văn Nguyễn": Name("Nguyễn", "Hoàng Văn"),
    "Ismail Ben Ayed": Name("Ben Ayed", "Ismail"),
    "Ben Glocker": Name("Glocker", "Ben"),
    "Mohammed El Amine Lazouni": Name("Lazouni", "Mohammed El Amine"),
    "Marcelo H. Ang Jr": Name("Ang", "Marcelo H.", suffix="Jr"),
    "Marcelo H. Ang, Jr.": Name("Ang", "Marcelo H.", suffix="Jr."),
    "William Henry Gates III": Name("Gates", "William Henry", suffix="III"),
    "de Melo, Celso M.": Name("Melo", "Celso M.", "de"),
    "Ang, Jr., Marcelo": Name("Ang", "Marcelo", suffix="Jr."),
    "李 明": Name("李", "明"),
    "李明": Name("李明"),
    "김 민준": Name("김", "민준"),
    "Ming Li (李明)": Name("Li", "Ming"),
    "Ann Lee (MIT, Boston)": Name("Lee", "Ann"),
    "J.~P\\'erez": Name("Pérez", "J."),
    'Andr{\\\'e} {\\"U}nl{\\"u}': Name("Ünlü", "André"),
    "\\L ukasz Kaiser": Name("Kaiser", "Łukasz"),
    "{\\O}ystein S\\o rensen": Name("Sørensen", "Øystein"),
    "Fran\\c{c}ois \\v{S}v\\'{\\i}k": Name("Švík", "François"),
    "\\\\Ajinkya Umesh Mulik": Name("Mulik", "Ajinkya Umesh"),
    "Ann\x00\n Lee*": Name("Lee", "Ann"),
    "LIGO Scientific Collaboration": Name("LIGO Scientific Collaboration"),
    "the ATLAS collaboration": Name("the ATLAS collaboration"),
    "Team GLM": Name("Team GLM"),
    "GigaChat team": Name("GigaChat team"),
    "Mistral-AI": Name("Mistral-AI"),
}


@pytest.mark.parametrize(("written", "name"), NAMES.items(), ids=map(ascii, NAMES))
def test_a_name_is_taken_apart(written: str, name: Name) -> None:
    assert parse_names([written]) == (name,)


def test_what_stands_before_a_colon_is_a_group() -> None:
    group = Name("Big Model Builders")
    members = (Name("Lee", "Ann"), Name("Wu", "Bo"))
    assert parse_names(["Big Model Builders", ":", "Ann Lee", "Bo Wu"]) == (group, *members)
    assert parse_names(["Big Model Builders:", "Ann Lee", "Bo Wu"]) == (group, *members)


def test_what_is_no_name_is_left_out() -> None:
    assert parse_names(["", ":", "1", "(MIT)", "Ann Lee", "{}"]) == (Name("Lee", "Ann"),)


def test_nobody_wrote_it() -> None:
    assert parse_names([]) == ()


@given(st.text())
def test_every_name_has_a_family(written: str) -> None:
    assert all(name.family.strip() for name in parse_names([written]))


@given(st.lists(st.text(st.characters(categories=["Lu", "Ll"]), min_size=1, max_size=8), min_size=1, max_size=5))
def test_no_word_of_a_name_is_lost(words: list[str]) -> None:
    [name] = parse_names([" ".join(words)])
    parts = f"{name.given} {name.particle} {name.family} {name.suffix}".split()
    assert sorted(parts) == sorted(normalize("NFC", word) for word in words)
