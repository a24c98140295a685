"""What anybody may ask of the papers: ``hot``, ``search``, ``show``, ``why``, ``similar``, ``status``."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from bot.commands.answering import has_right
from bot.commands.coverage import coverage_note
from bot.commands.desk import Desk
from bot.commands.table import TOP_DEFAULT
from bot.commands.topics import say_subscription
from bot.commands.values import Given
from bot.commands.words import Request, Right
from bot.errors import BadArgument, NotFound
from bot.messages.reply import Button, Card, Digested, Listed, Papers, Part, Reply, Said, Standing
from bot.messages.wording import counted
from bot.papers.model import ArxivId
from bot.query.say import say
from bot.query.tree import Query
from bot.store.contract import Found
from bot.subscriptions.model import Layout

DAY_TOP_DEFAULT: Final = 25
"""A day has no limit of its own, but a channel has patience for so many."""


async def hot(desk: Desk, request: Request, given: Given) -> Reply:
    """Answer with the digest as it stands."""
    if given.has("day") and given.has("window"):
        raise BadArgument("Choose one: day for one day, or window for the days up to now.")
    query, day = given.get("query", Query), given.get("day", date)
    hot_list = await desk.reading.hot(
        query=query,
        day=day,
        window_days=given.get("window", int),
        top=given.get("top", int) or (DAY_TOP_DEFAULT if day else None),
        min_heat=given.get("min_heat", float),
    )
    digest = Digested(hot_list, Layout(given.get("layout", str) or Layout.COMPACT))
    return Reply((*_coverage(desk, query), digest), _subscribe_button(request, query), private=False)


async def search(desk: Desk, request: Request, given: Given) -> Reply:
    """Answer with one page of what a search finds, best first."""
    query, page = given.need("query", Query), given.get("page", int) or 1
    top = given.get("top", int) or TOP_DEFAULT
    skip = (page - 1) * top
    found = await desk.memory.search(query, top=top, skip=skip)
    papers = (Papers(tuple(found.papers), first_rank=skip + 1),) if found.papers else ()
    parts = (Said(_found_text(query, found, skip)), *_coverage(desk, query), *papers)
    following = Button("More", "search", {"query": query.text, "top": str(top), "page": str(page + 1)})
    buttons = (*((following,) if found.more else ()), *_subscribe_button(request, query))
    return Reply(parts, buttons, private=False)


def _found_text(query: Query, found: Found, skip: int) -> str:
    if not found.papers:
        return f"No {'further ' if skip else ''}paper is found: {say(query)}."
    first, last = skip + 1, skip + len(found.papers)
    papers = f"Papers {first} to {last}" if last > first else f"Paper {first}"
    order = f"best of the newest {found.bounded_at:,} that match" if found.bounded_at else "best first"
    return f"{papers}, {order}: {say(query)}."


async def show(desk: Desk, _request: Request, given: Given) -> Reply:
    """Answer with one paper."""
    return await _card(desk, given, explained=False)


async def why(desk: Desk, _request: Request, given: Given) -> Reply:
    """Answer with the arithmetic of one paper's heat."""
    return await _card(desk, given, explained=True)


async def similar(desk: Desk, _request: Request, given: Given) -> Reply:
    """Answer with the papers most like one."""
    paper_id = await known_paper(desk, given)
    neighbors = await desk.memory.similar(paper_id, top=given.get("top", int) or TOP_DEFAULT)
    if not neighbors:
        return Reply((Said(f"Nothing that is gathered is like {paper_id}."),), private=False)
    notes = tuple(f"likeness {neighbor.score:.0%}" for neighbor in neighbors)
    papers = Papers(tuple(neighbor.paper for neighbor in neighbors), notes=notes)
    return Reply((Said(f"{counted(len(neighbors), 'paper')} like {paper_id}:"), papers), private=False)


async def status(desk: Desk, request: Request, _given: Given) -> Reply:
    """Answer with how the sources stand, and what is paused here; where the database lies is nobody's business."""
    standing = await desk.reading.status()
    paused = [each for each in await desk.memory.subscriptions(request.place) if each.paused]
    rows = tuple((str(each.number), say_subscription(each)) for each in paused)
    told = (Said(f"{counted(len(rows), 'subscription')} paused here:"), Listed(rows)) if rows else ()
    return Reply((Standing(replace(standing, path=Path(standing.path.name))), *told))


async def known_paper(desk: Desk, given: Given) -> ArxivId:
    """Return the paper that was asked for. Raises NotFound for one that is not stored."""
    paper_id = ArxivId(given.need("paper", str))
    if paper_id not in await desk.memory.announced([paper_id]):
        raise unknown_paper(desk, paper_id)
    return paper_id


def unknown_paper(desk: Desk, paper_id: ArxivId) -> NotFound:
    """Return the error for a paper that is not stored."""
    return NotFound(f"{paper_id} is not among the gathered papers, which are those of {', '.join(desk.categories)}.")


async def _card(desk: Desk, given: Given, *, explained: bool) -> Reply:
    paper_id = await known_paper(desk, given)
    card = Card(await desk.reading.why(paper_id), explained=explained)
    other = Button("Show", "show", {"paper": paper_id}) if explained else Button("Why", "why", {"paper": paper_id})
    return Reply((card,), (other, *_paper_buttons(paper_id)), private=False)


def _paper_buttons(paper_id: ArxivId) -> tuple[Button, ...]:
    return (
        Button("Similar", "similar", {"paper": paper_id}),
        Button("Save", "save", {"paper": paper_id}),
        Button("Cite", "cite", {"what": paper_id}),
    )


def _coverage(desk: Desk, query: Query | None) -> tuple[Part, ...]:
    note = coverage_note(query, desk.categories) if query else None
    return (Said(note),) if note else ()


def _subscribe_button(request: Request, query: Query | None) -> tuple[Button, ...]:
    """Offer to subscribe to what was asked, to those who may."""
    if not query or not request.is_installed or not has_right(request, Right.MANAGE_CHANNEL):
        return ()
    return (Button("Subscribe to this", "subscribe", {"query": query.text}),)
