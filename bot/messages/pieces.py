"""Pieces of messages, each rendered once however many places get it."""

from typing import Final

from bot.messages.remembering import Remembered
from bot.messages.render import Renderer

KEPT: Final = 20_000
"""Pieces remembered: of a busy day's 1,200 papers each in every layout, at most some 20 MB."""


class Pieces:
    """The templates of one flavor; the same piece of the same values is only rendered the first time."""

    def __init__(self, renderer: Renderer, flavor: str) -> None:
        self._renderer = renderer
        self._flavor = flavor
        self._known: Remembered[str] = Remembered(KEPT)

    def render(self, piece: str, **values: object) -> str:
        """Return the piece filled in, without white space at its end; ``values`` have to be hashable."""
        return self._known.get((piece, *values.items()), lambda: self.render_anew(piece, **values))

    def render_anew(self, piece: str, **values: object) -> str:
        """Return what ``render`` returns, for one who remembers it in another form."""
        return self._renderer.render(self._flavor, piece, **values).rstrip()
