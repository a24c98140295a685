"""Golden files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.messages.render import Renderer

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with its golden file, or write the file."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / f"{name}.txt"
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8"), "look closely, then: pytest --update-golden"

    return compare


@pytest.fixture(scope="session")
def renderer() -> Renderer:
    return Renderer()
