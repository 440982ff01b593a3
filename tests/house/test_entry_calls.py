"""Where the program writes into its ledger: one call taken out, or put in, and this list is no longer true."""

import ast
from collections import Counter
from collections.abc import Iterator

from tests.house.sources import Function, modules

WRITERS = {"write_entry", "_entry", "_enter"}
ELSEWHERE = {"storage.records.ledger", "app.packs.pack_writer"}  # the pen itself; entries of a zip file
ROOMS = ("storage", "workers", "app")
CALLS = {
    "app.records.export.RecordExport.begun": 1,
    "app.web.audit_ledger.checked": 1,
    "app.web.audit_search.person": 1,
    "storage.memory.MemoryAudits._turned": 1,
    "storage.memory.MemoryAudits.answer": 1,
    "storage.memory.MemoryAudits.draw": 1,
    "storage.records.answers.Answers.keep": 1,
    "storage.records.api_keys.ApiKeys.first": 1,
    "storage.records.api_keys.ApiKeys.make": 1,
    "storage.records.api_keys.ApiKeys.revoke": 1,
    "storage.records.arrivals.Arrivals.enter": 1,
    "storage.records.audits.SqlAudits._turned": 1,
    "storage.records.audits.SqlAudits.answer": 1,
    "storage.records.audits.SqlAudits.draw": 1,
    "storage.records.checkpoints.Checkpoints.named": 1,
    "storage.records.claim_reveals.ClaimReveals.agree": 1,
    "storage.records.claim_reveals.ClaimReveals.ask": 1,
    "storage.records.claims.Claims.state": 1,
    "storage.records.claims.claim_subject": 1,
    "storage.records.corrections.SqlCorrections.correct": 1,
    "storage.records.endpoints.Endpoints.make": 1,
    "storage.records.endpoints.Endpoints.redeliver": 1,
    "storage.records.endpoints.Endpoints.rotate": 1,
    "storage.records.endpoints.Endpoints.switch_off": 1,
    "storage.records.erasing.Erasures.confirm": 1,
    "storage.records.erasing.Erasures.finish": 1,
    "storage.records.erasing.Erasures._proposed": 1,
    "storage.records.erasing.Erasures.shred": 1,
    "storage.records.erasing.Erasures.withdraw": 1,
    "storage.records.expiring.Expiring.certified": 1,
    "storage.records.expiring.Expiring.file_ended": 1,
    "storage.records.holding.Holds.agree": 1,
    "storage.records.holding.Holds.confirm": 1,
    "storage.records.holding.Holds.lift": 1,
    "storage.records.holding.Holds.place": 1,
    "storage.records.links.Links.use": 1,
    "storage.records.links.link_made": 1,
    "storage.records.payouts.Payouts.said": 1,
    "storage.records.payouts.Payouts.told": 1,
    "storage.records.people.People.add": 1,
    "storage.records.people.People.choose_keys": 1,
    "storage.records.people.People.confirm": 1,
    "storage.records.people.People.first": 1,
    "storage.records.people.People.revoke": 1,
    "storage.records.people.People.speak": 1,
    "storage.records.people.People.switch_off": 1,
    "storage.records.people.People.switch_on": 1,
    "storage.records.people._grant": 1,
    "storage.records.practice.Practice.choose_rate": 1,
    "storage.records.replays.SqlReplays.done": 1,
    "storage.records.reveals.reveal": 1,
    "storage.records.review_locks.all_released": 1,
    "storage.records.review_rounds.ReviewRounds._entry": 1,
    "storage.records.review_rounds.ReviewRounds._insert": 1,
    "storage.records.review_rounds.ReviewRounds._renew": 1,
    "storage.records.review_rounds.ReviewRounds.send_due": 1,
    "storage.records.review_rows.noted": 1,
    "storage.records.review_turns.ReviewTurns.resume": 1,
    "storage.records.sessions.Sessions._end": 1,
    "storage.records.sessions.Sessions._renewed": 1,
    "storage.records.sessions.begun": 1,
    "storage.records.sign_ins.SignIns.change_password": 1,
    "storage.records.sign_ins._judged": 1,
    "storage.records.sweeping.Sweeping._failed": 1,
    "storage.records.sweeping.Sweeping._returned": 1,
    "storage.records.sweeping._entry": 1,
    "storage.records.twins.SqlTwins.entered": 1,
    "storage.records.uploads.Uploads.make": 1,
    "storage.records.work.Work._back": 1,
    "storage.records.work.Work.again": 1,
    "storage.records.work.Work.claim": 1,
    "storage.records.work.Work.move": 1,
    "storage.records.work.Work.settled": 1,
    "storage.records.work._entry": 1,
    "workers.alarms.refused_hint": 1,
    "workers.proof.crosschecking.Crosschecking.look": 1,
    "workers.proof.proving.Proving.proved": 1,
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
