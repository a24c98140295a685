"""A file laid over the defaults, the environment over the file, and every mistake in them at once.

No message repeats a value that was given: it may be a secret.
"""

import tomllib
from collections.abc import Callable, Mapping
from functools import reduce
from pathlib import Path
from typing import Any, Final, TypeAlias, TypeVar

from pydantic import ValidationError
from pydantic_settings import BaseSettings, EnvSettingsSource, SettingsConfigDict

from bot.config.keys import KEYS, PREFIX, SECTIONS, VARIABLES, Key, KeyPath, unknown_key, unknown_variable
from bot.config.model import Config, Section, is_one_word
from bot.errors import ConfigError

DEFAULT_FILE: Final = Path("config.toml")

_Values: TypeAlias = dict[str, Any]  # as TOML and the environment give them, until the models have checked them
_Section = TypeVar("_Section", bound=Section)


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

    def where(key: Key) -> str:
        return key.variable if environ.get(key.variable) else f"{file}: {key.written}"

    values = _merged(in_file, in_environment)
    problems += variable_problems + _read_secrets(values, folder, where)
    try:
        config = Config.model_validate(values)
    except ValidationError as exc:
        problems += _in_plain_words(exc, where)
    else:
        if not problems:
            return _anchored(config, folder)
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
        if path in KEYS:
            known[name] = value
        elif path not in SECTIONS:
            problems.append(unknown_key(path))
        elif isinstance(value, dict):
            known[name], inner = _known_only(value, path)
            problems += inner
        else:
            problems.append(f"[{'.'.join(path)}]: expected a section of keys, not one value")
    return known, problems


def _read_environment(environ: Mapping[str, str]) -> tuple[_Values, list[str]]:
    """Return what the environment sets; a variable that is empty counts as not set."""
    given = {name: text for name, text in environ.items() if name.startswith(PREFIX)}
    lists = {key.variable: key for key in KEYS.values() if key.is_list}
    problems = [
        f"{name}: a list is set in a file, as {lists[name].written}" if name in lists else unknown_variable(name)
        for name in given.keys() - VARIABLES.keys()
    ]
    source = EnvSettingsSource(_Variables)
    # Without what it would pass over in silence, and without lists, which it would want as JSON.
    source.env_vars = {name.lower(): text for name, text in given.items() if text and name in VARIABLES}
    return source(), sorted(problems)


def _merged(under: _Values, over: _Values) -> _Values:
    merged = dict(under)
    for name, value in over.items():
        below = under.get(name)
        merged[name] = _merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def _read_secrets(values: _Values, folder: Path, where: Callable[[Key], str]) -> list[str]:
    """Put what each ``…_file`` holds in its place in ``values``; return what went wrong, without any value."""
    problems = []
    for *parent, name in (key.path for key in KEYS.values() if key.is_secret):
        section = reduce(lambda inner, step: inner.get(step, {}), parent, values)
        if (named := section.pop(f"{name}_file", None)) is None:
            continue
        at = where(KEYS[*parent, f"{name}_file"])
        if name in section:
            problems.append(f"{at}: give either {name} or {name}_file, not both")
            continue
        try:
            section[name] = _read_secret(named, folder)
        except ConfigError as exc:
            problems.append(f"{at}: {exc}")
    return problems


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


def _in_plain_words(error: ValidationError, where: Callable[[Key], str]) -> list[str]:
    found = (
        (_key_at(each["loc"]), each["ctx"]["error"] if each["type"] == "value_error" else None)
        for each in error.errors(include_url=False, include_input=False)
    )
    # A union complains once for each of its members: one line says it.
    return list(dict.fromkeys(f"{where(key)}: {said or f'expected {key.expects}'}" for key, said in found))


def _key_at(location: tuple[str | int, ...]) -> Key:
    """Return the key that pydantic points into: it adds the place in a list or the member of a union."""
    return next(key for path, key in KEYS.items() if location[: len(path)] == path)


def _anchored(model: _Section, folder: Path) -> _Section:
    """Return ``model`` with every relative path in it taken from ``folder``."""
    changes = {
        name: folder / value if isinstance(value, Path) else _anchored(value, folder)
        for name, value in model
        if isinstance(value, Path | Section)
    }
    return model.model_copy(update=changes)
