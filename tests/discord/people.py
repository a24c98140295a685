"""What stands behind the bot on Discord in tests that need no database."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.adapters.discord import Access, Chat, Connection, open_discord
from bot.adapters.discord.client import Tempo
from bot.commands.words import Completion, Request
from bot.messages.discord import DiscordMessages
from bot.messages.render import Renderer
from bot.messages.reply import Reply, Said
from tests.discord.fake_discord import CHANNEL, FakeDiscord
from tests.fakes import FakeClock

USUAL = Reply(())


def _set() -> asyncio.Event:
    event = asyncio.Event()
    event.set()
    return event


@dataclass
class Desk:
    """Answers everything with its verb, and remembers what it was told."""

    requests: list[Request] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)
    told: list[tuple[str, ...]] = field(default_factory=list)
    reply: Reply | None = USUAL
    goes_on: asyncio.Event = field(default_factory=_set)

    async def handle(self, request: Request) -> Reply | None:
        self.requests.append(request)
        await self.goes_on.wait()
        return self.reply if self.reply != USUAL else Reply((Said(f"You said {request.verb}."),))

    async def complete(self, request: Request, name: str) -> Sequence[Completion]:
        return [Completion(f"{name} like {request.arguments[name]}", "taken")]

    async def joined(self, server: str, owner: str) -> None:
        self.told.append(("joined", server, owner))

    async def left(self, server: str) -> None:
        self.told.append(("left", server))

    async def present(self, servers: Collection[str]) -> None:
        self.told.append(("present", *sorted(servers)))

    async def setting(self, name: str) -> str | None:
        return self.kept.get(name)

    async def save_setting(self, name: str, value: str) -> None:
        self.kept[name] = value


@asynccontextmanager
async def connected(
    fake: FakeDiscord, desk: Desk | None = None, tempo: Tempo | None = None, token: str | None = None
) -> AsyncIterator[Connection]:
    """Give a connection that is logged in and does not listen."""
    desk = desk or Desk()
    chat = Chat(answers=desk, composer=DiscordMessages(Renderer()), servers=desk, settings=desk)
    access = Access(token or fake.token, fake.api_base_url, fake.gateway_url)
    async with open_discord(access, chat, FakeClock(), tempo or Tempo(ready_s=0.05)) as connection:
        yield connection


@asynccontextmanager
async def listening(
    fake: FakeDiscord, desk: Desk | None = None, tempo: Tempo | None = None
) -> AsyncIterator[Connection]:
    """Give a connection that is at the gateway and has heard of all servers."""
    async with connected(fake, desk, tempo) as connection, asyncio.TaskGroup() as tasks:
        running = tasks.create_task(connection.run())
        async with asyncio.timeout(10):
            await fake.heard.wait()
        await until(lambda: connection.may_read_back(CHANNEL) is not None)
        yield connection
        running.cancel()


async def until(holds: Callable[[], object], within_s: float = 10.0) -> None:
    """Return once ``holds`` does; others are at work meanwhile."""
    async with asyncio.timeout(within_s):
        while not holds():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0)
