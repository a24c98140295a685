"""The terminal as verbs print to it."""

from rich.console import Console


class Screen(Console):
    """A console that treats a reader who left as any other output does: ``hot | head`` is no error."""

    def on_broken_pipe(self) -> None:
        """Let the error through, to where the exit code is decided."""
        raise BrokenPipeError
