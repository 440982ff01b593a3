"""Accuracy and speed, measured against named peers in one run."""
