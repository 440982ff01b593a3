"""OFD files sealed as GB/T 38540 has it, with a key of our own: whole, or changed after they were sealed."""

import hashlib
from base64 import b64encode
from io import BytesIO

from PIL import Image

from extractors.reading.ofd import sm2
from tests.extractors.reading.ofds import SPACE, START, packed, parts

SECRET, NONCE = 0x1234567, 0x7654321
LIST, SIGN, VALUE = (
    "Doc_0/Signs/Signatures.xml",
    "Doc_0/Signs/Sign_0/Signature.xml",
    "Doc_0/Signs/Sign_0/SignedValue.dat",
)
NAME = "示例市演示公司合同专用章"
SM2_WITH_SM3, SM2_KEY = "2a811ccf55018375", "2a811ccf5501822d"
PLACE = "60 20 30 20"


def element(tag: int, *inside: bytes) -> bytes:
    content = b"".join(inside)
    size = len(content).to_bytes(4, "big")
    return bytes([tag]) + (bytes([len(content)]) if len(content) < 128 else b"\x84" + size) + content


def whole(number: int) -> bytes:
    return element(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def sealed(unsigned: tuple[str, ...] = (), method: str = "1.2.156.10197.1.401") -> dict[str, bytes]:
    """Parts of a file whose seal stands at PLACE of its page; `unsigned`: parts the seal does not cover."""
    named = parts()
    named["OFD.xml"] = named["OFD.xml"].replace(
        b"</ofd:DocBody>", f"<ofd:Signatures>{LIST}</ofd:Signatures></ofd:DocBody>".encode()
    )
    covered = [name for name in named if name not in unsigned]
    references = "".join(
        f'<ofd:Reference FileRef="/{name}"><ofd:CheckValue>{hashed(named[name])}</ofd:CheckValue></ofd:Reference>'
        for name in covered
    )
    told = (
        f'{START}<ofd:Signature {SPACE}><ofd:SignedInfo><ofd:References CheckMethod="{method}">{references}'
        f'</ofd:References><ofd:StampAnnot ID="1" PageRef="1" Boundary="{PLACE}"/></ofd:SignedInfo>'
        f"<ofd:SignedValue>/{VALUE}</ofd:SignedValue></ofd:Signature>"
    ).encode()
    listing = f'{START}<ofd:Signatures {SPACE}><ofd:Signature ID="1" BaseLoc="/{SIGN}"/></ofd:Signatures>'
    return named | {LIST: listing.encode(), SIGN: told, VALUE: _value(told)}


def file(**changed: bytes) -> bytes:
    """A sealed file; `changed`: parts that are others since."""
    return packed(sealed() | changed)


def hashed(content: bytes) -> str:
    return b64encode(hashlib.new("sm3", content).digest()).decode()


def _value(told: bytes) -> bytes:
    key = sm2.times(SECRET, sm2.BASE) or sm2.BASE
    point = b"\x04" + key[0].to_bytes(32, "big") + key[1].to_bytes(32, "big")
    algorithm = element(0x30, element(0x06, bytes.fromhex(SM2_KEY)), element(0x06, bytes.fromhex(SM2_KEY)))
    certificate = element(0x30, element(0x30, whole(1), element(0x30, algorithm, element(0x03, b"\x00" + point))))
    picture = element(0x30, element(0x16, b"png"), element(0x04, _stamp()), whole(30), whole(20))
    about = element(0x30, whole(1), element(0x0C, NAME.encode()))
    seal = element(0x30, element(0x30, element(0x30, whole(4)), element(0x16, b"9900"), about, picture))
    digest = hashlib.new("sm3", told).digest()
    signed = element(
        0x30, whole(4), seal, element(0x18, b"20260901120000Z"), element(0x03, b"\x00" + digest), element(0x16, b"/S")
    )
    r, s = _signature(signed, key)
    method = element(0x06, bytes.fromhex(SM2_WITH_SM3))
    return element(
        0x30, signed, element(0x04, certificate), method, element(0x03, b"\x00" + element(0x30, whole(r), whole(s)))
    )


def _signature(message: bytes, key: sm2.Point) -> tuple[int, int]:
    """GB/T 32918.2 §6.1, with a nonce that is no secret."""
    x, _ = sm2.times(NONCE, sm2.BASE) or sm2.BASE
    r = (sm2.digest(message, key) + x) % sm2.N
    return r, pow(1 + SECRET, -1, sm2.N) * (NONCE - r * SECRET) % sm2.N


def _stamp() -> bytes:
    out = BytesIO()
    Image.new("RGB", (30, 20), (200, 20, 20)).save(out, format="PNG")
    return out.getvalue()
