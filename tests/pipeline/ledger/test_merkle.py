"""The tree is that of RFC 6962 for every size, and no wrong proof is believed."""

import hashlib
import random
from collections.abc import Callable, Sequence

import pytest

from pipeline.ledger.merkle import (
    EMPTY_ROOT,
    Edge,
    Head,
    Tree,
    consistent,
    hashes,
    included,
    leaf_hash,
    node_hash,
)

# the leaves and roots of the reference tests of Certificate Transparency
KNOWN_LEAVES = (
    *("", "00", "10", "2021", "3031", "40414243", "5051525354555657"),
    "606162636465666768696a6b6c6d6e6f",
)
KNOWN_ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
ALL = tuple(leaf_hash(b"%d" % number) for number in range(256))


def by_definition(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962 §2.1, word for word."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256().digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return node_hash(by_definition(leaves[:half]), by_definition(leaves[half:]))


ROOTS = tuple(by_definition(ALL[:size]) for size in range(257))
TREE = Tree(ALL)


@pytest.mark.parametrize("size", range(1, 9))
def test_the_public_vectors_have_their_roots(size: int) -> None:
    leaves = [leaf_hash(bytes.fromhex(text)) for text in KNOWN_LEAVES[:size]]

    assert Tree(leaves).head(size).root.hex() == Edge().grown(leaves).root.hex() == KNOWN_ROOTS[size - 1]


def test_a_tree_of_nothing_has_the_root_of_nothing() -> None:
    assert Tree(()).head(0).root == Edge().root == EMPTY_ROOT == hashlib.sha256().digest()


def test_the_edge_grows_to_the_same_root_however_it_is_fed() -> None:
    step_by_step = Edge()
    for size, leaf in enumerate(ALL, 1):
        step_by_step = step_by_step.grown((leaf,))
        assert step_by_step.root == ROOTS[size]

    assert Edge().grown(ALL[:100]).grown(ALL[100:]) == step_by_step


def test_every_leaf_of_every_tree_up_to_256_is_proved_and_found() -> None:
    for size in range(1, 257):
        for index, leaf in enumerate(ALL[:size]):
            assert included(leaf, index, size, ROOTS[size], TREE.inclusion(index, size)), (size, index)


def test_every_growth_up_to_128_is_proved_and_believed() -> None:
    for size in range(129):
        for old in range(size + 1):
            proof = TREE.consistency(old, size)
            assert consistent(Head(old, ROOTS[old]), Head(size, ROOTS[size]), proof), (old, size)


def test_ten_thousand_corrupted_proofs_are_all_refused() -> None:
    dice = random.Random(6962)  # noqa: S311 - the same corruptions every time
    believed = []
    for _ in range(5_000):
        size = dice.randint(2, 256)
        index = dice.randrange(size)
        good = TREE.inclusion(index, size)
        bad = spoiled(dice, good)
        if included(ALL[index], index, size, ROOTS[size], bad):
            believed.append((size, index))
    for _ in range(5_000):
        size = dice.randint(2, 256)
        old = dice.randrange(1, size)
        bad = spoiled(dice, TREE.consistency(old, size))
        if consistent(Head(old, ROOTS[old]), Head(size, ROOTS[size]), bad):
            believed.append((size, old))

    assert believed == []


def test_a_proof_says_nothing_of_another_place_or_size() -> None:
    proof = TREE.inclusion(41, 100)

    assert not included(ALL[41], 42, 100, ROOTS[100], proof)
    assert not included(ALL[42], 41, 100, ROOTS[100], proof)
    assert not included(ALL[41], 41, 10, ROOTS[100], proof)
    assert not included(ALL[41], 100, 100, ROOTS[100], proof)
    assert not consistent(Head(50, ROOTS[50]), Head(40, ROOTS[40]), ())
    assert not consistent(Head(50, ROOTS[50]), Head(50, ROOTS[51]), ())
    assert not consistent(Head(0, ROOTS[1]), Head(50, ROOTS[50]), ())


def test_a_tree_of_any_size_is_in_every_larger_one() -> None:
    packed = Tree(hashes(b"".join(ALL[:77])))

    assert packed.head(77) == TREE.head(77) == Head(77, ROOTS[77])
    assert packed.inclusion(40, 60) == TREE.inclusion(40, 60) == Tree(ALL[:60]).inclusion(40, 60)
    assert packed.consistency(33, 70) == Tree(ALL[:70]).consistency(33, 70)


@pytest.mark.parametrize(
    "asked",
    [
        lambda: TREE.inclusion(3, 3),
        lambda: TREE.consistency(4, 3),
        lambda: TREE.head(257),
        lambda: TREE.inclusion(0, 300),
        lambda: Edge(3),
    ],
)
def test_what_cannot_be_is_not_answered(asked: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match="tree"):
        asked()


def spoiled(dice: random.Random, proof: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """One bit flipped, one hash left out, one too many, or two that changed places."""
    place = dice.randrange(len(proof))
    match dice.randrange(4):
        case 0:
            flipped = bytearray(proof[place])
            flipped[dice.randrange(32)] ^= 1 << dice.randrange(8)
            return (*proof[:place], bytes(flipped), *proof[place + 1 :])
        case 1:
            return (*proof[:place], *proof[place + 1 :])
        case 2:
            return (*proof[:place], dice.randbytes(32), *proof[place:])
        case _ if len(proof) > 1:
            other = (place + 1) % len(proof)
            swapped = list(proof)
            swapped[place], swapped[other] = swapped[other], swapped[place]
            return tuple(swapped)
        case _:
            return ()
