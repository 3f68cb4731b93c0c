from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from safeguarding.tables import AssessmentLabel, CaseEvent, Role
from storage.conversations import Author, Message
from tests.console.shift import WORRY, Browser, Shift


async def person_said(shift: Shift) -> list[str]:
    """The ids of what the person wrote, in order."""
    async with shift.database.reading() as session:
        rows = await session.scalars(
            select(Message.id)
            .where(Message.author == str(Author.PERSON))
            .order_by(Message.created_at, Message.seq)
        )
        return list(rows)


async def kept(shift: Shift) -> list[tuple[str, str | None, str | None]]:
    async with shift.database.reading() as session:
        rows = await session.scalars(select(AssessmentLabel).order_by(AssessmentLabel.at))
        return [(row.verdict, row.tier, row.category) for row in rows]


async def on_the_case(
    shift: Shift, role: Role = Role.RESPONDER, name: str = "Sam"
) -> tuple[Browser, str, str]:
    """A browser on the page of a new case, the address of the case, and its first message."""
    case_id = await shift.case()
    browser = await shift.signed_in(name, role)
    await browser.get(f"/staff/cases/{case_id}")
    return browser, f"/staff/cases/{case_id}", (await person_said(shift))[0]


def summaries(page: str) -> list[str]:
    return re.findall(r"<details class=\"marking\"[^>]*>\s*<summary>(.*?)</summary>", page)


async def test_a_mark_is_kept_shown_changed_and_taken_back(shift: Shift) -> None:
    browser, case, said = await on_the_case(shift)
    assert summaries(browser.page) == ["Was this right?"]

    answer = await browser.send(f"{case}/mark", message=said, verdict="right")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{case}?done=marked#line-2")
    await browser.get(f"{case}?done=marked")
    assert "Your mark is saved." in browser.page
    assert summaries(browser.page) == ["You: Right"]

    form = {"message": said, "verdict": "too_high", "tier": "concern", "category": "self_harm"}
    await browser.send(f"{case}/mark", **form)
    await browser.get(case)
    assert summaries(browser.page) == ["You: Too high, Concern, Self-harm"]
    assert '<option value="concern" selected>' in browser.page
    assert '<option value="self_harm" selected>' in browser.page
    assert "Too high, Concern, Self-harm (before: Right)" in browser.page
    assert await kept(shift) == [("too_high", "concern", "self_harm")]

    answer = await browser.send(f"{case}/unmark", message=said)
    assert answer.headers["location"] == f"{case}?done=unmarked#line-2"
    await browser.get(case)
    assert summaries(browser.page) == ["Was this right?"]
    assert "Mark taken back" in browser.page
    assert await kept(shift) == []


async def test_what_raised_nothing_can_be_marked_as_missed(shift: Shift) -> None:
    browser, case, _ = await on_the_case(shift)
    await shift.says(case.rpartition("/")[2], "he waits outside my room")
    await browser.get(case)
    assert summaries(browser.page) == ["Was this right?", "Missed?"]
    quiet = (await person_said(shift))[1]
    await browser.send(f"{case}/mark", message=quiet, verdict="missed", tier="high")
    assert await kept(shift) == [("missed", "high", None)]


async def test_what_the_bot_and_staff_wrote_and_taps_are_not_marked(shift: Shift) -> None:
    from storage.conversations import add_message

    browser, case, _ = await on_the_case(shift)
    chat = (await shift.row(case.rpartition("/")[2])).conversation_id
    async with shift.database.transaction() as session:
        for author, kind in (
            (Author.BOT, "say"),
            (Author.STAFF, "staff"),
            (Author.PERSON, "choice"),
        ):
            await add_message(
                session, chat, author=author, text="Words", now=shift.clock.now(), kind=kind,
                payload={"choice": "carry_on"},
            )  # fmt: skip
    await browser.get(case)
    assert len(summaries(browser.page)) == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"verdict": ""}, "Choose one of the buttons."),
        ({"verdict": "wrong"}, "Choose one of the buttons."),
        ({"verdict": "missed"}, "does not fit"),
        ({"verdict": "too_high", "tier": "severe"}, "from the lists"),
        ({"verdict": "too_high", "category": "made_up"}, "from the lists"),
        ({"verdict": "right", "tier": "concern"}, "keeps the tier"),
    ],
)
async def test_a_form_that_does_not_fit_comes_back_open_as_it_was_filled_in(
    shift: Shift, fields: dict[str, str], said: str
) -> None:
    browser, case, message = await on_the_case(shift)
    answer = await browser.send(f"{case}/mark", message=message, **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert re.search(r'<details class="marking" id="mark-2" open>', answer.text)
    if fields.get("tier") == "concern":
        assert '<option value="concern" selected>' in answer.text
    assert await kept(shift) == []


async def test_a_mark_changes_nothing_about_the_case(shift: Shift) -> None:
    browser, case, said = await on_the_case(shift)
    before = await shift.row(case.rpartition("/")[2])
    await browser.send(f"{case}/mark", message=said, verdict="too_high", tier="none")
    assert await shift.row(case.rpartition("/")[2]) == before


async def test_a_closed_case_can_be_marked_by_somebody_else(shift: Shift) -> None:
    browser, case, said = await on_the_case(shift)
    await browser.send(f"{case}/claim")
    await browser.get(case)
    await browser.send(f"{case}/close", outcome="not_a_risk", note="A film.")
    olu = await shift.signed_in("Olu", Role.LEAD)
    await olu.get(case)
    await olu.send(f"{case}/mark", message=said, verdict="too_high")
    await browser.get(case)
    assert summaries(browser.page) == ["Was this right? · Olu: Too high"]


async def test_a_viewer_reads_marks_and_cannot_make_one(shift: Shift) -> None:
    browser, case, said = await on_the_case(shift)
    await browser.send(f"{case}/mark", message=said, verdict="right")
    viewer = await shift.signed_in("Vi", Role.VIEWER)
    await viewer.get(case)
    assert "Sam: Right" in viewer.page
    assert summaries(viewer.page) == []
    for how in ("mark", "unmark"):
        answer = await viewer.send(f"{case}/{how}", message=said, verdict="right")
        assert answer.status_code == 403
    assert await kept(shift) == [("right", None, None)]


async def test_a_form_without_its_token_is_refused(shift: Shift) -> None:
    browser, case, said = await on_the_case(shift)
    for how in ("mark", "unmark"):
        answer = await browser.send(f"{case}/{how}", message=said, verdict="right", csrf="other")
        assert answer.status_code == 403
    assert await kept(shift) == []


@pytest.mark.parametrize("message", ["", "nothing", "00000000-0000-4000-8000-000000000000"])
async def test_a_message_that_is_not_there_is_not_found(shift: Shift, message: str) -> None:
    browser, case, _ = await on_the_case(shift)
    for how in ("mark", "unmark"):
        answer = await browser.send(f"{case}/{how}", message=message, verdict="right")
        assert answer.status_code == 404


async def test_a_message_of_another_case_is_not_found(shift: Shift) -> None:
    browser, case, _ = await on_the_case(shift)
    await shift.case("another", WORRY)
    other = next(each for each in await person_said(shift) if each not in browser.page)
    answer = await browser.send(f"{case}/mark", message=other, verdict="right")
    assert answer.status_code == 404


async def test_events_hold_codes_and_never_words(shift: Shift) -> None:
    browser, case, said = await on_the_case(shift)
    await browser.send(f"{case}/mark", message=said, verdict="too_high", tier="none")
    async with shift.database.reading() as session:
        events = await session.scalars(select(CaseEvent).where(CaseEvent.kind == "marked"))
        assert [event.detail for event in events] == [
            {"seq": 2, "verdict": "too_high", "tier": "none"}
        ]


async def test_colleagues_on_the_page_are_told(
    shift: Shift, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, case, said = await on_the_case(shift)
    chat = (await shift.row(case.rpartition("/")[2])).conversation_id
    told: list[str] = []
    monkeypatch.setattr(shift.signals, "notify", told.append)
    await browser.send(f"{case}/mark", message=said, verdict="right")
    assert told == [f"conversation:{chat}"]
