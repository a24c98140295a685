"""What is made once and asked for again."""

from concurrent.futures import ThreadPoolExecutor

from bot.messages.remembering import Remembered


def test_what_was_asked_for_longest_ago_is_forgotten_first() -> None:
    made: list[str] = []
    known: Remembered[int] = Remembered(2)
    for key in ("a", "b", "a", "c", "a", "b"):
        known.get(key, lambda key=key: made.append(key) or len(made))
    assert made == ["a", "b", "c", "b"]


def test_threads_that_ask_at_once_get_what_they_asked_for() -> None:
    known: Remembered[int] = Remembered(3)

    def ask(number: int) -> bool:
        return known.get(number % 7, lambda: number % 7) == number % 7

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(ask, range(5_000)))
