"""Search: who may be shown, in what order, with which reasons. The same on both databases."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from directory.records import AreaRecord, CostRecord, ScheduleRecord
from storage.database import Database
from tests.conftest import both_databases
from tests.directory.some import HULL, ask, names, put, service

pytestmark = both_databases

TWO_KM_NORTH = (HULL[0] + 0.018, HULL[1])
EIGHT_KM_NORTH = (HULL[0] + 0.072, HULL[1])
FIFTEEN_KM_NORTH = (HULL[0] + 0.135, HULL[1])
FAR_AWAY = (50.263, -5.051)


async def test_an_empty_directory_answers_nothing(database: Database) -> None:
    answer = await ask(database, text="boxing", near="hull")
    assert answer.results == ()
    assert answer.place is not None


class TestAges:
    async def test_nobody_is_shown_what_their_age_bars_them_from(self, database: Database) -> None:
        await put(
            database,
            service("Fits"),
            service("Too young", minimum_age=5, maximum_age=9),
            service("Too old", minimum_age=16, maximum_age=None),
        )
        answer = await ask(database, near="hull", min_age=13, max_age=13)
        assert names(answer) == ["Fits"]
        assert "for ages 10 to 16" in answer.results[0].reasons

    async def test_an_unknown_age_comes_after_a_known_one_and_says_so(
        self, database: Database
    ) -> None:
        await put(
            database,
            service("Unknown", minimum_age=None, maximum_age=None, age_basis=None),
            service("Known", at=TWO_KM_NORTH),
        )
        answer = await ask(database, near="hull", min_age=13, max_age=13)
        assert names(answer) == ["Known", "Unknown"]
        assert "we do not know the ages" in answer.results[1].unknown

    async def test_all_ages_said_outright_is_known(self, database: Database) -> None:
        await put(database, service("All", minimum_age=None, maximum_age=None, age_basis="parsed"))
        answer = await ask(database, near="hull", min_age=13, max_age=13)
        assert "for all ages" in answer.results[0].reasons

    async def test_a_range_that_fits_in_part_comes_after_one_that_fits(
        self, database: Database
    ) -> None:
        await put(
            database,
            service("In part", minimum_age=14, maximum_age=18),
            service("Whole", at=TWO_KM_NORTH),
        )
        answer = await ask(database, near="hull", min_age=13, max_age=14)
        assert names(answer) == ["Whole", "In part"]
        assert "not for every age you gave" in answer.results[1].unknown

    async def test_ages_are_never_let_go_of(self, database: Database) -> None:
        await put(database, service("Too old", minimum_age=16, maximum_age=None))
        assert names(await ask(database, text="too old", near="hull", min_age=13, max_age=13)) == []


class TestCost:
    async def test_free_only_never_shows_what_is_paid(self, database: Database) -> None:
        await put(
            database,
            service("Paid", free=False, costs=[CostRecord(3.0, "a class")]),
            service("Unknown", free=None),
            service("Free", at=TWO_KM_NORTH),
        )
        answer = await ask(database, near="hull", free_only=True)
        assert names(answer) == ["Free", "Unknown"]
        assert "free" in answer.results[0].reasons
        assert "we do not know the cost" in answer.results[1].unknown

    async def test_a_price_is_shown(self, database: Database) -> None:
        await put(database, service("Paid", free=False, costs=[CostRecord(3.0, "a class")]))
        hit = (await ask(database, near="hull")).results[0]
        assert (hit.cost, hit.free) == ("£3 a class", False)


class TestDays:
    async def test_any_of_the_days_will_do(self, database: Database) -> None:
        monday = [ScheduleRecord(("mon",), "16:00", "18:00")]
        await put(
            database, service("Saturday"), service("Sunday", schedules=[ScheduleRecord(("sun",))]),
            service("Monday", schedules=monday), service("Sometime", schedules=[]),
        )  # fmt: skip
        answer = await ask(database, near="hull", days=("weekend",))
        assert set(names(answer)[:2]) == {"Saturday", "Sunday"}
        assert names(answer)[2:] == ["Sometime"]
        assert "on Saturdays" in next(h for h in answer.results if h.name == "Saturday").reasons

    async def test_a_day_and_a_time_must_meet(self, database: Database) -> None:
        mixed = [
            ScheduleRecord(("sat",), "14:00", "16:00"),
            ScheduleRecord(("mon",), "09:00", "11:00"),
        ]
        await put(database, service("Saturday morning"), service("Mixed", schedules=mixed))
        answer = await ask(database, near="hull", days=("sat",), times_of_day=("morning",), limit=1)
        assert names(answer) == ["Saturday morning"]
        assert "in the morning" in answer.results[0].reasons

    async def test_ruled_out_days(self, database: Database) -> None:
        await put(
            database, service("Saturday"),
            service("Both", schedules=[ScheduleRecord(("sat",)), ScheduleRecord(("mon",))]),
        )  # fmt: skip
        assert names(await ask(database, near="hull", not_days=("sat",))) == ["Both"]

    async def test_what_is_over_is_not_shown(self, database: Database) -> None:
        past = [ScheduleRecord(("sat",), "10:00", "12:00", valid_to=date(2026, 8, 31))]
        await put(database, service("Summer camp", schedules=past))
        assert names(await ask(database, near="hull")) == []


class TestPlaces:
    async def test_distance_to_a_tenth_of_a_kilometre(self, database: Database) -> None:
        await put(database, service("Near"), service("Further", at=TWO_KM_NORTH))
        answer = await ask(database, near="hull")
        assert [(hit.name, hit.distance_km) for hit in answer.results] == [
            ("Near", 0.0),
            ("Further", 2.0),
        ]
        assert "less than 1 km away" in answer.results[0].reasons
        assert "2 km away" in answer.results[1].reasons

    async def test_too_far_is_too_far(self, database: Database) -> None:
        near = [service(f"Near {n}") for n in range(3)]
        await put(database, *near, service("Eight", at=EIGHT_KM_NORTH))
        assert "Eight" not in names(await ask(database, near="hull"))

    async def test_the_radius_grows_when_too_few_are_found(self, database: Database) -> None:
        await put(
            database, service("Near"), service("Eight", at=EIGHT_KM_NORTH),
            service("Fifteen", at=FIFTEEN_KM_NORTH), service("Far", at=FAR_AWAY),
        )  # fmt: skip
        answer = await ask(database, near="hull")
        assert names(answer) == ["Near", "Eight", "Fifteen"]
        assert answer.relaxed == ("radius",)

    async def test_online_comes_with_local_but_after_it(self, database: Database) -> None:
        await put(
            database, service("Online", at=None, online=True, in_person=False), service("Local"),
            service("Nowhere said", at=None),
        )  # fmt: skip
        answer = await ask(database, near="hull")
        assert names(answer) == ["Local", "Online"]
        assert answer.results[1].distance_km is None
        assert "online, so you can join from home" in answer.results[1].reasons
        assert answer.results[1].where == "online"

    async def test_an_area_counts_within_its_reach(self, database: Database) -> None:
        area = AreaRecord("Hull", *EIGHT_KM_NORTH, 10.0)
        await put(database, service("Comes to you", at=None, area=area))
        hit = (await ask(database, near="hull")).results[0]
        assert hit.distance_km is None
        assert hit.where == "around Hull"
        assert "we do not know exactly where it is" in hit.unknown

    async def test_a_hidden_place_is_told_by_nothing(self, database: Database) -> None:
        exact = (53.7512345, -0.3411111)
        hidden = {"hidden": True, "address_1": "1 Secret Street", "postal_code": "HU1 1AA"}
        await put(database, service("Refuge", at=exact, place=hidden))
        hit = (await ask(database, near="hull")).results[0]
        assert (hit.where, hit.distance_km) == (None, None)
        assert "Secret" not in hit.model_dump_json()
        # However small the circle, it is as near to one side of town as to the other.
        for near in ("HU1", "HU5", "HU9"):
            found = await ask(database, near=near, radius_km=0.1)
            assert names(found) == ["Refuge"]
            assert found.results[0].distance_km is None
        assert names(await ask(database, text="secret street")) == []

    async def test_an_unknown_place_is_said_and_online_is_still_found(
        self, database: Database
    ) -> None:
        await put(database, service("Local"), service("Online", at=None, online=True))
        answer = await ask(database, near="ZZ9")
        assert answer.place_problem == "unknown_place"
        assert names(answer) == ["Online"]

    async def test_an_ambiguous_place_is_asked_back(self, database: Database) -> None:
        answer = await ask(database, near="ashford")
        assert answer.place_problem == "ambiguous_place"
        assert answer.place_choices == ("Ashford, Kent", "Ashford, Surrey")

    @pytest.mark.parametrize("text", ["chess near HU1", "chess in hull", "chess HU1 1AA"])
    async def test_a_place_in_the_words(self, database: Database, text: str) -> None:
        await put(database, service("Chess Club"), service("Chess Society", at=FAR_AWAY))
        answer = await ask(database, text=text)
        assert names(answer) == ["Chess Club"]
        assert answer.place is not None

    async def test_a_full_postcode_is_never_given_back(self, database: Database) -> None:
        answer = await ask(database, near="HU1 1AA")
        assert answer.place is not None
        assert answer.place["name"] == "HU1"
        assert answer.place["lat"] == round(answer.place["lat"], 2)


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
    ("given", "when"),
    [
        ({}, "Saturdays, 10am to 12pm"),
        ({"schedules": []}, None),
        ({"schedules": [ScheduleRecord(("mon", "tue", "wed", "thu", "fri"), "16:30", "18:00")]},
         "Weekdays, 4:30pm to 6pm"),
        ({"schedules": [ScheduleRecord(("tue", "thu"), "18:00", None, term_time=True)]},
         "Tuesdays and Thursdays from 6pm in term time"),
        ({"schedules": [ScheduleRecord(("sat", "sun"), "09:00", "17:00", purpose="opening_hours")]},
         "Open weekends, 9am to 5pm"),
    ],
)  # fmt: skip
async def test_when_it_is(database: Database, given: dict[str, Any], when: str | None) -> None:
    await put(database, service("Club", **given))
    assert (await ask(database, near="hull")).results[0].when == when


@pytest.mark.parametrize(
    ("given", "start"),
    [
        ({"drop_in": True}, "No need to book. Just turn up."),
        (
            {"referral_needed": True},
            "An adult you trust has to ask for you, like a teacher or a doctor.",
        ),
        ({"application_process": "Text Sam."}, "Text Sam."),
        ({"phones": ["01632 960001"]}, "Ring first and ask."),
        ({"email": "a@b.example"}, "Send an email first and ask."),
        ({}, None),
    ],
)
async def test_how_to_start(database: Database, given: dict[str, Any], start: str | None) -> None:
    await put(database, service("Club", **given))
    assert (await ask(database, near="hull")).results[0].how_to_start == start
