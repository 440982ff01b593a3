"""A tree of RFC 6962 that other people wrote has the same roots and proofs as ours, and as the verifier's."""

import pytest
from pymerkle import InmemoryTree, InvalidProof, verify_consistency

from app.packs import verify
from pipeline.ledger.merkle import Head, Tree, consistent, leaf_hash

ENTRIES = [b"%d" % number for number in range(256)]
OURS = Tree([leaf_hash(entry) for entry in ENTRIES])


@pytest.fixture(scope="module")
def theirs() -> InmemoryTree:
    tree = InmemoryTree(algorithm="sha256")
    for entry in ENTRIES:
        tree.append_entry(entry)
    return tree


def test_every_root_and_every_inclusion_proof_up_to_256_is_theirs(theirs: InmemoryTree) -> None:
    for size in range(1, 257):
        head = OURS.head(size)
        assert head.root == theirs.get_root(size)
        for index in range(size):
            proof = OURS.inclusion(index, size)
            assert tuple(theirs.prove_inclusion(index + 1, size).path[1:]) == proof, (size, index)


def test_every_growth_up_to_128_that_they_believe_we_believe_too(theirs: InmemoryTree) -> None:
    """Their proof is written down otherwise than the standard does, so the verdicts are compared."""
    for size in range(1, 129):
        for old in range(1, size + 1):
            proof, one, two = theirs.prove_consistency(old, size), theirs.get_root(old), theirs.get_root(size)
            verify_consistency(one, two, proof, old, size)
            mine = OURS.consistency(old, size)
            assert consistent(Head(old, one), Head(size, two), mine), (old, size)
            assert verify.grew(verify.Checkpoint("", old, one), verify.Checkpoint("", size, two), mine), (old, size)


def test_what_they_refuse_we_refuse_too(theirs: InmemoryTree) -> None:
    for old, size in ((3, 7), (64, 100), (127, 128)):
        one, two = theirs.get_root(old), theirs.get_root(size - 1)
        with pytest.raises(InvalidProof):
            verify_consistency(one, two, theirs.prove_consistency(old, size), old, size)
        assert not consistent(Head(old, one), Head(size, two), OURS.consistency(old, size))
