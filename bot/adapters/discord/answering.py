"""An answer on its way back: at once, or after Discord was told that it takes longer.

Discord wants a first word within 3 seconds, and takes more for 15 minutes:
https://docs.discord.com/developers/interactions/receiving-and-responding, read 2026-11.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import aiohttp
import discord
from discord.http import HTTPClient, Route

from bot.adapters.discord.asking import body_of
from bot.adapters.discord.chat import Chat
from bot.adapters.discord.requests import asked, is_pick, missing_here, sender_of, typed_so_far
from bot.errors import UserError
from bot.messages.message import JsonObject, Message, Where
from bot.messages.pictures import composed
from bot.messages.reply import Reply, Said
from bot.subscriptions.delivery import File

_log = logging.getLogger(__name__)

_MESSAGE, _LATER, _SUGGESTIONS = 4, 5, 8
_EPHEMERAL: Final = 1 << 6

_FOLLOW_UPS_OF_GUESTS: Final = 5
"""Where only its asker installed the bot."""

_GONE: Final = frozenset({10062, 10015, 40060, 50027})
"""An interaction that is too old, or that was answered by somebody else: nobody is left to tell."""

_LACKING: Final = (
    "I could not post here yet: in this channel I lack {}. Whoever manages the channel can give me that under"
    " Edit Channel, Permissions; then ask again."
)
_FAILED: Final = "Something went wrong here, and the answer could not be written. Please try again in a minute."


@dataclass(frozen=True, slots=True)
class _Answer:
    messages: Sequence[Message]
    is_private: bool


class Answering:
    """Answers interactions; ``answer_within_s`` is how long nothing is said while the answer is worked out."""

    def __init__(self, http: HTTPClient, chat: Chat, answer_within_s: float) -> None:
        self._http = http
        self._chat = chat
        self._answer_within_s = answer_within_s

    async def suggest(self, interaction: discord.Interaction) -> None:
        """Answer somebody who is still typing."""
        verb, arguments, name = typed_so_far(interaction)
        request = replace(sender_of(interaction), verb=verb, arguments=arguments)
        found = await self._chat.answers.complete(request, name)
        choices = [{"name": each.label, "value": each.value} for each in found]
        await _Line(self._http, interaction).call_back({"type": _SUGGESTIONS, "data": {"choices": choices}})

    async def answer(self, interaction: discord.Interaction) -> None:
        """Answer a command, a button or a pick; a word that nothing answers to is said to be one."""
        line, is_guest = _Line(self._http, interaction), not sender_of(interaction).is_installed
        async with asyncio.TaskGroup() as tasks:
            work = tasks.create_task(self._answered(interaction))
            done, _ = await asyncio.wait({work}, timeout=self._answer_within_s)
            if not done:
                await line.call_back({"type": _LATER, "data": {"flags": _EPHEMERAL}})
        answer = work.result()
        if answer is None:
            await line.take_back(is_late=not done)
        else:
            most = 1 + _FOLLOW_UPS_OF_GUESTS if is_guest else len(answer.messages)
            await line.say(answer.messages[:most], is_private=answer.is_private, is_late=not done)

    async def _answered(self, interaction: discord.Interaction) -> _Answer | None:
        """Return the answer in messages; None is silence."""
        reply = await self._reply(interaction)
        if reply is None:
            return None
        try:
            messages = await asyncio.to_thread(composed, self._chat.composer, reply)
        except Exception:  # noqa: BLE001 - whatever a template does, nobody is left waiting
            _log.exception("answer not composed")
            messages = (Message(Where.CHANNEL, {"content": _FAILED, "allowed_mentions": {"parse": []}}),)
        return _Answer(messages, reply.private or is_pick(interaction))

    async def _reply(self, interaction: discord.Interaction) -> Reply | None:
        sender = sender_of(interaction)
        try:
            verb, arguments = asked(interaction)
        except UserError as error:
            return Reply((Said(str(error)),))
        request = replace(sender, verb=verb, arguments=arguments)
        if missing := missing_here(interaction, request):
            return Reply((Said(_LACKING.format(", ".join(missing))),))
        reply = await self._chat.answers.handle(request)
        is_lookup = interaction.type is discord.InteractionType.application_command and _is_of_message(interaction)
        return replace(reply, private=True) if reply and is_lookup else reply


def _is_of_message(interaction: discord.Interaction) -> bool:
    data: Any = interaction.data or {}
    return bool(data.get("type") == discord.AppCommandType.message.value)


class _Line:
    """The way back to who asked."""

    def __init__(self, http: HTTPClient, interaction: discord.Interaction) -> None:
        self._http = http
        # Named so that discord.py holds each interaction to limits of its own.
        token = interaction.token
        back: dict[str, Any] = {"webhook_id": interaction.id, "webhook_token": token}
        later: dict[str, Any] = {"webhook_id": interaction.application_id, "webhook_token": token}
        self._callback = Route("POST", "/interactions/{webhook_id}/{webhook_token}/callback", **back)
        self._follow_up = Route("POST", "/webhooks/{webhook_id}/{webhook_token}", **later)
        original = "/webhooks/{webhook_id}/{webhook_token}/messages/@original"
        self._edit, self._delete = Route("PATCH", original, **later), Route("DELETE", original, **later)

    async def call_back(self, body: JsonObject, files: Sequence[File] = ()) -> bool:
        """Give the first word; False where nobody waits for it."""
        return await self._tell(self._callback, body, files)

    async def take_back(self, *, is_late: bool) -> None:
        """Be silent."""
        if is_late:
            await self._tell(self._delete, None)

    async def say(self, messages: Sequence[Message], *, is_private: bool, is_late: bool) -> None:
        """Say all of ``messages``; whether that is private was settled by what came first, unless it is taken back."""
        first, *rest = messages
        if not is_late:
            said = await self.call_back({"type": _MESSAGE, "data": _with_flags(first, is_private)}, _files(first))
        elif is_private:
            said = await self._tell(self._edit, first.payload, _files(first))
        else:
            said, rest = await self._tell(self._delete, None), list(messages)
        for message in rest if said else ():
            await self._tell(self._follow_up, _with_flags(message, is_private), _files(message))

    async def _tell(self, route: Route, body: JsonObject | None, files: Sequence[File] = ()) -> bool:
        try:
            await self._http.request(route, **body_of(body, files))
        except discord.HTTPException as error:
            level = logging.INFO if error.code in _GONE else logging.WARNING
            # What discord.py says of it names fields and limits, and no token.
            _log.log(level, "not answered status=%d code=%d: %s", error.status, error.code, error.text)
            return False
        except (aiohttp.ClientError, OSError) as error:
            _log.warning("not answered: %s", type(error).__name__)
            return False
        return True


def _with_flags(message: Message, is_private: bool) -> JsonObject:  # noqa: FBT001 - private
    return message.payload | ({"flags": _EPHEMERAL} if is_private else {})


def _files(message: Message) -> Sequence[File]:
    return [File(each.file_name, each.content, each.alt) for each in message.attachments]
