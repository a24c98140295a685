"""Whole conversations: lines and presses go in, replies come out, over a real database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.app import App
from bot.commands.dispatch import Dispatcher
from bot.commands.words import Completion, Request, Right
from bot.messages.buttons import LABEL_CHARS, fits
from bot.messages.reply import Button, Card, Digested, Listed, Papers, Part, Reply, Said, Snippet, Standing
from bot.papers.model import ArxivId, Engagement, ImportedPaper, Paper
from bot.store.contract import Gathered, RunState, SourceRun
from bot.subscriptions.model import Person, Place
from tests.fakes import FakeClock

MEMBER = frozenset({Right.ANYONE})
MANAGER = frozenset({Right.ANYONE, Right.MANAGE_CHANNEL})

ADA = Person("discord:@1", "Ada")
BO = Person("discord:@2", "Bo")

LAB = Request(
    verb="",
    arguments={},
    place=Place("discord:100"),
    caller=ADA,
    rights=MANAGER,
    server="discord:9",
    zone="Europe/Berlin",
)
"""Ada, who may manage a channel of a server that installed the bot; the platform tells her zone."""


class Conversation:
    """One person in one place; remembers the last reply, whose buttons can be pressed."""

    def __init__(self, dispatcher: Dispatcher, sender: Request = LAB) -> None:
        self._dispatcher = dispatcher
        self._sender = sender
        self.last: Reply | None = None

    def by(self, **changes: object) -> "Conversation":
        """Return the same conversation as somebody else, or elsewhere, has it."""
        other = Conversation(self._dispatcher, replace(self._sender, **changes))
        other.last = self.last
        return other

    async def say(self, line: str) -> Reply:
        """Return the reply to a typed line; silence is a failure."""
        self.last = await self._dispatcher.handle_line(line, self._sender)
        return self._checked()

    async def hear(self, line: str) -> Reply | None:
        """Return the reply to a typed line, or None for silence."""
        return await self._dispatcher.handle_line(line, self._sender)

    async def ask(self, verb: str, **arguments: str) -> Reply:
        """Return the reply to a request as a platform makes it."""
        self.last = await self._dispatcher.handle(replace(self._sender, verb=verb, arguments=arguments))
        return self._checked()

    async def press(self, label: str) -> Reply:
        """Return the reply to a button of the last reply."""
        button = self.button(label)
        return await self.ask(button.verb, **button.arguments)

    async def complete(self, verb: str, name: str, **typed: str) -> Sequence[Completion]:
        """Return the suggestions for a parameter."""
        return await self._dispatcher.complete(replace(self._sender, verb=verb, arguments=typed), name)

    def button(self, label: str) -> Button:
        """Return the button of the last reply with this label."""
        buttons = self.last.buttons if self.last else ()
        return next(button for button in buttons if button.label == label)

    def _checked(self) -> Reply:
        assert self.last is not None
        assert all(fits(button) and len(button.label) <= LABEL_CHARS for button in self.last.buttons)
        assert len(self.last.buttons) <= 25
        return self.last


def text_of(reply: Reply) -> str:
    """Return all that a reply says in words, a line for each sentence or row."""
    return "\n".join(line for part in reply.parts for line in _lines(part))


def _lines(part: Part) -> Iterable[str]:  # noqa: PLR0911 - one return for each kind of part
    match part:
        case Said(text):
            return [text]
        case Listed(rows):
            return [f"{label} {text}" for label, text in rows]
        case Snippet(text):
            return [text]
        case Papers(papers):
            return [paper.title for paper in papers]
        case Digested(hot):
            return [one.stored.title for one in hot.papers]
        case Card(why):
            return [why.stored.title]
        case Standing():
            return []


def labels(reply: Reply) -> list[str]:
    return [button.label for button in reply.buttons]


def shown_ids(reply: Reply) -> list[str]:
    """Return the papers that a reply shows, in order."""
    return [paper.id for part in reply.parts if isinstance(part, Papers) for paper in part.papers]


def refused(reply: Reply, *words: str) -> bool:
    """Tell whether a reply is private, says all of ``words``, and looks like no traceback."""
    said = text_of(reply)
    return reply.private and all(word in said for word in words) and "Traceback" not in said


FRIDAY = date(2026, 11, 20)
LISTING_DAYS = [date(2026, 11, day) for day in (16, 17, 18, 19, 20)]
"""Those of the week up to the FakeClock's Friday."""


def paper(number: int, title: str, *, heat: int = 0, **fields: object) -> ImportedPaper:
    """Return a made-up paper with so many likes on X."""
    measured = Engagement("x", heat, 0, None, FakeClock().now())
    made = Paper(
        id=ArxivId(f"2611.{number:05d}"),
        title=title,
        abstract="We try it on rivers.",
        authors=("Ada Ångström", "B. de Vries"),
        categories=("cs.CL",),
        announced=FRIDAY,
    )
    return ImportedPaper(replace(made, **fields), (measured,) if heat else ())


LIBRARY = (
    paper(1, "Agents that fish", heat=90),
    paper(2, "Agents that swim", heat=60, announced=date(2026, 11, 18)),
    paper(3, "Agents that dive", heat=30),
    paper(4, "Agents that sleep", heat=10),
    paper(5, "A survey of herons", heat=40, categories=("cs.CV", "q-bio.PE")),
    paper(6, "Old agents", heat=500, announced=date(2026, 10, 2), doi="10.1000/old"),
)


async def fill(app: App, papers: Sequence[ImportedPaper] = LIBRARY, days: Sequence[date] = LISTING_DAYS) -> None:
    """Store ``papers``, and that the listings of ``days`` were read whole."""
    at = app.clock.now()
    await app.store.save_imported(papers, seen_at=at)
    for day in days:
        await app.store.save_gathered(Gathered(SourceRun("arxiv", at, at, RunState.OK, listing_day=day)))


def limits(**changes: object) -> Mapping[str, object]:
    """Return ``[limits]`` with room for a test's many questions."""
    return {"commands_per_minute": 1000, **changes}
