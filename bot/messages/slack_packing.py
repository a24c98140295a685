"""What stands together in one message on Slack: pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile
from typing import Final

from bot.messages.escape_slack import escape_slack, unlinked
from bot.messages.layout import PaperView
from bot.messages.menu import PLACEHOLDER, options
from bot.messages.message import Attachment, JsonObject, Message, Where
from bot.messages.packing import runs_that_fit
from bot.messages.slack_blocks import choices, is_actions, is_divider, menu
from bot.messages.slack_limits import BLOCKS, FALLBACK_UNITS, MESSAGE_UNITS, SELECT_OPTIONS, block_units
from bot.messages.units import units
from bot.messages.wording import shortened
from bot.papers.model import ArxivId

_MORE: Final = "…"
_LINE_CHARS: Final = 500


@dataclass(frozen=True, slots=True)
class Stretch:
    """Blocks that are not torn apart, of so many ``units``; ``lines`` say them where no blocks can be shown.

    ``papers`` stand here in full, ``choices`` are those that the menu has.
    """

    blocks: tuple[JsonObject, ...]
    lines: tuple[str, ...]
    units: int
    papers: tuple[ArxivId, ...] = ()
    choices: tuple[JsonObject, ...] = ()


def stretch(
    blocks: Iterable[JsonObject], *lines: str, papers: Sequence[PaperView] = (), only_names: bool = False
) -> Stretch:
    """Return ``blocks`` as one stretch, its text counted together with what each paper takes in the menu."""
    kept, picks = tuple(blocks), choices(options(papers))
    return Stretch(
        blocks=kept,
        lines=tuple(filter(None, map(_fallback_line, lines))),
        units=block_units(kept) + block_units(picks),
        papers=() if only_names else tuple(ArxivId(paper.id) for paper in papers),
        choices=picks,
    )


def apart(blocks: Iterable[JsonObject], *lines: str) -> Iterator[Stretch]:
    """Yield each of ``blocks`` as a stretch; the first says all of the ``lines``."""
    for number, block in enumerate(blocks):
        yield stretch([block], *(lines if number == 0 else ()))


def joined(*stretches: Stretch) -> Stretch:
    """Return several stretches as one."""
    return Stretch(
        blocks=tuple(block for each in stretches for block in each.blocks),
        lines=tuple(line for each in stretches for line in each.lines),
        units=sum(each.units for each in stretches),
        papers=tuple(paper for each in stretches for paper in each.papers),
        choices=tuple(choice for each in stretches for choice in each.choices),
    )


def under(first: Stretch, others: Iterable[Stretch]) -> Iterator[Stretch]:
    """Yield ``others`` behind ``first``, the first of them not to be torn from it where one message holds both."""
    rest = iter(others)
    second = next(rest, None)
    if second is None:
        yield first
    elif fit([both := joined(first, second)]):
        yield both
    else:
        yield from (first, second)
    yield from rest


def fit(run: Sequence[Stretch]) -> bool:
    """Tell whether one message holds ``run`` and its menu."""
    return (
        sum(len(each.blocks) for each in run) < BLOCKS
        and sum(each.units for each in run) + len(PLACEHOLDER) <= MESSAGE_UNITS
        and sum(len(each.choices) for each in run) <= SELECT_OPTIONS
    )


def messages(
    stretches: Sequence[Stretch], where: Where, *, interactive: bool, continued: str | None = None
) -> Iterator[Message]:
    """Yield ``stretches`` as messages, as few as hold them; ``continued`` starts the text of each but the first."""
    for number, run in enumerate(runs_that_fit(stretches, fit)):
        lead = [continued] if number and continued else []
        yield message(run, where, interactive=interactive, lead=lead)


def message(
    run: Sequence[Stretch],
    where: Where,
    *,
    interactive: bool,
    lead: Sequence[str] = (),
    attachments: Sequence[Attachment] = (),
) -> Message:
    """Return ``run`` as one message, with the menu of its papers at the end, then its buttons."""
    picks = {str(choice["value"]): choice for each in run for choice in each.choices}
    blocks = list(dropwhile(is_divider, (block for each in run for block in each.blocks)))
    payload: JsonObject = {
        "text": fallback([*lead, *(line for each in run for line in each.lines)]),
        "blocks": [
            *(block for block in blocks if not is_actions(block)),
            *(menu(list(picks.values())) if interactive else ()),
            *filter(is_actions, blocks),
        ],
        "unfurl_links": False,
        "unfurl_media": False,
    }
    papers = dict.fromkeys(paper for each in run for paper in each.papers)
    return Message(where, payload, tuple(papers), tuple(attachments))


def fallback(lines: Sequence[str]) -> str:
    """Return what notifications and screen readers say: as many of the escaped ``lines`` as fit."""
    text = "\n".join(lines) or _MORE
    fitting = len(lines)
    while units(text) > FALLBACK_UNITS:
        fitting -= 1
        text = "\n".join([*lines[:fitting], _MORE])
    return text


def _fallback_line(text: str) -> str:
    return unlinked(escape_slack(shortened(text, _LINE_CHARS)).strip())
