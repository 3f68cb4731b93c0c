from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from safeguarding.assessment import Assessment, Tier
from safeguarding.normaliser import LIMIT, original
from safeguarding.screen import FAILED, FailSafe, Screen

NO_RULES = "There are no rules here."


class Broken:
    """An assessor in which something is wrong."""

    def assess(self, text: str, history: tuple[str, ...] = ()) -> Assessment:
        raise RuntimeError(f"cannot read {text}")


class TestFailSafe:
    def test_a_fault_counts_as_a_risk(self) -> None:
        found = FailSafe(Broken()).assess("hello")
        assert found == FAILED
        assert found.failed
        assert found.tier is Tier.HIGH
        assert found.calls_a_person
        assert found.categories == ("other",)

    def test_a_fault_is_logged_without_what_was_said(self) -> None:
        with capture_logs() as logs:
            FailSafe(Broken()).assess("my secret words")
        assert logs == [{"event": "screen.failed", "problem": "RuntimeError", "log_level": "error"}]

    def test_a_screen_that_cannot_be_loaded_treats_everything_as_a_risk(self) -> None:
        def load() -> Screen:
            raise ValueError(NO_RULES)

        broken = FailSafe.loading(load)
        assert broken.problem == NO_RULES
        assert broken.assess("hello") == FAILED

    def test_a_screen_that_loads_has_no_problem(self) -> None:
        whole = FailSafe.loading(Screen.from_folder)
        assert whole.problem is None
        assert whole.assess("i want to kill myself").tier is Tier.HIGH
        assert whole.assess("hello") == Assessment()

    def test_what_stops_the_program_is_not_swallowed(self) -> None:
        class Stopping:
            def assess(self, text: str, history: tuple[str, ...] = ()) -> Assessment:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            FailSafe(Stopping()).assess("hello")


# What two well-known chatbots missed when they were tested in 2018, in words of our own:
# sexual abuse of a child, eating disorders and drugs (policeprofessional.com, 11 December 2018).
@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("im 12 and i was forced to have sex", "sexual_abuse"),
        ("Im being made to have sex and im only 12 years old", "sexual_abuse"),
        ("someone makes me have sex with him. i am twelve", "sexual_abuse"),
        ("hes making me have sex n im 12", "sexual_abuse"),
        ("i make myself sick after every meal", "eating_disorder"),
        ("i throw up everything i eat so i get thin", "eating_disorder"),
        ("ive stopped eating, i havent had food for 4 days", "eating_disorder"),
        ("i took loads of pills at a party and feel really weird", "overdose"),
        ("they make me sell drugs for them and i cant stop", "criminal_exploitation"),
        ("i hurt myself, i keep cutting", "self_harm"),
    ],
)
def test_what_others_missed_calls_a_person(screen: Screen, text: str, category: str) -> None:
    found = screen.assess(text)
    assert found.calls_a_person, found
    assert category in found.categories


@pytest.mark.parametrize(
    "text",
    [
        "im gonna kill myself",
        "IM GONNA KILL MYSELF",
        "gonna kms 2nite",
        "i wanna unalive myself fr",
        "im gnna k1ll mys3lf",
        "i.m gonna k i l l myself",
        "im gonna kil\u200blmyself",
        "\u202eim\u202c gonna kill myself",
        "im gonna \u2066kill\u2069 myself \ud83d\ude14",
        "im gonna kill\ud800 myself\udfff",
        "ｉｍ ｇｏｎｎａ ｋｉｌｌ ｍｙｓｅｌｆ",
        "im gonna кill mysеlf",
        "im gonna kill myself 💀💀💀 lol jk",
        "<b>im gonna kill myself</b>",
        "'; DROP TABLE message; -- im gonna kill myself",
        "im\ngonna\nkill\nmyself",
    ],
)
def test_a_sign_is_found_however_it_is_typed(screen: Screen, text: str) -> None:
    assert screen.assess(text).tier.rank >= Tier.CONCERN.rank
    if "lol" not in text:
        assert screen.assess(text).calls_a_person


# What young people, parents and teachers say all day. None of it is a sign of anything.
ORDINARY = [
    "", " ", "🌈", "13", "e13", "hi", "hello", "yes", "no", "ok", "idk", "lol", "thanks", "bye", "??", "...",
    "<script>alert(1)</script>", "SELECT * FROM users", "a" * 300, "😀" * 300, "can i talk to a person", "help",
    "im bored", "bored out of my mind", "im 13 and bored all the time, i like drawing. near e13",
    "anything free for my 8 and 14 year old on saturdays in hull?", "i want to make friends",
    "my friends all left me out and i cant sleep", "no one sits with me at lunch", "i have no friends",
    "my best mate isnt talking to me", "i fell out with my mates", "she got everyone to ignore me today",
    "im stressed about my gcses", "i failed my mock and im gutted", "maths is killing me", "i hate school",
    "i get so nervous before tests i feel sick", "im worried about my exams", "i dont know what to do after year 11",
    "im feeling a bit down", "i feel sad sometimes", "im lonely", "i feel anxious in crowds", "i get angry easily",
    "my nan died last month and i miss her", "our dog died", "my grandad is in hospital", "mum has cancer",
    "my parents are getting divorced", "me and mum argue about my phone", "dad shouts when i dont tidy my room",
    "i got grounded", "my brother is so annoying", "my little sister bites me lol", "my cat bit me",
    "i look after my mum because she cant walk", "money is tight", "we use the food bank", "im hungry, whats for tea",
    "i like boxing", "kickboxing near me", "i want to learn self defence", "judo for girls", "is there a shooting range",
    "i play fifa and call of duty", "i got killed in fortnite again", "i died 10 times on that boss",
    "lets kill it at the show tonight", "this is sick", "thats so sick bro", "im dead 😂", "i could murder a kebab",
    "i nearly died of embarrassment", "dying of laughter", "im literally dying of boredom", "shoot me a message",
    "shoot some hoops", "i smashed my exam", "the test destroyed me", "he cut the grass", "i cut my hair",
    "i cut my knee at football", "paper cut", "i burnt the toast", "i want to cut down on sugar", "cut the music",
    "my tooth hurts", "my legs hurt after running", "broke my arm on a trampoline", "i take tablets for hayfever",
    "where can i get help with my asthma", "im on adhd meds", "i need the toilet", "i ran away from a wasp",
    "i miss my dad, he works away", "i missed the bus", "whens the next session", "is it wheelchair friendly",
    "i want to run a marathon", "can i bring my boyfriend", "i like this girl in my class",
    "my girlfriend broke up with me", "how do i ask someone out", "i think im gay", "my mate is trans",
    "i met my friends online playing minecraft", "can i have your insta", "i sent the wrong picture to my teacher",
    "i take pictures of birds", "photography club", "my video got 500 views", "we had a talk about knife crime",
    "i need a knife for food tech", "bake off is on", "i like history, we did the holocaust", "we did ww2 today",
    "my cousins wedding is in pakistan", "im going to bangladesh for summer", "i pray at the mosque", "im muslim",
    "im catholic", "we moved here from syria", "i want to join the army cadets", "i want to be a police officer",
    "im allowed out till 9", "my mum wont let me have tiktok", "im vegan", "i want to get fit and eat better",
    "i want to lose a bit of weight for rugby", "i skipped breakfast", "im fat lol", "i dont like my nose",
    "looking for a youth club for my son, he is shy", "a girl in my form needs a hobby", "my daughter loves gymnastics",
    "my pupils want a debating club", "do you know a parenting course", "is this private", "are you a robot",
    "who reads this", "delete my chat", "stop", "start again", "what can you do",
]  # fmt: skip


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_talk_is_nothing(screen: Screen, text: str) -> None:
    assert screen.assess(text) == Assessment()


class TestHistory:
    @pytest.mark.parametrize(
        "lines",
        [
            ("i want", "to kill", "myself"),
            ("my stepdad", "keeps hitting", "me"),
            ("hes been touching", "me", "down there"),
            ("im going", "to", "end it"),
        ],
    )
    def test_a_disclosure_over_three_lines(self, screen: Screen, lines: tuple[str, ...]) -> None:
        assert screen.assess(lines[-1]).tier is Tier.NONE
        assert screen.assess(lines[-1], lines[:-1]).calls_a_person

    def test_what_was_said_before_is_not_counted_again(self, screen: Screen) -> None:
        assert screen.assess("i want to kill myself").calls_a_person
        assert screen.assess("hello", ("i want to kill myself",)) == Assessment()

    def test_it_marks_only_what_is_in_this_message(self, screen: Screen) -> None:
        found = screen.assess("kill myself", ("im going to",))
        assert found.calls_a_person
        assert original("kill myself", found.spans) == ["kill myself"]

    def test_only_the_last_lines_are_joined(self, screen: Screen) -> None:
        assert screen.assess("myself", ("i want to kill", "anyway", "lol")).tier is Tier.NONE

    def test_a_long_earlier_message_is_read_at_its_end(self, screen: Screen) -> None:
        earlier = "the cat sat on the mat. " * 2_000 + "i want to kill"
        assert screen.assess("myself", (earlier,)).calls_a_person

    def test_three_concerns_of_different_kinds_call_a_person(self, screen: Screen) -> None:
        concerns = {
            rule.categories[0]: rule.positives[0]
            for rule in screen.rules.rules
            if rule.tier is Tier.CONCERN and screen.assess(rule.positives[0]).tier is Tier.CONCERN
        }
        chosen = [text for text in concerns.values() if len(text) < 90][:3]
        assert len(chosen) == 3
        assert screen.assess(". ".join(chosen[:1])).tier is Tier.CONCERN
        assert screen.assess(". ".join(chosen)).tier is Tier.HIGH


class TestLongText:
    FILLING = "we went to the park and then we had some chips. " * 600

    @pytest.mark.parametrize(
        "text",
        [f"i want to kill myself. {FILLING}", f"{FILLING} i want to kill myself"],
        ids=["at the start", "at the end"],
    )
    def test_a_sign_at_either_end_is_found(self, screen: Screen, text: str) -> None:
        assert len(text) > LIMIT
        found = screen.assess(text)
        assert found.calls_a_person
        assert original(text, found.spans)[0].endswith("kill myself")

    def test_what_is_not_read_whole_is_looked_at_by_a_person(self, screen: Screen) -> None:
        found = screen.assess(self.FILLING)
        assert found.tier is Tier.CONCERN
        assert found.rules == ("screen.cut",)
        assert found.categories == ("other",)

    @pytest.mark.parametrize(
        "text",
        ["i want to " * 3_000, "kill " * 4_000, "i " * 9_000, "my dad " * 2_800, "he she they " * 1_600,
         "want to not never no " * 900, "k*ll " * 4_000, "(" * 20_000, "." * 20_000, "a.b " * 5_000],
    )  # fmt: skip
    def test_hostile_text_is_read(self, screen: Screen, text: str) -> None:
        assert isinstance(screen.assess(text, (text, text)), Assessment)


class TestContextOverTheShippedRules:
    """Context lowers by one tier at most, and an immediate sign by none."""

    BEFORE = (
        "in minecraft", "lol", "it is for my english essay", "in the film", "haha", "years ago", "from boredom",
        "on fortnite my character said", "we did this in history", "in a dream",
    )  # fmt: skip
    AFTER = (
        "in minecraft", "lol", "its for my essay", "in the film", "haha 💀", "from boredom",
        "but that was years ago and im fine now", "in the game", "says the book we read in class",
    )  # fmt: skip

    @pytest.mark.parametrize("words", BEFORE)
    def test_before_a_sign_by_one_tier_at_most(self, screen: Screen, words: str) -> None:
        assert _lost(screen, f"{words} {{}}", "near seaside {}") == []

    @pytest.mark.parametrize("words", AFTER)
    def test_after_a_sign_by_one_tier_at_most(self, screen: Screen, words: str) -> None:
        assert _lost(screen, f"{{}} {words}", "{} near seaside") == []


def _lost(screen: Screen, way: str, plain: str) -> list[tuple[str, str, Tier, Tier]]:
    """Positives that lose more than a tier by ``way``, or immediate ones that lose any, beside the
    same words in a ``plain`` frame."""
    lost = []
    for rule in screen.rules.rules:
        for text in rule.positives:
            before = screen.assess(plain.format(text)).tier
            after = screen.assess(way.format(text)).tier
            if after.rank < (3 if before is Tier.IMMEDIATE else before.rank - 1):
                lost.append((rule.id, text, before, after))
    return lost


class TestWhatIsSaid:
    def test_the_words_that_were_typed_are_marked(self, screen: Screen) -> None:
        text = "hiya. I Wanna K1LL MySelf tbh"
        found = screen.assess(text)
        assert original(text, found.spans) == ["I Wanna K1LL MySelf"]

    def test_a_friend_in_danger_is_a_third_party_too(self, screen: Screen) -> None:
        found = screen.assess("my friend wants to kill herself")
        assert {"suicidal_intent", "third_party"} <= set(found.categories)
        assert "third_party" not in screen.assess("i want to kill myself").categories

    def test_the_most_urgent_sign_gives_the_tier(self, screen: Screen) -> None:
        found = screen.assess("i make myself sick after eating. i just took loads of pills")
        assert found.tier is Tier.IMMEDIATE
        assert found.categories[0] == "overdose"
        assert "eating_disorder" in found.categories

    def test_each_rule_and_category_is_named_once(self, screen: Screen) -> None:
        found = screen.assess("i want to die. i want to die. i want to die")
        assert len(set(found.rules)) == len(found.rules)
        assert len(set(found.categories)) == len(found.categories)

    def test_rules_alone_give_no_score(self, screen: Screen) -> None:
        assert screen.assess("i want to die").score is None

    def test_the_same_text_is_found_the_same_again(self, screen: Screen) -> None:
        text = "my uncle hits me and i want to die"
        assert screen.assess(text) == Screen.from_folder().assess(text)
