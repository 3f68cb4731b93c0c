from __future__ import annotations

from sqlalchemy import select

from safeguarding.assessment import Assessment, Tier
from storage.conversations import Author, Message
from storage.inbox import InboxItem
from tests.conftest import both_databases
from tests.console.shift import Shift

POLISH = Assessment(
    tier=Tier.CONCERN, categories=("other",), rules=("screen.language",), language="pl"
)


@both_databases
async def test_the_page_of_a_case_names_the_language(shift: Shift) -> None:
    case_id = await shift.case("boję się wracać do domu", POLISH)
    row = await shift.row(case_id)
    async with shift.database.transaction() as session:
        session.add(
            InboxItem(
                channel="web",
                update_id="1",
                conversation_id=row.conversation_id,
                message_id=await message_of(shift, row.conversation_id),
                assessment=POLISH.model_dump(mode="json"),
                received_at=shift.clock.now(),
            )
        )
    browser = await shift.signed_in("Sam")
    await browser.get(f"/staff/cases/{case_id}")
    assert "It may not be in English" in browser.page
    assert "It looks like \u2068Polski\u2069 (Polish)." in browser.page


@both_databases
async def test_a_sign_without_its_update_has_no_language(shift: Shift) -> None:
    case_id = await shift.case()
    browser = await shift.signed_in("Sam")
    await browser.get(f"/staff/cases/{case_id}")
    assert "It looks like" not in browser.page


async def message_of(shift: Shift, conversation_id: str) -> str:
    async with shift.database.reading() as session:
        found = await session.scalar(
            select(Message.id).where(
                Message.conversation_id == conversation_id, Message.author == str(Author.PERSON)
            )
        )
    assert found is not None
    return found
