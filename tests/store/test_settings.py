"""What the bot keeps for itself."""

from bot.store.sqlite import SqliteStore


async def test_words_that_are_kept_outlive_others_of_the_same_name(store: SqliteStore) -> None:
    assert await store.setting("commands") is None
    for value in ("old", "new"):
        await store.save_setting("commands", value)
    assert await store.setting("commands") == "new"
