"""What passed without a person in one record, field by field, and why not where it did not."""

from pipeline.fields import State
from pipeline.findings import Reason
from pipeline.records import Form, Passage
from pipeline.trust.lanes import Lanes, LaneState

KIND = "kind"  # the name under which a doubtful kind stands in `needs_person`
_LOOKED_AT = Reason("该值需人工核对", "a person must look at this value first")
_UNSURE_KIND = Reason("文件类型不确定", "it could be another kind of document")
_NOTHING = Reason("未读出任何值", "nothing was read that could pass")


def passages(form: Form, needs_person: tuple[str, ...], lanes: Lanes) -> tuple[Passage, ...]:
    """One per decisive field of the form, in its order."""
    return tuple(_passage(form, field.name, needs_person, lanes) for field in form.fields if field.critical)


def _passage(form: Form, name: str, needs_person: tuple[str, ...], lanes: Lanes) -> Passage:
    lane = lanes.of(form.kind, name)
    if lane.state is LaneState.CLOSED:
        return Passage(name, False, lane.reason)
    if KIND in needs_person:
        return Passage(name, False, _UNSURE_KIND)
    if name in needs_person:
        return Passage(name, False, _LOOKED_AT)
    if form.state(name) is not State.READ:
        return Passage(name, False, _NOTHING)
    return Passage(name, True, lane.reason)
