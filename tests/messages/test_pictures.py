"""Charts as pictures that go with a digest or an answer."""

from dataclasses import replace

import pytest

from bot.digest.section import Section
from bot.digest.weekly import Week
from bot.messages.discord import DiscordMessages
from bot.messages.message import Attachment
from bot.messages.pictures import composed, day_picture, paper_picture, week_picture
from bot.messages.render import Renderer
from bot.messages.reply import Card, Reply, Said
from bot.messages.slack import SlackMessages
from bot.messages.text import TextMessages
from bot.papers.model import Engagement
from tests.messages.discord_checks import violations
from tests.messages.samples import DAY, MEASURED_AT, hot_list, hot_papers, risers, why

CARD = Reply((Said("Here:"), Card(why())))
WEEK = Week(DAY, DAY, 34, risers(), risers())


def test_a_paper_measured_twice_has_a_picture_and_one_measured_once_has_none() -> None:
    series = why().series
    picture = paper_picture(why(*series[:2]))
    assert picture is not None
    assert picture.content.startswith(b"\x89PNG")
    assert picture.file_name == "2611.10001.png"
    assert "Tools That Make Tools" in picture.alt
    unknown = Engagement("x", None, None, 4, MEASURED_AT)
    assert paper_picture(replace(why(), series=(series[0], unknown))) is None
    assert paper_picture(replace(why(), series=())) is None


def test_an_old_id_makes_a_file_name_without_a_folder() -> None:
    old = hot_papers()[3].stored
    picture = paper_picture(why(stored=old))
    assert picture is not None
    assert picture.file_name == "hep-th-9901001.png"


def test_a_card_in_a_chat_has_its_picture_and_text_has_none() -> None:
    for composer in (DiscordMessages(Renderer()), SlackMessages(Renderer())):
        [message] = composed(composer, CARD)
        assert [each.file_name for each in message.attachments] == ["2611.10001.png"]
    [message] = composed(DiscordMessages(Renderer()), CARD)
    assert violations(message) == []
    for composer in (TextMessages(Renderer()), SlackMessages(Renderer(), interactive=False)):
        assert composed(composer, CARD) == composer.reply(CARD)


def test_a_webhook_of_slack_is_given_no_file() -> None:
    picture = Attachment("week.png", b"png", "A chart")
    for interactive, files in ((True, (picture,)), (False, ())):
        slack = SlackMessages(Renderer(), interactive=interactive)
        assert slack.digest([Section(hot_list())], [picture])[-1].attachments == files
        assert slack.reply(CARD, [picture])[-1].attachments == files


def test_a_day_needs_two_papers_with_heat() -> None:
    hot, _, _, fresh = hot_papers()
    assert day_picture(hot_list([hot, fresh])) is None
    picture = day_picture(hot_list())
    assert picture is not None
    assert picture.file_name == "day-2026-11-19.png"


def test_pictures_of_several_weeks_have_names_of_their_own_and_say_their_topic() -> None:
    pictures = [week_picture(WEEK, "in cs.CL", number=number) for number in (1, 2)]
    assert [each and each.file_name for each in pictures] == ["week-2026-11-19.png", "week-2026-11-19-2.png"]
    assert all(each and "in cs.CL" in each.alt for each in pictures)
    assert week_picture(replace(WEEK, top=())) is None


def test_a_chart_that_cannot_be_drawn_is_left_out_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    endless = replace(WEEK, top=(replace(risers()[0], heat=float("nan")),))
    assert week_picture(endless) is None
    assert "chart not drawn: week-2026-11-19.png" in caplog.text
