from pathlib import Path

from bot.app import open_app
from bot.config import load_config
from bot.demo.replay import SAMPLE_DAY, Replay
from bot.demo.run import BRISK, SERVED_SETTINGS
from tests.fakes import FakeClock


async def test_who_copies_the_printed_configuration_gathers_the_sample_day(tmp_path: Path, clock: FakeClock) -> None:
    async with Replay() as replay:
        (tmp_path / "sample.toml").write_text(SERVED_SETTINGS.format(replay=replay), encoding="utf-8")
        config = load_config(tmp_path / "sample.toml", environ={})
        async with open_app(config, config.store.path, clock, create=True) as app:
            reports = await app.gather(day=SAMPLE_DAY, politeness=BRISK)
            hot = await app.hot(day=SAMPLE_DAY)
            neighbors = await app.store.similar(hot.papers[0].stored.id, top=3)
    assert [report.run.source for report in reports if report.failed] == []
    assert len([paper for paper in hot.papers if paper.heat > 0]) >= 12
    assert len(neighbors) == 3
