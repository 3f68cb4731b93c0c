from __future__ import annotations

import random
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from safeguarding.assessment import Assessment, Tier
from safeguarding.normaliser import LIMIT
from safeguarding.screen import FAILED, FailSafe, Screen

MISSED_IN_2018 = (
    "I'm being forced to have sex and I'm only 12",
    "im being forced to have sex im 12",
    "i am 12 and someone is forcing me to have sex",
    "IM BEING FORCED TO HAVE SEX",
    "im bein forced 2 have sex n im only 12",
    "forsed to have sex im twelve",
    "they make me have sex and im only 12",
    "made to have sex, 12 years old",
    "he is making me have sex with him",
    "someone is making me have sex",
    "i don't want to have sex but he makes me",
    "i have to have sex with him or he hits me",
    "my uncle makes me have sex with him",
    "getting forced into sex, what do i do, im 12",
    "hes forcing me into sex",
    "a man keeps having sex with me im 12",
    "i'm 12. i'm being forced to have sex.",
    "im being f*rced to have s*x",
    "i am being forced to have seggs and im only 12",
    "im being forced to have sex lol idk what to do",
    "my friend is being forced to have sex and shes only 12",
)
OF_OTHER_KINDS = (
    "i havent eaten in 4 days and i feel good about it",
    "i make myself sick after every meal",
    "my dad hits me when hes drunk",
    "someone online wants pics of me with no top on",
    "he says hell leak my nudes if i dont pay",
    "they make me carry drugs for them",
    "im getting sent abroad to marry someone i dont know",
    "i took all my mums tablets",
    "hes got a knife and hes outside my house",
    "my boyfriend strangled me",
    "theres no food in the house and mums been gone 2 days",
    "ive run away and ive got nowhere to sleep tonight",
)
ORDINARY = (
    "my mum shouts at me to tidy my room",
    "my dad wont let me go out",
    "my boyfriend is annoying",
    "we had a fight",
    "me and my best mate had a massive fight and now we dont talk",
    "my friends all left me out and i cant sleep",
    "im 13 and bored all the time, i like drawing. near e13",
    "anything free for my 8 and 14 year old on saturdays in hull?",
    "my mum forced me to have piano lessons",
    "we have sex ed tomorrow and its so awkward",
    "mum took my phone off me",
    "my brother beats me at fifa every time",
    "i could die of embarrassment",
    "this homework is killing me",
    "my daughter is on her phone all night",
    "i look after my mum, she has ms",
    "where can i get condoms",
    "is there a food bank near tw13",
    "i owe my friend a fiver",
    "i got hit in the face by a football",
    "my ex is going out with my friend",
    "i want to learn boxing",
    "my coach is really strict",
    "im really stressed about my gcses",
    "i hate maths so much",
    "shooting hoops with my mates after school",
    "my cat died and i miss her",
    "are there any self defence classes for girls",
    "",
    "   \n\t ",
    "🎉🎉🎉",
    "hello",
    "<script>alert(1)</script>",
    "'; DROP TABLE message; --",
)


@pytest.mark.parametrize("text", MISSED_IN_2018)
def test_what_others_missed_in_2018_calls_a_person(screen: Screen, text: str) -> None:
    found = screen.assess(text)
    assert found.tier in (Tier.IMMEDIATE, Tier.HIGH)
    assert "sexual_abuse" in found.categories


@pytest.mark.parametrize("text", OF_OTHER_KINDS)
def test_danger_of_other_kinds_than_suicide_calls_a_person(screen: Screen, text: str) -> None:
    assert screen.assess(text).calls_a_person


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_message_raises_nothing(screen: Screen, text: str) -> None:
    assert screen.assess(text) == Assessment()


def test_the_place_of_a_sign_is_given_in_the_text_as_typed(screen: Screen) -> None:
    text = "hi. ok so…  i wanna k1ll my self tbh"
    start, end = screen.assess(text).spans[0]
    assert "k1ll my self" in text[start:end]
    assert not text[start:end].startswith("hi")


def test_every_sign_in_a_message_is_named(screen: Screen) -> None:
    found = screen.assess("my dad hits me and i want to kill myself")
    assert {"physical_abuse", "suicidal_intent"} <= set(found.categories)
    assert len(found.rules) >= 2


class TestHistory:
    def test_a_sign_may_be_spread_over_two_messages(self, screen: Screen) -> None:
        assert screen.assess("have sex with him").tier is Tier.NONE
        found = screen.assess("have sex with him", ("my uncle makes me",))
        assert found.calls_a_person

    def test_what_was_said_before_is_not_counted_again(self, screen: Screen) -> None:
        before = ("i want to kill myself",)
        assert screen.assess("i like drawing", before).tier is Tier.NONE

    def test_only_the_last_messages_are_read_together(self, screen: Screen) -> None:
        far = ("my uncle makes me", "hello", "how are you", "i like art")
        assert screen.assess("have sex with him", far).tier is Tier.NONE

    def test_an_old_joke_lowers_nothing_now(self, screen: Screen) -> None:
        before = ("watching a film tonight haha", "its a game")
        assert screen.assess("i want to kill myself", before).calls_a_person

    def test_spans_lie_in_this_message(self, screen: Screen) -> None:
        text = "have sex with him"
        for start, end in screen.assess(text, ("my uncle makes me",)).spans:
            assert 0 <= start < end <= len(text)


class TestBadInput:
    @pytest.mark.parametrize("at", ["start", "end"])
    def test_a_sign_at_either_end_of_a_very_long_text_is_found(
        self, screen: Screen, at: str
    ) -> None:
        filler = "we went to the park and had a nice time. " * 1000
        sign = "i want to kill myself. "
        text = sign + filler if at == "start" else filler + sign
        assert len(text) > LIMIT
        assert screen.assess(text).calls_a_person

    def test_a_text_too_long_to_read_whole_is_never_plainly_nothing(self, screen: Screen) -> None:
        found = screen.assess("nice day. " * (LIMIT // 5))
        assert found.tier is Tier.CONCERN
        assert found.categories == ("other",)

    def test_ten_thousand_characters_are_read_whole(self, screen: Screen) -> None:
        text = "nice day. " * 500 + "my dad hits me. " + "nice day. " * 490
        assert len(text) < LIMIT
        assert screen.assess(text).calls_a_person

    @pytest.mark.parametrize(
        "text",
        [
            "i want to \ud800kill myself",
            "\udfff" * 50 + " i want to kill myself",
            "i want to kill\x00 myself\x07",
            "i want to k\u200bi\u200bl\u200bl myself",
            "i want to kill myself" + "\u0301" * 500,
        ],
    )
    def test_broken_characters_hide_nothing(self, screen: Screen, text: str) -> None:
        assert screen.assess(text).calls_a_person

    def test_whatever_the_characters_there_is_an_answer(self, screen: Screen) -> None:
        draw = random.Random(12)
        for _ in range(200):
            length = draw.randrange(60)
            text = "".join(chr(draw.randrange(0x110000)) for _ in range(length))
            for start, end in screen.assess(text).spans:
                assert 0 <= start < end <= len(text)


class _Faulty:
    def assess(self, text: str, history: tuple[str, ...] = ()) -> Assessment:
        raise RuntimeError(f"cannot read: {text}")


class TestFailSafe:
    def test_a_fault_counts_as_a_risk(self) -> None:
        found = FailSafe(_Faulty()).assess("hello")
        assert found == FAILED
        assert (found.failed, found.tier, found.categories) == (True, Tier.HIGH, ("other",))
        assert found.calls_a_person

    def test_a_fault_says_nothing_of_what_was_typed(self) -> None:
        with capture_logs() as logs:
            FailSafe(_Faulty()).assess("my secret")
        assert logs[0]["event"] == "screen.failed"
        assert "secret" not in str(logs)

    def test_rules_that_cannot_be_loaded_make_everything_a_risk_and_say_why(
        self, tmp_path: Path
    ) -> None:
        safe = FailSafe.loading(lambda: Screen.from_folder(tmp_path))
        assert safe.problem
        assert safe.assess("hello") == FAILED

    def test_a_screen_that_works_has_no_problem(self, screen: Screen) -> None:
        safe = FailSafe.loading(lambda: screen)
        assert safe.problem is None
        assert safe.assess("hello") == Assessment()
