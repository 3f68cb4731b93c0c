from __future__ import annotations

import time

import pytest

from safeguarding.index import PatternIndex, known_words
from safeguarding.pattern_syntax import PatternError, compile_pattern
from safeguarding.patterns import Match, Pattern

SLOTS = {"self": ["myself", "himself"], "someone": ["mum", "my dad", "<self>"]}


def pattern(source: str) -> Pattern:
    return compile_pattern(source, SLOTS)


def found(source: str, text: str) -> list[str]:
    tokens = text.split()
    return [" ".join(tokens[match.start : match.end]) for match in pattern(source).find_all(tokens)]


@pytest.mark.parametrize(
    ("source", "text", "hits"),
    [
        ("want to die", "i want to die now", ["want to die"]),
        ("want to die", "i want not to die", []),
        ("cut*", "cutting and cuts and cat", ["cutting", "cuts"]),
        ("(kill|end it|hang)", "kill or end it or end", ["kill", "end it"]),
        ("kill [my] dad", "kill dad kill my dad", ["kill dad", "kill my dad"]),
        ("hate <self>", "i hate myself", ["hate myself"]),
        ("tell <someone>", "tell my dad tell himself", ["tell my dad", "tell himself"]),
        ("want ~ die", "want to just go die", ["want to just go die"]),
        ("want ~ die", "want a b c d die", []),
        ("want ~5 die", "want a b c d die", ["want a b c d die"]),
        ("want ~ die", "want . die", []),
        ("want ~ die", "want never die", []),
        ("want ~ die", "want to not die", []),
        ("want ... die", "want help . not die", ["want help . not die"]),
        ("^ help $", "help", ["help"]),
        ("^ help $", "hi . help . bye", ["help"]),
        ("^ help $", "help me", []),
        ("^ help", "please help", []),
        ("bye $", "bye all", []),
        ("can not ~ cope", "can not cope", ["can not cope"]),
        ("(a|a b) c", "a b c a c", ["a b c", "a c"]),
    ],
)
def test_what_a_pattern_finds(source: str, text: str, hits: list[str]) -> None:
    assert found(source, text) == hits


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("im gonna cut myself", "i am going to cut myself"),
        ("i really want to", "i want to"),
        ("i dont want", "i do not want"),
        ("want (really|to)", "want to"),
        ("not [really|very] safe", "not safe"),
        ("cos of", "because of"),
        ("mam", "mum"),
        ("my step dad", "my stepdad"),
        ("a bit sad", "sad"),
    ],
)
def test_a_pattern_is_read_as_the_normaliser_leaves_its_words(written: str, typed: str) -> None:
    """Whoever writes a rule may write as people type: fillers go, spellings are put right."""
    assert found(written, typed) == [typed]


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("(kill", "not closed"),
        ("kill)", "unexpected"),
        ("(kill]", "closes nothing"),
        ("(kill|)", "empty choice"),
        ("()", "empty choice"),
        ("kill <nobody>", "no list <nobody>"),
        ("[kill]", "matches nothing"),
        ("^ $", "matches nothing"),
        ("~ kill", "gap at the edge"),
        ("kill ...", "gap at the edge"),
        ("kill ~99 me", "gap is 1 to"),
        ("kill ~0 me", "gap is 1 to"),
        ("Kill me", "cannot read"),
        ("kill+ me", "cannot read"),
        (r"kill\b", "cannot read"),
        ("really", "matches nothing"),
        ("(really|very) want", "never read"),
        ("(a bit|kind of) sad", "never read"),
        ("can't stop", "without an apostrophe"),
    ],
)
def test_what_is_not_the_language_is_refused(source: str, says: str) -> None:
    with pytest.raises(PatternError, match=says) as refused:
        pattern(source)
    if source.strip():
        assert source in refused.value.message


def test_a_list_cannot_use_one_that_is_not_there() -> None:
    with pytest.raises(PatternError, match="no list <other>"):
        compile_pattern("a <x>", {"x": ["<other>"]})


def test_a_pattern_knows_whether_it_has_a_not() -> None:
    assert pattern("(never|can not) stop").negates
    assert not pattern("want to die").negates


def test_the_latest_start_is_taken() -> None:
    """A sign must not seem to begin long before it does: context looks before its start."""
    tokens = ["want", "x", "want", "to", "die"]
    assert pattern("want ~3 die").match_at(tokens, 0, 4) == Match(2, 5)


def test_spans_of_a_pattern() -> None:
    assert (pattern("a [b] ~2 c").shortest, pattern("a [b] ~2 c").longest) == (2, 5)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("(a|a a) ~8 (a|a a) ~8 (a|a a) ~8 (a|a a) ~8 (a|a a) ~8 b", "a " * 4_000),
        ("a ... a ... a ... a ... a ... b", "a " * 4_000),
        ("[a] [a] [a] [a] [a] [a] [a] [a] [a] [a] [a] [a] a b", "a " * 4_000),
        ("((a|b)|(b|a)) ~8 ((a|b)|(b|a)) ~8 ((a|b)|(b|a)) c", "a b " * 2_000),
    ],
)
def test_hostile_text_costs_no_more_than_its_length(source: str, text: str) -> None:
    """A matcher that backtracks needs longer than the age of the world for these."""
    tokens = text.split()
    index = PatternIndex([(pattern(source), "x")])
    began = time.process_time()
    assert list(index.find(tokens)) == []
    assert list(index.find([*tokens, tokens[0]])) == []
    assert pattern(source).find_all(tokens) == []
    assert time.process_time() - began < 20


class TestIndex:
    def test_it_finds_what_the_pattern_finds(self) -> None:
        sources = [
            "want to die", "(kill|end) ~2 <self>", "i [all] want ~3 gone", "^ help $", "strangl* me",
            "(i|we) (am|are) going", "a ... b",
        ]  # fmt: skip
        texts = [
            "i want to die", "kill all of myself", "end himself", "i all want it all gone", "help",
            "he strangled me", "we are going", "a . x b", "nothing at all", "i want to go",
        ]  # fmt: skip
        index = PatternIndex([(pattern(source), source) for source in sources])
        for text in texts:
            tokens = text.split()
            said = {source for source, _, _ in index.find(tokens)}
            assert said == {each for each in sources if pattern(each).find_all(tokens)}, text

    def test_a_pattern_without_any_certain_word_is_found_too(self) -> None:
        index = PatternIndex([(pattern("(a|b [c])"), "either")])
        assert {name for name, _, _ in index.find(["x", "b"])} == {"either"}

    def test_the_words_it_looks_for(self) -> None:
        words, prefixes = known_words([pattern("want ~ (die|end it) [cut*]")])
        assert words == {"want", "die", "end", "it"}
        assert prefixes == ("cut",)

    def test_a_word_that_is_needed_may_stand_as_far_off_as_the_pattern_reaches(self) -> None:
        index = PatternIndex([(pattern("kill ~8 him ~8 her"), "far")])
        far = ["kill", *["x"] * 8, "him", *["x"] * 8, "her"]
        for before in (0, 20, 23, 24, 30, 500):
            assert [name for name, _, _ in index.find(["y"] * before + far)] == ["far"]
        too_far = ["kill", *["x"] * 8, "him", *["x"] * 9, "her"]
        assert list(index.find(too_far)) == []

    def test_what_is_done_is_passed_over(self) -> None:
        one, other = object(), object()
        index = PatternIndex([(pattern("kill him"), one), (pattern("him"), other)])
        found = [name for name, _, _ in index.find(["kill", "him"], {id(one)})]
        assert found == [other]
