"""Parts that invoices, receipts and order pages have: numbers, lines, sellers."""
