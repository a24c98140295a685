"""An embedded tweet, as publish.twitter.com writes it, read back into a mention."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Final

from bot.errors import MalformedInput
from bot.papers.model import ArxivId, Mention

_TWEET: Final = re.compile(
    r'<blockquote class="twitter-tweet"[^<>]*>'
    r'<p(?: lang="(?P<language>[^"<>]*)")?[^<>]*>(?P<text>[^<]*(?:<(?!/p>)[^<]*)*)</p>'
    r"&mdash; (?P<author>[^<>]*) \(@(?P<handle>\w+)\) "
    r'<a href="(?P<url>https://(?:www\.|mobile\.)?(?:twitter|x)\.com/\w+/status/(?P<key>[0-9]{1,19}))(?:\?[^"<>]*)?">'
    r"(?P<date>[^<>]*)</a></blockquote>",
    re.ASCII,
)
_LINE_BREAK: Final = re.compile(r"<br ?/?>")
_TAG: Final = re.compile(r"<[^<>]*>")
_SNOWFLAKE_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=1288834974657)
_FIRST_SNOWFLAKE: Final = 29_700_859_247
"""Ids count up to here (2010-11-04) and hold their moment from here on.

Source: Twitter's announcement of Snowflake, and its open-sourced IdWorker.scala (read 2026-11).
"""


def is_tweet(html: str) -> bool:
    """Tell whether ``html`` is one embedded tweet, whole and without the script behind it."""
    return _TWEET.fullmatch(html) is not None


def tweet_of(html: str, paper_id: ArxivId) -> Mention:
    """Return the embedded tweet as a mention of ``paper_id``.

    ``text`` has ``<br>`` as newlines, links as they read and entities decoded. ``posted_at`` comes from
    the id, to the millisecond; for ids older than that, the printed date at midnight UTC. ``url`` has no
    tracking parameters. Raises MalformedInput if it is anything else than one tweet.
    """
    match = _TWEET.fullmatch(html)
    if match is None:
        raise MalformedInput("Expected one embedded tweet.", line=1)
    return Mention(
        source="x",
        key=match["key"],
        paper_id=paper_id,
        url=match["url"],
        author=unescape(match["author"]) or None,
        handle=match["handle"],
        text=_plain(match["text"]),
        posted_at=_posted_at(int(match["key"]), match["date"]),
        language=match["language"],
        html=html,
    )


def _plain(html: str) -> str:
    return unescape(_TAG.sub("", _LINE_BREAK.sub("\n", html)))


def _posted_at(tweet_id: int, printed_date: str) -> datetime | None:
    if tweet_id >= _FIRST_SNOWFLAKE:
        return _SNOWFLAKE_EPOCH + timedelta(milliseconds=tweet_id >> 22)
    try:
        return datetime.strptime(printed_date, "%B %d, %Y").replace(tzinfo=UTC)
    except ValueError:
        return None
