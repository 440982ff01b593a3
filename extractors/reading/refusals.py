"""Why a file cannot be read: every stable code with the sentence that says what to do."""

from collections.abc import Mapping
from types import MappingProxyType

from pipeline.errors import BadFile

REFUSALS: Mapping[str, str] = MappingProxyType(
    {
        "empty_file": "The file is empty; send it again.",
        "too_large": "The file is larger than allowed; send a smaller copy.",
        "unsupported_type": "This type is not read; send a picture, PDF, OFD or XML (Word and Excel saved as a PDF, of a video a screenshot).",
        "unsupported_here": "This machine cannot read HEIC photos behind its walls; send it as a JPEG.",
        "type_mismatch": "The content does not fit the file's name; send the original file.",
        "too_many_pixels": "The picture has more pixels than allowed; send a smaller copy.",
        "image_too_long": "The picture is far too long or too narrow; send it as several pictures.",
        "too_many_pages": "The file has more pages than allowed; send only the pages that matter.",
        "page_too_large": "A page is larger than any paper; print it to an ordinary page size and send that.",
        "corrupt_image": "The picture is damaged or cut off; send it again.",
        "corrupt_pdf": "The PDF is damaged; save or print it to a new PDF and send that.",
        "corrupt_ofd": "The OFD is damaged or lacks its pages; download it again, or send it as a PDF.",
        "corrupt_xml": "The XML is damaged or cut off; download it again, or send the invoice as a PDF.",
        "unknown_xml": "The XML is no single invoice we know; send the invoice as OFD or PDF.",
        "unsafe_xml": "The XML inside declares entities or nests without end; send the file as the tax platform issued it.",
        "encrypted": "The PDF is locked with a password; send it unlocked.",
        "xfa_dynamic": "The PDF is a form that only fills itself in one program; print it to a PDF and send that.",
        "text_limit": "The file holds more text than allowed; send only the pages that matter.",
        "expansion_limit": "The file unpacks to far more than its size; print it to a new file and send that.",
        "bad_archive": "The archive or mail is damaged or misleading; send the files one by one.",
        "encrypted_archive": "The archive is locked with a password; send the files unlocked.",
        "too_many_members": "The archive holds more files than allowed; send it in parts.",
        "empty_archive": "The archive or mail holds no file; send the files themselves.",
        "archive_too_deep": "The archive lies too deep inside others; send what is in it by itself.",
        "memory_limit": "Reading the file takes more memory than allowed; send a simpler copy.",
        "time_limit": "Reading the file takes longer than allowed; send a simpler copy.",
        "reader_crashed": "The reader failed on this file; save it in another format and send that.",
    }
)


def refused(code: str) -> BadFile:
    """The error for `code`, one of REFUSALS."""
    return BadFile(code, REFUSALS[code])
