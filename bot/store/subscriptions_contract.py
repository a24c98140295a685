"""What is remembered for people: subscriptions, reading lists, and what waits for a "yes".

As in ``contract.py`` every method is one whole transaction, safe to repeat, and may raise StoreError.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.errors import UserError
from bot.papers.model import ArxivId, StoredPaper
from bot.subscriptions.model import DigestRules, Pause, Person, Place, Subscription, Topic


class AlreadySubscribed(UserError):
    """The same topic is in that place already, as ``number``."""

    def __init__(self, message: str, *, number: int) -> None:
        super().__init__(message)
        self.number = number


class CapReached(UserError):
    """One more subscription would be more than the operator allows."""


@dataclass(frozen=True, slots=True)
class Caps:
    """How many live subscriptions there may be at most (``[limits]``); ``per_user`` None is as many as they like."""

    per_place: int
    per_server: int
    per_user: int | None


@dataclass(frozen=True, slots=True)
class NewSubscription:
    """A subscription before it has a number; ``key`` makes adding it twice the same as once.

    ``topic_key`` is equal for topics that ask for the same: their query in its canonical spelling.
    """

    key: str
    place: Place
    server: str | None
    topic: Topic
    topic_key: str
    rules: DigestRules
    made_by: Person
    made_at: datetime
    next_fire_at: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """A request that waits for its asker's "yes"; ``token`` is short enough for any button."""

    token: str
    place: Place
    asked_by: Person
    verb: str
    arguments: Mapping[str, str]
    made_at: datetime


@dataclass(frozen=True, slots=True)
class SavedPaper:
    """A paper on a reading list."""

    stored: StoredPaper
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What ``forget`` removed: saved papers and direct-message subscriptions; ``blanked`` kept their place."""

    saved: int
    subscriptions: int
    blanked: int


class SubscriptionStore(Protocol):
    """Subscriptions and everything else that belongs to people and places.

    Every change is written to the audit (who, when, what) in the same transaction.
    """

    async def subscribe(self, new: NewSubscription, caps: Caps) -> Subscription:
        """Add a subscription and return it with its number; again with the same ``key``: the same one.

        Raises AlreadySubscribed for an equal topic in that place, CapReached.
        """
        ...

    async def subscriptions(self, place: Place) -> Sequence[Subscription]:
        """Return the live ones of a place in the order in which they were made."""
        ...

    async def subscription(self, number: int) -> Subscription | None:
        """Return a live one by its number, wherever it is; callers check whose it is."""
        ...

    async def edit_subscription(
        self, before: Subscription, after: Subscription, topic_key: str, *, by: Person, at: datetime
    ) -> Subscription | None:
        """Change what of topic, rules and next firing differs between ``before``, as it was read, and ``after``.

        What somebody else changed meanwhile stays, and so does its history; where two edits of the schedule meet, or
        a digest went out meanwhile, the next firing is worked out anew. Returns how it stands then, None if there is
        no live one any more. ``topic_key`` is that of ``after``. Raises AlreadySubscribed.
        """
        ...

    async def end_subscription(self, number: int, *, by: Person, at: datetime) -> bool:
        """End a subscription and cancel what waits of digests that serve nobody else; False if it was ended already.

        Its history stays, and a part that is being sent finishes.
        """
        ...

    async def pause_subscription(self, number: int, pause: Pause, *, by: Person) -> bool:
        """Let it make no more digests; False if there is no live one. Pausing a paused one keeps the first reason.

        A digest that was planned before goes out.
        """
        ...

    async def resume_subscription(self, number: int, next_fire_at: datetime, *, by: Person, at: datetime) -> bool:
        """Let it send again from ``next_fire_at`` on; False if there is no live one."""
        ...

    async def zone_of(self, server: str) -> str | None:
        """Return the default zone of a guild or workspace, None while nobody was asked."""
        ...

    async def set_zone_of(self, server: str, zone: str, *, by: Person, at: datetime) -> None:
        """Remember a guild's or workspace's default zone."""
        ...

    async def save_paper(self, owner: str, paper_id: ArxivId, *, at: datetime) -> bool:
        """Put a paper on the list of a person (``discord:@1``) or a place; False if it was there already.

        Raises NotFound for a paper that is not stored.
        """
        ...

    async def unsave_paper(self, owner: str, paper_id: ArxivId) -> bool:
        """Take a paper off a list; False if it was not there."""
        ...

    async def saved_papers(self, owner: str) -> Sequence[SavedPaper]:
        """Return a list, the last saved first."""
        ...

    async def keep_draft(self, draft: Draft) -> None:
        """Remember a request until its asker answers; drafts older than a day are swept out."""
        ...

    async def draft(self, token: str) -> Draft | None:
        """Return a kept draft."""
        ...

    async def drop_draft(self, token: str) -> bool:
        """Forget a draft; False if it was gone already."""
        ...

    async def first_heard(self, keys: Collection[str], *, at: datetime) -> bool:
        """Remember that a request was heard, by all the ids that it has; False if that was so already.

        After ten minutes it is forgotten.
        """
        ...

    async def forget(self, person: str, *, at: datetime) -> Forgotten:
        """Remove a person's saved list and direct-message subscriptions, and their name everywhere else."""
        ...

    async def author_names(self, beginning: str, *, limit: int) -> Sequence[str]:
        """Return names of authors, one of whose words begins so, those with most papers first."""
        ...

    async def titles(self, beginning: str, *, limit: int) -> Sequence[StoredPaper]:
        """Return papers whose title has words beginning so, the newest first."""
        ...
