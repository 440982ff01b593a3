"""Processes and their rounds: readers, the porter, and who keeps both running."""
