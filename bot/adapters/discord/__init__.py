"""Discord: the bot that people install, through discord.py; and where its places are sent to."""

from bot.adapters.discord.chat import Chat
from bot.adapters.discord.connecting import Access, Connection, open_discord
from bot.adapters.discord.sending import Discord

__all__ = ["Access", "Chat", "Connection", "Discord", "open_discord"]
