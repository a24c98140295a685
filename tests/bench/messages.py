"""100,000 places get 3,000 different digests of 15 papers out of a day's 1,200: composed, and written as JSON.

Ours composes a digest and writes it as JSON once for all places that get it, as planning does, a paper once for
all digests that have it, and gives every place parts with keys of its own. Beside it stands one whole rendering
for every subscription, written as JSON, with templates compiled and nothing else shared: measured on some of the
same subscriptions in the same run, spread over it, and multiplied by their number. A flavor that is not built is
skipped. ``python -m tests.bench.messages`` prints the entries.
"""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from importlib.util import find_spec
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

from bot.delivery.composing import ComposedOnce
from bot.delivery.plan import keyed
from bot.digest.availability import Availability, SourceState
from bot.digest.ranking import heat_of, heat_terms
from bot.digest.section import Section
from bot.digest.select import Chosen, HotList, ranked
from bot.messages.message import Composer
from bot.messages.render import Renderer
from bot.papers.model import ArxivId, Engagement, ImportedPaper, Mention, StoredPaper
from bot.subscriptions.model import Place
from tests.bench.corpus import LAST_DAY, Corpus

PAPERS = 1_200
DIGESTS = 3_000
PLACES = 100_000
SHOWN = 15
SAMPLE = 400
ROUNDS = 30
WORDS = 60_000
WANTED = 30
SEEN_AT = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)

FLAVORS = {
    "discord": "bot.messages.discord:DiscordMessages",
    "slack": "bot.messages.slack:SlackMessages",
    "html": "bot.messages.pages:HtmlMessages",
    "text": "bot.messages.text:TextMessages",
}
CHATS = ("discord", "slack")


@dataclass(frozen=True)
class Day:
    """What was announced and said, and which papers each digest has."""

    papers: Sequence[StoredPaper]
    mentions: dict[ArxivId, Sequence[Mention]]
    digests: Sequence[Sequence[StoredPaper]]
    sources: dict[str, SourceState]

    def sections(self, number: int) -> Sequence[Section]:
        """Return one digest as a place's own: nothing of it but what was stored is shared."""
        papers = self.digests[number]
        hot = HotList(
            day=LAST_DAY,
            since=LAST_DAY - timedelta(days=6),
            query=f"topic {number}",
            said=f"with the word “topic{number}”",
            considered=40,
            papers=ranked([Chosen(paper) for paper in papers], self.mentions, {}),
            sources=dict(self.sources),
            min_heat=None,
            newest_day=LAST_DAY,
            empty_because=None,
            next_due_at=SEEN_AT + timedelta(days=1),
        )
        return [Section(hot, name=f"Topic {number}")]


def run() -> list[dict[str, Any]]:
    day = made_day()
    built = [flavor for flavor in FLAVORS if find_spec(FLAVORS[flavor].partition(":")[0])]
    entries = [shared_entry(flavor, day) for flavor in CHATS if flavor in built]
    return entries + [one_entry(flavor, day) for flavor in built]


def maker(flavor: str) -> Callable[[], Composer]:
    """Return what makes a composer that remembers nothing; its templates are compiled."""
    module, _, name = FLAVORS[flavor].partition(":")
    make, renderer = getattr(import_module(module), name), Renderer()
    return lambda: make(renderer, interactive=True)


def shared_entry(flavor: str, day: Day) -> dict[str, Any]:
    make = maker(flavor)
    made_ms(make(), day, 0)
    shared, known, lists = make(), ComposedOnce(), [day.sections(number) for number in range(DIGESTS)]
    anew_ms: list[float] = []
    ours_ms = 0.0
    for place, number in enumerate(subscriptions()):
        started = perf_counter()
        parts = known.known(shared, lists[number]) or known.compose(shared, lists[number])
        keyed(parts, Place(f"{flavor}:{place}"), "2026-11-20T09:00 Europe/Berlin")
        ours_ms += (perf_counter() - started) * 1000
        if place % (PLACES // SAMPLE) == 0:
            anew_ms.append(made_ms(make(), day, number))
    theirs_ms = sum(anew_ms) / len(anew_ms) * PLACES
    return {
        "name": f"{PLACES:,} payloads for {flavor}, {DIGESTS:,} digests of {SHOWN} papers",
        "unit": "s",
        "ours": round(ours_ms / 1000, 1),
        "other": round(theirs_ms / 1000),
        "other_is": f"a whole rendering each, {len(anew_ms)} measured",
        "ratio": round(theirs_ms / ours_ms, 1),
        "wanted": f">= {WANTED}",
        "met": theirs_ms >= WANTED * ours_ms,
    }


def one_entry(flavor: str, day: Day) -> dict[str, Any]:
    make = maker(flavor)
    known = make()
    made_ms(known, day, 0)
    anew, again = (
        median(made_ms(composer(), day, number) for number in [0] * ROUNDS) for composer in (make, lambda: known)
    )
    return {
        "name": f"one digest of {SHOWN} papers for {flavor}",
        "unit": "ms",
        "ours": round(anew, 2),
        "other": round(again, 2),
        "other_is": "the same, its papers known",
        "ratio": round(again / anew, 2),
        "wanted": "printed",
        "met": True,
    }


def made_ms(composer: Composer, day: Day, number: int) -> float:
    """Return how long one place's digest takes to be composed and written."""
    sections = day.sections(number)
    started = perf_counter()
    for message in composer.digest(sections):
        json.dumps(message.payload, ensure_ascii=False)
    return (perf_counter() - started) * 1000


def subscriptions() -> Iterator[int]:
    """Yield the digest of each place: every one at least once, some of them often, in no order."""
    chance = Random(2611)  # noqa: S311 - reproducible, not secret
    more = (min(int(chance.paretovariate(0.6)), DIGESTS) - 1 for _ in range(PLACES - DIGESTS))
    numbers = [*range(DIGESTS), *more]
    chance.shuffle(numbers)
    yield from numbers


def made_day() -> Day:
    chance = Random(11)  # noqa: S311 - reproducible, not secret
    papers = [talked_about(chance, one) for one in Corpus(WORDS).papers(PAPERS)]
    digests = [sorted(chance.sample(papers, SHOWN), key=lambda paper: -paper.heat) for _ in range(DIGESTS)]
    state = SourceState(Availability.OK, "", SEEN_AT)
    mentions = {paper.id: (mention_of(paper),) for paper in papers}
    return Day(papers, mentions, digests, dict.fromkeys(("arxiv", "x", "hackernews", "huggingface"), state))


def talked_about(chance: Random, one: ImportedPaper) -> StoredPaper:
    engagement = {
        "x": Engagement("x", chance.randint(1, 900), chance.randint(1, 400), 3, SEEN_AT),
        "hackernews": Engagement("hackernews", chance.randint(1, 300), None, chance.randint(0, 90), SEEN_AT),
    }
    paper = one.paper
    return StoredPaper(paper, paper.title, paper.abstract, heat_of(heat_terms(engagement, {})), engagement)


def mention_of(paper: StoredPaper) -> Mention:
    return Mention("x", f"x-{paper.id}", paper.id, f"https://x.com/ada/{paper.id}", "Ada", "ada", "Read it.", likes=7)


if __name__ == "__main__":
    json.dump(run(), sys.stdout, indent=2)
