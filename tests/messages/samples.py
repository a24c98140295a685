"""Digests to look at: small, invented, with everything that a message has to show."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot.digest.availability import Availability, SourceState
from bot.digest.explain import Why, explain
from bot.digest.ranking import heat_of, heat_terms
from bot.digest.section import Section
from bot.digest.select import EmptyReason, HotList, HotPaper
from bot.digest.status import Status
from bot.digest.weekly import WeekPaper
from bot.messages.layout import SectionView, view_digest
from bot.papers.model import ArxivId, Engagement, Mention, Paper, StoredPaper
from bot.sources.gather import Report
from bot.store.contract import RunState, Saved, SourceRun, Totals

DAY = date(2026, 11, 19)
MEASURED_AT = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
NEXT_DUE_AT = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)

ABSTRACT = (
    "We ask how far a small model can be taken by letting it write, run and mend its own tools. Three "
    "findings stand out: tools that are shared between runs are worth more than longer thoughts, most of "
    "the gain comes from the first ten of them, and a model that may throw tools away ends with fewer and "
    "better ones. Code and all 2,400 tools are open."
)


def counted(source: str, likes: int | None, reposts: int | None = None, replies: int | None = None) -> Engagement:
    return Engagement(source, likes, reposts, replies, MEASURED_AT)


def stored(paper_id: str, title: str, *engagement: Engagement, **fields: object) -> StoredPaper:
    paper = Paper(
        id=ArxivId(paper_id),
        title=title,
        abstract=ABSTRACT,
        **{"authors": ("Ada Lovelace",), "categories": ("cs.LG",), "announced": DAY, **fields},
    )
    latest = {one.source: one for one in engagement}
    return StoredPaper(paper, title, ABSTRACT, heat_of(heat_terms(latest, {})), latest)


def hot_paper(rank: int, paper: StoredPaper, *mentions: Mention) -> HotPaper:
    terms = heat_terms(paper.engagement, {})
    return HotPaper(rank, paper, paper.heat, terms, mentions, is_new=not paper.heat)


def mention(paper_id: str, source: str, text: str, **fields: object) -> Mention:
    return Mention(source, key=f"{source}-{text[:8]}", paper_id=ArxivId(paper_id), text=text, **fields)


def hot_papers() -> tuple[HotPaper, ...]:
    tools = stored(
        "2611.10001",
        "Tools That Make Tools: How Far Can a Small Language Model Go When It May Keep What It Builds?",
        counted("x", 241, 1150, 32),
        counted("hackernews", 212, None, 84),
        authors=("Ada Lovelace", "Ondřej Dušek", "Grace Hopper", "Alan Turing", "Mary Somerville"),
        categories=("cs.CL", "cs.LG"),
        comment="12 pages, 5 figures. Accepted at NeurIPS 2026 (oral). Code: https://github.com/example/tools",
        code_url="https://github.com/example/tools",
    )
    chinese = stored(
        "2611.10002",
        "大规模语言模型的工具使用: A Survey of Tool Use in 12 Languages 🛠",
        counted("huggingface", 97, None, 1),
        counted("bluesky", 30, 11),
        authors=("王小明", "李雷"),
        categories=("cs.CL",),
        announced=date(2026, 11, 16),
    )
    short = stored("2611.10003", "Sorting Is Easy", counted("hackernews", 3, None, 1), categories=("cs.DS",))
    fresh = stored(
        "hep-th/9901001",
        "On α-RuCl₃ and 67.7% of Nothing",
        authors=("Emmy Noether", "Chen-Ning Yang", "Tsung-Dao Lee"),
        categories=("hep-th", "math-ph", "cond-mat.str-el"),
    )
    talk = (
        mention(
            "2611.10001",
            "x",
            "This is the paper I wanted to write. The table on page 7 (tools thrown away against tools kept) "
            "should be on the wall of every lab that works on agents. https://t.co/abcdef",
            url="https://twitter.com/example/status/1",
            author="Charles",
            handle="engine_charles",
            likes=141,
            reposts=1000,
        ),
        mention(
            "2611.10001",
            "hackernews",
            "Tools That Make Tools",
            url="https://news.ycombinator.com/item?id=1",
            handle="ada",
            likes=212,
            replies=84,
        ),
    )
    return (
        hot_paper(1, tools, *talk),
        hot_paper(2, chinese),
        hot_paper(3, short),
        hot_paper(4, fresh),
    )


def states(**changed: SourceState) -> Mapping[str, SourceState]:
    fine = SourceState(Availability.OK, "", MEASURED_AT)
    off = SourceState(Availability.OFF, "switched off", None)
    return {"arxiv": fine, "x": off, "hackernews": fine, "huggingface": fine, "bluesky": off, **changed}


def hot_list(papers: Sequence[HotPaper] | None = None, **fields: object) -> HotList:
    shown = hot_papers() if papers is None else tuple(papers)
    usual = HotList(
        day=DAY,
        since=DAY,
        query="",
        said="all papers",
        considered=34,
        papers=shown,
        sources=states(),
        min_heat=None,
        newest_day=DAY,
        empty_because=None if shown else EmptyReason.BELOW_THRESHOLD,
        next_due_at=NEXT_DUE_AT,
    )
    return replace(usual, **fields)


def why(*series: Engagement, **fields: object) -> Why:
    """The first paper's heat, with HN's earlier counts in front."""
    paper = hot_papers()[0]
    usual = explain(
        paper.stored,
        weights={"hackernews": 0.5},
        series=series or (*EARLIER, *paper.stored.engagement.values()),
        mentions=paper.mentions,
        sources=states(
            huggingface=SourceState(Availability.FAILED, "HTTP 500", MEASURED_AT),
            reddit=SourceState(Availability.OFF, "switched off", None),
        ),
    )
    return replace(usual, **fields)


EARLIER = (
    Engagement("hackernews", 12, None, 3, MEASURED_AT - timedelta(days=1)),
    Engagement("hackernews", 180, None, 61, MEASURED_AT - timedelta(hours=5)),
)


def status(**fields: object) -> Status:
    usual = Status(
        path=Path("data/hotpapers.db"),
        totals=Totals(1234, 567, 890, 45, date(2026, 11, 2), DAY),
        sources=states(
            x=SourceState(Availability.OFF, "switched off", None),
            hackernews=SourceState(Availability.FAILED, "HTTP 500", MEASURED_AT),
            bluesky=SourceState(Availability.STALE, "not gathered yet", None),
        ),
        next_due_at=NEXT_DUE_AT,
    )
    return replace(usual, **fields)


def readings() -> tuple[Report, ...]:
    def run(source: str, state: RunState, detail: str) -> SourceRun:
        return SourceRun(source, MEASURED_AT, MEASURED_AT, state, detail)

    return (
        Report(run("arxiv", RunState.OK, "the listing of 2026-11-19"), Saved(new=812, refreshed=1)),
        Report(run("hackernews", RunState.FAILED, "HTTP 500"), Saved()),
        Report(run("huggingface", RunState.OK, ""), Saved(mentions=57, mentions_left_out=4)),
    )


def risers() -> tuple[WeekPaper, ...]:
    """Two papers of the week that rise: one whose title tries to be more than that."""
    swim = stored("2611.09001", "Agents That Swim: Learning to Cross Rivers", counted("x", 300, 20))
    star = stored("2611.09002", "A* [search](https://evil.example) <!channel> & _more_", counted("hackernews", 45))
    return WeekPaper(14, swim, 320.0, 10.0, 9.5), WeekPaper(30, star, 45.0, 12.5, 2.0)


def section_of(hot: HotList) -> SectionView:
    [section] = view_digest([Section(hot)]).sections
    return section
