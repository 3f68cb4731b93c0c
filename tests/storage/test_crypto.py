from __future__ import annotations

from pathlib import Path

import pytest

from storage.crypto import Cipher, KeyProblem, load_keys, new_key


def test_text_comes_back_as_it_was() -> None:
    cipher = Cipher([new_key()])
    for text in ("", "hello 💙", "\ud83d broken half", "a\x00b"):
        assert cipher.decrypt(cipher.encrypt(text)) == text


def test_an_old_key_still_reads_after_a_new_one_is_put_in_front() -> None:
    old, new = new_key(), new_key()
    written = Cipher([old]).encrypt("kept")
    assert Cipher([new, old]).decrypt(written) == "kept"
    assert Cipher([new, old]).digest("x") == Cipher([old]).digest("x")


def test_the_wrong_key_is_said_to_be_wrong() -> None:
    with pytest.raises(KeyProblem, match="Put back the key"):
        Cipher([new_key()]).decrypt(Cipher([new_key()]).encrypt("kept"))


def test_a_malformed_key_is_refused() -> None:
    with pytest.raises(KeyProblem, match="malformed"):
        Cipher(["short"])
    with pytest.raises(KeyProblem):
        Cipher([])


def test_a_key_file_is_made_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "text.key"
    keys = load_keys(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_keys(path) == keys


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "text.key"
    path.write_text(new_key())
    path.chmod(0o644)
    with pytest.raises(KeyProblem, match="chmod 600"):
        load_keys(path)


def test_keys_from_the_environment_come_first(tmp_path: Path) -> None:
    assert load_keys(tmp_path / "none", "k1, k2") == ["k1", "k2"]
    assert not (tmp_path / "none").exists()
