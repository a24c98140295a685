"""Pieces of a message on Discord, and how they become its body: pure.

A message is its ``content``, which notifications show, and embeds. A block is what must stay together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Final

from bot.messages import discord_limits as limits
from bot.messages.buttons import fits as fits_button
from bot.messages.buttons import pack
from bot.messages.escape_discord import is_blank
from bot.messages.layout import PaperView
from bot.messages.menu import PLACEHOLDER, Option
from bot.messages.message import Attachment, JsonObject
from bot.messages.printable import JOINERS, printable
from bot.messages.reply import Button, Tone
from bot.messages.units import units

COLOR: Final = 0xB31B1B
"""Of the bar beside an embed: arXiv's red."""

_ACTION_ROW, _BUTTON, _SELECT = 1, 2, 3
"""Types of components: https://docs.discord.com/developers/components/reference, as of 2026-08."""

_STYLES: Final = {Tone.PLAIN: 2, Tone.GOOD: 3, Tone.BAD: 4}

PICK: Final = "pick"
"""The ``custom_id`` of the menu; a value picked from it is a request."""


class Kind(Enum):
    """Where a block stands: in the content, in an embed of its own, or in the text before it."""

    LINE = auto()
    EMBED = auto()
    MORE = auto()


@dataclass(frozen=True, slots=True)
class Block:
    """Markdown that is never cut; ``gap`` is what parts it from the block before in the same text.

    ``papers`` stand in it in full, and are offered in the menu unless ``is_answer``: then they are what was picked.
    A LINE behind an embed, and MORE without room before it, is an embed of its own.
    """

    kind: Kind
    text: str
    title: str = ""
    url: str | None = None
    gap: str = "\n\n"
    papers: tuple[PaperView, ...] = ()
    is_answer: bool = False


@dataclass(slots=True)
class _Embed:
    title: str
    url: str | None
    description: str

    def takes(self, block: Block) -> bool:
        more = units(block.gap) + units(block.text)
        return units(self.description) + more <= limits.EMBED_DESCRIPTION


@dataclass(slots=True)
class Draft:
    """A message being written: its content and embeds."""

    content: str = ""
    embeds: list[_Embed] = field(default_factory=list)

    def takes(self, block: Block) -> bool:
        """Tell whether ``block`` belongs into the content of a message that has no embeds."""
        if block.kind is Kind.MORE:
            more = units(self.content) + units(block.gap) + units(block.text)
            return bool(self.content) and more <= limits.CONTENT
        return block.kind is Kind.LINE

    def fits(self) -> bool:
        """Tell whether Discord takes all of it."""
        texts = [text for embed in self.embeds for text in (embed.title, embed.description)]
        return (
            units(self.content) <= limits.CONTENT
            and len(self.embeds) <= limits.EMBEDS
            and all(units(embed.title) <= limits.EMBED_TITLE for embed in self.embeds)
            and all(units(embed.description) <= limits.EMBED_DESCRIPTION for embed in self.embeds)
            and sum(map(units, texts)) <= limits.EMBEDS_TOTAL
            and sum(map(limits.size, texts)) <= limits.EMBEDS_BYTES
        )


def drafted(blocks: Sequence[Block]) -> Draft:
    """Return the message that ``blocks`` make, whether or not it fits."""
    draft = Draft()
    for block in blocks:
        last = draft.embeds[-1] if draft.embeds else None
        if last is None and draft.takes(block):
            draft.content += (block.gap if draft.content else "") + block.text
        elif last is not None and block.kind is Kind.MORE and last.takes(block):
            last.description += block.gap + block.text
        else:
            draft.embeds.append(_Embed(block.title, block.url, block.text))
    return draft


def fit(blocks: Sequence[Block]) -> bool:
    """Tell whether ``blocks`` fit into one message, with a menu of their papers."""
    papers = {paper.id for block in blocks for paper in block.papers}
    return len(papers) <= limits.OPTIONS and drafted(blocks).fits()


def within_limits(block: Block) -> Block | None:
    """Return ``block`` so that it can stand alone in a message; None if there is nothing in it to see.

    Ours can; one of a user's own template may not.
    """
    if is_blank(block.text) and is_blank(block.title):
        return None
    if fit([block]):
        return block
    most = limits.CONTENT if block.kind is Kind.LINE else limits.EMBED_DESCRIPTION
    title, text = limits.clipped(block.title, limits.EMBED_TITLE), limits.clipped(block.text, most)
    while limits.size(title) + limits.size(text) > limits.EMBEDS_BYTES:
        text = limits.clipped(text, units(text) * 3 // 4)
    return replace(block, title=title, text=text)


def body(blocks: Sequence[Block], components: Sequence[JsonObject], files: Sequence[Attachment]) -> JsonObject:
    """Return the body of "create message" without its nonce; nobody is ever notified by what it says."""
    draft = drafted(blocks)
    parts: JsonObject = {
        "content": draft.content,
        "embeds": [_embed_json(embed) for embed in draft.embeds],
        "components": list(components),
        "attachments": [_file_json(number, file) for number, file in enumerate(files)],
    }
    return {name: part for name, part in parts.items() if part} | {"allowed_mentions": {"parse": []}}


def _embed_json(embed: _Embed) -> JsonObject:
    parts: JsonObject = {"title": embed.title, "url": embed.url, "description": embed.description, "color": COLOR}
    return {name: part for name, part in parts.items() if part}


def _file_json(number: int, file: Attachment) -> JsonObject:
    described = {"description": limits.clipped(file.alt, limits.FILE_DESCRIPTION)} if file.alt else {}
    return {"id": str(number), "filename": file.file_name, **described}


def menu_row(options: Sequence[Option]) -> JsonObject:
    """Return the row with the menu of a message's papers."""
    picks = [
        {"label": _label(option.label, limits.OPTION_LABEL) or option.request, "value": option.request}
        for option in options
    ]
    return _row([{"type": _SELECT, "custom_id": PICK, "placeholder": PLACEHOLDER, "options": picks}])


def button_rows(buttons: Sequence[Button]) -> list[JsonObject]:
    """Return rows of buttons; of those with the same request, which Discord refuses, the first."""
    unique: dict[str, Button] = {}
    for button in filter(fits_button, buttons):
        unique.setdefault(pack(button), button)
    made = [_button(custom_id, button) for custom_id, button in unique.items()]
    return [_row(made[at : at + limits.BUTTONS_IN_ROW]) for at in range(0, len(made), limits.BUTTONS_IN_ROW)]


def _button(custom_id: str, button: Button) -> JsonObject:
    label = _label(button.label, limits.BUTTON_LABEL) or button.verb
    return {"type": _BUTTON, "style": _STYLES[button.tone], "label": label, "custom_id": custom_id}


def _row(components: Sequence[JsonObject]) -> JsonObject:
    return {"type": _ACTION_ROW, "components": list(components)}


def _label(text: str, most: int) -> str:
    """Return plain text as Discord shows it in a button or a menu, which know no markup; empty if blank."""
    return "" if is_blank(text) else limits.clipped(printable(text, keep=JOINERS).strip(), most)
