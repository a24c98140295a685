"""Answers to look at: one of every kind of part."""

from collections.abc import Mapping
from dataclasses import replace

from bot.messages.reply import Button, Card, Digested, Listed, Papers, Reply, Said, Snippet, Standing, Tone
from bot.subscriptions.model import Layout
from tests.messages.samples import hot_list, hot_papers, status, why

_PAPERS = tuple(one.stored for one in hot_papers())
_FACTS = replace(_PAPERS[0].paper, withdrawn=True, journal_ref="Journal of Tools 7 (2026)", doi="10.1000/182")

REPLIES: Mapping[str, Reply] = {
    "show": Reply(
        (Card(why()),),
        (Button("Why", "why", {"paper": "2611.10001"}), Button("Cite", "cite", {"what": "2611.10001"})),
    ),
    "withdrawn": Reply((Card(why(stored=replace(_PAPERS[0], paper=_FACTS))),)),
    "why": Reply((Card(why(), explained=True),)),
    "why_unmeasured": Reply((Card(why(terms=(), series=(), mentions=()), explained=True),)),
    "search": Reply(
        (Said("2 papers with “tool use”, best first."), Papers(_PAPERS[:2], 10, ("saved yesterday", ""))),
        (
            Button("More", "search", {"query": '#cs.CL "tool use"', "page": "2"}),
            Button("Subscribe to this", "subscribe", {"query": '#cs.CL "tool use"'}),
        ),
    ),
    "subscribe": Reply(
        (
            Said("in cs.CL, with “tool use”, every day at 09:00 in Berlin. Last week it would have brought:"),
            Digested(hot_list(hot_papers()[:2]), Layout.COMPACT),
        ),
        (
            Button("Confirm", "confirm", {"token": "aB-_9"}, Tone.GOOD),
            Button("Cancel", "cancel", {"token": "aB-_9"}, Tone.BAD),
        ),
    ),
    "help": Reply(
        (
            Said("What you can ask:"),
            Listed((("search", "Search all papers, best first."), ("subscribe", "Have a topic posted here. " * 5))),
        )
    ),
    "status": Reply((Standing(status()),)),
    "cite": Reply((Snippet("@misc{lovelace2026tools,\n  title = {Tools <That> Make Tools}\n}\n", "tools.bib"),)),
}
