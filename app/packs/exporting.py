"""The proof pack of a claim: one zip file that shows, and proves, what came in, what was read and who decided what."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from app.packs.cover import Pictured, cover_page
from app.packs.masked_pages import MaskedPages
from app.packs.masking import BLACK, masked_facts, masked_record
from app.packs.pack_writer import FileSink, PackWriter
from pipeline.errors import BadFile, Missing, ReaderTrouble
from pipeline.evidence import Evidence, Standing, TenantId
from pipeline.kinds import Kind
from pipeline.ledger.reasons import reason_place
from storage.keys import original
from storage.objects.opening import copy_original
from storage.records.keeping.expiring import Expiring
from storage.records.proof.contents import Content
from workers.desk import kinds
from workers.proof.proving import ProvedClaim, Proving
from workers.proof.signing import known_keys
from workers.reviews.page_pictures import PagePictures

VERIFIER = Path(__file__).with_name("verify.py")
_EVENTS = 500
_RULED = ("answer", "verdict", "amount", "currency", "route", "promised_workdays", "promised_on", "policy")
_TOLD = ("schema", "number", "decision", "status", "paid_on", "amount", "score", "explain")
_SUFFIXES = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/tiff": "tif",
    "image/webp": "webp",
    "image/heic": "heic",
    "application/pdf": "pdf",
    "application/zip": "zip",
    "application/ofd": "ofd",
    "message/rfc822": "eml",
    "application/xml": "xml",
    "text/xml": "xml",
}
_READ_ME = """\
Proof pack of Proofdesk

  cover.html         what happened, for people: open it in a browser, or print it
  evidence/ID/       each file as it came in, its pages as pictures, what was read, what people put right
  claim/             what the claims system stated, what was answered, what was told to whom
  ledger/            every change in order, with its proof, and the signed checkpoint
  MANIFEST           every file here with its hash, signed
  verify.py          checks all of it on any machine with Python 3.9 or newer, without Proofdesk and without network:

      python3 verify.py .
      python3 verify.py . --key KEY --checkpoint FILE…

KEY is the public key of the ledger (`proofdesk audit key`), FILE a checkpoint that was kept outside. With them the
check leans on nothing that came along. Take verify.py from a place you trust if you doubt this one.

本压缩包用于证明一宗退款申请的处理经过。请用浏览器打开 cover.html；
运行 python3 verify.py . 可在任何装有 Python 3.9 的电脑上核验，无需安装 Proofdesk，也无需联网。
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exporting:
    """`masked`: without originals, and with what names a person blacked out and painted over. `asked`: sizes of
    earlier checkpoints that somebody kept and will compare with.
    """

    proving: Proving
    pages: PagePictures
    masked: bool
    asked: frozenset[int]

    def export(self, proved: ProvedClaim, out: Path) -> int:
        """Writes the pack; how many files it has. Raises Tampered when an original is not what came in."""
        with PackWriter(out) as pack:
            entered = _Entered(proved)
            pictures: list[Pictured] = []
            masks = self._masks(proved)
            for standing in proved.files:
                if not self.masked and not self._ended(standing.evidence):
                    self._original(pack, standing.evidence, entered)
                records = self._contents(pack, proved, standing.evidence.id, entered)
                shots = tuple(self._pages(pack, standing, masks))
                pictures.append(Pictured(standing=standing, records=records, pages=shots))
            answers = self._contents(pack, proved, proved.claim_id, entered)
            self._claim(pack, proved)
            self._certificate(pack, proved, entered)
            self._reasons(pack, proved, entered)
            self._ledger(pack, proved, entered)
            cover = cover_page(proved, tuple(pictures), answers, self.masked, self._people(proved.tenant))
            pack.file("cover.html", cover.encode("utf-8", "replace"))
            pack.file("README.txt", _READ_ME.encode())
            pack.file("verify.py", VERIFIER.read_bytes())
            pack.signed(self._facts(proved), self.proving.note)
            return len(pack.files) + 1

    def _facts(self, proved: ProvedClaim) -> Mapping[str, str]:
        head = proved.head
        return {
            "claim": json.dumps(proved.claim_id),
            "tenant": json.dumps(proved.tenant),
            "masked": "yes" if self.masked else "no",
            **({"erased": proved.erasure.id} if proved.erasure else {}),
            "checkpoint": f"{self.proving.signer.key.name} {head.size} {head.root.hex()}",
        }

    def _people(self, tenant: TenantId) -> Mapping[str, str]:
        """What users and keys of programs are called, by the name the ledger has for them; masked, nobody."""
        if self.masked:
            return {}
        stores = self.proving.stores
        users = {one.actor: one.display_name for one in stores.people.of(tenant)}
        return users | {one.actor: one.name for one in stores.keys.of(tenant)}

    def _ended(self, evidence: Evidence) -> bool:
        """Whether the policy let the file go before what was read from it; an entry says so."""
        stores = self.proving.stores
        return Expiring(stores.database, stores.master).ended(evidence.id)

    def _original(self, pack: PackWriter, evidence: Evidence, entered: "_Entered") -> None:
        stores = self.proving.stores
        name = original(evidence.tenant, evidence.subject, evidence.sha256)
        key = stores.subject(evidence).key
        place = f"evidence/{evidence.id}/original.{_SUFFIXES.get(evidence.media_type, 'bin')}"

        def fill(sink: FileSink) -> None:
            copy_original(stores.objects, name, key, name.encode(), sink)

        pack.filled(place, fill)
        entered.original(place, evidence)

    def _contents(self, pack: PackWriter, proved: ProvedClaim, on: str, entered: "_Entered") -> tuple[Any, ...]:
        """Files of what was kept about one thing, each once; what was read from them, the newest last."""
        shown = []
        for one in (content for content in proved.contents if content.on == on and not _is_reason(content)):
            held = json.loads(one.body)
            body = one.body
            if self.masked:
                held = _masked(one, held, {kind.name: kind for kind in kinds()})
                body = json.dumps(held, ensure_ascii=False).encode("utf-8", "surrogatepass")
            place = _place(one)
            pack.file(place, body)
            if not self.masked:
                entered.content(place, one)
            shown.append((one.place.partition("/")[0], held))
        return tuple(shown)

    def _masks(self, proved: ProvedClaim) -> MaskedPages | None:
        if not self.masked or proved.claim is None:
            return None
        return MaskedPages.of(self.proving.stores, proved.tenant, proved.claim_id)

    def _pages(self, pack: PackWriter, standing: Standing, masks: MaskedPages | None) -> Iterator[str]:
        """None of a file that shows no page: an archive, or what its reader could not open; masked, none of what
        nobody read.
        """
        record = self.proving.stores.standings.record(standing.evidence.tenant, standing)
        pages = record.get("pages") if record else None
        for page in pages if isinstance(pages, list) else ():
            place = f"evidence/{standing.evidence.id}/page-{page['number']}.jpg"
            try:
                picture = self.pages.page(standing, record or {}, int(page["number"]))
            except (BadFile, ReaderTrouble, Missing):
                return
            painted = masks.painted(standing.evidence.id, int(page["number"]), picture) if masks else picture
            if painted is not None:
                pack.file(place, painted)
                yield place

    def _claim(self, pack: PackWriter, proved: ProvedClaim) -> None:
        claim = proved.claim
        told: dict[str, object] = {"claim_id": proved.claim_id}
        if claim is not None:
            told |= {"version": claim.version, "made": claim.made.isoformat(), "changed": claim.changed.isoformat()}
        if proved.erasure is not None:
            told |= {"erased": proved.erasure.id}
        told |= {"files": [_file(one, self.masked) for one in proved.files]}
        pack.file("claim/claim.json", json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass"))
        pack.lines("claim/events.jsonl", self._events(proved))

    def _events(self, proved: ProvedClaim) -> Iterator[str]:
        number = 0
        happenings, claim = self.proving.stores.happenings, proved.claim_id
        while some := happenings.after(proved.tenant, number, claim=claim, limit=_EVENTS):
            for one in some:
                yield json.dumps({"number": one.number, "id": one.id, **one.payload()}, ensure_ascii=False)
            number = some[-1].number

    def _certificate(self, pack: PackWriter, proved: ProvedClaim, entered: "_Entered") -> None:
        """Of an erased claim, once nothing is left to delete."""
        told = proved.erasure.certificate if proved.erasure else None
        if told is not None:
            place = "claim/certificate.json"
            pack.file(place, told.encode())
            entered.certificate(place, told)

    def _reasons(self, pack: PackWriter, proved: ProvedClaim, entered: "_Entered") -> None:
        """What people typed for their reasons; a masked pack keeps it back, as anybody may stand in it."""
        for one in () if self.masked else filter(_is_reason, proved.contents):
            place = f"ledger/reasons/{one.place.rpartition('/')[2]}.json"
            pack.file(place, one.body)
            entered.content(place, one)

    def _ledger(self, pack: PackWriter, proved: ProvedClaim, entered: "_Entered") -> None:
        pack.lines("ledger/entries.jsonl", (_line(one.entry.number, one.body, one.proof) for one in proved.entries))
        pack.lines("ledger/contents.jsonl", (json.dumps(one) for one in entered.told))
        grown = self.proving.checkpoints(proved, self.asked)
        pack.lines(
            "ledger/checkpoints.jsonl",
            (json.dumps({"size": size, "proof": [step.hex() for step in proof]}) for size, proof in grown),
        )
        pack.file("ledger/checkpoint.note", proved.signed.note.encode())
        pack.lines("ledger/keys.txt", map(str, known_keys(self.proving.stores)))


class _Entered:
    """Which entry speaks for which file of the pack."""

    def __init__(self, proved: ProvedClaim) -> None:
        self.told: list[dict[str, object]] = []
        self._contents = {one.entry.act.content: one.entry.number for one in proved.entries if one.entry.act.content}
        self._received = {
            one.entry.act.on: one.entry.number for one in proved.entries if one.entry.act.action == "evidence.received"
        }

    def original(self, place: str, evidence: Evidence) -> None:
        number = self._received.get(evidence.id)
        if number is not None:
            self.told.append({"file": place, "entry": number, "key": None})

    def certificate(self, place: str, told: str) -> None:
        number = self._contents.get(sha256(told.encode()).hexdigest())
        if number is not None:
            self.told.append({"file": place, "entry": number, "key": None})

    def content(self, place: str, content: Content) -> None:
        number = self._contents.get(content.digest)
        if number is not None:
            self.told.append({"file": place, "entry": number, "key": content.key.hex()})


def _is_reason(content: Content) -> bool:
    return content.place.startswith(reason_place(""))


def _place(content: Content) -> str:
    """Its file in the pack; ids of ours are safe names, those of claims need not be."""
    what, _, rest = content.place.partition("/")
    if what == "correction":
        return f"evidence/{content.on}/correction-{rest}.json"
    version = rest.rpartition("/")[2]
    return f"evidence/{content.on}/record-{version}.json" if what == "record" else f"claim/{what}-{version}.json"


def _masked(content: Content, held: Any, known: Mapping[str, Kind]) -> Any:
    what = content.place.partition("/")[0]
    if what == "record":
        return masked_record(held, known)
    if what == "facts":
        return masked_facts(held)
    if what == "decision":
        return {key: held[key] for key in _RULED if key in held}
    if what in ("payout", "feedback"):
        return {key: held[key] for key in _TOLD if key in held}
    if what == "correction":
        return {key: BLACK if key in ("read", "old", "new") else value for key, value in held.items()}
    return {key: held[key] for key in ("schema", "claim_id", "outcome", "deciding", "versions") if key in held}


def _file(standing: Standing, masked: bool) -> dict[str, object]:
    evidence = standing.evidence
    return {
        "id": evidence.id,
        "filename": BLACK if masked else evidence.filename,
        "sha256": evidence.sha256,
        "size": evidence.size,
        "media_type": evidence.media_type,
        "channel": evidence.channel,
        "received": evidence.received.isoformat(),
        "parent": evidence.parent,
        "state": standing.state.value,
        "kind": standing.kind,
        "route": standing.route,
        "code": standing.code,
    }


def _line(number: int, body: str, proof: Iterable[bytes]) -> str:
    return json.dumps({"number": number, "body": body, "proof": [step.hex() for step in proof]}, ensure_ascii=True)
