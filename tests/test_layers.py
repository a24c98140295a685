"""Who may know whom in ``bot/``, and where each package from outside may be imported.

Every import counts: at the top, inside functions, and under TYPE_CHECKING, because to know a type is to
know where it comes from. A string that names a module of ours (``"bot.sources.arxiv:Arxiv"``) counts too:
a table that is resolved late is still a way of knowing.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

BOT = Path(__file__).resolve().parent.parent / "bot"

# From the ground up. A room is a folder or a file of bot/; it knows itself and the floors below it.
FLOORS = (
    {"errors", "clock"},
    {"papers"},
    {"query"},
    {"subscriptions"},
    {"store", "config"},
    {"sources", "digest"},
    {"messages"},
    {"delivery", "commands", "archive"},
    {"adapters", "web"},
    {"app"},
    {"demo"},  # another composition of the same parts, which a verb of the terminal starts
    {"cli"},
    {"__main__"},
)
FLOOR_OF = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}

# Packages from outside, and the few of the standard library that have one room: the files that may import them.
ROOMS_OF_PACKAGES = {
    "PIL": ("messages/canvas.py",),
    "aiohttp": ("sources/fetch.py", "app/", "demo/", "web/", "adapters/"),
    "click": ("cli/",),
    "discord": ("adapters/discord/",),
    "ftfy": ("papers/posts.py",),
    "jinja2": ("messages/render.py",),
    "lxml": ("sources/", "demo/"),
    "markupsafe": ("messages/render.py",),
    "pydantic": ("config/",),
    "pydantic_core": ("config/",),
    "pydantic_settings": ("config/",),
    "pylatexenc": ("papers/untex/",),
    "rich": ("cli/", "messages/terminal.py"),
    "selectolax": ("sources/",),
    "slack_bolt": ("adapters/slack/",),
    "slack_sdk": ("adapters/slack/",),
    "sqlite3": ("store/",),
    "sqlite_utils": ("store/",),
    "stamina": ("sources/fetch.py",),
    "yarl": ("sources/fetch.py", "adapters/discord/"),
}

# What takes long to import and is seldom needed: imported where it is used, and at the top by its own kind only.
LATE = {f"bot.messages.{module}" for module in ("bars", "canvas", "charts", "plot")}

# With one of these in sys.path before the standard library, other people's imports break.
SHADOWING = {"html", "http", "platform", "queue", "types"}
SAYING_NOTHING = {"common", "helpers", "managers", "misc", "utils"}


@dataclass(frozen=True)
class Import:
    """That ``file`` (relative to bot/) names ``module`` at ``line``."""

    file: Path
    line: int
    module: str


def imports_of(root: Path) -> Iterator[Import]:
    for path in sorted(root.rglob("*.py")):
        file = path.relative_to(root)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for module in modules_named(node, file):
                yield Import(file, node.lineno, module)


def modules_named(node: ast.AST, file: Path) -> list[str]:
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module=module, names=names, level=level):
            base = ".".join(filter(None, [*package_of(file, level), module]))
            # What is taken from bot itself is a room, or the version.
            return [f"bot.{alias.name}" for alias in names] if base == "bot" else [base]
        case ast.Constant(value=str(text)) if re.fullmatch(r"bot(\.\w+)+(:\w+)?", text):
            return [text.partition(":")[0]]
    return []


def package_of(file: Path, level: int) -> list[str]:
    """Return the package that a relative import of ``level`` dots starts from; none for an absolute one."""
    return [] if level == 0 else ["bot", *file.parent.parts][: len(file.parts) + 1 - level]


def room_of(file: Path) -> str:
    return file.parts[0].removesuffix(".py")


def broken_floors(root: Path) -> list[str]:
    return [problem for each in imports_of(root) if (problem := floor_problem(each, root))]


def floor_problem(each: Import, root: Path) -> str | None:
    package, _, inside = each.module.partition(".")
    room, other = room_of(each.file), inside.partition(".")[0]
    if package != "bot" or other == room or not ((root / other).is_dir() or (root / f"{other}.py").is_file()):
        return None
    at = f"bot/{each.file}:{each.line} imports {each.module}"
    if room not in FLOOR_OF or other not in FLOOR_OF:
        return f"{at}, but {other if room in FLOOR_OF else room} stands on no floor: give it one in FLOORS"
    if FLOOR_OF[other] == FLOOR_OF[room]:
        return f"{at}, but {room} and {other} are neighbors on one floor and may not know each other"
    if FLOOR_OF[other] > FLOOR_OF[room]:
        return f"{at}, but {other} is above {room}: imports go down only"
    return None


def misplaced_packages(root: Path) -> list[str]:
    return [problem for each in imports_of(root) if (problem := package_problem(each))]


def package_problem(each: Import) -> str | None:
    package = each.module.partition(".")[0]
    at = f"bot/{each.file}:{each.line} imports {package}"
    if package not in ROOMS_OF_PACKAGES:
        is_known = package == "bot" or package in sys.stdlib_module_names
        return None if is_known else f"{at}, which has no room: give it one in ROOMS_OF_PACKAGES"
    rooms = ROOMS_OF_PACKAGES[package]
    if any(each.file.as_posix() == room or (room.endswith("/") and each.file.is_relative_to(room)) for room in rooms):
        return None
    return f"{at}, which belongs in {', '.join(rooms)}"


def early_imports(root: Path) -> list[str]:
    """Return the imports at the top of modules, those for types aside, that load what is LATE with the program."""
    return [
        f"bot/{file}:{node.lineno} imports {name} at its top and slows every start: import it where it is used"
        for file in (path.relative_to(root) for path in sorted(root.rglob("*.py")))
        if ".".join(("bot", *file.with_suffix("").parts)) not in LATE
        for node in ast.parse((root / file).read_text(encoding="utf-8")).body
        for name in sorted(full_names(node, file) & LATE)
    ]


def full_names(node: ast.AST, file: Path) -> set[str]:
    """Return the modules named in an import, and what is taken from them, which may be modules too."""
    modules = set(modules_named(node, file))
    taken = [alias.name for alias in node.names] if isinstance(node, ast.ImportFrom) else []
    return modules | {f"{module}.{name}" for module in modules for name in taken}


def misnamed_modules(root: Path) -> list[str]:
    bad = SHADOWING | SAYING_NOTHING
    names = ((path, path.parent.name if path.stem == "__init__" else path.stem) for path in root.rglob("*.py"))
    return [f"bot/{path.relative_to(root)}: {name} is no name for a module" for path, name in names if name in bad]


def test_imports_go_down_only() -> None:
    assert broken_floors(BOT) == []


def test_packages_from_outside_stay_in_their_rooms() -> None:
    assert misplaced_packages(BOT) == []


def test_what_is_slow_to_import_is_imported_where_it_is_used() -> None:
    assert early_imports(BOT) == []


def test_module_names_say_something_and_shadow_nothing() -> None:
    assert misnamed_modules(BOT) == []


def test_the_root_knows_nobody() -> None:
    assert [each for each in imports_of(BOT) if each.file == Path("__init__.py")] == []


def test_every_room_stands_on_a_floor() -> None:
    rooms = {room_of(path.relative_to(BOT)) for path in BOT.rglob("*.py")} - {"__init__"}
    assert rooms - FLOOR_OF.keys() == set()


@pytest.fixture
def house(tmp_path: Path) -> Path:
    for module in ("errors", "papers/model", "store/contract", "sources/arxiv", "digest/select", "app", "attic/box"):
        path = tmp_path / f"{module}.py"
        path.parent.mkdir(exist_ok=True)
        path.touch()
    return tmp_path


BREAKING = {
    "upward": ("papers/model", "import bot.store.contract", "store is above papers: imports go down only"),
    "upward, from the root": ("store/contract", "from bot import app", "app is above store: imports go down only"),
    "relative": ("papers/model", "from ..store import contract", "store is above papers: imports go down only"),
    "relative, to the root": ("papers/model", "from .. import store", "store is above papers: imports go down only"),
    "in a function": (
        "papers/model",
        "def f():\n    from bot.sources import arxiv",
        "sources is above papers: imports go down only",
    ),
    "for its types": (
        "papers/model",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from bot.app import App",
        "app is above papers: imports go down only",
    ),
    "by name": (
        "papers/model",
        "TABLE = {'arxiv': 'bot.sources.arxiv:Arxiv'}",
        "sources is above papers: imports go down only",
    ),
    "neighbor": (
        "sources/arxiv",
        "from bot.digest.select import choose",
        "sources and digest are neighbors on one floor and may not know each other",
    ),
    "unplaced": ("app", "from bot.attic import box", "attic stands on no floor: give it one in FLOORS"),
    "from an unplaced room": (
        "attic/box",
        "from bot import errors",
        "attic stands on no floor: give it one in FLOORS",
    ),
}


@pytest.mark.parametrize(("module", "code", "problem"), BREAKING.values(), ids=BREAKING.keys())
def test_an_import_that_breaks_the_floors_is_reported(house: Path, module: str, code: str, problem: str) -> None:
    (house / f"{module}.py").write_text(code)
    [said] = broken_floors(house)
    line = len(code.splitlines())
    assert re.fullmatch(rf"bot/{module}\.py:{line} imports bot\.\w+(\.\w+)?, but {problem}", said)


@pytest.mark.parametrize(
    "code",
    [
        "from bot.papers.model import Paper\nimport bot.errors\nfrom ..store import contract",
        "from bot.sources import gather\nfrom . import gather\nfrom .gather import gather",
        "from bot import __version__\nimport json\nDOC = 'bot.digest.select chooses'",
    ],
    ids=["below", "own room", "no room at all"],
)
def test_an_import_that_goes_down_is_fine(house: Path, code: str) -> None:
    (house / "sources" / "arxiv.py").write_text(code)
    assert broken_floors(house) == []


MISPLACED = {
    "in the wrong room": ("digest/select", "import lxml.etree", "lxml, which belongs in sources/, demo/"),
    "in the wrong file": ("sources/arxiv", "from aiohttp import web", "aiohttp, which belongs in sources/fetch.py, "),
    "in a function": ("app", "def f():\n    import sqlite3", "sqlite3, which belongs in store/"),
    "anywhere": ("app", "import leftpad", "leftpad, which has no room: give it one in ROOMS_OF_PACKAGES"),
}


@pytest.mark.parametrize(("module", "code", "problem"), MISPLACED.values(), ids=MISPLACED.keys())
def test_a_package_in_the_wrong_place_is_reported(house: Path, module: str, code: str, problem: str) -> None:
    (house / f"{module}.py").write_text(code)
    [said] = misplaced_packages(house)
    assert said.startswith(f"bot/{module}.py:{len(code.splitlines())} imports {problem}")


def test_a_package_in_its_room_is_fine(house: Path) -> None:
    (house / "sources" / "arxiv.py").write_text("import json, lxml.etree")
    (house / "app").mkdir()
    (house / "app" / "app.py").write_text("import aiohttp")
    assert misplaced_packages(house) == []


@pytest.mark.parametrize(
    "code", ["import bot.messages.charts", "from bot.messages import charts", "from bot.messages.charts import Chart"]
)
def test_an_import_that_slows_every_start_is_reported(house: Path, code: str) -> None:
    (house / "app.py").write_text(f"import json\n{code}")
    [said] = early_imports(house)
    assert said.startswith("bot/app.py:2 imports bot.messages.charts at its top")
    (house / "app.py").write_text(f"def f():\n    {code}")
    assert early_imports(house) == []


@pytest.mark.parametrize("module", ["http", "papers/types", "store/utils", "misc/__init__"])
def test_a_name_that_shadows_or_says_nothing_is_reported(house: Path, module: str) -> None:
    path = house / f"{module}.py"
    path.parent.mkdir(exist_ok=True)
    path.touch()
    [said] = misnamed_modules(house)
    assert said.startswith(f"bot/{module}.py: ")
