"""A person's way through a claim: what is open, what was typed, what was decided."""
