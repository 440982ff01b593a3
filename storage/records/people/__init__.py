"""Who works here: accounts, sessions, links, keys of programs, and what they were shown."""
