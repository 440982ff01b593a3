"""Whether an SM2 signature (GB/T 32918.2, on the curve of GB/T 32918.5) is that of a message under a public key.

Only public values pass through here, so nothing needs to take equally long.
"""

import hashlib

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A = P - 3
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
BASE = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
SIGNER = b"1234567812345678"  # GM/T 0009: whoever has no name of their own

Point = tuple[int, int]
_Point = tuple[int, int, int]  # Jacobian; z 0 is the point at infinity
_NOWHERE: _Point = (1, 1, 0)


def verified(message: bytes, key: Point, signature: tuple[int, int]) -> bool:
    """`signature` is r and s; False also for a key that is no point of the curve."""
    r, s = signature
    t = (r + s) % N
    if not (0 < r < N and 0 < s < N and t and on_curve(key)):
        return False
    x = _plain(_sum(_times(s, (*BASE, 1)), _times(t, (*key, 1))))
    return x is not None and (digest(message, key) + x[0]) % N == r


def digest(message: bytes, key: Point) -> int:
    """What is signed: the hash of the message behind the hash of signer, curve and key."""
    numbers = b"".join(number.to_bytes(32, "big") for number in (A, B, *BASE, *key))
    head = hashlib.new("sm3", (8 * len(SIGNER)).to_bytes(2, "big") + SIGNER + numbers).digest()
    return int.from_bytes(hashlib.new("sm3", head + message).digest(), "big")


def on_curve(point: Point) -> bool:
    x, y = point
    return 0 <= x < P and 0 <= y < P and (y * y - x * x * x - A * x - B) % P == 0


def times(factor: int, point: Point) -> Point | None:
    """The point so many times; None for the one at infinity."""
    return _plain(_times(factor, (*point, 1)))


def _times(factor: int, point: _Point) -> _Point:
    found = _NOWHERE
    for bit in format(factor, "b"):
        found = _double(found)
        if bit == "1":
            found = _sum(found, point)
    return found


def _double(point: _Point) -> _Point:
    x, y, z = point
    if not z or not y:
        return _NOWHERE
    yy, zz = y * y % P, z * z % P
    four = 4 * x * yy % P
    slope = 3 * (x - zz) * (x + zz) % P
    across = (slope * slope - 2 * four) % P
    return across, (slope * (four - across) - 8 * yy * yy) % P, 2 * y * z % P


def _sum(one: _Point, other: _Point) -> _Point:
    if not one[2] or not other[2]:
        return other if not one[2] else one
    zz1, zz2 = one[2] * one[2] % P, other[2] * other[2] % P
    u1, u2 = one[0] * zz2 % P, other[0] * zz1 % P
    s1, s2 = one[1] * zz2 * other[2] % P, other[1] * zz1 * one[2] % P
    if u1 == u2:
        return _double(one) if s1 == s2 else _NOWHERE
    h, r = (u2 - u1) % P, (s2 - s1) % P
    hh = h * h % P
    hhh, v = hh * h % P, u1 * hh % P
    x = (r * r - hhh - 2 * v) % P
    return x, (r * (v - x) - s1 * hhh) % P, h * one[2] * other[2] % P


def _plain(point: _Point) -> Point | None:
    if not point[2]:
        return None
    inverse = pow(point[2], -1, P)
    square = inverse * inverse % P
    return point[0] * square % P, point[1] * square * inverse % P
