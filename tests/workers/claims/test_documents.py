"""Which files of a claim are one document in the service, whatever came first."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.assemblies import ASSEMBLED, Assembly
from pipeline.claim.claims import Filed, Statement
from pipeline.claim.reasons import ClaimReason, Slot
from pipeline.evidence import EvidenceId
from storage.records.claims.answers import ReadFile
from workers.claims.documents import Documents, documents

NOTHING_FILED = Statement(claim_id="C-1", reason=ClaimReason.SERVICE_QUALITY_BAD)


def came(number: int, filename: str, kind: str = "contract") -> ReadFile:
    """The file that came as the `number`th."""
    return ReadFile(
        id=EvidenceId(f"evd_{number}"),
        filename=filename,
        sha256=f"{number:064}",
        media_type="image/jpeg",
        kind=kind,
        record={},
        paper=None,
    )


def all_of(*filenames: str) -> tuple[ReadFile, ...]:
    return tuple(came(number, name) for number, name in enumerate(filenames, 1))


def read_as(made: Assembly) -> ReadFile:
    """What was put together, once it was read."""
    return replace(came(90, "any"), id=EvidenceId("evd_90"), sha256=made.sha256, media_type=ASSEMBLED)


def filed(slot: Slot, *files: str) -> Statement:
    return replace(NOTHING_FILED, filed=(Filed(slot, files),))


def wanted(found: Documents, files: Sequence[ReadFile]) -> list[list[str]]:
    names = {one.id: one.filename for one in files}
    return [[names[one] for one in joined.made.of] for joined in found.wanted]


def names(found: Documents) -> list[tuple[str, Slot | None]]:
    return [(one.name, one.slot) for one in found.lying]


def test_pictures_of_one_slot_are_pages_in_the_order_of_the_facts() -> None:
    files = all_of("IMG_9.jpg", "IMG_4.jpg", "IMG_7.jpg")

    found = documents(filed(Slot.CONTRACT, "IMG_4.jpg", "IMG_7.jpg", "IMG_9.jpg"), files)

    assert wanted(found, files) == [["IMG_4.jpg", "IMG_7.jpg", "IMG_9.jpg"]]
    assert found.wanted[0].filename == "IMG_4.jpg"


def test_without_facts_about_files_the_names_count_the_pages() -> None:
    files = all_of("c_p3.jpg", "order.png", "c_p1.jpg")

    found = documents(NOTHING_FILED, files)

    assert wanted(found, files) == [["c_p1.jpg", "c_p3.jpg"]]


def test_pages_read_as_one_stand_in_the_answer_as_one_and_its_uploads_are_named() -> None:
    files = all_of("b.jpg", "a.jpg")
    whole = read_as(Assembly((files[1].id, files[0].id)))

    found = documents(filed(Slot.CONTRACT, "a.jpg", "b.jpg"), (*files, whole))

    assert names(found) == [("a.jpg", Slot.CONTRACT)]
    assert found.wanted == ()
    assert found.listed() == [{"file": "a.jpg", "id": "evd_90", "of": ["evd_2", "evd_1"]}]


def test_a_late_page_wants_another_document_and_the_earlier_one_is_left_out() -> None:
    files = all_of("c_p1.jpg", "c_p2.jpg", "c_p3.jpg")
    early = read_as(Assembly((files[0].id, files[1].id)))

    found = documents(NOTHING_FILED, (*files, early))

    assert wanted(found, files) == [["c_p1.jpg", "c_p2.jpg", "c_p3.jpg"]]
    assert "evd_90" not in {one.file.id for one in found.lying}


def test_pages_beside_which_one_is_missing_stand_by_themselves_and_the_missing_one_is_told() -> None:
    found = documents(filed(Slot.CONTRACT, "a.jpg", "b.jpg", "c.jpg"), all_of("a.jpg", "c.jpg"))

    assert names(found) == [("a.jpg", Slot.CONTRACT), ("c.jpg", Slot.CONTRACT)]
    assert (found.wanted, found.absent) == ((), ((Slot.CONTRACT, "b.jpg"),))


def test_a_document_of_which_nothing_came_is_no_broken_document() -> None:
    assert documents(filed(Slot.CONTRACT, "a.jpg"), all_of("other.jpg")).absent == ()


def test_a_page_sent_again_takes_the_place_of_the_first_which_stands_by_itself() -> None:
    files = all_of("c_p1.jpg", "c_p2.jpg", "c_p2.jpg")

    found = documents(filed(Slot.CONTRACT, "c_p1.jpg", "c_p2.jpg"), files)

    assert found.wanted[0].made.of == ("evd_1", "evd_3")
    assert ("c_p2.jpg", Slot.CONTRACT) in names(found)


def test_documents_stand_in_the_order_of_the_facts_and_the_rest_by_name() -> None:
    files = all_of("z.pdf", "b.pdf", "a.pdf", "order.pdf")

    found = documents(filed(Slot.ORDER, "order.pdf"), files)

    assert names(found) == [("order.pdf", Slot.ORDER), ("a.pdf", None), ("b.pdf", None), ("z.pdf", None)]


def test_what_a_filed_archive_holds_lies_in_its_slot_and_its_pages_are_joined() -> None:
    archive = came(1, "all.zip", kind="archive")
    inside = (came(2, "all.zip!/c_p2.jpg"), came(3, "all.zip!/c_p1.jpg"), came(4, "c_p3.jpg"))

    found = documents(filed(Slot.CONTRACT, "all.zip"), (archive, *inside))

    assert wanted(found, inside) == [["all.zip!/c_p1.jpg", "all.zip!/c_p2.jpg"]]
    assert [one.name for one in found.archives] == ["all.zip"]
    assert names(found)[-1] == ("c_p3.jpg", None)


def test_facts_find_a_file_inside_the_mail_it_came_in() -> None:
    found = documents(filed(Slot.ORDER, "order.png"), (came(1, "m.eml", kind="archive"), came(2, "m.eml!/order.png")))

    assert names(found) == [("m.eml!/order.png", Slot.ORDER)]


def test_papers_of_one_picture_lie_beside_each_other_in_its_slot() -> None:
    picture = came(1, "two.jpg", kind="receipt")
    papers = [replace(read_as(Assembly((picture.id,), number)), id=EvidenceId(f"evd_9{number}")) for number in (2, 1)]

    found = documents(filed(Slot.RECEIPT, "two.jpg"), (picture, *papers))

    assert names(found) == [("two.jpg", Slot.RECEIPT), ("two.jpg#2", Slot.RECEIPT)]
    assert [one.file.id for one in found.lying] == ["evd_91", "evd_92"]
    assert [one["of"] for one in found.listed()] == [["evd_1"], ["evd_1"]]
