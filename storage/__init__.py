"""The cellar: what is kept."""
