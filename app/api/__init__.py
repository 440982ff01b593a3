"""What claims systems speak to: HTTP, version 1."""
