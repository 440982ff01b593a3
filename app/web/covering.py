"""Page pictures with what names a person painted over."""

from collections.abc import Iterable
from io import BytesIO

from PIL import Image, ImageDraw

from pipeline.geometry import Quad

_PAINT = (90, 99, 112)
_QUALITY = 85


def covered(picture: bytes, places: Iterable[Quad]) -> bytes:
    """The JPEG, which is one of ours, with these places filled; as it is where there are none."""
    hidden = tuple(places)
    if not hidden:
        return picture
    with Image.open(BytesIO(picture)) as image:
        drawn = image.convert("RGB")
    pen = ImageDraw.Draw(drawn)
    for place in hidden:
        pen.polygon([(x * drawn.width, y * drawn.height) for x, y in place.corners], fill=_PAINT)
    made = BytesIO()
    drawn.save(made, "JPEG", quality=_QUALITY)
    return made.getvalue()
