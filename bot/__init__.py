"""Hot Papers: the arXiv papers people talk about, every day, where people read."""

__version__ = "0.1.0.dev0"
