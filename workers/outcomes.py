"""What becomes of evidence, as the database keeps it: a move, the record, and why."""

from collections.abc import Mapping

from pipeline.assemblies import Assembly
from pipeline.claim.claims import Paper
from pipeline.evidence import Evidence, Standing
from pipeline.lifecycle import Move
from pipeline.pages import Document
from pipeline.record_json import as_json
from pipeline.records import Record, Refusal
from storage.papers import packed
from storage.records.evidence.work import Outcome

PIPELINE = "1"  # grows when the same file may give another record


def settled(read: Record | Refusal, document: Document | None = None, made: Assembly | None = None) -> Outcome:
    """What was read of a document; `document`: what it was read from, kept for questioning its claim.

    `made`: what it was put together from, if it did not come in as one file.
    """
    record = read if isinstance(read, Record) else None
    return Outcome(
        move=Move.SETTLE,
        record=as_json(read) | ({"made_of": list(made.of)} if made else {}),
        pipeline=PIPELINE,
        paper=packed(Paper(record=record, document=document)) if record and document else None,
        kind=record.kind if record else None,
        route=record.route.value if record else None,
    )


def opened_archive(record: Mapping[str, object]) -> Outcome:
    """An archive or a mail whose members are evidence now."""
    return Outcome(move=Move.SETTLE, record=record, pipeline=PIPELINE, kind="archive")


def ended(evidence: Evidence, move: Move, code: str, message: str) -> Outcome:
    """A file that could not become a record: `move` is refuse or quarantine."""
    refusal = Refusal(
        name=evidence.filename,
        files=(evidence.filename,),
        sha256=evidence.sha256,
        media_type=evidence.media_type,
        code=code,
        message=message,
    )
    return Outcome(move=move, record=as_json(refusal), pipeline=PIPELINE, code=code)


def quarantined(standing: Standing) -> Outcome:
    """Evidence whose readers died too often."""
    message = "Its readers failed again and again; a person must look."
    return ended(standing.evidence, Move.QUARANTINE, "reader_crashed", message)
