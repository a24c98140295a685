"""docs/templates.md tells every template and every value that it may use."""

import re
from pathlib import Path

import jinja2
import pytest
from jinja2 import meta

REPOSITORY = Path(__file__).resolve().parent.parent
TEMPLATES = REPOSITORY / "templates"
PAGE = (REPOSITORY / "docs" / "templates.md").read_text(encoding="utf-8")
DESCRIBED = frozenset({"discord", "html", "post", "slack", "terminal", "text"})
"""The flavors whose templates the page has to have; any other that it begins to describe counts too."""


def flavor_rows(flavor: str) -> dict[str, set[str]]:
    """Return the files that the page has for a flavor, each with its values."""
    part = re.search(rf"^### `{flavor}`\n(.*?)(?=^### |\Z)", PAGE, re.DOTALL | re.MULTILINE)
    rows = re.findall(r"^\| `([\w.]+\.j2)` \| (.*?) \| .* \|$", part[1], re.MULTILINE) if part else []
    # What stands in parentheses says what a value has.
    return {file: set(re.findall(r"`(\w+)`", re.sub(r"\([^)]*\)", "", values))) for file, values in rows}


@pytest.mark.parametrize("flavor", sorted(DESCRIBED | set(re.findall(r"^### `(\w+)`$", PAGE, re.MULTILINE))))
def test_the_page_has_every_template_with_the_values_that_it_uses(flavor: str) -> None:
    rows = flavor_rows(flavor)
    files = {path.name: path.read_text(encoding="utf-8") for path in (TEMPLATES / flavor).glob("*.j2")}
    assert sorted(rows) == sorted(files)
    used = {
        name: meta.find_undeclared_variables(jinja2.Environment(autoescape=True).parse(files[name])) for name in rows
    }
    assert {name: values - rows[name] for name, values in used.items() if values - rows[name]} == {}
