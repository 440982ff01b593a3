"""INT: did every file open, is it what its slot asks for, and is the evidence complete?"""

from pipeline.claim.claims import Case, Paper
from pipeline.claim.reasons import KINDS, REQUIRED, SLOTS, Choice, Slot
from pipeline.claim.rules import claim_rule
from pipeline.fields import State
from pipeline.findings import Answer, Reason, Severity
from pipeline.records import Refusal
from pipeline.rules import Article, failed, not_applicable, passed
from validators.wording import listed

_SPOKEN_FOR = "certificate_of_analysis"  # in the slot of the test report: LAB-19
_SURE = 0.5


@claim_rule(
    Article(
        id="INT-01",
        severity=Severity.ASK,
        holds=Reason("每个文件都能打开", "Every file could be opened"),
        fails=Reason(
            "文件无法打开或格式不符（{name}：{code}），请重新上传",
            "The file cannot be opened or its format is wrong ({name}: {code}); please upload it again",
        ),
        inputs=("file.bytes", "file.type"),
        basis="judgement of the house",
    )
)
def every_file_opens(case: Case) -> tuple[Answer, ...]:
    if case.refused:
        return tuple(_refused(refusal) for _, refusal in case.refused)
    return (passed(),) if case.papers else ()


@claim_rule(
    Article(
        id="INT-04",
        severity=Severity.ASK,
        holds=Reason("材料类型与上传位置相符", "The document is what its slot asks for"),
        fails=Reason(
            "上传的材料类型不符：需要{need}，收到{got}，请上传{need}",
            "Wrong document type: {need} is needed, {got} was received; please upload {need}",
        ),
        inputs=("kind", "claim.files.slot"),
        basis="campaign terms",
    )
)
def the_document_fits_its_slot(case: Case) -> tuple[Answer, ...]:
    """Only noted where another file of the claim fills the slot; a person looks where the kind is not sure."""
    return tuple(_fits(case, paper, paper.slot) for paper in case.papers if paper.slot is not None)


@claim_rule(
    Article(
        id="INT-05",
        severity=Severity.ASK,
        holds=Reason("所需材料齐全", "Every document the claim needs is there"),
        fails=Reason("缺少{list}，请补充", "Missing: {list}; please send it"),
        inputs=("kind", "claim.reason", "claim.files", "policy.required"),
        basis="campaign terms",
    )
)
def the_evidence_is_complete(case: Case) -> Answer:
    """One document of each choice. A file that was refused or of which nothing could be read is not there."""
    reason = case.statement.reason
    choices = case.policy.required.get(reason, REQUIRED[reason])
    missing = [choice for choice in choices if not any(_fills(paper, choice) for paper in case.papers)]
    if missing:
        return failed(list=listed(map(_either, missing)))
    return passed() if choices else not_applicable()


RULES = (every_file_opens, the_document_fits_its_slot, the_evidence_is_complete)


def _refused(refusal: Refusal) -> Answer:
    return failed(file=refusal.name, name=refusal.name, code=refusal.code)


def _fits(case: Case, paper: Paper, slot: Slot) -> Answer:
    if paper.kind in KINDS[slot] or slot is Slot.PHOTO:
        return passed(file=paper.name)
    if slot is Slot.TEST_REPORT and paper.kind == _SPOKEN_FOR:
        return not_applicable(file=paper.name)
    return failed(file=paper.name, severity=_weight(case, paper, slot), need=SLOTS[slot], got=_called(paper.kind))


def _weight(case: Case, paper: Paper, slot: Slot) -> Severity | None:
    if any(other.kind in KINDS[slot] for other in case.papers):
        return Severity.INFO
    unsure = paper.kind == "other" or paper.record.kind_confidence < _SURE
    return Severity.REVIEW if unsure else None


def _called(kind: str) -> Reason:
    slot = next((slot for slot, kinds in KINDS.items() if kind in kinds), None)
    if slot is not None:
        return SLOTS[slot]
    return Reason("未能识别的材料", "a document of unknown kind") if kind == "other" else Reason(kind, kind)


def _fills(paper: Paper, choice: Choice) -> bool:
    """By its kind; by its slot where the kind is unknown: a person then says what it is."""
    if paper.slot is Slot.PHOTO and Slot.PHOTO in choice:
        return True
    if paper.kind == "other":
        return paper.slot in choice
    return any(paper.kind in KINDS[slot] for slot in choice) and not _blank(paper)


def _blank(paper: Paper) -> bool:
    """Whether it has decisive fields and none of them could be read."""
    decisive = [field.state for field in paper.form.fields if field.critical]
    return bool(decisive) and State.READ not in decisive


def _either(choice: Choice) -> Reason:
    names = [SLOTS[slot] for slot in choice]
    return Reason("或".join(name.zh for name in names), " or ".join(name.en for name in names))
