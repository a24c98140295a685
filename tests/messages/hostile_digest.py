"""A digest in which everything is what somebody hostile wrote."""

from dataclasses import replace

from bot.digest.availability import Availability, SourceState
from bot.digest.section import Section
from bot.digest.weekly import WeekPaper
from bot.papers.model import ArxivId
from bot.subscriptions.model import Layout
from tests.messages.samples import MEASURED_AT, hot_list, hot_paper, mention, states, stored


def hostile_sections(text: str, layout: Layout) -> list[Section]:
    paper = stored(
        "2611.10001",
        text,
        authors=(text, f"x {text}"),
        categories=(text,),
        comment=f"Accepted at {text}",
        code_url="https://github.com/example/tools",
    )
    paper = replace(paper, title=text, abstract=text)
    said = mention("2611.10001", "x", f"so {text}", url="https://ours.example/said", author=text, handle=text, likes=1)
    trouble = SourceState(Availability.FAILED, text, MEASURED_AT)
    digest = hot_list([hot_paper(1, paper, said)], said=text, sources=states(hackernews=trouble))
    rising = WeekPaper(7, replace(paper, paper=replace(paper.paper, id=ArxivId("2611.10002"))), 90.0, 1.0, 2.0)
    return [
        Section(digest, layout, name=text[:100], notes=(text[:200],), rising=(rising,)),
        Section(hot_list(()), layout, name="b"),
    ]
