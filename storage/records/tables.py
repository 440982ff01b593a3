"""Every table of the database; whoever compares the whole takes it from here."""

from storage.records import erasing_schema, people_schema, review_tables, schema

PARTS = (
    schema,
    people_schema,
    review_tables,
    erasing_schema,
)  # each puts its tables into the same metadata when it is loaded
metadata = schema.metadata
