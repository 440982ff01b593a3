"""How long things are kept, what is erased, and copies of everything."""
