"""What people type, on every platform: one table of verbs, one way from a request to a reply."""
