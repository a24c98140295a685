import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.config import load_config
from bot.config.keys import KEYS, PREFIX, VARIABLES
from bot.errors import ConfigError

PAGE = Path(__file__).resolve().parent.parent / "docs" / "configuration.md"


def rows(page: str) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Return the key, what it expects and its default, of every row of the page's tables."""
    section: tuple[str, ...] = ()
    for line in page.splitlines():
        if match := re.match(r"`\[+([a-zA-Z_.]+)\]+`", line):
            section = tuple(match[1].split("."))
        elif match := re.fullmatch(r"\| `([a-z_]+)` \| (.+?) \| (?:`(.+?)`|none) \| .+ \|", line):
            yield (*section, match[1]), match[2], match[3] or "none"


def as_toml(default: object) -> str:
    if default is None:
        return "none"
    return json.dumps(str(default) if isinstance(default, Path) else default)


def test_the_page_has_every_key_with_what_it_expects_and_its_default() -> None:
    wanted = [(key.path, key.expects, as_toml(key.default)) for key in KEYS.values()]
    assert sorted(rows(PAGE.read_text())) == sorted(wanted)


def block(language: str) -> str:
    """Return the only code block of the page in ``language``."""
    [code] = re.findall(rf"^```{language}\n(.+?)^```", PAGE.read_text(), flags=re.DOTALL | re.MULTILINE)
    return str(code)


def test_the_example_on_the_page_is_in_order(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(block("toml"))
    config = load_config(file, environ={})
    assert (config.contact, config.arxiv.categories) == ("you@example.org", ("cs.CL", "stat"))
    assert (config.sources.hackernews.weight, config.ranking.min_heat) == (2, 50)


def test_the_mistakes_on_the_page_are_told_as_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("config.toml").write_text("[sources.hackernew]")
    with pytest.raises(ConfigError) as caught:
        load_config(None, environ={"HOTPAPERS_RANKING__MIN_HEAT": "high"})
    assert f"{caught.value}\n" == block("text")


def test_every_variable_on_the_page_is_known() -> None:
    variables = set(re.findall(rf"{PREFIX}\w+", PAGE.read_text())) - {f"{PREFIX}SECTION__KEY"}
    assert variables
    assert variables <= VARIABLES.keys()
