"""What Slack is sent, reviewed as text."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.digest.availability import Availability, SourceState
from bot.digest.section import Section
from bot.digest.select import EmptyReason
from bot.messages.render import Renderer
from bot.messages.reply import Button, Card, Digested, Listed, Papers, Part, Reply, Said, Snippet, Standing, Tone
from bot.messages.slack import SlackMessages
from bot.subscriptions.model import Layout
from tests.messages.samples import DAY, MEASURED_AT, hot_list, hot_papers, risers, states, status, why
from tests.messages.slack_checks import violations
from tests.messages.slack_reading import readable

Golden = Callable[[str, str], None]
COMPOSER = SlackMessages(Renderer())

FAILED = states(
    arxiv=SourceState(Availability.STALE, "the listing of 2026-11-19 is not read yet", MEASURED_AT),
    hackernews=SourceState(Availability.FAILED, "HTTP 500", MEASURED_AT - timedelta(days=1)),
)
RISING = [replace(hot_papers()[0], is_rising=True), *hot_papers()[1:]]

DIGESTS = {
    "compact": [Section(hot_list(), name="tools")],
    "full": [Section(hot_list(RISING), Layout.FULL, notes=("The digest of Wed 18 Nov was skipped: we were down.",))],
    "thread": [Section(hot_list(), Layout.THREAD, name="tools & <more>")],
    "empty": [Section(hot_list((), considered=0, empty_because=EmptyReason.WEEKEND))],
    "failed": [Section(hot_list(hot_papers()[:1], sources=FAILED))],
    "window": [Section(hot_list(since=DAY - timedelta(days=6), no_listing_because=EmptyReason.HOLIDAY))],
    "weekly": [Section(hot_list(since=DAY - timedelta(days=6)), rising=risers())],
    "topics": [
        Section(hot_list(hot_papers()[:2], said="in cs.CL, with “tool”"), name="tools"),
        Section(hot_list(hot_papers()[2:], said="in cs.DS"), Layout.THREAD, name="sorting", shown_above=1),
        Section(hot_list((), said="in hep-th", empty_because=EmptyReason.NOTHING_MATCHES), name="physics"),
    ],
}

PARTS: dict[str, Part] = {
    "said": Said("Saved. It is number 3 of your list: *not bold*, <!channel>, :fire:."),
    "listed": Listed(
        (("1", "tools: in cs.CL, at 09:00 Europe/Berlin, mon-fri"), ("2", "all papers, paused"), ("", "x"))
    ),
    "digested": Digested(hot_list(), Layout.COMPACT),
    "papers": Papers(tuple(one.stored for one in hot_papers()[:2]), 11, ("0.43 like it", "")),
    "card": Card(why()),
    "why": Card(why(), explained=True),
    "standing": Standing(status()),
    "snippet": Snippet("@article{lovelace2026,\n  title = {Tools That Make {Tools}},\n}", "papers.bib"),
}
BUTTONS = (
    Button("Why", "why", {"paper": "2611.10001"}),
    Button("Save", "save", {"paper": "2611.10001"}, Tone.GOOD),
    Button("Remove", "save", {"paper": "2611.10001", "remove": "true"}, Tone.BAD),
)


@pytest.mark.parametrize("name", DIGESTS)
def test_digest_reads_as_reviewed(golden: Golden, name: str) -> None:
    messages = COMPOSER.digest(DIGESTS[name])
    assert [problem for message in messages for problem in violations(message.payload)] == []
    golden(f"slack_{name}", readable(messages))


@pytest.mark.parametrize("name", PARTS)
def test_reply_reads_as_reviewed(golden: Golden, name: str) -> None:
    messages = COMPOSER.reply(Reply((PARTS[name],), BUTTONS))
    assert [problem for message in messages for problem in violations(message.payload)] == []
    golden(f"slack_reply_{name}", readable(messages))
