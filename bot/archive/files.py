"""Which files an import reads."""

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from bot.archive.reports import ImportProblem

POST_KINDS: Final = frozenset({".md", ".txt"})
JSON_LINES_KIND: Final = ".jsonl"
_KINDS: Final = POST_KINDS | {JSON_LINES_KIND}


def find_files(paths: Sequence[Path]) -> tuple[list[Path], list[ImportProblem]]:
    """Return the files to read, each once, and what was named but cannot be read.

    Folders are walked to the bottom in the order of names, links to folders followed; in a folder, files
    of other kinds are passed over. A named file of another kind is a problem, and so is a folder without
    a single file for us, a link that leads back to a folder it lies in, and what is not there.
    """
    files: dict[Path, Path] = {}
    problems: list[ImportProblem] = []
    for path in paths:
        for found in _found(path):
            if isinstance(found, ImportProblem):
                problems.append(found)
            else:
                files.setdefault(found.resolve(), found)
    return list(files.values()), problems


def _found(path: Path) -> Iterator[Path | ImportProblem]:
    try:
        mode = path.stat().st_mode
    except OSError as exc:
        yield ImportProblem(path, None, cannot_be_read(exc))
        return
    if stat.S_ISDIR(mode):
        yield from _in_folder(path)
    elif not stat.S_ISREG(mode):
        yield ImportProblem(path, None, "Not a regular file.")
    elif path.suffix.lower() not in _KINDS:
        yield ImportProblem(path, None, "Not a kind we read: give posts (.md, .txt) or papers as JSON Lines (.jsonl).")
    else:
        yield path


def _in_folder(folder: Path) -> Iterator[Path | ImportProblem]:
    files, problems = _walk(folder)
    if not files and not problems:
        yield ImportProblem(folder, None, "The folder has no .md, .txt or .jsonl file.")
    yield from problems
    for file in sorted(files):
        yield from _found(file)


def _walk(top: Path) -> tuple[list[Path], list[ImportProblem]]:
    files: list[Path] = []
    failures: list[OSError] = []
    loops: list[ImportProblem] = []
    entered = {top.resolve()}
    for place, folders, names in os.walk(top, onerror=failures.append, followlinks=True):
        here = Path(place)
        files += [here / name for name in names if Path(name).suffix.lower() in _KINDS]
        loops += [_loop(here / name) for name in folders if _leads_back(here / name)]
        folders[:] = [name for name in folders if _enter(here / name, entered)]
    unreadable = [ImportProblem(Path(failure.filename), None, cannot_be_read(failure)) for failure in failures]
    return files, unreadable + loops


def _leads_back(folder: Path) -> bool:
    return folder.parent.resolve().is_relative_to(folder.resolve())


def _loop(link: Path) -> ImportProblem:
    return ImportProblem(link, None, "The link leads back to a folder that it lies in; it was not followed.")


def _enter(folder: Path, entered: set[Path]) -> bool:
    """Tell whether a folder is met for the first time, and remember it."""
    real = folder.resolve()
    is_new = real not in entered
    entered.add(real)
    return is_new


def cannot_be_read(error: OSError) -> str:
    """Return why a file or a folder cannot be read, as a sentence."""
    return f"Cannot be read: {error.strerror or error}."
