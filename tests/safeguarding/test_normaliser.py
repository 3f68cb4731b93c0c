from __future__ import annotations

import random
import re
import sys
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeguarding.normaliser import LIMIT, Normalised, Normaliser, original

READER = Normaliser({"kill", "myself", "knife", "want", "dad"}, ["strangl"])
PIECES = [
    "kill",
    "myself",
    "k1ll",
    "knife",
    "🔪",
    "dad",
    "im",
    "k i l l",
    "x",
    "ｋ",
    "é",
    "…",
    "!?",
    "🇬🇧",
    "can't",
    "*",
    "killmyself",
]


def words(normaliser: Normaliser, text: str) -> str:
    return " ".join(normaliser.read(text).tokens)


@pytest.mark.parametrize(
    "typed",
    [
        "i want to kill myself",
        "I WANT TO KILL MYSELF",
        "i   want\tto  kill myself",
        "i wanna kill myself",
        "i want 2 kill myself",
        "i want to kíll mysélf",
        "i want to ｋｉｌｌ myself",
        "i want to 𝓴𝓲𝓵𝓵 myself",
        "i want to кill mуself",  # Cyrillic к and у
        "i want to k1ll mys3lf",
        "i want to ki!l myself",
        "i want to k*ll myself",
        "i want to kiiiiill myself",
        "i want to k i l l myself",
        "i want to k.i.l.l myself",
        "i want to k-i-l-l my self",
        "i want to killmyself",
        "i really just want to literally kill myself",
        "i. want. to. kill. myself.",
        "i want to k\u200bill my\u00adself",
        "i want to \u202eki\u202cll myself",
        "i want to k\ud800ill myself",
        "i want to kill myslef",
        "i want to kill mysellf",
        "i want to k i l l m y s e l f",
        "i wantto kill myself",
        "iwanttokillmyself",
        "i want to ⓚⓘⓛⓛ myself",
        "i want to 🅺🅸🅻🅻 myself",
        "i want to 🇰🇮🇱🇱 myself",
        "i want to ᴋɪʟʟ myself",
        "i want to 𝔨𝔦𝔩𝔩 myself",
        "i want to k̷i̶l̸l̴ myself",
        "i want to κιll mysεlf",
        "i want to ki|| myse|f",
        "i want to kiIl myself",
        "| want to kill myself",
        "l want to k*** myself",
        "i want to k1️⃣ll myself",
        "i want to un@live myself",
        "i want to un-alive myself",
        "i want to killlll myself",
        "i wnat to kil myself",
    ],
)
def test_one_sentence_however_it_is_typed(normaliser: Normaliser, typed: str) -> None:
    assert words(normaliser, typed).rstrip(" .") == "i want to kill myself"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("im", "i am"),
        ("I'm", "i am"),
        ("I’m", "i am"),
        ("dont", "do not"),
        ("don't", "do not"),
        ("can't", "can not"),
        ("won't", "will not"),
        ("mum's", "mum is"),
        ("they'll", "they will"),
        ("me mam", "my mum"),
        ("gran", "nan"),
        ("unalive", "kill"),
        ("sewer slide", "suicide"),
        ("kms", "kms"),
        ("OD", "overdose"),
        ("OD'd", "overdosed"),
        ("o.d.", "overdose ."),
        ("k.m.s", "kms"),
        ("k y s", "kill yourself"),
        ("s e w e r s l i d e", "suicide"),
        ("s3lf h@rm", "self harm"),
        ("s-u-i-c-i-d-e", "suicide"),
        ("i h u r t myself", "i hurt myself"),
        ("sucide", "suicide"),
        ("suiside", "suicide"),
        ("cuting", "cutting"),
        ("raipd", "raped"),
        ("tuched", "touched"),
        ("abbused", "abused"),
        ("le dollar bean", "lesbian"),
        ("le$bean", "lesbian"),
        ("hes a pdf file", "he is a paedophile"),
        ("send me the pdf file", "send me the pdf file"),
        ("watching 🌽", "watching porn"),
        ("corn on the cob", "corn on the cob"),
    ],
)
def test_text_speak(normaliser: Normaliser, typed: str, meant: str) -> None:
    assert words(normaliser, typed) == meant


def test_emoji_say_what_they_stand_for(normaliser: Normaliser) -> None:
    assert "knife" in words(normaliser, "i have a 🔪").split()
    assert words(normaliser, "hello 🦊🌈") == "hello"
    assert words(normaliser, "☠️") == "deademoji"
    assert words(normaliser, "🔪🩸") == "knife blood"


@pytest.mark.parametrize("flag", ["🇬🇧", "🇵🇰", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏳️‍🌈"])
def test_a_flag_is_no_word(normaliser: Normaliser, flag: str) -> None:
    assert words(normaliser, f"hello {flag} there") == "hello there"


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n\n", "\t", "🌈🦊", "\u200b\u200d", "\x00\x01\x7f", "\ud83d"]
)
def test_nothing_to_read_is_no_words(normaliser: Normaliser, text: str) -> None:
    assert [token for token in normaliser.read(text).tokens if token != "."] == []


def test_sentences_end_where_a_line_or_a_stop_does(normaliser: Normaliser) -> None:
    assert normaliser.read("help. home").tokens == ("help", ".", "home")
    assert normaliser.read("help\nhome").tokens == ("help", ".", "home")
    assert normaliser.read("help?! home").tokens == ("help", ".", "home")


@pytest.mark.parametrize(
    ("typed", "word", "shown"),
    [
        ("I wanna KILL myself", "kill", "KILL"),
        ("so 😀 um, k i l l them", "kill", "k i l l"),
        ("héllo k1ll", "kill", "k1ll"),
        ("\u202ea\u202c unalive", "kill", "unalive"),
        ("𝓴𝓲𝓵𝓵", "kill", "𝓴𝓲𝓵𝓵"),
    ],
)
def test_a_word_knows_where_it_was_typed(
    normaliser: Normaliser, typed: str, word: str, shown: str
) -> None:
    read = normaliser.read(typed)
    span = read.spans[read.tokens.index(word)]
    assert original(typed, [span]) == [shown]


def test_a_word_typed_over_and_over_says_no_more_than_twice(normaliser: Normaliser) -> None:
    assert normaliser.read("help " * 500).tokens == ("help", "help")


def test_long_text_is_read_at_both_ends_and_says_so(normaliser: Normaliser) -> None:
    filling = "the cat sat on a mat " * 2_000
    read = normaliser.read(f"want {filling} overdose")
    assert len(filling) > LIMIT
    assert read.cut
    assert read.tokens[0] == "want"
    assert read.tokens[-1] == "overdose"
    assert original(f"want {filling} overdose", [read.spans[-1]]) == ["overdose"]


def test_text_up_to_the_limit_is_read_whole(normaliser: Normaliser) -> None:
    assert not normaliser.read("a" * LIMIT).cut
    assert normaliser.read("a" * (LIMIT + 1)).cut


def test_any_characters_can_be_read(normaliser: Normaliser) -> None:
    chance = random.Random(7)
    for _ in range(300):
        text = "".join(chr(chance.randrange(sys.maxunicode + 1)) for _ in range(40))
        _check(text, normaliser.read(text))


@pytest.mark.parametrize(
    "text",
    ["*" * 5_000, "k*" * 5_000, "1!" * 5_000, "a." * 5_000, "x " * 5_000, "'" * 5_000, "i" * 19_000,
     "n't" * 3_000, "@$!|" * 2_000, "\u0301" * 9_000, "killmyself" * 900],
)  # fmt: skip
def test_hostile_text_can_be_read(normaliser: Normaliser, text: str) -> None:
    _check(text, normaliser.read(text))


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_spans_of_any_text_lie_in_it_and_in_order(text: str) -> None:
    read = READER.read(text)
    _check(text, read)
    for here, there in pairwise(read.spans):
        assert here[0] <= there[0]
        assert here[1] <= there[1]


@given(
    st.lists(st.sampled_from(PIECES), max_size=40), st.sampled_from(["", " ", ".", "\n", "\u200b"])
)
@settings(max_examples=300, deadline=None, derandomize=True)
def test_every_letter_that_was_typed_is_in_a_span(pieces: list[str], between: str) -> None:
    """Nothing that was typed goes unread, but words that only add colour and repeats."""
    text = between.join(pieces)
    read = READER.read(text)
    _check(text, read)
    covered = {at for start, end in read.spans for at in range(start, end)}
    for word in re.finditer(r"(?<!\w)(?:kill|myself|knife|dad)(?!\w)", text):
        repeats = text[: word.start()].count(word.group()) > 1
        assert repeats or covered.issuperset(range(*word.span()))


def test_the_work_grows_with_the_length_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words read for twice the text are twice as many, whatever the text."""
    for text in ("k i l l ", "x.y ", "iwanttodie ", "a1!|", "he's "):
        counts = []
        for length in (2_000, 4_000):
            reader = Normaliser({"kill", "die"})
            asked: list[str] = []
            monkeypatch.setattr(
                reader, "_spell", lambda word, asked=asked: asked.append(word) or (word,)
            )
            monkeypatch.setattr(
                reader, "_join", lambda word, asked=asked: asked.append(word) or None
            )
            reader.read((text * length)[:length])
            counts.append(len(asked))
        assert counts[1] <= 2 * counts[0] + 50


def test_reading_twice_gives_the_same(normaliser: Normaliser) -> None:
    text = "k1ll my s3lf @ h*me 2nite"
    assert normaliser.read(text) == normaliser.read(text)


def _check(text: str, read: Normalised) -> None:
    assert len(read.tokens) == len(read.spans)
    assert all(0 <= start < end <= len(text) for start, end in read.spans)
    assert all(token and token == token.casefold() for token in read.tokens)
