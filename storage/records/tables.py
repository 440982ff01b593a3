"""Every table of the database; whoever compares the whole takes it from here."""

from storage.records import (
    erasing_schema,
    people_schema,
    practice_tables,
    replay_tables,
    review_tables,
    schema,
    search_tables,
)

# each puts its tables into the same metadata when it is loaded
PARTS = (schema, erasing_schema, people_schema, practice_tables, replay_tables, review_tables, search_tables)
metadata = schema.metadata
