"""Objects: sealed, written once, in a folder or a bucket."""
