"""What the terminal promises besides what every place does."""

import asyncio
import io
import threading

from bot.adapters.terminal import Terminal
from bot.delivery.place import Accepted, Busy
from bot.subscriptions.delivery import Delivery
from tests.adapters.deliveries import delivery


class Clogged(io.StringIO):
    """A pipe that nobody reads until it is ``free``."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.free = asyncio.Event(), threading.Event()
        self._loop = asyncio.get_running_loop()

    def write(self, text: str) -> int:
        self._loop.call_soon_threadsafe(self.begun.set)
        self.free.wait()
        return super().write(text)


def part(text: str) -> Delivery:
    return delivery("terminal", payload={"text": text})


async def test_where_nobody_reads_nothing_more_is_printed_and_nothing_else_waits() -> None:
    pipe = Clogged()
    terminal = Terminal(pipe)
    first = asyncio.create_task(terminal.send(part("first")))
    await pipe.begun.wait()
    for number in range(100):
        assert await terminal.send(part(f"{number}")) == Busy("nobody reads what was printed before")
    assert await asyncio.to_thread(sum, [1, 2]) == 3
    pipe.free.set()
    assert await first == Accepted()
    assert await terminal.send(part("second")) == Accepted()
    assert pipe.getvalue().split() == ["first", "second"]


async def test_what_was_given_up_and_is_printed_after_all_leaves_the_terminal_free_again() -> None:
    pipe = Clogged()
    terminal = Terminal(pipe)
    first = asyncio.create_task(terminal.send(part("first")))
    await pipe.begun.wait()
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    assert isinstance(await terminal.send(part("second")), Busy)
    pipe.free.set()
    while isinstance(await terminal.send(part("second")), Busy):
        await asyncio.to_thread(pipe.free.wait)
    assert pipe.getvalue().split() == ["first", "second"]
