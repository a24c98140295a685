"""What the address of a mention tells."""

import pytest

from bot.papers.mention_links import mention_key, source_at


@pytest.mark.parametrize(
    ("url", "source", "key"),
    [
        ("https://twitter.com/ada/status/136?ref_src=x", "x", "136"),
        ("https://x.com/ada/status/136", "x", "136"),
        ("https://news.ycombinator.com/item?id=4242", "hackernews", "4242"),
        ("https://huggingface.co/papers/2410.24164", "huggingface", "2410.24164"),
        ("https://old.reddit.com/r/ml/comments/1abc/title/", "reddit", "1abc"),
        ("https://bsky.app/profile/ada/post/3k", "bluesky", "https://bsky.app/profile/ada/post/3k"),
    ],
)
def test_an_address_tells_its_source_and_the_id_there(url: str, source: str, key: str) -> None:
    assert source_at(url) == source
    assert mention_key(source, url) == key


@pytest.mark.parametrize("url", ["https://mastodon.example/@ada/1", "https://notx.com/ada", "", "http://[", "x.com"])
def test_another_host_is_not_taken_for_a_source(url: str) -> None:
    assert source_at(url) is None
