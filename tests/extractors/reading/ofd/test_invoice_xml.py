"""The XML of digital invoices becomes the form it is printed as; other XML is refused politely."""

import pytest

from extractors.reading.files.signatures import UNKNOWN, XML, sniffed
from extractors.reading.intake import Limits
from extractors.reading.ofd.invoice_xml import InvoiceXml
from pipeline.errors import BadFile

INVOICE = (
    "<EInvoice><EInvoiceData><SellerInformation><SellerIdNum>91990000MA0DEM0A7X</SellerIdNum>"
    "<SellerName>示例市星禾生物科技有限公司</SellerName></SellerInformation><BuyerInformation><BuyerName>张示例</BuyerName>"
    "</BuyerInformation><BasicInformation><TotalAmWithoutTax>264.60</TotalAmWithoutTax><TotalTaxAm>34.40</TotalTaxAm>"
    "<TotalTax-includedAmount>299.00</TotalTax-includedAmount><TotalTax-includedAmountInChinese>贰佰玖拾玖圆整"
    "</TotalTax-includedAmountInChinese></BasicInformation><IssuItemInformation><ItemName>*化妆品*精华液</ItemName>"
    "<Amount>264.60</Amount><TaxRate>0.13</TaxRate><ComTaxAm>34.40</ComTaxAm></IssuItemInformation></EInvoiceData>"
    "<TaxSupervisionInfo><InvoiceNumber>26992000000012345678</InvoiceNumber><IssueTime>2026-09-02</IssueTime>"
    "</TaxSupervisionInfo></EInvoice>"
)


def texts(content: str, encoding: str = "utf-8") -> list[str]:
    layer = InvoiceXml(content.encode(encoding), Limits()).look(1).layer
    return [line.text for line in layer.lines] if layer else []


@pytest.mark.parametrize("start", ["", "\ufeff", '<?xml version="1.0"?>', "\n "])
def test_an_invoice_is_known_with_and_without_its_declaration(start: str) -> None:
    assert sniffed((start + INVOICE).encode()) == XML


def test_other_words_in_angle_brackets_are_not_taken_for_xml() -> None:
    assert sniffed(b"<invoicer>") == UNKNOWN


@pytest.mark.parametrize(
    "said",
    [
        *("26992000000012345678", "2026-09-02", "张示例", "91990000MA0DEM0A7X", "¥264.60", "¥34.40", "¥299.00"),
        *("13%", "贰佰玖拾玖圆整", "*化妆品*精华液", "电子发票（普通发票）"),
    ],
)
def test_what_the_file_says_stands_on_the_form(said: str) -> None:
    assert said in texts(INVOICE)


def test_chinese_encodings_are_read() -> None:
    declared = f'<?xml version="1.0" encoding="GB2312"?>{INVOICE}'

    assert texts(declared, "gb18030") == texts(INVOICE)


def test_a_long_name_gets_smaller_and_stays_in_its_half() -> None:
    layer = InvoiceXml(INVOICE.replace("张示例", "示例" * 60).encode(), Limits()).look(1).layer

    assert layer is not None
    assert next(line for line in layer.lines if line.text.startswith("示例示例")).box.right < 0.5


@pytest.mark.parametrize(
    "content",
    [
        *("<note/>", "<rss><item/></rss>", INVOICE.replace("InvoiceNumber", "Other")),
        INVOICE.replace("TotalTax-includedAmount>", "Sum>"),
        f"<All>{INVOICE}{INVOICE.replace('299.00', '300.00')}</All>",
    ],
)
def test_xml_that_is_no_single_invoice_is_refused(content: str) -> None:
    with pytest.raises(BadFile) as caught:
        InvoiceXml(content.encode(), Limits())

    assert caught.value.code == "unknown_xml"
