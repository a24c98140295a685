"""What an import or an export says while it runs, and where it could not take something."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.messages.escaping import printable


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is: ``done`` of ``total`` files, ``name`` the one in hand, ``papers`` so far."""

    done: int
    total: int
    name: str
    papers: int


OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """Something that was not taken; ``line`` counts from 1, None where it is the file as a whole.

    As text it is one line without control characters, whatever the file or its name holds.
    """

    file: Path
    line: int | None
    message: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else f"{self.file}"
        return printable(f"{where}: {self.message}")


OnProblem = Callable[[ImportProblem], None]


def counted(number: int, noun: str) -> str:
    """Return ``1 post``, ``2 posts``."""
    return f"{number} {noun}" if number == 1 else f"{number:,} {noun}s"
