"""The desk in the browser: pages written on the server, complete without script."""
