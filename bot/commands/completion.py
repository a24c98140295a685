"""Suggestions while somebody types: at most 25, each short enough for any platform."""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from bot.commands.desk import Desk
from bot.commands.table import find_command
from bot.commands.words import Completion, Request
from bot.messages.wording import shortened
from bot.papers.categories import CATEGORIES, in_scope
from bot.query.grammar import MAX_CHARS as LONGEST_QUERY_CHARS
from bot.subscriptions.zones import all_zones

MAX_SUGGESTIONS: Final = 25
MAX_CHARS: Final = 100
"""Of a label and of a value, on Discord; both of these limits.

Source: https://docs.discord.com/developers/interactions/receiving-and-responding, read 2026-11.
"""

Provider: TypeAlias = Callable[[Desk, Request, str], Awaitable[Iterable[Completion]]]

_LAST_WORD: Final = re.compile(r'(?P<before>(?:.*[\s(|-])?)(?P<sign>[@#])(?P<word>"[^"]*|[^\s"()|]*)', re.DOTALL)


async def complete(desk: Desk, request: Request, name: str) -> Sequence[Completion]:
    """Return suggestions for the parameter ``name``, of which ``request`` holds what is typed so far."""
    command = find_command(request.verb)
    param = next((param for param in command.params if param.name == name), None) if command else None
    typed = request.arguments.get(name, "")
    if param is None or param.completes is None or len(typed) > LONGEST_QUERY_CHARS:
        return ()
    found = await PROVIDERS[param.completes](desk, request, typed)
    short = (replace(each, label=shortened(each.label, MAX_CHARS)) for each in found if len(each.value) <= MAX_CHARS)
    return tuple(short)[:MAX_SUGGESTIONS]


async def categories(desk: Desk, _request: Request, typed: str) -> Iterable[Completion]:
    """Suggest categories by their id or a word of their name, the gathered ones first."""
    word = typed.casefold()
    near = [
        each
        for each in CATEGORIES.values()
        if each.active and (each.id.casefold().startswith(word) or _has_word(each.name, word))
    ]
    gathered = tuple(desk.categories)
    near.sort(key=lambda each: (not each.id.casefold().startswith(word), not in_scope((each.id,), gathered), each.id))
    return [Completion(f"{each.id} {each.name}", each.id) for each in near]


async def authors(desk: Desk, _request: Request, typed: str) -> Iterable[Completion]:
    """Suggest authors, one of whose words begins as typed."""
    names = await desk.memory.author_names(typed, limit=MAX_SUGGESTIONS) if typed.strip() else ()
    return [Completion(name, name) for name in names]


async def query(desk: Desk, request: Request, typed: str) -> Iterable[Completion]:
    """Suggest how the last word of a query goes on, where it is a category or an author."""
    if (last := _LAST_WORD.fullmatch(typed)) is None:
        return ()
    before, word = last["before"], last["word"].lstrip('"')
    if last["sign"] == "#":
        return [replace(each, value=f"{before}#{each.value}") for each in await categories(desk, request, word)]
    names = await authors(desk, request, word)
    return [replace(each, value=f'{before}@"{each.value}"') for each in names if '"' not in each.value]


async def own_subscriptions(desk: Desk, request: Request, typed: str) -> Iterable[Completion]:
    """Suggest the subscriptions of this place, by number or any part of their topic."""
    live = await desk.memory.subscriptions(request.place)
    labels = {str(each.number): f"{each.number} {each.topic.title}" for each in live}
    return [Completion(label, number) for number, label in labels.items() if typed.casefold() in label.casefold()]


async def zones(_desk: Desk, _request: Request, typed: str) -> Iterable[Completion]:
    """Suggest time zones: first those whose place begins as typed."""
    word = typed.strip().replace(" ", "_").casefold()
    near = [zone for zone in all_zones() if word in zone.casefold() and not zone.startswith("Etc/")]
    near.sort(key=lambda zone: ("/" not in zone, not zone.rpartition("/")[2].casefold().startswith(word), zone))
    return [Completion(zone, zone) for zone in near]


async def papers(desk: Desk, _request: Request, typed: str) -> Iterable[Completion]:
    """Suggest papers whose title has words beginning as typed, the newest first."""
    found = await desk.memory.titles(typed, limit=MAX_SUGGESTIONS) if typed.strip() else ()
    return [Completion(f"{shortened(each.title, MAX_CHARS - 20)} · {each.id}", each.id) for each in found]


PROVIDERS: Final[Mapping[str, Provider]] = {
    "authors": authors,
    "categories": categories,
    "papers": papers,
    "query": query,
    "subscriptions": own_subscriptions,
    "zones": zones,
}
"""What ``Param.completes`` may name."""


def _has_word(name: str, beginning: str) -> bool:
    return any(word.startswith(beginning) for word in name.casefold().split())
