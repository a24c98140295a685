"""What the bot on Discord needs of everything else."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.commands.words import Completion, Request
from bot.messages.message import Composer
from bot.messages.reply import Reply


class Answers(Protocol):
    """What answers ``/papers …``; never raises."""

    async def handle(self, request: Request) -> Reply | None:
        """Return the answer; None is silence."""
        ...

    async def complete(self, request: Request, name: str) -> Sequence[Completion]:
        """Return suggestions for the parameter ``name``."""
        ...


class Servers(Protocol):
    """Who is told which servers have the bot; a server is ``discord:GUILD``."""

    async def joined(self, server: str, owner: str) -> None:
        """Take up a server that installed the bot; ``owner`` is a person's place."""
        ...

    async def left(self, server: str) -> None:
        """Let what goes to a server that removed the bot rest."""
        ...

    async def present(self, servers: Collection[str]) -> None:
        """Take up all of ``servers``, and let the others rest: they went while nobody listened."""
        ...


class Settings(Protocol):
    """A few words that outlive a restart."""

    async def setting(self, name: str) -> str | None:
        """Return what was kept under ``name``."""
        ...

    async def save_setting(self, name: str, value: str) -> None:
        """Keep ``value`` under ``name``."""
        ...


@dataclass(frozen=True, slots=True)
class Chat:
    """What the bot on Discord works with; nobody else uses ``composer`` at the same time."""

    answers: Answers
    composer: Composer
    servers: Servers
    settings: Settings
