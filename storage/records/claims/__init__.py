"""Claims in SQL: their facts, their answers, and what they share with each other."""
