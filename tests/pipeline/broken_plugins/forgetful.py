"""A kind of document without KIND."""
