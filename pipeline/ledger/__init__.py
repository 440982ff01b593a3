"""The ledger as arithmetic."""
