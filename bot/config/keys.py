"""The keys as people write them, in a file or in the environment, and what they meant when they misspelled one."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final, TypeAlias, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from bot.config.kinds import Secret, Section
from bot.config.model import Config

PREFIX: Final = "HOTPAPERS_"

NAME: Final = "NAME"
"""Stands in a path for what an operator calls a section, as in ``[webhook.NAME]``."""

KeyPath: TypeAlias = tuple[str, ...]
"""A key from the top down: ``("sources", "huggingface", "weight")``."""


@dataclass(frozen=True, slots=True)
class Key:
    """One known key: what it ``expects``, in words, and its ``default`` as it is written (None where it has none).

    ``is_repeated`` says that its section may come several times: ``[[subscription]]``.
    """

    path: KeyPath
    expects: str
    default: object = None
    is_list: bool = False
    is_secret: bool = False
    is_repeated: bool = False

    @property
    def written(self) -> str:
        """Return the key as a file has it: ``[ranking] min_heat``."""
        *section, name = self.path
        header = ".".join(section)
        if self.is_repeated:
            return f"[[{header}]] {name}"
        return f"[{header}] {name}" if section else name

    @property
    def variable(self) -> str:
        """Return the name of its environment variable."""
        return PREFIX + "__".join(self.path).upper()


def _keys(model: type[Section], parent: KeyPath = (), *, is_repeated: bool = False) -> Iterator[Key]:
    for name, field in model.model_fields.items():
        kind, path = field.annotation, (*parent, name)
        inner = _section_in(kind)
        if inner and get_origin(kind) is tuple:
            yield from _keys(inner, path, is_repeated=True)
        elif inner:
            yield from _keys(inner, path if kind is inner else (*path, NAME))
        else:
            yield from _own_keys(path, field, is_repeated=is_repeated)


def _own_keys(path: KeyPath, field: FieldInfo, *, is_repeated: bool) -> Iterator[Key]:
    kind = field.annotation
    is_secret = kind is Secret or Secret in get_args(kind)
    is_list = get_origin(kind) is tuple
    yield Key(path, field.description or "", _written_default(field), is_list, is_secret, is_repeated)
    if is_secret:
        yield Key((*path[:-1], f"{path[-1]}_file"), "the path of a file")


def _section_in(kind: object) -> type[Section] | None:
    """Return the section that ``kind`` is, or that it is a table or a list of."""
    kinds = (kind, *get_args(kind))
    return next((each for each in kinds if isinstance(each, type) and issubclass(each, Section)), None)


def _written_default(field: FieldInfo) -> object:
    if field.examples:
        return field.examples[0]
    return None if field.default is PydanticUndefined else field.default


KEYS: Final[Mapping[KeyPath, Key]] = {key.path: key for key in _keys(Config)}
"""Every key that is known, secrets' ``…_file`` included."""

SECTIONS: Final = frozenset(path[:depth] for path in KEYS for depth in range(1, len(path)))
REPEATED: Final = frozenset(key.path[:-1] for key in KEYS.values() if key.is_repeated)
_IN_ENVIRONMENT: Final = [key for key in KEYS.values() if not key.is_list and not key.is_repeated]
VARIABLES: Final[Mapping[str, Key]] = {key.variable: key for key in _IN_ENVIRONMENT if NAME not in key.path}
_NAMED_VARIABLES: Final = [
    re.compile(key.variable.replace(f"__{NAME}__", r"__[A-Z0-9]+(?:[_-][A-Z0-9]+)*__"))
    for key in _IN_ENVIRONMENT
    if NAME in key.path
]


def is_variable(name: str) -> bool:
    """Tell whether an environment variable called ``name`` sets a key."""
    return name in VARIABLES or any(pattern.fullmatch(name) for pattern in _NAMED_VARIABLES)


def known_path(path: KeyPath) -> KeyPath:
    """Return ``path`` with NAME in place of what an operator called a section."""
    for depth, step in enumerate(path):
        if (*path[:depth], NAME) in SECTIONS and step != NAME:
            return known_path((*path[:depth], NAME, *path[depth + 1 :]))
    return path


def unknown_key(path: KeyPath) -> str:
    """Say that a file has no use for ``path``, and which known key is nearest."""
    *parent, name = path
    above = known_path(path)[:-1]
    siblings = [known[-1] for known in (*KEYS, *sorted(SECTIONS)) if known[:-1] == above]
    elsewhere = [known for known in KEYS if known[-1] == name]
    if like := get_close_matches(name.lower(), siblings, n=1):
        advice = f"did you mean {'.'.join((*parent, *like))}?"
    elif elsewhere:
        advice = f"did you mean {'.'.join(elsewhere[0])}?"
    else:
        advice = f"known here are {', '.join(siblings)}"
    return f"unknown key {'.'.join(path)}: {advice}"


def unknown_variable(name: str) -> str:
    """Say that variable ``name`` sets nothing, and which one that does is nearest."""
    # Without the prefix, which would make any two of them look alike.
    bare = [known.removeprefix(PREFIX) for known in VARIABLES]
    if like := get_close_matches(name.removeprefix(PREFIX).upper(), bare, n=1):
        return f"unknown key {name}: did you mean {PREFIX}{like[0]}?"
    return f"unknown key {name}: none is like it; HOTPAPERS_STORE__PATH, for example, sets [store] path"
