"""Days and times as they are printed, and which of them counts."""
