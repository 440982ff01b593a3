"""Pages through whose print the edge of their picture cuts."""

from pipeline.pages import Document, Page, Source

_NEAR = 0.005  # of the page's width: of 200 whole pages none had a line as near as this to its left or right edge
_LINES = 2  # one may be a thumb or what lies beside the paper


def cut_pages(document: Document) -> tuple[int, ...]:
    """The numbers of pages whose left or right edge cuts through two lines or more: a column may be missing."""
    return tuple(page.number for page in document.pages if page.source is Source.OCR and _cut(page))


def _cut(page: Page) -> bool:
    told = [line for line in page.lines if len(line.text.strip()) > 1]
    left = sum(line.box.left < _NEAR for line in told)
    right = sum(line.box.right > 1 - _NEAR for line in told)
    return max(left, right) >= _LINES
