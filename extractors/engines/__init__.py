"""OCR engines, one a file."""
