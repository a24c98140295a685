"""Fixtures that every test may use."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.fakes import FakeClock

# A first run builds tables of Unicode, and CI machines pause: neither says anything about our code.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

REPOSITORY = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="Write the golden files anew; review them as text.")


@pytest.fixture
def shared() -> Path:
    """Return the folder of reference data beside the checkout, or skip."""
    folder = REPOSITORY.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"reference data is not beside the checkout: {folder}")
    return folder


@pytest.fixture
def clock() -> FakeClock:
    """Return a clock that stands still until it is told to move."""
    return FakeClock()
