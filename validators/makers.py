"""The software a file says it was made with, where that is unusual for evidence."""

from collections.abc import Mapping

# Programs made for changing what a finished page or picture shows.
_PDF_EDITORS = (
    "photoshop",
    "illustrator",
    "coreldraw",
    "inkscape",
    "gimp",
    "pdfescape",
    "sejda",
    "ilovepdf",
    "smallpdf",
    "pdf-xchange editor",
    "pdf editor",
    "phantompdf",
    "foxit pdf editor",
    "福昕高级pdf编辑器",
    "nitro pro",
    "pdfelement",
    "wondershare",
    "万兴",
    "迅捷pdf",
    "嗨格式",
    "canva",
    "pixelmator",
    "affinity",
)
# What a small shop writes its own papers with, but no tax platform an invoice.
_WORD_PROCESSORS = (
    "microsoft® word",
    "microsoft word",
    "microsoft® excel",
    "wps",
    "libreoffice",
    "openoffice",
)
_PICTURE_EDITORS = (
    "photoshop",
    "lightroom",
    "gimp",
    "snapseed",
    "picsart",
    "meitu",
    "美图",
    "醒图",
    "光影魔术手",
    "paint.net",
    "pixelmator",
    "affinity",
    "canva",
    "photoscape",
    "facetune",
    "vsco",
    "corel",
    "luminar",
    "inshot",
    "polarr",
    "remini",
    "pixlr",
    "fotor",
    "befunky",
    "photodirector",
    "krita",
)


def of_pdf(facts: Mapping[str, str], kind: str) -> str | None:
    """The producer or creator unusual for a PDF of `kind`, as the file writes it."""
    unusual = (*_PDF_EDITORS, *_WORD_PROCESSORS) if kind == "vat_invoice" else _PDF_EDITORS
    return next((said for name in ("creator", "producer") if _names(said := facts.get(name, ""), unusual)), None)


def edits_pictures(software: str) -> bool:
    """Cameras, phones and the viewers that turn a picture upright also sign it: those are none."""
    return _names(software, _PICTURE_EDITORS)


def _names(said: str, programs: tuple[str, ...]) -> bool:
    return any(program in said.lower() for program in programs)
