"""A claim as values: its facts, its terms, its arithmetic, its answer."""
