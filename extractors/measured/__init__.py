"""What was measured: before and after, and results in percent."""
