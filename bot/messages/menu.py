"""The one menu of a message, from which a reader picks a paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.messages.buttons import pack
from bot.messages.layout import PaperView
from bot.messages.reply import Button
from bot.messages.wording import shortened

PLACEHOLDER: Final = "Pick a paper: show, why, similar, save, cite"

OPTION_CHARS: Final = 75
"""Slack's limit for the text of an option, the lowest.

Source: https://docs.slack.dev/reference/block-kit/composition-objects/option-object, read 2026-11.
"""


@dataclass(frozen=True, slots=True)
class Option:
    """A paper to pick; ``request`` is what ``buttons.unpack`` reads: the paper shown, and what else there is to do."""

    label: str
    request: str


def options(papers: Sequence[PaperView]) -> tuple[Option, ...]:
    """Return an option for each of ``papers``, each once; its answer carries the further actions as buttons."""
    picked = {paper.id: paper for paper in papers}
    return tuple(Option(_label(paper), pack(Button("Show", "show", {"paper": paper.id}))) for paper in picked.values())


def _label(paper: PaperView) -> str:
    rank = f"{paper.rank}. " if paper.rank else ""
    return rank + shortened(paper.title, OPTION_CHARS - len(rank))
