"""How a document says that its picture shows several papers, and what that does to values read across them."""

from dataclasses import replace

from pipeline.fields import State
from pipeline.pages import Document
from pipeline.records import Form

SEVERAL = "several_papers"
"""The flag of every document on such a picture, and the doubt of values that may stand on another paper."""
PART = "paper"
"""The fact of a document that is one paper of a picture, read by itself: which one, as `2/3`."""


def paper_name(picture: str, number: int) -> str:
    """What the paper `number` of a picture is called: the first like the picture, the others `name#2`, `name#3`, …"""
    return f"{picture}#{number}" if number > 1 else picture


def unparted(form: Form, document: Document) -> Form:
    """The form with every decisive value in doubt where it was read from several papers as if they were one."""
    if SEVERAL not in document.traces.flags or PART in document.traces.facts:
        return form
    fields = (
        replace(field, doubts=(*field.doubts, SEVERAL)) if field.critical and field.state is State.READ else field
        for field in form.fields
    )
    return replace(form, fields=tuple(fields))
