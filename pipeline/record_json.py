"""A record as the JSON object every door hands out (schema proofdesk.record/1)."""

from pipeline.fields import Field
from pipeline.findings import Finding
from pipeline.pages import Page
from pipeline.records import Record, Refusal, plain
from pipeline.trust.reasons import because


def as_json(record: Record | Refusal) -> dict[str, object]:
    """The object `proofdesk process --json` prints for one document (schema proofdesk.record/1)."""
    head: dict[str, object] = {
        "schema": "proofdesk.record/1",
        "file": record.name,
        "files": list(record.files),
        "sha256": record.sha256,
        "media_type": record.media_type,
    }
    if isinstance(record, Refusal):
        return head | {
            "status": "refused",
            "error": {"code": record.code, "message": record.message},
            "flags": list(record.flags),
            "pages": [],
            "kind": None,
            "kind_confidence": None,
            "fields": [],
            "findings": [],
            "route": None,
            "needs_person": [],
            "because": {},
            "lanes": {},
            "versions": {},
        }
    return head | {
        "status": "read",
        "error": None,
        "flags": list(record.flags),
        "pages": [_page(page) for page in record.pages],
        "kind": record.kind,
        "kind_confidence": round(record.kind_confidence, 4),
        "fields": [_field(field) for field in record.form.fields],
        "findings": [finding_json(finding) for finding in record.findings],
        "route": record.route.value,
        "needs_person": list(record.needs_person),
        "because": {name: {"zh": reason.zh, "en": reason.en} for name, reason in because(record).items()},
        "lanes": {
            one.field: {"passed": one.passed, "reason": {"zh": one.reason.zh, "en": one.reason.en}}
            for one in record.lanes
        },
        "versions": dict(record.versions),
    }


def _page(page: Page) -> dict[str, object]:
    return {
        "number": page.number,
        "width": page.width,
        "height": page.height,
        "rotation": page.rotation,
        "source": page.source.value,
        "legibility": round(page.legibility, 3),
    }


def _field(field: Field) -> dict[str, object]:
    box = field.box
    return {
        "name": field.name,
        "state": field.state.value,
        "value": plain(field.value),
        "raw": field.raw,
        "page": box.page if box else None,
        "box": [round(side, 5) for side in box.sides] if box else None,
        "confidence": round(field.confidence, 4),
        "candidates": list(field.candidates),
        "readings": [
            {"reader": reading.reader, "text": reading.text, "confidence": round(reading.confidence, 4)}
            for reading in field.readings
        ],
        "confirmed_by": list(field.confirmed_by),
        "critical": field.critical,
        "grade": field.grade.value,
        "doubts": list(field.doubts),
    }


def finding_json(finding: Finding) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "outcome": finding.outcome.value,
        "severity": finding.severity.value,
        "reason": {"zh": finding.reason.zh, "en": finding.reason.en},
        "fields": list(finding.fields),
        "places": [{"page": box.page, "box": [round(side, 5) for side in box.sides]} for box in finding.places],
    } | ({"unanswered": True} if finding.unanswered else {})
