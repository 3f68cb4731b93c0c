from __future__ import annotations

import pytest

from nlu.local import LocalUnderstander, understand_locally


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("im 13 and bored all the time, i like drawing. near e13", "find_activity"),
        ("my friends all left me out and i cant sleep", "worry"),
        ("anything free for my 8 and 14 year old on saturdays in hull?", "find_activity"),
        ("i want to refer her, one of my year 9s has stopped coming in", "find_support"),
        ("boxing near TW3", "find_activity"),
        ("food bank TW13", "find_support"),
        ("is this private", "about_this_service"),
        ("can i talk to a real person", "talk_to_person"),
        ("13", "find_activity"),
        ("hu3", "find_activity"),
        ("dunno you pick", "smalltalk"),
        ("whats the capital of france", "out_of_scope"),
        ("the link is broken", "feedback"),
    ],
)
def test_the_request(text: str, request_: str) -> None:
    assert understand_locally(text).request == request_


@pytest.mark.parametrize("text", ["asdfgh", "", "   ", "😭😭", "x" * 10_000])
def test_what_it_cannot_tell_it_asks_about(text: str) -> None:
    assert understand_locally(text).fallback


@pytest.mark.parametrize(
    ("text", "persona"),
    [
        ("my son is 9", "parent"),
        ("anything for my 8 and 14 year old", "parent"),
        ("one of my year 9s", "professional"),
        ("my friends left me out", "young_person"),
        ("im 13", "young_person"),
        ("boxing near TW3", "unknown"),
    ],
)
def test_the_persona(text: str, persona: str) -> None:
    assert understand_locally(text).persona == persona


def test_topics_give_domains() -> None:
    said = understand_locally("my friends all left me out and i cant sleep")
    assert {topic.slug for topic in said.topics} == {"loneliness", "sleep"}
    assert said.domains == ("friendships", "health")


async def test_it_says_that_it_is_a_makeshift() -> None:
    said = await LocalUnderstander().understand("im bored")
    assert said.degraded
    assert not said.fallback


def test_another_language_is_named() -> None:
    assert understand_locally("jestem nowy i nie mam nikogo").language == "pl"
