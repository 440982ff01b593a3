"""Small PDFs written by hand, for tests."""

from dataclasses import dataclass
from io import BytesIO

import pikepdf
from PIL import Image

LETTER = (612, 792)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page: its content stream, an image drawn by /Im Do where there is one, and further page entries as PDF."""

    content: str
    image: Image.Image | None = None
    entries: str = ""


def text(words: str, x: float = 72, y: float = 700, size: float = 12, more: str = "") -> str:
    """A line of text; `more`: operators before it, such as `3 Tr` or `1 g`."""
    return f"q {more} BT /F {size} Tf {x} {y} Td ({words}) Tj ET Q\n"


def frame(left: float, top: float, width: float, height: float) -> str:
    """The frame of a cell; `top` from above."""
    return f"{left} {LETTER[1] - top - height} {width} {height} re S\n"


def table(rows: int, columns: int, top: float = 100) -> str:
    """Cells of 90 by 30 points, from 100 points left."""
    return "".join(frame(100 + 90 * column, top + 30 * row, 90, 30) for row in range(rows) for column in range(columns))


def pdf(*sheets: Sheet | str, **options: object) -> bytes:
    """A document of `sheets`; `options` go to pikepdf's save."""
    return saved(written(*sheets), **options)


def saved(document: pikepdf.Pdf, **options: object) -> bytes:
    out = BytesIO()
    document.save(out, **options)  # type: ignore[arg-type]
    return out.getvalue()


def written(*sheets: Sheet | str) -> pikepdf.Pdf:
    """The same before it is saved, for tests that add to it."""
    document = pikepdf.new()
    for each in sheets:
        sheet = Sheet(content=each) if isinstance(each, str) else each
        document.add_blank_page(page_size=LETTER)
        page = document.pages[-1]
        page.obj["/Resources"] = pikepdf.Object.parse(b"<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>")
        page.obj["/Contents"] = document.make_stream(sheet.content.encode("latin-1"))
        if sheet.image:
            page.obj["/Resources"]["/XObject"] = pikepdf.Dictionary({"/Im": _image(document, sheet.image)})
        if sheet.entries:
            for name, value in pikepdf.Object.parse(f"<<{sheet.entries}>>".encode()).items():
                page.obj[name] = value
    return document


def _image(document: pikepdf.Pdf, image: Image.Image) -> pikepdf.Stream:
    plain = image.convert("RGB")
    return document.make_stream(
        plain.tobytes(),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=plain.width,
        Height=plain.height,
        ColorSpace=pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
    )


INVOICE = "".join(
    text(line, y=700 - 20 * n) for n, line in enumerate(("Invoice 42", "2026-05-06", "Total 12.50", "Thank you"))
)
