from __future__ import annotations

import itertools
import re
from datetime import UTC, datetime

import pytest

from basics.vocabulary import vocabulary
from safeguarding.assessment import TAKEN_BACK, Assessment, Tier
from safeguarding.assessor import TAKEN_BACK as AS_ASSESSED
from safeguarding.contacts import NATIONS, all_contacts
from safeguarding.hours import Hours
from safeguarding.replies import (
    SafetyReply,
    again_reply,
    asked_for_person,
    beside_a_person,
    concern_line,
    first_reply,
    screening_failed,
    taken_back_reply,
    waiting_reply,
    words,
)
from tests.support.reading_age import grade, sentences
from tests.support.reading_age import words as words_in

CATEGORIES = vocabulary().risk_categories
PERSONAS = ("young_person", "parent", "professional", "unknown")
OFFICE = Hours.from_config(dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "09:00-17:00"))
NEVER = Hours()
STAFFED = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
CLOSING = datetime(2026, 11, 23, 16, 45, tzinfo=UTC)
CLOSED = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
MOMENTS = ((STAFFED, OFFICE), (CLOSING, OFFICE), (CLOSED, OFFICE), (STAFFED, NEVER))

MOST_WORDS, LONGEST_SENTENCE, HARDEST = 90, 20, 5.0
BANNED = (
    "user", "disclosure", "disclose", "safeguarding", "vulnerable", "at risk", "intervention", "appropriate",
    "unfortunately", "commit suicide", "committed suicide", "attention seeking", "calm down", "cheer up",
    "don't worry", "do not worry", "it will be okay", "everything will be", "i promise", "we promise",
    "keep it secret", "between us.", "confidential", "anonymous", "your fault?", "are you sure", "client",
    "patient", "case", "refer", "referral", "allegation", "alleged", "perpetrator", "victim", "abuser",
)  # fmt: skip
READING_NOW = (
    r"\b(is|are) (reading|here now|looking|watching|online)\b",
    r"\bsomeone (from|on) our team (is|can)\b",
    r"\bright away\b",
    r"\bin a (moment|minute)\b",
    r"\b(soon|shortly)\b",
    r"\bour team has it\b",
)


def reply(
    category: str,
    tier: Tier,
    persona: str,
    moment: datetime,
    hours: Hours,
    *,
    third_party: bool = False,
) -> SafetyReply:
    categories = (category, "third_party") if third_party else (category,)
    found = Assessment(tier=tier, categories=categories)
    return first_reply(found, persona=persona, age=13, now=moment, hours=hours)


def every_reply() -> list[str]:
    texts = [
        reply(category, tier, persona, moment, hours, third_party=other).text
        for category, tier, persona, (moment, hours), other in itertools.product(
            CATEGORIES, (Tier.HIGH, Tier.IMMEDIATE), PERSONAS, MOMENTS, (False, True)
        )
    ]
    for persona, (moment, hours) in itertools.product(PERSONAS, MOMENTS):
        asked = asked_for_person(persona=persona, age=13, now=moment, hours=hours)
        failed = screening_failed(persona=persona, age=13, now=moment, hours=hours)
        waits = [
            waiting_reply(n, persona=persona, age=13, now=moment, hours=hours) for n in range(4)
        ]
        concerns = [
            concern_line(found, persona=persona, age=13, n=n)
            for found, n in itertools.product([(name,) for name in CATEGORIES], range(2))
        ]
        texts += [each.text for each in (asked, failed, *waits, *concerns)]
        texts += further(persona, moment, hours)
    return sorted(set(texts))


def further(persona: str, moment: datetime, hours: Hours) -> list[str]:
    """What is said to a second sign: more of the same, something new, and taking it back."""
    texts = []
    for category, tier, n in itertools.product(
        CATEGORIES, (Tier.CONCERN, Tier.HIGH, Tier.IMMEDIATE), range(3)
    ):
        found = Assessment(tier=tier, categories=(category,))
        texts.append(
            taken_back_reply(found, persona=persona, age=13, now=moment, hours=hours, n=n).text
        )
        if tier is not Tier.CONCERN:
            texts += [
                again_reply(found, told, persona=persona, age=13, now=moment, hours=hours, n=n).text
                for told in ((category,), ("other",))
            ]
    return texts


EVERY = every_reply()


def test_no_reply_is_longer_than_someone_frightened_can_read() -> None:
    for text in EVERY:
        assert len(words_in(text)) <= MOST_WORDS, text


@pytest.mark.parametrize("persona", PERSONAS)
def test_two_kinds_of_danger_at_once_are_not_too_long_either(persona: str) -> None:
    for pair, (moment, hours) in itertools.product(
        itertools.combinations(CATEGORIES, 2), (MOMENTS[0], MOMENTS[2])
    ):
        found = Assessment(tier=Tier.IMMEDIATE, categories=pair)
        text = first_reply(found, persona=persona, age=13, now=moment, hours=hours).text
        assert len(words_in(text)) <= MOST_WORDS, (pair, text)


def test_no_sentence_is_longer_than_20_words() -> None:
    for text in EVERY:
        for sentence in sentences(text):
            assert len(words_in(sentence)) <= LONGEST_SENTENCE, sentence


def test_the_replies_together_are_easy_to_read() -> None:
    assert grade(EVERY) <= HARDEST


@pytest.mark.parametrize("word", BANNED)
def test_no_reply_has_a_word_we_do_not_use(word: str) -> None:
    shown = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)
    # A professional has a "safeguarding lead": that is what the role is called.
    texts = [text.replace("safeguarding lead", "lead") for text in EVERY]
    assert not [text for text in texts if shown.search(text)]


def test_nothing_is_asked_where_a_question_could_lead() -> None:
    assert not [text for text in EVERY if "?" in text]


def test_nothing_is_left_to_fill_in() -> None:
    assert not [text for text in EVERY if "{" in text or "None" in text or "  " in text]


@pytest.mark.parametrize("pattern", READING_NOW)
def test_out_of_hours_nobody_is_said_to_be_there(pattern: str) -> None:
    shown = re.compile(pattern, re.IGNORECASE)
    for persona, (moment, hours) in itertools.product(
        PERSONAS, ((CLOSED, OFFICE), (STAFFED, NEVER))
    ):
        texts = [reply(c, Tier.HIGH, persona, moment, hours).text for c in CATEGORIES]
        texts.append(asked_for_person(persona=persona, age=13, now=moment, hours=hours).text)
        texts.append(screening_failed(persona=persona, age=13, now=moment, hours=hours).text)
        for n in range(4):
            found = waiting_reply(n, persona=persona, age=13, now=moment, hours=hours)
            texts.append(found.text)
        # The people below (Childline and the like) are there: that is not about our team.
        ours = [
            sentence
            for text in texts
            for sentence in sentences(text)
            if not re.search("below|call|ring", sentence)
        ]
        assert not [sentence for sentence in ours if shown.search(sentence)]


@pytest.mark.parametrize("persona", PERSONAS)
def test_out_of_hours_the_next_staffed_time_is_named(persona: str) -> None:
    for category in CATEGORIES:
        assert (
            "tomorrow, Tuesday, from 9am"
            in reply(category, Tier.HIGH, persona, CLOSED, OFFICE).text
        )


def test_in_hours_the_time_until_which_someone_answers_is_named() -> None:
    assert "5pm today" in reply("self_harm", Tier.HIGH, "young_person", STAFFED, OFFICE).text


def test_just_before_the_end_both_times_are_named() -> None:
    text = reply("self_harm", Tier.HIGH, "young_person", CLOSING, OFFICE).text
    assert "5pm today" in text
    assert "tomorrow, Tuesday, from 9am" in text


def test_a_young_person_hears_thanks_and_that_it_cannot_stay_secret() -> None:
    for category in CATEGORIES:
        text = reply(category, Tier.HIGH, "young_person", STAFFED, OFFICE).text
        assert text.startswith("Thank you")
        assert "cannot keep this just between us" in text


def test_what_to_do_goes_before_who_reads_it_where_life_is_at_risk() -> None:
    urgent = reply("overdose", Tier.IMMEDIATE, "young_person", STAFFED, OFFICE).text
    high = reply("self_harm", Tier.HIGH, "young_person", STAFFED, OFFICE).text
    assert urgent.index("999") < urgent.index("cannot keep")
    assert high.index("cannot keep") < high.index("999")


def test_every_reply_to_danger_says_999_and_has_somebody_to_ring() -> None:
    for category, persona in itertools.product(CATEGORIES, PERSONAS):
        found = reply(category, Tier.HIGH, persona, STAFFED, OFFICE)
        assert "999" in found.text
        assert "emergency" in {card.id for card in found.contacts}


@pytest.mark.parametrize("category", ["sexual_abuse", "physical_abuse", "sextortion", "neglect"])
def test_it_is_not_their_fault(category: str) -> None:
    text = reply(category, Tier.HIGH, "young_person", STAFFED, OFFICE).text
    assert "not your fault" in text


@pytest.mark.parametrize("category", ["forced_marriage", "honour_based", "fgm"])
@pytest.mark.parametrize("persona", ["parent", "professional"])
def test_nobody_is_told_to_ask_the_family_where_that_is_the_danger(
    category: str, persona: str
) -> None:
    text = reply(category, Tier.HIGH, persona, STAFFED, OFFICE).text
    assert re.search(r"not (raise it with|contact) the family", text)


MUST_SAY: dict[str, tuple[str, ...]] = {
    "overdose": ("Ring 999 now", "A&E", "Do not wait", "feel fine"),
    "immediate_danger": ("ring 999 now", "safer place"),
    "suicidal_intent": ("ring 999 now", "not to be alone", "Move away from anything"),
    "plan_or_means": ("ring 999 now", "Move away from anything"),
    "weapon": ("get away", "ring 999 now", "out of reach"),
    "fgm": ("do not talk to your family", "taken away", "999", "not your fault"),
    "forced_marriage": ("do not talk to your family", "taken away", "999", "your choice"),
    "honour_based": ("do not talk to your family", "999", "nobody can see"),
    "sexual_abuse": ("not your fault", "do not have to say more", "999"),
    "sextortion": ("Do not pay", "do not send any more", "keep the messages", "not your fault"),
    "online_grooming": ("do not go to meet", "Keep the messages", "not your fault"),
    "sexual_exploitation": ("not your fault", "do not have to do what they say"),
    "trafficking": ("not your fault", "nobody can see", "999"),
    "criminal_exploitation": ("not your fault", "do not meet them alone", "999"),
    "missing": ("light and people", "somewhere safe", "999"),
    "harm_to_others": ("Move away from them", "ring 999 now"),
    "bullying_threat": ("Do not face them alone", "not your fault"),
    "domestic_abuse": ("do not get between them", "safe room", "not your fault"),
    "physical_abuse": ("not your fault", "999"),
    "emotional_abuse": ("not your fault", "adult you trust"),
    "neglect": ("not your fault", "should be looked after"),
    "relationship_abuse": ("not your fault", "cannot see"),
    "self_harm": ("bleeding", "999", "however small"),
    "passive_ideation": ("You matter", "adult you trust"),
    "eating_disorder": ("feel very ill", "whatever you weigh"),
    "radicalisation": ("do not have to go along", "999"),
    "third_party": ("looking out for them", "do not have to fix this alone"),
    "other": ("adult you trust", "999"),
}


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_young_person_is_told_what_to_do_about_this_very_thing(category: str) -> None:
    text = reply(category, Tier.HIGH, "young_person", STAFFED, OFFICE).text
    assert [part for part in MUST_SAY[category] if part not in text] == []


FRIEND_MUST_SAY = {
    "overdose": "Do not wait",
    "sextortion": "should not pay",
    "weapon": "Do not try to take it",
    "forced_marriage": "do not talk to their family",
    "physical_abuse": "do not face anyone at their home",
    "harm_to_others": "do not try to stop them yourself",
    "missing": "not go to look for them alone",
}


@pytest.mark.parametrize("category", FRIEND_MUST_SAY)
def test_a_friend_is_told_what_to_do_about_this_very_thing(category: str) -> None:
    text = reply(category, Tier.HIGH, "young_person", STAFFED, OFFICE, third_party=True).text
    assert FRIEND_MUST_SAY[category] in text


@pytest.mark.parametrize("category", CATEGORIES)
@pytest.mark.parametrize("third_party", [False, True])
def test_a_professional_is_sent_to_their_own_lead_and_procedure(
    category: str, third_party: bool
) -> None:
    text = reply(category, Tier.HIGH, "professional", STAFFED, OFFICE, third_party=third_party).text
    assert "tell your safeguarding lead" in text
    if third_party:
        assert "Follow your own procedure" in text


@pytest.mark.parametrize("persona", PERSONAS)
@pytest.mark.parametrize("category", ["fgm", "forced_marriage", "honour_based"])
def test_beside_any_other_danger_the_family_is_still_not_told(persona: str, category: str) -> None:
    for other, tier in itertools.product(CATEGORIES, (Tier.HIGH, Tier.IMMEDIATE)):
        found = Assessment(tier=tier, categories=(other, category))
        said = first_reply(found, persona=persona, age=13, now=STAFFED, hours=OFFICE).text
        assert re.search(r"not (talk to|tell|raise it with|contact) (your|their|the) family", said)
        assert len(re.findall(r"do not (?:talk to|tell|raise|contact)", said)) == 1
        if persona in ("young_person", "unknown"):
            assert "not your family" in said or "not their family" in said


@pytest.mark.parametrize("persona", PERSONAS)
def test_at_concern_the_family_is_not_told_either(persona: str) -> None:
    said = concern_line(("honour_based",), persona=persona, age=13).text
    assert re.search(r"not (talk to|tell|raise it with|contact) (your|their|the) family", said)


def test_what_may_harm_unseen_says_what_to_do_even_at_concern() -> None:
    assert "Ring 999 now" in concern_line(("overdose",), persona="young_person", age=13).text
    assert "999" not in concern_line(("bullying_threat",), persona="young_person", age=13).text


class TestAgain:
    def again(self, category: str, told: str, n: int = 0, tier: Tier = Tier.HIGH) -> str:
        found = Assessment(tier=tier, categories=(category,))
        return again_reply(
            found, (told,), persona="young_person", age=13, now=STAFFED, hours=OFFICE, n=n
        ).text

    def test_more_of_the_same_is_not_answered_with_the_same_words(self) -> None:
        first = reply("self_harm", Tier.HIGH, "young_person", STAFFED, OFFICE).text
        second, third = (self.again("self_harm", "self_harm", n) for n in (0, 1))
        assert len({first, second, third}) == 3
        assert "cannot keep" not in second
        assert len(words_in(second)) < len(words_in(first))
        assert "999" in second and "5pm today" in second

    def test_something_new_gets_words_of_its_own(self) -> None:
        text = self.again("sextortion", "self_harm")
        assert "not your fault" in text and "Do not pay" in text
        assert "cannot stay just between us either" in text

    def test_a_friend_after_oneself_is_something_new(self) -> None:
        found = Assessment(tier=Tier.HIGH, categories=("self_harm", "third_party"))
        text = again_reply(
            found, ("self_harm",), persona="young_person", age=13, now=STAFFED, hours=OFFICE
        ).text
        assert "looking out for them" in text

    def test_where_life_is_at_risk_what_to_do_still_goes_first(self) -> None:
        text = self.again("overdose", "overdose", tier=Tier.IMMEDIATE)
        assert text.index("999") < text.index("A person on our team")


class TestTakenBack:
    def test_it_is_told_by_what_the_memory_says(self) -> None:
        assert TAKEN_BACK == AS_ASSESSED
        assert Assessment(rules=(TAKEN_BACK, "memory.adds_up")).only_taken_back
        assert not Assessment(rules=(TAKEN_BACK, "hits_me")).only_taken_back
        assert not Assessment(rules=("memory.goes_on",)).only_taken_back

    def said(self, tier: Tier, n: int = 0, moment: datetime = STAFFED) -> SafetyReply:
        found = Assessment(
            tier=tier, categories=("overdose",), rules=("memory.taken_back",)
        )  # fmt: skip
        return taken_back_reply(
            found, persona="young_person", age=13, now=moment, hours=OFFICE, n=n
        )

    def test_it_is_met_kindly_and_a_person_still_reads_it(self) -> None:
        said = self.said(Tier.HIGH)
        assert "still asked a person to read this" in said.text
        assert "never a bother" in said.text
        assert "5pm today" in said.text
        assert said.contacts
        assert len(words_in(said.text)) < 45

    def test_said_again_it_is_answered_in_other_words(self) -> None:
        assert self.said(Tier.HIGH).text != self.said(Tier.HIGH, 1).text

    def test_where_life_may_be_at_risk_what_to_do_is_still_said(self) -> None:
        text = self.said(Tier.IMMEDIATE).text
        assert "this still counts. Ring 999 now" in text

    def test_out_of_hours_the_next_staffed_time_is_named(self) -> None:
        assert "tomorrow, Tuesday, from 9am" in self.said(Tier.HIGH, moment=CLOSED).text

    def test_a_worry_taken_back_is_answered_in_one_line(self) -> None:
        said = self.said(Tier.CONCERN)
        assert "still glad you said it" in said.text and said.contacts


def test_a_worry_about_a_friend_has_words_of_its_own() -> None:
    own = reply("self_harm", Tier.HIGH, "young_person", STAFFED, OFFICE).text
    friend = reply("self_harm", Tier.HIGH, "young_person", STAFFED, OFFICE, third_party=True).text
    assert "looking out for them" in friend
    assert "even if they asked you not to" in friend
    assert friend != own


def test_every_category_has_words_that_are_meant_for_it() -> None:
    grouped = [name for members in words()["groups"].values() for name in members]
    assert len(grouped) == len(set(grouped))
    assert {*grouped, "third_party", "other"} == set(CATEGORIES)


def test_whoever_is_pointed_below_finds_somebody_there_day_and_night() -> None:
    always = {contact.id for contact in all_contacts() if contact.opening is None}
    for category, persona, nation in itertools.product(CATEGORIES, PERSONAS, NATIONS):
        found = Assessment(tier=Tier.HIGH, categories=(category,))
        said = first_reply(
            found, persona=persona, age=None, now=CLOSED, hours=OFFICE, nation=nation
        )
        if "below" in said.text:
            assert {card.id for card in said.contacts} & always - {"emergency"}


@pytest.mark.parametrize("persona", PERSONAS)
@pytest.mark.parametrize(("moment", "hours"), MOMENTS)
def test_a_message_that_could_not_be_read_says_once_who_will(
    persona: str, moment: datetime, hours: Hours
) -> None:
    text = screening_failed(persona=persona, age=13, now=moment, hours=hours).text
    assert text.count("passed it to our team") <= 1
    assert text.lower().count("our team") <= 1
    assert "could not read your message" in text


def test_waiting_does_not_say_the_same_thing_twice_running() -> None:
    for persona, (moment, hours) in itertools.product(("young_person",), MOMENTS):
        first, second = (
            waiting_reply(n, persona=persona, age=13, now=moment, hours=hours).text for n in (0, 1)
        )
        assert first != second


@pytest.mark.parametrize("persona", PERSONAS)
@pytest.mark.parametrize("category", CATEGORIES)
def test_beside_a_person_only_what_to_do_now_is_said(persona: str, category: str) -> None:
    found = Assessment(tier=Tier.HIGH, categories=(category,))
    said = beside_a_person(found, persona=persona, age=13)
    assert "999" in said.text
    assert "our team" not in said.text.lower()
    assert said.contacts


def test_waiting_gives_the_contacts_of_what_was_said() -> None:
    found = waiting_reply(
        0, persona="young_person", age=13, now=CLOSED, hours=OFFICE, tier=Tier.IMMEDIATE,
        categories=("suicidal_intent",),
    )  # fmt: skip
    assert found.contacts[0].id == "emergency"


def test_a_first_reply_is_a_few_short_paragraphs() -> None:
    for category, tier, persona, (moment, hours) in itertools.product(
        CATEGORIES, (Tier.HIGH, Tier.IMMEDIATE), PERSONAS, MOMENTS
    ):
        paragraphs = reply(category, tier, persona, moment, hours).text.split("\n\n")
        assert 2 <= len(paragraphs) <= 4
        assert all(0 < len(words_in(paragraph)) <= 45 for paragraph in paragraphs), paragraphs
