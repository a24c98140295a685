"""What a digest of one day a week has beside its papers: what rises, and the week's chart."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bot.messages.discord import DiscordMessages
from bot.messages.render import Renderer
from bot.messages.slack import SlackMessages
from bot.papers.model import Engagement, ImportedPaper
from bot.subscriptions.delivery import File
from bot.subscriptions.model import Place
from bot.subscriptions.schedule import Schedule
from tests.delivery.planning import DAILY, HERE, NINE, THERE, Planning, ids, paper

MONDAY = date(2026, 11, 16)
WEEK = [date(2026, 11, day) for day in (16, 17, 18, 19, 20)]
FRIDAYS = replace(DAILY, schedule=Schedule(time(9), "Europe/Berlin", frozenset({4})), top=2)


def moving(number: int, *counts: int, announced: date = MONDAY) -> ImportedPaper:
    """Return a paper measured on each of the last days, now last."""
    made = paper(number, announced=announced)
    hours = [24 * days for days in reversed(range(len(counts)))]
    measured = [Engagement("x", n, 0, None, NINE - timedelta(hours=h)) for n, h in zip(counts, hours, strict=True)]
    return replace(made, engagement=measured)


STEADY = [moving(1, 900, 900, 900, 901), moving(2, 800, 800, 800, 801)]
RISERS = [moving(number, 2, 3, 90, 100 + number) for number in range(3, 10)]


async def files_of(planning: Planning, place: Place = HERE) -> Sequence[File]:
    return [file for part in await planning.sent(place) for file in part.files]


@pytest.fixture
async def gathered(planning: Planning) -> Planning:
    await planning.read(*WEEK)
    await planning.papers(*STEADY, *RISERS)
    return planning


async def test_a_weekly_digest_has_the_top_five_risers_and_one_chart(gathered: Planning) -> None:
    await gathered.subscribe_before(rules=FRIDAYS)
    assert await gathered.tick() == 1
    [section] = await gathered.sections()
    assert section["papers"] == ids(1, 2)
    assert section["risers"] == ids(9, 8, 7, 6, 5)
    [chart] = await files_of(gathered)
    assert chart.name == "week-2026-11-20.png"
    assert chart.content.startswith(b"\x89PNG")
    assert "Agents that swim, part 1" in chart.alt


async def test_a_daily_digest_has_neither(gathered: Planning) -> None:
    await gathered.subscribe_before(rules=replace(DAILY, top=2))
    await gathered.tick()
    [section] = await gathered.sections()
    assert section["risers"] == []
    assert await files_of(gathered) == []


async def test_what_rises_is_shown_once_in_a_place(gathered: Planning) -> None:
    await gathered.subscribe_before(rules=replace(DAILY, top=20), next_at=NINE - timedelta(minutes=5))
    await gathered.tick(NINE - timedelta(minutes=5))
    await gathered.subscribe_before("agents", rules=FRIDAYS)
    await gathered.tick(NINE)
    [section] = await gathered.sections()
    assert (section["papers"], section["risers"]) == ([], [])


async def test_a_riser_counts_as_shown(gathered: Planning) -> None:
    await gathered.subscribe_before(rules=FRIDAYS)
    await gathered.tick()
    assert {one.paper_id for one in await gathered.store.shown(HERE)} == set(ids(1, 2, 5, 6, 7, 8, 9))


async def test_a_paper_of_another_topic_of_the_digest_is_no_riser_of_this_one(gathered: Planning) -> None:
    await gathered.subscribe_before(rules=FRIDAYS)
    await gathered.subscribe_before("agents", rules=replace(FRIDAYS, top=3), name="agents")
    await gathered.tick()
    first, second = await gathered.sections()
    shown = [*first["papers"], *first["risers"], *second["papers"], *second["risers"]]
    assert sorted(shown) == sorted(set(shown))
    assert second["papers"] == ids(9)
    assert len(first["risers"]) == 5
    assert [file.name for file in await files_of(gathered)] == ["week-2026-11-20.png", "week-2026-11-20-2.png"]


async def test_a_riser_reaches_the_bar_like_any_other(gathered: Planning) -> None:
    await gathered.subscribe_before(rules=replace(FRIDAYS, min_heat=107.0))
    await gathered.tick()
    [section] = await gathered.sections()
    assert section["risers"] == ids(9, 8, 7)


async def test_a_week_without_heat_has_no_chart_and_goes_out(planning: Planning) -> None:
    await planning.read(*WEEK)
    await planning.papers(paper(1))
    await planning.subscribe_before(rules=FRIDAYS)
    assert await planning.tick() == 1
    assert await files_of(planning) == []


async def test_the_chart_goes_where_files_are_taken(gathered: Planning) -> None:
    renderer = Renderer()
    gathered.composers = {
        HERE: DiscordMessages(renderer, interactive=False),
        THERE: SlackMessages(renderer, interactive=False),
    }
    for place in (HERE, THERE):
        await gathered.subscribe_before(place=place, rules=FRIDAYS)
    assert await gathered.tick() == 2
    assert [file.name for file in await files_of(gathered, HERE)] == ["week-2026-11-20.png"]
    assert await files_of(gathered, THERE) == []
    [discord], [slack] = await gathered.sent(HERE), await gathered.sent(THERE)
    for part in (discord, slack):
        assert "Rising" in part.payload
        assert "in two days, now" in part.payload
