"""Hashing of passwords: argon2id, sized for a Raspberry Pi."""

from __future__ import annotations

import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# 19 MiB, two passes, one lane: OWASP's first choice. Twenty people signing in
# at eight in the morning must not bring a small computer down.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)

# The hash of random bytes that nobody kept, with the same settings: what an
# unknown name's password is compared with.
_NOBODYS_HASH = (
    "$argon2id$v=19$m=19456,t=2,p=1$"
    "d1sfdNtTCrBttDxEeJCsCg$FaOTF2X1fQktcNoJaVTp7iLenh/RUBmGIPMwuhhIZSE"
)

# No 0/O, 1/l/I: a one-time password is read aloud and copied by hand.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def hash_password(password: str) -> str:
    """Return the argon2id hash of *password*, with its own salt."""
    return _HASHER.hash(_normal(password))


def matches(password: str, stored: str | None) -> bool:
    """Return whether *password* is the one behind *stored*.

    Without a stored hash it works as long, for nothing: whoever measures the
    time cannot tell whether the account exists.
    """
    try:
        _HASHER.verify(stored or _NOBODYS_HASH, _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def needs_rehash(stored: str) -> bool:
    """Return whether *stored* was made with other settings than today's."""
    return _HASHER.check_needs_rehash(stored)


def one_time_password() -> str:
    """Return a random password of 16 characters in groups, about 79 bits."""
    return random_groups(4, 4)


def random_groups(count: int, length: int) -> str:
    """Return *count* groups of *length* random characters that are easily read."""
    groups = (
        "".join(secrets.choice(_ALPHABET) for _ in range(length)) for _ in range(count)
    )
    return "-".join(groups)


def _normal(password: str) -> bytes:
    # The same letters from another keyboard are the same password. What was no
    # UTF-8 on its way in is wrong like any other, not a crash.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
