"""What a command answers, as stretches of blocks for Slack: pure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.digest.explain import Why
from bot.digest.section import Section
from bot.messages.explained import view_status, view_why
from bot.messages.layout import facts_of, view_digest, view_paper, view_stored
from bot.messages.pieces import Pieces
from bot.messages.reply import Button, Card, Digested, Listed, Papers, Part, Said, Snippet, Standing
from bot.messages.slack_blocks import button_rows, contexts, preformatted, sections
from bot.messages.slack_digest import SlackDigest
from bot.messages.slack_packing import Stretch, apart, under
from bot.messages.slack_views import linkable, linkable_quote
from bot.papers.model import StoredPaper


class SlackReplies:
    """Draws the parts of replies with the templates of ``pieces``."""

    def __init__(self, pieces: Pieces, digest: SlackDigest) -> None:
        self._pieces = pieces
        self._digest = digest

    def part(self, part: Part) -> Iterator[Stretch]:
        """Yield one part of a reply, in stretches that each fit into a message."""
        match part:
            case Said(text):
                yield from apart(sections(self._pieces.render("words", text=text)), text)
            case Listed(rows):
                lines = (f"{label} {text}".strip() for label, text in rows)
                yield from apart(sections(self._pieces.render("rows", rows=tuple(rows))), *lines)
            case Digested(hot, layout):
                view = view_digest([Section(hot, layout)])
                yield from (*self._digest.channel(view), *self._digest.thread(view))
            case Papers(papers, first_rank, notes):
                yield from self._papers(papers, first_rank, notes)
            case Card(why, explained):
                yield from self._why(why) if explained else self._card(why)
            case Standing(status):
                view_of_all = view_status(status)
                lines = (f"{source.label}: {source.state}" for source in view_of_all.sources)
                yield from apart(sections(self._pieces.render("status", status=view_of_all)), *lines)
            case Snippet(text, file_name):
                yield from apart(preformatted(text), file_name)

    def _papers(self, papers: Sequence[StoredPaper], first_rank: int, notes: Sequence[str]) -> Iterator[Stretch]:
        for offset, stored in enumerate(papers):
            drawn = self._digest.compact(view_stored(stored, first_rank + offset))
            note = notes[offset] if offset < len(notes) else ""
            remark = apart(contexts(self._pieces.render("remark", text=note)) if note.strip() else ())
            yield from under(drawn, remark)

    def _card(self, why: Why) -> Iterator[Stretch]:
        paper, facts = linkable(view_paper(why)), facts_of(why.stored)
        text = self._pieces.render(
            "paper_alone",
            paper=paper,
            withdrawn=facts.withdrawn,
            comment=facts.comment,
            journal_ref=facts.journal_ref,
            doi=facts.doi,
        )
        yield from apart(sections(text), paper.title)

    def _why(self, why: Why) -> Iterator[Stretch]:
        view = view_why(why)
        paper = linkable(view.paper)
        shown = replace(view, paper=paper, said=tuple(map(linkable_quote, view.said)))
        text = self._pieces.render("why", why=shown, withdrawn=why.stored.paper.withdrawn)
        yield from apart(sections(text), f"{paper.title}: heat {paper.heat}")
        if view.missing:
            foot = contexts(self._pieces.render("foot", sentences=view.missing))
            yield from apart(foot, *view.missing)


def with_buttons(stretches: Sequence[Stretch], buttons: Sequence[Button]) -> tuple[Stretch, ...]:
    """Return ``stretches`` with ``buttons`` under the last."""
    rows = apart(button_rows(buttons))
    return (*stretches[:-1], *under(stretches[-1], rows)) if stretches else tuple(rows)
