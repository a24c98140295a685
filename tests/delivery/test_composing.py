"""A digest is composed once for all the places that get it, and never mistaken for another."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.delivery.composing import ComposedOnce
from bot.delivery.plan import frozen
from bot.digest.availability import Availability, SourceState
from bot.digest.section import Section
from bot.messages.message import Attachment, Message
from bot.messages.render import Renderer
from bot.messages.reply import Reply
from bot.messages.slack import SlackMessages
from bot.subscriptions.delivery import File
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


def test_places_with_the_same_digest_get_the_same_parts() -> None:
    counting, once, hot = Counting(), ComposedOnce(), section().hot
    first = once.compose(counting, [Section(hot, name="tools")])
    assert once.known(counting, [Section(hot, name="tools")]) is first
    assert counting.composed == 1
    assert first == tuple(map(frozen, PLAIN.digest([section()])))


BASE = section()

OTHERS = {
    "another name": replace(BASE, name="other"),
    "another layout": replace(BASE, layout=Layout.FULL),
    "shown above": replace(BASE, shown_above=2),
    "a note": replace(BASE, notes=("Skipped.",)),
    "other words": section(said="in cs.CL"),
    "another count": section(considered=35),
    "a source in trouble": section(sources=states(arxiv=SourceState(Availability.FAILED, "HTTP 500", MEASURED_AT))),
    "what rises": replace(BASE, rising=risers()),
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
    once, same = ComposedOnce(), [BASE]
    first = once.compose(PLAIN, same)
    assert once.known(PLAIN, [other]) is None
    assert once.compose(PLAIN, [other]) == tuple(map(frozen, PLAIN.digest([other]))) != first


def test_a_digest_with_pictures_is_not_taken_for_one_without() -> None:
    once = ComposedOnce()
    picture = Attachment("heat.png", b"\x89PNG", "Heat over time")
    same = [section()]
    once.compose(PLAIN, same)
    assert once.known(PLAIN, same, [picture]) is None
    assert once.compose(PLAIN, same, [picture])[-1].files == (File("heat.png", b"\x89PNG", "Heat over time"),)


def test_a_digest_of_one_flavor_is_not_taken_for_that_of_another() -> None:
    once, same = ComposedOnce(), [section()]
    once.compose(PLAIN, same)
    assert once.known(SlackMessages(Renderer(), interactive=False), same) is None


def test_where_nothing_is_to_be_told_there_are_no_parts() -> None:
    assert ComposedOnce().compose(PLAIN, []) == ()
