"""The tokens that are matched are FTS5's own, of any text."""

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.papers.text import readable
from bot.store.tokens import Tokenizer
from tests.query import library
from tests.query.strategies import WORDS

TOKENIZERS = {"stemmed": "porter unicode61 remove_diacritics 2", "folded": "unicode61 remove_diacritics 2"}
texts = st.lists(st.sampled_from(WORDS) | st.text(max_size=4), max_size=8).flatmap(
    lambda words: st.sampled_from([" ", "-", "_", "'", "", "\u0301", "\u00a0"]).map(lambda gap: gap.join(words))
)


@pytest.fixture(scope="module")
def db() -> Iterator[sqlite3.Connection]:
    db = sqlite3.connect(":memory:", isolation_level=None)
    yield db
    db.close()


@settings(deadline=None)
@given(st.lists(texts, max_size=5), st.sampled_from([*TOKENIZERS]))
@example(
    ["Snake_case, it's O'Brien's C++/C#-3.5%", "e\u0301tude-\u0301a", "ﬁne x² ﷺ 🔥", "", " ", "İ ǅ ß \u017f K"],
    "stemmed",
)
def test_any_text_has_the_tokens_that_the_index_gives_it(db: sqlite3.Connection, written: list[str], name: str) -> None:
    asked = [readable(text) for text in written]
    db.execute("begin")
    try:
        wanted = library.Tokenizer(db, f"plain_{name}", TOKENIZERS[name])(asked)
        tokenizer = Tokenizer(db, name)
        assert list(tokenizer(asked)) == wanted
        assert list(tokenizer(asked[::-1])) == wanted[::-1]
    finally:
        db.execute("rollback")
