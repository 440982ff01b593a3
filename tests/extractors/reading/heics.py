"""HEIC files as phones lay them out: tiles in a grid, turned, with EXIF; every tile is the one HEVC picture we keep."""

import struct
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

FOLDER = Path(__file__).parent / "heic"  # small pictures written by libheif itself
UPRIGHT = (FOLDER / "upright.heic").read_bytes()
TILE = 64  # pixels of a side
_MAIN, _EXIF, _FIRST_TILE = 1, 2, 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """`canvas`: the size the grid states; `stated`: the size its `ispe` states, the same if None.

    `turn`: quarter turns against the clock (`irot`); `mirror`: 0 swaps top and bottom, 1 left and right (`imir`).
    """

    columns: int = 2
    rows: int = 2
    canvas: tuple[int, int] = (128, 128)
    stated: tuple[int, int] | None = None
    turn: int = 0
    mirror: int | None = None
    exif: bytes = b""
    brands: tuple[bytes, ...] = (b"mif1", b"heic")


def written(grid: Grid) -> bytes:
    ftyp = _box(b"ftyp", b"heic" + bytes(4) + b"".join(grid.brands))
    tile = UPRIGHT[UPRIGHT.index(b"mdat") + 4 :]
    before = len(ftyp) + len(_meta(grid, 0, len(tile))) + 8
    return ftyp + _meta(grid, before, len(tile)) + _box(b"mdat", tile + _exif(grid))


def dated(orientation: int) -> bytes:
    """EXIF of a phone: its name, when the picture was taken, and how it was held."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x0110] = orientation, "Acme", "Phone 3"
    exif.get_ifd(0x8769)[0x9003] = "2026:03:14 15:09:26"
    exif.get_ifd(0x8769)[0x9011] = "+08:00"
    return exif.tobytes()


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", len(content) + 8, kind) + content


def _full(kind: bytes, content: bytes, version: int = 0) -> bytes:
    return _box(kind, bytes((version, 0, 0, 0)) + content)


def _tiles(grid: Grid) -> range:
    return range(_FIRST_TILE, _FIRST_TILE + grid.columns * grid.rows)


def _exif(grid: Grid) -> bytes:
    return bytes(4) + grid.exif if grid.exif else b""


def _meta(grid: Grid, media: int, tile: int) -> bytes:
    """`media`: where the bytes of `mdat` begin; `tile`: how many of them are the tile."""
    layout = bytes((0, 1, grid.rows - 1, grid.columns - 1)) + struct.pack(">II", *grid.canvas)
    kinds = [(_MAIN, b"grid"), *((number, b"hvc1") for number in _tiles(grid))]
    places = [(_MAIN, 1, 0, len(layout)), *((number, 0, media, tile) for number in _tiles(grid))]
    links = _box(b"dimg", struct.pack(f">HH{len(_tiles(grid))}H", _MAIN, len(_tiles(grid)), *_tiles(grid)))
    if grid.exif:
        kinds.append((_EXIF, b"Exif"))
        places.append((_EXIF, 0, media + tile, len(_exif(grid))))
        links += _box(b"cdsc", struct.pack(">HHH", _EXIF, 1, _MAIN))
    named = (_full(b"infe", struct.pack(">HH4sB", number, 0, kind, 0), 2) for number, kind in kinds)
    located = (struct.pack(">HHHHII", number, method, 0, 1, at, size) for number, method, at, size in places)
    return _full(
        b"meta",
        _full(b"hdlr", bytes(4) + b"pict" + bytes(13))
        + _full(b"pitm", struct.pack(">H", _MAIN))
        + _full(b"iloc", b"\x44\x00" + struct.pack(">H", len(places)) + b"".join(located), 1)
        + _full(b"iinf", struct.pack(">H", len(kinds)) + b"".join(named))
        + _full(b"iref", links)
        + _properties(grid)
        + _box(b"idat", layout),
    )


def _properties(grid: Grid) -> bytes:
    decoder = UPRIGHT[UPRIGHT.index(b"hvcC") + 4 : UPRIGHT.index(b"colr") - 4]
    kept = [
        _box(b"hvcC", decoder),
        _full(b"ispe", struct.pack(">II", TILE, TILE)),
        _full(b"ispe", struct.pack(">II", *(grid.stated or grid.canvas))),
        _box(b"irot", bytes((grid.turn,))),
    ]
    if grid.mirror is not None:
        kept.append(_box(b"imir", bytes((grid.mirror,))))
    main = range(3, len(kept) + 1)
    linked = struct.pack(">IHB", 1 + len(_tiles(grid)), _MAIN, len(main)) + bytes(0x80 * (at > 3) | at for at in main)
    linked += b"".join(struct.pack(">HBBB", number, 2, 0x81, 2) for number in _tiles(grid))
    return _box(b"iprp", _box(b"ipco", b"".join(kept)) + _full(b"ipma", linked))
