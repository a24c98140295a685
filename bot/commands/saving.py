"""``save``, ``saved``, ``cite``, ``forget-me``: reading lists, what they are good for, and their end."""

from collections.abc import Sequence
from typing import Final

from bot.commands.desk import Desk
from bot.commands.reading import known_paper, unknown_paper
from bot.commands.subscribing import confirm_or_cancel
from bot.commands.values import Given, parse_day, shown
from bot.commands.words import Request
from bot.errors import BadArgument, NotFound
from bot.messages.reply import Button, Papers, Reply, Said, Snippet, Tone
from bot.messages.wording import counted, day_text
from bot.papers.citation import CitationStyle
from bot.papers.citation import cite as cited
from bot.papers.ids import parse_arxiv_id
from bot.papers.model import ArxivId, StoredPaper
from bot.store.subscriptions_contract import Draft
from bot.subscriptions.model import Place

PAGE_PAPERS: Final = 20

_LABELS: Final = {CitationStyle.BIBTEX: "BibTeX", CitationStyle.RIS: "RIS", CitationStyle.CSL: "CSL-JSON"}
_SUFFIXES: Final = {CitationStyle.BIBTEX: "bib", CitationStyle.RIS: "ris", CitationStyle.CSL: "json"}


async def save(desk: Desk, request: Request, given: Given) -> Reply:
    """Put a paper on a reading list, or take it off."""
    owner, whose = _list_of(request, given)
    if given.flag("remove"):
        return await _remove(desk, given, owner, whose)
    paper_id = await known_paper(desk, given)
    is_new = await desk.memory.save_paper(owner, paper_id, at=desk.clock.now())
    text = f"{paper_id} is on {whose} now." if is_new else f"{paper_id} was on {whose} already."
    here = {"here": "true"} if given.flag("here") else {}
    buttons = (
        Button("Take it off", "save", {"paper": paper_id, "remove": "true", **here}),
        Button("Show the list", "saved", here),
    )
    return Reply((Said(text),), buttons, private=not here)


async def saved(desk: Desk, request: Request, given: Given) -> Reply:
    """Answer with a reading list, the last saved first."""
    owner, whose = _list_of(request, given)
    papers = await desk.memory.saved_papers(owner)
    if not papers:
        return Reply((Said(f"There is nothing on {whose} yet. Put a paper there with save, such as: save 2102.01672"),))
    page = given.get("page", int) or 1
    skip = (page - 1) * PAGE_PAPERS
    shown_papers = papers[skip : skip + PAGE_PAPERS]
    if not shown_papers:
        raise NotFound(f"There are only {counted(len(papers), 'paper')} on {whose}: ask for an earlier page.")
    notes = tuple(f"saved {day_text(each.saved_at.date())}" for each in shown_papers)
    here = {"here": "true"} if given.flag("here") else {}
    following = Button("More", "saved", {"page": str(page + 1), **here})
    buttons = (
        *((following,) if len(papers) > skip + PAGE_PAPERS else ()),
        Button("Cite them", "cite", {"what": "saved", **here}),
    )
    listed = Papers(tuple(each.stored for each in shown_papers), first_rank=skip + 1, notes=notes)
    return Reply((Said(f"{counted(len(papers), 'paper')} on {whose}:"), listed), buttons, private=not here)


async def cite(desk: Desk, request: Request, given: Given) -> Reply:
    """Answer with citations, as text to copy."""
    what = given.need("what", str)
    style = CitationStyle(given.get("style", str) or CitationStyle.BIBTEX)
    papers, name = await _cited(desk, request, given, what)
    text = cited([each.paper for each in papers], style)
    here = {"here": "true"} if given.flag("here") else {}
    buttons = tuple(
        Button(_LABELS[other], "cite", {"what": what, "style": other.value, **here})
        for other in CitationStyle
        if other is not style
    )
    return Reply((Snippet(text, f"{name.replace('/', '-')}.{_SUFFIXES[style]}"),), buttons)


async def forget_me(desk: Desk, request: Request, _given: Given) -> Reply:
    """Answer with what would be removed, and a choice."""
    user = request.caller.user
    papers = await desk.memory.saved_papers(user)
    direct = await desk.memory.subscriptions(Place(user))
    token = desk.new_token()
    await desk.memory.keep_draft(Draft(token, request.place, request.caller, "forget-me", {}, desk.clock.now()))
    text = (
        f"This removes your reading list ({counted(len(papers), 'paper')}), your direct-message subscriptions "
        f"({len(direct)}) and your name wherever it is kept. Subscriptions of channels stay, without your name. "
        "It cannot be undone."
    )
    return Reply((Said(text),), confirm_or_cancel(token, tone=Tone.BAD))


async def confirmed(desk: Desk, request: Request, _draft: Draft) -> Reply:
    """Forget whoever asked."""
    forgotten = await desk.memory.forget(request.caller.user, at=desk.clock.now())
    gone = f"{counted(forgotten.saved, 'saved paper')} and {counted(forgotten.subscriptions, 'subscription')} removed"
    kept = f"; your name is gone from {counted(forgotten.blanked, 'subscription')}" if forgotten.blanked else ""
    return Reply((Said(f"You are forgotten: {gone}{kept}."),))


def _list_of(request: Request, given: Given) -> tuple[str, str]:
    """Return the owner of the list that is meant, and what it is called."""
    return (request.place, "this place's list") if given.flag("here") else (request.caller.user, "your list")


async def _remove(desk: Desk, given: Given, owner: str, whose: str) -> Reply:
    paper_id = ArxivId(given.need("paper", str))
    was_there = await desk.memory.unsave_paper(owner, paper_id)
    return Reply((Said(f"{paper_id} is off {whose}." if was_there else f"{paper_id} was not on {whose}."),))


async def _cited(desk: Desk, request: Request, given: Given, what: str) -> tuple[Sequence[StoredPaper], str]:
    """Return the papers to cite, and what their file is called. Raises NotFound where there are none."""
    if what.casefold() == "saved":
        return await _listed_papers(desk, request, given), "saved"
    try:
        paper_id = parse_arxiv_id(what)
    except BadArgument:
        return await _papers_of_day(desk, what)
    return [await _paper(desk, paper_id)], paper_id


async def _listed_papers(desk: Desk, request: Request, given: Given) -> Sequence[StoredPaper]:
    owner, whose = _list_of(request, given)
    papers = [each.stored for each in await desk.memory.saved_papers(owner)]
    if not papers:
        raise NotFound(f"There is nothing on {whose} yet, so there is nothing to cite.")
    return papers


async def _paper(desk: Desk, paper_id: ArxivId) -> StoredPaper:
    stored = (await desk.memory.papers([paper_id])).get(paper_id)
    if stored is None:
        raise unknown_paper(desk, paper_id)
    return stored


async def _papers_of_day(desk: Desk, what: str) -> tuple[Sequence[StoredPaper], str]:
    """Return what ``hot --day`` shows."""
    try:
        day = parse_day(what)
    except BadArgument as exc:
        raise BadArgument(
            f"“{shown(what)}” is neither a paper, a day nor “saved”. Give one like 2102.01672 or 2026-11-20."
        ) from exc
    papers = [each.stored for each in (await desk.reading.hot(day=day)).papers]
    if not papers:
        raise NotFound(f"There is no paper of {day_text(day)} to cite.")
    return papers, day.isoformat()
