"""The bytes an entry is hashed by are fixed, and every part of it counts."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pipeline.ledger.entries import Act, Actor, body, body_hash

AT = datetime(2026, 11, 28, 9, 30, 0, 123456, tzinfo=UTC)
ACTOR = Actor(tenant="default", name="key:1", request="r1")
ACT = Act(action="evidence.claim", on="evd_1", old="received", new="reading", reason="为何")


def test_the_body_is_canonical_json() -> None:
    assert body(AT, ACTOR, ACT).decode() == (
        '{"action":"evidence.claim","actor":"key:1","at":"2026-11-28T09:30:00.123456+00:00","new":"reading",'
        '"old":"received","on":"evd_1","reason":"为何","request":"r1","tenant":"default"}'
    )
    assert body_hash(AT, ACTOR, ACT) == hashlib.sha256(body(AT, ACTOR, ACT)).hexdigest()


@pytest.mark.parametrize("part", ["action", "on", "old", "new", "reason"])
def test_every_part_of_an_act_counts(part: str) -> None:
    assert body_hash(AT, ACTOR, replace(ACT, **{part: "other"})) != body_hash(AT, ACTOR, ACT)


@pytest.mark.parametrize("part", ["tenant", "name", "request"])
def test_every_part_of_an_actor_counts(part: str) -> None:
    assert body_hash(AT, replace(ACTOR, **{part: "other"}), ACT) != body_hash(AT, ACTOR, ACT)
