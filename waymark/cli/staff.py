"""``waymark staff``: the people who watch the queue."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer
from sqlalchemy import select

from basics.clock import SystemClock
from basics.errors import NotFound
from safeguarding.staff import add_staff, find_staff, make_ticket
from safeguarding.tables import Role, Staff
from waymark.cli.common import emit, say
from waymark.opening import open_database
from waymark.settings import load_settings

app = typer.Typer(help="The people who watch the queue.", no_args_is_help=True)


@app.command("add")
def add(
    email: Annotated[str, typer.Argument(help="Their email address; they sign in with it.")],
    name: Annotated[str, typer.Option(help="What young people see: a first name or a role.")],
    role: Annotated[Role, typer.Option(help="What they may do.")] = Role.RESPONDER,
) -> None:
    """Add a member of staff and print a one-time sign-in for them."""
    asyncio.run(_add(email, name, role))


@app.command("link")
def link(email: Annotated[str, typer.Argument(help="Their email address.")]) -> None:
    """Print a new one-time sign-in, for somebody who is new or forgot their password."""
    asyncio.run(_link(email))


@app.command("list")
def listing() -> None:
    """Print each member of staff as a JSON object a line."""
    asyncio.run(_list())


async def _add(email: str, name: str, role: Role) -> None:
    settings, now = load_settings(), SystemClock().now()
    async with open_database(settings) as database, database.transaction() as session:
        staff = await add_staff(session, email, name, str(role), now)
        token = await make_ticket(session, staff.id, now)
    say("A one-time sign-in, good for 30 minutes. Send it by a safe way:")
    print(enter_address(settings.service.public_url, settings.server.port, token))


async def _link(email: str) -> None:
    settings, now = load_settings(), SystemClock().now()
    async with open_database(settings) as database, database.transaction() as session:
        staff = await find_staff(session, email)
        if staff is None:
            raise NotFound(f"Nobody has the address {email}.", hint="See: waymark staff list")
        token = await make_ticket(session, staff.id, now)
    say("A one-time sign-in, good for 30 minutes. Send it by a safe way:")
    print(enter_address(settings.service.public_url, settings.server.port, token))


async def _list() -> None:
    async with open_database(load_settings()) as database, database.reading() as session:
        for staff in await session.scalars(select(Staff).order_by(Staff.email)):
            emit(
                {
                    "email": staff.email,
                    "name": staff.name,
                    "role": staff.role,
                    "has_password": staff.password_hash is not None,
                    "disabled": staff.disabled_at is not None,
                }
            )


def enter_address(public_url: str | None, port: int, token: str) -> str:
    """The address that signs somebody in once."""
    return f"{public_url or f'http://127.0.0.1:{port}'}/staff/enter?ticket={token}"
