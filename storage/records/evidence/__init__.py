"""Evidence on its way: it arrives, waits, is read, and ends."""
