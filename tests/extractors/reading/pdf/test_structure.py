"""What a PDF says besides its pages: locks, forms, actions, attachments, revisions, dates, damage."""

import pikepdf
import pytest

from extractors.reading.intake import Limits
from extractors.reading.pdf.pages import Pdf
from pipeline.errors import BadFile
from tests.extractors.reading.pdfs import INVOICE, Sheet, pdf, saved, written

XMP = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:ModifyDate="2026-05-08T01:02:03Z"/>
</rdf:RDF></x:xmpmeta>"""


def refusal(content: bytes) -> str:
    with pytest.raises(BadFile) as caught:
        Pdf(content, Limits()).look(1)
    return caught.value.code


def first_line(document: Pdf) -> str:
    layer = document.look(1).layer
    return layer.lines[0].text if layer else ""


def test_a_password_locks_a_file_out_and_an_owner_password_does_not() -> None:
    locked = pdf(INVOICE, encryption=pikepdf.Encryption(user="secret", owner="boss"))
    restricted = pdf(INVOICE, encryption=pikepdf.Encryption(user="", owner="boss"))

    assert refusal(locked) == "encrypted"
    assert Pdf(restricted, Limits()).said.flags == ("owner_restricted",)


def test_an_xfa_form_without_fields_on_the_page_is_refused() -> None:
    document = written(INVOICE)
    document.Root["/AcroForm"] = pikepdf.Dictionary({"/XFA": pikepdf.String("<xdp/>"), "/Fields": pikepdf.Array()})

    assert refusal(saved(document)) == "xfa_dynamic"


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        ("/OpenAction", "<</S/JavaScript/JS(app.alert(1))>>"),
        ("/OpenAction", "<</S/Launch/F(calc.exe)>>"),
        ("/AA", "<</WC<</S/JavaScript/JS(1)>>>>"),
        ("/Names", "<</JavaScript<</Names[(a)<</S/JavaScript/JS(1)>>]>>>>"),
    ],
)
def test_content_that_acts_is_told(entry: str, value: str) -> None:
    document = written(INVOICE)
    document.Root[entry] = pikepdf.Object.parse(value.encode())

    assert Pdf(saved(document), Limits()).said.flags == ("active_content",)


def test_an_action_written_into_an_annotation_is_told_and_a_web_link_is_ordinary() -> None:
    link = "/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/{}>>>>]"

    assert Pdf(pdf(Sheet(content=INVOICE, entries=link.format("GoToR/F(x)"))), Limits()).said.flags == (
        "active_content",
    )
    assert Pdf(pdf(Sheet(content=INVOICE, entries=link.format("URI/URI(https://x)"))), Limits()).said.flags == ()


def test_attachments_are_told() -> None:
    document = written(INVOICE)
    document.attachments["../../etc/x"] = b"content"

    assert Pdf(saved(document), Limits()).said.flags == ("embedded_files",)


def test_a_later_revision_is_told() -> None:
    first = pdf(INVOICE)
    change = b"\n9 0 obj\n<<>>\nendobj\n"
    table = b"xref\n9 1\n%010d 00000 n \ntrailer\n<</Size 10/Root 1 0 R/Prev %d>>\n" % (
        len(first) + 1,
        int(first.rsplit(b"startxref", 1)[1].split()[0]),
    )
    update = change + table + b"startxref\n%d\n%%%%EOF\n" % (len(first) + len(change))

    said = Pdf(first + update, Limits()).said

    assert said.flags == ("incremental_update",)
    assert said.facts["revisions"] == "2"


def test_a_linearized_file_has_one_revision() -> None:
    said = Pdf(pdf(INVOICE, linearize=True), Limits()).said

    assert said.facts == {"revisions": "1", "linearized": "true"}


def test_a_file_says_who_made_it_and_when() -> None:
    document = written(INVOICE)
    info = "<</Producer(Maker 1)/Creator(Writer\\007)/CreationDate(D:20260506070809+08'00')/ModDate(D:20260507)>>"
    document.trailer["/Info"] = document.make_indirect(pikepdf.Object.parse(info.encode()))
    document.Root["/Metadata"] = document.make_stream(XMP)

    assert Pdf(saved(document), Limits()).said.facts == {
        "producer": "Maker 1",
        "creator": "Writer",
        "created": "2026-05-06T07:08:09+08:00",
        "modified": "2026-05-07",
        "xmp_modified": "2026-05-08T01:02:03Z",
        "revisions": "1",
    }


def test_a_file_whose_table_is_lost_is_mended_and_told() -> None:
    content = pdf(INVOICE)
    cut = content[: content.rindex(b"xref\n") - 5]

    document = Pdf(cut, Limits())

    assert "repaired" in document.said.flags
    assert first_line(document) == "Invoice 42"


def test_a_header_after_other_bytes_is_told() -> None:
    assert "repaired" in Pdf(b"junk\n" + pdf(INVOICE), Limits()).said.flags


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"%PDF-1.4 nothing here %%EOF", pdf(INVOICE)[:200]])
def test_what_cannot_be_mended_is_refused(content: bytes) -> None:
    assert refusal(content) == "corrupt_pdf"


def forms(*bodies: str, own: bool = False) -> pikepdf.Pdf:
    """A page that paints form F0, each form knowing the next as /Next and, where `own`, itself as /Self."""
    document = written("/F0 Do\n" + INVOICE)
    made = [document.make_stream(body.encode()) for body in bodies]
    for form in made:
        form["/Type"], form["/Subtype"] = pikepdf.Name.XObject, pikepdf.Name.Form
        form["/BBox"] = pikepdf.Array([0, 0, 612, 792])
    for form, following in zip(made, [*made[1:], made[-1]], strict=True):
        known = {"/Next": following} | ({"/Self": form} if own else {})
        form["/Resources"] = pikepdf.Dictionary({"/XObject": pikepdf.Dictionary(known)})
    document.pages[0].obj["/Resources"]["/XObject"] = pikepdf.Dictionary({"/F0": made[0]})
    return document


def test_a_form_that_paints_itself_is_refused_at_once() -> None:
    assert refusal(saved(forms("/Self Do", own=True))) == "time_limit"


def test_forms_that_paint_a_billion_forms_are_refused_at_once() -> None:
    assert refusal(saved(forms(*["/Next Do " * 10] * 9, ""))) == "time_limit"


def test_forms_that_only_know_themselves_are_ordinary() -> None:
    assert first_line(Pdf(saved(forms("/Next Do", "/Next Do", "", own=True)), Limits())) == "Invoice 42"
