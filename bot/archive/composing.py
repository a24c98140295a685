"""Digests as Hot Papers posts, for a place that is a folder."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.archive.gathered import post_of_day
from bot.archive.printing import print_post
from bot.digest.section import Section
from bot.digest.select import HotList
from bot.messages.message import Attachment, Message, Where
from bot.messages.render import Renderer
from bot.messages.reply import Reply

FILE_ENDING: Final = "---Hot-Papers.md"


class PostMessages:
    """Writes one Markdown post a digest: the papers of all its topics, each once, in their order.

    A post has neither pictures nor lines for what rises.
    """

    takes_pictures: Final = False

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    def digest(self, sections: Sequence[Section], attachments: Sequence[Attachment] = ()) -> tuple[Message, ...]:  # noqa: ARG002 - a post has no room for pictures
        """Return the post as ``{"file": "2026-11-20---Hot-Papers.md", "text": …}``."""
        if not sections:
            return ()
        hot = _joined([section.hot for section in sections])
        text = print_post(post_of_day(hot, self._renderer), self._renderer)
        papers = tuple(one.stored.id for one in hot.papers)
        return (Message(Where.CHANNEL, {"file": f"{hot.day.isoformat()}{FILE_ENDING}", "text": text}, papers),)

    def reply(self, reply: Reply, attachments: Sequence[Attachment] = ()) -> tuple[Message, ...]:  # noqa: ARG002 - as every composer
        """Return nothing: nobody asks a folder."""
        return ()


def _joined(lists: Sequence[HotList]) -> HotList:
    """Return one list with the papers of all, numbered through."""
    papers = {one.stored.id: one for hot in lists for one in hot.papers}
    numbered = tuple(replace(one, rank=rank) for rank, one in enumerate(papers.values(), start=1))
    return replace(lists[0], day=max(hot.day for hot in lists), papers=numbered)
