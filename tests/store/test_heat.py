from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from bot.digest.ranking import heat_of, heat_terms
from bot.papers.model import ENGAGEMENT_SOURCES, Engagement
from bot.store.heat import heat
from bot.store.sqlite import SqliteStore
from tests.store.samples import LYNX, NOON, imported, measured

COUNTS = st.none() | st.integers(0, 10**9)
WEIGHTS = st.dictionaries(st.sampled_from(ENGAGEMENT_SOURCES), st.floats(0, 100))


@st.composite
def engagements(draw: st.DrawFn) -> Mapping[str, Engagement]:
    sources = draw(st.lists(st.sampled_from(ENGAGEMENT_SOURCES), unique=True))
    return {source: Engagement(source, draw(COUNTS), draw(COUNTS), draw(COUNTS), NOON) for source in sources}


@given(engagements(), WEIGHTS)
def test_the_stored_heat_is_the_ranking_s_to_the_last_digit(
    engagement: Mapping[str, Engagement], weights: Mapping[str, float]
) -> None:
    assert heat(engagement, weights) == heat_of(heat_terms(engagement, weights))


async def test_a_file_gives_heat_back_as_it_was_reckoned(sqlite_store: SqliteStore) -> None:
    weights = {"x": 0.1, "hackernews": 0.7, "reddit": 1 / 3}
    counts = [
        measured("x", 3, 4),
        measured("hackernews", 11, None),
        measured("reddit", 13, 0),
        measured("bluesky", 1, 1),
    ]
    await sqlite_store.set_weights(weights)
    await sqlite_store.save_imported([imported(LYNX, *counts)], seen_at=NOON)
    stored = (await sqlite_store.papers([LYNX]))[LYNX]
    assert stored.heat == heat_of(heat_terms(stored.engagement, weights))
