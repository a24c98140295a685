"""Views made fit for Slack's templates: addresses that stand as they are, titles that show: pure."""

from dataclasses import replace
from typing import Final

from bot.messages.layout import Link, PaperView, Quote
from bot.messages.printable import printable
from bot.messages.render import Verbatim

ADDRESS_CHARS: Final = 1_000
"""A link with a longer address is left out: it would not fit into a section together with its label."""


def linkable(paper: PaperView) -> PaperView:
    """Return ``paper`` with its addresses ready for ``<address|label>``, and its id where its title does not show."""
    return replace(
        paper,
        title=paper.title if printable(paper.title).strip() else paper.id,
        url=address(paper.url) or Verbatim(""),
        links=tuple(Link(link.label, url) for link in paper.links if (url := address(link.url))),
        quote=paper.quote and linkable_quote(paper.quote),
    )


def linkable_quote(quote: Quote) -> Quote:
    """Return ``quote`` with its address ready for ``<address|label>``."""
    return replace(quote, url=address(quote.url))


def address(url: str | None) -> Verbatim | None:
    """Return ``url``, a web address of the layout's, as it stands in a link.

    What could end the address is percent-encoded there already, but ``&`` would start an entity.
    """
    return Verbatim(url.replace("&", "&amp;").replace("|", "%7C")) if url and len(url) <= ADDRESS_CHARS else None
