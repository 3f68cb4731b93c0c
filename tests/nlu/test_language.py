from __future__ import annotations

import pytest

from nlu.language import detect


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("im 13 and bored", "en"),
        ("", "en"),
        ("13", "en"),
        ("😭", "en"),
        ("jestem nowy w szkole i nie mam nikogo", "pl"),
        ("vreau ajutor pentru copil", "ro"),
        ("مرحبا أحتاج مساعدة", "ar"),
        ("мені тринадцять років", "uk"),
        ("hola quiero ayuda para mi hijo", "es"),
        ("my mum speaks polish and i need help", "en"),
        ("any clubs in den haag style lol", "en"),
    ],
)
def test_detect(text: str, code: str) -> None:
    assert detect(text) == code
