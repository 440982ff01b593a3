"""Records handed out as tables and compared: what `export` and `replay` show."""
