"""No address a stranger can write or a name can lead to reaches inside, and none of them is even knocked at."""

import ipaddress
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.deliveries import Answer, Trouble
from pipeline.errors import WrongUse
from tests.workers.receivers import answering, leading_to, receiving
from workers.outside.destinations import Destination, Reach, destination
from workers.outside.egress import Egress, checked_url, posted

PUBLIC = Egress.public()
ELSEWHERE = "93.184.216.34"
# Written as hosts of https://HOST:PORT/, so that nothing but the host can be the reason.
PLAIN_HOSTS = """
    127.0.0.1 127.1 127.0.1 2130706433 017700000001 0x7f000001 0x7f.0.0.1 0177.0.0.1 127.0.0.1. 127.0.0.01
    127.000.000.001 127.255.255.254 0 0.0.0.0 0x0 255.255.255.255
    10.0.0.1 172.16.0.1 172.31.255.255 192.168.0.1 100.64.0.1 100.100.100.200 169.254.169.254 168.63.129.16
    198.18.0.1 192.0.0.192 192.0.2.1 192.88.99.1 203.0.113.7 224.0.0.1 240.0.0.1
    [::1] [::] [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1] [::ffff:7f00:1] [::127.0.0.1] [::ffff:0:127.0.0.1] [127.0.0.1]
    [64:ff9b::7f00:1] [64:ff9b::10.0.0.1] [64:ff9b:1::7f00:1] [2002:7f00:1::] [2001:0:7f00:1::] [2001:db8::1]
    [fe80::1] [fe80::1%25eth0] [fe80::1%eth0] [::1%251] [fec0::1] [fc00::1] [fd00:ec2::254] [ff02::1] [100::1]
    [3fff::1] [5f00::1] [v1.a] [2606:2800:220:1::1%25eth0]
    localhost LOCALHOST localhost. a.localhost metadata.google.internal printer.local intranet
    ⓛⓞⓒⓐⓛⓗⓞⓢⓣ 127。0。0。1 １２７.0.0.1 ①②⑦.0.0.1 münchen.example exam%70le.com 127%2e0%2e0%2e1
    user@127.0.0.1 user:pass@hooks.example hooks.example@127.0.0.1 hooks.example\\@127.0.0.1 @hooks.example
    hooks.example#@127.0.0.1 hooks..example hooks.example. .example -a.example a_b.example
"""
HOSTS = (
    *PLAIN_HOSTS.split(),
    "",
    "hooks.example 127.0.0.1",
    "hooks.example\t",
    "hooks.example\r\nHost:127.0.0.1",
    "hooks.example\x00",
    "a" * 64 + ".example",
)
PLAIN_URLS = """
    http://127.0.0.1:{port}/ http://hooks.example:{port}/ //127.0.0.1:{port}/ 127.0.0.1:{port} http:127.0.0.1:{port}
    https:127.0.0.1:{port} https:/127.0.0.1:{port}/ https:///127.0.0.1:{port}/ file:///etc/passwd
    gopher://127.0.0.1:{port}/_FLUSHALL ftp://127.0.0.1:{port}/ dict://127.0.0.1:{port}/ ldap://127.0.0.1:{port}/
    jar:https://127.0.0.1:{port}!/ javascript:alert(1) data:text/plain,a HTTPS:
    https://::1:{port}/ https://[::1:{port}/ https://::1]:{port}/ https://127.0.0.1:{port}:443/
    https://hooks.example:0/ https://hooks.example:65536/ https://hooks.example:-1/ https://hooks.example:+443/
    https://hooks.example:４４３/ https://hooks.example:x/ https://hooks.example:22/ https://hooks.example:6379/
    https://127.0.0.1:{port}\\@hooks.example/ https://hooks.example/a\\b
"""
URLS = (
    *PLAIN_URLS.split(),
    "",
    " https://127.0.0.1:{port}/",
    "\thttps://127.0.0.1:{port}/",
    "https://hooks.example/a b",
    "https://hooks.example/\r\nX: y",
    "https://hooks.example/" + "a" * 2000,
)
FORMS = (*(f"https://{host}:{{port}}/" for host in HOSTS), *URLS)


@pytest.mark.parametrize("form", FORMS)
def test_every_hostile_url_is_refused_and_nobody_is_knocked_at(form: str) -> None:
    with receiving(answering("HTTP/1.1 204 No Content\n\n")) as canary:
        url = form.replace("{port}", str(canary.port))
        inward = replace(PUBLIC, resolve=leading_to("127.0.0.1"))

        with pytest.raises(WrongUse, match=r"\w+ .*[.]$"):
            checked_url(inward, url)
        assert posted(inward, url, {}, b"{}") == Answer(trouble=Trouble.REFUSED_ADDRESS)

    assert canary.connections == 0


@pytest.mark.parametrize("form", FORMS)
def test_not_one_of_them_needs_a_name_to_be_looked_up(form: str) -> None:
    with pytest.raises(WrongUse):
        destination(form.replace("{port}", "8443"), Reach.PUBLIC)


def test_the_canary_would_have_sung() -> None:
    with receiving(answering("HTTP/1.1 204 No Content\n\n")) as canary:
        assert posted(Egress.private_too(), f"http://127.0.0.1:{canary.port}/", {}, b"{}") == Answer(204)

    assert canary.connections == 1


def turning(*answers: Sequence[str]) -> tuple[Callable[[str], Sequence[str]], list[str]]:
    """A resolver that answers something else every time it is asked, and the list of what it was asked."""
    asked: list[str] = []

    def resolve(name: str) -> Sequence[str]:
        asked.append(name)
        return answers[len(asked) - 1]

    return resolve, asked


def test_a_name_that_turns_inward_after_it_was_registered_is_refused() -> None:
    with receiving(answering("HTTP/1.1 204 No Content\n\n")) as canary:
        resolve, asked = turning([ELSEWHERE], ["127.0.0.1"])
        egress, url = replace(PUBLIC, resolve=resolve), f"https://hooks.example:{canary.port}/"

        assert checked_url(egress, url) == url
        assert posted(egress, url, {}, b"{}") == Answer(trouble=Trouble.REFUSED_ADDRESS)

    assert (canary.connections, asked) == (0, ["hooks.example", "hooks.example"])


def test_the_address_that_was_checked_is_the_one_connected_to() -> None:
    with receiving(answering("HTTP/1.1 204 No Content\n\n")) as receiver:
        resolve, asked = turning(["127.0.0.1"], ["169.254.169.254"])
        egress = replace(Egress.private_too(), resolve=resolve)

        assert posted(egress, f"http://hooks.example:{receiver.port}/", {}, b"{}") == Answer(204)

    assert asked == ["hooks.example"]


@pytest.mark.parametrize("inner", ["127.0.0.1", "::1", "10.1.2.3", "fe80::1%1", "::ffff:93.184.216.34", "fd00::1"])
def test_one_inner_address_among_outer_ones_refuses_the_name(inner: str) -> None:
    egress = replace(PUBLIC, resolve=leading_to(ELSEWHERE, "2606:2800:220:1::1", inner))

    with pytest.raises(WrongUse, match=r"^hooks\.example leads to "):
        checked_url(egress, "https://hooks.example/")
    assert posted(egress, "https://hooks.example/", {}, b"{}") == Answer(trouble=Trouble.REFUSED_ADDRESS)


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://Hooks.Example", "https://hooks.example/"),
        ("HTTPS://hooks.example:443/a?b=c", "https://hooks.example/a?b=c"),
        ("https://hooks.example:8443/a/b", "https://hooks.example:8443/a/b"),
        ("https://hooks.example?b", "https://hooks.example/?b"),
        ("https://xn--mnchen-3ya.example/", "https://xn--mnchen-3ya.example/"),
        ("https://93.184.216.34/", "https://93.184.216.34/"),
        ("https://[2606:2800:220:1:0:0:0:1]:8443/", "https://[2606:2800:220:1::1]:8443/"),
        ("https://[64:ff9b::93.184.216.34]/", "https://[64:ff9b::5db8:d822]/"),
    ],
)
def test_an_honest_url_is_kept_in_one_spelling(url: str, kept: str) -> None:
    assert checked_url(replace(PUBLIC, resolve=leading_to(ELSEWHERE)), url) == kept


@pytest.mark.parametrize("host", ["127.0.0.1", "10.0.0.1", "192.168.0.1", "[::1]", "[fd12::1]", "claims", "localhost"])
def test_private_networks_are_reached_only_when_they_are_let_in(host: str) -> None:
    assert destination(f"http://{host}:22/", Reach.PRIVATE_TOO).port == 22
    with pytest.raises(WrongUse):
        destination(f"https://{host}/", Reach.PUBLIC)


@pytest.mark.parametrize(
    "host",
    ["169.254.169.254", "[fd00:ec2::254]", "100.100.100.200", "168.63.129.16", "0.0.0.1", "127.1", "[fe80::1]"],
)  # fmt: skip
def test_cloud_metadata_and_disguises_stay_closed_in_private_networks_too(host: str) -> None:
    with pytest.raises(WrongUse):
        destination(f"http://{host}/", Reach.PRIVATE_TOO)


@given(st.ip_addresses())
def test_nothing_python_calls_private_is_public_for_us(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    if Reach.PUBLIC.covers(address) and address not in ipaddress.ip_network("64:ff9b::/96"):
        assert address.is_global
        assert not address.is_multicast
        assert not address.is_reserved


@given(st.text(max_size=60).map(lambda tail: f"https://{tail}") | st.text(max_size=60))
def test_whatever_is_written_is_a_destination_or_wrong_use(url: str) -> None:
    try:
        found = destination(url, Reach.PUBLIC)
    except WrongUse:
        return
    assert isinstance(found, Destination)
    assert destination(found.url, Reach.PUBLIC) == found
