"""The words of the command line: one module a word, each with `main(argv) -> int`."""
