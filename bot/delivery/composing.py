"""Digests become parts, once for all the places that get the same."""

from collections.abc import Sequence
from typing import TypeAlias

from bot.delivery.plan import frozen
from bot.digest.section import Section
from bot.messages.message import Attachment, Composer
from bot.subscriptions.delivery import Part

_Kept: TypeAlias = tuple[Composer, Sequence[Section], Sequence[Attachment], tuple[Part, ...]]


class ComposedOnce:
    """The parts of every digest that was composed, without keys yet; to be let go of with the moment they are for.

    What says the same is known by who it is: ``Offers`` gives one list to all that show the same papers of a topic.
    """

    def __init__(self) -> None:
        # What a key names by its id is kept with it: an object that is alive has its id for itself.
        self._kept: dict[tuple[object, ...], _Kept] = {}

    def known(
        self, composer: Composer, sections: Sequence[Section], pictures: Sequence[Attachment] = ()
    ) -> tuple[Part, ...] | None:
        """Return the parts of a digest that says the same and was composed before; None if there was none."""
        kept = self._kept.get(_key(composer, sections, pictures))
        return None if kept is None else kept[-1]

    def compose(
        self, composer: Composer, sections: Sequence[Section], pictures: Sequence[Attachment] = ()
    ) -> tuple[Part, ...]:
        """Return the parts of a digest, composed now; it takes milliseconds, so that it belongs in a thread."""
        parts = tuple(map(frozen, composer.digest(sections, pictures))) if sections else ()
        self._kept[_key(composer, sections, pictures)] = composer, sections, pictures, parts
        return parts


def _key(composer: Composer, sections: Sequence[Section], pictures: Sequence[Attachment]) -> tuple[object, ...]:
    return (id(composer), *map(id, pictures), *map(_said, sections))


def _said(section: Section) -> tuple[object, ...]:
    rising = map(id, section.rising)
    return (id(section.hot), section.layout, section.name, section.shown_above, section.notes, *rising)
