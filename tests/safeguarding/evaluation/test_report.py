from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest

from safeguarding.assessment import Assessment, Tier
from safeguarding.evaluation.markdown import markdown
from safeguarding.evaluation.message import GATE, RISK, Broken, Message
from safeguarding.evaluation.messages import Batch
from safeguarding.evaluation.page import page
from safeguarding.evaluation.report import report
from safeguarding.evaluation.run import Assessors, evaluate
from safeguarding.evaluation.words import words
from tests.safeguarding.evaluation.outcomes import ByWord, ticking

DAY = date(2026, 11, 23)
MESSAGES = [
    Message("r/1", "immediate weapon zebra", "one", RISK, Tier.IMMEDIATE, "weapon"),
    Message("r/2", "concern weapon zebra", "one", RISK, Tier.HIGH, "weapon"),
    Message("r/3", "none weapon zebra", "two", RISK, Tier.CONCERN, "fgm"),
    Message("r/4", "high fgm zebra", "two", RISK, None, "fgm"),
    Message("o/1", "none - zebra", "one", "ordinary", Tier.NONE),
    Message("o/2", "concern - zebra", "one", "ordinary", Tier.NONE),
    Message("w/1", "high - <b>zebra", "two", "worry", Tier.NONE),
    Message("g/1", "high - zebra", "two", GATE, group="purging"),
]


def figures(noise: bool = True, ids: bool = True, **more: Any) -> dict[str, Any]:
    assessors = Assessors(ByWord(), ByWord())
    batch = Batch(list(MESSAGES), [Broken("one.jsonl", 3, "not JSON")])
    found = evaluate(assessors, batch, ticking(0.001), noise=noise)
    return report(found, DAY, ids=ids, **more)


def test_what_was_measured() -> None:
    assert figures(sampled=True, trained=[MESSAGES[0], MESSAGES[4]])["measured"] == {
        "on": "2026-11-23", "with": "all", "messages": 8, "risk": 4, "harmless": 3, "broken": 1,
        "failed": 0, "sampled": True, "trained": 2, "trained_risk": 1,
    }  # fmt: skip


def test_recall_by_labelled_tier() -> None:
    tiers = {each["tier"]: each for each in figures()["tiers"]}
    assert list(tiers) == ["immediate", "high", "concern", "not_given"]
    assert tiers["immediate"]["immediate"]["share"] == 1
    assert (tiers["high"]["found"]["hits"], tiers["high"]["calls_a_person"]["hits"]) == (1, 0)
    assert tiers["concern"]["found"]["share"] == 0


def test_counts_by_category_in_the_order_of_the_vocabulary() -> None:
    weapon, fgm = sorted(figures()["categories"], key=lambda each: str(each["category"]))[::-1]
    assert [each["category"] for each in figures()["categories"]] == ["fgm", "weapon"]
    assert (weapon["lines"], weapon["found"]["hits"], weapon["caught"]["hits"]) == (2, 2, 1)
    assert (weapon["named"]["hits"], fgm["named"]["hits"]) == (2, 1)
    assert [tier["tier"] for tier in fgm["tiers"]] == ["concern", "not_given"]


def test_false_alarms_by_kind() -> None:
    ordinary, worry = figures()["false_alarms"]
    assert (ordinary["kind"], ordinary["found"]["hits"]) == ("ordinary", 1)
    assert ordinary["calls_a_person"]["hits"] == 0
    assert (worry["kind"], worry["calls_a_person"]["share"]) == ("worry", 1)


def test_labelled_tier_and_given_tier() -> None:
    rows = {each["labelled"]: each["given"] for each in figures()["confusion"]}
    assert rows["high"] == {"immediate": 0, "high": 0, "concern": 1, "none": 0}
    assert rows["none"] == {"immediate": 0, "high": 1, "concern": 1, "none": 1}
    assert sum(sum(row.values()) for row in rows.values()) == 7


def test_groups_and_files() -> None:
    assert figures()["groups"][0]["group"] == "purging"
    one, two = figures()["files"]
    assert (one["file"], one["caught"]["hits"], one["caught"]["lines"]) == ("one", 1, 2)
    assert two["false_calls"]["hits"] == 1


def test_noise_and_speed_stand_apart() -> None:
    data = figures()
    by_kind = {each["kind"]: each for each in data["noise"]}
    assert by_kind["no_marks"]["points_lower"]["caught"] == 0
    assert by_kind["no_marks"]["lines"] == 4
    assert data["speed"]["rules"]["p95_ms"] == pytest.approx(1)
    assert set(data["speed"]) == {"rules", "all"}


def test_rules_alone_have_one_speed() -> None:
    assessors = Assessors(ByWord(), ByWord(), rules_only=True)
    found = evaluate(assessors, Batch(list(MESSAGES)), ticking(0.001))
    assert (found.name, list(found.speeds)) == ("rules", ["rules"])


def test_ids_only_when_asked_for() -> None:
    assert "ids" not in figures(ids=False)
    assert figures()["ids"] == {
        "missed": ["r/3"], "too_low": ["r/2"], "false_calls": ["w/1"], "false_concerns": ["o/2"],
    }  # fmt: skip


def test_no_output_holds_a_word_of_a_message() -> None:
    data = figures()
    for text in (json.dumps(data), markdown(data), page(data)):
        assert "zebra" not in text.lower()


def test_figures_do_not_change_from_run_to_run() -> None:
    assert json.dumps(figures()) == json.dumps(figures())


def test_a_screen_that_breaks_is_told_at_the_top() -> None:
    class Broken:
        def assess(self, text: str, history: tuple[str, ...] = ()) -> Assessment:
            return Assessment(tier=Tier.HIGH, failed=True)

    found = evaluate(Assessors(Broken(), Broken()), Batch(list(MESSAGES)), ticking(0.001))
    data = report(found, DAY)
    assert data["measured"]["failed"] == 8
    assert "Screening itself broke at 8 message(s)." in markdown(data)
    assert '<p class="alarm">Screening itself broke' in page(data)


def test_nothing_to_measure_is_no_fault() -> None:
    data = report(evaluate(Assessors(ByWord(), ByWord()), Batch(), ticking(1)), DAY)
    assert "on 0 labelled messages" in markdown(data)
    assert page(data)


def test_markdown_tables_hold_together() -> None:
    text = markdown(figures())
    assert text.startswith("## How well the screen finds risk\n")
    for block in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        rows = block.splitlines()
        assert len({len(row) for row in rows}) == 1
        assert len({row.count("|") for row in rows}) == 1
    assert "| weapon   |     2 |       1/1 |  0/1 |" in text
    assert "**Missed (nothing found)**: r/3" in text


def test_false_alarms_are_told_in_a_thousand() -> None:
    text = markdown(figures())
    assert "at most 5 in 1,000" in text
    assert re.search(r"\| ordinary messages +\| +2 \| +500\.0 \(", text)


def test_messages_that_were_trained_on_are_told() -> None:
    text = markdown(figures(trained=MESSAGES[3:6]))
    assert "\n3 of the messages, 1 of them with risk, stand word for word" in text
    assert "stand word for word" not in markdown(figures())


def test_parts_that_fall_short_are_named_below_the_gates() -> None:
    messages = [
        Message(f"{name}/{at}", f"{tier} -", "a", RISK, Tier.HIGH, name)
        for name, tiers in {"fgm": ["high"] * 8 + ["none"] * 2, "weapon": ["none"] * 10}.items()
        for at, tier in enumerate(tiers)
    ]
    found = evaluate(Assessors(ByWord(), ByWord()), Batch(messages), ticking(0.001))
    assert "Not given" not in markdown(report(found, DAY))
    said = "“Every category with ten lines or more” is not met by: weapon 0.0%, fgm 80.0%."
    assert said in markdown(report(found, DAY))
    assert said in page(report(found, DAY))


def test_headings_go_as_deep_as_they_are_wanted() -> None:
    text = markdown(figures(), level=3)
    assert text.startswith("### How well")
    assert "\n#### Gates\n" in text


def test_the_page_needs_nothing_but_itself() -> None:
    html = page(figures())
    assert "<script" not in html
    assert "http:" not in html
    assert "https:" not in html
    assert "url(" not in html
    assert "prefers-color-scheme: dark" in html
    assert "@media print" in html
    assert html.count("<table>") == len(words()["tables"])


def test_what_comes_from_a_file_is_escaped() -> None:
    message = Message("<i>|", "none -", "<u>|", RISK, Tier.HIGH, "weapon")
    found = evaluate(Assessors(ByWord(), ByWord()), Batch([message]), ticking(1))
    data = report(found, DAY, ids=True)
    assert "&lt;u&gt;|" in page(data)
    assert "<i>" not in re.sub(r"<i ", "", page(data))
    assert "| <u>\\| " in markdown(data)
