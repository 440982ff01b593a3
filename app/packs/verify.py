#!/usr/bin/env python3
"""Checks an export of Proofdesk, or its ledger, without Proofdesk: this one file and Python 3.9 or newer are enough.

    python3 verify.py FOLDER [--key KEY]… [--checkpoint FILE]…
    python3 verify.py --database FILE [--key KEY]… [--checkpoint FILE]…

FOLDER is an export, unpacked. KEY is the ledger's public key as `proofdesk audit key` prints it, or a file that holds
it; FILE is a checkpoint that was kept outside, or a folder of them. Exit status 0: nothing is broken; 1: something is,
and every break is named on a line of its own; 2: wrong use.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import json
import re
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from json.encoder import encode_basestring as quoted
from pathlib import Path
from typing import Any, NamedTuple

# ---- Ed25519 (RFC 8032 §5.1), verification only

_P, _ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_Point = tuple[int, int, int, int]  # x, y, z and x·y/z, as the standard adds them
_ZERO: _Point = (0, 1, 1, 0)


def _add(one: _Point, two: _Point) -> _Point:
    a, b = (one[1] - one[0]) * (two[1] - two[0]) % _P, (one[1] + one[0]) * (two[1] + two[0]) % _P
    c, d = 2 * one[3] * two[3] * _D % _P, 2 * one[2] * two[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _point(packed: bytes) -> _Point | None:
    """The point these 32 bytes stand for; None when they stand for none."""
    number = int.from_bytes(packed, "little")
    y, sign = number & (2**255 - 1), number >> 255
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * pow(2, (_P - 1) // 4, _P) % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    x = _P - x if x & 1 != sign else x
    return x, y, 1, x * y % _P


def _multiples(point: _Point) -> list[list[_Point]]:
    """Of 1 to 15 times each power of 16: a product is then 64 additions."""
    rows = []
    for _ in range(64):
        row = [_ZERO]
        for _ in range(15):
            row.append(_add(row[-1], point))
        rows.append(row)
        point = _add(row[-1], point)
    return rows


def _times(rows: list[list[_Point]], number: int, start: _Point) -> _Point:
    for row in rows:
        start = _add(start, row[number & 15])
        number >>= 4
    return start


_BASE = _multiples(_point(bytes([0x58]) + bytes([0x66]) * 31) or _ZERO)
_NEGATED: dict[bytes, list[list[_Point]]] = {}  # multiples of public keys, each with its sign turned


def signature_is_good(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether `signature` (64 bytes) over `message` was made with the secret of `public` (32 bytes)."""
    if len(public) != 32 or len(signature) != 64:
        return False
    if public not in _NEGATED:
        found = _point(public)
        if found is None:
            return False
        _NEGATED[public] = _multiples((_P - found[0], found[1], 1, _P - found[3]))
    scalar = int.from_bytes(signature[32:], "little")
    if scalar >= _ORDER:
        return False
    hashed = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % _ORDER
    x, y, z, _ = _times(_NEGATED[public], hashed, _times(_BASE, scalar, _ZERO))
    inverse = pow(z, _P - 2, _P)
    packed = (y * inverse % _P) | ((x * inverse % _P) & 1) << 255
    return packed.to_bytes(32, "little") == signature[:32]


# ---- the tree of RFC 6962


def leaf_hash(body: bytes) -> bytes:
    return hashlib.sha256(b"\0" + body).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def in_tree(leaf: bytes, index: int, head: Checkpoint, proof: Sequence[bytes]) -> bool:
    """RFC 9162 §2.1.3.2."""
    size, root = head.size, head.root
    last, found = size - 1, leaf
    if not 0 <= index < size:
        return False
    for step in proof:
        if not last:
            return False
        if index & 1 or index == last:
            found = _node(step, found)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            found = _node(found, step)
        index, last = index >> 1, last >> 1
    return not last and found == root


def grew(one: Checkpoint, two: Checkpoint, proof: Sequence[bytes]) -> bool:
    """Whether `two` is the ledger of `one`, grown (RFC 9162 §2.1.4.2)."""
    old, old_root, new, new_root = one.size, one.root, two.size, two.root
    if old == new:
        return not proof and old_root == new_root
    if not 0 < old < new:
        return False
    steps = list(proof) if old & (old - 1) else [old_root, *proof]
    index, last = old - 1, new - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    before = after = steps.pop(0) if steps else b""
    for step in steps:
        if not last:
            return False
        if index & 1 or index == last:
            before, after = _node(step, before), _node(step, after)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            after = _node(after, step)
        index, last = index >> 1, last >> 1
    return not last and before == old_root and after == new_root


class Roots:
    """The root of a tree as it grows leaf by leaf."""

    def __init__(self) -> None:
        self.size = 0
        self._parts: list[bytes] = []

    def grow(self, leaf: bytes) -> None:
        self.size += 1
        self._parts.append(leaf)
        rest = self.size
        while not rest & 1:
            right = self._parts.pop()
            self._parts[-1] = _node(self._parts[-1], right)
            rest >>= 1

    def root(self) -> bytes:
        found = self._parts[-1] if self._parts else hashlib.sha256(b"").digest()
        for left in reversed(self._parts[:-1]):
            found = _node(left, found)
        return found


# ---- signed notes and checkpoints (C2SP)


class Broken(Exception):
    """One break, in words."""


class Key(NamedTuple):
    name: str
    id: bytes
    public: bytes


class Checkpoint(NamedTuple):
    origin: str
    size: int
    root: bytes


def unpacked64(text: str) -> bytes:
    try:
        found = base64.b64decode(text, validate=True)
    except ValueError:
        found = b""
    if not found or base64.b64encode(found).decode() != text:
        raise Broken("holds base64 that is none")
    return found


def key_of(text: str) -> Key:
    """A public key from its one line."""
    name, _, rest = text.strip().partition("+")
    told, _, packed = rest.partition("+")
    held = unpacked64(packed)
    known = hashlib.sha256(name.encode() + b"\n" + held).digest()[:4]
    if not name or len(held) != 33 or held[0] != 1 or known.hex() != told:
        raise Broken("is no public key, or was not copied whole")
    return Key(name, known, held[1:])


def signed_text(raw: bytes, keys: Sequence[Key]) -> str:
    """The text of a note that one of `keys` signed."""
    try:
        whole = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Broken("is no text") from None
    text, blank, lines = whole.rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise Broken("has no signature")
    if any(letter < " " and letter != "\n" for letter in whole):
        raise Broken("holds signs no note may hold")
    good = False
    for line in lines[:-1].split("\n"):
        found = re.fullmatch(r"— ([^\s+]+) (\S+)", line)
        if not found:
            raise Broken("has a line under it that is no signature")
        held = unpacked64(found.group(2))
        for key in keys:
            if (key.name, key.id) == (found.group(1), held[:4]):
                if not signature_is_good(key.public, held[4:], (text + "\n").encode()):
                    raise Broken("was changed: its signature is not of this text")
                good = True
    if not good:
        raise Broken("is not signed by a key that was given or packed")
    return text + "\n"


def checkpoint_of(text: str) -> Checkpoint:
    lines = text.split("\n")
    if len(lines) < 4 or not re.fullmatch(r"0|[1-9][0-9]{0,17}", lines[1], re.ASCII):
        raise Broken("is no checkpoint")
    root = unpacked64(lines[2])
    if not lines[0] or len(root) != 32:
        raise Broken("is no checkpoint")
    return Checkpoint(lines[0], int(lines[1]), root)


class Outside:
    """Checkpoints that were kept outside, by size, with the hashes kept beside them."""

    def __init__(self, places: Sequence[Path], report: Report, keys: Sequence[Key]) -> None:
        self.known: dict[int, tuple[Path, Checkpoint]] = {}
        self.leaves = b""
        for file in (one for place in places for one in (sorted(place.rglob("*.note")) if place.is_dir() else [place])):
            try:
                found = checkpoint_of(signed_text(file.read_bytes(), keys))
            except (Broken, OSError) as broken:
                report.broken(f"checkpoint {file} {broken if isinstance(broken, Broken) else 'cannot be read'}")
                continue
            before = self.known.setdefault(found.size, (file, found))
            if before[1] != found:
                report.broken(f"checkpoints {before[0]} and {file} are forked: {found.size} entries, two histories")
        self._take_leaves(sorted({file for place in places if place.is_dir() for file in place.rglob("*.leaves")}))

    def _take_leaves(self, files: Sequence[Path]) -> None:
        """Believed only as far as they lead to the root that was signed."""
        held, roots = b"".join(file.read_bytes() for file in sorted(files, key=lambda file: file.name)), Roots()
        for start in range(0, len(held) - 31, 32):
            roots.grow(held[start : start + 32])
            if roots.size in self.known and roots.root() == self.known[roots.size][1].root:
                self.leaves = held[: start + 32]


class Report:
    """What was found, line by line."""

    def __init__(self) -> None:
        self.breaks = 0

    def broken(self, line: str) -> None:
        self.breaks += 1
        sys.stdout.write(f"FAULT  {line}\n")

    def note(self, line: str) -> None:
        sys.stdout.write(f"note    {line}\n")

    def end(self, told: str) -> int:
        if self.breaks:
            sys.stdout.write(f"FAULT: {self.breaks} break(s); see the lines above\n")
            return 1
        sys.stdout.write(f"OK: {told}\n")
        return 0


# ---- an export

MANIFEST, KEYS, PACK = "MANIFEST", "ledger/keys.txt", "proofdesk.pack/1"
LIFE = re.compile(r"evidence\.(received|u?n?queue|claim|give_back|settle|refuse|quarantine|again)|claim\.(made|stated)")
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*", re.ASCII)
_KEPT = re.compile(r"evidence\.(settle|refuse|quarantine|corrected|assembled)|claim\.answered|review\.\w+")


class Export:
    """An unpacked folder."""

    def __init__(self, folder: Path, report: Report, keys: Sequence[Key]) -> None:
        self.folder, self.report, self.keys = folder, report, keys or _packed_keys(folder)
        self.facts: dict[str, str] = {}
        self.files: dict[str, tuple[str, int]] = {}
        self.entries: dict[int, dict[str, Any]] = {}

    def check(self, outside: Outside) -> str:
        try:
            self._read_manifest(signed_text((self.folder / MANIFEST).read_bytes(), self.keys))
        except (Broken, OSError, ValueError) as broken:
            self.report.broken(f"{MANIFEST} {broken if isinstance(broken, Broken) else 'cannot be read'}")
            return ""
        self._check_files()
        try:
            head = checkpoint_of(signed_text(self._bytes("ledger/checkpoint.note"), self.keys))
            if self.facts.get("checkpoint") != f"{head.origin} {head.size} {head.root.hex()}":
                raise Broken("is not the one the manifest names")
        except (Broken, OSError) as broken:
            self.report.broken(f"ledger/checkpoint.note {broken if isinstance(broken, Broken) else 'is missing'}")
            return ""
        self._check_entries(head)
        self._check_lives()
        self._check_contents()
        self._check_outside(head, outside)
        return f"{len(self.files)} files and {len(self.entries)} entries of {self.facts.get('claim')} are unchanged"

    def _bytes(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    def _read_manifest(self, text: str) -> None:
        first, *lines = text.splitlines()
        if first != PACK:
            raise Broken("is of a kind this program does not know; use the verify.py that came with it")
        for line in lines:
            word, _, rest = line.partition(" ")
            if word != "file":
                self.facts[word] = rest
                continue
            sha256, size, name = rest.split(" ")
            if not _SAFE.fullmatch(name) or name in self.files:
                raise Broken(f"names a file that cannot be one: {name!r}")
            self.files[name] = sha256, int(size)

    def _check_files(self) -> None:
        for name, (sha256, size) in self.files.items():
            file = self.folder / name
            if file.is_symlink() or not file.is_file():
                self.report.broken(f"{name} is missing")
            elif file.stat().st_size != size or _sha256(file) != sha256:
                self.report.broken(f"{name} was changed")
        for file in sorted(self.folder.rglob("*")):
            name = file.relative_to(self.folder).as_posix()
            if name not in self.files and name != MANIFEST and (file.is_symlink() or not file.is_dir()):
                self.report.broken(f"{name!r} is extra: the manifest does not know it")

    def _lines(self, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
        number = 0
        try:
            with (self.folder / name).open(encoding="utf-8") as lines:
                for number, line in enumerate(lines, 1):
                    held = json.loads(line)
                    if not isinstance(held, dict):
                        raise ValueError
                    yield number, held
        except (OSError, ValueError, RecursionError):
            self.report.broken(f"{name}, line {max(1, number)}, cannot be read, nor what follows")

    def _check_entries(self, head: Checkpoint) -> None:
        before = 0
        for line, held in self._lines("ledger/entries.jsonl"):
            try:
                number, body = int(held["number"]), str(held["body"])
                proof = [bytes.fromhex(step) for step in held["proof"]]
                leaf, told = leaf_hash(body.encode()), dict(json.loads(body))
            except (KeyError, TypeError, ValueError, RecursionError):
                self.report.broken(f"ledger/entries.jsonl, line {line}, is no entry")
                continue
            if number <= before:
                self.report.broken(f"entry {number} stands behind entry {before}: out of order, or twice")
            before = number
            if in_tree(leaf, number - 1, head, proof):
                self.entries[number] = told
            else:
                self.report.broken(f"entry {number} is not in the signed ledger: it was changed, moved or made up")

    def _check_lives(self) -> None:
        """Each piece of evidence went from state to state, and each claim from version to version, without a gap."""
        states: dict[tuple[int | None, str], str] = {}
        for number, entry in self.entries.items():
            move, on = LIFE.fullmatch(str(entry.get("action"))), str(entry.get("on"))
            if move is None:  # it was looked at, handed out, put right, …
                continue
            if states.get((move.lastindex, on)) != entry.get("old"):
                self.report.broken(f"entry {number}: before it an entry on {on} is missing")
            states[move.lastindex, on] = str(entry.get("new"))
        for (_, on), state in states.items():
            if state in ("received", "queued", "reading"):
                self.report.note(f"{on} was still being read when this was exported")

    def _check_contents(self) -> None:
        """What was kept is what the ledger has the hash of."""
        proved = set()
        for line, held in self._lines("ledger/contents.jsonl"):
            name, number, key = held.get("file"), held.get("entry"), held.get("key")
            entry = self.entries.get(number) if isinstance(number, int) else None
            if name not in self.files or entry is None or not (self.folder / str(name)).is_file():
                self.report.broken(f"ledger/contents.jsonl, line {line}: {name} or entry {number} is missing")
                continue
            content = self._bytes(str(name))
            found = hashlib.sha256(content) if key is None else hmac.new(bytes.fromhex(key), content, hashlib.sha256)
            if found.hexdigest() == (entry.get("content") or (entry.get("reason") if key is None else None)):
                proved.add(number)
            else:
                self.report.broken(f"{name} is not what entry {number} of the ledger says was kept")
        reasons = {one.get("reason"): number in proved for number, one in self.entries.items()}
        if missing := sum(str(one).startswith("rsn_") and not here for one, here in reasons.items()):
            self.report.note(f"{missing} reason(s) people typed are not here: erased, or kept back; their hashes are")
        if self.facts.get("masked") == "yes":
            self.report.note("this export is masked: what was blacked out cannot be compared with the ledger")
        if self._is_erased() or self.facts.get("masked") == "yes":
            return
        gone = {one.get("on") for one in self.entries.values() if one.get("action") == "evidence.file_ended"}
        for number, entry in self.entries.items():
            if number not in proved and _must_be_here(entry):
                why = "; its time ended" if entry["action"] == "evidence.received" and entry.get("on") in gone else ""
                told = f"entry {number} ({entry.get('action')}): what it kept is not in this export{why}"
                (self.report.note if why else self.report.broken)(told)

    def _is_erased(self) -> bool:  # as an entry says, of the erasure the manifest names
        wanted = ("subject.erased", self.facts.get("erased"))
        said = next((one for one in self.entries.values() if (one.get("action"), one.get("new")) == wanted), None)
        if said:
            self.report.note(f"{self.facts.get('claim')} was erased on {said.get('at')} ({said.get('reason')})")
        elif "erased" in self.facts:
            self.report.broken(f"{MANIFEST} says that this was erased, and no entry here says so")
        return said is not None

    def _check_outside(self, head: Checkpoint, outside: Outside) -> None:
        if not outside.known:
            self.report.note("no checkpoint from outside was given: all was compared with the one in this export alone")
            return
        proofs = {}
        for line, held in self._lines("ledger/checkpoints.jsonl"):
            try:
                proofs[int(held["size"])] = [bytes.fromhex(step) for step in held["proof"]]
            except (KeyError, TypeError, ValueError):
                self.report.broken(f"ledger/checkpoints.jsonl, line {line}, is no proof")
        compared = 0
        for size, (file, kept) in sorted(outside.known.items()):
            if kept.origin != head.origin:
                self.report.broken(f"checkpoint {file} is of another ledger: {kept.origin}, not {head.origin}")
            elif size > head.size:
                self.report.broken(f"checkpoint {file} is from the future: {size} entries, this export has {head.size}")
            elif size != head.size and size not in proofs:
                self.report.broken(f"checkpoint {file} cannot be compared; export again with --checkpoint {file.name}")
            elif not grew(kept, head, proofs.get(size, []) if size != head.size else []):
                self.report.broken(f"checkpoint {file} ({size} entries) tells another history than this export")
            else:
                compared += 1
        if compared:
            self.report.note(f"{compared} checkpoint(s) from outside tell the same history")


def _must_be_here(entry: dict[str, Any]) -> bool:
    """What somebody could leave out to show another picture; facts of a claim that newer ones replaced are gone."""
    action = str(entry.get("action"))
    return action == "evidence.received" or (entry.get("content") is not None and bool(_KEPT.fullmatch(action)))


def _sha256(file: Path) -> str:
    found = hashlib.sha256()
    with file.open("rb") as content:
        while block := content.read(1 << 20):
            found.update(block)
    return found.hexdigest()


# ---- a ledger in its database

_MOST_SIGNATURES = 1_000
_COLUMNS = "number, at, tenant, actor, role, request, action, object, old, new, reason, content, body_hash"


class Ledger:
    """A SQLite database, only read."""

    def __init__(self, file: Path, report: Report, keys: Sequence[Key]) -> None:
        self.report = report
        self._database = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)
        self._database.execute("SELECT 1 FROM entries, checkpoints LIMIT 1")
        self.keys = keys or self._packed_keys()

    def _packed_keys(self) -> Sequence[Key]:
        rows = self._database.execute("SELECT key FROM signers ORDER BY number")
        return _keys("the table of keys", (str(row[0]) for row in rows))

    def check(self, outside: Outside) -> str:
        leaves = max(outside.leaves, self._signed_leaves(outside), key=len)
        rows = self._check_rows(leaves)
        if not outside.known:
            self.report.note("no checkpoint from outside was given: who owns database and key may have rewritten it")
        return f"{rows} entries are unchanged; {len(leaves) // 32} of them are signed"

    def _signed_leaves(self, outside: Outside) -> bytes:
        """Hashes of entries as far as checkpoints vouch for them."""
        roots, held, good = Roots(), [], 0
        rows = self._database.execute("SELECT size, note, leaves FROM checkpoints ORDER BY size")
        total = self._database.execute("SELECT count(*) FROM checkpoints").fetchone()[0]
        every = max(1, -(-total // _MOST_SIGNATURES))
        if every > 1:
            self.report.note(f"of {total} checkpoints every {every}th signature was checked, and the newest")
        unseen = dict(outside.known)
        for place, (size, note, kept) in enumerate(rows, 1):
            leaves = kept if isinstance(kept, bytes) else b""
            held.append(leaves)
            for start in range(0, len(leaves) - 31, 32):
                roots.grow(leaves[start : start + 32])
                self._compare(unseen.pop(roots.size, None), roots)
            try:
                text = str(note).rpartition("\n\n")[0] + "\n"
                if place % every == 0 or place == total:
                    text = signed_text(str(note).encode("utf-8", "surrogateescape"), self.keys)
                found = checkpoint_of(text)
                if (found.size, found.root) != (size, roots.root()) or roots.size != size:
                    raise Broken("is not of the hashes kept with it")
                good = size
            except Broken as broken:
                self.report.broken(f"checkpoint of {size} entries {broken}")
        for size, (file, _) in sorted(unseen.items()):
            self.report.broken(f"checkpoint {file} ({size} entries): the database has {roots.size} signed entries only")
        return b"".join(held)[: good * 32]

    def _compare(self, kept: tuple[Path, Checkpoint] | None, roots: Roots) -> None:
        if kept is not None and kept[1].root != roots.root():
            self.report.broken(f"checkpoint {kept[0]} ({roots.size} entries) tells another history than the database")

    def _check_rows(self, signed: bytes) -> int:
        total, number, found = len(signed) // 32, 0, {}
        wrong: list[int] = []
        for row in self._rows():
            while row[0] > number + 1:
                number += 1
                if number > total:
                    self.report.broken(f"row {number}: it is missing")
                else:
                    wrong.append(number)
            number = row[0]
            body = body_of(row)
            if hashlib.sha256(body).hexdigest() != row[12]:
                self.report.broken(f"row {number}: its content is not what its own hash says")
            leaf = leaf_hash(body)
            if number <= total and signed[number * 32 - 32 : number * 32] != leaf:
                wrong.append(number)
            if wrong:
                found[leaf] = number
        wrong += range(number + 1, total + 1)
        if wrong:
            self._name(wrong, found, signed)
        if number > total:
            self.report.note(f"rows {total + 1} to {number} are not signed yet")
        return number

    def _rows(self) -> Iterator[Sequence[Any]]:
        """In order; what is no text any more is read as it is."""
        wanted, last = f"SELECT {_COLUMNS} FROM entries WHERE number > ? ORDER BY number", 0  # noqa: S608
        try:
            for row in self._database.execute(wanted, (last,)):
                last = row[0]
                yield row
        except sqlite3.OperationalError:
            self._database.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
            yield from self._database.execute(wanted, (last,))
        except sqlite3.DatabaseError:
            self.report.broken(f"row {last + 1}: from here on the database cannot be read: it is cut or damaged")

    def _name(self, wrong: Iterable[int], found: dict[bytes, int], signed: bytes) -> None:
        """Every row that is not what was signed, and where what was signed there stands now."""
        for number in wrong:
            now = found.get(signed[number * 32 - 32 : number * 32])
            where = f"what was signed there is row {now} now" if now else "what was signed there is gone"
            self.report.broken(f"row {number}: it is not what was signed; {where}")


_SECONDS: list[tuple[int, str]] = [(-1, "")]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _time(micros: Any) -> str:
    if micros.__class__ is not int or not 0 <= micros < 10**17:
        return "no time"
    second, rest = divmod(micros, 1_000_000)
    if _SECONDS[0][0] != second:
        _SECONDS[0] = second, (_EPOCH + timedelta(seconds=second)).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{_SECONDS[0][1]}.{rest:06}+00:00"


def _said(value: Any) -> str:
    return "null" if value is None else quoted(value if value.__class__ is str else str(value))


def body_of(row: Sequence[Any]) -> bytes:
    """The entry as it was hashed (RFC 8785); what the row has no value for is null, or for two keys left out."""
    _, at, tenant, actor, role, request, action, thing, old, new, reason, content, _ = row
    kept = "" if content is None else f'"content":{_said(content)},'
    role = "" if role is None else f'"role":{_said(role)},'
    return (
        f'{{"action":{_said(action)},"actor":{_said(actor)},"at":"{_time(at)}",{kept}"new":{_said(new)},'
        f'"old":{_said(old)},"on":{_said(thing)},"reason":{_said(reason)},"request":{_said(request)},{role}'
        f'"tenant":{_said(tenant)}}}'
    ).encode("utf-8", "surrogateescape")


# ---- the command line


def main(argv: Sequence[str] | None = None) -> int:
    options = _options(argv)
    report = Report()
    given = [_given_key(text) for text in options.key]
    try:
        checked: Any = (Ledger if options.folder is None else Export)(options.database or options.folder, report, given)
    except (Broken, OSError, sqlite3.Error, ValueError) as broken:
        unread = f"{options.database or KEYS} is missing, cut, or nothing of Proofdesk"
        report.broken(str(broken) if isinstance(broken, Broken) else unread)
        return report.end("")
    if not given:
        report.note("no --key was given: the key that came along was believed; compare it with one from elsewhere")
    try:
        return report.end(checked.check(Outside(options.checkpoint, report, checked.keys)))
    except (sqlite3.Error, OSError, ValueError, TypeError, OverflowError) as error:
        report.broken(f"the ledger cannot be read ({type(error).__name__})")
        return report.end("")


def _packed_keys(folder: Path) -> list[Key]:
    if not (folder / MANIFEST).is_file():
        raise Broken(f"{MANIFEST} is missing: {folder} is no export, or was not unpacked whole")
    return _keys(KEYS, (folder / KEYS).read_text("utf-8").splitlines())


def _keys(name: str, lines: Iterable[str]) -> list[Key]:
    """Raises Broken with a whole sentence."""
    try:
        found = [key_of(line) for line in lines]
    except Broken as broken:
        raise Broken(f"{name} {broken}") from None
    if not found:
        raise Broken(f"{name} holds no key")
    return found


def _given_key(text: str) -> Key:
    try:
        return key_of(Path(text).read_text("utf-8") if Path(text).is_file() else text)
    except (Broken, OSError, ValueError):
        sys.stderr.write(f"{text[:80]!r} is no public key; give the line `proofdesk audit key` prints\n")
        raise SystemExit(2) from None


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="verify.py", description="Check an export of Proofdesk, or its ledger.")
    parser.add_argument("folder", nargs="?", type=_there, metavar="FOLDER", help="an export, unpacked")
    parser.add_argument("--database", type=_there, metavar="FILE", help="the SQLite file of an installation")
    parser.add_argument("--key", action="append", default=[], metavar="KEY", help="public key, or its file")
    parser.add_argument(
        "--checkpoint", nargs="+", action="extend", default=[], type=_there, metavar="FILE", help="kept outside"
    )
    options = parser.parse_args(argv)
    if (options.folder is None) == (options.database is None):
        parser.error("give a FOLDER or --database FILE")
    if options.folder is not None and not options.folder.is_dir():
        parser.error("FOLDER is no folder: unpack the export first; a database is given with --database")
    for place in options.checkpoint:
        if place.is_dir() and not any(place.rglob("*.note")):
            parser.error(f"there is no checkpoint (a file *.note) in {place}")
    return options


def _there(text: str) -> Path:
    path = Path(text)
    if not path.exists():
        raise argparse.ArgumentTypeError(f"there is no {text}")
    return path


if __name__ == "__main__":
    sys.exit(main())
