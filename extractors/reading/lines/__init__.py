"""From the picture of a page to its lines, and one place read again."""
