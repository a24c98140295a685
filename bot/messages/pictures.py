"""Charts as pictures that go with messages; one that cannot be drawn is left out, and the log says why.

Drawing takes tens of milliseconds and brings Pillow along: whoever composes does it in a thread, never on the loop.
"""

import logging
from typing import TYPE_CHECKING, Final

from bot.digest.explain import Why
from bot.digest.select import HotList
from bot.digest.weekly import Week
from bot.messages.message import Attachment, Composer, Message
from bot.messages.reply import Card, Reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.messages.charts import Chart

_log = logging.getLogger(__name__)

MEASUREMENTS_NEEDED: Final = 2
BARS_NEEDED: Final = 2
"""Of fewer a picture says no more than the text beside it."""


def week_picture(week: Week, said: str = "", *, number: int = 1) -> Attachment | None:
    """Return the week's chart, of a topic that is ``said`` in words; None where no paper of the week has any heat.

    ``number`` tells the pictures of one message apart.
    """

    def drawn() -> "Chart":
        from bot.messages.charts import week_chart  # noqa: PLC0415 - brings Pillow

        return week_chart(week, said)

    suffix = f"-{number}" if number > 1 else ""
    return _picture(f"week-{week.until.isoformat()}{suffix}.png", drawn) if week.top else None


def day_picture(hot_list: HotList) -> Attachment | None:
    """Return the chart of a digest's papers by heat; None where fewer than BARS_NEEDED have any."""

    def drawn() -> "Chart":
        from bot.messages.charts import day_chart  # noqa: PLC0415 - brings Pillow

        return day_chart(hot_list)

    is_telling = sum(paper.heat > 0 for paper in hot_list.papers) >= BARS_NEEDED
    return _picture(f"day-{hot_list.day.isoformat()}.png", drawn) if is_telling else None


def paper_picture(why: Why) -> Attachment | None:
    """Return a paper's engagement over time; None where it was measured fewer than MEASUREMENTS_NEEDED times."""

    def drawn() -> "Chart":
        from bot.messages.charts import engagement_chart  # noqa: PLC0415 - brings Pillow

        return engagement_chart(why.stored, why.series)

    told = sum((one.likes, one.reposts) != (None, None) for one in why.series)
    return _picture(f"{why.stored.id.replace('/', '-')}.png", drawn) if told >= MEASUREMENTS_NEEDED else None


def composed(composer: Composer, reply: Reply) -> tuple[Message, ...]:
    """Return an answer as messages, with a picture for each of its papers where the composer takes any.

    To be run in a thread. ``Composer.reply`` itself draws nothing.
    """
    if not composer.takes_pictures:
        return composer.reply(reply)
    pictures = (paper_picture(part.why) for part in reply.parts if isinstance(part, Card))
    return composer.reply(reply, [picture for picture in pictures if picture])


def _picture(file_name: str, draw: "Callable[[], Chart]") -> Attachment | None:
    try:
        chart = draw()
    except Exception:  # noqa: BLE001 - a digest or an answer goes out without its picture, whatever is wrong with that
        _log.exception("chart not drawn: %s", file_name)
        return None
    return Attachment(file_name, chart.png, chart.alt)
