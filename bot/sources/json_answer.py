"""JSON answers, read with the distrust that what comes from outside deserves."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.errors import BadAnswer
from bot.papers.model import SOURCE_LABELS
from bot.sources.contract import Answer

MAX_COUNT: Final = 10**10 - 1
"""More than anything is ever counted, a Unix time included; far from what a database cannot hold."""


class Malformed(ValueError):
    """One entry of an answer is not of the documented shape."""


@dataclass(frozen=True, slots=True)
class Fields:
    """One JSON object; a key that is absent or null reads as None."""

    values: Mapping[str, object]

    @classmethod
    def of(cls, value: object) -> "Fields":
        """Return ``value`` as an object. Raises Malformed if it is anything else."""
        if not isinstance(value, dict):
            raise Malformed("not an object")
        return cls(value)

    def has(self, key: str) -> bool:
        """Tell whether there is anything under ``key``."""
        return self.values.get(key) is not None

    def text(self, key: str) -> str | None:
        """Return a text, with what is no Unicode replaced. Raises Malformed if it is anything else."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            raise Malformed(f"{key} is not a text")
        return value.encode("utf-8", "replace").decode("utf-8")

    def count(self, key: str) -> int | None:
        """Return a number from 0 to MAX_COUNT. Raises Malformed if it is anything else."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MAX_COUNT:
            raise Malformed(f"{key} is not a count")
        return value

    def fields(self, key: str) -> "Fields":
        """Return an object, empty where there is none. Raises Malformed if it is anything else."""
        return Fields.of(self.values[key]) if self.has(key) else Fields({})


def read_json(answer: Answer, source: str) -> object:
    """Return what the body of an answer holds. Raises BadAnswer if that is not JSON."""
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError) as exc:
        kind = "a web page" if "html" in answer.content_type else "something that is not JSON"
        raise BadAnswer(source, f"{SOURCE_LABELS[source]} sent {kind} instead of data.") from exc
