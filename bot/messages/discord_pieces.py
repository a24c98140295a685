"""The pieces of templates/discord, each a block of a message: pure."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.messages.discord_blocks import Block, Kind, within_limits
from bot.messages.discord_limits import CONTENT
from bot.messages.escape_discord import is_blank, label_discord
from bot.messages.escaping import web_address
from bot.messages.layout import Empty, Head, Link, PaperView, Quote, RisingView
from bot.messages.packing import LEVELS, abridged
from bot.messages.pieces import KEPT, Pieces
from bot.messages.remembering import Remembered
from bot.messages.render import Renderer, Verbatim
from bot.messages.units import units
from bot.messages.wording import shortened

SENTENCE_CHARS: Final = 300
"""Of a note or of a source's trouble."""

_SAID_CHARS: Final = (600, 300)
"""How long a topic's own words may be."""

_HEAD_CHARS: Final = CONTENT // 2
"""Half of the content is for why there is no paper."""

_NAME_CHARS: Final = (60, 30)
"""How long the name of each of several topics may be; where even the shorter are too much, they are counted."""

_HEAT_CHARS: Final = 12


def barest(paper: PaperView) -> PaperView:
    """Return what is needed to choose and no more: ten such papers fit into any one message."""
    brief = abridged(paper, LEVELS[-1])
    heat = shortened(paper.heat, _HEAT_CHARS)
    return replace(brief, heat=heat, categories="", day=None, venue=None, evidence=(), links=(), quote=None)


class DiscordPieces:
    """Fills in the templates; whatever comes back can stand in a message.

    A paper is drawn once for all digests that show it alike; its blocks are shared, and nobody may change them.
    """

    def __init__(self, renderer: Renderer) -> None:
        self._pieces = Pieces(renderer, "discord")
        self._papers: Remembered[Sequence[Block]] = Remembered(KEPT)

    def _text(self, piece: str, **values: object) -> str:
        """Return a piece without white space around it, which Discord trims."""
        return self._pieces.render(piece, **values).strip()

    def _anew(self, piece: str, **values: object) -> str:
        """Return what ``_text`` returns, of a paper whose block is remembered."""
        return self._pieces.render_anew(piece, **values).strip()

    def put(self, piece: str, kind: Kind, *, gap: str = "\n", **values: object) -> list[Block]:
        """Return a piece as a block; none where there is nothing to see in it."""
        return _standing(Block(kind, self._text(piece, **values), gap=gap))

    def head(self, head: Head) -> list[Block]:
        """Return what stands over the only topic of a digest."""
        texts = [self._text("head", head=_said_within(head, most)) for most in _SAID_CHARS]
        return _standing(Block(Kind.LINE, _first_that_fits(texts)))

    def heads(self, heads: Sequence[Head]) -> list[Block]:
        """Return what stands over a digest of several topics."""
        names = [tuple(shortened(head.name or head.said, most) for head in heads) for most in _NAME_CHARS]
        values = {"span": common_span(heads), "count": len(heads)}
        texts = [self._text("heads", names=each, **values) for each in (*names, ())]
        return _standing(Block(Kind.LINE, _first_that_fits(texts)))

    def section(self, head: Head, span: str, kind: Kind) -> list[Block]:
        """Return what stands over one of several topics; ``span`` is what all of them have in common, or empty."""
        brief = _said_within(head, _SAID_CHARS[-1])
        return _standing(Block(kind, self._text("section", head=brief, span=span)))

    def empty(self, empty: Empty, kind: Kind) -> list[Block]:
        """Return why there is no paper."""
        return self.put("empty", kind, empty=replace(empty, sentence=shortened(empty.sentence, _SAID_CHARS[0])))

    def rising(self, papers: Sequence[RisingView], kind: Kind) -> list[Block]:
        """Return what rises beside the papers above, a quiet line each; none where nothing does."""
        shown = tuple((replace(paper, url=_address(paper.url) or ""), _label(paper)) for paper in papers)
        return self.put("rising", kind, gap="\n\n", papers=shown) if shown else []

    def sentences(self, piece: str, sentences: Sequence[str], kind: Kind) -> list[Block]:
        """Return notes, or what is wrong with the sources, a block for each."""
        brief = [shortened(sentence, SENTENCE_CHARS) for sentence in sentences if not is_blank(sentence)]
        return [
            block
            for number, sentence in enumerate(brief)
            for block in self.put(piece, Kind.MORE if number else kind, gap=_gap(number), sentences=(sentence,))
        ]

    def compact(self, paper: PaperView, kind: Kind, note: str = "") -> list[Block]:
        """Return a paper in two lines, and a note on it."""
        return [*self._papers.get(("compact", paper, kind, note), lambda: self._compact(paper, kind, note))]

    def _compact(self, paper: PaperView, kind: Kind, note: str) -> list[Block]:
        text = self._anew("paper_compact", paper=_linked(paper), label=_label(paper))
        noted = [self._text("notes", sentences=(shortened(note, SENTENCE_CHARS),))] if note else []
        return _standing(Block(kind, "\n".join([text, *noted]), papers=(paper,)))

    def line(self, paper: PaperView, kind: Kind) -> list[Block]:
        """Return a paper's title, which stands in full elsewhere."""

        def drawn() -> list[Block]:
            text = self._anew("paper_line", paper=_linked(paper), label=_label(paper))
            return _standing(Block(kind, text, gap="\n"))

        return [*self._papers.get(("line", paper, kind), drawn)]

    def card(self, piece: str, paper: PaperView, **values: object) -> Block:
        """Return a paper in an embed of its own, within the limits or not."""
        [block] = self._papers.get((piece, paper, *values.items()), lambda: [self._card(piece, paper, **values)])
        return block

    def _card(self, piece: str, paper: PaperView, **values: object) -> Block:
        shown = _linked(paper)
        title = self._anew("paper_title", paper=shown)
        return Block(
            Kind.EMBED,
            self._anew(piece, paper=shown, **values),
            title=paper.id if is_blank(title) else title,
            url=shown.url or None,
            papers=(paper,),
        )

    def code(self, text: str) -> list[Block]:
        """Return lines to copy as they are; there is no fence in them, nor any character that acts."""
        return [] if is_blank(text) else _standing(Block(Kind.LINE, f"```\n{text}\n```", gap="\n"))


def _gap(number: int) -> str:
    return "\n" if number else "\n\n"


def _standing(block: Block) -> list[Block]:
    within = within_limits(block)
    return [within] if within else []


def _first_that_fits(texts: Sequence[str]) -> str:
    return next((text for text in texts if units(text) <= _HEAD_CHARS), texts[-1])


def _said_within(head: Head, most: int) -> Head:
    return replace(head, said=shortened(head.said, most))


def common_span(heads: Sequence[Head]) -> str:
    """Return the span of every head, or an empty text where they differ."""
    spans = {head.span for head in heads}
    return spans.pop() if len(spans) == 1 else ""


def _label(paper: PaperView | RisingView) -> Verbatim:
    label = label_discord(paper.title)
    return Verbatim(paper.id if is_blank(label) else label)


def _linked(paper: PaperView) -> PaperView:
    """Return ``paper`` with addresses that go out as they are; any that is not a plain web address is left out."""
    return replace(
        paper,
        url=_address(paper.url) or Verbatim(),
        links=tuple(Link(link.label, url) for link in paper.links if (url := _address(link.url))),
        quote=_linked_quote(paper.quote),
    )


def _linked_quote(quote: Quote | None) -> Quote | None:
    if quote is None or is_blank(quote.text):
        return None
    return linked_mention(quote)


def linked_mention(quote: Quote) -> Quote:
    """Return ``quote`` with an address that goes out as it is."""
    return replace(quote, url=_address(quote.url))


def _address(url: str | None) -> Verbatim | None:
    address = web_address(url) if url else None
    return Verbatim(address) if address else None
