"""What `--out` leaves behind: a record and a page per document, and one list of all."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

from app.records.files import Form, write
from app.records.rows import About, columns, row
from app.showing.catalogue import Catalogue
from app.showing.page import index_page, record_page
from app.showing.safe import json_line
from pipeline.record_json import as_json
from pipeline.records import Record, Refusal
from storage.results import Results, stem
from workers.jobs import Result


@dataclass(frozen=True, slots=True)
class Keeper:
    """Keeps results below one folder; `keep` may be called from several lanes."""

    results: Results
    catalogue: Catalogue
    tables: tuple[Form, ...] = (Form.CSV,)

    def keep(self, result: Result) -> None:
        name = stem(result.answer.name)
        self.results.keep(f"{name}.json", json_line(as_json(result.answer)) + "\n")
        if isinstance(result.answer, Record):
            self.results.keep(f"{name}.html", record_page(result.answer, result.pictures, self.catalogue))

    def close(self, answers: Iterable[Record | Refusal]) -> str:
        """Write the list of all; the answer says where it is."""
        answers = tuple(answers)
        self.results.keep("records.jsonl", "".join(json_line(as_json(answer)) + "\n" for answer in answers))
        for form in self.tables:
            self.results.keep_bytes(f"records.{form}", self._table(form, answers))
        self.results.keep("index.html", index_page(answers, self.catalogue))
        return f"Pages and records are in {self.results.folder}; open {self.results.folder / 'index.html'}"

    def _table(self, form: Form, answers: tuple[Record | Refusal, ...]) -> bytes:
        rows = (row(json.loads(json.dumps(as_json(answer))), About()) for answer in answers)
        written = BytesIO()
        write(form, columns(self.catalogue.kinds), rows, written)
        return written.getvalue()
