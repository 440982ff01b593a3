"""Persons: who works here, and who claims."""
