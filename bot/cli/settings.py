"""What the words before the verb said, and what follows from it."""

import os
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.app import App
    from bot.config import Config


class Settings(NamedTuple):
    """``--config``, ``--db`` and ``--debug``; every import waits for a verb that needs it."""

    config_path: str | None
    db_path: str | None
    debug: bool

    def set_up_log(self) -> None:
        """Log every step with ``--debug``; else only what no verb prints itself."""
        import logging  # noqa: PLC0415

        if self.debug:
            logging.basicConfig(level=logging.DEBUG, format="%(asctime)s %(levelname)s %(name)s %(message)s")
            return
        logging.basicConfig(level=logging.WARNING, format="%(message)s")
        for told_otherwise in ("bot.sources", "stamina"):
            logging.getLogger(told_otherwise).setLevel(logging.ERROR)

    def config(self) -> "Config":
        """Return the configuration. Raises ConfigError with every mistake in it."""
        from pathlib import Path  # noqa: PLC0415

        from bot.config import load_config  # noqa: PLC0415

        return load_config(Path(self.config_path) if self.config_path else None, environ=os.environ)

    def database(self, config: "Config") -> "Path":
        """Return the database file: ``--db`` beats the configuration."""
        from pathlib import Path  # noqa: PLC0415

        return Path(self.db_path) if self.db_path else config.store.path

    @asynccontextmanager
    async def app(self, *, create: bool = False) -> "AsyncIterator[App]":
        """Open everything a verb needs; ``create`` makes a missing database."""
        from bot.app import open_app  # noqa: PLC0415
        from bot.clock import SystemClock  # noqa: PLC0415

        config = self.config()
        async with open_app(config, self.database(config), SystemClock(), create=create) as app:
            yield app
