"""Which passwords are too easy to guess, told from the password and the name of whose it is."""

from enum import StrEnum

LEAST = 12  # characters; NIST SP 800-63B asks for length, not for kinds of signs
MOST = 256
_FEWEST_SIGNS = 5  # different ones


class Weakness(StrEnum):
    """Why a password is refused."""

    SHORT = "short"
    LONG = "long"
    COMMON = "common"
    NAMED = "named"


# The beginnings of the commonest passwords of published leaks that reach twelve signs with digits or themselves behind.
_COMMON = frozenset({
    "123", "abc", "qwe", "asd", "zxc", "1q2w3e", "1qaz2wsx", "qwerty", "qwertyuiop", "asdfghjkl", "password",
    "passw0rd", "p@ssw0rd", "p@ssword", "admin", "administrator", "welcome", "letmein", "iloveyou", "woaini",
    "woaini1314", "5201314", "monkey", "dragon", "football", "baseball", "superman", "batman", "master", "shadow",
    "sunshine", "princess", "michael", "jordan", "charlie", "trustno1", "changeme", "secret", "login", "default",
    "guest", "test", "root", "user", "proofdesk", "google", "facebook", "taobao", "alipay", "wechat", "weixin",
    "qq", "company", "summer", "winter", "spring", "autumn", "china", "beijing", "shanghai",
})  # fmt: skip
_RUNS = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn")


def weakness(password: str, name: str) -> Weakness | None:
    """None where it may be used; `name` is what its owner signs in with."""
    if len(password) < LEAST:
        return Weakness.SHORT
    if len(password) > MOST:
        return Weakness.LONG
    plain = password.casefold()
    if len(name) > 2 and name.casefold() in plain:
        return Weakness.NAMED
    if len(set(plain)) < _FEWEST_SIGNS or _in_a_run(plain) or _common(plain):
        return Weakness.COMMON
    return None


def _in_a_run(plain: str) -> bool:
    """Keys or letters one after the other, forward or backward."""
    return any(plain in run * 3 or plain[::-1] in run * 3 for run in _RUNS)


def _common(plain: str) -> bool:
    """A common word once or more, with nothing behind but digits and marks."""
    word = plain.rstrip("0123456789!@#$%^&*.?_-")
    stems = {word, plain} | {plain[: len(plain) // times] for times in (2, 3, 4) if len(plain) % times == 0}
    return any(stem in _COMMON for stem in stems) or any(
        word and word == one * (len(word) // len(one)) for one in _COMMON
    )
