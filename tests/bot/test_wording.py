from __future__ import annotations

import re
from typing import Any

import pytest

from basics.content import ContentError
from basics.vocabulary import vocabulary
from bot.plan import COMMANDS
from bot.ports import Who
from bot.wording import Wording, WordsMissing, listed
from flows.loader import load
from flows.words_used import by_engine, of_step
from tests.support.reading_age import grade, sentences, words

LONGEST_SENTENCE = 20
HARDEST = 5.0
"""Flesch-Kincaid grade over the whole set: a reading age of 9 to 11."""
NOT_OUR_WORDS = (
    "user", "users", "unfortunately", "issue", "issues", "client", "clients", "patient", "utilise",
    "signpost", "signposting", "appropriate", "engage", "wellbeing", "vulnerable", "disclosure",
    "safeguarding", "intervention", "provision", "facilitate", "kindly", "regarding", "eligible",
    "amazing", "awesome", "hooray", "yay", "cheer up", "calm down", "kiddo", "mentally ill",
    "attention seeking", "commit suicide", "service user", "don't worry", "at risk",
)  # fmt: skip

SERVICE = {
    "name": "Ink Club", "how_to_start": "Send a message.", "when": "Saturdays, 10am",
    "where": "12 Mill Lane", "phone": None, "email": None, "url": None,
    "referral_needed": False, "fictional": True, "online": False,
}  # fmt: skip
BARE_SERVICE = {**SERVICE, "how_to_start": None, "when": None, "where": None, "fictional": False}
REFERRAL = {**SERVICE, "referral_needed": True, "phone": "01632 960001", "email": "a@b.example"}
FULL: dict[str, Any] = {
    "domains": [
        {"slug": "friendships", "label": "Friends", "topics": [{"slug": "loneliness", "label": "x"}]},
        {
            "slug": "talents_and_interests",
            "label": "Likes",
            "topics": [{"slug": "boredom", "label": "x"}, {"slug": "giving_back", "label": "y"}],
        },
    ],
    "interests": [{"slug": "boxing", "label": "boxing"}],
    "ages": ["13"], "place": "E13", "online": False, "persona": "young_person", "wants": None,
    "text": "", "free": True, "days": ["sat", "sun"], "not_days": ["mon"], "times": ["evening"],
    "access": ["quiet"], "audiences": ["girls_only"], "languages": ["Polish"],
    "not_topics": [], "not_interests": [{"slug": "football", "label": "football"}],
}  # fmt: skip
EMPTY: dict[str, Any] = {k: [] if isinstance(v, list) else None for k, v in FULL.items()}
PLAIN: dict[str, Any] = {
    "ages": ["13"], "place": "E13", "typed_place": "Narnia", "online": False, "worried": False,
    "topics": ["sleep"], "interests": [], "service": SERVICE, "shown_before": False,
    "text": "magic tricks", "hear": ["loneliness", "sleep"], "understood": FULL, "count": 4, "close": False, "relaxed": ["radius"],
    "fits": [], "children": 1, "nothing_for": [], "slug": "sleep", "age": "13", "low": "5",
    "high": "9", "label": "Hull", "name": "Sam", "link": "the chat page",
}  # fmt: skip
SAMPLES: tuple[dict[str, Any], ...] = (
    PLAIN,
    {**PLAIN, "count": 1, "place": None, "typed_place": None, "ages": [], "shown_before": True,
     "service": BARE_SERVICE, "understood": {**EMPTY, "text": "magic tricks"}, "relaxed": []},
    {**PLAIN, "online": True, "worried": True, "service": REFERRAL, "hear": ["boredom"],
     "understood": {**EMPTY, "online": True, "ages": ["5-9", "13"], "not_days": ["mon"]}},
    {**PLAIN, "fits": ["8", "14"], "children": 2, "nothing_for": ["5"]},
    {**PLAIN, "fits": ["5-9"], "children": 3, "count": 1, "slug": "football"},
    {**PLAIN, "close": True, "relaxed": ["days", "topics"]},
)  # fmt: skip


@pytest.fixture(scope="module")
def wording() -> Wording:
    return Wording.load()


@pytest.fixture(scope="module")
def everything(wording: Wording) -> dict[str, set[str]]:
    """Every text that people can read: each key, each audience, each way to say it."""
    found: dict[str, set[str]] = {}
    for key in sorted(wording.keys()):
        for audience, seed in wording.ways(key):
            for sample in SAMPLES:
                said = wording.say(key, _for(key, sample), audience=audience, seed=seed)
                found.setdefault(key, set()).add(said)
    return found


def _for(key: str, sample: dict[str, Any]) -> dict[str, Any]:
    """``slug`` means something else under each of these keys."""
    slugs = {"menu.domain": "health", "menu.group": "ball", "menu.interest": "boxing",
             "drop.interest": "boxing"}  # fmt: skip
    place = "E13" if key.startswith("results.near.") else sample["place"]
    return {**sample, "slug": slugs.get(key, "sleep"), "place": place}


def test_every_key_that_the_flows_use_has_words(wording):
    flow_set = load()
    used = set(by_engine(flow_set.groups))
    for flow in flow_set.flows.values():
        used |= {key for step in flow.steps.values() for key in of_step(step)}
    for command in flow_set.commands.values():
        used |= {tap.label for tap in command.taps} | {command.words or "command.help"}
    assert used - wording.keys() == set()


def test_every_text_can_be_filled_in_and_says_something_of_its_own(everything):
    silent_when_nothing = {"results.loosened", "understood.lines", "understood.about"}
    for key, texts in everything.items():
        for text in texts:
            assert text or key in silent_when_nothing, key
            assert "{" not in text and "None" not in text.replace("None of", ""), key


def test_sentences_are_short(everything):
    long = {
        (key, sentence)
        for key, texts in everything.items()
        for text in texts
        for sentence in sentences(text)
        if len(words(sentence)) > LONGEST_SENTENCE
    }
    assert long == set()


def test_the_whole_set_can_be_read_at_ten(everything):
    # A line of its own for each text, so that a change of one word does not sway the whole.
    said = [
        max(texts, key=len) for key, texts in everything.items() if not key.startswith("label.")
    ]
    assert grade(said) <= HARDEST


def test_no_single_text_of_some_length_is_hard(everything):
    hard = {
        key: round(grade([text]), 1)
        for key, texts in everything.items()
        for text in texts
        if len(words(text)) >= 25 and grade([text]) > HARDEST + 2
    }
    assert hard == {}


def test_words_that_we_do_not_use(everything):
    found = {
        (key, word)
        for key, texts in everything.items()
        for text in texts
        for word in NOT_OUR_WORDS
        if re.search(rf"\b{re.escape(word)}\b", text.lower())
    }
    assert found == set()


def test_plain_text_without_emoji_or_shouting(everything):
    for key, texts in everything.items():
        for text in texts:
            assert "<" not in text and "**" not in text and "](" not in text, key
            assert not re.search(r"[\U0001F000-\U0001FAFF\u2600-\u27BF]", text), key
            assert "!" not in text, key


def test_every_command_has_a_button(wording):
    for command in COMMANDS:
        assert wording.say(f"button.{command}", who=Who())


def test_buttons_are_short(everything):
    long = {
        t
        for k, texts in everything.items()
        if k.startswith("button.")
        for t in texts
        if len(t) > 28
    }
    assert long == set()


def test_every_topic_is_heard_in_both_voices_and_more_than_one_way(wording):
    for topic in vocabulary().topics:
        key = f"hear.{topic}"
        ways = list(wording.ways(key))
        assert {audience for audience, _ in ways} == {"young_person", "parent"}, key
        assert len(ways) >= 4, key


def test_hearing_asks_nothing(everything):
    for key, texts in everything.items():
        if key.startswith("hear.") and key != "hear.still_here":
            assert not any("?" in text for text in texts), key


def test_the_greeting_says_that_it_is_a_bot_and_when_a_person_reads(everything):
    for text in everything["greeting.hello"]:
        assert "bot" in text
        assert "unsafe" in text and "person" in text


def test_the_seed_turns_through_the_ways_to_say_it(wording):
    said = [wording.say("place.ask", PLAIN, seed=seed) for seed in range(4)]
    assert said[0] != said[1]
    assert said[:2] == said[2:]


def test_adults_get_their_own_words_and_a_key_without_them_gets_the_common_ones(wording):
    young = wording.say("age.again", PLAIN)
    assert wording.say("age.again", PLAIN, who=Who("parent")) != young
    assert wording.say("age.again", PLAIN, who=Who("unknown")) == young
    assert wording.say("who.ask", audience="professional") == wording.say("who.ask")


def test_a_flow_knows_first_who_is_there(wording):
    parent = wording.say("age.again", {"audience": "parent"}, who=Who("young_person"))
    assert parent == wording.say("age.again", who=Who("parent"))


def test_a_missing_key_and_a_missing_value_are_named(wording):
    with pytest.raises(WordsMissing, match=r"no\.such"):
        wording.say("no.such")
    with pytest.raises(WordsMissing, match=r"menu\.area.*label"):
        wording.say("menu.area")


def test_values_are_never_read_as_templates(wording):
    typed = "{{ 7 * 7 }} {% for x in y %}"
    assert typed in wording.say("place.unknown", {**PLAIN, "typed_place": typed})


def test_a_label_is_one_line(wording):
    assert wording.label("drop.topic", {"slug": "sleep"}) == "Not: sleep"


def test_a_broken_template_and_a_key_in_two_files_are_refused(tmp_path):
    (tmp_path / "a.yml").write_text("some.key: Hello {{ name\n")
    with pytest.raises(ContentError, match=r"some\.key"):
        Wording.load(tmp_path)
    (tmp_path / "a.yml").write_text("some.key: Hello\n")
    (tmp_path / "b.yml").write_text("some.key: Hi\n")
    with pytest.raises(ContentError, match="another file"):
        Wording.load(tmp_path)


def test_a_folder_without_words_and_a_bad_entry_are_refused(tmp_path):
    with pytest.raises(ContentError, match="no words"):
        Wording.load(tmp_path)
    (tmp_path / "a.yml").write_text("nodots: Hello\n")
    with pytest.raises(ContentError, match="nodots"):
        Wording.load(tmp_path)


@pytest.mark.parametrize(
    ("values", "said"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_lists_read_like_english(values, said):
    assert listed(values) == said
