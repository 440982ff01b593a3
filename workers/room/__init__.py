"""The reading room: strangers' files are parsed, and pages read, in children with walls around them."""
