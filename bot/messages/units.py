"""How long a text is where a platform does not say what it counts: in UTF-16 units, the highest count there is."""


def units(text: str) -> int:
    """Return how many UTF-16 units ``text`` has; an emoji has two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, max_units: int) -> str:
    """Return as much of the start of ``text`` as fits; never half a character."""
    if units(text) <= max_units:
        return text
    return text.encode("utf-16-le", "surrogatepass")[: 2 * max_units].decode("utf-16-le", "ignore")
