"""FRD: numbers of several types or compressed unlike the rest, and signatures that what they cover no longer fits."""

from dataclasses import replace
from decimal import Decimal

import pytest

from pipeline.alterations import Sign, Trait
from pipeline.fields import State
from pipeline.findings import Outcome, Severity
from pipeline.geometry import Box, Quad
from pipeline.pages import Source, Traces
from pipeline.records import Form
from pipeline.rules import Facts
from tests.validators import papers
from tests.validators.papers import asked, complaint, document, facts, field, form, page, paper
from validators.editing import (
    key_numbers_are_of_one_type,
    key_numbers_were_compressed_like_the_rest,
    signature_fits_its_content,
)

PLACE = Box(page=1, left=0.5, top=0.5, right=0.6, bottom=0.52)
WITHIN = Box(page=1, left=0.52, top=0.505, right=0.54, bottom=0.515)
BELOW = Box(page=1, left=0.52, top=0.605, right=0.54, bottom=0.615)
INVOICE = form("vat_invoice", replace(field("gross_amount", Decimal("899.00")), place=Quad.around(PLACE)))


def typed(*signs: Sign, source: Source = Source.TEXT_LAYER) -> Facts:
    return facts(document(page("价税合计 ¥899.00", source=source), traces=papers.pdf(), signs=signs))


def signed(*signs: Sign, **said: str) -> Facts:
    return facts(document(traces=papers.pdf(**{"signed": "true", **said}), signs=signs))


def photographed(*signs: Sign) -> Facts:
    return facts(document(page("价税合计 ¥899.00"), signs=signs))


@pytest.mark.parametrize(
    ("trait", "zh", "en"),
    [
        (Trait.FONT, "字体", "font of"),
        (Trait.SIZE, "字号", "size of"),
        (Trait.BASELINE, "基线", "base line of"),
        (Trait.COLOUR, "颜色", "colour of"),
    ],
)
def test_a_key_number_of_two_types_goes_to_a_person_with_its_place(trait: Trait, zh: str, en: str) -> None:
    finding = complaint(
        key_numbers_are_of_one_type, INVOICE, typed(Sign(trait=trait, place=WITHIN, was="SimSun", now="8: Arial"))
    )

    assert finding.severity is Severity.REVIEW
    assert finding.fields == ("gross_amount",)
    assert finding.places == (WITHIN,)
    assert zh in finding.reason.zh
    assert en in finding.reason.en
    assert "8: Arial" in finding.reason.en


def test_a_number_that_is_no_field_decides_nothing() -> None:
    known = typed(Sign(trait=Trait.FONT, place=BELOW, was="SimSun", now="8: Arial"))

    assert asked(key_numbers_are_of_one_type, INVOICE, known) is Outcome.PASS


def test_a_key_number_of_one_type_passes() -> None:
    assert asked(key_numbers_are_of_one_type, INVOICE, typed()) is Outcome.PASS


def test_a_key_number_nobody_could_read_is_left_open() -> None:
    smudged: Form = form("vat_invoice", gross_amount=State.UNREADABLE)

    assert asked(key_numbers_are_of_one_type, smudged, typed()) is Outcome.UNREADABLE


def test_the_type_of_a_scanned_number_is_not_told_by_the_file() -> None:
    assert asked(key_numbers_are_of_one_type, INVOICE, typed(source=Source.OCR)) is Outcome.NOT_APPLICABLE


def test_a_key_number_compressed_unlike_the_rest_is_noted_with_its_place() -> None:
    around = replace(WITHIN, left=0.55, right=0.65)

    finding = complaint(
        key_numbers_were_compressed_like_the_rest,
        INVOICE,
        photographed(Sign(trait=Trait.COMPRESSION, place=BELOW), Sign(trait=Trait.COMPRESSION, place=around)),
    )

    assert finding.severity is Severity.INFO
    assert finding.fields == ("gross_amount",)
    assert finding.places == (around,)
    assert finding.reason.zh == "图像局部压缩痕迹异常（价税合计），可能只是做过标记，另有疑点时请留意"
    assert "(gross amount)" in finding.reason.en


@pytest.mark.parametrize("signs", [(), (Sign(trait=Trait.COMPRESSION, place=BELOW),)], ids=["nowhere", "beside it"])
def test_a_jpeg_whose_key_numbers_were_compressed_like_the_rest_passes(signs: tuple[Sign, ...]) -> None:
    assert asked(key_numbers_were_compressed_like_the_rest, INVOICE, photographed(*signs)) is Outcome.PASS


@pytest.mark.parametrize("media_type", ["image/png", "application/pdf"])
def test_only_a_jpeg_has_blocks(media_type: str) -> None:
    known = facts(document(traces=Traces(media_type=media_type), signs=(Sign(trait=Trait.COMPRESSION, place=PLACE),)))

    assert asked(key_numbers_were_compressed_like_the_rest, INVOICE, known) is Outcome.NOT_APPLICABLE


def test_a_signature_that_fits_passes() -> None:
    assert asked(signature_fits_its_content, INVOICE, signed()) is Outcome.PASS


def test_a_digest_that_contradicts_the_content_recommends_a_refusal() -> None:
    finding = complaint(signature_fits_its_content, INVOICE, signed(Sign(trait=Trait.SIGNATURE_BROKEN)))

    assert finding.severity is Severity.REJECT
    assert finding.reason.en == (
        "The signature: its digest contradicts the content of the file; please ask for the original file"
    )


def test_a_text_changed_after_signing_goes_to_a_person_with_its_place() -> None:
    change = Sign(trait=Trait.REVISED, place=PLACE, was="299.00", now="899.00", revision=3)

    finding = complaint(
        signature_fits_its_content, INVOICE, signed(Sign(trait=Trait.SIGNED_BEFORE, revision=2), change)
    )

    assert finding.severity is Severity.REVIEW
    assert finding.places == (PLACE,)
    assert "「299.00」→「899.00」" in finding.reason.zh


def test_what_was_changed_before_signing_is_not_held_against_the_signature() -> None:
    change = Sign(trait=Trait.REVISED, place=PLACE, was="299.00", now="899.00", revision=2)

    finding = complaint(
        signature_fits_its_content, INVOICE, signed(Sign(trait=Trait.SIGNED_BEFORE, revision=3), change)
    )

    assert finding.severity is Severity.INFO


def test_the_seal_of_an_ofd_is_told_with_its_place_whole_or_broken() -> None:
    def sealed(trait: Trait) -> Facts:
        traces = Traces(media_type="application/ofd", facts={"signed": "true"})
        return facts(document(traces=traces, signs=(Sign(trait=trait, place=PLACE, now="合同专用章"),)))

    assert asked(signature_fits_its_content, INVOICE, sealed(Trait.SIGNED)) is Outcome.PASS
    assert asked(signature_fits_its_content, INVOICE, sealed(Trait.SIGNATURE_UNCHECKED)) is Outcome.UNREADABLE
    assert complaint(signature_fits_its_content, INVOICE, sealed(Trait.SIGNATURE_BROKEN)).places == (PLACE,)


def test_a_signature_of_an_unknown_form_is_left_open() -> None:
    known = signed(Sign(trait=Trait.SIGNATURE_UNCHECKED))

    assert asked(signature_fits_its_content, INVOICE, known) is Outcome.UNREADABLE


@pytest.mark.parametrize("known", [paper(), signed(signed="")], ids=["a photo", "no signature"])
def test_without_a_signature_there_is_none_to_check(known: Facts) -> None:
    assert asked(signature_fits_its_content, INVOICE, known) is Outcome.NOT_APPLICABLE
