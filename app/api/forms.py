"""Uploads as they stream in: fields are kept small, files are sealed as they come and never lie whole in memory."""

from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from pipeline.errors import BadFile
from storage.objects.sealed_file import SealedFile
from workers.reception import Reception

MOST_PARTS = 100
MOST_SMALL = 1024**2  # bytes of all headers and fields
FILE = "file"


@dataclass(frozen=True, slots=True)
class Attached:
    """One file of a form, whole; `filename` as sent."""

    filename: str
    file: SealedFile


@dataclass(slots=True)
class Form:
    """What came: fields by name, and files in order; leaving it frees the files."""

    reception: Reception
    most_bytes: int
    fields: dict[str, str] = field(default_factory=dict)
    files: list[Attached] = field(default_factory=list)
    _open: ExitStack = field(default_factory=ExitStack)
    _parts: int = 0
    _small: int = 0
    _header: bytearray = field(default_factory=bytearray)
    _value: bytearray = field(default_factory=bytearray)
    _headers: dict[bytes, bytes] = field(default_factory=dict)
    _name: str = ""
    _text: bytearray | None = None
    _file: SealedFile | None = None
    _size: int = 0
    _ended: bool = False

    def __enter__(self) -> "Form":
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    async def receive(self, content_type: str, body: AsyncIterator[bytes]) -> None:
        """Reads the body. Raises BadFile `not_multipart bad_form form_too_large too_large no_file`."""
        kind, options = parse_options_header(content_type)
        boundary = options.get(b"boundary")
        if kind != b"multipart/form-data" or not boundary:
            raise BadFile("not_multipart", "Send the file as multipart/form-data with a boundary.")
        try:
            parser = MultipartParser(boundary, self._callbacks())  # type: ignore[arg-type]
            async for block in body:
                if block:
                    parser.write(block)
        except (FormParserError, UnicodeDecodeError) as error:
            raise _bad() from error
        if not self._ended:
            raise _bad()
        if not self.files:
            raise BadFile("no_file", f"The form holds no file; send one in a part named `{FILE}`.")

    def _callbacks(self) -> Mapping[str, object]:
        return {
            "on_part_begin": self._part_begins,
            "on_header_field": self._header_name,
            "on_header_value": self._header_value,
            "on_header_end": self._header_ends,
            "on_headers_finished": self._headers_end,
            "on_part_data": self._content,
            "on_part_end": self._part_ends,
            "on_end": self._form_ends,
        }

    def _part_begins(self) -> None:
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise BadFile("form_too_large", f"A form has at most {MOST_PARTS} parts; send the rest in another.")
        self._headers, self._header, self._value = {}, bytearray(), bytearray()

    def _header_name(self, content: bytes, start: int, end: int) -> None:
        self._header += self._bounded(content[start:end])

    def _header_value(self, content: bytes, start: int, end: int) -> None:
        self._value += self._bounded(content[start:end])

    def _header_ends(self) -> None:
        self._headers[bytes(self._header).lower()] = bytes(self._value)
        self._header, self._value = bytearray(), bytearray()

    def _headers_end(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b"").decode("latin-1"))
        self._name = options.get(b"name", b"").decode("utf-8", "replace")
        filename = options.get(b"filename")
        if filename is None and self._name != FILE:
            self._text = bytearray()
            return
        self._file, self._size = self._open.enter_context(self.reception.blank()), 0
        name = (filename or b"").decode("utf-8", "replace")
        self.files.append(Attached(name or "unnamed", self._file))

    def _content(self, content: bytes, start: int, end: int) -> None:
        block = content[start:end]
        if self._text is not None:
            self._text += self._bounded(block)
        elif self._file is not None:
            self._size += len(block)
            if self._size > self.most_bytes:
                raise BadFile("too_large", "The file is larger than allowed; send a smaller copy.")
            self._file.write(block)

    def _part_ends(self) -> None:
        if self._text is not None:
            self.fields[self._name] = self._text.decode("utf-8")
        self._text = self._file = None

    def _form_ends(self) -> None:
        self._ended = True

    def _bounded(self, content: bytes) -> bytes:
        self._small += len(content)
        if self._small > MOST_SMALL:
            raise BadFile("form_too_large", "The fields and headers of the form are too large; send the file alone.")
        return content


def _bad() -> BadFile:
    return BadFile("bad_form", "The form is cut off or not formed as multipart/form-data; send it again.")
