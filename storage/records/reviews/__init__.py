"""The review desk in SQL: the queue, whose turn it is, drafts, decisions, and what came of them."""
