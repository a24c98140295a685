"""The keys as people write them, in a file or in the environment, and what they meant when they misspelled one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final, TypeAlias, get_args, get_origin

from bot.config.model import Config, Secret, Section

PREFIX: Final = "HOTPAPERS_"

KeyPath: TypeAlias = tuple[str, ...]
"""A key from the top down: ``("sources", "huggingface", "weight")``."""


@dataclass(frozen=True, slots=True)
class Key:
    """One known key: what it ``expects``, in words, and its ``default`` (None where it has none)."""

    path: KeyPath
    expects: str
    default: object = None
    is_list: bool = False
    is_secret: bool = False

    @property
    def written(self) -> str:
        """Return the key as a file has it: ``[ranking] min_heat``."""
        *section, name = self.path
        return f"[{'.'.join(section)}] {name}" if section else name

    @property
    def variable(self) -> str:
        """Return the name of its environment variable."""
        return PREFIX + "__".join(self.path).upper()


def _keys(model: type[Section], parent: KeyPath = ()) -> Iterator[Key]:
    for name, field in model.model_fields.items():
        kind, path = field.annotation, (*parent, name)
        if isinstance(kind, type) and issubclass(kind, Section):
            yield from _keys(kind, path)
            continue
        is_secret = Secret in get_args(kind)
        is_list = get_origin(kind) is tuple
        yield Key(path, field.description or "", field.default, is_list=is_list, is_secret=is_secret)
        if is_secret:
            yield Key((*parent, f"{name}_file"), "the path of a file")


KEYS: Final[Mapping[KeyPath, Key]] = {key.path: key for key in _keys(Config)}
"""Every key that is known, secrets' ``…_file`` included."""

SECTIONS: Final = frozenset(path[:depth] for path in KEYS for depth in range(1, len(path)))
VARIABLES: Final[Mapping[str, Key]] = {key.variable: key for key in KEYS.values() if not key.is_list}


def unknown_key(path: KeyPath) -> str:
    """Say that a file has no use for ``path``, and which known key is nearest."""
    *parent, name = path
    siblings = [known[-1] for known in (*KEYS, *sorted(SECTIONS)) if list(known[:-1]) == parent]
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
