import re
from pathlib import Path

import pytest

from bot.query.grammar import parse
from bot.query.say import say

PAGE = Path(__file__).parents[2] / "docs" / "queries.md"
ROWS = re.findall(r"^\| `([^`]+)` \| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)


def test_the_page_has_examples() -> None:
    assert len(ROWS) >= 10


@pytest.mark.parametrize(("query", "said"), ROWS, ids=[query for query, _ in ROWS])
def test_what_the_page_says_of_a_query_is_what_is_answered(query: str, said: str) -> None:
    assert say(parse(query)) == said
