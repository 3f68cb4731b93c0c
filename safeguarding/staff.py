"""Staff accounts: passwords, one-time tickets, signing in and sessions.

Tokens are random and shown once; the database keeps a keyed digest. Hashing runs in a thread, so
that one sign-in does not hold up everybody else.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from basics.errors import Conflict, InvalidInput, NotAllowed, NotFound
from safeguarding.roles import allows as allows
from safeguarding.tables import Role, Staff, StaffSession, StaffTicket
from storage.base import current_cipher, new_id

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
"""Longer ones cost hashing time and protect nobody better."""
MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
IDLE = timedelta(minutes=60)
LONGEST_SESSION = timedelta(hours=12)
_TOUCH_EVERY = timedelta(minutes=1)
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,189}")

_hasher = PasswordHasher()


@dataclass(frozen=True, slots=True)
class SignIn:
    """How a sign-in went. Not an error, so that the count of failures is stored with it."""

    staff: Staff | None
    problem: str | None
    """What to tell the person; the same words whatever was wrong."""


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session just begun. ``token`` goes into a cookie and is kept nowhere else."""

    token: str
    csrf: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is behind a session token."""

    staff: Staff
    session_id: str
    csrf: str


REFUSED = (
    "That email and password do not go together, or there were too many tries. "
    "After five wrong tries an account is locked for 15 minutes."
)


async def add_staff(
    session: AsyncSession, email: str, name: str, role: str, now: datetime
) -> Staff:
    """A new account without a password (see :func:`make_ticket`).

    Raises InvalidInput for a field that cannot be used, Conflict if the email has an account.
    """
    address, name = email.strip().lower(), " ".join(name.split())
    if len(address) > 254 or not _EMAIL.fullmatch(address):
        raise InvalidInput(f"“{email}” is not an email address.")
    if not 0 < len(name) <= 80:
        raise InvalidInput("A name is needed, 80 characters at most: a first name or a role.")
    if role not in [str(each) for each in Role]:
        raise InvalidInput(f"“{role}” is not a role.", hint=f"Use {', '.join(Role)}.")
    if await session.scalar(select(Staff.id).where(Staff.email == address)):
        raise Conflict(f"{address} already has an account.")
    staff = Staff(
        id=new_id(), email=address, name=name, role=role, failed_sign_ins=0, created_at=now
    )
    session.add(staff)
    await session.flush()
    return staff


async def make_ticket(
    session: AsyncSession, staff_id: str, now: datetime, minutes: int = 30
) -> str:
    """A one-time sign-in that ends after ``minutes``; earlier unused ones stop working."""
    staff = await session.get(Staff, staff_id)
    if staff is None:
        raise NotFound("There is no such member of staff.")
    await session.execute(
        update(StaffTicket)
        .where(StaffTicket.staff_id == staff_id, StaffTicket.used_at.is_(None))
        .values(used_at=now)
    )
    token = secrets.token_urlsafe(32)
    session.add(
        StaffTicket(
            staff_id=staff_id, token_digest=_digest(token), expires_at=now + timedelta(minutes=minutes)
        )
    )  # fmt: skip
    await session.flush()
    return token


async def use_ticket(session: AsyncSession, token: str, now: datetime) -> Staff:
    """The member of staff a ticket signs in, once. NotAllowed if it is used, old or unknown."""
    used = await session.execute(
        update(StaffTicket)
        .where(
            StaffTicket.token_digest == _digest(token),
            StaffTicket.used_at.is_(None),
            StaffTicket.expires_at > now,
        )
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )
    staff = await session.scalar(
        select(Staff)
        .join(StaffTicket, StaffTicket.staff_id == Staff.id)
        .where(StaffTicket.token_digest == _digest(token))
    )
    if used.rowcount != 1 or staff is None or staff.disabled_at is not None:  # type: ignore[attr-defined]
        raise NotAllowed(
            "This sign-in link does not work any more.",
            hint="Ask for a new one, or sign in with your password.",
        )
    staff.failed_sign_ins, staff.locked_until = 0, None
    await session.flush()
    return staff


async def set_password(session: AsyncSession, staff_id: str, password: str) -> None:
    """Give an account a password. Other sessions should be ended by the caller where wanted."""
    staff = await session.get(Staff, staff_id)
    if staff is None:
        raise NotFound("There is no such member of staff.")
    check_password(password, staff)
    staff.password_hash = await asyncio.to_thread(_hasher.hash, password)
    staff.failed_sign_ins, staff.locked_until = 0, None
    await session.flush()


def check_password(password: str, staff: Staff) -> None:
    """InvalidInput, in words, for a password that is too short, too long or too easy."""
    if len(password) < SHORTEST_PASSWORD:
        raise InvalidInput(
            f"That password is too short. Use at least {SHORTEST_PASSWORD} characters.",
            hint="Three or four words together work well.",
        )
    if len(password) > LONGEST_PASSWORD:
        raise InvalidInput(f"That password is longer than {LONGEST_PASSWORD} characters.")
    if len(set(password)) < 5:
        raise InvalidInput("That password repeats itself too much to be safe.")
    if password.casefold() in (staff.email, staff.name.casefold()):
        raise InvalidInput("Your email or your name cannot be your password.")


async def sign_in(session: AsyncSession, email: str, password: str, now: datetime) -> SignIn:
    """Check email and password; commit afterwards, whatever the answer, to keep the count.

    An unknown email costs as much time as a wrong password. Five failures lock the account for a
    quarter of an hour, also against the right password.
    """
    staff = await session.scalar(
        select(Staff)
        .where(Staff.email == email.strip().lower()[:254])
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    stored = staff.password_hash if staff and staff.password_hash else _dummy_hash()
    right = await asyncio.to_thread(_verify, stored, password[: LONGEST_PASSWORD + 1])
    if staff is None or staff.password_hash is None or staff.disabled_at is not None:
        return SignIn(None, REFUSED)
    if staff.locked_until is not None and staff.locked_until > now:
        return SignIn(None, REFUSED)
    if not right:
        _count_failure(staff, now)
        await session.flush()
        return SignIn(None, REFUSED)
    staff.failed_sign_ins, staff.locked_until = 0, None
    if _hasher.check_needs_rehash(staff.password_hash):
        staff.password_hash = await asyncio.to_thread(_hasher.hash, password)
    await session.flush()
    return SignIn(staff, None)


async def start_session(session: AsyncSession, staff_id: str, now: datetime) -> NewSession:
    """Begin a session for a member of staff who has just proved who they are."""
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    session.add(
        StaffSession(
            staff_id=staff_id, token_digest=_digest(token), csrf=csrf, created_at=now, last_seen_at=now
        )
    )  # fmt: skip
    await session.flush()
    return NewSession(token, csrf)


async def session_for(
    session: AsyncSession, token: str, now: datetime, *, touch: bool = True
) -> SignedIn | None:
    """Who has this token, or None if it is unknown, ended, idle for an hour or older than 12.

    ``touch`` (needs a writing transaction) keeps the session alive; at most one write a minute.
    """
    found = (
        await session.execute(
            select(StaffSession, Staff)
            .join(Staff, Staff.id == StaffSession.staff_id)
            .where(StaffSession.token_digest == _digest(token), StaffSession.ended_at.is_(None))
        )
    ).one_or_none()
    if found is None:
        return None
    row, staff = found
    expired = now - row.last_seen_at > IDLE or now - row.created_at > LONGEST_SESSION
    if expired or staff.disabled_at is not None:
        return None
    if touch and now - row.last_seen_at >= _TOUCH_EVERY:
        row.last_seen_at = now
        await session.flush()
    return SignedIn(staff, row.id, row.csrf)


async def end_session(session: AsyncSession, token: str, now: datetime) -> None:
    """Sign out this browser."""
    await session.execute(
        update(StaffSession)
        .where(StaffSession.token_digest == _digest(token), StaffSession.ended_at.is_(None))
        .values(ended_at=now)
    )


async def end_all_sessions(session: AsyncSession, staff_id: str, now: datetime) -> None:
    """Sign out every browser of a member of staff."""
    await session.execute(
        update(StaffSession)
        .where(StaffSession.staff_id == staff_id, StaffSession.ended_at.is_(None))
        .values(ended_at=now)
    )


async def find_staff(session: AsyncSession, email: str) -> Staff | None:
    """The account with this email, if there is one."""
    return await session.scalar(select(Staff).where(Staff.email == email.strip().lower()))


async def anyone(session: AsyncSession) -> bool:
    """Whether there is any account that could be used."""
    return await session.scalar(select(Staff.id).where(Staff.disabled_at.is_(None))) is not None


def _count_failure(staff: Staff, now: datetime) -> None:
    staff.failed_sign_ins += 1
    if staff.failed_sign_ins >= MOST_FAILURES:
        staff.locked_until, staff.failed_sign_ins = now + LOCKED_FOR, 0


def _digest(token: str) -> str:
    return current_cipher().digest(token)


def _verify(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


@lru_cache(maxsize=1)
def _dummy_hash() -> str:
    return _hasher.hash(secrets.token_urlsafe(16))
