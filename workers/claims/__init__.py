"""A claim in the service: its facts, its documents, and the answer about it."""
