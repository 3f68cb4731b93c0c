"""Signing in by password or one-time link, choosing a password, signing out."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from starlette.requests import Request
from starlette.responses import Response

from basics.errors import InvalidInput, NotAllowed, NotFound
from console.accounts import Accounts, Entered
from console.case_pages import CasePages
from console.door import COOKIE, Door, address_of, visit_of
from console.forms import form_of, text_of
from console.limiter import AddressLimiter
from console.pages import Pages, go, inside
from console.route import refusal, show_sign_in
from safeguarding.staff import SHORTEST_PASSWORD

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class SignInPages:
    """The pages before the queue."""

    pages: Pages
    door: Door
    accounts: Accounts
    limiter: AddressLimiter
    cases: CasePages

    async def show(self, request: Request) -> Response:
        """The sign-in form; whoever is signed in already may carry on."""
        wanted = inside(request.query_params.get("next"))
        signed_in = await self.door.visit(request) is not None
        return show_sign_in(
            request,
            self.pages,
            self.door,
            next_page=wanted,
            carry_on=(wanted or "/staff") if signed_in else None,
        )

    async def sign_in(self, request: Request) -> Response:
        """Check email and password; then on to the page that was wanted, with its draft."""
        self.limiter.check(address_of(request))
        form = await form_of(request)
        email, draft = text_of(form, "email")[:254], text_of(form, "draft")
        wanted = inside(text_of(form, "next"))
        entered = await self.accounts.sign_in(email, text_of(form, "password"))
        if isinstance(entered, str):
            self.limiter.failed(address_of(request))
            _log.info("staff_sign_in_refused")
            return show_sign_in(
                request,
                self.pages,
                self.door,
                status=401,
                next_page=wanted,
                draft=draft,
                email=email,
                problems={"sign_in": entered},
            )
        _log.info("staff_signed_in", staff_id=entered.visit.staff.id)
        await self._leave_the_old(request)
        if draft and wanted and wanted.startswith("/staff/cases/"):
            case_id = wanted.removeprefix("/staff/cases/").split("/")[0]
            request.state.visit = entered.visit
            try:
                page = await self.cases.show_with_draft(entered.visit, case_id, draft)
            except NotFound as error:
                page = await refusal(request, self.pages, error)
            return self.door.let_in(page, entered.token)
        return self.door.let_in(go(wanted or "/staff"), entered.token)

    async def ticket(self, request: Request) -> Response:
        """The landing page of a one-time link. Looking uses nothing up: a chat or a mail
        program that fetches the link for a preview must not burn it."""
        token = self.door.form_token(request)
        ticket = request.query_params.get("ticket", "")[:200]
        answer = self.pages.show("enter.html", form_token=token, ticket=ticket)
        return self.door.keep_form_token(answer, token)

    async def enter(self, request: Request) -> Response:
        """Use a one-time link; then choose a password, or keep the one there is."""
        self.limiter.check(address_of(request))
        form = await form_of(request)
        try:
            entered = await self.accounts.enter(text_of(form, "ticket"))
        except NotAllowed as refused:
            self.limiter.failed(address_of(request))
            _log.info("staff_ticket_refused")
            return self.pages.show(
                "enter.html", status=403, ticket="", problems={"ticket": str(refused)}
            )
        _log.info("staff_entered_by_ticket", staff_id=entered.visit.staff.id)
        await self._leave_the_old(request)
        answer = self.door.keep_fresh(go("/staff/password"), entered.visit.csrf)
        return self.door.let_in(answer, entered.token)

    async def password(self, request: Request) -> Response:
        """The form for a first password, or a new one after a one-time link."""
        if not self.door.may_choose_password(request):
            return go("/staff")
        return self._password_form(request, {})

    async def set_password(self, request: Request) -> Response:
        """Save it. A new session begins and every other browser is signed out."""
        visit = visit_of(request)
        if not self.door.may_choose_password(request):
            return go("/staff")
        form = await form_of(request)
        chosen = text_of(form, "password")
        if chosen != text_of(form, "again"):
            return self._password_form(
                request, {"again": self.pages.words.field("password_differs")}
            )
        try:
            entered: Entered = await self.accounts.choose_password(visit, chosen)
        except InvalidInput as problem:
            return self._password_form(request, {"password": str(problem)})
        _log.info("staff_password_set", staff_id=visit.staff.id)
        return self.door.let_in(go("/staff?done=password_set"), entered.token)

    async def sign_out(self, request: Request) -> Response:
        """End this session on the server, not only in the browser."""
        await self.accounts.leave(request.cookies.get(COOKIE, ""))
        _log.info("staff_signed_out", staff_id=visit_of(request).staff.id)
        return self.door.let_out(go("/staff/sign-in"))

    async def _leave_the_old(self, request: Request) -> None:
        """End the session that this browser had: nobody stays signed in behind somebody else."""
        old = request.cookies.get(COOKIE)
        if old:
            await self.accounts.leave(old)

    def _password_form(self, request: Request, problems: dict[str, str]) -> Response:
        return self.pages.show(
            "password.html",
            status=422 if problems else 200,
            visit=visit_of(request),
            minimum=SHORTEST_PASSWORD,
            problems=problems,
        )
