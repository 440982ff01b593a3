"""The heart: the values of one file's way through the house and the steps between them, without I/O or clock."""
