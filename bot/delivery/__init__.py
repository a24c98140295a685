"""What is due goes out: planned once, sent once."""
