"""Templates: ours, the user's own, and what happens when one is wrong."""

import logging
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import TemplateError
from bot.messages.layout import Empty
from bot.messages.render import Renderer, Verbatim
from bot.messages.terminal import print_hot
from tests.messages.samples import hot_list
from tests.messages.screen import Screen

REPOSITORY = Path(__file__).resolve().parents[2]
EMPTY = Empty("weekend", "Nothing [new].", "Look again on Monday.")
BUILT_IN = "Nothing \\[new].\nLook again on Monday.\n"


@pytest.fixture
def user_dir(tmp_path: Path) -> Path:
    (tmp_path / "terminal").mkdir()
    return tmp_path


def write(user_dir: Path, piece: str, text: str) -> Path:
    path = user_dir / "terminal" / f"{piece}.j2"
    path.write_text(text, encoding="utf-8")
    return path


def test_built_in_template_is_filled_in() -> None:
    assert Renderer().render("terminal", "empty", empty=EMPTY) == BUILT_IN


def test_users_own_template_replaces_ours_and_leaves_the_others(user_dir: Path) -> None:
    write(user_dir, "empty", "[bold]Quiet:[/bold] {{ empty.sentence }}\n")
    renderer = Renderer(user_dir)
    assert renderer.render("terminal", "empty", empty=EMPTY) == "[bold]Quiet:[/bold] Nothing \\[new].\n"
    assert renderer.render("terminal", "foot", sentences=["a"]) == "[trouble]a[/trouble]\n"


def test_user_can_include_our_pieces(user_dir: Path) -> None:
    write(user_dir, "mine", '{% include "empty.j2" %}bye\n')
    assert Renderer(user_dir).render("terminal", "mine", empty=EMPTY) == f"{BUILT_IN}bye\n"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("fine\n{% if %}\n", 2, "Expected an expression"),
        ("fine\nfine\n{{ nobody }}\n", 3, "'nobody' is undefined"),
        ("{{ empty.nothing }}\n", 1, "has no attribute 'nothing'"),
        ("{{ 1 // 0 }}\n", 1, "zero"),
        ("\n{{ empty.__class__.__mro__ }}\n", 2, "unsafe"),
        ('\n{% include "gone.j2" %}\n', 2, "there is no template gone.j2"),
        ("{{ range(999999999)|list }}\n", 1, "Range too big"),
        ("{{ 'x' * 10 ** 16 }}\n", 1, "MemoryError"),
        ("{{ 'x' * 10 ** 7 }}\n", 1, "a value of 10000000 characters"),
        ("{{ 9 ** (9 ** 9) }}\n", 1, "a power above 64"),
    ],
)
def test_broken_user_template_is_told_once_and_ours_is_used(
    user_dir: Path, caplog: pytest.LogCaptureFixture, text: str, line: int, reason: str
) -> None:
    path = write(user_dir, "empty", text)
    renderer = Renderer(user_dir)
    with caplog.at_level(logging.WARNING):
        assert [renderer.render("terminal", "empty", empty=EMPTY) for _ in range(3)] == [BUILT_IN] * 3
    (told,) = caplog.messages
    assert f"{path}, line {line}" in told
    assert reason in told


def test_user_template_that_is_not_utf_8_is_told_and_ours_is_used(
    user_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (user_dir / "terminal" / "empty.j2").write_bytes(b"\xff\xfe")
    with caplog.at_level(logging.WARNING):
        assert Renderer(user_dir).render("terminal", "empty", empty=EMPTY) == BUILT_IN
    assert len(caplog.messages) == 1


def test_bot_hung_on_ones_own_loop_within_a_loop(user_dir: Path, caplog: pytest.LogCaptureFixture) -> None:
    loop = "{{% for {0} in range(99999) %}}"
    write(user_dir, "empty", f"{loop.format('a')}{loop.format('b')}x{'{% endfor %}' * 2}")
    with caplog.at_level(logging.WARNING):
        assert Renderer(user_dir).render("terminal", "empty", empty=EMPTY) == BUILT_IN
    assert "never ends" in caplog.text


def test_papers_vanished_when_ones_own_template_printed_nothing(
    user_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(user_dir, "paper_compact", "{% if paper.rank > 99 %}{{ paper.title }}{% endif %}\n")
    screen = Screen(80, is_terminal=False)
    print_hot(screen.console, Renderer(user_dir), hot_list())
    assert "Sorting Is Easy" in screen.raw
    assert "it shows nothing of the paper" in caplog.text


def test_template_saved_with_an_encoding_mark_showed_it_in_front(user_dir: Path) -> None:
    (user_dir / "terminal" / "empty.j2").write_bytes("Quiet.\n".encode("utf-8-sig"))
    assert Renderer(user_dir).render("terminal", "empty", empty=EMPTY) == "Quiet.\n"


def test_corrected_user_template_is_used_without_a_restart(user_dir: Path) -> None:
    write(user_dir, "empty", "{% if %}")
    renderer = Renderer(user_dir)
    assert renderer.render("terminal", "empty", empty=EMPTY) == BUILT_IN
    write(user_dir, "empty", "Quiet.\n")
    assert renderer.render("terminal", "empty", empty=EMPTY) == "Quiet.\n"


def test_value_that_a_built_in_template_lacks_is_an_error_with_file_and_line() -> None:
    with pytest.raises(TemplateError, match=r"templates/terminal/empty\.j2, line 1: 'empty' is undefined"):
        Renderer().render("terminal", "empty")


def test_missing_piece_and_unknown_flavor_are_errors_that_name_them() -> None:
    with pytest.raises(TemplateError, match=r"there is no template gone\.j2"):
        Renderer().render("terminal", "gone")
    with pytest.raises(TemplateError, match=r"no templates for 'fax'; there are .*post.*terminal"):
        Renderer().render("fax", "head")


def test_every_value_is_escaped_and_text_made_by_a_template_is_not_escaped_again(user_dir: Path) -> None:
    write(
        user_dir,
        "mine",
        "{% macro strong(x) %}[bold]{{ x }}[/bold]{% endmacro %}\n"
        "{% set made %}[dim]{{ x }}[/dim]{% endset %}\n"
        "{{ strong(x) }}{{ made }}{{ x }}\n",
    )
    text = Renderer(user_dir).render("terminal", "mine", x="[red]")
    assert text == "[bold]\\[red][/bold][dim]\\[red][/dim]\\[red]\n"


@pytest.mark.parametrize("expression", ["x|safe", "x|e", "x ~ strong('')", "strong('')|replace('bold', x)", "[x]|join"])
def test_no_filter_lets_a_value_through_unescaped(user_dir: Path, expression: str) -> None:
    write(user_dir, "mine", "{% macro strong(x) %}[bold]{{ x }}[/bold]{% endmacro %}{{ " + expression + " }}")
    text = Renderer(user_dir).render("terminal", "mine", x="[red]")
    assert "[red]" not in text.replace("\\[red]", "")


def test_verbatim_goes_out_as_it_is_and_what_is_made_of_it_does_not(user_dir: Path) -> None:
    write(user_dir, "mine", "{{ x }}|{{ x|upper }}")
    text = Renderer(user_dir).render("terminal", "mine", x=Verbatim("[red]"))
    assert text == "[red]|\\[RED]"


def test_templates_are_found_beside_the_code_of_an_installed_package(tmp_path: Path) -> None:
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(REPOSITORY / "bot", tmp_path / "bot", ignore=ignore)
    shutil.copytree(REPOSITORY / "templates", tmp_path / "bot" / "templates")
    script = (
        "import bot; from bot.messages.render import Renderer; print(bot.__file__);"
        "print(Renderer().render('terminal', 'foot', sentences=['found']))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, check=True, capture_output=True, text=True, timeout=60
    )
    assert ran.stdout.splitlines()[:2] == [str(tmp_path / "bot" / "__init__.py"), "[trouble]found[/trouble]"]


def test_what_is_wrong_with_ones_own_templates_is_found_before_a_digest_is_due(tmp_path: Path) -> None:
    (tmp_path / "terminal").mkdir()
    (tmp_path / "terminal" / "head.j2").write_text("{% if %}", encoding="utf-8")
    (tmp_path / "terminal" / "hed.j2").write_text("never used", encoding="utf-8")
    (tmp_path / "terminal" / "foot.j2").write_text("fine", encoding="utf-8")
    (tmp_path / "terminal" / "paper_line.j2").symlink_to(tmp_path / "moved.j2")
    problems = Renderer(tmp_path).problems()
    assert len(problems) == 3
    assert "paper_line.j2 is no file" in problems[2]
    assert "head.j2, line 1" in problems[0]
    assert "hed.j2 replaces no template" in problems[1]


def test_a_templates_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    assert "no folder" in Renderer(tmp_path / "nowhere").problems()[0]
    assert Renderer().problems() == ()


def test_digest_went_missing_when_ones_own_template_closed_a_tag_twice(
    user_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(user_dir, "head", "[bold]{{ head.said }}[/bold][/bold]")
    screen = Screen(80, is_terminal=False)
    print_hot(screen.console, Renderer(user_dir), hot_list())
    assert "Hot Papers" in screen.raw
    assert "The built-in template is used." in caplog.text
