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
from bot.messages.slack_blocks import is_actions, is_divider, menu
from bot.messages.slack_limits import BLOCKS, FALLBACK_UNITS, MESSAGE_UNITS, SELECT_OPTIONS, block_units, units
from bot.messages.wording import shortened
from bot.papers.model import ArxivId

_MORE: Final = "…"
_LINE_CHARS: Final = 500


@dataclass(frozen=True, slots=True)
class Stretch:
    """Blocks that are not torn apart, of so many ``units``; ``lines`` say them where no blocks can be shown.

    ``papers`` may be picked; they stand here in full, unless it ``only_names`` them.
    """

    blocks: tuple[JsonObject, ...]
    lines: tuple[str, ...]
    units: int
    papers: tuple[PaperView, ...] = ()
    only_names: bool = False


def stretch(
    blocks: Iterable[JsonObject], *lines: str, papers: Sequence[PaperView] = (), only_names: bool = False
) -> Stretch:
    """Return ``blocks`` as one stretch, its text counted together with what each paper takes in the menu."""
    kept = tuple(blocks)
    picking = sum(units(option.label) + units(option.request) for option in options(papers))
    return Stretch(kept, lines, block_units(kept) + picking, tuple(papers), only_names)


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
        only_names=any(each.only_names for each in stretches),
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
        and sum(len(each.papers) for each in run) <= SELECT_OPTIONS
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
    papers = [paper for each in run for paper in each.papers]
    blocks = list(dropwhile(is_divider, (block for each in run for block in each.blocks)))
    payload: JsonObject = {
        "text": fallback([*lead, *(line for each in run for line in each.lines)]),
        "blocks": [
            *(block for block in blocks if not is_actions(block)),
            *(menu(options(papers)) if interactive else ()),
            *filter(is_actions, blocks),
        ],
        "unfurl_links": False,
        "unfurl_media": False,
    }
    whole = (paper.id for each in run if not each.only_names for paper in each.papers)
    return Message(where, payload, tuple(ArxivId(each) for each in dict.fromkeys(whole)), tuple(attachments))


def fallback(lines: Iterable[str]) -> str:
    """Return what notifications and screen readers say: as many of ``lines`` as fit."""
    escaped = [unlinked(line) for each in lines if (line := escape_slack(shortened(each, _LINE_CHARS)).strip())]
    text = "\n".join(escaped) or _MORE
    while units(text) > FALLBACK_UNITS:
        escaped.pop()
        text = "\n".join([*escaped, _MORE])
    return text
