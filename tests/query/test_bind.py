"""Terms become FTS5's own tokens."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.query.bind import Start
from bot.query.grammar import QueryError
from tests.query.library import Library, sample


@pytest.fixture(scope="module")
def library() -> Library:
    return Library()


def test_terms_get_the_tokens_of_the_index(library: Library) -> None:
    bound = library.bind('Learning "state-of-the-art café" play* transform* @"Renée Williams" -keys')
    assert bound.phrases == {
        "Learning": ("learn",),
        "state-of-the-art café": ("state", "of", "the", "art", "cafe"),
        "keys": ("kei",),
    }
    assert bound.starts == {
        "play": Start((), ("plai", "play"), ("play", "playness")),
        "transform": Start((), ("transform",), ("transform",)),
    }
    assert bound.names == {"Renée Williams": ("renee", "williams")}


@pytest.mark.parametrize(
    ("text", "position", "term"),
    [
        ("🔥", 0, "🔥"),
        ("tool 🔥", 5, "🔥"),
        ('tool OR "?!"', 8, "?!"),
        ("(a -title:(b +))", 13, "+"),
        ("😀*", 0, "😀"),
        ("a @...", 3, "..."),
        ("'; drop table papers; x", 0, "';"),
    ],
)
def test_a_term_with_nothing_to_look_for_is_an_error(library: Library, text: str, position: int, term: str) -> None:
    with pytest.raises(QueryError) as caught:
        library.bind(text)
    assert caught.value.message == f"there is nothing to look for in {term}: a term needs a letter or a digit"
    assert caught.value.position == position


def test_a_beginning_longer_than_any_word_is_refused(library: Library) -> None:
    with pytest.raises(QueryError, match="is too long: leave out its last letters"):
        library.bind("x" * 60 + "aky*")


_ENDINGS = [
    "y",
    "ing",
    "ed",
    "s",
    "ies",
    "ation",
    "ator",
    "ational",
    "izing",
    "ability",
    "ivity",
    "ly",
    "ization",
    "ness",
    "ical",
    "ative",
    "ence",
    "iti",
    "bli",
    "eli",
    "ful",
]
_beginnings = st.builds(
    lambda stem, endings: (stem + "".join(endings))[:60],
    st.text("abcdeiknorstuyé", min_size=1, max_size=8),
    st.lists(st.sampled_from(_ENDINGS), max_size=3),
)
_words = st.builds(
    lambda start, ending: start + ending,
    st.text("abcdeiknorstuy", min_size=1, max_size=6),
    st.sampled_from(["", *_ENDINGS]),
)


@settings(deadline=None)
@given(beginning=_beginnings, endings=st.lists(st.sampled_from(["", *_ENDINGS]), max_size=3), others=st.lists(_words))
@example("key", ["s", "point", "ed"], ["kei", "keys", "ke"])
@example("day", ["dream", "s"], ["daily"])
@example("capabiliti", ["", "es"], ["capable"])
@example("hoping", ["ly"], ["hope", "hopeful"])
def test_a_beginning_finds_the_stems_that_begin_with_it_or_with_its_stem(
    library: Library, beginning: str, endings: list[str], others: list[str]
) -> None:
    words = [*(beginning + ending for ending in endings), *others]
    library.db.execute("begin")
    try:
        library.add(sample(word) for word in words)
        wanted = (library.stem([beginning])[0][0], library.fold([beginning])[0][0])
        expected = [number for number, (stem,) in enumerate(library.stem(words), 1) if stem.startswith(wanted)]
        assert library.search(f"{beginning}*") == expected
        assert library.match(f"{beginning}*") == expected
    finally:
        library.db.execute("rollback")
