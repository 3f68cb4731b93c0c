from __future__ import annotations

import itertools
import re
from datetime import UTC, datetime

import pytest

from basics.vocabulary import vocabulary
from safeguarding.assessment import Assessment, Tier
from safeguarding.hours import Hours
from safeguarding.replies import (
    SafetyReply,
    asked_for_person,
    beside_a_person,
    concern_line,
    first_reply,
    screening_failed,
    waiting_reply,
    words,
)
from safeguarding.replies_schema import YOUNG_GROUPS
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
            for found, n in itertools.product([("self_harm",), ("third_party",)], range(2))
        ]
        texts += [each.text for each in (asked, failed, *waits, *concerns)]
    return sorted(set(texts))


EVERY = every_reply()


def test_no_reply_is_longer_than_someone_frightened_can_read() -> None:
    for text in EVERY:
        assert len(words_in(text)) <= MOST_WORDS, text


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


def test_a_worry_about_a_friend_has_words_of_its_own() -> None:
    own = reply("self_harm", Tier.HIGH, "young_person", STAFFED, OFFICE).text
    friend = reply("self_harm", Tier.HIGH, "young_person", STAFFED, OFFICE, third_party=True).text
    assert "looking out for them" in friend
    assert friend != own


def test_every_category_has_words_that_are_meant_for_it() -> None:
    grouped = {name for members in words()["groups"].values() for name in members}
    assert grouped | {"third_party", "other"} == set(CATEGORIES)
    assert set(words()["groups"]) | {"third_party", "other"} == set(YOUNG_GROUPS)


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
