"""FRD: what the file itself tells about how it came to be."""

from collections.abc import Mapping
from dataclasses import replace

from pipeline.findings import Answer, Outcome, Reason, Severity
from pipeline.records import Form
from pipeline.rules import Article, Facts, failed, not_applicable, passed, rule, unreadable
from validators import editing, generated, makers, stamps

_YES = frozenset({"yes", "true", "1"})
_PDF = "application/pdf"


@rule(
    Article(
        id="FRD-06",
        severity=Severity.REVIEW,
        holds=Reason("PDF生成后未被修改", "The PDF was not changed after creation"),
        fails=Reason(
            "PDF生成后被修改（共{revisions}个版本{changed}），请索取原始文件",
            "PDF was changed after creation ({revisions} versions{changed}); please ask for the original file",
        ),
        inputs=("file.revisions",),
        basis="PDF format: incremental updates",
    ),
)
def not_changed_after_creation(_: Form, facts: Facts) -> Answer:
    return _changed(facts)


@rule(
    Article(
        id="FRD-07",
        severity=Severity.INFO,
        holds=Reason("PDF元数据无异常", "The PDF's metadata are as usual"),
        fails=Reason(
            "PDF元数据异常（{signs}），多属正常，另有疑点时请留意",
            "PDF metadata unusual ({signs}); often innocent, look twice if anything else is odd",
        ),
        inputs=("file.metadata",),
        basis="PDF format: incremental updates",
    ),
)
def metadata_are_usual(form: Form, facts: Facts) -> Answer:
    """Innocent by itself: many a shop opens and saves its papers. Together with later changes, for a person."""
    said = facts.document.traces.facts
    if facts.document.traces.media_type != _PDF:
        return not_applicable()
    maker = makers.of_pdf(said, form.kind)
    signs = [Reason(f"由 {maker} 生成", f"made with {maker}")] if maker else []
    signs += [] if _said(said, "signed") else stamps.oddities(said)
    if signs:
        changed = _changed(facts).outcome is Outcome.FAIL
        zh, en = "；".join(sign.zh for sign in signs), "; ".join(sign.en for sign in signs)
        return failed(severity=Severity.REVIEW if changed else None, signs=Reason(zh, en))
    known = any(said.get(name) for name in ("producer", "creator", "created", "modified"))
    return passed() if known else unreadable()


@rule(
    Article(
        id="FRD-09",
        severity=Severity.INFO,
        holds=Reason("图片不带编辑软件信息", "The picture names no editing software"),
        fails=Reason(
            "图片带有编辑软件信息或生成标识（{software}），多属正常，另有疑点时请留意",
            "Saved by editing software or labelled as generated ({software}); often innocent, "
            "look twice if anything else is odd",
        ),
        inputs=("file.software", "file.ai_label"),
        basis="judgement of the house; labels of generated content: GB 45438-2025",
    ),
)
def no_editor_named(_: Form, facts: Facts) -> Answer:
    """Screenshots and most photos that went through a messenger say nothing at all: that is usual."""
    said = facts.document.traces.facts
    if not facts.document.traces.media_type.startswith("image/"):
        return not_applicable()
    label, marks = generated.labelled(said), tuple(generated.marks(facts.document))
    if label or marks:
        mark = label or Reason("画面上有AI生成标识", "a mark on the picture says that AI generated it")
        return replace(failed(software=mark, severity=Severity.REVIEW if label else None), places=marks)
    software = said.get("software", "")
    return failed(software=software) if makers.edits_pictures(software) else passed()


RULES = (not_changed_after_creation, metadata_are_usual, no_editor_named)


def _changed(facts: Facts) -> Answer:
    """A signature is written as a second revision; the two tables of a file made for the web are counted as one."""
    said = facts.document.traces.facts
    if facts.document.traces.media_type != _PDF:
        return not_applicable()
    revisions = said.get("revisions", "")
    if not revisions.isdecimal():
        return unreadable()
    texts = editing.revisions(facts)
    if int(revisions) < 2 or (_said(said, "signed") and not texts):
        return passed()
    told = editing.changes(texts) if texts else Reason("", "")
    changed = Reason(f"；{told.zh}", f"; {told.en}") if texts else told
    return editing.placed(failed(revisions=revisions, changed=changed), texts)


def _said(facts: Mapping[str, str], name: str) -> bool:
    return facts.get(name, "").lower() in _YES
