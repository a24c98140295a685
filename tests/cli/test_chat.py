"""``hotpapers chat`` and the verbs made from the commands, run as a user runs them."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Hotpapers = Callable[..., subprocess.CompletedProcess[str]]


def line_of(number: int, title: str, announced: str, likes: int) -> str:
    engagement = {"x": {"likes": likes, "reposts": 0, "replies": None, "at": "2026-11-20T06:00:00Z"}}
    paper = {"id": f"2611.{number:05d}", "title": title, "summary": "We try it on rivers.", "authors": ["Ada Brook"]}
    return json.dumps(paper | {"categories": ["cs.CL"], "announced": announced, "engagement": engagement})


@pytest.fixture
def hotpapers(tmp_path: Path) -> Hotpapers:
    """Return the command, run in a folder whose database has three papers."""

    def call(*arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=tmp_path,
            env={"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": "", "COLUMNS": "100", "TZ": "Europe/Berlin"},
            input=typed,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    papers = (
        ("Agents that fish", "2026-11-20", 90),
        ("Agents that swim", "2026-11-19", 60),
        ("Herons", "2026-11-20", 9),
    )
    lines = [line_of(number, *each) for number, each in enumerate(papers, start=1)]
    (tmp_path / "papers.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert call("import", "papers.jsonl").returncode == 0
    return call


def test_chat_subscribes_previews_confirms_lists_edits_pauses_resumes_cites_and_unsubscribes(
    hotpapers: Hotpapers,
) -> None:
    conversation = """
        /papers subscribe agents --at 9 --name fishing
        1
        subscriptions
        settings 1 --top 3
        pause fishing
        1
        search title:agents --top 1
        1
        cite 2611.00001 ris
        unsubscribe 1
        /papers subscriptions
        exit
        help
    """
    answer = hotpapers("chat", typed=conversation)
    said = " ".join(answer.stdout.split())
    in_order = [
        'Topic: fishing (with "agents"). It comes every weekday at 09:00 (Europe/Berlin)',
        "[1] Confirm [2] Cancel",
        "Subscribed, as number 1.",
        "1 subscription here:",
        "Changed 1.",
        "at most 3 papers",
        "It rests until somebody resumes it:",
        "[1] Resume",
        "It goes on:",
        "1 Agents that fish",
        "[1] More",
        "2 Agents that swim",
        "TY - ",
        "Ended:",
        "Nothing is posted here yet",
    ]
    at = -1
    for words in in_order:
        assert (at := said.find(words, at + 1)) >= 0, words
    assert "What you can ask" not in said
    assert (answer.returncode, answer.stderr) == (0, "")


def test_chat_answers_what_is_wrong_and_goes_on(hotpapers: Hotpapers) -> None:
    answer = hotpapers("chat", typed='serch\n99\nsearch "a\nshow 2611.09999\nhelp save\n')
    assert (answer.returncode, answer.stderr) == (0, "")
    for words in ("Did you mean search?", "There is no verb “99”", "never closed", "is not among", "save PAPER [here]"):
        assert words in answer.stdout


def test_search_takes_a_query_as_the_shell_gives_it(hotpapers: Hotpapers) -> None:
    answer = hotpapers("search", "#cs.CL", "agents", "-swim", "--top", "1", "--format", "json")
    found = json.loads(answer.stdout)
    assert list(found) == ["query", "said", "bounded", "papers"]
    assert (found["query"], found["bounded"]) == ("#cs.CL agents -swim", False)
    assert found["said"] == 'in cs.CL, with "agents", without "swim"'
    [paper] = found["papers"]
    assert (paper["rank"], paper["id"], paper["heat"]) == (1, "2611.00001", 90)
    assert paper["terms"] == [{"source": "x", "weight": 1, "count": 90, "heat": 90}]
    assert "mentions" not in paper
    assert hotpapers("search", '#cs.CL "that swim"').stdout.count("Agents") == 1
    assert (
        json.loads(hotpapers("search", "agents", "--page", "2", "--top", "1", "--format", "json").stdout)["papers"][0][
            "rank"
        ]
        == 2
    )


def test_similar_as_json_has_a_score_for_each(hotpapers: Hotpapers) -> None:
    found = json.loads(hotpapers("similar", "2611.00001", "--format", "json").stdout)
    assert list(found) == ["query", "said", "bounded", "papers"]
    assert all(0 <= paper["score"] <= 1 for paper in found["papers"])


def test_hot_takes_a_query(hotpapers: Hotpapers) -> None:
    found = json.loads(hotpapers("hot", "agents", "-swim", "--window", "366d", "--format", "json").stdout)
    assert (found["query"], found["shown"]) == ("agents -swim", 1)
    assert "No such option '--fromat'" in hotpapers("hot", "agents", "--fromat", "json").stderr


def test_subscribe_asks_before_it_saves(hotpapers: Hotpapers) -> None:
    asked = hotpapers("subscribe", "agents", "--place", "discord:1")
    assert asked.returncode == 1
    assert "Add --yes" in asked.stderr
    assert "Nothing is posted here yet" in hotpapers("subscriptions", "--place", "discord:1").stdout
    assert "Subscribed, as number 1." in hotpapers("subscribe", "agents", "--to", "discord:1", "--yes").stdout
    assert "1 subscription here" in hotpapers("subscriptions", "--to", "discord:1").stdout
    assert "Nothing is posted here yet" in hotpapers("subscriptions").stdout


def test_a_subscription_is_changed_from_the_terminal(hotpapers: Hotpapers) -> None:
    hotpapers("subscribe", "agents", "--yes")
    assert "at most 3 papers" in hotpapers("settings", "1", "--top", "3", "--silent-when-empty").stdout
    assert "paused (by hand)" in hotpapers("pause", "1").stdout
    assert "It goes on" in hotpapers("resume", "1").stdout
    assert "Ended" in hotpapers("unsubscribe", "1").stdout


def test_a_reading_list_is_kept_from_the_terminal(hotpapers: Hotpapers) -> None:
    hotpapers("save", "2611.00001")
    hotpapers("save", "2611.00003", "here")
    assert "Agents that fish" in hotpapers("saved").stdout
    assert "Herons" in hotpapers("saved", "here").stdout
    assert hotpapers("cite", "saved", "bibtex").stdout.startswith("@misc{")
    assert json.loads(hotpapers("cite", "saved", "here", "csl").stdout)[0]["title"] == "Herons"
    assert "1 saved paper" in hotpapers("forget-me", "--yes").stdout


@pytest.mark.parametrize(
    ("arguments", "exit_code", "said"),
    [
        (["search"], 2, "search needs a query"),
        (["search", '"open'], 2, "this quote is never closed"),
        (["search", "a", "--toop", "3"], 2, "Did you mean --top?"),
        (["search", "a", "top:3", "--top", "3"], 2, "top is given twice"),
        (["similar", "2611.09999"], 1, "is not among the gathered papers"),
        (["unsubscribe", "7"], 1, "There is no subscription 7 here."),
        (["subscribe", "agents", "--to", "the moon"], 2, "“the moon” is not a place"),
        (["subscribe", "agents", "--at", "noonish"], 2, "is not a time of day"),
        (["help", "dance"], 2, "No such command 'dance'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_bad_input_gets_a_plain_line_and_its_exit_code(
    hotpapers: Hotpapers, arguments: list[str], exit_code: int, said: str
) -> None:
    answer = hotpapers(*arguments)
    assert answer.returncode == exit_code, answer.stderr
    assert said in answer.stderr
    assert "Traceback" not in answer.stderr


def test_help_of_a_verb_has_its_examples_as_a_shell_takes_them(hotpapers: Hotpapers) -> None:
    said = hotpapers("help", "search").stdout
    assert """hotpapers search '#cs.CL' '"tool use"' -survey""" in said
    assert "--top N" in said
    assert "subscribe" in hotpapers("help").stdout


def test_papersearch_is_no_papers_search(hotpapers: Hotpapers) -> None:
    answer = hotpapers("chat", typed="/papersearch agents\n/search swim\n/papers\tsearch herons\n")
    assert "There is no verb “papersearch”" in answer.stdout
    assert "Agents that swim" in answer.stdout
    assert "Herons" in answer.stdout
    assert "Agents that fish" not in answer.stdout


@pytest.mark.parametrize(
    ("query", "pointed"),
    [
        ('agents  "open', ['agents  "open', "        ^"]),
        ("word " * 30 + ") " + "more " * 30, [f"…{('word ' * 30)[-36:]}) {'more ' * 6}more…", f"{' ' * 37}^"]),
    ],
    ids=["short", "cut to the spot"],
)
def test_a_query_error_points_at_its_spot(hotpapers: Hotpapers, query: str, pointed: list[str]) -> None:
    answer = hotpapers("hot", query)
    said, *shown = answer.stderr.splitlines()
    assert answer.returncode == 2
    assert said.startswith("In the query: this ")
    assert shown == pointed
