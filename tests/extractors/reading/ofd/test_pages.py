"""OFD pages: text stands where the file puts it, and what nobody would see is not read."""

from io import BytesIO

import pytest

from extractors.reading.files.signatures import OFD
from extractors.reading.intake import Limits, admitted
from extractors.reading.ofd.pages import Ofd
from pipeline.pages import Line
from tests.extractors.reading.ofds import OBJECTS, changed, ofd


def lines(objects: str = OBJECTS) -> tuple[Line, ...]:
    layer = Ofd(ofd(objects), Limits()).look(1).layer
    return layer.lines if layer else ()


def text_object(said: str, **attributes: str) -> str:
    own = {"Boundary": "10 30 60 6", "Size": "4"} | attributes
    written = " ".join(f'{name}="{value}"' for name, value in own.items())
    return f'<ofd:TextObject {written}><ofd:TextCode X="0" Y="4">{said}</ofd:TextCode></ofd:TextObject>'


def test_an_ofd_is_known_by_its_first_part() -> None:
    assert admitted("invoice.ofd", BytesIO(ofd()), Limits()).media_type == OFD


def test_text_is_read_where_it_stands() -> None:
    label, number = lines()

    assert (label.text, number.text, number.reader) == ("发票号码：", "26992000000012345678", "structured")
    box = number.cut(0, 10).box
    assert (box.left, box.right) == pytest.approx((0.32, 0.52), abs=0.001)
    assert 10 / 50 < box.top < box.bottom < 15 / 50


def test_the_drawn_page_has_ink_where_a_line_stands_and_none_beside_it() -> None:
    document = Ofd(ofd(), Limits())
    image, looked = document.image(1), document.look(1)
    box = lines()[1].box
    rows = slice(int(box.top * looked.height), int(box.bottom * looked.height))
    inside = image[rows, int(box.left * looked.width) : int(box.right * looked.width)]

    assert (image.shape[1], image.shape[0]) == (looked.width, looked.height)
    assert inside.min() < 100
    assert image[int(0.5 * looked.height) :].min() == 255


def test_a_wide_gap_is_a_blank_and_text_that_goes_down_is_a_line_each() -> None:
    gap = '<ofd:TextCode X="0" Y="4" DeltaX="12">合计</ofd:TextCode>'
    down = '<ofd:TextCode X="0" Y="4" DeltaY="5 5">购买方</ofd:TextCode>'

    found = lines(
        "".join(f'<ofd:TextObject Boundary="9 9 9 9" Size="3">{code}</ofd:TextObject>' for code in (gap, down))
    )

    assert [line.text for line in found] == ["合 计", "购", "买", "方"]


@pytest.mark.parametrize("hidden", [{"Visible": "false"}, {"Alpha": "0"}, {"Fill": "false"}])
def test_text_nobody_sees_is_not_read_and_is_reported(hidden: dict[str, str]) -> None:
    looked = Ofd(ofd(OBJECTS + text_object("9999.00", **hidden)), Limits()).look(1)

    assert looked.layer is not None
    assert "9999.00" not in [line.text for line in looked.layer.lines]
    assert looked.flags == ("hidden_text",)


def test_white_text_is_not_read() -> None:
    white = text_object("9999.00").replace("<ofd:TextCode", '<ofd:FillColor Value="255 255 255"/><ofd:TextCode')

    assert "9999.00" not in [line.text for line in lines(OBJECTS + white)]


def test_text_under_a_box_filled_later_is_not_read_and_is_reported() -> None:
    box = (
        '<ofd:PathObject Boundary="5 28 60 10" Fill="true"><ofd:FillColor Value="255 255 255"/>'
        "<ofd:AbbreviatedData>M 0 0 L 60 0 L 60 10 L 0 10 C</ofd:AbbreviatedData></ofd:PathObject>"
    )
    under, over = text_object("9999.00"), text_object("10.00")

    looked = Ofd(ofd(OBJECTS + under + box + over), Limits()).look(1)

    assert looked.layer is not None
    assert [line.text for line in looked.layer.lines][2:] == ["10.00"]
    assert looked.flags == ("hidden_text",)


def test_text_beside_the_page_is_not_read() -> None:
    assert [line.text for line in lines(OBJECTS + text_object("9999.00", Boundary="500 30 60 6"))][2:] == []


def test_more_text_than_a_page_may_hold_is_cut_and_reported() -> None:
    looked = Ofd(ofd(text_object("9" * 50)), Limits(page_characters=20)).look(1)

    assert looked.layer is not None
    assert [len(line.text) for line in looked.layer.lines] == [20]
    assert looked.flags == ("text_truncated",)


def test_a_page_with_hardly_any_text_is_left_to_the_other_readers() -> None:
    looked = Ofd(ofd(text_object("1")), Limits()).look(1)

    assert looked.layer is not None
    assert not looked.layer.serves


@pytest.mark.parametrize(
    ("number", "flags"), [("26992000000012345678", ()), ("26992000000087654321", ("record_differs",))]
)
def test_a_record_that_says_otherwise_than_the_page_is_reported(number: str, flags: tuple[str, ...]) -> None:
    record = f"<eInvoice><InvoiceNo>{number}</InvoiceNo></eInvoice>".encode()

    looked = Ofd(changed(**{"Doc_0/Attachs/original_invoice.xml": record}), Limits()).look(1)

    assert looked.flags == flags


def test_a_picture_that_cannot_be_shown_is_reported_and_the_text_still_read() -> None:
    missing = Ofd(ofd(OBJECTS + '<ofd:ImageObject ID="9" Boundary="0 0 9 9" ResourceID="77"/>'), Limits()).look(1)

    assert missing.flags == ("picture_unreadable",)
    assert missing.layer is not None
    assert missing.layer.lines[0].text.startswith("发票号码")
