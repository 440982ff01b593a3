"""Paper in, fields out."""
