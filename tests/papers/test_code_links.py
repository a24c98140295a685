"""The repository that authors name for their paper."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.papers.code_links import find_code_url


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("Code at https://github.com/lab/tool.", "https://github.com/lab/tool"),
        ("(https://github.com/lab/tool)", "https://github.com/lab/tool"),
        ("code: github.com/lab/tool, data: elsewhere", "https://github.com/lab/tool"),
        ("http://www.GitHub.com/Lab/Tool.git", "https://github.com/Lab/Tool"),
        ("https://github.com/lab/tool.git.", "https://github.com/lab/tool"),
        ("https://github.com/lab/tool/issues/12", "https://github.com/lab/tool"),
        ("https://github.com/lab/tool/blob/main/README.md", "https://github.com/lab/tool"),
        ("https://github.com/lab/tool?tab=readme#usage", "https://github.com/lab/tool"),
        (r"\url{https://github.com/lab/a_tool.js}", "https://github.com/lab/a_tool.js"),
        (r"https://github.com/lab/a\_tool", "https://github.com/lab/a_tool"),
        ("<a href='https://gitlab.com/lab/tool/-/tree/main'>", "https://gitlab.com/lab/tool"),
        ("https://gitlab.com/one/a and https://github.com/two/b", "https://gitlab.com/one/a"),
        ("available at https:\n//github.com/lab/tool", "https://github.com/lab/tool"),
        ("available athttps://github.com/lab/tool", "https://github.com/lab/tool"),
        ("論文https://github.com/lab/toolです", "https://github.com/lab/tool"),
        ("https://github.com/topics/nlp then https://github.com/lab/tool", "https://github.com/lab/tool"),
    ],
)
def test_the_repository_is_found(text: str, url: str) -> None:
    assert find_code_url(text) == url


@pytest.mark.parametrize(
    "text",
    [
        "",
        "code on request",
        "https://github.com/lab",
        "https://github.com/lab/",
        "https://github.com/lab/...",
        "https://github.com/orgs/lab/repositories",
        "https://gist.github.com/lab/0123abc",
        "https://lab.github.io/tool",
        "https://raw.githubusercontent.com/lab/tool/main/x",
        "https://notgithub.com/lab/tool",
        "https://github.com.example.org/lab/tool",
        "https://example.org/github.com/lab/tool",
        "https://github.com@example.org/lab/tool",
        "https://bitbucket.org/lab/tool",
    ],
)
def test_what_is_no_repository_is_left_alone(text: str) -> None:
    assert find_code_url(text) is None


@given(st.text() | st.text("githublab.com/:._-\\ ", max_size=60).map("github.com/".__add__))
def test_a_found_address_is_found_again(text: str) -> None:
    url = find_code_url(text)
    assert url is None or find_code_url(url) == url
