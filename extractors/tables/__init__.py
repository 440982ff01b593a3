"""Tables: by their rules, by their headings, and turned on their side."""
