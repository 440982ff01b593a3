"""Where the program writes into its ledger: one call taken out, or put in, and this list is no longer true."""

import ast
from collections import Counter
from collections.abc import Iterator

from tests.house.sources import Function, modules

WRITERS = {"write_entry", "_entry", "_enter"}
ELSEWHERE = {  # the pen itself; entries of a zip file; rows of a table of its own
    *("storage.records.proof.ledger", "app.packs.pack_writer", "storage.records.claims.twins"),
}
ROOMS = ("storage", "workers", "app")
CALLS = {
    "app.records.export.RecordExport.begun": 1,
    "app.web.audits.ledger.checked": 1,
    "app.web.audits.search.person": 1,
    "storage.memory.MemoryAudits._turned": 1,
    "storage.memory.MemoryAudits.answer": 1,
    "storage.memory.MemoryAudits.draw": 1,
    "storage.records.claims.answers.Answers.keep": 1,
    "storage.records.people.api_keys.ApiKeys.first": 1,
    "storage.records.people.api_keys.ApiKeys.make": 1,
    "storage.records.people.api_keys.ApiKeys.revoke": 1,
    "storage.records.evidence.arrivals.Arrivals.enter": 1,
    "storage.records.proof.audits.SqlAudits._turned": 1,
    "storage.records.proof.audits.SqlAudits.answer": 1,
    "storage.records.proof.audits.SqlAudits.draw": 1,
    "storage.records.proof.checkpoints.Checkpoints.named": 1,
    "storage.records.proof.claim_reveals.ClaimReveals.agree": 1,
    "storage.records.proof.claim_reveals.ClaimReveals.ask": 1,
    "storage.records.claims.claims.Claims.state": 1,
    "storage.records.claims.claims.claim_subject": 1,
    "storage.records.reviews.corrections.SqlCorrections.correct": 1,
    "storage.records.telling.endpoints.Endpoints.make": 1,
    "storage.records.telling.endpoints.Endpoints.redeliver": 1,
    "storage.records.telling.endpoints.Endpoints.rotate": 1,
    "storage.records.telling.endpoints.Endpoints.switch_off": 1,
    "storage.records.keeping.erasing.Erasures.confirm": 1,
    "storage.records.keeping.erasing.Erasures.finish": 1,
    "storage.records.keeping.erasing.Erasures._proposed": 1,
    "storage.records.keeping.erasing.Erasures.shred": 1,
    "storage.records.keeping.erasing.Erasures._withdrawn": 1,
    "storage.records.keeping.expiring.Expiring.certified": 1,
    "storage.records.keeping.expiring.Expiring.file_ended": 1,
    "storage.records.keeping.holding.Holds.agree": 1,
    "storage.records.keeping.holding.Holds.confirm": 1,
    "storage.records.keeping.holding.Holds.lift": 1,
    "storage.records.keeping.holding.Holds.place": 1,
    "storage.records.people.links.Links.use": 1,
    "storage.records.people.links.link_made": 1,
    "storage.records.reviews.payouts.Payouts.said": 1,
    "storage.records.reviews.payouts.Payouts.told": 1,
    "storage.records.people.accounts.People.add": 1,
    "storage.records.people.accounts.People.choose_keys": 1,
    "storage.records.people.accounts.People.confirm": 1,
    "storage.records.people.accounts.People.first": 1,
    "storage.records.people.accounts.People.revoke": 1,
    "storage.records.people.accounts.People.settle": 1,
    "storage.records.people.accounts.People.speak": 1,
    "storage.records.people.accounts.People.switch_off": 1,
    "storage.records.people.accounts.People.switch_on": 1,
    "storage.records.people.accounts._grant": 1,
    "storage.records.reviews.practice.Practice.choose_rate": 1,
    "storage.records.proof.replays.SqlReplays.done": 1,
    "storage.records.people.reveals.reveal": 1,
    "storage.records.reviews.locks.all_released": 1,
    "storage.records.reviews.rounds.ReviewRounds._entry": 1,
    "storage.records.reviews.rounds.ReviewRounds._insert": 1,
    "storage.records.reviews.rounds.ReviewRounds._renew": 1,
    "storage.records.reviews.rounds.ReviewRounds.send_due": 1,
    "storage.records.reviews.rows.noted": 1,
    "storage.records.reviews.turns.ReviewTurns.resume": 1,
    "storage.records.people.sessions.Sessions._end": 1,
    "storage.records.people.sessions.Sessions._renewed": 1,
    "storage.records.people.sessions.begun": 1,
    "storage.records.people.sign_ins.SignIns.change_password": 1,
    "storage.records.people.sign_ins._judged": 1,
    "storage.records.evidence.sweeping.Sweeping._failed": 1,
    "storage.records.evidence.sweeping.Sweeping._returned": 1,
    "storage.records.evidence.sweeping._entry": 1,
    "storage.records.evidence.uploads.Uploads.make": 1,
    "storage.records.evidence.work.Work._back": 1,
    "storage.records.evidence.work.Work.again": 1,
    "storage.records.evidence.work.Work.claim": 1,
    "storage.records.evidence.work.Work.move": 1,
    "storage.records.evidence.work.Work.settled": 1,
    "storage.records.evidence.work._entry": 1,
    "workers.alarms.refused_hint": 1,
    "workers.proof.crosschecking.Crosschecking.look": 1,
    "workers.proof.proving.Proving._handed_out": 1,
    "workers.replay.replays.enter": 1,
    "workers.keeping.restoring._written_down": 1,
    "workers.proof.showing.Showing._enter": 1,
    "workers.proof.showing.Showing.crop": 1,
    "workers.proof.showing.Showing.original": 1,
    "workers.proof.showing.Showing.page": 1,
    "workers.proof.showing.Showing.region": 1,
}


def calls() -> Counter[str]:
    """Per module and outermost function, how often it writes an entry; `partial(write_entry, …)` is a call to come."""
    found: Counter[str] = Counter()
    for room in ROOMS:
        for module in modules(room):
            for name, function in _functions(module.tree):
                count = sum(_writes(node) for node in ast.walk(function))
                if count and module.name not in ELSEWHERE:
                    found[f"{module.name}.{name}"] += count
    return found


def _functions(tree: ast.Module) -> Iterator[tuple[str, Function]]:
    for node in tree.body:
        if isinstance(node, Function):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from ((f"{node.name}.{one.name}", one) for one in node.body if isinstance(one, Function))


def _writes(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    named = node.func
    if isinstance(named, ast.Name) and named.id == "partial":
        return bool(node.args) and isinstance(node.args[0], ast.Name) and node.args[0].id in WRITERS
    return (isinstance(named, ast.Name) and named.id in WRITERS) or (
        isinstance(named, ast.Attribute) and named.attr in WRITERS
    )


def test_every_entry_is_written_where_this_list_says() -> None:
    found = calls()
    gone = {name: count for name, count in CALLS.items() if found[name] != count}
    new = {name: count for name, count in found.items() if name not in CALLS}

    assert gone == {}, "an entry is no longer written, or more often: say so here, with the test that asks for it"
    assert new == {}, "new entries: add them here, and to the tests of pages, routes or jobs"
