"""``python -m bot`` is ``hotpapers``."""

from bot.cli import main

if __name__ == "__main__":
    main()
