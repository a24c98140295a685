"""What Discord shows, reviewed as text: content, embeds (┃ title, │ description), buttons and menus."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.digest.availability import Availability, SourceState
from bot.digest.section import Section
from bot.digest.select import EmptyReason
from bot.messages.discord import DiscordMessages
from bot.messages.message import Attachment
from bot.messages.render import Renderer
from bot.messages.reply import Button, Card, Digested, Listed, Papers, Reply, Said, Snippet, Standing, Tone
from bot.subscriptions.model import Layout
from tests.messages.discord_checks import shown, violations
from tests.messages.samples import DAY, MEASURED_AT, hot_list, hot_papers, risers, states, status, why

Golden = Callable[[str, str], None]

FAILED = states(
    hackernews=SourceState(Availability.FAILED, "HTTP 500", MEASURED_AT - timedelta(days=1)),
    huggingface=SourceState(Availability.STALE, "not gathered yet", None),
)
RISING = replace(hot_papers()[1], rank=1, is_rising=True)
NEWEST = replace(hot_papers()[3], rank=1)
WEEK = hot_list(
    (RISING, replace(hot_papers()[2], rank=2)), since=DAY - timedelta(days=6), no_listing_because=EmptyReason.HOLIDAY
)

DIGESTS: dict[str, list[Section]] = {
    "compact": [Section(hot_list(said='in cs.CL, with the phrase "tool use"'), name="tools", notes=("A note.",))],
    "full": [Section(hot_list(sources=FAILED), Layout.FULL)],
    "thread": [Section(hot_list(), Layout.THREAD)],
    "empty": [Section(hot_list((), considered=0, empty_because=EmptyReason.WEEKEND, sources=FAILED))],
    "failed": [Section(hot_list(hot_papers()[:1], sources=FAILED))],
    "window": [Section(WEEK)],
    "weekly": [Section(hot_list(since=DAY - timedelta(days=6)), rising=risers())],
    "weekly_full": [Section(hot_list(since=DAY - timedelta(days=6)), Layout.FULL, rising=risers())],
    "topics": [
        Section(hot_list(hot_papers()[:1], said="in cs.CL"), name="language"),
        Section(replace(WEEK, said="in cs.DS"), Layout.THREAD, name="algorithms", notes=("Yesterday's was skipped.",)),
        Section(hot_list((), empty_because=EmptyReason.BELOW_THRESHOLD, said='with the word "robot"')),
        Section(hot_list((), said="all papers"), shown_above=3),
        Section(hot_list((NEWEST,), sources=FAILED), Layout.FULL, name="physics"),
    ],
}

TOOLS = hot_papers()[0].stored
REPLIES: dict[str, Reply] = {
    "said": Reply(
        (Said("Saved to your list. Café: 100% of #1, [sic]."), Listed((("1", "tools · daily at 09:00"), ("2", "all")))),
        (
            Button("Keep", "save", {"paper": "2611.10001"}, Tone.GOOD),
            Button("Forget", "forget-me", {}, Tone.BAD),
            Button("Show", "show", {"paper": "2611.10001"}),
        ),
    ),
    "digested": Reply((Digested(hot_list()),)),
    "papers": Reply((Said("2 found."), Papers((TOOLS, hot_papers()[2].stored), 11, ("0.91 alike", "")))),
    "card": Reply((Card(why()),), (Button("Why", "why", {"paper": "2611.10001"}),)),
    "why": Reply((Card(why(), explained=True),)),
    "why_uncounted": Reply(
        (Card(why(stored=hot_papers()[3].stored, terms=(), series=(), mentions=()), explained=True),)
    ),
    "status": Reply((Standing(status()),)),
    "snippet": Reply((Said("1 paper."), Snippet("@article{x,\n  title = {A_B},\n}\n", "papers.bib"))),
    "snippet_long": Reply((Snippet("@article{x}\n" * 200, "papers.bib"),)),
}


@pytest.mark.parametrize("name", DIGESTS)
def test_digest_looks_as_reviewed(golden: Golden, renderer: Renderer, name: str) -> None:
    messages = DiscordMessages(renderer).digest(DIGESTS[name], [Attachment("day.png", b"", "A chart of the day")])
    assert [problem for message in messages for problem in violations(message)] == []
    golden(f"discord_{name}", shown(messages) + "\n")


@pytest.mark.parametrize("name", REPLIES)
def test_reply_looks_as_reviewed(golden: Golden, renderer: Renderer, name: str) -> None:
    messages = DiscordMessages(renderer).reply(REPLIES[name])
    assert [problem for message in messages for problem in violations(message)] == []
    golden(f"discord_reply_{name}", shown(messages) + "\n")
