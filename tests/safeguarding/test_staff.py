from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text

from basics.clock import FixedClock
from basics.errors import Conflict, InvalidInput, NotAllowed, NotFound
from safeguarding import passwords, staff
from safeguarding.tables import Staff
from storage.database import Database
from tests.conftest import both_databases
from tests.safeguarding.people import member

PASSWORD = "three calm otters swim"
OTHER = "four loud geese march"
EMAIL = "sam@example.org"
pytestmark = both_databases


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Real argon2id at a cost fit for a test run."""
    quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "hasher", quick)


async def sam(database: Database, clock: FixedClock, password: str = PASSWORD) -> str:
    """Sam, with a password; gives the id."""
    staff_id = await member(database, "Sam", clock.now())
    async with database.transaction() as session:
        await staff.set_password(session, staff_id, password)
    return staff_id


async def sign_in(
    database: Database, clock: FixedClock, password: str, email: str = EMAIL
) -> staff.SignIn:
    tried = await staff.try_password(database, email, password)
    async with database.transaction() as session:
        return await staff.sign_in(session, tried, clock.now())


async def test_the_right_password_signs_in(database: Database, clock: FixedClock) -> None:
    staff_id = await sam(database, clock)
    answer = await sign_in(database, clock, PASSWORD)
    assert answer.staff is not None
    assert answer.staff.id == staff_id
    assert answer.problem is None


async def test_an_email_is_the_same_in_capitals_and_with_spaces(
    database: Database, clock: FixedClock
) -> None:
    await sam(database, clock)
    assert (await sign_in(database, clock, PASSWORD, " SAM@Example.org ")).staff is not None


async def test_every_refusal_has_the_same_words(database: Database, clock: FixedClock) -> None:
    await sam(database, clock)
    await member(database, "New", clock.now())
    answers = [
        await sign_in(database, clock, "wrong wrong wrong"),
        await sign_in(database, clock, PASSWORD, "nobody@example.org"),
        await sign_in(database, clock, PASSWORD, "new@example.org"),  # has no password yet
        await sign_in(database, clock, "", ""),
        await sign_in(database, clock, "\ud800" * 3, "\x00@example.org"),
        await sign_in(database, clock, "x" * 10_000),
    ]
    assert {answer.problem for answer in answers} == {staff.REFUSED}
    assert {answer.staff for answer in answers} == {None}


async def test_the_password_is_stored_as_an_argon2id_hash(
    database: Database, clock: FixedClock
) -> None:
    await sam(database, clock)
    async with database.reading() as session:
        stored = (await session.execute(text("SELECT password_hash FROM staff"))).scalar_one()
    assert stored.startswith("$argon2id$")
    assert "otters" not in stored


async def test_five_wrong_tries_lock_an_account_against_the_right_password(
    database: Database, clock: FixedClock
) -> None:
    await sam(database, clock)
    for _ in range(staff.MOST_FAILURES):
        await sign_in(database, clock, "wrong wrong wrong")
    assert (await sign_in(database, clock, PASSWORD)).staff is None
    clock.advance(staff.LOCKED_FOR + timedelta(seconds=1))
    assert (await sign_in(database, clock, PASSWORD)).staff is not None


async def test_a_right_password_forgets_the_wrong_ones(
    database: Database, clock: FixedClock
) -> None:
    await sam(database, clock)
    for _ in range(3):
        for _ in range(staff.MOST_FAILURES - 1):
            await sign_in(database, clock, "wrong wrong wrong")
        assert (await sign_in(database, clock, PASSWORD)).staff is not None


async def test_many_wrong_tries_at_once_are_all_counted(
    database: Database, clock: FixedClock
) -> None:
    await sam(database, clock)
    await asyncio.gather(*(sign_in(database, clock, "wrong wrong wrong") for _ in range(5)))
    assert (await sign_in(database, clock, PASSWORD)).staff is None


async def test_a_try_of_a_password_that_was_changed_meanwhile_is_refused(
    database: Database, clock: FixedClock
) -> None:
    staff_id = await sam(database, clock)
    tried = await staff.try_password(database, EMAIL, PASSWORD)
    async with database.transaction() as session:
        await staff.set_password(session, staff_id, OTHER)
    async with database.transaction() as session:
        assert (await staff.sign_in(session, tried, clock.now())).staff is None


async def test_a_weaker_hash_is_renewed_at_sign_in(
    database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff_id = await sam(database, clock)
    async with database.reading() as session:
        before = await session.get_one(Staff, staff_id)
    stronger = PasswordHasher(time_cost=2, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "hasher", stronger)
    assert (await sign_in(database, clock, PASSWORD)).staff is not None
    async with database.reading() as session:
        after = await session.get_one(Staff, staff_id)
    assert after.password_hash != before.password_hash
    assert "t=2" in str(after.password_hash)


async def test_an_accent_may_be_typed_on_any_keyboard(
    database: Database, clock: FixedClock
) -> None:
    await sam(database, clock, "caf\u00e9 otters swim far")
    assert (await sign_in(database, clock, "cafe\u0301 otters swim far")).staff is not None


@pytest.mark.parametrize("password", ["short", "a" * 201, "ababababababab", EMAIL])
async def test_a_password_that_will_not_do_is_refused(
    database: Database, clock: FixedClock, password: str
) -> None:
    staff_id = await member(database, "Sam", clock.now())
    async with database.transaction() as session:
        with pytest.raises(InvalidInput):
            await staff.set_password(session, staff_id, password)


@pytest.mark.parametrize(
    ("email", "name", "role"),
    [
        ("not an address", "Sam", "viewer"),
        ("a@b\n.org", "Sam", "viewer"),
        (f"{'x' * 300}@example.org", "Sam", "viewer"),
        ("a@b.org", "   ", "viewer"),
        ("a@b.org", "x" * 81, "viewer"),
        ("a@b.org", "Sam\x00", "viewer"),
        ("a@b.org", "Sam", "king"),
    ],
)
async def test_an_account_that_makes_no_sense_is_refused(
    database: Database, clock: FixedClock, email: str, name: str, role: str
) -> None:
    async with database.transaction() as session:
        with pytest.raises(InvalidInput):
            await staff.add_staff(session, email, name, role, clock.now())


async def test_one_email_has_one_account(database: Database, clock: FixedClock) -> None:
    await member(database, "Sam", clock.now())
    async with database.transaction() as session:
        with pytest.raises(Conflict, match=r"sam@example\.org"):
            await staff.add_staff(session, "SAM@example.org", "Sammy", "viewer", clock.now())


async def test_a_ticket_signs_in_once(database: Database, clock: FixedClock) -> None:
    staff_id = await member(database, "Sam", clock.now())
    async with database.transaction() as session:
        token = await staff.make_ticket(session, staff_id, clock.now())
    async with database.transaction() as session:
        assert (await staff.use_ticket(session, token, clock.now())).id == staff_id
    with pytest.raises(NotAllowed):
        async with database.transaction() as session:
            await staff.use_ticket(session, token, clock.now())


async def test_of_many_who_use_one_ticket_one_gets_in(
    database: Database, clock: FixedClock
) -> None:
    staff_id = await member(database, "Sam", clock.now())
    async with database.transaction() as session:
        token = await staff.make_ticket(session, staff_id, clock.now())

    async def use() -> bool:
        try:
            async with database.transaction() as session:
                await staff.use_ticket(session, token, clock.now())
        except NotAllowed:
            return False
        return True

    assert sum(await asyncio.gather(*(use() for _ in range(8)))) == 1


async def test_a_ticket_ends_and_a_new_one_ends_the_old(
    database: Database, clock: FixedClock
) -> None:
    staff_id = await member(database, "Sam", clock.now())
    async with database.transaction() as session:
        old = await staff.make_ticket(session, staff_id, clock.now())
        late = await staff.make_ticket(session, staff_id, clock.now(), minutes=10)
    clock.advance(timedelta(minutes=10))
    for token in (old, late, "no such token"):
        async with database.transaction() as session:
            with pytest.raises(NotAllowed):
                await staff.use_ticket(session, token, clock.now())


async def test_a_ticket_is_for_somebody(database: Database, clock: FixedClock) -> None:
    async with database.transaction() as session:
        with pytest.raises(NotFound):
            await staff.make_ticket(session, "0" * 32, clock.now())


async def test_a_session_is_known_by_its_token_alone(database: Database, clock: FixedClock) -> None:
    staff_id = await sam(database, clock)
    async with database.transaction() as session:
        new = await staff.start_session(session, staff_id, clock.now())
        found = await staff.session_for(session, new.token, clock.now())
        assert found is not None
        assert (found.staff.id, found.csrf) == (staff_id, new.csrf)
        assert await staff.session_for(session, new.csrf, clock.now()) is None
        stored = (await session.execute(text("SELECT token_digest FROM staff_session"))).scalar()
    assert new.token not in str(stored)


async def test_a_session_ends_by_signing_out_by_idling_and_by_age(
    database: Database, clock: FixedClock
) -> None:
    staff_id = await sam(database, clock)
    async with database.transaction() as session:
        left, idle = [await staff.start_session(session, staff_id, clock.now()) for _ in range(2)]
        await staff.end_session(session, left.token, clock.now())
        assert await staff.session_for(session, left.token, clock.now()) is None
        clock.advance(staff.IDLE + timedelta(seconds=1))
        assert await staff.session_for(session, idle.token, clock.now()) is None
        long = await staff.start_session(session, staff_id, clock.now())
        for _ in range(24):
            clock.advance(timedelta(minutes=30))
            await staff.session_for(session, long.token, clock.now())
        clock.advance(timedelta(seconds=1))
        assert await staff.session_for(session, long.token, clock.now()) is None


async def test_looking_without_touching_does_not_keep_a_session_alive(
    database: Database, clock: FixedClock
) -> None:
    staff_id = await sam(database, clock)
    async with database.transaction() as session:
        new = await staff.start_session(session, staff_id, clock.now())
        clock.advance(timedelta(minutes=40))
        assert await staff.session_for(session, new.token, clock.now(), touch=False)
        clock.advance(timedelta(minutes=40))
        assert await staff.session_for(session, new.token, clock.now()) is None


async def test_ending_all_sessions_ends_all(database: Database, clock: FixedClock) -> None:
    staff_id = await sam(database, clock)
    async with database.transaction() as session:
        made = [await staff.start_session(session, staff_id, clock.now()) for _ in range(3)]
        await staff.end_all_sessions(session, staff_id, clock.now())
        found = [await staff.session_for(session, new.token, clock.now()) for new in made]
    assert found == [None, None, None]


async def test_a_disabled_account_is_out_at_once(database: Database, clock: FixedClock) -> None:
    staff_id = await sam(database, clock)
    async with database.transaction() as session:
        new = await staff.start_session(session, staff_id, clock.now())
        row = await session.get_one(Staff, staff_id)
        row.disabled_at = clock.now()
    assert (await sign_in(database, clock, PASSWORD)).staff is None
    async with database.transaction() as session:
        assert await staff.session_for(session, new.token, clock.now()) is None
        assert not await staff.anyone(session)
