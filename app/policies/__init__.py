"""A campaign's policy in front of people."""
