"""Seals, signatures and ticks of a page."""

import cv2
import numpy as np

from extractors.engine import Image
from extractors.reading.marks.regions import LONGEST, borne_out, suggested
from extractors.reading.marks.seals import seals
from pipeline.geometry import Box, Quad
from pipeline.pages import Line, Region, Stroke

RED, INK = (200, 30, 40), (30, 30, 60)
WIDTH, HEIGHT = 1000, 1400


def page() -> Image:
    """White, with eight rows of print 14 pixels high."""
    image = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    for row in range(8):
        cv2.putText(
            image, "printed words stand here", (80, 100 + 40 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (0, 0, 0), 1
        )
    return image


def scribble(image: Image, left: int, top: int) -> None:
    """A name in one stroke, 150 × 44 pixels."""
    points = [(left + 10 * at, top + (0 if at % 2 else 40)) for at in range(16)]
    cv2.polylines(image, [np.array(points, np.int32)], False, INK, 2)


def line(text: str, left: float, top: float, right: float, bottom: float) -> Line:
    stops = tuple((at / len(text), (at + 1) / len(text)) for at in range(len(text)))
    place = Quad.around(Box(page=1, left=left, top=top, right=right, bottom=bottom))
    return Line(text=text, quad=place, stops=stops, scores=(1.0,) * len(text), reader="r")


def kinds(image: Image, *lines: Line) -> list[Stroke]:
    return [region.kind for region in borne_out(suggested(image, 1), lines)]


def test_strokes_beside_a_place_to_sign_are_a_signature() -> None:
    image = page()
    scribble(image, 300, 1000)

    assert kinds(image, line("批准：", 0.2, 0.715, 0.28, 0.73)) == [Stroke.SIGNATURE]


def letters(image: Image, left: int, top: int, ink: tuple[int, int, int]) -> None:
    """A short name in letters no larger than the print, 90 pixels wide."""
    cv2.putText(image, "Wu Shi", (left, top), cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 0.7, ink, 2)


def test_a_blue_pen_is_seen_however_small_it_writes() -> None:
    image = page()
    letters(image, 300, 1010, (40, 60, 150))

    assert kinds(image, line("签字：", 0.2, 0.715, 0.28, 0.73)) == [Stroke.SIGNATURE]


def test_a_broad_pen_is_seen_and_a_square_that_is_filled_is_none() -> None:
    written, stamped = page(), page()
    for at, letter in enumerate("WSL"):
        cv2.putText(written, letter, (300 + 26 * at, 1014), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (0, 0, 0), 5)
    stamped[980:1010, 300:330] = 0

    assert set(kinds(written, line("签字：", 0.2, 0.715, 0.28, 0.73))) == {Stroke.SIGNATURE}
    assert kinds(stamped, line("签字：", 0.2, 0.715, 0.28, 0.73)) == []


def test_a_blue_pen_is_seen_under_a_seal() -> None:
    image = page()
    letters(image, 300, 1010, (40, 60, 150))
    stamp = np.full_like(image, 255)
    cv2.circle(stamp, (340, 1030), 80, RED, 6)
    sealed = np.minimum(image, stamp)

    assert Stroke.SIGNATURE in kinds(sealed, line("签字：", 0.2, 0.715, 0.28, 0.73))


def test_a_page_printed_in_blue_shows_no_pen() -> None:
    image = page()
    image[800:1200] = (40, 60, 150)
    letters(image, 300, 600, (40, 60, 150))

    assert kinds(image, line("签字：", 0.2, 0.42, 0.28, 0.43)) == []


def test_strokes_nobody_asked_for_are_none() -> None:
    image = page()
    scribble(image, 300, 1000)

    assert kinds(image, line("检测结果", 0.2, 0.715, 0.28, 0.73)) == []
    assert kinds(image, line("批准：", 0.2, 0.3, 0.28, 0.32)) == []


def test_strokes_that_a_line_explains_are_print() -> None:
    image = page()
    scribble(image, 300, 1000)
    explained = line("Demo Mart", 0.29, 0.71, 0.46, 0.75)

    assert kinds(image, line("批准：", 0.2, 0.715, 0.28, 0.73), explained) == []


def test_an_empty_line_to_sign_on_is_no_signature() -> None:
    image = page()
    cv2.line(image, (300, 1010), (520, 1010), (0, 0, 0), 2)

    assert kinds(image, line("Signature:", 0.2, 0.715, 0.28, 0.73)) == []


def test_a_mark_across_a_box_is_a_tick() -> None:
    image = page()
    cv2.polylines(image, [np.array([(300, 1010), (308, 1022), (326, 994)], np.int32)], False, INK, 2)
    options = line("□ 一次付清  □ 分期付款", 0.3, 0.71, 0.5, 0.73)

    assert kinds(image, options) == [Stroke.TICK]


def test_a_seal_says_what_the_lines_inside_it_say() -> None:
    image = page()
    cv2.circle(image, (500, 1000), 80, RED, 6)
    cv2.putText(image, "SEAL", (455, 1015), cv2.FONT_HERSHEY_SIMPLEX, 1.2, RED, 4)
    inside, outside = line("检验检测专用章", 0.45, 0.7, 0.55, 0.72), line("第一条", 0.1, 0.7, 0.2, 0.72)

    (seal,) = borne_out(suggested(image, 1), (inside, outside))

    assert seal.kind is Stroke.SEAL
    assert seal.text == "检验检测专用章"
    assert abs(seal.quad.box.left - 0.42) < 0.02
    assert abs(seal.quad.box.bottom - 0.774) < 0.02


def test_a_seals_text_has_an_end() -> None:
    box = Box(page=1, left=0.1, top=0.1, right=0.9, bottom=0.9)
    seal = Region(kind=Stroke.SEAL, quad=Quad.around(box))

    (filled,) = borne_out((seal,), tuple(line("长" * 100, 0.2, 0.2, 0.8, 0.3) for _ in range(9)))

    assert len(filled.text) == LONGEST


def test_a_seals_round_writing_covers_no_signature() -> None:
    box = Box(page=1, left=0.3, top=0.7, right=0.5, bottom=0.8)
    seal = Region(kind=Stroke.SEAL, quad=Quad.around(box))
    strokes = Region(kind=Stroke.SIGNATURE, quad=Quad.around(Box(page=1, left=0.35, top=0.74, right=0.42, bottom=0.76)))
    label, curved = line("签发：", 0.28, 0.74, 0.34, 0.755), line("限", 0.35, 0.735, 0.42, 0.765)

    assert [each.kind for each in borne_out((seal, strokes), (label, curved))] == [Stroke.SEAL, Stroke.SIGNATURE]


def test_a_stamp_across_the_pages_edges_is_seen_on_each() -> None:
    stamp = np.full((200, 200, 3), 255, np.uint8)
    cv2.circle(stamp, (100, 100), 90, RED, 7)
    cv2.putText(stamp, "STAMP", (45, 110), cv2.FONT_HERSHEY_SIMPLEX, 1.1, RED, 4)

    for start in (0, 67, 133):
        image = page()
        part = stamp[:, start : start + 67]
        image[600:800, WIDTH - part.shape[1] :] = part

        (box,) = seals(image)

        assert abs(box[1] - 606) < 20
        assert box[2] >= WIDTH - 15


def test_red_print_at_the_edge_is_no_stamp() -> None:
    image = page()
    cv2.putText(image, "RED", (930, 700), cv2.FONT_HERSHEY_SIMPLEX, 1, RED, 3)
    image[300:1100, 990:] = RED

    assert seals(image) == ()


def test_a_page_suggests_no_more_than_may_travel() -> None:
    image = page()
    for at in range(120):
        scribble(image, 20 + 160 * (at % 6), 400 + 49 * (at // 6))

    assert len(suggested(image, 1)) <= 64
