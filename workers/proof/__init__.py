"""The ledger signed, shown to witnesses, compared with the tables, and handed out."""
