"""INT: can the document be read, is it whole, and does it show what it says?"""

from pipeline.claim.reasons import Slot
from pipeline.edges import cut_pages
from pipeline.fields import Field, Grade, State
from pipeline.findings import Answer, Reason, Severity
from pipeline.pages import Source
from pipeline.papers import PART, SEVERAL
from pipeline.records import Form
from pipeline.rules import Article, Facts, failed, not_applicable, passed, rule, unreadable
from validators import cropping
from validators.layers import DOUBT, Layered, layered
from validators.numbering import Numbering, numbering
from validators.wording import labels, listed, row, shown

_SPOKEN_FOR = frozenset({"qr_differs", "check_character", DOUBT})


@rule(
    Article(
        id="INT-02",
        severity=Severity.ASK,
        holds=Reason("图片清晰可读", "The picture is clear enough to read"),
        fails=Reason(
            "图片不清晰（第{pages}页），请上传清晰原图",
            "Picture too unclear (page {pages}); please upload the original",
        ),
        inputs=("page.legibility",),
        basis="campaign terms",
    ),
)
def picture_is_clear(form: Form, facts: Facts) -> Answer:
    """Small or soft print does not matter where every critical value was read and verified all the same.

    A photo of goods is looked at and not read: how clear the stray letters on it are says nothing.
    """
    if facts.slot is Slot.PHOTO:
        return not_applicable()
    pictures = [page for page in facts.document.pages if page.source is Source.OCR]
    if not pictures:
        return not_applicable()
    unclear = [page for page in pictures if page.legibility < facts.legibility_floor]
    if not unclear or _all_verified(form):
        return passed()
    return failed(pages=row(page.number for page in unclear))


@rule(
    Article(
        id="INT-03",
        severity=Severity.ASK,
        holds=Reason("关键信息均可识别", "Every key field can be read"),
        fails=Reason(
            "关键信息（{fields}）无法识别，请补充", "Key fields cannot be read ({fields}); please supply them"
        ),
        inputs=("every required field",),
        basis="campaign terms",
    ),
)
def key_fields_are_read(form: Form, facts: Facts) -> Answer:
    """A critical field that is printed but unreadable or too doubtful, or a required one that is missing."""
    required = {spec.name for spec in facts.specs if spec.required and spec.critical}
    decisive = [field for field in form.fields if field.critical or field.name in required]
    lost = [field for field in decisive if _lost(field, facts) or (field.name in required and _absent(field))]
    if lost:
        return failed(*(field.name for field in lost), fields=labels(lost, facts))
    if not any(field.state is State.READ for field in decisive):
        return not_applicable()
    return passed(*(field.name for field in decisive if field.state is State.READ))


@rule(
    Article(
        id="INT-06",
        severity=Severity.ASK,
        holds=Reason("页码完整", "No page is missing"),
        fails=Reason(
            "文件页不完整（缺第{missing}页，共{total}页），请补齐",
            "Pages are missing ({missing} of {total}); please send them all",
        ),
        inputs=("page.number",),
        basis="ISO/IEC 17025:2017 7.8.2.1",
    ),
)
def no_page_is_missing(form: Form, facts: Facts) -> Answer:
    match numbering(form.kind, facts.document):
        case None:
            return not_applicable()
        case Numbering(certain=False):
            return unreadable()
        case Numbering(missing=()):
            return passed()
        case Numbering(missing=missing, total=total):
            return failed(missing=row(missing), total=str(total))


@rule(
    Article(
        id="INT-07",
        severity=Severity.ASK,
        holds=Reason("图片包含完整页面", "The picture shows the whole page"),
        fails=Reason(
            "图片不完整（缺{missing}），请提供完整页面",
            "The picture is cropped (no {missing}); please send the whole page",
        ),
        inputs=("page.edges", "order_id", "transaction_id", "order_status", "payment_status"),
        basis="judgement of the house",
    ),
    kinds=(*cropping.NUMBERS, cropping.REPORT),
)
def picture_is_whole(form: Form, facts: Facts) -> Answer:
    """A screenshot shows the number, the status and what page it is; no edge cuts through a report."""
    if form.kind == cropping.REPORT:
        return _edges_are_free(facts)
    if not cropping.may_be_cropped(facts.document):
        return not_applicable()
    names = (cropping.NUMBERS[form.kind], cropping.STATUSES[form.kind])
    missing = [name for name in names if form.state(name) in (State.NOT_FOUND, State.EMPTY)]
    remarks = [facts.label(name) for name in missing]
    if cropping.headless(form, facts.document):
        remarks.append(cropping.HEAD)
    if remarks:
        return failed(*missing, missing=listed(remarks))
    return unreadable(*names) if any(form.state(name) is State.UNREADABLE for name in names) else passed(*names)


def _edges_are_free(facts: Facts) -> Answer:
    if not any(page.source is Source.OCR for page in facts.document.pages):
        return not_applicable()
    cut = cut_pages(facts.document)
    return failed(missing=listed([cropping.beyond_the_edge(number) for number in cut])) if cut else passed()


@rule(
    Article(
        id="INT-08",
        severity=Severity.REVIEW,
        holds=Reason("关键信息识别结果唯一", "Every key field has one reading only"),
        fails=Reason(
            "识别结果存在歧义（{readings}），请对照原图核对",
            "More than one reading is possible ({readings}); please check against the picture",
        ),
        inputs=("every critical field",),
        basis="judgement of the house",
    ),
)
def readings_are_unambiguous(form: Form, facts: Facts) -> Answer:
    """INV-03, INV-07 and, on receipts, REC-05 speak about the candidates that they find."""
    elsewhere = _SPOKEN_FOR | ({"ambiguous_date"} if form.kind == "receipt" else set())
    read = [field for field in form.fields if field.critical and field.state is State.READ]
    read = [field for field in read if not field.doubts or set(field.doubts) - elsewhere]
    ambiguous = [field for field in read if _others(field)]
    if ambiguous:
        return failed(
            *(field.name for field in ambiguous), readings=listed(_readings(field, facts) for field in ambiguous)
        )
    return passed(*(field.name for field in read)) if read else not_applicable()


@rule(
    Article(
        id="INT-09",
        severity=Severity.REVIEW,
        holds=Reason("PDF文字层与显示内容一致", "The PDF's text layer says what the page shows"),
        fails=Reason(
            "PDF文字层与显示内容不一致（{fields}），请以显示内容为准核对",
            "The PDF's text layer differs from what is shown ({fields}); please check what the page shows",
        ),
        inputs=("page.text_layer", "every critical field"),
        basis="known faults of PDF text layers; judgement of the house",
    ),
)
def text_layer_says_what_is_shown(form: Form, facts: Facts) -> Answer:
    compared = {field: layered(field, facts.document) for field in form.fields if field.critical}
    differing = [field for field, layer in compared.items() if layer is Layered.DIFFERS]
    same = [field for field, layer in compared.items() if layer is Layered.SAME]
    if differing:
        return failed(*(field.name for field in differing), fields=labels(differing, facts))
    if same:
        return passed(*(field.name for field in same))
    return unreadable() if Layered.UNSEEN in compared.values() else not_applicable()


@rule(
    Article(
        id="INT-10",
        severity=Severity.REVIEW,
        holds=Reason("文件不含不可见文字", "The file holds no hidden text"),
        fails=Reason("文件含不可见文字，请以显示内容为准", "The file holds hidden text; go by what the page shows"),
        inputs=("file.hidden_text",),
        basis="judgement of the house",
    ),
)
def no_text_is_hidden(_: Form, facts: Facts) -> Answer:
    if facts.document.traces.media_type != "application/pdf":
        return not_applicable()
    return failed() if "hidden_text" in facts.document.traces.flags else passed()


@rule(
    Article(
        id="INT-11",
        severity=Severity.ASK,
        holds=Reason("图片上只有一张单据", "The picture shows one paper"),
        fails=Reason(
            "图片上有多张单据，请每张单独拍照上传",
            "Several papers are on one picture; please photograph each paper by itself",
        ),
        inputs=("page.papers",),
        basis="judgement of the house",
    ),
)
def picture_shows_one_paper(_: Form, facts: Facts) -> Answer:
    """A paper that could be read by itself all the same is shown to a person, and nobody is asked for another."""
    traces = facts.document.traces
    if SEVERAL not in traces.flags:
        return passed() if len(facts.document.pages) == 1 else not_applicable()
    return failed(severity=Severity.REVIEW if PART in traces.facts else None)


RULES = (
    picture_is_clear,
    key_fields_are_read,
    no_page_is_missing,
    picture_is_whole,
    readings_are_unambiguous,
    text_layer_says_what_is_shown,
    no_text_is_hidden,
    picture_shows_one_paper,
)


def _all_verified(form: Form) -> bool:
    read = [field for field in form.fields if field.critical and field.state is not State.NOT_FOUND]
    return bool(read) and all(field.grade is Grade.VERIFIED for field in read)


def _lost(field: Field, facts: Facts) -> bool:
    too_doubtful = field.state is State.READ and field.confidence < facts.confidence_floor
    return field.state is State.UNREADABLE or too_doubtful


def _absent(field: Field) -> bool:
    return field.state in (State.NOT_FOUND, State.EMPTY)


def _others(field: Field) -> tuple[str, ...]:
    """The candidates that say something else than the value."""
    return tuple(other for other in field.candidates if other not in (field.raw, shown(field.value)))


def _readings(field: Field, facts: Facts) -> Reason:
    return facts.label(field.name).followed(" / ".join((shown(field.value), *_others(field))))
