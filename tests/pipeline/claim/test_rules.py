"""How rules about claims, and the law's guards, are written down and answer."""

import pytest

from pipeline.claim.claims import Case
from pipeline.claim.rules import Findings, Guard, claim_rule, forbidding, guard, restrains
from pipeline.fields import FieldSpec, ValueType
from pipeline.findings import Answer, Finding, Outcome, Reason, Severity
from pipeline.geometry import Box
from pipeline.records import Form
from pipeline.rules import Article, Facts, failed, not_applicable, passed, rule, unreadable
from tests.validators.cases import case
from tests.validators.papers import TODAY, document, form, paper

HERE = Box(page=1, left=0.0, top=0.0, right=0.5, bottom=0.5)


def article(number: str = "XXX-01", severity: Severity = Severity.REJECT) -> Article:
    return Article(
        id=number,
        severity=severity,
        holds=Reason("相符", "It fits"),
        fails=Reason("不符（{what}），请核对", "It does not fit ({what}); please check"),
        inputs=("order_id",),
        basis="campaign terms",
    )


def the(*answers: Answer) -> Finding:
    """The one finding that these answers become."""
    (found,) = article().answers(lambda: answers)
    return found


def test_a_rule_answers_under_its_id_with_its_weight_and_what_it_looked_at() -> None:
    (found,) = article().answers(lambda: passed("order_id", "order_time", file="订单.png"))

    assert found == Finding(
        rule="XXX-01",
        outcome=Outcome.PASS,
        severity=Severity.REJECT,
        reason=Reason("相符", "It fits"),
        fields=("order_id", "order_time"),
        file="订单.png",
    )


@pytest.mark.parametrize(
    ("answer", "outcome", "reason"),
    [
        (passed(), Outcome.PASS, Reason("相符", "It fits")),
        (failed(what="2"), Outcome.FAIL, Reason("不符（2），请核对", "It does not fit (2); please check")),
        (unreadable(), Outcome.UNREADABLE, Reason("无法核对：相符", "Could not be checked: It fits")),
        (not_applicable(), Outcome.NOT_APPLICABLE, Reason("不适用：相符", "Does not apply: It fits")),
    ],
)
def test_every_outcome_says_so_in_both_languages(answer: Answer, outcome: Outcome, reason: Reason) -> None:
    assert (the(answer).outcome, the(answer).reason) == (outcome, reason)


def test_a_word_that_differs_between_the_languages_stands_in_its_own() -> None:
    assert the(failed(what=Reason("红", "red"))).reason == Reason(
        "不符（红），请核对", "It does not fit (red); please check"
    )


def test_a_milder_case_carries_its_own_weight_and_shows_its_place() -> None:
    found = the(Answer(outcome=Outcome.FAIL, severity=Severity.ASK, words={"what": "2"}, places=(HERE,)))

    assert (found.severity, found.places) == (Severity.ASK, (HERE,))
    assert the(failed(what="2")).severity is Severity.REJECT


def test_a_rule_about_several_files_gives_a_finding_for_each_in_order() -> None:
    found = article().answers(lambda: (failed(file="2.png", what="2"), passed(file="1.png")))

    assert [(one.file, one.outcome) for one in found] == [("2.png", Outcome.FAIL), ("1.png", Outcome.PASS)]


def test_a_rule_that_finds_no_file_to_speak_about_does_not_apply() -> None:
    found = article().answers(lambda: ())

    assert [one.outcome for one in found] == [Outcome.NOT_APPLICABLE]


def test_a_rule_that_breaks_over_one_of_several_files_is_one_finding_that_a_person_looks_at() -> None:
    def question() -> tuple[Answer, ...]:
        names = {"1.png": "1"}
        return tuple(passed(file=names[name]) for name in ("1.png", "2.png"))

    (found,) = article().answers(question)

    assert (found.rule, found.outcome, found.severity) == ("XXX-01", Outcome.FAIL, Severity.REVIEW)
    assert (found.fields, found.file, found.places) == ((), "", ())
    assert found.reason.zh == "本规则运行出错（KeyError），未能核对，请人工核对并告知管理员：相符"
    assert found.reason.en == (
        "This rule itself failed (KeyError); please check by hand and tell the administrator: It fits"
    )
    assert found.trouble.startswith("KeyError in <genexpr>, line ")


def test_the_secrets_of_a_broken_rules_error_are_not_told() -> None:
    def question() -> Answer:
        raise ValueError("6222021234567890")

    (found,) = article().answers(question)

    assert "6222" not in found.reason.both + found.trouble


@pytest.mark.parametrize(("length", "shown"), [(159, 159), (160, 160), (161, 160)])
def test_a_word_is_shown_whole_up_to_its_bound(length: int, shown: int) -> None:
    said = the(failed(what="长" * length)).reason.zh.removeprefix("不符（").removesuffix("），请核对")

    assert len(said) == shown
    assert said.endswith("…") is (length > 160)


def test_a_rule_about_a_claim_is_asked_of_the_whole_claim() -> None:
    @claim_rule(article("XXX-02"))
    def it_has_papers(about: Case) -> Answer:
        return passed() if about.papers else failed(what=about.statement.claim_id)

    (found,) = it_has_papers.ask(case(stated={"claim_id": "C-7"}))

    assert (it_has_papers.id, found.rule, found.outcome) == ("XXX-02", "XXX-02", Outcome.FAIL)
    assert "C-7" in found.reason.zh


@pytest.mark.parametrize(("kinds", "outcome"), [((), Outcome.PASS), (("receipt",), Outcome.NOT_APPLICABLE)])
def test_a_rule_about_a_document_is_asked_of_its_own_kinds_alone_or_of_all(
    kinds: tuple[str, ...], outcome: Outcome
) -> None:
    @rule(article(), kinds=kinds)
    def always(_form: Form, _facts: Facts) -> Answer:
        return passed()

    assert always.ask(form("contract"), paper()).outcome is outcome
    assert always.ask(form("receipt"), paper()).outcome is Outcome.PASS


def test_a_field_is_called_as_people_call_it_and_an_unknown_one_by_its_name_in_plain() -> None:
    spec = FieldSpec(name="order_id", type=ValueType.ID, zh="订单编号", en="order number")
    facts = Facts(today=TODAY, document=document(), specs=(spec,))

    assert facts.label("order_id") == Reason("订单编号", "order number")
    assert facts.label("order_time") == Reason("order_time", "order time")


def refused(_case: Case, findings: Findings) -> Answer:
    return failed(what="1") if any(one.outcome is Outcome.FAIL for one in findings) else passed()


SPEAKS, FORBIDS = guard(article("LEG-90"))(refused), forbidding(article("LEG-91"))(refused)
AGAINST: Findings = (the(failed(what="2")),)


@pytest.mark.parametrize(("law", "forbids"), [(SPEAKS, False), (FORBIDS, True)])
def test_only_a_forbidding_guard_that_fails_restrains_the_machine(law: Guard, forbids: bool) -> None:
    found = law.ask(case(), AGAINST)

    assert [one.outcome for one in found] == [Outcome.FAIL]
    assert restrains((SPEAKS, FORBIDS), found) is forbids


def test_a_guard_that_passes_and_a_rule_that_fails_restrain_nothing() -> None:
    assert [one.outcome for one in FORBIDS.ask(case(), ())] == [Outcome.PASS]
    assert not restrains((SPEAKS, FORBIDS), (*FORBIDS.ask(case(), ()), *AGAINST))
    assert not restrains((), FORBIDS.ask(case(), AGAINST))
    assert not restrains((FORBIDS,), ())


def test_a_guard_hears_of_several_files_too() -> None:
    both = forbidding(article("LEG-92"))(
        lambda _case, _findings: (passed(file="1.png"), failed(file="2.png", what="2"))
    )
    found = both.ask(case(), ())

    assert both.id == "LEG-92"
    assert [one.file for one in found] == ["1.png", "2.png"]
    assert restrains((both,), found)


def test_a_guard_speaks_and_only_a_forbidding_one_forbids() -> None:
    terms = article("LEG-98")

    def question(_case: Case, _findings: Findings) -> Answer:
        return passed()

    assert guard(terms)(question) == Guard(terms, question, forbids=False)
    assert forbidding(terms)(question) == Guard(terms, question, forbids=True)
