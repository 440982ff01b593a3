"""Records: evidence, claims, ledger, events and keys in one SQL database."""
