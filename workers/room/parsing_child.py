"""The life of a child that parses one stranger's document: pictures and bounded text leave it, nothing else."""

import codecs
import os
import socket
import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import numpy as np
from PIL import Image

from extractors.reading.files.signatures import BMP, GIF, JPEG, OFD, PDF, PNG, TIFF, WEBP, XML
from extractors.reading.intake import Limits
from extractors.reading.lines.cuttings import stacked
from extractors.reading.looking import Opened
from extractors.reading.marks.regions import suggested
from extractors.reading.marks.seen_rules import seen_rules
from extractors.reading.opening import opened
from extractors.reading.pictures.prints import LONGEST, print_of
from extractors.reading.pictures.scaling import with_longest
from extractors.reading.pictures.turning import turned_picture
from pipeline.errors import BadFile
from pipeline.grids import Ruled
from workers.room.frames import Gone, Kind, receive, send
from workers.room.sandbox import FONTS, MOST_THREADS, Walls, allow_cpu, code_folders, enter
from workers.room.wire import looked_out, packed, pixels_out, print_out, regions_out, ruled_out, said_out, unpacked

_OUR_PAGE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont"
    b"/Unknown>>>>>>/Contents 4 0 R>>endobj 4 0 obj<</Length 89>>stream\nBT/F 9 Tf 9 9 Td(No. 9)Tj ET "
    b"9 30 20 20 re 29 30 20 20 re 9 50 20 20 re 29 50 20 20 re S \nendstream endobj\ntrailer<</Root 1 0 R>>"
)
_OUR_XML = b"<EInvoice><InvoiceNumber>9</InvoiceNumber><TotalTax-includedAmount>9</TotalTax-includedAmount></EInvoice>"
_OUR_OFD = {
    "OFD.xml": "<DocRoot>Doc_0/Document.xml</DocRoot>",
    "Doc_0/Document.xml": '<PhysicalBox>0 0 50 20</PhysicalBox><Pages><Page ID="1" BaseLoc="Page.xml"/></Pages>',
    "Doc_0/Page.xml": (
        '<Content><TextObject Size="4" CTM="0 1 -1 0 9 0"><TextCode X="1" Y="5">发票</TextCode></TextObject>'
        '<TextObject Size="4"><TextCode X="9" Y="9">No. 9</TextCode></TextObject></Content>'
    ),
}
_PICTURES = {JPEG: "JPEG", PNG: "PNG", TIFF: "TIFF", WEBP: "WEBP", BMP: "BMP", GIF: "GIF"}


def prepare() -> None:
    """Look at documents of our own: all decoders are then loaded, and pdfium knows the fonts of this system.

    Behind the walls nothing more can be imported: a decoder that is missing there makes every picture look damaged.
    """
    code_folders()
    codecs.lookup("utf-16-le")  # what PDF texts are decoded from
    ours = opened((_OUR_PAGE,), PDF, Limits())
    ours.look(1)
    ours.drawn(1)
    seen_rules(ours.image(1), 1)
    for media_type, name in _PICTURES.items():
        picture = BytesIO()
        Image.new("RGB", (32, 32)).save(picture, name)
        opened((picture.getvalue(),), media_type, Limits()).look(1)
    opened((_our_ofd(),), OFD, Limits()).look(1)
    opened((_OUR_XML,), XML, Limits()).look(1)


def _our_ofd() -> bytes:
    """With a name that is not marked as UTF-8, text that needs a font, and an encoding that is ours to turn."""
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _OUR_OFD.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="GBK"?><OFD>{content}</OFD>'.encode("gb18030"))
    return held.getvalue()


def serve(channel: socket.socket, files: tuple[int, ...], options: Mapping[str, Any], parent: int) -> None:
    """Answers about the document in `files` until the channel closes.

    `options`: `media_type`, `limits`, `page_cpu_seconds`, `document_seconds`, `memory`, `files`.
    """
    contents = tuple(content_of(file) for file in files)
    folders = (*FONTS, *code_folders())
    enter(
        Walls(
            memory=int(options["memory"]),
            cpu_seconds=int(options["document_seconds"]),
            files=int(options["files"]),
            readable=folders,
            threads=MOST_THREADS,
        ),
        parent,
    )
    document = _Document(contents, str(options["media_type"]), Limits(**options["limits"]))
    while question := _question(channel):
        allow_cpu(int(options["page_cpu_seconds"]))
        try:
            document.answer(channel, question)
        except MemoryError:
            send(channel, Kind.REFUSED, packed({"code": "memory_limit"}))
        except BadFile as error:
            send(channel, Kind.REFUSED, packed({"code": error.code}))


class _Document:
    """Opened by the first question, so that what opening finds is an answer."""

    def __init__(self, contents: tuple[bytes, ...], media_type: str, limits: Limits) -> None:
        self._contents = contents
        self._media_type = media_type
        self._limits = limits
        self._opened: Opened | None = None

    def answer(self, channel: socket.socket, question: Mapping[str, Any]) -> None:
        if self._opened is None:
            self._opened = opened(self._contents, self._media_type, self._limits)
        page = int(question.get("page", 0))
        match question["ask"]:
            case "open":
                send(channel, Kind.FACTS, packed(said_out(self._opened.pages, self._opened.said)))
            case "look":
                send(channel, Kind.TEXT, packed(looked_out(self._opened.look(page))))
            case "regions":
                standing = turned_picture(self._opened.image(page), int(question["turned"]))
                send(channel, Kind.TEXT, packed(regions_out(suggested(standing, page))))
            case "print":
                small = with_longest(self._opened.image(page), LONGEST)
                turned = turned_picture(np.ascontiguousarray(small), int(question["turned"]))
                send(channel, Kind.TEXT, packed(print_out(print_of(turned))))
            case "ruled":
                send(channel, Kind.TEXT, packed(ruled_out(self._ruled(self._opened, page, int(question["turned"])))))
            case "pixels":
                turned = turned_picture(self._opened.image(page), int(question["turned"]))
                send(channel, Kind.PIXELS, *pixels_out(turned))
            case "cut":
                send(channel, Kind.PIXELS, *pixels_out(stacked(self._opened.image(page), question["boxes"])))
            case "picture":
                small = with_longest(self._opened.image(page), int(question["longest"]))
                turned = turned_picture(np.ascontiguousarray(small), int(question["turned"]))
                send(channel, Kind.PIXELS, *pixels_out(turned))

    def _ruled(self, document: Opened, page: int, turned: int) -> Ruled:
        """As the file draws it where the page stands as stored; else, and where that is too much, as it is seen."""
        drawn = None if turned else document.drawn(page)
        if drawn and not drawn.overfull:
            return drawn
        return Ruled(seen_rules(turned_picture(document.image(page), turned), page), overfull=drawn is not None)


def _question(channel: socket.socket) -> dict[str, Any] | None:
    try:
        return unpacked(receive(channel)[1])
    except Gone:
        return None


def content_of(file: int) -> bytes:
    """Everything behind a descriptor, which is closed."""
    with os.fdopen(file, "rb") as content:
        return content.read()
