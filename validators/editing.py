"""FRD: numbers of another type or compression than the rest, and signatures that no longer fit what they cover."""

from dataclasses import replace

from pipeline.alterations import TYPE, Sign, Trait
from pipeline.fields import Field, State, ValueType
from pipeline.findings import Answer, Reason, Severity
from pipeline.geometry import Box, meet
from pipeline.pages import Source
from pipeline.records import Form
from pipeline.rules import Article, Facts, failed, not_applicable, passed, rule, unreadable
from validators.wording import labels

_PDF, _OFD = "application/pdf", "application/ofd"
_JPEG = "image/jpeg"
_KEY = (ValueType.AMOUNT, ValueType.DATE, ValueType.ID, ValueType.MOMENT)
_TRAITS = {
    Trait.FONT: Reason("字体", "font"),
    Trait.SIZE: Reason("字号", "size"),
    Trait.BASELINE: Reason("基线", "base line"),
    Trait.COLOUR: Reason("颜色", "colour"),
}


@rule(
    Article(
        id="FRD-08",
        severity=Severity.REVIEW,
        holds=Reason("关键数字的字体前后一致", "Each key number is printed in one type"),
        fails=Reason(
            "关键字段字体异常：{field}中有字符的{trait}与其余不同（{now}；其余 {was}），请对照原件",
            "The type differs inside a key number: {trait} of characters in the {field} ({now}; the rest {was}); "
            "please compare with the original",
        ),
        inputs=("every amount, date and number", "file.signs"),
        basis="judgement of the house",
    ),
)
def key_numbers_are_of_one_type(form: Form, facts: Facts) -> Answer:
    """What a PDF's own text says; a number printed in several types on purpose is a person's to recognise."""
    if facts.document.traces.media_type != _PDF:
        return not_applicable()
    key = _key_fields(form, facts)
    if not key:
        return (
            unreadable() if any(page.source is Source.TEXT_LAYER for page in facts.document.pages) else not_applicable()
        )
    odd = [(field, sign) for sign in facts.document.signs if sign.trait in TYPE for field in key if _meets(field, sign)]
    if odd:
        field, sign = odd[0]
        names = dict.fromkeys(field.name for field, _ in odd)
        answer = failed(*names, field=facts.label(field.name), trait=_TRAITS[sign.trait], was=sign.was, now=sign.now)
        return placed(answer, [sign for _, sign in odd])
    layered = [field for field in key if field.box and _layered(facts, field.box)]
    return passed(*(field.name for field in layered)) if layered else not_applicable()


@rule(
    Article(
        id="FRD-10",
        severity=Severity.INFO,
        holds=Reason(
            "关键数字处的图像压缩痕迹无异常", "The picture was compressed around the key numbers as elsewhere"
        ),
        fails=Reason(
            "图像局部压缩痕迹异常（{field}），可能只是做过标记，另有疑点时请留意",
            "Local compression anomaly ({field}); it may only have been marked, look twice if anything else is odd",
        ),
        inputs=("every amount, date and number", "file.signs"),
        basis="judgement of the house; weak on pictures that an app compressed again",
    ),
)
def key_numbers_were_compressed_like_the_rest(form: Form, facts: Facts) -> Answer:
    """A JPEG saved once, or ever coarser, has no trace to differ: passing proves nothing."""
    if facts.document.traces.media_type != _JPEG:
        return not_applicable()
    signs = [sign for sign in facts.document.signs if sign.trait is Trait.COMPRESSION and sign.place]
    odd = [(field, sign) for field in _key_fields(form, facts) for sign in signs if _touches(field, sign)]
    if not odd:
        return passed()
    fields = {field.name: field for field, _ in odd}
    return placed(failed(*fields, field=labels(fields.values(), facts)), [sign for _, sign in odd])


@rule(
    Article(
        id="FRD-12",
        severity=Severity.REJECT,
        holds=Reason(
            "数字签名与其覆盖的内容相符（未联网验证证书）",
            "The digital signature fits what it covers (the certificate was not checked online)",
        ),
        fails=Reason(
            "数字签名与文件不符：{how}，请索取原始文件", "The signature: {how}; please ask for the original file"
        ),
        inputs=("file.signed", "file.signs"),
        basis="ISO 32000-2 §12.8; GB/T 38540; Electronic Signature Law of the PRC Art. 13",
    ),
)
def signature_fits_its_content(_: Form, facts: Facts) -> Answer:
    """Only a digest that contradicts the content recommends a refusal; what came after the signature is for a person.

    Later parts of a file that change no text are common: a second signature, a time stamp, proofs of validity.
    Seals of an OFD are told with their place.
    """
    document = facts.document
    if document.traces.media_type not in (_PDF, _OFD) or document.traces.facts.get("signed") != "true":
        return not_applicable()
    traits = {sign.trait: sign for sign in document.signs}
    if Trait.SIGNATURE_BROKEN in traits:
        how = Reason("签名的摘要与文件内容不一致", "its digest contradicts the content of the file")
        return placed(failed(how=how), [sign for sign in document.signs if sign.trait is Trait.SIGNATURE_BROKEN])
    before = traits.get(Trait.SIGNED_BEFORE)
    if before:
        later = [sign for sign in revisions(facts) if sign.revision > before.revision]
        if later:
            how = Reason(
                f"签名之后有改动（{changes(later).zh}）", f"what it signed was changed later ({changes(later).en})"
            )
            return placed(failed(how=how, severity=Severity.REVIEW), later)
        how = Reason(
            "签名之后又写入了内容，但页面文字未变", "more was saved after it, though no text on the pages changed"
        )
        return failed(how=how, severity=Severity.INFO)
    seals = [sign for sign in document.signs if sign.trait in (Trait.SIGNED, Trait.SIGNATURE_UNCHECKED)]
    return placed(unreadable() if Trait.SIGNATURE_UNCHECKED in traits else passed(), seals)


RULES = (key_numbers_are_of_one_type, key_numbers_were_compressed_like_the_rest, signature_fits_its_content)


def revisions(facts: Facts) -> list[Sign]:
    """Texts that differ between the revisions of the file."""
    return [sign for sign in facts.document.signs if sign.trait is Trait.REVISED]


def changes(signs: list[Sign]) -> Reason:
    """The first change in words, and how many there are."""
    first = signs[0]
    page = first.place.page if first.place else 0
    at_zh, at_en = (f"第{page}页", f", page {page}") if page else ("", "")
    more_zh, more_en = (f"，共{len(signs)}处", f", {len(signs)} places") if len(signs) > 1 else ("", "")
    zh = f"第{first.revision}版{at_zh}「{first.was or '—'}」→「{first.now or '—'}」{more_zh}".replace("「—」", "「无」")
    en = f"revision {first.revision}{at_en}: “{first.was or 'nothing'}” → “{first.now or 'nothing'}”{more_en}"
    return Reason(zh, en)


def placed(answer: Answer, signs: list[Sign]) -> Answer:
    """The answer with where its signs stand, each place once."""
    return at(answer, *dict.fromkeys(sign.place for sign in signs if sign.place))


def at(answer: Answer, *boxes: Box) -> Answer:
    """The answer with the places it is about."""
    return replace(answer, places=boxes)


def _key_fields(form: Form, facts: Facts) -> list[Field]:
    names = {spec.name for spec in facts.specs if spec.type in _KEY}
    return [field for field in form.fields if field.name in names and field.state is State.READ and field.box]


def _meets(field: Field, sign: Sign) -> bool:
    box, place = field.box, sign.place
    if box is None or place is None or box.page != place.page:
        return False
    across, down = (place.left + place.right) / 2, (place.top + place.bottom) / 2
    return box.left <= across <= box.right and box.top <= down <= box.bottom


def _touches(field: Field, sign: Sign) -> bool:
    """Compression is told by blocks, which reach beyond a character."""
    return bool(field.box and sign.place and meet(field.box, sign.place))


def _layered(facts: Facts, box: Box) -> bool:
    return facts.document.page(box.page).source is Source.TEXT_LAYER
