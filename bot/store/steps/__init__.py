"""The steps that made the tables what they are, one purpose a file."""
