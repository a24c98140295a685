"""What a long verb shows while it works: nothing where nobody watches a terminal."""

from contextlib import AbstractContextManager
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn

from bot.archive.reports import ImportProblem
from bot.archive.reports import Progress as ArchiveProgress
from bot.messages.escaping import printable
from bot.papers.model import SOURCE_LABELS
from bot.sources.gather import Progress as SourceProgress

_DONE = 1


class GatherProgress(AbstractContextManager["GatherProgress"]):
    """A line a source: that it is read, why it waits, what it brought."""

    def __init__(self) -> None:
        self._bar = _bar(SpinnerColumn(finished_text=" "), TextColumn("{task.description}", markup=False))
        self._lines: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        """Begin to draw."""
        self._bar.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        """Leave the terminal as it was."""
        self._bar.stop()

    def on_progress(self, progress: SourceProgress) -> None:
        """Show that a source began or ended."""
        if progress.report is None:
            self._say(progress.source, "reading …")
        else:
            mark = "✕" if progress.report.failed else "✓"
            self._say(progress.source, f"{mark} {progress.report.run.detail or 'read'}")
            self._bar.update(self._lines[progress.source], completed=_DONE)

    def on_wait(self, source: str, seconds: float, why: str) -> None:
        """Show that a source is waited for, and why."""
        self._say(source, f"waiting {seconds:.0f} s: {why}")

    def _say(self, source: str, what: str) -> None:
        if source not in self._lines:
            self._lines[source] = self._bar.add_task("", total=_DONE)
        label = SOURCE_LABELS.get(source, source)
        self._bar.update(self._lines[source], description=f"{label:<6} {printable(what)}")


class FileProgress(AbstractContextManager["FileProgress"]):
    """One bar over all files or days, with the one in hand."""

    def __init__(self, verb: str) -> None:
        self._bar = _bar(
            TextColumn(verb), BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}", markup=False)
        )
        self._line = self._bar.add_task("", total=None)

    def __enter__(self) -> Self:
        """Begin to draw."""
        self._bar.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        """Leave the terminal as it was."""
        self._bar.stop()

    def on_progress(self, progress: ArchiveProgress) -> None:
        """Show how far it is."""
        self._bar.update(
            self._line,
            completed=progress.done,
            total=progress.total,
            description=f"{printable(progress.name)}  {progress.papers:,} papers",
        )

    def on_problem(self, problem: ImportProblem) -> None:
        """Print what was not taken, above the bar."""
        self._bar.console.print(str(problem), highlight=False, soft_wrap=True)


def _bar(*columns: SpinnerColumn | TextColumn | BarColumn | MofNCompleteColumn) -> Progress:
    # On stderr, so that what a verb prints can go into a file; removed when done.
    console = Console(stderr=True, markup=False, emoji=False)
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
