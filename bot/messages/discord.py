"""Digests and replies as messages on Discord: embeds, a menu, buttons."""

from collections.abc import Iterator, Sequence
from typing import Final

from bot.digest.section import Section
from bot.messages.discord_blocks import PICK, Block, Kind, body, button_rows, fit, menu_row
from bot.messages.discord_digest import Group, digest_groups
from bot.messages.discord_limits import FILES, ROWS
from bot.messages.discord_pieces import DiscordPieces
from bot.messages.discord_reply import written
from bot.messages.layout import PaperView, view_digest
from bot.messages.menu import options
from bot.messages.message import Attachment, JsonObject, Message, Where
from bot.messages.packing import runs_that_fit
from bot.messages.render import Renderer
from bot.messages.reply import Reply
from bot.papers.model import ArxivId

__all__ = ["PICK", "DiscordMessages"]

_NOTHING_ELSE: Final = [Block(Kind.LINE, "…")]
"""What a message says that has nothing but buttons or files."""


class DiscordMessages:
    """Writes for Discord; ``payload`` is the body of "create message" without its nonce.

    The head of a digest is the content, which notifications show; papers stand in embeds. A message with files
    names them in ``attachments``, in their order; whoever sends it adds ``files[0]`` and so on. Nothing says
    whether a reply is private: that is settled when a command is acknowledged.
    """

    takes_pictures: Final = True

    def __init__(self, renderer: Renderer, interactive: bool = True) -> None:  # noqa: FBT001, FBT002 - as all flavors
        self._pieces = DiscordPieces(renderer)
        self._interactive = interactive

    def digest(self, sections: Sequence[Section], attachments: Sequence[Attachment] = ()) -> tuple[Message, ...]:
        """Return a digest: what stands in the channel, then the papers of its thread; none without a section."""
        if not sections:
            return ()
        groups = digest_groups(view_digest(sections), self._pieces)
        channel = list(self._packed(groups.channel)) or [_NOTHING_ELSE]
        thread = self._packed(groups.thread)
        return (
            *(self._message(Where.CHANNEL, blocks) for blocks in channel[:-1]),
            self._message(Where.CHANNEL, channel[-1], files=attachments),
            *(self._message(Where.THREAD, blocks) for blocks in thread),
        )

    def reply(self, reply: Reply, attachments: Sequence[Attachment] = ()) -> tuple[Message, ...]:
        """Return an answer, its buttons and pictures under the last message."""
        answer = written(reply, self._pieces)
        messages = list(self._packed(answer.groups))
        rows = button_rows(reply.buttons) if self._interactive else []
        if not messages and rows:
            messages = [_NOTHING_ELSE]
        return tuple(self._answers(messages, rows, [*answer.files, *attachments]))

    def _answers(
        self, messages: list[Group], rows: Sequence[JsonObject], files: Sequence[Attachment]
    ) -> Iterator[Message]:
        """Yield ``messages``, and more of them where the last cannot hold all rows and files."""
        for blocks in messages[:-1]:
            yield self._message(Where.CHANNEL, blocks)
        for blocks in messages[-1:]:
            free = ROWS - len(self._menu(blocks))
            yield self._message(Where.CHANNEL, blocks, rows=rows[:free], files=files[:FILES])
            rows, files = rows[free:], files[FILES:]
        while rows or files:
            yield self._message(Where.CHANNEL, _NOTHING_ELSE, rows=rows[:ROWS], files=files[:FILES])
            rows, files = rows[ROWS:], files[FILES:]

    def _packed(self, groups: Sequence[Group]) -> Iterator[Group]:
        """Yield the blocks of each message; a group too large for any is parted between its blocks."""
        whole = [part for group in groups for part in ([group] if fit(group) else [[block] for block in group])]
        for run in runs_that_fit(whole, lambda run: fit(_flat(run))):
            yield _flat(run)

    def _message(
        self,
        where: Where,
        blocks: Sequence[Block],
        *,
        rows: Sequence[JsonObject] = (),
        files: Sequence[Attachment] = (),
    ) -> Message:
        papers = tuple(dict.fromkeys(ArxivId(paper.id) for block in blocks for paper in block.papers))
        return Message(where, body(blocks, [*self._menu(blocks), *rows], files), papers, tuple(files))

    def _menu(self, blocks: Sequence[Block]) -> list[JsonObject]:
        papers: list[PaperView] = [paper for block in blocks for paper in block.papers if not block.is_answer]
        return [menu_row(options(papers))] if papers and self._interactive else []


def _flat(groups: Sequence[Group]) -> Group:
    return [block for group in groups for block in group]
