"""Made-up posts and papers: small, with everything that the real ones have."""

import json
from datetime import UTC, date, datetime
from typing import Any

from bot.papers.model import ArxivId, Engagement, Mention, Paper, StoredPaper
from bot.papers.posts import WIDGETS_LINE

DAY = date(2021, 3, 4)

FRONT_MATTER = """\
title: Hot Papers 2021-03-04
date: 2021-03-05T09:12:01.Z
template: "post"
draft: false
slug: "hot-papers-2021-03-04"
tags:
  - "arXiv"

"""

TWEET = (
    '<blockquote class="twitter-tweet"><p lang="en" dir="ltr">Umbrellas &amp; tides:<br>read it at '
    '<a href="https://t.co/abc">https://t.co/abc</a> 🌊</p>&mdash; Ada (of &quot;Shores&quot;) (@ada_shore) '
    '<a href="https://twitter.com/ada_shore/status/1367500000000000000?ref_src=twsrc%5Etfw">March 4, 2021</a>'
    "</blockquote>"
)


def tweet(text: str, *, number: int = 1367500000000000000, date_text: str = "March 4, 2021") -> str:
    return (
        f'<blockquote class="twitter-tweet"><p lang="en" dir="ltr">{text}</p>&mdash; Ada (@ada) '
        f'<a href="https://twitter.com/ada/status/{number}?ref_src=twsrc%5Etfw">{date_text}</a></blockquote>'
    )


def paper_text(
    number: int,
    paper_id: str,
    *,
    title: str = "On the  Folding of Umbrellas",
    authors: str = "Ada Shore, Gašper Vlna",
    counts: str = "- retweets: 27, favorites: 119 (03/05/2021 09:12:01)\n\n",
    abstract: str = "We fold umbrellas.  Twice.",
    quotes: tuple[str, ...] = (TWEET,),
    discussed: str = "",
) -> str:
    shown = "".join(f"{quote}\n{WIDGETS_LINE}\n\n" for quote in quotes)
    return (
        f"\n# {number}. {title}\n\n{authors}\n\n{counts}"
        f"- links: [abs](https://arxiv.org/abs/{paper_id}) | [pdf](https://arxiv.org/pdf/{paper_id})\n"
        "- [cs.RO](https://arxiv.org/list/cs.RO/recent) | [math.GT](https://arxiv.org/list/math.GT/recent)\n"
        f"{discussed}\n{abstract}\n\n{shown}\n\n"
    )


def post_text(*papers: str, front_matter: str = FRONT_MATTER, day: date = DAY) -> str:
    return f"---\n{front_matter.replace('2021-03-04', day.isoformat())}---\n{''.join(papers)}"


POST = post_text(
    paper_text(
        1, "2103.00017", quotes=(TWEET, tweet("Second, with <br><br>an empty line", number=1367500000000000001))
    ),
    paper_text(
        2,
        "2103.00011",
        title="$\\alpha$-Sorting <b>Socks</b> *fast*",
        counts="- retweets: 1, favorites: 60 (03/05/2021 09:12:02)\n\n",
        quotes=(),
    ),
    paper_text(3, "2103.00009", abstract="", counts="- retweets: 0, favorites: 61 (03/05/2021 09:12:02)\n\n"),
)
"""The third ties with the second and has the lower id: it stands where it stands."""


def line(**fields: Any) -> str:  # noqa: ANN401 - any field of a paper
    known = {
        "id": "2506.01234",
        "title": "Tea and Entropy",
        "summary": "Tea\ncools.",
        "authors": ["Ada Shore"],
        "categories": ["cs.LG", "stat.ML"],
    }
    return json.dumps({**known, **fields}, ensure_ascii=False) + "\n"


def stored(paper_id: str = "2611.10001", *engagement: Engagement, **fields: Any) -> StoredPaper:  # noqa: ANN401 - any field of a paper
    known = {
        "title": "Tea and Entropy",
        "abstract": "Tea cools.",
        "authors": ("Ada Shore", "Gašper Vlna"),
        "categories": ("cs.LG", "stat.ML"),
        "announced": date(2026, 11, 19),
    }
    paper = Paper(id=ArxivId(paper_id), **{**known, **fields})
    return StoredPaper(paper, paper.title, paper.abstract, 0.0, {one.source: one for one in engagement})


def counted(source: str, likes: int | None, reposts: int | None = None, replies: int | None = None) -> Engagement:
    return Engagement(source, likes, reposts, replies, datetime(2026, 11, 20, 6, 0, 1, 250_000, tzinfo=UTC))


def tweeted(text: str, score: int | None, **fields: Any) -> Mention:  # noqa: ANN401 - any field of a paper
    number = 1367500000000000000 + (score or 0)
    known = {
        "key": str(number),
        "url": f"https://x.com/ada/status/{number}",
        "author": "Ada",
        "handle": "ada",
        "posted_at": datetime(2026, 11, 19, 8, tzinfo=UTC),
        "likes": score,
    }
    return Mention(source="x", paper_id=ArxivId("2611.10001"), text=text, **{**known, **fields})
