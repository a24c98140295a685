"""How days, gaps and troubles are said."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.digest.availability import Availability, SourceState
from bot.digest.section import Section
from bot.digest.select import EmptyReason
from bot.messages.layout import view_digest
from bot.messages.wording import missing_texts, saved_text, shortened, trouble_text
from bot.store.contract import Saved
from tests.messages.samples import DAY, hot_list, section_of, states

NOON = datetime(2026, 11, 19, 12, 0, tzinfo=UTC)
LAST_YEAR = datetime(2025, 12, 31, 23, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("source", "state", "sentence"),
    [
        (
            "hackernews",
            SourceState(Availability.FAILED, "HTTP 500", NOON),
            "HN could not be read (HTTP 500); its counts are from 12:00 UTC.",
        ),
        (
            "hackernews",
            SourceState(Availability.FAILED, "It said no.", None),
            "HN could not be read (It said no); its counts are missing.",
        ),
        (
            "x",
            SourceState(Availability.FAILED, "", NOON - timedelta(days=1)),
            "X could not be read; its counts are from Wed 18 Nov 12:00 UTC.",
        ),
        (
            "x",
            SourceState(Availability.STALE, "", LAST_YEAR),
            "X has not been read since Wed 31 Dec 2025 23:05 UTC; its counts are from then.",
        ),
        ("x", SourceState(Availability.STALE, "", None), "X has not been read yet; its counts are missing."),
        (
            "arxiv",
            SourceState(Availability.FAILED, "HTTP 503", NOON),
            "arXiv could not be read (HTTP 503); its newest papers may be missing.",
        ),
        ("arxiv", SourceState(Availability.STALE, "", None), "arXiv has not been read yet; its papers are missing."),
        (
            "arxiv",
            SourceState(Availability.STALE, "", NOON, (DAY - timedelta(days=2), DAY)),
            "arXiv: the listings of Tue 17 Nov and Thu 19 Nov are not read whole; their papers may be missing.",
        ),
        (
            "arxiv",
            SourceState(Availability.STALE, "", NOON, (DAY,)),
            "arXiv: the listing of Thu 19 Nov is not read whole; its papers may be missing.",
        ),
        ("x", SourceState(Availability.OFF, "switched off", None), None),
        ("x", SourceState(Availability.OK, "", NOON), None),
    ],
)
def test_trouble_is_one_plain_sentence(source: str, state: SourceState, sentence: str | None) -> None:
    assert trouble_text(source, state, seen_from=DAY) == sentence


def test_foot_names_troubles_and_not_what_is_off() -> None:
    failed = SourceState(Availability.FAILED, "HTTP 500", NOON)
    view = view_digest([Section(hot_list(sources=states(huggingface=failed)))])
    assert view.foot == ("HF could not be read (HTTP 500); its counts are from 12:00 UTC.",)


def test_what_is_missing_from_a_heat_names_what_is_off_too() -> None:
    off = SourceState(Availability.OFF, "", None)
    stale = SourceState(Availability.STALE, "", None)
    assert missing_texts({"x": off, "hackernews": stale, "reddit": off}) == (
        "HN has not been read yet; its counts are missing.",
        "Switched off: X, Reddit.",
    )


@pytest.mark.parametrize(
    ("reason", "fields", "sentence"),
    [
        (EmptyReason.WEEKEND, {}, "Nothing new: arXiv announces no papers at the weekend."),
        (EmptyReason.HOLIDAY, {}, "Nothing new: arXiv made no announcement, a holiday."),
        (EmptyReason.NOT_YET, {}, "arXiv has not announced the papers of Thu 19 Nov 2026 yet."),
        (EmptyReason.NOTHING_ANNOUNCED, {}, "arXiv announced nothing in the gathered categories."),
        (EmptyReason.SOURCE_FAILED, {}, "arXiv could not be read, so there is nothing to choose from."),
        (EmptyReason.NOT_GATHERED, {}, "Nothing has been gathered for Thu 19 Nov 2026 yet."),
        (EmptyReason.BELOW_THRESHOLD, {"min_heat": 50.0}, "34 papers considered, and none reaches a heat of 50."),
        (EmptyReason.BELOW_THRESHOLD, {"considered": 1}, "1 paper considered, and nobody has talked about any yet."),
    ],
)
def test_empty_digest_says_why_and_when_to_look_again(
    reason: EmptyReason, fields: dict[str, object], sentence: str
) -> None:
    empty = section_of(hot_list((), empty_because=reason, **fields)).empty
    assert empty is not None
    assert (empty.because, empty.sentence) == (reason.value, sentence)
    assert empty.next_due == "The next announcement is due Sat 21 Nov 01:00 UTC."


def test_head_names_the_window_and_a_day_without_listing() -> None:
    week = {"since": DAY - timedelta(days=6), "no_listing_because": EmptyReason.WEEKEND}
    head = section_of(hot_list(**week)).head
    assert head.span == "the last 7 days to Thu 19 Nov 2026"
    assert head.note == "no new listing today; 4 from this week"
    longer = section_of(hot_list(**{**week, "since": DAY - timedelta(days=13)})).head
    assert longer.note == "no new listing today; 4 from the last 14 days"


def test_head_of_a_window_says_that_the_listing_is_late() -> None:
    head = section_of(hot_list(since=DAY - timedelta(days=6), no_listing_because=EmptyReason.NOT_YET)).head
    assert head.note is not None
    assert head.note.startswith("today's listing is not out yet; ")


def test_head_of_one_day_or_of_a_day_with_a_listing_has_no_note() -> None:
    assert section_of(hot_list(no_listing_because=EmptyReason.WEEKEND)).head.note is None
    assert section_of(hot_list(since=DAY - timedelta(days=6))).head.note is None


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("short", "short"),
        ("two  words\nhere", "two words…"),
        ("one, two three", "one, two…"),
        ("first, second", "first…"),
        ("unbreakable-word", "unbreakabl…"),
        ("", ""),
    ],
)
def test_text_is_cut_between_words(text: str, cut: str) -> None:
    assert shortened(text, 11) == cut


@pytest.mark.parametrize(
    ("saved", "text"),
    [
        (Saved(), "nothing new"),
        (Saved(new=1), "1 new paper"),
        (Saved(new=812, refreshed=3), "812 new papers, 3 refreshed"),
        (Saved(mentions=1, mentions_left_out=4), "1 mention, 4 of other papers"),
    ],
)
def test_gathering_says_what_it_brought(saved: Saved, text: str) -> None:
    assert saved_text(saved) == text
