"""Embedded tweets read back."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import MalformedInput
from bot.papers.model import ArxivId
from bot.papers.tweets import is_tweet, tweet_of
from tests.archive.samples import TWEET, tweet

PAPER = ArxivId("2103.00017")


def test_a_tweet_tells_who_said_what_where_and_when() -> None:
    mention = tweet_of(TWEET, PAPER)

    assert (mention.source, mention.key, mention.paper_id) == ("x", "1367500000000000000", PAPER)
    assert mention.url == "https://twitter.com/ada_shore/status/1367500000000000000"
    assert (mention.author, mention.handle, mention.language) == ('Ada (of "Shores")', "ada_shore", "en")
    assert mention.text == "Umbrellas & tides:\nread it at https://t.co/abc 🌊"
    assert mention.html == TWEET
    assert not mention.has_counts


def test_the_moment_of_a_tweet_comes_from_its_id() -> None:
    assert tweet_of(TWEET, PAPER).posted_at == datetime(2021, 3, 4, 15, 39, 41, 578_000, tzinfo=UTC)


def test_a_tweet_older_than_moments_in_ids_has_its_printed_date() -> None:
    old = tweet("just setting up", number=20, date_text="March 21, 2006")

    assert tweet_of(old, PAPER).posted_at == datetime(2006, 3, 21, tzinfo=UTC)


def test_an_old_tweet_with_a_date_in_another_language_has_no_moment() -> None:
    assert tweet_of(tweet("x", number=20, date_text="21. März 2006"), PAPER).posted_at is None


def test_what_looks_like_a_tag_in_a_tweet_stays_text() -> None:
    assert tweet_of(tweet("&lt;script&gt; a&lt;b &amp;lt;"), PAPER).text == "<script> a<b &lt;"


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<blockquote>hello</blockquote>",
        TWEET + TWEET,
        TWEET.replace("twitter.com", "evil.example"),
        TWEET.replace("&mdash;", "by"),
        TWEET + '\n<script async src="https://platform.twitter.com/widgets.js"></script>',
    ],
)
def test_what_is_not_one_whole_tweet_is_refused(html: str) -> None:
    assert not is_tweet(html)
    with pytest.raises(MalformedInput, match="embedded tweet"):
        tweet_of(html, PAPER)


@given(st.text())
def test_anything_else_is_never_taken_for_a_tweet(text: str) -> None:
    assert not is_tweet(text)


@given(st.integers(29_700_859_247, 2**63 - 1))
def test_every_id_that_can_be_has_a_moment(number: int) -> None:
    posted_at = tweet_of(tweet("x", number=number), PAPER).posted_at

    assert posted_at is not None
    assert posted_at >= datetime(2010, 11, 4, 1, 42, 54, tzinfo=UTC)
