"""The configuration: which keys there are, and how a file and the environment fill them in.

Only keys that do something are known. Importing this room imports pydantic, which takes longer than
``hotpapers --help`` may: whoever must be quick imports it late.
"""

from bot.config.kinds import Secret
from bot.config.loading import load_config
from bot.config.model import Config

__all__ = ["Config", "Secret", "load_config"]
