"""What happened and how it is proved: the ledger, its checkpoints, what auditors find and draw."""
