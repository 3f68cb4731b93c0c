from __future__ import annotations

import asyncio
import re
from datetime import timedelta

import pytest
import structlog
from sqlalchemy import select, update

from bot.takeover import LONGEST_REPLY
from console.case_pages import NOTE_LIMIT
from console.deps import ConsoleDeps
from console.views import AGAIN_AFTER
from safeguarding.assessment import Assessment, Tier
from safeguarding.tables import CaseState, Role
from storage.conversations import Author, Message
from storage.outbox import OutboxItem
from tests.conftest import both_databases
from tests.console.shift import PASSWORD, Browser, Shift, make_app


async def claimed(shift: Shift, text: str = "i want to die tonight") -> tuple[Browser, str]:
    """A browser of somebody who has just taken a case."""
    case_id = await shift.case(text)
    browser = await shift.signed_in("Sam")
    await browser.get(f"/staff/cases/{case_id}")
    await browser.send(f"/staff/cases/{case_id}/claim")
    await browser.get(f"/staff/cases/{case_id}")
    return browser, case_id


async def staff_texts(shift: Shift, case_id: str) -> list[str]:
    row = await shift.row(case_id)
    async with shift.database.reading() as session:
        rows = await session.scalars(
            select(Message).where(
                Message.conversation_id == row.conversation_id,
                Message.author == str(Author.STAFF),
                Message.kind == "staff",
            )
        )
        return [message.text for message in rows]


@both_databases
async def test_a_case_from_claim_to_hand_back(shift: Shift) -> None:
    browser, case_id = await claimed(shift)
    answer = await browser.send(f"/staff/cases/{case_id}/reply", text="I am here. Are you safe?")
    assert answer.headers["location"] == f"/staff/cases/{case_id}?done=replied#reply"
    assert await staff_texts(shift, case_id) == ["I am here. Are you safe?"]
    await browser.get(f"/staff/cases/{case_id}")
    assert "I am here. Are you safe?" in browser.page
    answer = await browser.send(
        f"/staff/cases/{case_id}/hand-back", outcome="supported_here", note="Safe with gran."
    )
    assert answer.headers["location"] == "/staff?done=handed_back"
    row = await shift.row(case_id)
    assert (row.state, row.outcome) == (CaseState.CLOSED, "supported_here")
    await browser.get(f"/staff/cases/{case_id}")
    for said in ("How it ended", "Supported in the chat", "Safe with gran.", "This case is closed"):
        assert said in browser.page


async def test_the_signs_are_marked_where_they_were_written(shift: Shift) -> None:
    case_id = await shift.case()
    browser = await shift.signed_in("Sam")
    await browser.get(f"/staff/cases/{case_id}")
    assert 'i <mark class="immediate">want to die</mark> tonight' in browser.page
    assert "Wants to end their life, A plan, or a way to do it" in browser.page
    assert "<q>want to die</q>" in browser.page
    assert "<li>Want to die.</li>" in browser.page
    assert "The model: in tests, about 97 in 100 messages like this were a risk." in browser.page


async def test_whatever_they_write_is_only_ever_text(shift: Shift) -> None:
    nasty = "<script>alert(1)</script> & \"'><img src=x onerror=alert(2)>"
    found = Assessment(tier=Tier.HIGH, categories=("other",), spans=((0, 8), (4, 20)))
    case_id = await shift.case(nasty, found)
    browser = await shift.signed_in("<b>Sam</b>")
    await browser.get(f"/staff/cases/{case_id}")
    assert "<script>alert" not in browser.page
    assert "<img src=x" not in browser.page
    assert "<b>Sam" not in browser.page
    text = re.search(r'<p class="text">(.*&lt;.*)</p>', browser.page)
    assert text is not None
    assert "alert(1)&lt;/script&gt; &amp; &#34;&#39;&gt;" in re.sub(r"</?mark[^>]*>", "", text[1])


async def test_a_reply_needs_ownership_and_the_text_comes_back(shift: Shift) -> None:
    case_id = await shift.case()
    olu = await shift.member("Olu")
    browser = await shift.signed_in("Sam")
    await browser.get(f"/staff/cases/{case_id}")
    await shift.takeover.claim(case_id, olu)
    answer = await browser.send(f"/staff/cases/{case_id}/reply", text="I wrote <this> for long")
    assert answer.status_code == 409
    assert "Olu has this case." in answer.text
    assert "Your text was not sent. Here it is." in answer.text
    assert "I wrote &lt;this&gt; for long" in answer.text
    assert await staff_texts(shift, case_id) == []


async def test_a_reply_to_a_case_that_nobody_took_is_refused(shift: Shift) -> None:
    case_id = await shift.case()
    browser = await shift.signed_in("Sam")
    answer = await browser.send(f"/staff/cases/{case_id}/reply", text="hello")
    assert answer.status_code == 409
    assert "Nobody has this case" in answer.text


async def test_the_second_of_two_who_take_a_case_is_told_kindly(shift: Shift) -> None:
    case_id = await shift.case()
    sam, olu = await shift.signed_in("Sam"), await shift.signed_in("Olu")
    for browser in (sam, olu):
        await browser.get(f"/staff/cases/{case_id}")
    answers = await asyncio.gather(*(b.send(f"/staff/cases/{case_id}/claim") for b in (sam, olu)))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    refused = next(answer for answer in answers if answer.status_code == 409)
    owner = (await shift.row(case_id)).owner_name
    assert f"{owner} has this case." in refused.text
    assert "Nothing was changed." in refused.text


async def test_pressing_send_twice_sends_once(shift: Shift) -> None:
    browser, case_id = await claimed(shift)
    for _ in range(2):
        answer = await browser.send(f"/staff/cases/{case_id}/reply", text="Are you safe?")
        assert answer.status_code == 303
    assert await staff_texts(shift, case_id) == ["Are you safe?"]
    await browser.get(f"/staff/cases/{case_id}")
    await browser.send(f"/staff/cases/{case_id}/reply", text="Are you safe?")
    assert await staff_texts(shift, case_id) == ["Are you safe?", "Are you safe?"]


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "Write a message first."), ("  \n ", "Write a message first."),
     ("x" * 20_000, "This has 20000.")],
)  # fmt: skip
async def test_a_reply_that_cannot_be_sent_comes_back_whole(
    shift: Shift, text: str, said: str
) -> None:
    browser, case_id = await claimed(shift)
    answer = await browser.send(f"/staff/cases/{case_id}/reply", text=text)
    assert answer.status_code == 422
    assert said in answer.text
    assert text.strip() in answer.text
    assert await staff_texts(shift, case_id) == []


async def test_a_reply_of_full_length_with_emoji_and_line_ends_goes_out_as_written(
    shift: Shift,
) -> None:
    browser, case_id = await claimed(shift)
    text = "💙\nline" + "x" * (LONGEST_REPLY - 6)
    await browser.send(f"/staff/cases/{case_id}/reply", text=text.replace("\n", "\r\n"))
    assert await staff_texts(shift, case_id) == [text]


@pytest.mark.parametrize("how", ["hand-back", "close"])
@pytest.mark.parametrize(
    ("outcome", "note", "said"),
    [
        ("", "a note", "Choose how it ended."),
        ("made_up", "a note", "Choose how it ended."),
        ("not_a_risk", " ", "Write a short note"),
        ("not_a_risk", "n" * (NOTE_LIMIT + 1), "Keep the note to"),
    ],
)
async def test_ending_needs_an_outcome_and_a_note(
    shift: Shift, how: str, outcome: str, note: str, said: str
) -> None:
    browser, case_id = await claimed(shift)
    answer = await browser.send(f"/staff/cases/{case_id}/{how}", outcome=outcome, note=note)
    assert answer.status_code == 422
    assert said in answer.text
    assert note.strip() in answer.text
    assert (await shift.row(case_id)).state == CaseState.CLAIMED


@pytest.mark.parametrize("how", ["hand-back", "close"])
async def test_only_the_owner_ends_a_case(shift: Shift, how: str) -> None:
    _, case_id = await claimed(shift)
    lead = await shift.signed_in("Lee", Role.LEAD)
    answer = await lead.send(
        f"/staff/cases/{case_id}/{how}", outcome="not_a_risk", note="my long note"
    )
    assert answer.status_code == 409
    assert "Sam has this case." in answer.text
    assert "my long note" in answer.text
    assert (await shift.row(case_id)).state == CaseState.CLAIMED


async def test_a_session_that_ends_in_the_middle_of_a_reply_loses_no_word(shift: Shift) -> None:
    browser, case_id = await claimed(shift)
    shift.clock.advance(timedelta(hours=2))
    answer = await browser.send(f"/staff/cases/{case_id}/reply", text="Are you <safe> now?")
    assert answer.status_code == 401
    assert "Your message was not sent. It is kept here." in answer.text
    assert "Are you &lt;safe&gt; now?" in answer.text
    assert "safe" not in str(answer.url)
    answer = await browser.send("/staff/sign-in", email="sam@example.org", password="wrong one")
    assert "Are you &lt;safe&gt; now?" in answer.text
    answer = await browser.send("/staff/sign-in", email="sam@example.org", password=PASSWORD)
    assert answer.status_code == 200
    assert re.search(r'<textarea id="reply-text"[^>]*>Are you &lt;safe&gt; now\?<', answer.text)
    answer = await browser.send(f"/staff/cases/{case_id}/reply", text="Are you <safe> now?")
    assert await staff_texts(shift, case_id) == ["Are you <safe> now?"]


async def test_a_fault_in_sending_loses_no_word_and_logs_none(
    shift: Shift, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, case_id = await claimed(shift)

    async def broken(*_args: object) -> None:
        raise RuntimeError("cannot send my secret words")

    monkeypatch.setattr(type(shift.takeover), "reply", broken)
    with structlog.testing.capture_logs() as logs:
        answer = await browser.send(f"/staff/cases/{case_id}/reply", text="my secret words")
    assert answer.status_code == 500
    assert "Your text was not sent. Here it is." in answer.text
    assert "my secret words" in answer.text
    assert "secret" not in str(logs)
    assert logs[0]["event"] == "console_failed"


async def test_a_viewer_reads_but_finds_nothing_to_press(shift: Shift) -> None:
    case_id = await shift.case()
    browser = await shift.signed_in("Vi", Role.VIEWER)
    await browser.get(f"/staff/cases/{case_id}")
    assert "want to die" in browser.page
    assert "Your role cannot take it or reply." in browser.page
    assert f"/staff/cases/{case_id}/" not in re.sub(r"data-stream=\"[^\"]*\"", "", browser.page)


@pytest.mark.parametrize(
    "case_id", ["nothing", "00000000-0000-4000-8000-000000000000", "a%20b", "%00"]
)
async def test_a_case_that_is_not_there_is_not_found(shift: Shift, case_id: str) -> None:
    browser = await shift.signed_in("Sam")
    answer = await browser.get(f"/staff/cases/{case_id}")
    assert answer.status_code == 404
    assert "We cannot find that" in answer.text
    for how in ("claim", "reply"):
        answer = await browser.send(f"/staff/cases/{case_id}/{how}", text="hello")
        assert answer.status_code == 404, how


async def test_looking_is_noted_once_by_the_way(shift: Shift) -> None:
    case_id = await shift.case()
    browser = await shift.signed_in("Vi", Role.VIEWER)
    for _ in range(3):
        await browser.get(f"/staff/cases/{case_id}")
    await browser.get(f"/staff/cases/{case_id}", headers={"X-Waymark-Live": "1"})
    await browser.get(f"/staff/cases/{case_id}")
    assert browser.page.count("Looked at") == 1
    shift.clock.advance(AGAIN_AFTER + timedelta(seconds=1))
    await browser.get(f"/staff/cases/{case_id}")
    await browser.get(f"/staff/cases/{case_id}")
    assert browser.page.count("Looked at") == 2


async def test_the_page_says_what_we_gave_them_and_what_they_tapped(shift: Shift) -> None:
    from storage.conversations import add_message

    case_id = await shift.case()
    conversation_id = (await shift.row(case_id)).conversation_id
    now = shift.clock.now()
    async with shift.database.transaction() as session:
        await add_message(
            session, conversation_id, author=Author.BOT, text="Here is who can help.", now=now,
            kind="safety", payload={
                "contacts": [{"name": "Childline", "detail": "free", "phone": "0800 1111"}],
                "buttons": [{"label": "Go on while I wait", "choice": "carry_on"}],
                "services": [{"name": "Quiet Corner"}],
            },
        )  # fmt: skip
        await add_message(
            session, conversation_id, author=Author.PERSON, text="Go on while I wait", now=now,
            kind="choice", payload={"choice": "carry_on"},
        )  # fmt: skip
        await add_message(
            session, conversation_id, author=Author.PERSON, text="", now=now,
            kind="attachment", payload={"attachment": "voice"},
        )  # fmt: skip
    browser = await shift.signed_in("Sam")
    await browser.get(f"/staff/cases/{case_id}")
    for said in ("Contacts given: Childline 0800 1111", "Services shown: Quiet Corner",
                 "Buttons: Go on while I wait", "Tapped:", "Sent a voice message."):  # fmt: skip
        assert said in browser.page


async def test_an_earlier_case_of_the_same_chat_is_linked(shift: Shift) -> None:
    browser, first = await claimed(shift)
    await browser.send(f"/staff/cases/{first}/hand-back", outcome="signposted", note="Told.")
    second = await shift.again(first)
    await browser.get(f"/staff/cases/{second}")
    assert "Other cases of this chat" in browser.page
    assert f"/staff/cases/{first}" in browser.page
    assert "Shown where to get help" in browser.page


async def test_a_sign_of_an_earlier_case_is_still_marked_in_the_chat(shift: Shift) -> None:
    browser, first = await claimed(shift)
    await browser.send(f"/staff/cases/{first}/hand-back", outcome="signposted", note="Told.")
    second = await shift.again(first)
    await browser.get(f"/staff/cases/{second}")
    assert '<mark class="immediate">want to die</mark>' in browser.page
    assert re.findall(r'id="sign-(\d+)"', browser.page) == re.findall(
        r'href="#sign-(\d+)"', browser.page
    )


async def test_a_rule_is_told_by_what_it_means(shift: Shift) -> None:
    case_id = await shift.case()
    await shift.member("Sam")
    deps = ConsoleDeps(
        shift.database, shift.takeover, shift.clock, shift.signals,
        rule_meanings={"suicidal_intent.want_to_die": "says that they want to die"},
    )  # fmt: skip
    browser = Browser(make_app(deps), {})
    await browser.sign_in("sam@example.org")
    await browser.get(f"/staff/cases/{case_id}")
    assert "<li>Says that they want to die.</li>" in browser.page


@pytest.mark.parametrize(
    ("state", "said"), [("pending", "On its way"), ("failed", "Did not arrive"), ("sent", None)]
)
async def test_what_a_channel_did_not_deliver_is_said(
    shift: Shift, state: str, said: str | None
) -> None:
    case_id = await shift.case(channel="telegram")
    browser = await shift.signed_in("Sam")
    await shift.takeover.claim(case_id, await shift.member_id("Sam"))
    async with shift.database.transaction() as session:
        await session.execute(update(OutboxItem).values(state=state))
    await browser.get(f"/staff/cases/{case_id}")
    found = re.findall(r'<p class="delivery">(.*?)</p>', browser.page)
    assert found == ([said] if said else [])
