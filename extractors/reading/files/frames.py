"""Where pictures of the web end, and whether they move: GIF, WebP, BMP."""

_GIF_PICTURE, _GIF_MORE, _GIF_END = 0x2C, 0x21, 0x3B


def gif_end(content: bytes) -> int:
    """Behind the trailer (GIF89a §27), or the whole when it has none."""
    return _gif_walked(content)[1]


def gif_moves(content: bytes) -> bool:
    return _gif_walked(content)[0] > 1


def webp_end(content: bytes) -> int:
    """RFC 9649 §2.4: the length of the RIFF container stands behind its name."""
    length = 8 + int.from_bytes(content[4:8], "little")
    return min(length + length % 2, len(content))


def webp_moves(content: bytes) -> bool:
    """The animation bit of VP8X (RFC 9649 §2.7.1)."""
    return content[12:16] == b"VP8X" and len(content) > 20 and bool(content[20] & 0x02)


def bmp_end(content: bytes) -> int:
    """The length in its header; some writers leave it 0."""
    length = int.from_bytes(content[2:6], "little")
    return min(length, len(content)) or len(content)


def _gif_walked(content: bytes) -> tuple[int, int]:
    """How many pictures there are, and where the file's own end is."""
    pictures = 0
    try:
        place = 13 + _table(content[10])
        while content[place] != _GIF_END:
            if content[place] == _GIF_PICTURE:
                pictures += 1
                place += 11 + _table(content[place + 9])
            elif content[place] == _GIF_MORE:
                place += 2
            else:
                return pictures, len(content)
            place = _behind_blocks(content, place)
    except IndexError:
        return pictures, len(content)
    return pictures, place + 1


def _table(packed: int) -> int:
    """Bytes of the colour table that the flags announce."""
    return 3 * 2 ** ((packed & 7) + 1) if packed & 0x80 else 0


def _behind_blocks(content: bytes, place: int) -> int:
    while content[place]:
        place += 1 + content[place]
    return place + 1
