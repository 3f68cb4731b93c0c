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
