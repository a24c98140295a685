"""An answer as groups of blocks: pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from bot.digest.explain import Why
from bot.digest.section import Section
from bot.messages.discord_blocks import Block, Kind
from bot.messages.discord_digest import Group, card, digest_groups
from bot.messages.discord_pieces import SENTENCE_CHARS, DiscordPieces, linked_mention
from bot.messages.explained import StatusView, WhyView, view_status, view_why
from bot.messages.layout import Facts, PaperView, facts_of, view_digest, view_paper, view_stored
from bot.messages.message import Attachment
from bot.messages.printable import JOINERS, printable
from bot.messages.reply import Card, Digested, Listed, Papers, Part, Reply, Said, Snippet, Standing
from bot.messages.wording import shortened

SNIPPET_CHARS: Final = 1500
"""A longer one is attached as a file."""

_TEXT_CHARS: Final = 900
"""Of one block: when every character has to be escaped it still fits into the content."""

_EVERYONE_CHARS: Final = 800
_FACT_CHARS: Final = 500

_FENCE: Final = "```"


@dataclass(frozen=True, slots=True)
class Written:
    """Groups of blocks, and the files that go with the last of them."""

    groups: list[Group]
    files: list[Attachment]


def written(reply: Reply, pieces: DiscordPieces) -> Written:
    """Return everything that ``reply`` says, part by part."""
    groups = [group for part in reply.parts for group in _part(part, pieces) if group]
    return Written(groups, [_file(part) for part in reply.parts if isinstance(part, Snippet) and _is_long(part)])


def _part(part: Part, pieces: DiscordPieces) -> Iterator[Group]:
    match part:
        case Said(text):
            yield from ([*pieces.put("sentence", Kind.LINE, sentence=chunk)] for chunk in _chunks(text))
        case Listed(rows):
            yield from ([*_row(pieces, *row)] for row in rows)
        case Digested(hot, layout):
            groups = digest_groups(view_digest([Section(hot, layout)]), pieces)
            yield from [*groups.channel, *groups.thread]
        case Papers():
            yield from _papers(part, pieces)
        case Card(why, explained):
            yield from _explained(why, pieces) if explained else [_alone(why, pieces)]
        case Standing(status):
            yield from _standing(view_status(status), pieces)
        case Snippet():
            yield _snippet(part, pieces)


def _chunks(text: str) -> Iterator[str]:
    """Yield ``text`` between words, as much at once as fits into the content however much must be escaped."""
    chunk = ""
    for word in text.split():
        for part in (word[at : at + _TEXT_CHARS] for at in range(0, len(word), _TEXT_CHARS)):
            if chunk and len(chunk) + 1 + len(part) > _TEXT_CHARS:
                yield chunk
                chunk = ""
            chunk = f"{chunk} {part}" if chunk else part
    if chunk:
        yield chunk


def _row(pieces: DiscordPieces, label: str, text: str) -> Iterator[Block]:
    label = shortened(printable(label), SENTENCE_CHARS // 4)
    for number, chunk in enumerate(list(_chunks(text)) or [""]):
        yield from pieces.put("row", Kind.LINE, label="" if number else label, text=chunk)


def _papers(papers: Papers, pieces: DiscordPieces) -> Iterator[Group]:
    notes = papers.notes or ("",) * len(papers.papers)
    for number, (stored, note) in enumerate(zip(papers.papers, notes, strict=True)):
        view = view_stored(stored, papers.first_rank + number)
        yield pieces.compact(view, Kind.MORE if number else Kind.EMBED, note)


def _alone(why: Why, pieces: DiscordPieces) -> Group:
    view = view_paper(why)
    block = card(pieces, "paper_alone", _named(view), facts=_facts(why))
    return [replace(block, is_answer=True)]


def _named(view: PaperView) -> PaperView:
    """Return ``view`` with everybody named, unless they are too many: then the first, and how many there are."""
    return view if len(view.everyone) <= _EVERYONE_CHARS else replace(view, everyone=view.authors)


def _facts(why: Why) -> Facts:
    """Return what a card shows beside its paper, as long as it may be."""
    facts = facts_of(why.stored)
    return Facts(facts.withdrawn, _brief(facts.comment), _brief(facts.journal_ref), _brief(facts.doi))


def _brief(text: str | None) -> str:
    return shortened(text or "", _FACT_CHARS)


def _explained(why: Why, pieces: DiscordPieces) -> Iterator[Group]:
    view = view_why(why)
    block = card(pieces, "why", view.paper, facts=_facts(why), terms=view.terms)
    yield [replace(block, is_answer=True)]
    yield from _details(view, pieces)


def _details(view: WhyView, pieces: DiscordPieces) -> Iterator[Group]:
    for series in view.series:
        yield pieces.put("series", Kind.MORE, gap="\n\n", series=series)
    for quote in view.said:
        yield pieces.put("said", Kind.MORE, gap="\n\n", quote=linked_mention(quote))
    yield pieces.sentences("foot", view.missing, Kind.MORE)


def _standing(view: StatusView, pieces: DiscordPieces) -> Iterator[Group]:
    for fact in view.facts:
        yield [*_row(pieces, *fact)]
    for number, source in enumerate(view.sources):
        brief = replace(source, detail=shortened(source.detail, SENTENCE_CHARS))
        yield pieces.put("source", Kind.LINE, gap="\n" if number else "\n\n", source=brief)


def _is_long(snippet: Snippet) -> bool:
    """Tell whether a snippet goes into a file: for its length, or because it could end the code block around it."""
    return len(snippet.text) > SNIPPET_CHARS or _FENCE in snippet.text


def _snippet(snippet: Snippet, pieces: DiscordPieces) -> Group:
    if _is_long(snippet):
        return pieces.put("attached", Kind.LINE, file_name=snippet.file_name)
    lines = (printable(line, keep=JOINERS) for line in snippet.text.splitlines())
    return pieces.code("\n".join(lines))


def _file(snippet: Snippet) -> Attachment:
    return Attachment(snippet.file_name, snippet.text.encode(), alt="")
