"""One run over files and folders: what is read, how many at a time, what is kept of it."""
