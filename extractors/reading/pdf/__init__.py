"""PDF files: pages as pictures, their own text and tables, and what was changed in them."""
