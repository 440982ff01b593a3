"""Signatures are those of Standard Webhooks: its own package agrees in both directions."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from pipeline.errors import WrongUse
from pipeline.webhooks import Secret, Verdict, signed_headers, verdict, verified

NOW = datetime(2021, 2, 25, 14, 48, 50, tzinfo=UTC)
BODY = b'{"test": 2432232314}'
OLD = Secret.parsed("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
NEW = Secret(bytes(range(32)))
KEYS = st.binary(min_size=24, max_size=64)
BODIES = st.text(st.characters(exclude_categories=["Cs"])).map(str.encode)


def test_the_published_example_gets_the_published_signature() -> None:
    assert signed_headers("msg_p5jXN8AQM9LWM0D4loKWxJek", NOW, BODY, [OLD]) == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614264530",
        "webhook-signature": Webhook(OLD.text()).sign("msg_p5jXN8AQM9LWM0D4loKWxJek", NOW, BODY.decode()),
    }
    at = datetime.fromtimestamp(1614265330, UTC)
    published = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert signed_headers("msg_p5jXN8AQM9LWM0D4loKWxJek", at, BODY, [OLD])["webhook-signature"] == published


@given(KEYS, BODIES)
def test_the_standards_own_package_accepts_what_we_sign(key: bytes, body: bytes) -> None:
    headers = signed_headers("evt_1", datetime.now(UTC), body, [NEW, Secret(key)])

    Webhook(Secret(key).text()).verify(body, headers, json_parse=False)


@given(KEYS, BODIES)
def test_we_accept_what_the_standards_own_package_signs(key: bytes, body: bytes) -> None:
    signature = Webhook(Secret(key).text()).sign("evt_1", NOW, body.decode())
    headers = {"Webhook-Id": "evt_1", "Webhook-Timestamp": "1614264530", "Webhook-Signature": signature}

    assert verified(headers, body, [Secret(key)], NOW)


def test_what_we_refuse_the_standards_own_package_refuses() -> None:
    headers = signed_headers("evt_1", datetime.now(UTC), BODY, [NEW])

    assert not verified(headers, BODY + b" ", [NEW], datetime.now(UTC))
    with pytest.raises(WebhookVerificationError):
        Webhook(NEW.text()).verify(BODY + b" ", headers)


def test_while_a_secret_is_replaced_old_and_new_both_verify() -> None:
    headers = signed_headers("evt_1", NOW, BODY, [NEW, OLD])

    assert len(headers["webhook-signature"].split(" ")) == 2
    assert verified(headers, BODY, [OLD], NOW)
    assert verified(headers, BODY, [NEW], NOW)
    assert not verified(headers, BODY, [Secret(bytes(24))], NOW)


@pytest.mark.parametrize(("seconds", "fits"), [(-301, False), (-300, True), (0, True), (300, True), (301, False)])
def test_a_time_stamp_may_be_five_minutes_off(seconds: int, fits: bool) -> None:
    headers = signed_headers("evt_1", NOW + timedelta(seconds=seconds), BODY, [NEW])

    assert verified(headers, BODY, [NEW], NOW) is fits
    assert verified(headers, BODY, [NEW], NOW, tolerance=timedelta(hours=1))


def test_another_time_stamp_or_id_breaks_the_signature() -> None:
    headers = signed_headers("evt_1", NOW, BODY, [NEW])

    assert verdict(headers | {"webhook-timestamp": "1614264531"}, BODY, [NEW], NOW) is Verdict.FORGED
    assert verdict(headers | {"webhook-id": "evt_2"}, BODY, [NEW], NOW) is Verdict.FORGED


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
@pytest.mark.parametrize("value", ["", " ", "１６", "1e9", "-5", "\udc80", "v1", "v1,", "v1a,AAAA", "x" * 70_000])
def test_a_malformed_header_is_an_answer_and_never_an_error(name: str, value: str) -> None:
    headers = signed_headers("evt_1", NOW, BODY, [NEW]) | {name: value}

    assert not verified(headers, BODY, [NEW], NOW)


def test_a_signature_of_another_version_beside_ours_does_no_harm() -> None:
    headers = signed_headers("evt_1", NOW, BODY, [NEW])

    more = headers | {"webhook-signature": "v1a,AAAA nonsense " + headers["webhook-signature"]}

    assert verified(more, BODY, [NEW], NOW)


@given(KEYS)
def test_a_secret_is_read_back_from_its_text(key: bytes) -> None:
    assert Secret.parsed(Secret(key).text()) == Secret(key)


@pytest.mark.parametrize("size", [0, 23, 65, 1000])
def test_a_secret_too_short_or_too_long_is_refused(size: int) -> None:
    with pytest.raises(WrongUse, match="24 to 64 bytes"):
        Secret(bytes(size))
    with pytest.raises(WrongUse, match="24 to 64 bytes"):
        Secret.parsed("whsec_" + base64.b64encode(bytes(size)).decode())


@pytest.mark.parametrize("text", ["", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])
def test_a_secret_without_its_prefix_is_refused(text: str) -> None:
    with pytest.raises(WrongUse, match="begins with whsec_"):
        Secret.parsed(text)


@pytest.mark.parametrize("tail", ["!" * 32, "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS", "密钥" * 16, "A" * 32 + "\n"])
def test_a_secret_that_is_not_base64_is_refused_without_repeating_it(tail: str) -> None:
    with pytest.raises(WrongUse, match="base64") as refused:
        Secret.parsed("whsec_" + tail)

    assert tail not in str(refused.value)


def test_a_secret_is_not_shown_by_accident() -> None:
    assert repr(NEW) == "Secret()"


@pytest.mark.parametrize("event_id", ["", "evt.1", "evt 1", "evt\n1", "事"])
def test_an_id_that_would_blur_what_is_signed_is_a_mistake_of_ours(event_id: str) -> None:
    with pytest.raises(ValueError, match="signing takes an id"):
        signed_headers(event_id, NOW, BODY, [NEW])


def test_signing_without_a_secret_or_a_zone_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="at least one secret"):
        signed_headers("evt_1", NOW, BODY, [])
    with pytest.raises(ValueError, match="an aware time"):
        signed_headers("evt_1", NOW.replace(tzinfo=None), BODY, [NEW])
