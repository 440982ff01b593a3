"""From bytes to pages to lines."""
