"""Labelled documents read and scored, set by set."""

from collections.abc import Callable, Iterable
from datetime import date

from benchmarks.labels import Label
from benchmarks.report import Measured
from benchmarks.scoring import alarms, inventions, scores
from benchmarks.text_only import answer as text_answer
from pipeline.kinds import Kind
from pipeline.records import Record, Refusal

Answer = Record | Refusal


def reader(read: Callable[[Label], Answer], kinds: tuple[Kind, ...], today: date) -> Callable[[Label], Answer]:
    """Reads a label's file, or, where only its text is known, gives the text to the extractor alone."""

    def answered(label: Label) -> Answer:
        return read(label) if label.path else text_answer(label, kinds, today)

    return answered


def measured(answers: Iterable[tuple[Label, Answer]]) -> Measured:
    """Everything there is to say about the answers."""
    found = Measured()
    for label, answer in answers:
        group = (label.set_name, label.doc_type, label.level)
        found.documents[group] = found.documents.get(group, 0) + 1
        found.scores.extend(scores(label, answer))
        found.inventions.extend(inventions(label, answer))
        found.alarms.extend(alarms(label, answer))
        if isinstance(answer, Refusal):
            found.refused.append((label.set_name, label.name, answer.code))
    return found
