"""The workspace that a token belongs to."""

import asyncio
from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.calling import answered, object_of


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot is there: the ids of the workspace and of itself, its name, and what it may do.

    ``scopes`` is empty where Slack does not tell.
    """

    team: str
    user: str
    name: str
    scopes: frozenset[str]


class Workspace:
    """Knows who the bot is, once Slack told it."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._identity: Identity | None = None
        self._turn = asyncio.Lock()

    async def identity(self) -> Identity:
        """Return who the bot is; Slack is asked until it has answered once. Raises CallFailed."""
        async with self._turn:
            if self._identity is None:
                response = await answered(self._client.auth_test())
                body = object_of(response.data)
                team, user, name = (str(body.get(each, "")) for each in ("team_id", "user_id", "user"))
                scopes = str(response.headers.get("x-oauth-scopes", "")).split(",")
                self._identity = Identity(team, user, name, frozenset(filter(None, map(str.strip, scopes))))
        return self._identity
