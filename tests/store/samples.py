"""Small made-up papers, talk, readings and posts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.papers.model import ArxivId, Engagement, ImportedPaper, Mention, Paper
from bot.papers.posts import Post, PostPaper
from bot.store.contract import Gathered, RunState, SourceRun

THURSDAY, FRIDAY = date(2026, 11, 19), date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)

LYNX, OTTER, HERON = ArxivId("2611.00001"), ArxivId("2611.00002"), ArxivId("hep-th/9901001")


def paper(paper_id: str = LYNX, **fields: object) -> Paper:
    return replace(_PAPER, id=ArxivId(paper_id), **fields)


def run(source: str = "arxiv", at: datetime = NOON, state: RunState = RunState.OK, **fields: object) -> SourceRun:
    return replace(SourceRun(source, at - timedelta(seconds=9), at, state), **fields)


def gathered(
    *papers: Paper,
    mentions: Sequence[Mention] = (),
    revisions: Sequence[Paper] = (),
    code_urls: Mapping[ArxivId, str] | None = None,
    etags: Mapping[str, str] | None = None,
    reading: SourceRun | None = None,
) -> Gathered:
    return Gathered(
        reading or run(),
        papers=papers,
        revisions=revisions,
        mentions=mentions,
        code_urls=code_urls or {},
        etags=etags or {},
    )


def mention(key: str = "1", paper_id: str = LYNX, source: str = "hackernews", **fields: object) -> Mention:
    return replace(Mention(source, key, ArxivId(paper_id), f"https://talk.example/{key}"), **fields)


def measured(source: str = "x", likes: int | None = 3, reposts: int | None = 4, at: datetime = NOON) -> Engagement:
    return Engagement(source, likes, reposts, None, at)


def imported(paper_id: str = LYNX, *engagement: Engagement, **fields: object) -> ImportedPaper:
    return ImportedPaper(paper(paper_id, **fields), engagement)


def post(day: date = THURSDAY, **fields: object) -> Post:
    return Post(day, f'title: "{day}"\n\n', "Asia/Tokyo", (replace(_PRINTED, **fields),))


_PAPER = Paper(
    id=LYNX,
    title="Lynx: tracking  shy animals",
    abstract="  We follow lynxes\nthrough snow.",
    authors=("Ada Ångström", "B. de Vries"),
    categories=("cs.CV", "q-bio.PE"),
    announced=FRIDAY,
)

_QUOTE = (
    '<blockquote class="twitter-tweet"><p lang="en" dir="ltr">Lynxes!<br>snow</p>&mdash; Cy (@cy) '
    '<a href="https://twitter.com/cy/status/99?ref_src=twsrc%5Etfw">November 19, 2026</a></blockquote>'
)

_PRINTED = PostPaper(
    number=1,
    title="Lynx: tracking  shy animals",
    authors="Ada Ångström, B. de Vries",
    engagement=(measured("x", 241, 1150), Engagement("hackernews", 12, None, 3, NOON + HOUR)),
    abs_url=f"https://arxiv.org/abs/{LYNX}",
    pdf_url=f"https://arxiv.org/pdf/{LYNX}",
    categories=("cs.CV", "q-bio.PE"),
    abstract="We follow lynxes  through snow.",
    quotes=(_QUOTE,),
    discussed=(("HN", "https://news.ycombinator.com/item?id=77"),),
)
