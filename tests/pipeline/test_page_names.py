"""Which files are pages of one document."""

from pipeline.page_names import filed_as_one, numbered_as_one


def documents(*files: str) -> list[list[str]]:
    return [[files[place] for place in places] for places in numbered_as_one(files)]


def test_numbered_pictures_are_pages_in_the_order_of_their_numbers() -> None:
    assert documents("c_p10.jpg", "order.png", "c_p2.jpg") == [["c_p2.jpg", "c_p10.jpg"], ["order.png"]]


def test_pages_of_different_folders_marks_or_formats_are_not_joined() -> None:
    assert len(documents("a/c_p1.jpg", "b/c_p2.jpg", "a/c-p2.jpg", "a/c_p2.png", "a/d_p2.jpg")) == 5


def test_a_file_that_is_no_picture_has_no_page_number() -> None:
    assert documents("c_p1.pdf", "c_p2.pdf") == [["c_p1.pdf"], ["c_p2.pdf"]]


def test_several_pictures_filed_together_are_one_document() -> None:
    assert filed_as_one(("IMG_1.HEIC", "IMG_7.jpg"))
    assert not filed_as_one(("IMG_1.jpg",))
    assert not filed_as_one(("IMG_1.jpg", "report.pdf"))
