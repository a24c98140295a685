"""Pieces that are rendered once."""

from pathlib import Path

from bot.messages.pieces import Pieces
from bot.messages.render import Renderer


def test_a_piece_is_rendered_once_for_equal_values_and_anew_for_others(tmp_path: Path) -> None:
    template = tmp_path / "terminal" / "foot.j2"
    template.parent.mkdir()
    template.write_text("{{ sentences[0] }}\n", encoding="utf-8")
    pieces = Pieces(Renderer(tmp_path), "terminal")
    assert pieces.render("foot", sentences=("first",)) == "first"
    # What is on disk does not matter any more.
    template.write_text("changed", encoding="utf-8")
    assert Pieces(Renderer(tmp_path), "terminal").render("foot", sentences=("first",)) == "changed"
    assert pieces.render("foot", sentences=("fir" + "st",)) == "first"


def test_pieces_of_one_name_and_other_values_are_not_mixed_up() -> None:
    pieces = Pieces(Renderer(), "terminal")
    first, second = (pieces.render("foot", sentences=(text,)) for text in ("[one]", "two"))
    assert (first, second) == ("[trouble]\\[one][/trouble]", "[trouble]two[/trouble]")
