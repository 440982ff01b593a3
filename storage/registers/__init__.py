"""Registers outside: a folder of exported tables, or an address that is asked entry by entry."""
