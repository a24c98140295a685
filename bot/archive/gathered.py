"""A day that we gathered ourselves, in the form of the ancestor's posts.

Everything here comes from outside and ends up in Markdown: text goes through ``escape_post``, tweets
are written anew from their parts, and addresses lose whatever could close a link.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from html import escape
from itertools import islice
from typing import Final

from bot.digest.select import HotList, HotPaper
from bot.messages.escaping import escape_post, printable, web_address
from bot.messages.render import Renderer
from bot.papers.model import ENGAGEMENT_SOURCES, SOURCE_LABELS, Engagement, Mention
from bot.papers.posts import LARGEST_COUNT, Post, PostPaper, papers_of
from bot.papers.tweets import is_tweet

MOST_QUOTES: Final = 10
"""The most tweets under one paper, and the most links to talk elsewhere."""

QUOTE_FROM_SCORE: Final = 25
"""What a tweet must score to stand under a better one."""


_CATEGORY: Final = re.compile(r"[A-Za-z0-9.-]+")
"""What has a listing page. Some papers also name subject classes among them, as "68T50 (Primary)"."""

_JOINERS: Final = frozenset("\u200c\u200d")
"""Needed to spell some languages, and to join emoji."""


def post_of_day(hot: HotList, renderer: Renderer) -> Post:
    """Return the post that lists what is hot on a gathered day; the same for the same input at any time."""
    front_matter = renderer.render(
        "post",
        "front_matter",
        day=hot.day.isoformat(),
        measured_at=_measured_at(hot).strftime("%Y-%m-%dT%H:%M:%SZ"),
        tags=["arXiv", *_labels(hot)],
    )
    return Post(hot.day, front_matter, "UTC", tuple(_printed(paper) for paper in hot.papers))


def shortened(post: Post, hot: HotList) -> Post:
    """Return an imported post with only those of its papers that ``hot`` shows, numbered anew; all: the same."""
    shown = {paper.stored.id for paper in hot.papers}
    kept = [one for one, imported in zip(post.papers, papers_of(post), strict=True) if imported.paper.id in shown]
    return replace(post, papers=tuple(replace(one, number=number) for number, one in enumerate(kept, start=1)))


def _measured_at(hot: HotList) -> datetime:
    """Return the last moment of measuring, or where nothing was measured the day's own midnight."""
    moments = (engagement.measured_at for paper in hot.papers for engagement in paper.stored.engagement.values())
    return max(moments, default=datetime.combine(hot.day, time(), UTC))


def _labels(hot: HotList) -> Iterator[str]:
    measured = {source for paper in hot.papers for source in paper.stored.engagement}
    return (SOURCE_LABELS[source] for source in ENGAGEMENT_SOURCES if source in measured)


def _printed(hot: HotPaper) -> PostPaper:
    paper = hot.stored.paper
    return PostPaper(
        number=hot.rank,
        title=escape_post(paper.title),
        authors=", ".join(_author(name) for name in paper.authors),
        engagement=tuple(_measured(hot.stored.engagement)),
        abs_url=paper.abs_url,
        pdf_url=paper.pdf_url,
        categories=tuple(name for name in paper.categories if _CATEGORY.fullmatch(name)),
        abstract=escape_post(paper.abstract),
        quotes=tuple(_quotes(hot.mentions)),
        discussed=tuple(islice(_discussed(hot.mentions), MOST_QUOTES)),
    )


def _author(name: str) -> str:
    """Return a name that does not part at its own comma."""
    return escape_post(name).replace(", ", "&#44; ")


def _measured(latest: Mapping[str, Engagement]) -> Iterator[Engagement]:
    """Return what the lines of counts can say: whole seconds, known numbers, and no replies of X."""
    for source in ENGAGEMENT_SOURCES:
        engagement = latest.get(source)
        if engagement and (engagement.likes, engagement.reposts, engagement.replies) != (None, None, None):
            replies = None if _has_ancestors_form(engagement) else engagement.replies
            yield Engagement(
                source,
                _sayable(engagement.likes),
                _sayable(engagement.reposts),
                _sayable(replies),
                engagement.measured_at.astimezone(UTC).replace(microsecond=0),
            )


def _sayable(count: int | None) -> int | None:
    """Return a count as a post can say it: votes against can outweigh those for, and sums have no bound."""
    return None if count is None else min(max(count, 0), LARGEST_COUNT)


def _has_ancestors_form(engagement: Engagement) -> bool:
    return engagement.source == "x" and None not in (engagement.likes, engagement.reposts)


def _quotes(mentions: Sequence[Mention]) -> Iterator[str]:
    """Return the best tweet, and further ones that are good enough themselves."""
    quotations = ((mention, html) for mention in mentions if (html := _tweet_html(mention)))
    for place, (mention, html) in enumerate(islice(quotations, MOST_QUOTES)):
        if place == 0 or mention.score >= QUOTE_FROM_SCORE:
            yield html


def _tweet_html(mention: Mention) -> str | None:
    """Return the mention as an embedded tweet; None if it is not one that may and can be shown."""
    if mention.source != "x" or not mention.quotable or mention.posted_at is None:
        return None
    text = "<br>".join(_html(line) for line in mention.text.splitlines())
    date = f"{mention.posted_at:%B} {mention.posted_at.day}, {mention.posted_at.year}"
    html = (
        f'<blockquote class="twitter-tweet"><p lang="{_html(mention.language or "und")}" dir="auto">{text}</p>'
        f"&mdash; {_html(mention.author or '')} (@{_html(mention.handle or '')}) "
        f'<a href="{_html(mention.url)}">{date}</a></blockquote>'
    )
    return html if is_tweet(html) else None


def _html(text: str) -> str:
    return escape(printable(text, keep=_JOINERS))


def _discussed(mentions: Sequence[Mention]) -> Iterator[tuple[str, str]]:
    """Return the name and the address of each page of talk that is not quoted, once."""
    addresses: set[str] = set()
    for mention in mentions:
        address = web_address(mention.url) if mention.quotable and _tweet_html(mention) is None else None
        if address and mention.source in ENGAGEMENT_SOURCES and address not in addresses:
            addresses.add(address)
            yield SOURCE_LABELS[mention.source], address
