"""A digest is composed once for all the places that get it, and never mistaken for another."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from bot.digest.availability import Availability, SourceState
from bot.digest.section import Section
from bot.messages.message import Attachment, Message
from bot.messages.remembering import Remembered
from bot.messages.render import Renderer
from bot.messages.reply import Reply, Said
from bot.messages.sharing import SharedMessages
from bot.messages.slack import SlackMessages
from bot.subscriptions.model import Layout
from tests.messages.samples import MEASURED_AT, hot_list, hot_papers, mention, risers, states

PLAIN = SlackMessages(Renderer())


class Counting:
    """A composer that counts what it is asked to compose."""

    takes_pictures = True

    def __init__(self) -> None:
        self.composed = 0

    def digest(self, sections: Sequence[Section], attachments: Sequence[Attachment] = ()) -> tuple[Message, ...]:
        self.composed += 1
        return PLAIN.digest(sections, attachments)

    def reply(self, reply: Reply, attachments: Sequence[Attachment] = ()) -> tuple[Message, ...]:
        return PLAIN.reply(reply, attachments)


def section(**fields: object) -> Section:
    """A digest made anew of the same stored papers."""
    return Section(hot_list(tuple(replace(one) for one in PAPERS), **fields), name="tools")


PAPERS = hot_papers()


def test_places_with_the_same_digest_get_the_same_messages() -> None:
    counting = Counting()
    shared = SharedMessages(counting)
    first, second = shared.digest([section()]), shared.digest([section()])
    assert first is second
    assert counting.composed == 1
    assert first == PLAIN.digest([section()])


OTHERS = {
    "another name": replace(section(), name="other"),
    "another layout": replace(section(), layout=Layout.FULL),
    "shown above": replace(section(), shown_above=2),
    "a note": replace(section(), notes=("Skipped.",)),
    "other words": section(said="in cs.CL"),
    "another count": section(considered=35),
    "a source in trouble": section(sources=states(arxiv=SourceState(Availability.FAILED, "HTTP 500", MEASURED_AT))),
    "what rises": replace(section(), rising=risers()),
    "fewer papers": Section(hot_list(PAPERS[:3]), name="tools"),
    "another order": Section(hot_list(PAPERS[::-1]), name="tools"),
    "another heat": Section(hot_list([replace(PAPERS[0], heat=7.0), *PAPERS[1:]]), name="tools"),
    "rising": Section(hot_list([replace(PAPERS[0], is_rising=True), *PAPERS[1:]]), name="tools"),
    "another quote": Section(
        hot_list(
            [replace(PAPERS[0], mentions=(mention("2611.10001", "x", "New.", url="https://x.com/1"),)), *PAPERS[1:]]
        ),
        name="tools",
        layout=Layout.FULL,
    ),
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_a_digest_that_differs_in_anything_is_composed_anew(other: Section) -> None:
    shared = SharedMessages(PLAIN)
    first = shared.digest([section()])
    assert shared.digest([other]) == PLAIN.digest([other]) != first


def test_a_digest_with_pictures_and_a_reply_are_not_shared() -> None:
    shared = SharedMessages(PLAIN)
    picture = Attachment("heat.png", b"\x89PNG", "Heat over time")
    shared.digest([section()])
    assert shared.digest([section()], [picture])[-1].attachments == (picture,)
    assert shared.reply(Reply((Said("Done."),))) == PLAIN.reply(Reply((Said("Done."),)))


def test_what_was_asked_for_longest_ago_is_forgotten_first() -> None:
    made: list[str] = []
    known: Remembered[int] = Remembered(2)
    for key in ("a", "b", "a", "c", "a", "b"):
        known.get(key, lambda key=key: made.append(key) or len(made))
    assert made == ["a", "b", "c", "b"]


def test_threads_that_ask_at_once_get_what_they_asked_for() -> None:
    known: Remembered[int] = Remembered(3)

    def ask(number: int) -> bool:
        return known.get(number % 7, lambda: number % 7) == number % 7

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(ask, range(5_000)))
