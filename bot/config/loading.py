"""A file laid over the defaults, the environment over the file, and every mistake in them at once.

No message repeats a value that was given: it may be a secret.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from pydantic import ValidationError
from pydantic_settings import BaseSettings, EnvSettingsSource, SettingsConfigDict

from bot.config.keys import (
    KEYS,
    NAME,
    PREFIX,
    REPEATED,
    SECTIONS,
    Key,
    KeyPath,
    is_variable,
    known_path,
    unknown_key,
    unknown_variable,
)
from bot.config.kinds import is_one_word
from bot.config.model import Config, contradictions
from bot.errors import ConfigError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

DEFAULT_FILE: Final = Path("config.toml")

Location: TypeAlias = tuple[str | int, ...]
"""Where a value stands: the steps down to it, a number for one of several tables."""

_Values: TypeAlias = dict[str, Any]  # as TOML and the environment give them, until the models have checked them


class _Variables(Config, BaseSettings):
    """The same keys, for pydantic-settings to find in the environment; it is never filled itself."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_nested_delimiter="__")


def load_config(path: Path | None, *, environ: Mapping[str, str]) -> Config:
    """Return the configuration of ``path``, of config.toml here if there is one, else the defaults.

    Relative paths start at the file's folder, without a file at the current one. Raises ConfigError with
    every mistake in the file and in the environment.
    """
    file = path or (DEFAULT_FILE if DEFAULT_FILE.exists() else None)
    folder = file.parent if file else Path()
    in_file, problems = _read_file(file) if file else ({}, [])
    in_environment, variable_problems = _read_environment(environ)

    def where(location: Location) -> str:
        key = _key_at(location)
        return key.variable if environ.get(key.variable) else f"{file}: {_written_at(key, location)}"

    values = _merged(in_file, in_environment)
    problems += variable_problems + _read_secrets(values, folder, where)
    try:
        config = Config.model_validate(values)
    except ValidationError as exc:
        problems += _in_plain_words(exc, where)
    else:
        problems += [f"{file}: {problem}" if file else problem for problem in contradictions(config)]
        if not problems:
            return config.anchored(folder)
    # Not raised in the handler: pydantic's error holds the values and would ride along as the context.
    raise ConfigError(problems)


def _read_file(file: Path) -> tuple[_Values, list[str]]:
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as exc:
        return {}, [f"cannot read {file}: {exc.strerror}"]
    except UnicodeDecodeError as exc:
        line = exc.object.count(b"\n", 0, exc.start) + 1
        return {}, [f"{file} is not UTF-8 text (at line {line})"]
    try:
        values, problems = _known_only(tomllib.loads(text))
    except tomllib.TOMLDecodeError as exc:
        reason = str(exc).replace("at end of document", f"at line {len(text.splitlines())}, the last")
        return {}, [f"{file} is not valid TOML: {reason}"]
    return values, [f"{file}: {problem}" for problem in problems]


def _known_only(values: _Values, parent: KeyPath = ()) -> tuple[_Values, list[str]]:
    known: _Values = {}
    problems: list[str] = []
    for name, value in values.items():
        path = (*parent, name)
        if known_path(path) in KEYS:
            known[name] = value
        elif known_path(path) not in SECTIONS:
            problems.append(unknown_key(path))
        elif path in REPEATED:
            known[name], inner = _each_known_only(value, path)
            problems += inner
        elif isinstance(value, dict):
            known[name], inner = _known_only(value, path)
            problems += inner
        else:
            problems.append(f"[{'.'.join(path)}]: expected a section of keys, not one value")
    return known, problems


def _each_known_only(tables: object, path: KeyPath) -> tuple[list[_Values], list[str]]:
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        return [], [f"[[{'.'.join(path)}]]: expected a section in double brackets, which may come several times"]
    read = [_known_only(table, path) for table in tables]
    return [known for known, _ in read], [problem for _, problems in read for problem in problems]


def _read_environment(environ: Mapping[str, str]) -> tuple[_Values, list[str]]:
    """Return what the environment sets; a variable that is empty counts as not set."""
    given = {name: text for name, text in environ.items() if name.startswith(PREFIX)}
    lists = {key.variable: key for key in KEYS.values() if key.is_list or key.is_repeated}
    problems = [
        f"{name}: a list is set in a file, as {lists[name].written}" if name in lists else unknown_variable(name)
        for name in given
        if not is_variable(name)
    ]
    source = EnvSettingsSource(_Variables)
    # Without what it would pass over in silence, and without lists, which it would want as JSON.
    source.env_vars = {name.lower(): text for name, text in given.items() if text and is_variable(name)}
    return source(), sorted(problems)


def _merged(under: _Values, over: _Values) -> _Values:
    merged = dict(under)
    for name, value in over.items():
        below = under.get(name)
        merged[name] = _merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def _read_secrets(values: _Values, folder: Path, where: Callable[[Location], str]) -> list[str]:
    """Put what each ``…_file`` holds in its place in ``values``; return what went wrong, without any value."""
    problems = []
    for path in (key.path for key in KEYS.values() if key.is_secret):
        for section, location in _sections_at(values, path[:-1]):
            if problem := _read_secret_of(section, path[-1], folder):
                problems.append(f"{where((*location, f'{path[-1]}_file'))}: {problem}")
    return problems


def _sections_at(values: _Values, path: KeyPath, above: Location = ()) -> Iterator[tuple[_Values, Location]]:
    """Yield each section that ``path`` stands for, with where it is."""
    if not path:
        yield values, above
        return
    for name in list(values) if path[0] == NAME else [path[0]]:
        if isinstance(inner := values.get(name), dict):
            yield from _sections_at(inner, path[1:], (*above, name))


def _read_secret_of(section: _Values, name: str, folder: Path) -> str | None:
    if (named := section.pop(f"{name}_file", None)) is None:
        return None
    if name in section:
        return f"give either {name} or {name}_file, not both"
    try:
        section[name] = _read_secret(named, folder)
    except ConfigError as exc:
        return str(exc)
    return None


def _read_secret(named: object, folder: Path) -> str:
    # Not even the path is repeated: somebody will write the secret itself there.
    if not isinstance(named, str):
        raise ConfigError(["expected the path of a file"])
    try:
        text = (folder / named).read_text(encoding="utf-8").rstrip("\r\n")
    except OSError as exc:
        raise ConfigError([f"cannot read that file from {folder.absolute()}: {exc.strerror}"]) from None
    except ValueError:
        raise ConfigError(["that file is not UTF-8 text"]) from None
    if not is_one_word(text):
        raise ConfigError(["that file should hold one word without spaces"])
    return text


def _in_plain_words(error: ValidationError, where: Callable[[Location], str]) -> list[str]:
    found = ((each["loc"], _said(each)) for each in error.errors(include_url=False, include_input=False))
    # A union complains once for each of its members: one line says it.
    return list(dict.fromkeys(f"{where(location)}: {said}" for location, said in found))


def _said(detail: "ErrorDetails") -> str:
    if detail["type"] == "value_error":
        return str(detail["ctx"]["error"])
    expected = f"expected {_key_at(detail['loc']).expects}"
    return f"missing; {expected}" if detail["type"] == "missing" else expected


def _key_at(location: Location) -> Key:
    """Return the key that pydantic points into: it adds the place in a list or the member of a union."""
    named = known_path(tuple(step for step in location if isinstance(step, str)))
    return next(key for path, key in KEYS.items() if named[: len(path)] == path)


def _written_at(key: Key, location: Location) -> str:
    """Return the key as the file has it at ``location``: by its own name, and which one it is of several."""
    if key.is_repeated:
        number = next(step for step in location if isinstance(step, int)) + 1
        return key.written.replace("]] ", f"]] number {number}: ")
    if NAME in key.path:
        at = key.path.index(NAME)
        return key.written.replace(f".{NAME}]", f".{location[at]}]")
    return key.written
