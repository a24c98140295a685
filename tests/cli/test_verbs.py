import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import click
import pytest

from bot.cli import VERBS, cli, run
from bot.messages.flavors import FLAVORS

Hotpapers = Callable[..., subprocess.CompletedProcess[str]]

POST = """---
title: Hot Papers 2021-03-02
date: 2021-03-03T09:00:00.Z
template: "post"
---

# 1. Learning to Fold Paper  Cranes

Ada Example, Grace Sample

- retweets: 70, favorites: 30 (03/03/2021 09:00:00)

- links: [abs](https://arxiv.org/abs/2103.00011) | [pdf](https://arxiv.org/pdf/2103.00011)
- [cs.RO](https://arxiv.org/list/cs.RO/recent) | [cs.LG](https://arxiv.org/list/cs.LG/recent)

We teach a robot arm to fold.



"""


@pytest.fixture
def hotpapers(tmp_path: Path) -> Hotpapers:
    """Return the command, run as a user runs it: a process of its own, in an empty folder."""

    def call(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=tmp_path,
            env={"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": "", "COLUMNS": "100", **environment},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return call


@pytest.fixture
def imported(hotpapers: Hotpapers, tmp_path: Path) -> Path:
    """Return a folder with one imported post, its file beside the database."""
    (tmp_path / "2021-03-02---Hot-Papers.md").write_text(POST, encoding="utf-8")
    assert hotpapers("import", "2021-03-02---Hot-Papers.md").returncode == 0
    return tmp_path


def options_of(verb: str) -> set[str]:
    command = cli.get_command(click.Context(cli), verb)
    assert command is not None
    return {name for option in command.params if isinstance(option, click.Option) for name in option.opts}


def test_help_names_every_verb_with_the_words_that_the_verb_itself_uses(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    printed = capsys.readouterr().out
    for name, verb in VERBS.items():
        assert name in printed
        command = cli.get_command(click.Context(cli), name)
        assert command is not None
        assert command.name == name
        assert command.short_help == verb.summary


def test_the_readme_names_every_verb_and_every_option() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    rows = {match[1]: match[0] for match in re.finditer(r"^\| `([\w-]+).*$", readme, re.MULTILINE)}
    assert set(rows) == set(VERBS)
    for verb in VERBS:
        assert {option for option in options_of(verb) if option not in rows[verb]} == set(), verb


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom bot.cli import run\nassert run(['--help']) == 0\n"
        "heavy = {'pydantic', 'rich', 'aiohttp', 'sqlite_utils', 'sqlite3', 'jinja2', 'lxml', 'asyncio', 'stamina'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stderr) == (0, "")


def test_reading_verbs_load_no_network_and_no_platform(imported: Path) -> None:
    code = (
        "import sys\nfrom bot.cli import run\nassert run(['hot', '--day', '2021-03-02']) == 0\n"
        "heavy = {'aiohttp', 'lxml', 'discord', 'slack_bolt'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", code], cwd=imported, capture_output=True, text=True, check=False)
    assert (found.returncode, found.stderr) == (0, "")


def test_import_then_export_gives_back_the_same_bytes(hotpapers: Hotpapers, imported: Path) -> None:
    assert hotpapers("export", "out").returncode == 0
    name = "2021-03-02---Hot-Papers.md"
    assert (imported / "out" / name).read_bytes() == (imported / name).read_bytes()
    assert hotpapers("hot", "--day", "2021-03-02", "--format", "post").stdout == POST


@pytest.mark.usefixtures("imported")
def test_hot_as_json_has_the_fixed_shape(hotpapers: Hotpapers) -> None:
    answer = json.loads(hotpapers("hot", "--day", "2021-03-02", "--format", "json").stdout)
    assert list(answer) == ["day", "query", "said", "considered", "shown", "sources", "papers"]
    paper = answer["papers"][0]
    assert (paper["rank"], paper["id"], paper["heat"], paper["title"]) == (
        1,
        "2103.00011",
        100,
        "Learning to Fold Paper  Cranes",
    )
    assert paper["terms"] == [{"source": "x", "weight": 1, "count": 100, "heat": 100}]
    assert paper["engagement"]["x"] == {"likes": 30, "reposts": 70, "replies": None, "at": "2021-03-03T00:00:00Z"}


@pytest.mark.usefixtures("imported")
def test_a_paper_is_found_by_any_address_of_it(hotpapers: Hotpapers) -> None:
    shown = json.loads(hotpapers("show", "https://arxiv.org/pdf/2103.00011v2", "--format", "json").stdout)
    explained = json.loads(hotpapers("why", "2103.00011", "--format", "json").stdout)
    assert shown["id"] == explained["id"] == "2103.00011"
    assert explained["heat"] == 100
    assert list(explained) == ["id", "heat", "terms", "series", "mentions", "missing"]


@pytest.mark.parametrize(
    ("arguments", "exit_code", "said"),
    [
        (["hot", "--day", "yesterday"], 2, "is not a date"),
        (["hot", "--day", "0001-01-01"], 2, "arXiv began"),
        (["hot", "--window", "lots"], 2, "is not a window"),
        (["hot", "--day", "2021-03-02", "--window", "3d"], 2, "Choose one"),
        (["hot", "--top", "0"], 2, "0 is not in the range"),
        (["hot", "--min-heat", "nan"], 2, "is no heat"),
        (["hot", "--min-heat", "1e400"], 2, "is no heat"),
        (["show", "not-an-id"], 2, "is not an arXiv id"),
        (["show", "2103.99999"], 1, "2103.99999 is not in"),
        (["gather", "--source", "myspace"], 2, "no source 'myspace'"),
        (["import", "nowhere"], 2, "nowhere"),
        (["dance"], 2, "No such command 'dance'"),
        (["--config", "nowhere.toml", "check"], 2, "nowhere.toml"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
@pytest.mark.usefixtures("imported")
def test_bad_input_gets_a_plain_line_and_its_exit_code(
    hotpapers: Hotpapers, arguments: list[str], exit_code: int, said: str
) -> None:
    answer = hotpapers(*arguments)
    assert answer.returncode == exit_code, answer.stderr
    assert said in answer.stderr
    assert "Traceback" not in answer.stderr


def test_without_a_database_reading_says_what_to_do_first(hotpapers: Hotpapers) -> None:
    answer = hotpapers("hot")
    assert answer.returncode == 1
    assert "hotpapers gather" in answer.stderr


def test_one_wrong_file_is_named_and_the_rest_goes_in(hotpapers: Hotpapers, tmp_path: Path) -> None:
    (tmp_path / "good.md").write_text(POST, encoding="utf-8")
    (tmp_path / "bad.md").write_text(POST.replace("- retweets: 70", "- retweets: many"), encoding="utf-8")
    answer = hotpapers("import", "good.md", "bad.md")
    assert answer.returncode == 1
    assert "bad.md:11:" in answer.stderr
    assert "1 new post" in answer.stdout


def test_three_mistakes_in_the_configuration_are_named_at_once(hotpapers: Hotpapers, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(
        'contct = "a@example.org"\n[ranking]\nmin_heat = "hot"\n[arxiv]\ncategories = ["cs.LL"]\n', encoding="utf-8"
    )
    answer = hotpapers("check")
    assert answer.returncode == 2
    assert all(word in answer.stderr for word in ("contact", "min_heat", "cs.LL"))


def test_a_database_of_somebody_else_is_refused(hotpapers: Hotpapers, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "other.db") as db:
        db.execute("create table recipes (name text)")
    db.close()
    answer = hotpapers("--db", "other.db", "hot")
    assert answer.returncode == 2
    assert "other.db" in answer.stderr


@pytest.mark.usefixtures("imported")
def test_check_status_and_migrate_say_how_things_stand(hotpapers: Hotpapers) -> None:
    assert "papers: 1" in hotpapers("check").stdout
    assert json.loads(hotpapers("status", "--format", "json").stdout)["papers"] == 1
    assert "was up to date" in hotpapers("migrate").stdout


def test_debug_shows_where_an_error_came_from(hotpapers: Hotpapers) -> None:
    assert "Traceback" in hotpapers("--debug", "hot").stderr


def test_the_demo_prints_a_digest_and_says_which_source_failed(hotpapers: Hotpapers) -> None:
    answer = hotpapers("demo")
    assert answer.returncode == 0, answer.stderr
    assert "12 shown" in answer.stdout
    assert "HN could not be read" in answer.stdout
    assert "its counts are from 06:00 UTC" in " ".join(answer.stdout.split())
    day = json.loads(hotpapers("--db", "hotpapers-demo.db", "hot", "--day", "2025-06-03", "--format", "json").stdout)
    assert len([paper for paper in day["papers"] if paper["heat"] > 0]) >= 12


def test_the_demo_replaces_nothing_but_a_demo(hotpapers: Hotpapers, tmp_path: Path) -> None:
    (tmp_path / "hotpapers-demo.db").mkdir()
    answer = hotpapers("demo")
    assert (answer.returncode, "not the demo's to replace" in answer.stderr) == (2, True)
    assert (tmp_path / "hotpapers-demo.db").is_dir()


@pytest.mark.usefixtures("imported")
def test_a_reader_who_leaves_early_is_no_error(tmp_path: Path) -> None:
    command = f"{sys.executable} -m bot hot --day 2021-03-02 | true; echo ${{PIPESTATUS[0]}}"
    root = str(Path(__file__).parents[2])
    found = subprocess.run(
        ["/bin/bash", "-c", command],
        cwd=tmp_path,
        env={"PYTHONPATH": root},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (found.stdout.strip(), found.stderr) == ("0", "")


def test_a_full_disk_behind_the_output_is_said_plainly(imported: Path) -> None:
    root = str(Path(__file__).parents[2])
    with Path("/dev/full").open("w") as full:
        found = subprocess.run(
            [sys.executable, "-m", "bot", "hot", "--day", "2021-03-02"],
            cwd=imported,
            env={"PYTHONPATH": root},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert found.returncode == 1
    assert "This is a bug" not in found.stderr


def test_a_post_of_an_imported_day_obeys_top_and_min_heat(hotpapers: Hotpapers, imported: Path) -> None:
    assert "# 1. " not in hotpapers("hot", "--day", "2021-03-02", "--min-heat", "101", "--format", "post").stdout
    assert hotpapers("hot", "--day", "2021-03-02", "--top", "1", "--format", "post").stdout == POST
    assert (imported / "hotpapers.db").is_file()


def test_a_wrong_file_cannot_speak_to_the_terminal(hotpapers: Hotpapers, tmp_path: Path) -> None:
    (tmp_path / "e.jsonl").write_text('{"id": "\\u001b[2Jx"}\n', encoding="utf-8")
    assert "\x1b" not in hotpapers("import", "e.jsonl").stderr


@pytest.mark.usefixtures("imported")
def test_the_demo_never_takes_a_database_that_is_there(hotpapers: Hotpapers) -> None:
    answer = hotpapers("--db", "hotpapers.db", "demo")
    assert answer.returncode == 2
    assert "exists already" in answer.stderr


def test_a_digest_prints_as_a_page_and_as_plain_text(hotpapers: Hotpapers, imported: Path) -> None:
    assert imported
    page = hotpapers("hot", "--day", "2021-03-02", "--format", "html")
    assert page.stdout.startswith("<!doctype html>")
    assert page.stdout.endswith("</html>\n")
    text = hotpapers("hot", "--day", "2021-03-02", "--format", "text")
    assert text.stdout.startswith("Hot Papers · Tue 2 Mar 2021\n")
    assert "\n   https://arxiv.org/abs/2103.00011 · https://arxiv.org/pdf/2103.00011\n" in text.stdout


def test_a_page_of_two_hot_papers_has_their_chart(hotpapers: Hotpapers, tmp_path: Path) -> None:
    papers = [
        {
            "id": f"2611.0000{number}",
            "title": f"On {number}",
            "abstract": "We say.",
            "authors": ["Ada Lovelace"],
            "categories": ["cs.CL"],
            "announced": "2026-11-19",
            "engagement": {"x": {"likes": 10 * number, "reposts": 1, "replies": None, "at": "2026-11-20T06:00:00Z"}},
        }
        for number in (1, 2)
    ]
    (tmp_path / "day.jsonl").write_text("\n".join(map(json.dumps, papers)) + "\n", encoding="utf-8")
    assert hotpapers("import", "day.jsonl").returncode == 0
    page = hotpapers("hot", "--day", "2026-11-19", "--format", "html").stdout
    assert page.count('<img src="data:image/png;base64,') == 1
    assert "2 bars of heat by source for Thu 19 Nov 2026" in page
    assert "<img" not in hotpapers("hot", "--day", "2026-11-19", "--top", "1", "--format", "html").stdout


@pytest.mark.parametrize("flavor", sorted(set(FLAVORS) - {"html", "text"}))
def test_a_digest_prints_as_the_payloads_that_a_chat_is_sent(hotpapers: Hotpapers, imported: Path, flavor: str) -> None:
    assert imported
    if find_spec(FLAVORS[flavor].partition(":")[0]) is None:
        pytest.skip(f"{flavor} is not written yet")
    printed = hotpapers("hot", "--day", "2021-03-02", "--layout", "thread", "--format", flavor)
    messages = json.loads(printed.stdout)
    assert {frozenset(message) for message in messages} == {frozenset({"where", "payload"})}
    assert {message["where"] for message in messages} <= {"channel", "thread"}


def test_hot_takes_every_flavor() -> None:
    command = cli.get_command(click.Context(cli), "hot")
    assert command is not None
    [form] = [option for option in command.params if option.name == "form"]
    assert isinstance(form.type, click.Choice)
    assert set(form.type.choices) == {*FLAVORS, "terminal", "post", "json"}
