"""The table of what is read again: by chance, night by night, and where an auditor asked for it."""

from sqlalchemy import Column, ForeignKey, Integer, Table, Text

from storage.records.schema import Moment, metadata

replays = Table(
    "replays",
    metadata,
    Column("night", Text, primary_key=True),  # ISO 8601, or who asked
    Column("evidence", Text, ForeignKey("evidence.id"), primary_key=True),
    Column("tenant", Text, ForeignKey("tenants.id"), nullable=False),
    Column("record", Integer, nullable=False),
    Column("verdict", Text),  # none until it was read again
    Column("at", Moment),
)
