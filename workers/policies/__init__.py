"""Policies from their files: read, checked, explained, in force, tried on past claims."""
