"""Records and answers as people see them: on the terminal, in the browser, in spreadsheets."""
