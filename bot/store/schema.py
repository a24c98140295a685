"""The tables, as steps that are only ever added to.

The file is made to be opened with Datasette and sqlite-utils: names are plain words, papers go
by their arXiv id, moments are ISO 8601 in UTC, dates ``YYYY-MM-DD``.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from bot.store.steps.asking import m007_asking
from bot.store.steps.delivery import m011_delivery
from bot.store.steps.digests import m005_digests
from bot.store.steps.index import m002_index, m009_recent, m013_recent_beginnings
from bot.store.steps.papers import m001_papers
from bot.store.steps.people import m008_people
from bot.store.steps.posts import m004_posts
from bot.store.steps.requests import m015_requests
from bot.store.steps.rising import m012_rising
from bot.store.steps.settings import m014_settings
from bot.store.steps.sources import m006_sources
from bot.store.steps.talk import m003_talk
from bot.store.steps.text import m010_readable_text

if TYPE_CHECKING:
    from sqlite_utils import Database

APPLICATION_ID: Final = 0x486F7450
"""``HotP``: marks the file as ours (https://sqlite.org/pragma.html#pragma_application_id)."""

MIGRATION_SET: Final = "hotpapers"

STEPS: Final[tuple[Callable[["Database"], None], ...]] = (
    m001_papers,
    m002_index,
    m003_talk,
    m004_posts,
    m005_digests,
    m006_sources,
    m007_asking,
    m008_people,
    m009_recent,
    m010_readable_text,
    m011_delivery,
    m012_rising,
    m013_recent_beginnings,
    m014_settings,
    m015_requests,
)
"""Every step there is, oldest first. One that was released is never changed: add another behind it."""

STEP_NAMES: Final = tuple(step.__name__ for step in STEPS)
