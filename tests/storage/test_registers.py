"""Each kind of register by itself: bad files are named with their line, a server that is away is left alone."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pipeline.claim.registers import NOT_CONFIRMED, NOT_FOUND, NOT_KEPT, Confirmation, Inquiry, Register, Standing
from pipeline.deliveries import Trouble
from pipeline.errors import WrongUse
from pipeline.fetched import Fetched
from storage.registers import kept
from storage.registers.circuit import FAILURES, REST_SECONDS, Circuit
from storage.registers.folder import FolderRegisters
from storage.registers.http import KEPT_SECONDS, MISSING_KEPT_SECONDS, MOST_COLUMNS, HttpRegisters
from storage.registers.kept import KeptAnswers

ORDERS = "order_id,buyer,paid_amount\n261105-1234,张小例,399.00\n"
FOUND = Confirmation(Standing.FOUND, {"order_id": "261105-1234", "buyer": "张小例", "paid_amount": "399.00"})
ONE = Inquiry(Register.ORDERS, "261105-1234")


def desk(folder: Path, text: str = ORDERS, encoding: str = "utf-8") -> FolderRegisters:
    (folder / "orders.csv").write_bytes(text.encode(encoding))
    return FolderRegisters.read(folder)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("key", ["261105-1234", " 2611051234", "261105—1234"])
def test_a_file_is_read_in_both_writings_however_its_numbers_are_written(
    tmp_path: Path, encoding: str, key: str
) -> None:
    assert desk(tmp_path, encoding=encoding).ask(Inquiry(Register.ORDERS, key)) == FOUND


def test_a_number_of_marks_alone_is_not_looked_up(tmp_path: Path) -> None:
    assert desk(tmp_path).ask(Inquiry(Register.ORDERS, " - ")) == NOT_CONFIRMED


@pytest.mark.parametrize("cell", ['"=""2611051234"""', "'2611051234", "\t2611051234"])
def test_what_exports_put_around_numbers_is_taken_off(tmp_path: Path, cell: str) -> None:
    found = desk(tmp_path, f"order_id\n{cell}\n").ask(Inquiry(Register.ORDERS, "2611051234"))

    assert found == Confirmation(Standing.FOUND, {"order_id": "2611051234"})


def test_empty_lines_and_lines_that_say_the_same_twice_are_no_mistake(tmp_path: Path) -> None:
    assert desk(tmp_path, ORDERS + "\n,,\n261105-1234,张小例,399.00\n").ask(ONE) == FOUND


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "orders.csv line 1: the first line"),
        ("number,buyer\n1,张小例\n", "line 1: the first line"),
        ("order_id,order_id\n1,2\n", "line 1: the first line"),
        ("order_id,buyer\n1,张小例\n2\n", "line 3 has 1 columns"),
        ("order_id,buyer\n1,张小例\n,李示范\n", "line 3 has no order_id"),
        ("order_id\n2.61235E+18\n", "line 2: a spreadsheet rounded"),
        ("order_id,buyer\n1,张小例\n1,李示范\n", "line 3: 1 stands above"),
        ('order_id\n"1\n', "is no CSV"),
    ],
)
def test_a_bad_file_is_named_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(WrongUse, match=told):
        desk(tmp_path, text)


def test_bytes_of_no_known_writing_are_refused_with_their_line(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_bytes(b"order_id\n1\n\xff\xff\n")

    with pytest.raises(WrongUse, match="line 3: neither UTF-8 nor GB18030"):
        FolderRegisters.read(tmp_path)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").mkdir()

    with pytest.raises(WrongUse, match=r"orders\.csv cannot be read"):
        FolderRegisters.read(tmp_path)


def test_a_folder_without_registers_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="holds no register"):
        FolderRegisters.read(tmp_path)
    with pytest.raises(WrongUse, match="is no folder"):
        FolderRegisters.read(tmp_path / "away")


@dataclass
class Line:
    """Brings what it is given, one after the other, then the last again; `now` is the clock."""

    brings: list[Fetched]
    urls: list[str] = field(default_factory=list)
    now: float = 0.0

    def __call__(self, url: str) -> Fetched:
        self.urls.append(url)
        return self.brings.pop(0) if len(self.brings) > 1 else self.brings[0]


def told(body: str, status: int = 200) -> Fetched:
    return Fetched(status=status, body=body.encode("utf-8", "surrogatepass"))


ENTRY = told('{"order_id": "261105-1234", "buyer": "张小例", "paid_amount": 399.00}')
AWAY = Fetched(trouble=Trouble.TIME_OUT)
NONE = told('{"found": false}', 404)


def over(*brings: Fetched) -> tuple[HttpRegisters, Line]:
    line = Line(list(brings))
    return HttpRegisters("https://example.com/registers/", line, lambda: line.now), line


def test_an_entry_is_one_request_and_numbers_stay_as_written() -> None:
    registers, line = over(ENTRY)

    assert registers.ask(ONE) == FOUND
    assert line.urls == ["https://example.com/registers/orders/261105-1234"]


def test_columns_are_text_whatever_json_they_are() -> None:
    registers, _ = over(told('{"Order_ID ": "261105-1234", "ok": true, "off": false, "none": null, "n": 1e5}'))

    assert registers.ask(ONE).row == {"order_id": "261105-1234", "ok": "yes", "off": "no", "none": "", "n": "1e5"}


def test_marks_nobody_can_see_do_not_come_through() -> None:
    registers, _ = over(told('{"order_id": "261105-1234", "buyer": "\\ud800张\\u202e例\\u0000"}'))

    assert registers.ask(ONE).row["buyer"] == "张 例"


@pytest.mark.parametrize(
    "brought",
    [
        told("<html>welcome</html>"),
        told("<html>not here</html>", 404),
        told('{"error": "no route"}', 404),
        told('{"code": 0, "message": "ok"}'),
        told('{"order_id": "999", "buyer": "李示范"}'),
        told('{"order_id": "261105-1234", "rows": []}'),
        told('{"order_id": "261105-1234", "buyer": "' + "例" * 1_001 + '"}'),
        told('{"order_id": "261105-1234"' + "".join(f', "c{at}": 1' for at in range(MOST_COLUMNS)) + "}"),
        told("[" * 50_000),
        told("[]"),
        told(""),
        Fetched(status=200, body=b"\xff\xfe"),
        told("{}", 301),
        told("{}", 401),
        told("{}", 429),
        told("{}", 503),
        AWAY,
        Fetched(trouble=Trouble.REFUSED_ADDRESS),
    ],
)
def test_what_is_no_plain_answer_confirms_nothing(brought: Fetched) -> None:
    registers, _ = over(brought)

    assert registers.ask(ONE) == NOT_CONFIRMED


@pytest.mark.parametrize("first", [AWAY, Fetched(trouble=Trouble.HUNG_UP), told("", 500), told("", 503)])
def test_one_failure_that_passes_is_tried_once_more(first: Fetched) -> None:
    registers, line = over(first, ENTRY)

    assert (registers.ask(ONE), len(line.urls)) == (FOUND, 2)


@pytest.mark.parametrize(
    "first", [told("", 401), told("", 429), told("", 404), Fetched(trouble=Trouble.UNTRUSTED), NONE, ENTRY]
)
def test_what_will_not_change_is_not_tried_again(first: Fetched) -> None:
    registers, line = over(first, ENTRY)
    registers.ask(ONE)

    assert len(line.urls) == 1


@pytest.mark.parametrize(
    ("brought", "seconds", "answer"),
    [(ENTRY, KEPT_SECONDS, FOUND), (NONE, MISSING_KEPT_SECONDS, NOT_FOUND), (told("", 501), KEPT_SECONDS, NOT_KEPT)],
)
def test_an_answer_is_kept_for_its_time_and_no_longer(brought: Fetched, seconds: float, answer: Confirmation) -> None:
    registers, line = over(brought)

    asked = []
    for line.now in (0.0, seconds - 0.01, seconds):
        asked.append((registers.ask(ONE), len(line.urls)))

    assert asked == [(answer, 1), (answer, 1), (answer, 2)]


def test_an_answer_that_confirms_nothing_is_not_kept() -> None:
    registers, _ = over(told("", 401), ENTRY)

    assert [registers.ask(ONE), registers.ask(ONE)] == [NOT_CONFIRMED, FOUND]


def numbered() -> Iterator[Inquiry]:
    return (Inquiry(Register.ORDERS, str(number)) for number in range(100))


def test_a_register_that_is_away_is_left_alone_and_tried_again_after_a_rest() -> None:
    registers, line = over(told("", 401))
    each = numbered()

    def asked(seconds: float, times: int) -> int:
        line.now, before = seconds, len(line.urls)
        assert [registers.ask(next(each)) for _ in range(times)] == [NOT_CONFIRMED] * times
        return len(line.urls) - before

    assert asked(0, FAILURES + 5) == FAILURES
    assert asked(REST_SECONDS - 0.01, 5) == 0
    assert asked(REST_SECONDS, 5) == 1
    line.brings[:] = [NONE]
    line.now = 2 * REST_SECONDS
    assert [registers.ask(next(each)) for _ in range(5)] == [NOT_FOUND] * 5


def test_only_failures_in_a_row_open_the_circuit() -> None:
    circuit = Circuit(lambda: 0.0)

    opened = [circuit.failed() for _ in range(FAILURES - 1)]
    circuit.answered()
    opened += [circuit.failed() for _ in range(FAILURES - 1)]

    assert (any(opened), circuit.may_ask()) == (False, True)
    assert circuit.failed()
    assert not circuit.may_ask()
    assert not circuit.failed(), "told once"


def test_no_more_than_the_newest_answers_are_kept() -> None:
    answers = KeptAnswers(lambda: 0.0)
    for number in range(kept.MOST + 1):
        answers.keep(Inquiry(Register.ORDERS, str(number)), NOT_FOUND, 1.0)

    assert answers.get(Inquiry(Register.ORDERS, "0")) is None
    assert answers.get(Inquiry(Register.ORDERS, "1")) == NOT_FOUND


def replaced(folder: Path, text: str) -> None:
    """As an export should: written beside, then renamed."""
    (folder / "new").write_text(text, "utf-8")
    (folder / "new").replace(folder / "orders.csv")


def test_a_new_export_is_taken_as_soon_as_it_lies_there(tmp_path: Path) -> None:
    registers = desk(tmp_path, "order_id\n1\n")
    before = registers.ask(ONE)
    replaced(tmp_path, ORDERS)
    (tmp_path / "labs.csv").write_text("cma_number,cosmetics\n2,yes\n", "utf-8")

    assert (before, registers.ask(ONE)) == (NOT_FOUND, FOUND)
    assert registers.ask(Inquiry(Register.LABS, "2")).row["cosmetics"] == "yes"


def test_while_an_export_is_broken_or_gone_it_confirms_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    registers = desk(tmp_path)
    replaced(tmp_path, "order_id,buyer\n1\n")
    broken = registers.ask(ONE)
    (tmp_path / "orders.csv").unlink()
    gone = registers.ask(ONE)
    replaced(tmp_path, ORDERS)

    assert (broken, gone, registers.ask(ONE)) == (NOT_CONFIRMED, NOT_CONFIRMED, FOUND)
    assert [record.message for record in caplog.records] == ["a register cannot be taken"]
