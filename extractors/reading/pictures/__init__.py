"""Pictures: upright, flat, of a size that can be read, and what their pixels betray."""
