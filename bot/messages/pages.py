"""Pages: a digest or a reply as one self-contained HTML document, of the pieces of templates/html."""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from mimetypes import guess_type
from typing import Final

from bot.digest.explain import Why
from bot.digest.section import Section
from bot.messages.buttons import typed
from bot.messages.explained import view_status, view_why
from bot.messages.layout import DigestView, PaperView, SectionView, facts_of, view_digest, view_paper, view_stored
from bot.messages.message import Attachment, Message, Where
from bot.messages.pieces import Pieces
from bot.messages.render import Renderer, Verbatim
from bot.messages.reply import Button, Card, Digested, Listed, Papers, Part, Reply, Said, Snippet, Standing, papers_of
from bot.subscriptions.model import Layout

NAME: Final = "Hot Papers"


class HtmlMessages:
    """Writes a digest or a reply as one page that needs nothing from outside: its style and its pictures are in it.

    There is no script, so the buttons of a reply are said as what to type, unless ``interactive`` is False;
    a digest has no menu. ``digest_body`` and ``page`` are the two halves, for whoever puts another page around.
    """

    takes_pictures: Final = True

    def __init__(self, renderer: Renderer, interactive: bool = True) -> None:  # noqa: FBT001, FBT002 - as all flavors
        self._renderer = renderer
        self._pieces = Pieces(renderer, "html")
        self._interactive = interactive

    def digest(self, sections: Sequence[Section], attachments: Sequence[Attachment] = ()) -> tuple[Message, ...]:
        """Return the whole digest as one message, its pictures in the page; none where there is no section."""
        if not sections:
            return ()
        view = view_digest(sections)
        span = common_span(view)
        body = _joined([self.digest_body(view), *map(self._picture, attachments)])
        page = self.page(body, title=f"{NAME} · {span}" if span else NAME, span=span, has_legend=True)
        papers = dict.fromkeys(one.stored.id for section in sections for one in section.hot.papers)
        return (Message(Where.CHANNEL, {"html": page}, tuple(papers)),)

    def reply(self, reply: Reply, attachments: Sequence[Attachment] = ()) -> tuple[Message, ...]:
        """Return the whole answer as one message, its pictures in the page."""
        buttons = reply.buttons if self._interactive else ()
        taken = set[str]()
        parts = (html for part in reply.parts for html in self._part(part, taken))
        body = _joined([*parts, *map(self._picture, attachments), self._buttons(buttons)])
        page = self.page(body, title=_title_of(reply))
        return (Message(Where.CHANNEL, {"html": page}, papers_of(reply)),)

    def page(self, body: str, *, title: str, span: str = "", has_legend: bool = False) -> str:
        """Return ``body``, which is HTML, as a page of its own, with ``span`` (a day, say) in its headline."""
        values = {"title": title, "span": span, "has_legend": has_legend, "body": Verbatim(body)}
        return self._renderer.render("html", "page", **values)

    def digest_body(self, view: DigestView, taken: set[str] | None = None) -> str:
        """Return what stands in the page of a digest, as HTML; its papers have their arXiv ids for anchors.

        ``taken`` are the ids that stand in the page already, and has those of the digest afterwards.
        """
        span, taken = common_span(view), set() if taken is None else taken
        numbers = _free_numbers(len(view.sections), taken)
        numbered = tuple(zip(numbers, view.sections, strict=True))
        sections = [
            self._section(number, section, taken, has_span=section.head.span != span) for number, section in numbered
        ]
        heads = tuple((number, section.head) for number, section in numbered)
        contents = self._put("contents", heads=heads) if len(heads) > 1 else ""
        return _joined([contents, *sections, self._put("foot", sentences=view.foot) if view.foot else ""])

    def _section(self, number: int, section: SectionView, taken: set[str], *, has_span: bool) -> str:
        content = [
            self._put("head", number=number, head=section.head, has_span=has_span),
            self._put("empty", empty=section.empty) if section.empty else "",
            self._papers(section, taken) if section.papers else "",
            self._put("rising", papers=section.rising) if section.rising else "",
            self._put("notes", sentences=section.notes) if section.notes else "",
        ]
        return self._around("section", number=number, content=_joined(content))

    def _papers(self, section: SectionView, taken: set[str]) -> str:
        ids = tuple(_anchor(paper, taken) for paper in section.papers)
        pairs = tuple(zip(section.papers, ids, strict=True))
        overview = self._put("overview", papers=pairs) if section.layout == Layout.THREAD else ""
        piece = "paper_compact" if section.layout == Layout.COMPACT else "paper_full"
        papers = _joined(self._put(piece, paper=paper, id=anchor, note="") for paper, anchor in pairs)
        return _joined([overview, self._around("papers", content=papers, layout=section.layout.value)])

    def _part(self, part: Part, taken: set[str]) -> Iterator[str]:
        match part:
            case Said(text):
                yield self._put("sentence", sentence=text)
            case Listed(rows):
                yield self._put("listed", rows=rows)
            case Digested(hot, layout):
                yield self.digest_body(view_digest([Section(hot, layout)]), taken)
            case Papers():
                yield self._found(part)
            case Card(why, explained):
                yield self._why(why) if explained else self._card(why)
            case Standing(status):
                yield self._put("status", status=view_status(status))
            case Snippet(text):
                yield self._put("snippet", lines=tuple(text.splitlines()))

    def _found(self, found: Papers) -> str:
        notes = found.notes or ("",) * len(found.papers)
        numbered = enumerate(zip(found.papers, notes, strict=True), start=found.first_rank)
        views = ((view_stored(stored, rank), note) for rank, (stored, note) in numbered)
        papers = _joined(self._put("paper_compact", paper=paper, id="", note=note) for paper, note in views)
        return self._around("found", content=self._around("papers", content=papers, layout=Layout.COMPACT.value))

    def _card(self, why: Why) -> str:
        return self._put("paper_alone", paper=view_paper(why), facts=facts_of(why.stored))

    def _why(self, why: Why) -> str:
        view = view_why(why)
        foot = self._put("foot", sentences=view.missing) if view.missing else ""
        return _joined([self._put("why", why=view, facts=facts_of(why.stored)), foot])

    def _buttons(self, buttons: Sequence[Button]) -> str:
        rows = tuple((button.label, f"/papers {typed(button)}") for button in buttons)
        return self._put("choices", rows=rows) if rows else ""

    def _picture(self, picture: Attachment) -> str:
        media_type = guess_type(picture.file_name)[0] or "image/png"
        return self._around("picture", media_type=media_type, data=b64encode(picture.content).decode(), alt=picture.alt)

    def _put(self, piece: str, **values: object) -> str:
        return self._pieces.render(piece, **values)

    def _around(self, piece: str, *, content: str = "", **values: object) -> str:
        """Return a piece that is too large to remember, around ``content``, which is HTML."""
        return self._renderer.render("html", piece, content=Verbatim(content), **values).rstrip()


def common_span(view: DigestView) -> str:
    """Return the day or days of all sections; empty where they differ."""
    spans = {section.head.span for section in view.sections}
    return spans.pop() if len(spans) == 1 else ""


def _free_numbers(count: int, taken: set[str]) -> range:
    """Return the next numbers for topics of a page, and take them."""
    first = sum(each.startswith("topic-") for each in taken) + 1
    numbers = range(first, first + count)
    taken.update(f"topic-{number}" for number in numbers)
    return numbers


def _anchor(paper: PaperView, taken: set[str]) -> str:
    """Return the id for a paper in its page; empty where it stands there already."""
    anchor = "" if paper.id in taken else paper.id
    taken.add(paper.id)
    return anchor


def _title_of(reply: Reply) -> str:
    cards = (part.why.stored for part in reply.parts if isinstance(part, Card))
    return next((f"{stored.title} · {NAME}" for stored in cards), NAME)


def _joined(pieces: Iterable[str]) -> str:
    return "\n".join(piece for piece in pieces if piece)
