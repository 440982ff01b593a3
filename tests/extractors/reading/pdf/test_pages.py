"""PDF pages are looked at upright, and their text is believed only where it can be seen."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pikepdf
import pytest
from PIL import Image, ImageDraw, ImageFont

from extractors.reading.intake import Limits
from extractors.reading.looking import Looked
from extractors.reading.pdf.pages import Pdf
from pipeline.errors import BadFile
from tests.extractors.reading.pdfs import INVOICE, LETTER, Sheet, pdf, saved, text, written


def looked(content: bytes, page: int = 1, limits: Limits | None = None) -> Looked:
    return Pdf(content, limits or Limits()).look(page)


def texts(seen: Looked) -> list[str]:
    return [line.text for line in seen.layer.lines] if seen.layer else []


def serves(seen: Looked) -> bool:
    return seen.layer is not None and seen.layer.serves


def refusal(content: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(BadFile) as caught:
        Pdf(content, limits or Limits()).look(1)
    return caught.value.code


def printed(lines: str) -> Image.Image:
    """A scan of a letter page."""
    image = Image.new("RGB", (1700, 2200), "white")
    ImageDraw.Draw(image).multiline_text((200, 200), lines, fill="black", font=ImageFont.load_default(48))
    return image


def test_a_born_digital_page_is_read_from_its_text() -> None:
    seen = looked(pdf(INVOICE))

    assert (seen.width, seen.height, seen.rotation) == (1700, 2200, 0)
    assert texts(seen) == ["Invoice 42", "2026-05-06", "Total 12.50", "Thank you"]
    assert serves(seen)
    assert seen.flags == ()


def test_every_character_has_its_place() -> None:
    seen = looked(pdf(INVOICE))
    assert seen.layer

    line = seen.layer.lines[2]
    amount = line.cut(6, 11).box

    assert line.box.left == pytest.approx(72 / 612, abs=0.003)
    assert line.box.top < 1 - 660 / 792 < line.box.bottom
    assert amount.left > line.box.left + 0.04
    assert amount.right == pytest.approx(line.box.right, abs=0.001)
    assert line.scores == (1.0,) * 11
    assert all(before[1] <= after[0] + 0.001 for before, after in pairwise(line.stops))
    assert line.reader == "text-layer"


@pytest.mark.parametrize("rotation", [0, 90, 180, 270, 450, -90])
def test_a_turned_page_stands_upright_with_its_text(rotation: int) -> None:
    seen = looked(pdf(Sheet(content=INVOICE, entries=f"/Rotate {rotation}")))

    assert seen.rotation == rotation % 360
    assert (seen.width > seen.height) == (rotation % 180 == 90)
    assert set(texts(seen)) == {"Invoice 42", "2026-05-06", "Total 12.50", "Thank you"}
    assert serves(seen)


def test_text_of_a_turned_page_has_the_place_where_it_is_seen() -> None:
    seen = looked(pdf(Sheet(content=text("Hello there", x=72, y=700), entries="/Rotate 90")))
    assert seen.layer

    (x, y), (far_x, far_y) = seen.layer.lines[0].quad.corners[:2]

    assert x == pytest.approx(700 / 792, abs=0.02)
    assert far_x == pytest.approx(x, abs=0.001)
    assert y == pytest.approx(72 / 612, abs=0.01)
    assert far_y > y + 0.05


def test_columns_are_lines_of_their_own() -> None:
    seen = looked(pdf(text("Coffee large", x=72) + text("2", x=300) + text("12.50", x=420)))

    assert texts(seen) == ["Coffee large", "2", "12.50"]


def test_only_the_crop_box_is_the_page() -> None:
    hidden = text("Total 99.00", y=300)
    seen = looked(pdf(Sheet(content=INVOICE + hidden, entries="/CropBox[0 396 612 792]")))

    assert (seen.width, seen.height) == (1700, 1100)
    assert "Total 99.00" not in texts(seen)
    assert seen.flags == ("hidden_text",)


def test_a_user_unit_makes_the_page_larger_not_sharper() -> None:
    seen = looked(pdf(Sheet(content=INVOICE, entries="/UserUnit 2")))

    assert (seen.width, seen.height) == (3400, 4400)
    assert texts(seen)[0] == "Invoice 42"


@pytest.mark.parametrize(
    "hidden",
    [
        pytest.param(text("Total 99.00", y=500, more="1 g"), id="white on white"),
        pytest.param(text("Total 99.00", y=500, more="3 Tr"), id="without paint"),
        pytest.param(text("Total 99.00", y=500, size=0.5), id="tiny"),
        pytest.param(text("Total 99.00", y=500) + "q 1 g 60 490 300 40 re f Q\n", id="covered"),
        pytest.param(text("Total 99.00", y=-400), id="below the page"),
        pytest.param(text("Total 99.00", y=500, more="0.97 g"), id="nearly white"),
    ],
)
def test_text_nobody_sees_is_not_read_but_told(hidden: str) -> None:
    seen = looked(pdf(INVOICE + hidden))

    assert texts(seen) == ["Invoice 42", "2026-05-06", "Total 12.50", "Thank you"]
    assert seen.flags == ("hidden_text",)


def test_white_text_on_a_dark_bar_is_seen() -> None:
    seen = looked(pdf(INVOICE + "q 0 g 60 490 300 40 re f Q\n" + text("Total 99.00", y=500, more="1 g")))

    assert texts(seen)[-1] == "Total 99.00"
    assert seen.flags == ()


def test_a_line_running_off_the_page_is_cut_at_its_edge() -> None:
    seen = looked(pdf(text("1,2," * 3000)))
    assert seen.layer

    assert all(-0.1 < x < 1.1 for line in seen.layer.lines for x, _ in line.quad.corners)
    assert texts(seen)[0].startswith("1,2,1,2,")


def test_a_scan_with_text_under_it_is_read_from_its_picture() -> None:
    lines = ("Invoice 42", "Total 12.50")
    under = "".join(text(line, x=72, y=700 - 25 * n, size=18, more="3 Tr") for n, line in enumerate(lines))
    scan = Sheet(content=f"q 612 0 0 792 0 0 cm /Im Do Q\n{under}", image=printed("Invoice 42\nTotal 12.50"))

    seen = looked(pdf(scan))

    assert not serves(seen)
    assert "Invoice 42" in texts(seen)


def test_text_a_picture_lies_over_does_not_serve() -> None:
    covered = text("Invoice 42 Total 12.50", y=700, size=18) + "q 612 0 0 792 0 0 cm /Im Do Q\n"

    seen = looked(pdf(Sheet(content=covered, image=printed("Invoice 43\nTotal 92.50"))))

    assert not serves(seen)


def test_a_page_whose_amounts_are_a_picture_does_not_serve() -> None:
    scan = printed("\n".join(f"Position {n} costs {n}.50" for n in range(20))).crop((0, 150, 1700, 1400))
    beside = INVOICE + "q 612 0 0 450 0 20 cm /Im Do Q\n"

    seen = looked(pdf(Sheet(content=beside, image=scan)))

    assert texts(seen)[0] == "Invoice 42"
    assert not serves(seen)


def test_text_over_a_pale_background_picture_serves() -> None:
    background = Image.fromarray(np.full((220, 170, 3), 235, dtype=np.uint8))

    seen = looked(pdf(Sheet(content="q 612 0 0 792 0 0 cm /Im Do Q\n" + INVOICE, image=background)))

    assert serves(seen)


def test_rules_and_boxes_are_no_print() -> None:
    table = "".join(f"60 {y} 400 0.5 re f 60 {y} 0.5 20 re f 200 {y} 0.5 20 re f\n" for y in range(300, 600, 20))

    assert serves(looked(pdf(INVOICE + table)))


def test_a_font_without_real_characters_does_not_serve() -> None:
    document = written(INVOICE)
    font = document.pages[0].obj["/Resources"]["/Font"]["/F"]
    cmap = b"begincmap 1 beginbfrange <00> <ff> <e000> endbfrange endcmap"
    font["/ToUnicode"] = document.make_stream(cmap)

    assert not serves(looked(saved(document)))


STANDS_FOR = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap
1 begincodespacerange <00> <ff> endcodespacerange
2 beginbfchar <41> <{a}> <42> <{b}> endbfchar endcmap end end"""


def with_font(document: pikepdf.Pdf, one: str, other: str) -> pikepdf.Object:
    """A font whose A and B stand for `one` and `other`."""
    font = pikepdf.Object.parse(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    codes = STANDS_FOR.format(a=f"{ord(one):04x}", b=f"{ord(other):04x}")
    font["/ToUnicode"] = document.make_stream(codes.encode())
    return pikepdf.Dictionary({"/Font": pikepdf.Dictionary({"/F": font})})


@pytest.mark.parametrize(("radical", "char"), [("⽅", "方"), ("⽰", "示"), ("⺠", "民")])
def test_a_character_named_by_its_radical_is_read_as_itself(radical: str, char: str) -> None:
    document = written(text("BBBBBBBBA"))
    document.pages[0].obj["/Resources"] = with_font(document, radical, "甲")

    assert texts(looked(saved(document))) == ["甲甲甲甲甲甲甲甲" + char]


def test_a_character_with_a_replacement_text_stands_where_its_form_puts_it() -> None:
    document = written("q 0.5 0 0 -0.5 60 740 cm /Fm Do Q")
    drawn = document.make_stream(
        b"BT /F 24 Tf 1 0 0 -1 20 80 Tm (B) Tj ET /Span <</ActualText <feff65b9>>> BDC"
        b" BT /F 24 Tf 1 0 0 -1 36 80 Tm (A) Tj ET EMC BT /F 24 Tf 1 0 0 -1 52 80 Tm (BBBBBBBBB) Tj ET"
    )
    drawn.update({"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Form, "/BBox": [0, 0, 900, 900]})
    drawn["/Resources"] = with_font(document, "⽅", "甲")
    document.pages[0].obj["/Resources"]["/XObject"] = pikepdf.Dictionary({"/Fm": drawn})

    assert texts(looked(saved(document))) == ["甲方甲甲甲甲甲甲甲甲甲"]


def test_more_text_than_the_limit_is_cut_and_told() -> None:
    seen = looked(pdf(INVOICE), limits=replace(Limits(), page_characters=12))

    assert texts(seen)[0] == "Invoice 42"
    assert "Thank you" not in texts(seen)
    assert seen.flags == ("text_truncated",)


def test_the_limit_of_a_document_counts_all_its_pages() -> None:
    document = Pdf(pdf(INVOICE, INVOICE), replace(Limits(), document_characters=60))

    assert document.look(1).flags == ()
    assert document.look(2).flags == ("text_truncated",)


def test_a_large_page_is_drawn_with_no_more_pixels_than_we_read() -> None:
    seen = looked(pdf(Sheet(content=INVOICE, entries="/MediaBox[0 0 6000 8000]")))

    assert seen.width * seen.height <= Limits().reading_pixels


@pytest.mark.parametrize("box", ["[0 0 14401 792]", "[0 0 612 14400000]", "[0 0 99999999999 792]"])
def test_a_page_no_paper_has_is_refused(box: str) -> None:
    assert refusal(pdf(Sheet(content=INVOICE, entries=f"/MediaBox{box}"))) == "page_too_large"


def test_a_page_enlarged_beyond_paper_by_its_unit_is_refused() -> None:
    assert refusal(pdf(Sheet(content=INVOICE, entries="/UserUnit 75000"))) == "page_too_large"


def test_the_limit_of_pdf_pages_is_exact() -> None:
    limits = replace(Limits(), pdf_pages=2)

    assert Pdf(pdf(INVOICE, INVOICE), limits).pages == 2
    assert refusal(pdf(INVOICE, INVOICE, INVOICE), limits) == "too_many_pages"


def test_what_was_typed_into_a_field_is_drawn() -> None:
    field = (
        "/Annots[<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(Typed 77)/DA(/F 12 Tf 0 g)/Rect[72 400 300 420]/P null"
        "/AP<</N 7 0 R>>>>]"
    )
    document = written(Sheet(content=INVOICE, entries=field.replace("/AP<</N 7 0 R>>", "")))
    document.Root["/AcroForm"] = pikepdf.Dictionary({"/Fields": pikepdf.Array(), "/NeedAppearances": True})
    widget = document.pages[0].obj["/Annots"][0]
    look = document.make_stream(b"BT /F 12 Tf 2 5 Td (Typed 77) Tj ET", Type=pikepdf.Name.XObject)
    look["/Subtype"], look["/BBox"] = pikepdf.Name.Form, pikepdf.Array([0, 0, 228, 20])
    look["/Resources"] = document.pages[0].obj["/Resources"]
    widget["/AP"] = pikepdf.Dictionary({"/N": look})
    document.Root["/AcroForm"]["/Fields"] = pikepdf.Array([document.make_indirect(widget)])

    image = Pdf(saved(document), Limits()).image(1)

    top, bottom = round((LETTER[1] - 420) / 72 * 200), round((LETTER[1] - 400) / 72 * 200)
    assert image[top:bottom, 200:500].min() < 60


@pytest.mark.parametrize(("across", "dots"), [(850, 200), (2125, 250), (5100, 300)])
def test_a_scan_is_drawn_as_finely_as_it_was_made_within_reason(across: int, dots: int) -> None:
    scan = Image.new("RGB", (across, round(across * 11 / 8.5)), "white")

    seen = looked(pdf(Sheet(content="q 612 0 0 792 0 0 cm /Im Do Q", image=scan)))

    assert seen.width == pytest.approx(8.5 * dots, abs=2)


def test_a_raised_mark_belongs_to_the_unit_it_stands_on() -> None:
    latin = "/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>>>>>"
    unit = text("Area mm") + text("\\262", x=121, y=703)

    assert texts(looked(pdf(Sheet(content=unit, entries=latin)))) == ["Area mm²"]
