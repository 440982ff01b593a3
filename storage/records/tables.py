"""Every table of the database; whoever compares the whole takes it from here."""

from storage.records import schema
from storage.records.keeping import schema as erasing_schema
from storage.records.people import schema as people_schema
from storage.records.proof import reason_tables, replay_tables, search_tables
from storage.records.reviews import practice_tables
from storage.records.reviews import tables as review_tables

# each puts its tables into the same metadata when it is loaded
PARTS = (
    schema,
    erasing_schema,
    people_schema,
    practice_tables,
    reason_tables,
    replay_tables,
    review_tables,
    search_tables,
)
metadata = schema.metadata
