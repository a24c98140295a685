"""Messages that many places get, composed once."""

from collections.abc import Sequence
from typing import Final

from bot.digest.section import Section
from bot.digest.select import HotList, HotPaper
from bot.messages.message import Attachment, Composer, Message
from bot.messages.remembering import Remembered
from bot.messages.reply import Reply

KEPT: Final = 4_000
"""Digests remembered, with their sections: of 15 papers each, at most some 100 MB."""


class SharedMessages:
    """A composer that gives places with the same digest the same messages, which nobody may change.

    The same are digests that say the same of the same stored papers: those that were read from the store
    once for all places. Others are composed anew, which costs time and nothing else.
    """

    def __init__(self, composer: Composer) -> None:
        self._composer = composer
        # The sections are kept with their messages: an object that is alive has its id for itself.
        self._known: Remembered[tuple[Sequence[Section], tuple[Message, ...]]] = Remembered(KEPT)

    @property
    def takes_pictures(self) -> bool:
        """Tell whether there is room for pictures where its messages go."""
        return self._composer.takes_pictures

    def digest(self, sections: Sequence[Section], attachments: Sequence[Attachment] = ()) -> tuple[Message, ...]:
        """Return the digest as the composer wrote it when it was first asked for."""
        if attachments:
            return self._composer.digest(sections, attachments)
        kept = tuple(sections)
        key = tuple(map(_section_key, kept))
        return self._known.get(key, lambda: (kept, self._composer.digest(kept)))[1]

    def reply(self, reply: Reply, attachments: Sequence[Attachment] = ()) -> tuple[Message, ...]:
        """Return an answer as the composer writes it."""
        return self._composer.reply(reply, attachments)


def _section_key(section: Section) -> tuple[object, ...]:
    rising = tuple((id(one.stored), one.heat, one.heat_before) for one in section.rising)
    return (section.layout, section.name, section.shown_above, section.notes, rising, *_list_key(section.hot))


def _list_key(hot: HotList) -> tuple[object, ...]:
    """Return everything that a message may say of ``hot``, its papers by their identity."""
    return (
        hot.day,
        hot.since,
        hot.query,
        hot.said,
        hot.considered,
        hot.min_heat,
        hot.newest_day,
        hot.empty_because,
        hot.no_listing_because,
        hot.next_due_at,
        hot.from_post,
        tuple(hot.sources.items()),
        *map(_paper_key, hot.papers),
    )


def _paper_key(one: HotPaper) -> tuple[object, ...]:
    return (one.rank, id(one.stored), one.heat, one.is_new, one.is_rising, *map(id, one.mentions))
