from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from safeguarding.english_words import collect
from safeguarding.language import LanguageReader
from safeguarding.language_measure import count, load_later, load_messages
from safeguarding.model.lines import load_lines

MEASURE_SET = load_messages()
OTHERS = [messages for messages in MEASURE_SET if messages.language != "en"]
ENGLISH = [messages for messages in MEASURE_SET if messages.language == "en"]


@pytest.fixture(scope="module")
def reader() -> LanguageReader:
    return LanguageReader()


@pytest.mark.parametrize("messages", OTHERS, ids=lambda messages: messages.name)
def test_messages_in_other_languages_are_told(reader: LanguageReader, messages) -> None:
    found = count(reader, messages)
    assert found.foreign >= found.lines - 1, found.wrong
    assert found.right >= found.lines - 2, found.wrong


def test_short_messages_written_after_the_lists_are_mostly_told(reader: LanguageReader) -> None:
    found = [count(reader, messages) for messages in load_later()]
    told = sum(each.foreign for each in found) / sum(each.lines for each in found)
    assert told >= 0.8, [each.wrong for each in found]


def test_english_that_invites_mistakes_is_english(reader: LanguageReader) -> None:
    assert [wrong for messages in ENGLISH for wrong in count(reader, messages).wrong] == []


def test_every_fifth_training_line_is_english_without_its_writers_own_words() -> None:
    # All of them: `python -m safeguarding.language_measure`, which takes half a minute.
    lines = load_lines()
    writer = lines[0].writer
    others = LanguageReader(
        collect((line.writer, line.text) for line in lines if line.writer != writer)
    )
    own = [line.text for line in lines if line.writer == writer][::5]
    taken = [text for text in own if others.foreign(text)]
    # A writer may have put in a line that is not English.
    assert len(taken) <= 1, taken


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Hello can you help. boję się, on mnie bije codziennie. thanks", "pl"),
        ("please help me mujhe bahut dar lag raha hai", "ur"),
        ("my name is Ahmed. أبي يضربني كل يوم", "ar"),
        ("BOJĘ SIĘ WRACAĆ DO DOMU", "pl"),
        ("pomocy", "pl"),
        ("tengo miedo 😭😭😭", "es"),
        ("https://example.com/the/way/home mi hija no quiere vivir", "es"),
    ],
)
def test_other_languages_are_told_among_english(
    reader: LanguageReader, text: str, code: str
) -> None:
    assert reader.foreign(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "my name is محمد",
        "mum said cześć to the new girl at school",
        "Agnieszka Kowalska Nowak",
        "(ﾉ◕ヮ◕)ﾉ*:･ﾟ✧",
        "щ(ºДºщ)",
        "@juan_perez #buenosdias",
        "https://es.example.org/hola-que-tal-como-estas",
        "",
        "   \n",
    ],
)
def test_names_faces_and_links_are_no_language(reader: LanguageReader, text: str) -> None:
    assert reader.foreign(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "\ud800",
        "boję \ud83d się, on mnie bije",
        "\x00\x01\x02",
        "\u0301" * 1000,
        "\ufdfa" * 1000,
        "'" * 1000 + "-" * 1000,
        "x" * 100_000,
    ],
)
def test_odd_text_raises_nothing(reader: LanguageReader, text: str) -> None:
    reader.foreign(text)


def test_of_a_long_message_the_head_and_the_tail_are_read(reader: LanguageReader) -> None:
    polish = "boję się wracać do domu, on mnie bije. "
    assert reader.foreign(polish * 10 + "a b " * 30_000) == "pl"
    assert reader.foreign("it was a long day. " * 5_000 + polish * 10) == "pl"


def test_threads_share_a_reader(reader: LanguageReader) -> None:
    lines = [line for messages in OTHERS[:6] for line in messages.lines]
    alone = [reader.foreign(line) for line in lines]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(reader.foreign, lines * 4)) == alone * 4
