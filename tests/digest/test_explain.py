"""A paper's heat taken apart."""

from datetime import UTC, datetime

from bot.digest.availability import Availability, SourceState
from bot.digest.explain import explain
from bot.papers.model import ArxivId, Engagement, Paper, StoredPaper

AT = datetime(2026, 11, 20, 6, tzinfo=UTC)


def paper(*engagement: Engagement) -> StoredPaper:
    known = Paper(ArxivId("2611.10001"), "Title", "Abstract", ("Ada",), ("cs.LG",))
    return StoredPaper(known, "Title", "Abstract", 0.0, {one.source: one for one in engagement})


def state(availability: Availability) -> SourceState:
    return SourceState(availability, "", AT)


def test_heat_is_the_sum_of_weight_times_count() -> None:
    counted = paper(Engagement("x", 241, 1150, 32, AT), Engagement("hackernews", 212, None, 84, AT))
    why = explain(counted, weights={"hackernews": 0.5}, series=(), mentions=(), sources={})
    assert [(term.source, term.heat) for term in why.terms] == [("x", 1391), ("hackernews", 106)]
    assert why.heat == 1497


def test_missing_are_the_sources_of_talk_that_were_not_read() -> None:
    sources = {
        "arxiv": state(Availability.FAILED),
        "x": state(Availability.OFF),
        "hackernews": state(Availability.OK),
        "huggingface": state(Availability.FAILED),
        "bluesky": state(Availability.STALE),
    }
    why = explain(paper(), weights={}, series=(), mentions=(), sources=sources)
    assert list(why.missing) == ["x", "huggingface", "bluesky"]


def test_source_that_is_off_but_was_counted_by_an_import_is_not_missing() -> None:
    sources = {"x": state(Availability.OFF), "hackernews": state(Availability.FAILED)}
    counted = paper(Engagement("x", 1, 1, None, AT), Engagement("hackernews", 1, None, None, AT))
    why = explain(counted, weights={}, series=(), mentions=(), sources=sources)
    assert list(why.missing) == ["hackernews"]
