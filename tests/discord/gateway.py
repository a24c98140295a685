"""One session of a bot at the fake's gateway: what was dispatched is kept, so that it can be resumed."""

from typing import Any

from aiohttp import web


class Session:
    """A session over one socket after the other."""

    def __init__(self, socket: web.WebSocketResponse, name: str, intents: int) -> None:
        self.name = name
        self.intents = intents
        self.resumed = 0
        self._socket = socket
        self._sent: list[dict[str, Any]] = []

    async def dispatch(self, event: str, data: object) -> None:
        """Send an event; while nobody is connected it waits for who resumes."""
        frame = {"op": 0, "t": event, "s": len(self._sent) + 1, "d": data}
        self._sent.append(frame)
        if not self._socket.closed:
            await self._socket.send_json(frame)

    async def ask_to_reconnect(self) -> None:
        await self._socket.send_json({"op": 7, "d": None, "s": None, "t": None})

    async def close(self, code: int) -> None:
        if not self._socket.closed:
            await self._socket.close(code=code)

    async def resume(self, socket: web.WebSocketResponse, after: int, *, again: int = 0) -> None:
        """Go on over ``socket`` with what came after; the last ``again`` before that are sent once more."""
        self._socket = socket
        self.resumed += 1
        for frame in self._sent[max(after - again, 0) :]:
            await socket.send_json(frame)
        await self.dispatch("RESUMED", {})
