"""Templates become text: the only place that knows Jinja."""

import logging
import traceback
from collections.abc import Callable, Iterable
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, Final, TypeVar

import jinja2
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.errors import TemplateError
from bot.messages.escaping import ESCAPES

T = TypeVar("T")

_log = logging.getLogger(__name__)

_FAULTS: Final = (
    jinja2.TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What an expression or a file of a template can raise."""


_MOST_PARTS: Final = 1_000_000
_MOST_CHARS: Final = 1_000_000
_HIGHEST_POWER: Final = 64
"""What one filling-in of a user's template may take, far beyond what a digest needs: of text and values put out, of
characters of one value, of an exponent."""


class Verbatim(str):
    """Text that is already in the language of its flavor and goes out as it is.

    Whatever is done with it (cut, joined, filtered) is an ordinary value again, and escaped.
    """

    __slots__ = ()


class Renderer:
    """The templates of every flavor, the user's own ones before ours."""

    def __init__(self, user_dir: Path | None = None) -> None:
        self._user_dir = user_dir
        self._flavors: dict[str, _Flavor] = {}

    def render(self, flavor: str, piece: str, **values: object) -> str:
        """Return ``templates/<flavor>/<piece>.j2`` filled in, every value escaped for the flavor.

        A ``Verbatim`` value, and what a macro or a ``set`` block made, is not escaped again. Where the
        user's own template fails, the log says why, once, and ours is used. Raises TemplateError when
        ours fails, or there is no such flavor or piece.
        """
        return self.render_as(str, flavor, piece, **values)

    def render_as(self, read: Callable[[str], T], flavor: str, piece: str, **values: object) -> T:
        """Return what ``read`` makes of the filled-in template, as ``render`` does.

        A ValueError from ``read`` is a fault of the template, like any other.
        """
        return self._flavor(flavor).render(read, f"{piece}.j2", values)

    def problems(self) -> tuple[str, ...]:
        """Return what is wrong with the user's own templates: each that cannot be read, or replaces none of ours."""
        if self._user_dir is None:
            return ()
        if not self._user_dir.is_dir():
            return (f"There is no folder {self._user_dir}: [templates] dir names it.",)
        files = sorted(self._user_dir.rglob("*.j2"))
        return tuple(problem for file in files if (problem := self._problem(file.relative_to(self._user_dir))))

    def _problem(self, file: Path) -> str | None:
        if not (_built_in_dir() / file).is_file():
            return f"{self._user_dir}/{file} replaces no template of ours, and is never used."
        if self._user_dir and not (self._user_dir / file).is_file():
            return f"{self._user_dir}/{file} is no file that can be read. The built-in template is used."
        try:
            self._flavor(file.parts[0]).compile("/".join(file.parts[1:]))
        except TemplateError as error:
            return str(error)
        return None

    def _flavor(self, name: str) -> "_Flavor":
        if name not in ESCAPES:
            raise TemplateError(f"There are no templates for {name!r}; there are {', '.join(sorted(ESCAPES))}.")
        if name not in self._flavors:
            user_dir = self._user_dir / name if self._user_dir else None
            self._flavors[name] = _Flavor(_built_in_dir() / name, user_dir, ESCAPES[name])
        return self._flavors[name]


class _Flavor:
    """One flavor's templates: ours, and ours with the user's in front."""

    def __init__(self, built_in_dir: Path, user_dir: Path | None, escape: Callable[[str], str]) -> None:
        self._built_in_dir = built_in_dir
        self._user_dir = user_dir
        self._escape = escape
        self._told: set[str] = set()

    def render(self, read: Callable[[str], T], file: str, values: dict[str, object]) -> T:
        """Return one template filled in, as ``read`` understands it. Raises TemplateError."""
        if self._with_users is None:
            return _rendered(self._built_in, read, file, values)
        try:
            return _rendered(self._with_users, _seen(read, file), file, values)
        except TemplateError as error:
            text = _rendered(self._built_in, read, file, values)
            self._tell_once(str(error))
            return text

    def compile(self, file: str) -> None:
        """Read one template without filling it in. Raises TemplateError."""
        _compiled(self._with_users or self._built_in, file)

    @cached_property
    def _built_in(self) -> jinja2.Environment:
        return _environment([self._built_in_dir], self._escape, _Environment)

    @cached_property
    def _with_users(self) -> jinja2.Environment | None:
        if self._user_dir is None:
            return None
        return _environment([self._user_dir, self._built_in_dir], _bounded(self._escape), _UsersEnvironment)

    def _tell_once(self, problem: str) -> None:
        if problem not in self._told:
            self._told.add(problem)
            _log.warning("%s The built-in template is used.", problem)


class _Environment(ImmutableSandboxedEnvironment):
    """A sandbox in which text made by a template is marked as such, so that it is not escaped twice."""

    @staticmethod
    def concat(parts: Iterable[str]) -> Verbatim:
        return Verbatim("".join(parts))


class _UsersEnvironment(_Environment):
    """One in which a slip, such as a loop within a loop, ends with an error before it takes all time and memory."""

    intercepted_binops = frozenset({"**"})

    @staticmethod
    def concat(parts: Iterable[str]) -> Verbatim:
        kept = list(islice(parts, _MOST_PARTS + 1))
        if len(kept) > _MOST_PARTS:
            raise ValueError("it never ends, or nearly so")
        return Verbatim("".join(kept))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401 - as in Jinja
        if abs(right) > _HIGHEST_POWER:
            raise ValueError(f"a power above {_HIGHEST_POWER}")
        return super().call_binop(context, operator, left, right)


def _bounded(escape: Callable[[str], str]) -> Callable[[str], str]:
    def escaped(text: str) -> str:
        if len(text) > _MOST_CHARS:
            raise ValueError(f"a value of {len(text)} characters")
        return escape(text)

    return escaped


def _seen(read: Callable[[str], T], file: str) -> Callable[[str], T]:
    """Return ``read``, which does not take it that a paper is not shown at all."""

    def seen(text: str) -> T:
        if file.startswith("paper") and not text.strip():
            raise ValueError("it shows nothing of the paper")
        return read(text)

    return seen


def _environment(folders: list[Path], escape: Callable[[str], str], kind: type[_Environment]) -> jinja2.Environment:
    def finalize(value: object) -> str:
        return value if isinstance(value, Verbatim) else escape(str(value))

    return kind(
        # An editor's mark of the encoding in front of a file is no text.
        loader=jinja2.FileSystemLoader(folders, encoding="utf-8-sig"),
        undefined=jinja2.StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _rendered(environment: jinja2.Environment, read: Callable[[str], T], file: str, values: dict[str, object]) -> T:
    template = _compiled(environment, file)
    try:
        return read(template.render(values))
    except _FAULTS as exc:
        raise TemplateError(f"Template {_place(exc, file)}: {_reason(exc)}.") from exc


def _compiled(environment: jinja2.Environment, file: str) -> jinja2.Template:
    try:
        return environment.get_template(file)
    except _FAULTS as exc:
        raise TemplateError(f"Template {_place(exc, file)}: {_reason(exc)}.") from exc


def _place(exc: Exception, file: str) -> str:
    """Return ``file, line n`` of the template that is at fault."""
    if isinstance(exc, jinja2.TemplateSyntaxError):
        return f"{exc.filename or file}, line {exc.lineno}"
    frames = [frame for frame in traceback.extract_tb(exc.__traceback__) if frame.filename.endswith(".j2")]
    return f"{frames[-1].filename}, line {frames[-1].lineno}" if frames else file


def _reason(exc: Exception) -> str:
    if isinstance(exc, jinja2.TemplateNotFound):
        return f"there is no template {exc.name}"
    return str(exc).rstrip(".") or type(exc).__name__


def _built_in_dir() -> Path:
    """Return where our templates are: inside the package when installed, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "templates"
    return installed if installed.is_dir() else package.parent / "templates"
