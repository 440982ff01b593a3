"""Where an address given by a stranger leads, and whether we go there: no network, no clock."""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from urllib.parse import SplitResult, urlsplit

from pipeline.errors import WrongUse

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

LONGEST_URL = 2_000
_PRINTABLE = re.compile(r"[!-~]+")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")  # a host that ends in one is an IPv4 address in disguise
_PORTS = {"https": 443, "http": 80}
_LOCAL_NAMES = ("localhost", "local", "internal", "intranet", "lan", "home.arpa", "onion")
# Beyond what browsers refuse: databases, caches and control planes that listen above 1024.
_FOREIGN_PORTS = frozenset({1433, 1521, 2375, 2376, 2379, 3306, 3389, 5432, 5672, 5900, 6379, 9092, 9200, 11211, 27017})


def _networks(text: str) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(word) for word in text.split())


# IANA special-purpose registries (RFC 6890 and successors); what is not unicast IPv6 of 2000::/3 is refused as a whole,
# and with it loopback, ::, mapped (::ffff:0:0/96), unique local, link-local and multicast.
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # stands for the IPv4 address in its last 32 bits
_NOT_PUBLIC = _networks(
    "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24"
    " 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4"
    " 2001::/23 2001:db8::/32 2002::/16 3fff::/20"  # Teredo lies in the first, 6to4 is the third
)
_PRIVATE = _networks("10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 172.16.0.0/12 192.168.0.0/16 ::1/128 fc00::/7")
# Clouds hand out credentials here; no claims system lives there, in private networks neither.
_METADATA = _networks("168.63.129.16/32 100.100.100.200/32 fd00:ec2::/32")


class Reach(Enum):
    """How far a service may send: to the Internet alone, or to machines beside it, too."""

    PUBLIC = "public"
    PRIVATE_TOO = "private too"

    def covers(self, address: Address) -> bool:
        """Whether we connect to `address`."""
        if any(address in network for network in _METADATA):
            return False
        if self is Reach.PRIVATE_TOO and any(address in network for network in _PRIVATE):
            return True
        if isinstance(address, ipaddress.IPv6Address):
            if address in _NAT64:
                return self.covers(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
            if address not in _GLOBAL_V6:
                return False
        return not any(address in network for network in _NOT_PUBLIC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """A URL taken apart: `target` is path and query; `host` a lower-case name or an IP address without brackets."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def address(self) -> Address | None:
        """The host when it is an IP address."""
        try:
            return ipaddress.ip_address(self.host)
        except ValueError:
            return None

    @property
    def authority(self) -> str:
        """For the Host header: without a port that goes without saying."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"


def destination(url: str, reach: Reach) -> Destination:
    """Raises WrongUse, with a sentence, for a URL that leads or might lead anywhere we have no business."""
    if len(url) > LONGEST_URL or not _PRINTABLE.fullmatch(url) or "\\" in url:
        raise WrongUse(
            f"An address is at most {LONGEST_URL} printable ASCII characters without blanks and backslashes;"
            " write other letters percent-encoded, a host in its xn-- form."
        )
    parts = _split(url)
    port = _port(parts, reach)
    host = _literal(parts) or _name(parts.hostname or "", reach)
    found = Destination(
        scheme=parts.scheme,
        host=host,
        port=port,
        target=(parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
    )
    if found.address is not None:
        covered(found, [found.address], reach)
    return found


def covered(found: Destination, addresses: Iterable[Address], reach: Reach) -> None:
    """Raises WrongUse unless `reach` covers every one of the addresses its host has."""
    for address in addresses:
        if not reach.covers(address):
            raise WrongUse(f"{found.host} leads to {address}, where nothing of ours goes; give a public address.")


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
    except ValueError:
        raise WrongUse("The address is malformed; write it as https://host/path.") from None
    if parts.scheme not in _PORTS or not url.lower().startswith(f"{parts.scheme}://"):
        raise WrongUse("An address begins with https://.")
    if "@" in parts.netloc:
        raise WrongUse("An address holds no user name or password; leave them out.")
    if "#" in url:
        raise WrongUse("An address has no part after #; leave it out.")
    return parts


def _port(parts: SplitResult, reach: Reach) -> int:
    if reach is Reach.PUBLIC and parts.scheme != "https":
        raise WrongUse("An address begins with https://; http is for private networks only.")
    digits = parts.netloc.rpartition(":")[2] if re.search(r":[^\]]*$", parts.netloc) else ""
    if digits and not (digits.isdecimal() and len(digits) <= 5 and 1 <= int(digits) <= 65535):
        raise WrongUse("The port of an address is a number from 1 to 65535.")
    port = int(digits) if digits else _PORTS[parts.scheme]
    if reach is Reach.PUBLIC and port != 443 and (port < 1024 or port in _FOREIGN_PORTS):
        raise WrongUse(f"Nothing of ours goes to port {port}; use 443, or a port above 1023 no other protocol owns.")
    return port


def _literal(parts: SplitResult) -> str:
    """The host when it is written as an IP address, else nothing."""
    host = parts.hostname or ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        if "[" in parts.netloc or "]" in parts.netloc:
            raise WrongUse("What stands in brackets in an address is a plain IPv6 address.") from None
        return ""
    if "%" in host:
        raise WrongUse("An IPv6 address has no zone; leave out the part after %.")
    return str(address)


def _name(host: str, reach: Reach) -> str:
    labels = host.split(".")
    if len(host) > 253 or not all(map(_LABEL.fullmatch, labels)) or _NUMBER.fullmatch(labels[-1]):
        raise WrongUse("The host of an address is a name of letters, digits, - and single dots, or a plain IP address.")
    if reach is Reach.PUBLIC and (len(labels) == 1 or f".{host}".endswith(tuple(f".{one}" for one in _LOCAL_NAMES))):
        raise WrongUse(f"{host} is a name of a private network; give a public one.")
    return host
