"""The adapter of the fake place that is a process of its own."""

import aiohttp

from bot.delivery.place import Accepted, Busy, Found, Lost, NotThere, Outcome, Refused
from bot.subscriptions.delivery import Delivery


class FakeAdapter:
    """Speaks with ``fake_place`` at ``url``."""

    kind = "fake"

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = url

    async def send(self, delivery: Delivery) -> Outcome:
        message = {
            "place": delivery.place,
            "key": delivery.key,
            "payload": delivery.payload,
            "head": delivery.head_id if delivery.in_thread else None,
        }
        try:
            async with self._session.post(f"{self._url}/send", json=message) as response:
                return await _outcome(response, delivery)
        except aiohttp.ClientConnectorError:
            return Busy("no connection")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return Lost(type(error).__name__)

    async def find_sent(self, delivery: Delivery) -> Found:
        asked = {"place": delivery.place, "key": delivery.key}
        try:
            async with self._session.get(f"{self._url}/find", params=asked) as response:
                if response.status != 200:
                    return Busy(f"HTTP {response.status}")
                return _accepted((await response.json())["id"], delivery)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return Busy(type(error).__name__)


async def _outcome(response: aiohttp.ClientResponse, delivery: Delivery) -> Outcome:
    match response.status:
        case 200:
            found = _accepted((await response.json())["id"], delivery)
            assert isinstance(found, Accepted)
            return found
        case 403:
            return Refused("forbidden", is_gone=True)
        case 429:
            return Busy("HTTP 429", float(response.headers["Retry-After"]))
        case status:
            return Busy(f"HTTP {status}")


def _accepted(message_id: str | None, delivery: Delivery) -> Accepted | NotThere:
    if message_id is None:
        return NotThere()
    return Accepted(message_id, None if delivery.in_thread else message_id)
