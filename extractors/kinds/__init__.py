"""Kinds of document, one a file."""
