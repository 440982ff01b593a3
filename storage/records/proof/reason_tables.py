"""The table of reasons people typed, each sealed under the key of whom it is about."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from storage.records.schema import metadata

typed_reasons = Table(
    "typed_reasons",
    metadata,
    Column("id", Text, primary_key=True),  # an entry names it
    Column("tenant", Text, ForeignKey("tenants.id"), nullable=False),
    Column("subject", Text, ForeignKey("subjects.id"), nullable=False),
    Column("alone", Integer, nullable=False),  # 1: about no claim and no file, so its key seals nothing else
    Column("body", LargeBinary, nullable=False),  # sealed JSON
    Index(None, "tenant", "alone"),
)
