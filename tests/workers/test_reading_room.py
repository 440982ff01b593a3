"""The room reads documents, survives whatever they do, and leaves nothing behind."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from pipeline.errors import BadFile, ReaderTrouble, StoreTrouble, WrongUse
from pipeline.geometry import Box, Quad
from pipeline.pages import Document, Source
from tests.extractors.reading.pdfs import Sheet, pdf, text
from workers.room.reading_room import Cast, ReadingRoom
from workers.room.sandbox import sandbox_tier
from workers.settings import Settings, Tier

CAST = Cast(parsing="tests.workers.actors.misbehaving", ocr="tests.workers.actors.plain_ocr")
WANTED = re.compile("total")
SETTINGS = replace(Settings(), page_wall_seconds=5, held_bytes=100_000)
PDF, PNG = "application/pdf", "image/png"
INVOICE = pdf(text("Invoice 42") + text("Total 12.50", y=650))
PLACE = Quad.around(Box(page=1, left=0.1, top=0.1, right=0.5, bottom=0.2))


@pytest.fixture(scope="module")
def room() -> Iterator[ReadingRoom]:
    with ReadingRoom(SETTINGS, lanes=2, wanted=WANTED, cast=CAST) as room:
        yield room


@pytest.fixture(scope="module")
def impatient() -> Iterator[ReadingRoom]:
    settings = replace(SETTINGS, page_wall_seconds=1, lane_pages=2)
    with ReadingRoom(settings, lanes=1, wanted=WANTED, cast=CAST) as room:
        yield room


@pytest.fixture
def invoice(tmp_path: Path) -> Path:
    path = tmp_path / "invoice.pdf"
    path.write_bytes(INVOICE)
    return path


def picture(folder: Path, red: int, name: str = "picture.png", size: tuple[int, int] = (40, 30)) -> Path:
    path = folder / name
    Image.new("RGB", size, (red, 0, 0)).save(path, "PNG")
    return path


def trick(folder: Path, name: str) -> Path:
    path = folder / "trick.pdf"
    path.write_bytes(INVOICE + b"\n%trick:" + name.encode())
    return path


def read(room: ReadingRoom, *paths: Path, media_type: str = PDF) -> Document:
    with room.open(paths, media_type) as document:
        return document.read()


def refusal(room: ReadingRoom, path: Path, media_type: str = PDF) -> str:
    with pytest.raises(BadFile) as caught:
        read(room, path, media_type=media_type)
    return caught.value.code


def test_a_born_digital_page_is_read_from_its_text(room: ReadingRoom, invoice: Path) -> None:
    with room.open((invoice,), PDF) as document:
        found = document.read()
        versions = dict(document.versions)

    assert [line.text for line in found.pages[0].lines] == ["Invoice 42", "Total 12.50"]
    assert found.pages[0].source is Source.TEXT_LAYER
    assert found.pages[0].legibility == 1.0
    assert found.traces.media_type == PDF
    assert found.layer == ()
    assert versions.keys() == {"pdfplumber", "pikepdf", "pillow", "pypdfium2", "zxing-cpp"}


def test_a_picture_is_read_by_ocr(room: ReadingRoom, tmp_path: Path) -> None:
    with room.open((picture(tmp_path, 9),), PNG) as document:
        found = document.read()
        versions = dict(document.versions)

    assert found.pages[0].lines[0].text.startswith("40x30 red 9")
    assert (found.pages[0].source, found.pages[0].legibility) == (Source.OCR, 0.5)
    assert versions["plain"] == "1"


def test_pictures_sent_as_pages_make_one_document(room: ReadingRoom, tmp_path: Path) -> None:
    paths = tuple(picture(tmp_path, red, f"x_p{red}.png") for red in (1, 2, 3))

    found = read(room, *paths, media_type=PNG)

    assert [page.number for page in found.pages] == [1, 2, 3]
    assert [page.lines[0].text.split(" pid")[0] for page in found.pages] == [f"40x30 red {n}" for n in (1, 2, 3)]


def test_a_page_whose_text_does_not_serve_keeps_it_as_a_second_opinion(room: ReadingRoom, tmp_path: Path) -> None:
    sheet = Sheet(content=text("Total 99.00 of 42", more="3 Tr") + "q 612 0 0 792 0 0 cm /Im Do Q", image=_checkered())
    path = tmp_path / "scan.pdf"
    path.write_bytes(pdf(sheet))

    found = read(room, path)

    assert found.pages[0].source is Source.OCR
    assert [line.text for line in found.layer] == ["Total 99.00 of 42"]


def _checkered() -> Image.Image:
    return Image.effect_noise((300, 400), 200).convert("RGB")


def test_places_are_read_again_in_the_order_given(room: ReadingRoom, tmp_path: Path) -> None:
    paths = tuple(picture(tmp_path, red, f"x_p{red}.png", (120, 120)) for red in (1, 2, 3))  # 43 kB each: two fit
    places = tuple(replace(PLACE, page=page) for page in (3, 1, 2, 3, 1))

    with room.open(paths, PNG) as document:
        document.read()
        again = document.reread(places)

    assert [readings[0].text for readings in again] == ["3:3", "1:1", "2:2", "3:3", "1:1"]


def test_no_place_has_no_readings(room: ReadingRoom, invoice: Path) -> None:
    with room.open((invoice,), PDF) as document:
        assert document.reread(()) == ()


def test_a_document_can_be_read_again_without_having_been_read(room: ReadingRoom, tmp_path: Path) -> None:
    with room.open((picture(tmp_path, 7),), PNG) as document:
        assert document.reread((PLACE,))[0][0].text == "1:7"


def test_the_picture_for_people_is_a_small_jpeg(room: ReadingRoom, invoice: Path) -> None:
    with room.open((invoice,), PDF) as document:
        shown = document.picture(1, 500)

    with Image.open(BytesIO(shown)) as image:
        assert (image.format, max(image.size)) == ("JPEG", 500)


def test_a_picture_without_size_is_wrong_use(room: ReadingRoom, invoice: Path) -> None:
    with room.open((invoice,), PDF) as document, pytest.raises(WrongUse):
        document.picture(1, 0)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("abort", "reader_crashed"),
        ("segv", "reader_crashed"),
        ("leave", "reader_crashed"),
        ("kill", "memory_limit"),
        ("cpu", "time_limit"),
        ("garbage", "reader_crashed"),
        ("endless", "reader_crashed"),
        ("other kind", "reader_crashed"),
        ("not json", "reader_crashed"),
        ("deep", "reader_crashed"),
        ("no pages", "reader_crashed"),
        ("many pages", "reader_crashed"),
        ("wrong flags", "reader_crashed"),
        ("own code", "reader_crashed"),
        ("known code", "encrypted"),
    ],
)
def test_a_child_gone_wrong_refuses_its_document_alone(
    room: ReadingRoom, tmp_path: Path, invoice: Path, name: str, code: str
) -> None:
    assert refusal(room, trick(tmp_path, name)) == code
    assert read(room, invoice).pages[0].lines[0].text == "Invoice 42"


@pytest.mark.parametrize("name", ["hang", "half"])
def test_a_child_that_says_nothing_is_ended(impatient: ReadingRoom, tmp_path: Path, invoice: Path, name: str) -> None:
    read(impatient, invoice)
    started = time.monotonic()

    assert refusal(impatient, trick(tmp_path, name)) == "time_limit"
    assert 2.5 < time.monotonic() - started < 10
    assert read(impatient, invoice).pages


def test_a_message_of_the_child_is_never_shown(room: ReadingRoom, tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="locked with a password"):
        read(room, trick(tmp_path, "known code"))


def test_a_document_has_an_end_of_its_own(tmp_path: Path) -> None:
    brief = replace(SETTINGS, document_seconds=1)
    with ReadingRoom(brief, lanes=1, wanted=WANTED, cast=CAST) as room, room.open((tmp_path / "x",), PDF) as document:
        time.sleep(1.1)
        with pytest.raises(BadFile) as caught:
            document.read()

    assert caught.value.code == "time_limit"


def test_an_ocr_crash_is_tried_again_and_then_refused(room: ReadingRoom, tmp_path: Path) -> None:
    assert refusal(room, picture(tmp_path, 66), PNG) == "reader_crashed"
    assert read(room, picture(tmp_path, 5), media_type=PNG).pages[0].lines[0].text.startswith("40x30 red 5")


def test_an_ocr_reader_that_hangs_is_replaced(impatient: ReadingRoom, tmp_path: Path) -> None:
    assert refusal(impatient, picture(tmp_path, 77), PNG) == "time_limit"
    assert read(impatient, picture(tmp_path, 5), media_type=PNG).pages


def test_an_ocr_child_is_replaced_after_its_pages(impatient: ReadingRoom, tmp_path: Path) -> None:
    said = [read(impatient, picture(tmp_path, n), media_type=PNG).pages[0].lines[0].text for n in range(5)]

    pids = [line.rpartition(" ")[2] for line in said]
    assert 3 <= len(set(pids)) <= 4
    assert pids == sorted(pids, key=pids.index)


def test_many_documents_at_once_do_not_mix(room: ReadingRoom, tmp_path: Path) -> None:
    paths = [picture(tmp_path, red, f"{red}.png") for red in range(10, 22)]

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda path: read(room, path, media_type=PNG), paths))

    assert [page.pages[0].lines[0].text.split()[2] for page in found] == [str(red) for red in range(10, 22)]


@pytest.mark.skipif(sys.platform != "linux", reason="processes are found by /proc")
def test_a_lost_fork_parent_is_started_again(invoice: Path) -> None:
    others = set(children_of(os.getpid()))
    with ReadingRoom(SETTINGS, lanes=1, wanted=WANTED, cast=CAST) as room:
        read(room, invoice)
        (process,) = set(children_of(os.getpid())) - others
        os.kill(process, signal.SIGKILL)

        with pytest.raises(ReaderTrouble):
            read(room, invoice)
        assert read(room, invoice).pages


def test_a_file_that_is_gone_is_told(room: ReadingRoom, tmp_path: Path) -> None:
    with pytest.raises(StoreTrouble, match="check that it is still there"):
        read(room, tmp_path / "gone.pdf")


def test_a_pipe_in_the_place_of_a_file_does_not_hang(room: ReadingRoom, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")

    with pytest.raises(StoreTrouble, match="not an ordinary file"):
        read(room, tmp_path / "pipe.pdf")


def test_an_interruption_leaves_the_lane_usable(room: ReadingRoom, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        _interrupted(room, picture(tmp_path, 3))

    assert read(room, picture(tmp_path, 4), media_type=PNG).pages


def _interrupted(room: ReadingRoom, path: Path) -> None:
    with room.open((path,), PNG) as document:
        document.read()
        raise KeyboardInterrupt


def test_a_closed_room_says_so(invoice: Path) -> None:
    with ReadingRoom(SETTINGS, lanes=1, wanted=WANTED, cast=CAST) as room:
        pass

    with pytest.raises(ReaderTrouble, match="closed"):
        read(room, invoice)


def test_closing_the_room_ends_what_is_under_way(tmp_path: Path) -> None:
    ended: list[type[Exception]] = []
    with ReadingRoom(SETTINGS, lanes=1, wanted=WANTED, cast=CAST) as room:

        def hang() -> None:
            try:
                read(room, trick(tmp_path, "hang"))
            except (BadFile, ReaderTrouble) as error:
                ended.append(type(error))

        reading = threading.Thread(target=hang)
        reading.start()
        time.sleep(2)
    reading.join(4)

    assert ended == [ReaderTrouble]


@pytest.mark.skipif(sandbox_tier() is Tier.FULL, reason="this system's sandbox is as strong as they get")
def test_a_weaker_sandbox_than_asked_for_does_not_start() -> None:
    with pytest.raises(WrongUse, match="PROOFDESK_SANDBOX_MINIMUM"):
        ReadingRoom(replace(SETTINGS, sandbox_minimum=Tier.FULL), lanes=1, wanted=WANTED)


def test_nothing_is_left_in_the_temporary_folder(tmp_path: Path, invoice: Path) -> None:
    folder = Path(tempfile.gettempdir())
    before = {path.name for path in folder.iterdir()}
    with ReadingRoom(SETTINGS, lanes=1, wanted=WANTED, cast=CAST) as room:
        read(room, invoice)
        refusal(room, trick(tmp_path, "abort"))
        with room.open((invoice,), PDF) as document:
            document.picture(1, 100)

    ours = {name for name in {path.name for path in folder.iterdir()} - before if "proofdesk" in name or "core" in name}
    assert ours == set()


PROGRAM = """
import re, sys, time
from pathlib import Path
from tests.workers.test_reading_room import CAST, PDF, PNG, SETTINGS, WANTED
from workers.room.reading_room import ReadingRoom
with ReadingRoom(SETTINGS, lanes=1, wanted=WANTED, cast=CAST) as room:
    with room.open((Path(sys.argv[1]),), PNG) as done:
        done.read()
        print("ready", flush=True)
        with room.open((Path(sys.argv[2]),), PDF) as document:
            document.read()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="macOS does not tell children that their parent died")
@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_nothing_outlives_the_main_process(tmp_path: Path, ending: signal.Signals) -> None:
    program = PROGRAM.replace("lanes=1", "lanes=2")
    arguments = [sys.executable, "-c", program, str(picture(tmp_path, 1)), str(trick(tmp_path, "hang"))]
    main = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with main:
        assert main.stdout
        assert main.stdout.readline() == "ready\n"
        time.sleep(1)
        family = descendants(main.pid)

        main.send_signal(ending)
        _, complaints = main.communicate(timeout=20)

    assert len(family) >= 3
    assert waited(lambda: not any(alive(pid) for pid in family))
    assert complaints.count("Traceback") <= 1
    assert "workers/room/parsing_child.py" not in complaints


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def descendants(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += [int(child), *descendants(int(child))]
    return found


def alive(pid: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False


def waited(fact: object, seconds: float = 5) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if callable(fact) and fact():
            return True
        time.sleep(0.05)
    return False
