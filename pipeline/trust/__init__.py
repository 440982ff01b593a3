"""How sure a value is, and what may pass without a person."""
