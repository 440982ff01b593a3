"""XML and OFD that mean harm: each is a refusal with its code, none an accident."""

import random

import pytest

from extractors.reading.intake import Limits
from extractors.reading.ofd.invoice_xml import InvoiceXml
from extractors.reading.ofd.pages import Ofd
from extractors.reading.refusals import REFUSALS
from pipeline.errors import BadFile
from tests.extractors.reading.archives import overlapping
from tests.extractors.reading.ofd.test_invoice_xml import INVOICE
from tests.extractors.reading.ofds import changed, ofd, packed, page, parts

LAUGHS = "".join(f'<!ENTITY l{each + 1} "{f"&l{each};" * 10}">' for each in range(9))
HARMFUL = {
    "billion laughs": f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]><x>&l9;</x>',
    "quadratic": f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]><x>{"&a;" * 50_000}</x>',
    "external entity": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><x>&a;</x>',
    "external types": '<!DOCTYPE x SYSTEM "http://192.0.2.1/x.dtd"><x/>',
    "parameter entity": '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://192.0.2.1/x">%a;]><x/>',
    "bare doctype": "<!DOCTYPE x><x/>",
    "deep": "<a>" * 100_000 + "</a>" * 100_000,
    "many": f"<x>{'<a/>' * 250_000}</x>",
}
CONTENT = "Doc_0/Pages/Page_0/Content.xml"


def refusal_of_xml(content: bytes) -> str:
    with pytest.raises(BadFile) as caught:
        InvoiceXml(content, Limits())
    return caught.value.code


def refusal_of_ofd(content: bytes) -> str:
    with pytest.raises(BadFile) as caught:
        Ofd(content, Limits()).look(1)
    return caught.value.code


def outcome(opener: type[Ofd] | type[InvoiceXml], content: bytes) -> str:
    try:
        opener(content, Limits()).look(1)
    except BadFile as error:
        return error.code
    return "read"


@pytest.mark.parametrize("name", HARMFUL)
def test_harmful_xml_is_refused(name: str) -> None:
    assert refusal_of_xml(HARMFUL[name].encode()) == "unsafe_xml"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_harm_in_another_encoding_is_refused_too(encoding: str) -> None:
    assert refusal_of_xml(HARMFUL["billion laughs"].encode(encoding)) == "unsafe_xml"


@pytest.mark.parametrize("part", ["OFD.xml", "Doc_0/Document.xml", CONTENT])
@pytest.mark.parametrize("name", HARMFUL)
def test_harmful_xml_inside_an_ofd_is_refused(name: str, part: str) -> None:
    assert refusal_of_ofd(changed(**{part: HARMFUL[name].encode()})) == "unsafe_xml"


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"<", b"<a", b"<a></b>", b"<a>&nothing;</a>", b"\xff\xfe<", b"<a>\x00</a>", b"<a/><b/>"),
        b'<?xml version="1.0" encoding="x-no"?><a/>',
        b'<?xml version="1.0" encoding="GBK"?><a>\xff\xff</a>',
    ],
)
def test_damaged_xml_is_refused(content: bytes) -> None:
    assert refusal_of_xml(content) == "corrupt_xml"


@pytest.mark.parametrize("name", ["../escape.xml", "/etc/passwd", "Doc_0/../../escape", "C:\\escape", "..\\escape"])
def test_a_name_that_leads_out_of_the_package_is_refused(name: str) -> None:
    assert refusal_of_ofd(changed(**{name: b"x"})) == "bad_archive"


@pytest.mark.parametrize("place", ["../../etc/passwd", "/../x", "a/../../../../x"])
def test_a_reference_that_leads_out_of_the_package_is_refused(place: str) -> None:
    document = parts()["Doc_0/Document.xml"].replace(b"Pages/Page_0/Content.xml", place.encode())

    assert refusal_of_ofd(changed(**{"Doc_0/Document.xml": document})) == "bad_archive"


@pytest.mark.parametrize("part", ["OFD.xml", "Doc_0/Document.xml", CONTENT])
def test_a_missing_part_is_refused(part: str) -> None:
    assert refusal_of_ofd(packed({name: content for name, content in parts().items() if name != part})) == "corrupt_ofd"


def test_a_document_without_pages_or_size_is_refused() -> None:
    document = parts()["Doc_0/Document.xml"]

    for wanted in (b"Pages>", b"PhysicalBox>"):
        assert refusal_of_ofd(changed(**{"Doc_0/Document.xml": document.replace(wanted, b"Other>")})) == "corrupt_ofd"


def test_a_page_larger_than_any_paper_is_refused() -> None:
    document = parts()["Doc_0/Document.xml"].replace(b"0 0 100 50", b"0 0 99999 50")

    assert refusal_of_ofd(changed(**{"Doc_0/Document.xml": document})) == "page_too_large"


def test_bombs_are_refused() -> None:
    assert refusal_of_ofd(changed(bomb=bytes(20_000_000))) == "expansion_limit"
    assert refusal_of_ofd(overlapping(50)) == "bad_archive"
    assert refusal_of_ofd(changed(**{f"Doc_0/{number}": b"" for number in range(2_100)})) == "too_many_members"


@pytest.mark.parametrize("number", ["nan", "inf", "-1e308", "1e400", "x", "", "9" * 400])
def test_absurd_numbers_harm_nothing(number: str) -> None:
    absurd = "".join(
        f'<TextObject Boundary="{number} 1 2 3" CTM="{a} 0 0 1 0 0" Size="{number}">'
        f'<TextCode X="{number}" Y="{number}" DeltaX="g {number} {number}" DeltaY="{number}">12345678</TextCode>'
        f'</TextObject><PathObject Boundary="1 1 1 1" LineWidth="{number}">'
        f"<AbbreviatedData>M {number} 1 L 2 {number} C</AbbreviatedData></PathObject>"
        f'<ImageObject ResourceID="{number}" CTM="{number}"/>'
        for a in (number, "1")
    )

    assert Ofd(ofd(absurd), Limits()).look(1).number == 1


@pytest.mark.parametrize("seed", range(40))
def test_damaged_bytes_are_read_or_refused_by_name(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same damage every time
    whole = {name: bytearray(content) for name, content in parts().items()}
    for content in whole.values():
        for _ in range(chance.randrange(3)):
            content[chance.randrange(len(content))] = chance.randrange(256)
    invoice = bytearray(INVOICE.encode())
    invoice[chance.randrange(len(invoice))] = chance.randrange(256)

    whole_ofd = packed({name: bytes(content) for name, content in whole.items()})
    outcomes = {outcome(Ofd, whole_ofd), outcome(InvoiceXml, bytes(invoice))}

    assert outcomes <= {"read", *REFUSALS}


def test_a_page_nested_as_deep_as_allowed_is_read() -> None:
    nested = "<PageBlock>" * 90 + "</PageBlock>" * 90

    assert Ofd(changed(**{CONTENT: page(nested).encode()}), Limits()).look(1).layer is None
