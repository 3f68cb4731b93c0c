"""Passwords of staff: what will do, and argon2id hashes of them. Slow on purpose: call in a thread."""

from __future__ import annotations

import secrets
import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from basics.errors import InvalidInput

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
"""Longer ones cost hashing time and protect nobody better."""
_FEWEST_DIFFERENT = 5

hasher = PasswordHasher()
"""argon2id at the library's costs (RFC 9106, low memory)."""


def check_password(password: str, *, email: str, name: str) -> None:
    """InvalidInput, in words, for a password that is too short, too long or too easy."""
    if len(password) < SHORTEST_PASSWORD:
        raise InvalidInput(
            f"That password is too short. Use at least {SHORTEST_PASSWORD} characters.",
            hint="Three or four words together work well.",
        )
    if len(password) > LONGEST_PASSWORD:
        raise InvalidInput(f"That password is longer than {LONGEST_PASSWORD} characters.")
    if len(set(password)) < _FEWEST_DIFFERENT:
        raise InvalidInput("That password repeats itself too much to be safe.")
    if password.casefold() in (email.casefold(), name.casefold()):
        raise InvalidInput("Your email or your name cannot be your password.")


def hashed(password: str) -> str:
    """The argon2id hash of ``password``."""
    return hasher.hash(_bytes(password))


def compare(stored: str | None, password: str) -> tuple[bool, str | None]:
    """Whether ``stored`` is a hash of ``password``; and a new hash where our costs have changed.

    Without a stored hash the answer is no, and takes as long.
    """
    try:
        hasher.verify(stored or _nobodys(), _bytes(password[: LONGEST_PASSWORD + 1]))
    except (VerificationError, InvalidHashError):
        return False, None
    if stored is None:
        return False, None
    return True, hashed(password) if hasher.check_needs_rehash(stored) else None


def _bytes(password: str) -> bytes:
    # One password, whichever keyboard it came from: an é may be one character or two.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return hasher.hash(secrets.token_urlsafe(16))
