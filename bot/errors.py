"""Everything that can go wrong, as one tree.

::

    BotError
    ├── UserError            what was asked cannot be done; shown as is
    │   ├── BadArgument      the words are wrong
    │   └── NotFound         the words are right, the thing is not there
    ├── ConfigError          stops start-up; lists every problem
    ├── SourceError          one source failed; the digest goes on
    │   ├── Throttled        it asked us to slow down
    │   └── BadAnswer        it answered, but not what it documents
    ├── StoreError           the database could not be read or written
    │   └── UnusableFile     it is not ours, newer than us, or older and not yet migrated
    ├── MalformedInput       a file given to ``import`` is wrong at one line
    └── TemplateError        a template is wrong

``str(error)`` is the face that a user reads: it says what to do next and never holds a secret.
``error.__cause__`` is the face that the log keeps.
"""

from collections.abc import Sequence


class BotError(Exception):
    """Root of the tree; ``exit_code`` is what the command line answers with."""

    exit_code = 1


class UserError(BotError):
    """What was asked cannot be done; the message says what to do instead."""

    exit_code = 2


class BadArgument(UserError):
    """A word of the request is wrong."""


class NotFound(UserError):
    """The request is right, but nothing answers to it."""

    exit_code = 1


class ConfigError(BotError):
    """The configuration is wrong; ``problems`` names every mistake at once."""

    exit_code = 2

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class SourceError(BotError):
    """One source could not be read; ``source`` is its name."""

    def __init__(self, source: str, message: str) -> None:
        super().__init__(message)
        self.source = source


class Throttled(SourceError):
    """The source asked us to slow down and kept asking until we gave up."""

    def __init__(self, source: str, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(source, message)
        self.retry_after_s = retry_after_s


class BadAnswer(SourceError):
    """The source answered, but with something it does not document."""


class StoreError(BotError):
    """The database could not be read or written."""


class UnusableFile(StoreError):
    """The database file is not ours, is newer than us, or is older and not yet migrated."""

    exit_code = 2


class MalformedInput(BotError):
    """A file is wrong at ``line`` (counted from 1)."""

    def __init__(self, message: str, *, line: int) -> None:
        super().__init__(message)
        self.line = line


class TemplateError(BotError):
    """A template is wrong; the message names its file and line."""
