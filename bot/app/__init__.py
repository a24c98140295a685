"""The composition: the only room that names concrete parts together."""

from bot.app.app import WINDOW_DAYS, App, open_app

__all__ = ["WINDOW_DAYS", "App", "open_app"]
