"""Pieces of messages, each rendered once however many places get it."""

from collections import OrderedDict
from typing import Final

from bot.messages.render import Renderer

KEPT: Final = 20_000
"""Pieces remembered: of a busy day's 1,200 papers each in every layout, at most some 20 MB."""


class Pieces:
    """The templates of one flavor; the same piece of the same values is only rendered the first time."""

    def __init__(self, renderer: Renderer, flavor: str) -> None:
        self._renderer = renderer
        self._flavor = flavor
        self._known: OrderedDict[tuple[object, ...], str] = OrderedDict()

    def render(self, piece: str, **values: object) -> str:
        """Return the piece filled in, without white space at its end; ``values`` have to be hashable."""
        key = (piece, *values.items())
        known = self._known.get(key)
        if known is not None:
            self._known.move_to_end(key)
            return known
        text = self._renderer.render(self._flavor, piece, **values).rstrip()
        self._known[key] = text
        if len(self._known) > KEPT:
            self._known.popitem(last=False)
        return text
