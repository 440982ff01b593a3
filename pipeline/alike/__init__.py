"""Whether two pictures or papers are the same."""
