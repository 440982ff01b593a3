"""Figures as pictures anybody can read: SVG with words for screen readers, and the same figures as a table."""
