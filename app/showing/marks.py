"""The shape a field wears, so that nobody has to tell colours apart."""

from enum import Enum

from app.showing.texts import Text
from pipeline.fields import Field, Grade, State
from pipeline.records import Record


class Mark(Enum):
    """Shape, colour role and text; the order is that of the legend."""

    VERIFIED = ("✓", "verified", Text("多方识读一致", "verified: every reader agrees"))
    AGREED = ("○", "agreed", Text("两次识读一致", "agreed: two readings"))
    ONCE = ("·", "once", Text("一次识读", "read once"))
    DIFFER = ("≠", "differ", Text("识读不一致", "the readings differ"))
    YOURS = ("●", "yours", Text("请人工核对", "needs you"))
    ABSENT = ("–", "absent", Text("页面上没有", "not on the page"))

    def __init__(self, shape: str, role: str, text: Text) -> None:
        self.shape = shape
        self.role = role
        self.text = text


def mark(record: Record, field: Field) -> Mark:
    if field.name in record.needs_person:
        return Mark.YOURS
    if field.state is not State.READ:
        return Mark.ABSENT
    if field.grade is Grade.REVIEW and len(field.readings) > 1:
        return Mark.DIFFER
    return {Grade.VERIFIED: Mark.VERIFIED, Grade.AGREED: Mark.AGREED}.get(field.grade, Mark.ONCE)
