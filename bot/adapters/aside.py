"""Threads for what may hang: a disk that went away, a pipe that nobody reads."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_THREADS: Final = 8


class Aside:
    """Threads of one kind of place alone: those of asyncio are few, and what hangs in them stops the whole bot."""

    def __init__(self, kind: str) -> None:
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix=kind)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what ``work`` returns; whoever waits for it may leave, and what was begun goes on."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, partial(work, *args, **kwargs))
