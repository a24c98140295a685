"""Messages on Slack: arguments of ``chat.postMessage`` without channel and metadata."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from bot.digest.section import Section
from bot.messages.layout import view_digest
from bot.messages.message import Attachment, Message, Where
from bot.messages.pieces import Pieces
from bot.messages.render import Renderer
from bot.messages.reply import Reply
from bot.messages.slack_digest import NAME, SlackDigest
from bot.messages.slack_packing import Stretch, message, messages
from bot.messages.slack_replies import SlackReplies, with_buttons

FLAVOR: Final = "slack"
_CONTINUED: Final = f"{NAME}, continued"


class SlackMessages:
    """Composes for Slack; without ``interactive``, as for an incoming webhook, there are no menus and buttons."""

    def __init__(self, renderer: Renderer, interactive: bool = True) -> None:  # noqa: FBT001, FBT002 - as every composer
        pieces = Pieces(renderer, FLAVOR)
        self._interactive = interactive
        # An incoming webhook takes no files.
        self.takes_pictures: Final = interactive
        self._digest = SlackDigest(pieces)
        self._replies = SlackReplies(pieces, self._digest)

    def digest(self, sections: Sequence[Section], attachments: Sequence[Attachment] = ()) -> tuple[Message, ...]:
        """Return a digest as messages: the channel's, then one for each paper of the thread."""
        if not sections:
            return ()
        view = view_digest(sections)
        channel = list(self._messages(self._digest.channel(view), continued=_CONTINUED))
        channel[-1] = self._illustrated(channel[-1], attachments)
        thread = (message([each], Where.THREAD, interactive=self._interactive) for each in self._digest.thread(view))
        return (*channel, *thread)

    def reply(self, reply: Reply, attachments: Sequence[Attachment] = ()) -> tuple[Message, ...]:
        """Return an answer as messages; threads cannot be private, so papers of one follow their titles."""
        stretches = [each for part in reply.parts for each in self._replies.part(part)]
        shown = with_buttons(stretches, reply.buttons) if self._interactive else tuple(stretches)
        composed = tuple(self._messages(shown))
        return (*composed[:-1], *(self._illustrated(last, attachments) for last in composed[-1:]))

    def _illustrated(self, message: Message, attachments: Sequence[Attachment]) -> Message:
        return replace(message, attachments=tuple(attachments)) if self.takes_pictures else message

    def _messages(self, stretches: Sequence[Stretch], continued: str | None = None) -> Iterator[Message]:
        return messages(stretches, Where.CHANNEL, interactive=self._interactive, continued=continued)
