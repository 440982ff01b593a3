"""An OFD file (GB/T 33190) as pages: its own text with its places, drawn on white for people."""

from io import BytesIO

from PIL import Image

from extractors.engine import Image as Pixels
from extractors.reading.intake import Limits, check_size
from extractors.reading.looking import Looked, Said
from extractors.reading.ofd.drawn_page import image_of, looked_at
from extractors.reading.ofd.objects import Objects, box, gather, placed
from extractors.reading.ofd.original_invoice import differs
from extractors.reading.ofd.package import DAMAGED, Package
from extractors.reading.ofd.white_page import MM, WhitePage
from extractors.reading.refusals import refused
from pipeline.errors import BadFile

MOST_TEXT = 200  # characters of one fact
MOST_TEMPLATES = 16  # of one page
_FACTS = {"Creator": "creator", "CreationDate": "created", "ModDate": "modified"}


class Ofd:
    """Raises BadFile: `corrupt_ofd unsafe_xml too_many_pages page_too_large`, and what its package is refused for."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        self._limits = limits
        self._package = Package(content)
        self._pages = self._package.pages()
        self._templates = self._package.templates()
        self._media = self._package.media()
        self._shown: tuple[int, WhitePage, Objects] | None = None
        if not self._pages:
            raise refused(DAMAGED)
        if len(self._pages) > limits.pdf_pages:
            raise refused("too_many_pages")

    @property
    def pages(self) -> int:
        return len(self._pages)

    @property
    def said(self) -> Said:
        facts = {}
        for name, fact in _FACTS.items():
            node = next(self._package.start.root.every(name), None)
            if node is not None and node.text:
                facts[fact] = "".join(char for char in node.text if char.isprintable())[:MOST_TEXT]
        return Said(facts=facts)

    def image(self, number: int) -> Pixels:
        page, _ = self._page(number)
        return image_of(page, self._limits)

    def drawn(self, _: int) -> None:
        """What is ruled in an OFD is not looked at: its fields say what they are."""
        return

    def look(self, number: int) -> Looked:
        page, found = self._page(number)
        flags = {
            "hidden_text": found.unseen,
            "text_truncated": found.cut,
            "picture_unreadable": found.unshown,
            "record_differs": number == 1 and self._differs(page),
        }
        return looked_at(page, number, self._limits, tuple(flag for flag, present in flags.items() if present))

    def _differs(self, page: WhitePage) -> bool:
        return differs(self._package.records(), ("".join(glyph.char for glyph in run.glyphs) for run in page.runs))

    def _page(self, number: int) -> tuple[WhitePage, Objects]:
        if self._shown is None or self._shown[0] != number:
            self._shown = number, *self._drawn(number)
        return self._shown[1], self._shown[2]

    def _drawn(self, number: int) -> tuple[WhitePage, Objects]:
        name, place = self._pages[number - 1]
        part = self._package.part(place)
        left, top, wide, high = self._area(number)
        corner = (1.0, 0.0, 0.0, 1.0, -left, -top)
        found = Objects(left=self._limits.page_characters)
        used = dict.fromkeys(node.attributes.get("TemplateID", "") for node in part.root.every("Template"))
        for template in list(used)[:MOST_TEMPLATES]:
            place = self._templates.get(template, "")
            gather(self._package.part(place).root, found, self._picture, corner)
        gather(part.root, found, self._picture, corner)
        for stamp in self._package.stamps(name):
            gather(stamp, found, self._picture, placed(stamp, corner))
        page = WhitePage(
            size=(wide, high),
            runs=tuple(found.runs),
            strokes=tuple(found.strokes),
            pictures=tuple(found.pictures),
        )
        return page, found

    def _area(self, number: int) -> tuple[float, float, float, float]:
        """The page's own box, or the document's."""
        part = self._package.part(self._pages[number - 1][1])
        for root in (part.root, self._package.document.root):
            node = next(root.every("PhysicalBox"), None)
            if node is not None and min((area := box(node.text))[2:]) > 0:
                if max(area[2:]) > self._limits.page_inches * MM:
                    raise refused("page_too_large")
                return area
        raise refused(DAMAGED)

    def _picture(self, name: str) -> Image.Image | None:
        """A picture the page shows; None for one that is missing or damaged: the text still stands."""
        content = self._package.held(self._media.get(name, ""))
        return None if content is None else self._opened(content)

    def _opened(self, content: bytes) -> Image.Image | None:
        try:
            image = Image.open(BytesIO(content), formats=["PNG", "JPEG", "BMP", "GIF"])
            check_size(image.size, self._limits)
            image.load()
        except (BadFile, MemoryError):
            raise
        except Exception:  # noqa: BLE001 - decoders raise whatever they like
            return None
        return image
