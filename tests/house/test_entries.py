"""Whoever changes a table of the records writes an entry beside it, or stands here with the reason why not."""

import ast

from tests.house.sources import Function, Module, modules

WITHOUT = {
    "answers.postpone": "when a claim is asked next is no state of it",
    "arrivals._count": "what a tenant has used is told by its evidence",
    "arrivals._promised": "an Idempotency-Key is told by its evidence",
    "arrivals.forget_promises": "keys of uploads are forgotten by age",
    "audits._answered": "answers of one call are one entry for each lane",
    "audits._drawn": "a draw is one entry for each lane",
    "claims.ask_again": "that something is new is told by what is new",
    "checkpoints.sign": "a checkpoint speaks of entries and is none",
    "books.book_of": "a key is made with what it seals",
    "decisions._approved": "part of a decision",
    "decisions._insert": "part of a decision",
    "decisions._look": "part of a second look",
    "decisions.mark_end": "part of the end of a decision",
    "erasing._set": "part of a step of an erasure",
    "holding._set": "part of a step of a hold",
    "shredding": "part of an erasure",
    "dumping._inserted": "rows of a backup come back with their own entries",
    "duties": "who has which duty is told in the log",
    "endpoints._put": "part of a change of an endpoint",
    "endpoints.answered": "what a receiver said is told by the delivery",
    "endpoints.take": "a try is told by the delivery",
    "happenings.publish": "an event tells of a change that has its entry",
    "ledger": "entries themselves",
    "marks": "what claims are found by is worked out from what has its entry",
    "accounts._changed": "part of a change of a person",
    "practice": "a task whose answer is known is no claim; results are their person's own",
    "reasons._kept": "why something was done is part of what was done",
    "replays.ask": "what is asked for is told when it was read again",
    "replays.draw": "what is drawn for a night is told when it was read again",
    "drafts._keep": "part of a draft",
    "drafts.give_draft_back": "part of the end of a decision",
    "drafts.use_draft": "part of a decision",
    "locks.beat": "a lock that lives on changes nothing",
    "notes.note": "part of what the note is about",
    "rows.changed": "part of a change of a review",
    "turns._asked": "part of asking the customer",
    "sessions.of": "a session that is looked at lives on",
    "sign_ins._counted": "part of a sign-in that failed",
    "sign_ins._forgiven": "part of a sign-in",
    "sign_ins._try": "part of a sign-in",
    "starts.keep": "a sign-in that has begun elsewhere is told when it ends",
    "subjects.new_subject": "a key is made with what it seals",
    "sweeping._put": "part of what is put right",
    "twin_papers": "what documents are known again by is worked out from their records",
    "twins": "what documents are known again by is worked out from their records",
    "uploads.completed": "what an upload became is told by the evidence",
    "uploads.forget_uploads": "addresses are forgotten by age",
    "work._changed": "part of a move",
    "work._keep": "part of a move",
    "work.beat": "a lease that lives on changes no state",
}
CHANGES = {"insert", "update", "inserted_once"}
ENTRY = {"write_entry", "_entry", "_enter"}


def changing(function: Function) -> bool:
    """Whether it has a statement that changes a table."""
    for call in ast.walk(function):
        if not isinstance(call, ast.Call):
            continue
        named = call.func
        if isinstance(named, ast.Name) and named.id in CHANGES:
            return True
        if isinstance(named, ast.Attribute) and named.attr == "delete" and isinstance(named.value, ast.Name):
            return True
    return False


def writing(function: Function) -> bool:
    names = (call.func for call in ast.walk(function) if isinstance(call, ast.Call))
    return any(isinstance(name, ast.Name) and name.id in ENTRY for name in names)


def outer(module: Module) -> list[Function]:
    """Functions and methods; what stands inside one belongs to it."""
    found: list[Function] = []
    for node in module.tree.body:
        if isinstance(node, Function):
            found.append(node)
        elif isinstance(node, ast.ClassDef):
            found += [one for one in node.body if isinstance(one, Function)]
    return found


def without_entry() -> set[str]:
    return {
        f"{module.name.rsplit('.', 1)[-1]}.{function.name}"
        for module in modules("storage")
        if module.name.startswith("storage.records.") and ".migrations" not in module.name
        for function in outer(module)
        if changing(function) and not writing(function)
    }


def test_every_change_of_a_table_has_its_entry_or_a_reason() -> None:
    missing = {one for one in without_entry() if one not in WITHOUT and one.partition(".")[0] not in WITHOUT}

    assert not missing, f"write an entry in the same transaction, or say here why not: {sorted(missing)}"


def test_no_reason_is_left_of_what_is_gone() -> None:
    there = without_entry()
    used = there | {one.partition(".")[0] for one in there}

    assert [one for one in WITHOUT if one not in used] == []
