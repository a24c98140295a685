"""A digest and answers in which every text that comes from outside is the same one."""

from collections.abc import Sequence
from dataclasses import replace

from bot.digest.availability import Availability, SourceState
from bot.digest.section import Section
from bot.digest.select import HotPaper
from bot.digest.weekly import WeekPaper
from bot.messages.reply import Button, Card, Listed, Papers, Reply, Said, Snippet, Standing
from bot.subscriptions.model import Layout
from tests.messages.samples import MEASURED_AT, hot_list, hot_paper, mention, states, status, stored, why

LINKS = frozenset(
    {
        "https://arxiv.org/abs/2611.10001",
        "https://arxiv.org/pdf/2611.10001",
        "https://github.com/example/tools",
        "https://ours.example/said",
    }
)
"""All addresses that such a digest may lead to."""


def hostile_paper(text: str) -> HotPaper:
    paper = stored(
        "2611.10001",
        text,
        authors=(text, text),
        categories=(text,),
        comment=f"Accepted at {text}",
        code_url="https://github.com/example/tools",
        journal_ref=text,
        doi=text,
    )
    paper = replace(paper, title=text, abstract=text)
    said = mention("2611.10001", "x", f"so {text}", url="https://ours.example/said", author=text, handle=text, likes=1)
    return hot_paper(1, paper, said)


def hostile_sections(text: str, layout: Layout) -> Sequence[Section]:
    trouble = SourceState(Availability.FAILED, text, MEASURED_AT)
    digest = hot_list([hostile_paper(text)], said=text, query=text, sources=states(hackernews=trouble))
    rising = WeekPaper(7, hostile_paper(text).stored, 90.0, 1.0, 2.0)
    return [Section(digest, layout, name=text, notes=(text, text), rising=(rising,))]


def hostile_reply(text: str) -> Reply:
    paper = hostile_paper(text)
    trouble = states(hackernews=SourceState(Availability.STALE, text, MEASURED_AT))
    explained = why(stored=paper.stored, mentions=paper.mentions, sources=trouble)
    parts = (
        Said(text),
        Listed(((text, text),)),
        Papers((paper.stored,), notes=(text,)),
        Card(explained),
        Card(explained, explained=True),
        Standing(status(sources=trouble)),
        Snippet(text, "x.bib"),
    )
    return Reply(parts, (Button(text, "search", {"query": text}),))
