"""The review desk behind its pages and its API."""
