"""A record made again as it was made then."""
