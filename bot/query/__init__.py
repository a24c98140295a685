"""What people look for: one language for search, topics and subscriptions."""
