"""Parts of contracts: clauses, sides, promises, the sum, the term."""
