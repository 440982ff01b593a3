"""Pages of figures, as cards."""
