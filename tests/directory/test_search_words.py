"""Search by words and tags, and the order of what is found. The same on both databases."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from storage.database import Database
from tests.conftest import both_databases
from tests.directory.some import HULL, ask, names, put, service

pytestmark = both_databases

TWO_KM_NORTH = (HULL[0] + 0.018, HULL[1])
FAR_AWAY = (50.263, -5.051)


class TestWords:
    async def test_the_name_counts_most(self, database: Database) -> None:
        await put(
            database,
            service("Sports Hall", description="We have chess boards in a cupboard."),
            service("Chess Club", at=TWO_KM_NORTH),
        )
        assert names(await ask(database, text="chess", near="hull"))[0] == "Chess Club"

    @pytest.mark.parametrize("typed", ["foodbank", "food bank", "food parcels", "FOOD BANK!!"])
    async def test_synonyms(self, database: Database, typed: str) -> None:
        await put(database, service("Feltham Food Bank"), service("Bank of Hull"))
        assert names(await ask(database, text=typed, near="hull")) == ["Feltham Food Bank"]

    @pytest.mark.parametrize("typed", ["trampolines", "trampoline", "trampolning"])
    async def test_stems_and_slips(self, database: Database, typed: str) -> None:
        await put(database, service("Trampolining for all"), service("Ballet"))
        assert names(await ask(database, text=typed, near="hull"))[0] == "Trampolining for all"

    async def test_boxing_is_not_a_lunch_box(self, database: Database) -> None:
        await put(database, service("The Lunch Box"), service("Amateur Boxing"))
        assert names(await ask(database, text="boxing", near="hull")) == ["Amateur Boxing"]

    async def test_words_point_to_tags(self, database: Database) -> None:
        await put(database, service("Night Owls", topics=("sleep",)), service("Day Larks"))
        answer = await ask(database, text="i cant sleep", near="hull")
        assert names(answer) == ["Night Owls"]
        assert "helps with sleep" in answer.results[0].reasons

    async def test_a_word_that_is_no_tag_is_a_reason(self, database: Database) -> None:
        await put(database, service("Beekeeping for beginners"))
        hit = (await ask(database, text="beekeeping", near="hull")).results[0]
        assert "is about beekeeping" in hit.reasons

    @pytest.mark.parametrize(
        "typed",
        ["", "   ", "🙂🙂", "the of and", "x" * 10_000, "<script>alert(1)</script>", "\x00\x07",
         "'; DROP TABLE service; --", '" OR head : *', "NEAR(", "a* AND NOT (b", "é ñ 漢字", "%_"],
    )  # fmt: skip
    async def test_anything_can_be_typed(self, database: Database, typed: str) -> None:
        await put(database, service("Ballet"))
        answer = await ask(database, text=typed, near="hull")
        assert len(answer.results) <= 1

    async def test_words_that_nothing_has_are_let_go_of_and_said(self, database: Database) -> None:
        await put(
            database, service("Ballet"), service("Debt Advice", is_support=True, is_activity=False)
        )
        answer = await ask(database, text="curling", near="hull")
        assert answer.relaxed == ("text",)
        answer = await ask(database, interests=("boxing",), near="hull")
        assert names(answer) == ["Ballet"]
        assert answer.relaxed == ("interests",)


class TestTags:
    async def test_every_wish_is_answered(self, database: Database) -> None:
        lonely = [service(f"Friends {n}", topics=("loneliness",)) for n in range(4)]
        await put(database, *lonely, service("Owls", topics=("sleep",), at=TWO_KM_NORTH))
        answer = await ask(database, near="hull", topics=("loneliness", "sleep"), limit=3)
        assert "Owls" in names(answer)

    async def test_boredom_alone_does_not_beat_an_interest(self, database: Database) -> None:
        await put(
            database,
            service("Anything", topics=("boredom",)),
            service("Art Room", interests=("drawing_painting",), at=TWO_KM_NORTH),
        )
        answer = await ask(
            database, near="hull", interests=("drawing_painting",), topics=("boredom",)
        )
        assert names(answer)[0] == "Art Room"
        assert not any("bored" in reason for hit in answer.results for reason in hit.reasons)

    async def test_helpers_and_activities(self, database: Database) -> None:
        await put(
            database,
            service("Club"),
            service("Counselling", is_support=True, is_activity=False),
            service("Both", is_support=True),
            service("Who knows", is_activity=None),
        )
        assert set(names(await ask(database, near="hull", support=True))) == {
            "Counselling", "Both", "Who knows",
        }  # fmt: skip
        assert set(names(await ask(database, near="hull", support=False))) == {
            "Club", "Both", "Who knows",
        }  # fmt: skip

    async def test_a_group_that_was_asked_for_comes_first(self, database: Database) -> None:
        await put(database, service("Open"), service("Girls", audiences=("girls_only",)))
        assert names(await ask(database, near="hull"))[0] == "Open"
        answer = await ask(database, near="hull", audiences=("girls_only",))
        assert names(answer)[0] == "Girls"
        assert "girls only" in answer.results[0].reasons

    async def test_a_group_that_nobody_told_us_of_comes_after_what_is_for_all(
        self, database: Database
    ) -> None:
        both = {"topics": ("loneliness", "young_carer")}
        await put(
            database,
            service("Carers", audiences=("young_carers",), **both),
            service("Open", at=TWO_KM_NORTH, **both),
        )
        lonely = await ask(database, near="hull", topics=("loneliness",))
        assert names(lonely) == ["Open", "Carers"]
        carer = await ask(database, near="hull", topics=("loneliness", "young_carer"))
        assert names(carer) == ["Carers", "Open"]

    async def test_what_is_for_one_group_always_says_so(self, database: Database) -> None:
        await put(database, service("Carers", audiences=("young_carers",)))
        assert "for young carers" in (await ask(database, near="hull")).results[0].reasons

    async def test_access_that_is_known_comes_first(self, database: Database) -> None:
        await put(
            database, service("Stairs"), service("Ramp", access=("wheelchair",), at=TWO_KM_NORTH)
        )
        answer = await ask(database, near="hull", access_needs=("wheelchair",))
        assert names(answer) == ["Ramp", "Stairs"]
        assert "has step-free access" in answer.results[0].reasons
        assert "we do not know about access: ask first" in answer.results[1].unknown

    async def test_a_language(self, database: Database) -> None:
        await put(database, service("English"), service("Polish", languages=["Polish"]))
        answer = await ask(database, near="hull", languages=("polish",))
        assert names(answer)[0] == "Polish"
        assert "speaks polish" in answer.results[0].reasons


class TestOrder:
    async def test_not_five_of_one_organisation(self, database: Database) -> None:
        many = [service(f"Giant {n}", by="Giant") for n in range(5)]
        await put(database, *many, *(service(f"Small {n}", at=TWO_KM_NORTH) for n in range(3)))
        answer = await ask(database, near="hull")
        assert len([name for name in names(answer) if name.startswith("Giant")]) <= 2

    async def test_what_was_shown_before_is_left_out(self, database: Database) -> None:
        await put(database, service("One"), service("Two"))
        first = await ask(database, near="hull", limit=1)
        second = await ask(database, near="hull", exclude=(first.results[0].service_id,))
        assert len(second.results) == 1
        assert second.results[0].service_id != first.results[0].service_id

    async def test_what_was_checked_lately_comes_first(self, database: Database) -> None:
        await put(
            database,
            service("Old", assured_date=date(2025, 1, 1)),
            service("Never", assured_date=None),
            service("Lately", at=(HULL[0] + 0.002, HULL[1])),
        )
        answer = await ask(database, near="hull")
        assert names(answer) == ["Lately", "Never", "Old"]
        assert "it was last checked over a year ago" in answer.results[2].unknown
        assert answer.results[0].last_checked == date(2026, 11, 1)

    async def test_the_limit(self, database: Database) -> None:
        await put(database, *(service(f"Club {n}") for n in range(60)))
        assert len((await ask(database, near="hull", limit=50)).results) == 50

    async def test_without_a_place_or_words_something_is_found(self, database: Database) -> None:
        await put(database, service("One"), service("Two", at=FAR_AWAY))
        answer = await ask(database)
        assert len(answer.results) == 2
        assert answer.place is None


@pytest.mark.parametrize(
    "query",
    [
        {"interests": ("juggling",)},
        {"times_of_day": ("teatime",), "days": ("someday",)},
        {"min_age": -4, "max_age": 10**30},
        {"languages": ("\x00%_",)},
        {"audiences": ("nobody",), "access_needs": ("wings",)},
    ],
)
async def test_values_that_nobody_should_send_do_no_harm(
    database: Database, query: dict[str, Any]
) -> None:
    await put(database, service("Club", minimum_age=None, maximum_age=None))
    assert len((await ask(database, near="hull", **query)).results) <= 1
