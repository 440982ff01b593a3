"""What stands on a page beside its text: seals, strokes, ticks, rules, codes."""
