"""Label words from TOML: what is understood, and what is refused with a sentence."""

import pytest

from extractors.labels import ASIDE
from extractors.wordings import built_in, parsed
from pipeline.errors import WrongUse
from workers.desk import kinds, own_wording

HEAD = 'schema = "proofdesk.wording/1"\nkind = "order_screenshot"\n'


def test_every_built_in_label_names_a_field_of_its_kind() -> None:
    fields = {kind.name: {ASIDE, *(spec.name for spec in kind.fields)} for kind in kinds()}

    assert [label for label in built_in().labels if label.field not in fields.get(label.kind, ())] == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("schema = 1", "must begin with"),
        ("schema = ", "is not TOML"),
        (HEAD + '[[label]]\nfield = "order_id"\n', "words is missing"),
        (HEAD + '[[label]]\nwords = ["单号"]\n', "field is missing"),
        (HEAD + '[[label]]\nfield = "order_id"\nwords = ["单号"]\npattern = "["\n', "no regular expression"),
        (HEAD + '[[label]]\nfield = "order_id"\nwords = ["单号"]\npattern = "(a+)+"\n', "repeats no group"),
        (HEAD + '[[label]]\nfield = "order_id"\nwords = ["单号"]\nregex = "a"\n', "regex is not known"),
        (HEAD + '[[labels]]\nfield = "order_id"\n', "means nothing here"),
    ],
)
def test_a_mistake_is_explained(text: str, told: str) -> None:
    with pytest.raises(WrongUse, match=told):
        parsed(text, "own.toml")


@pytest.mark.parametrize(
    ("kind", "field", "told"), [("orders", "order_id", "no kind"), ("receipt", "price", "no field")]
)
def test_kinds_and_fields_that_do_not_exist_stop_the_start(
    kind: str, field: str, told: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("own") / "own.toml"
    path.write_text(f'schema = "proofdesk.wording/1"\n[[label]]\nkind = "{kind}"\nfield = "{field}"\nwords = ["x"]\n')

    with pytest.raises(WrongUse, match=told):
        own_wording(str(path), kinds())
