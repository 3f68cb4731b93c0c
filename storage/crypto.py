"""Text at rest is encrypted. Keys come from the environment or a key file that only we can read."""

from __future__ import annotations

import hmac
import os
from hashlib import sha256
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from basics.errors import WaymarkError


class KeyProblem(WaymarkError):
    """The encryption key is missing, malformed, readable by others, or not the one that was used."""

    code = "key_problem"


class Cipher:
    """Encrypts and decrypts column values; the first key encrypts, all keys decrypt (rotation)."""

    def __init__(self, keys: list[str]) -> None:
        if not keys:
            raise KeyProblem("There is no encryption key.")
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError as problem:
            raise KeyProblem(
                "An encryption key is malformed.",
                hint="Each key is 32 bytes in URL-safe base64, as `waymark key new` prints it.",
            ) from problem
        self._digest_key = sha256(b"waymark-lookup:" + keys[-1].encode()).digest()

    def encrypt(self, text: str) -> str:
        return self._fernet.encrypt(text.encode("utf-8", "surrogatepass")).decode("ascii")

    def decrypt(self, token: str) -> str:
        try:
            return self._fernet.decrypt(token.encode("ascii")).decode("utf-8", "surrogatepass")
        except InvalidToken as problem:
            raise KeyProblem(
                "Stored text cannot be read with the keys given.",
                hint="Put back the key that it was written with.",
            ) from problem

    def digest(self, value: str) -> str:
        """A keyed digest: equal values can be found again, the value cannot be read back.

        Made with the oldest key, so that it stays the same when a newer key is put in front.
        """
        return hmac.new(self._digest_key, value.encode(), sha256).hexdigest()


def new_key() -> str:
    """A fresh random key as it is kept in a key file."""
    return Fernet.generate_key().decode("ascii")


def load_keys(path: Path, from_environment: str | None = None) -> list[str]:
    """Keys from the environment (newest first, commas between), else from ``path``.

    A missing file is made, with permissions for its owner only. One that others can read is
    refused: a key that leaked once is no key.
    """
    if from_environment:
        return [key.strip() for key in from_environment.split(",") if key.strip()]
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(new_key() + "\n")
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise KeyProblem(
            f"Other people on this machine can read the key file {path.name}.",
            hint=f"Run: chmod 600 {path}",
        )
    return path.read_text().split()
