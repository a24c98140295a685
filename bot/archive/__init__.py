"""Files in and out: Hot Papers posts and papers as JSON Lines."""
