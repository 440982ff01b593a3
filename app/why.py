"""Why does a person have to look at a field?"""

from app.texts import DOUBTS, Text, worded
from pipeline.fields import Field, Grade, State
from pipeline.findings import Finding, Outcome
from pipeline.records import Record


def why(record: Record, name: str) -> tuple[Text, ...]:
    """The reasons, the field's own first, then the rules that failed on it; never empty."""
    field = record.form.field(name)
    reasons = [*_own(field)] if field else [DOUBTS["kind" if name == "kind" else "not_found"]]
    reasons += [_ruled(finding) for finding in record.findings if _against(finding, name)]
    return tuple(reasons) or (DOUBTS["low_confidence"],)


def alternatives(field: Field) -> tuple[str, ...]:
    """Other values the print might hold, each once, without the one that stands."""
    return tuple(dict.fromkeys(text for text in field.candidates if text not in {field.raw, str(field.value)}))


def _own(field: Field) -> list[Text]:
    reasons = [worded(DOUBTS, doubt) for doubt in field.doubts]
    if field.state in (State.NOT_FOUND, State.UNREADABLE) and not reasons:
        reasons.append(worded(DOUBTS, field.state.value))
    if field.state is State.READ and field.critical and not reasons and field.grade is not Grade.VERIFIED:
        reasons.append(DOUBTS[_unconfirmed(field)])
    return reasons


def _unconfirmed(field: Field) -> str:
    if field.grade is Grade.AGREED:
        return "not_independent"
    return "readers_differ" if len({reading.text for reading in field.readings}) > 1 else "one_reader"


def _against(finding: Finding, name: str) -> bool:
    return finding.outcome is Outcome.FAIL and name in finding.fields


def _ruled(finding: Finding) -> Text:
    return Text(f"{finding.rule} 未通过", f"{finding.rule} failed")
