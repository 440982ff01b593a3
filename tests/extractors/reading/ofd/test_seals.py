"""Seals of OFD files: shown where they stand; what they sign still stands, is another thing, or cannot be told."""

import pytest

from extractors.reading.intake import Limits
from extractors.reading.ofd import sm2
from extractors.reading.ofd.sealed import SealedOfd
from pipeline.alterations import Sign, Trait
from tests.extractors.reading.ofds import ofd, packed, page
from tests.extractors.reading.sealed_ofds import NAME, SIGN, VALUE, file, hashed, sealed

CONTENT = "Doc_0/Pages/Page_0/Content.xml"
# The example of GM/T 0003.5: a key, and its signature of "message digest".
KEY = (
    0x09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020,
    0xCCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13,
)
SIGNATURE = (
    0xF5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3,
    0xB1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA,
)


def sign(content: bytes) -> Sign:
    (found,) = SealedOfd(content, Limits()).said.signs
    return found


def test_the_standards_own_example_is_verified_and_no_other_message_is() -> None:
    assert sm2.verified(b"message digest", KEY, SIGNATURE)
    assert not sm2.verified(b"message digests", KEY, SIGNATURE)
    assert not sm2.verified(b"message digest", (KEY[0], KEY[1] + 1), SIGNATURE)


def test_a_whole_seal_is_told_with_its_name_and_its_place() -> None:
    document = SealedOfd(file(), Limits())

    told, place = document.said, sign(file()).place
    assert told.facts["signed"] == "true"
    assert [(each.trait, each.now) for each in told.signs] == [(Trait.SIGNED, NAME)]
    assert place
    assert (place.left, place.top, place.right, place.bottom) == pytest.approx((0.6, 0.4, 0.9, 0.8))


def test_the_seal_is_drawn_where_it_stands_and_adds_no_text() -> None:
    plain, stamped = SealedOfd(ofd(), Limits()), SealedOfd(file(), Limits())
    image = stamped.image(1)
    down, across = int(0.6 * image.shape[0]), int(0.75 * image.shape[1])

    assert image[down, across, 0] > 150 > image[down, across, 1]
    assert plain.image(1)[down, across].min() == 255
    assert stamped.look(1).layer == plain.look(1).layer


def test_a_page_that_is_another_one_since_breaks_the_seal() -> None:
    assert sign(file(**{CONTENT: page("").encode()})).trait is Trait.SIGNATURE_BROKEN


def test_hashes_made_to_fit_a_changed_page_break_the_seal() -> None:
    changed = page("").encode()
    whole = sealed()
    told = whole[SIGN].decode().replace(hashed(whole[CONTENT]), hashed(changed))

    assert sign(packed(whole | {CONTENT: changed, SIGN: told.encode()})).trait is Trait.SIGNATURE_BROKEN


def test_a_page_the_seal_does_not_cover_leaves_it_open() -> None:
    assert sign(packed(sealed(unsigned=(CONTENT,)))).trait is Trait.SIGNATURE_UNCHECKED


def test_a_hash_nobody_knows_leaves_it_open() -> None:
    assert sign(packed(sealed(method="1.2.3.4"))).trait is Trait.SIGNATURE_UNCHECKED


@pytest.mark.parametrize("value", [b"", b"\x30", b"\x30\x84\xff\xff\xff\xff", b"\x30\x03\x02\x01\x01" * 9])
def test_a_value_that_is_none_leaves_it_open_and_harms_nothing(value: bytes) -> None:
    assert sign(file(**{VALUE: value})).trait is Trait.SIGNATURE_UNCHECKED


def test_a_file_without_seals_says_nothing_of_any() -> None:
    said = SealedOfd(ofd(), Limits()).said

    assert "signed" not in said.facts
    assert said.signs == ()
