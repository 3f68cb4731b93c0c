from __future__ import annotations

from basics.vocabulary import vocabulary


def test_every_topic_has_a_domain_a_label_and_framework_areas() -> None:
    words = vocabulary()
    assert len(words.domains) == 6
    for topic, label in words.topics.items():
        assert label
        assert words.domain_of_topic[topic] in words.domains
        assert set(words.framework_of_topic[topic]) <= set(words.framework_areas)
        assert words.framework_of_topic[topic]


def test_domains_of_topics_come_once_and_in_order() -> None:
    assert vocabulary().domains_of(["sleep", "loneliness", "bullying", "not_a_topic"]) == (
        "friendships",
        "health",
    )
