"""A console that answers the same on every machine, and whose output can be read back."""

import io
import re

from rich.console import Console


class Screen:
    """A terminal of our own, or a pipe."""

    def __init__(self, width: int, *, is_terminal: bool, **environment: str) -> None:
        self._file = io.StringIO()
        self.console = Console(
            file=self._file,
            width=width,
            force_terminal=is_terminal,
            color_system="standard" if is_terminal else None,
            legacy_windows=False,
            _environ={"TERM": "xterm", **environment},
        )

    @property
    def raw(self) -> str:
        return self._file.getvalue()

    @property
    def readable(self) -> str:
        """The output with escapes made visible, rich's random link ids left out, line ends trimmed."""
        text = re.sub(r"\x1b\]8;id=\d+;", "\x1b]8;;", self.raw).replace("\x1b", "␛")
        return "".join(f"{line.rstrip()}\n" for line in text.splitlines())
