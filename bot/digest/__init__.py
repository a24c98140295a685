"""What is hot, and what a digest of it holds."""
