"""One's own account: where one is signed in, and what one signs in with."""

from collections.abc import Callable
from typing import Any

from fastapi.responses import JSONResponse, Response

from api.errors import MALFORMED, TOO_SOON
from api.identity import token_of
from api.web.apps import app_of
from api.web.invitation import WRONG, said_of
from api.web.pages import Here, Visit, pages
from api.web.sign_in import address_of, slowed, waiting
from api.web.words.roles import ROLES
from states.errors import Malformed
from states.permissions import Place
from workflow import credentials, proving, sessions
from workflow.credentials import Credential
from workflow.delays import TooSoon
from workflow.queries import register

router = pages(Place.ACCOUNT, "/account")

WRONG_PASSWORD = "The password is not right"  # noqa: S105 - Words.


@router.get("")
def account(here: Here) -> Response:
    """Show who one is, and every browser in which one is signed in."""
    held = _held(here)
    left = None
    if held is not None:
        with here.db.reading() as tx:
            left = credentials.codes_left(tx, held)
    return here.show(
        "account.html",
        person=register.person(here.db, here.actor.reference),
        role=ROLES[here.actor.role],
        devices=sessions.devices(here.db, here.actor, at=here.at),
        own=here.session.reference,
        codes_left=left,
    )


@router.post("/stay")
def stay(here: Here) -> Response:
    """Say when the session ends now that its owner has said that they are still there."""
    return JSONResponse({"ends_at": here.session.ends_at.isoformat()})


@router.post("/devices/{reference}/end")
def end_one(here: Here, reference: str) -> Response:
    """Sign out of one other browser."""
    sessions.end_one(here.db, here.actor, reference, at=here.at)
    return here.go("/account", done="device_ended")


@router.post("/devices/end-others")
def end_others(here: Here) -> Response:
    """Sign out of every other browser."""
    sessions.end_others(here.db, here.actor, token_of(here.request) or "", at=here.at)
    return here.go("/account", done="signed_out_everywhere")


@router.get("/password")
def ask_password(here: Here) -> Response:
    """Ask for the old password and a new one."""
    return here.show("account_password.html", problems={})


@router.post("/password")
def change_password(here: Here) -> Response:
    """Put a new password in the place of the old one."""

    def change(held: Credential) -> Response:
        form = here.form
        try:
            credentials.check_password(form.get("password"), form.get("again"), here.session.name, held.login)
        except Malformed as found:
            return _told(here, "account_password.html", said_of(found))
        credentials.change_password(
            here.db, held, form.get("password"), token_of(here.request) or "", at=here.at
        )
        return here.go("/account", done="password_changed")

    return _confirmed(here, "account_password.html", change)


@router.get("/codes")
def ask_codes(here: Here) -> Response:
    """Ask for the password before new recovery codes are shown."""
    return here.show("account_confirm.html", problems={}, **CODES)


@router.post("/codes")
def renew_codes(here: Here) -> Response:
    """Show new recovery codes; the old ones are good no more."""

    def renew(held: Credential) -> Response:
        codes = credentials.renew_recovery_codes(here.db, held, at=here.at)
        return here.show("recovery_codes.html", codes=codes, onward="/account")

    return _confirmed(here, "account_confirm.html", renew, **CODES)


@router.get("/app")
@router.get("/app/code")
def ask_app(here: Here) -> Response:
    """Ask for the password before another app is set up."""
    return here.show("account_confirm.html", problems={}, **APP)


@router.post("/app")
def offer_app(here: Here) -> Response:
    """Show another app its secret."""

    def offer(held: Credential) -> Response:
        ticket, secret = credentials.offer_app(here.db.keys, held, at=here.at)
        return _show_app(here, ticket, secret, held.login)

    return _confirmed(here, "account_confirm.html", offer, **APP)


@router.post("/app/code")
def change_app(here: Here) -> Response:
    """Put the other app in the place of the old one, once it has shown a code."""
    ticket, held = here.form.get("ticket"), _held(here)
    secret = credentials.offered_app(here.db.keys, here.actor.reference, ticket, at=here.at)
    if secret is None or held is None:
        return here.go("/account/app")
    if not credentials.change_app(here.db, held, secret, here.form.get("code"), at=here.at):
        return _show_app(here, ticket, secret, held.login, WRONG)
    return here.go("/account", done="app_changed")


#: What a page that asks for the password says it is for.
CODES: dict[str, Any] = {
    "heading": "New recovery codes",
    "action": "/account/codes",
    "button": "Show new codes",
}
APP: dict[str, Any] = {"heading": "Set up another app", "action": "/account/app", "button": "Continue"}


def _held(here: Visit) -> Credential | None:
    with here.db.reading() as tx:
        return credentials.of_person(tx, here.actor.reference)


def _confirmed(
    here: Visit, template: str, then: Callable[[Credential], Response], **context: Any
) -> Response:
    """Do something for whoever has typed their password; say what is wrong to anybody else."""
    current = here.form.get("current")
    try:
        held = proving.confirm(here.db, here.actor, current, address=address_of(here), at=here.at)
    except TooSoon as soon:
        told = _told(here, template, {"current": waiting(soon)}, TOO_SOON.status, **context)
        return slowed(told, soon)
    return _told(here, template, {"current": WRONG_PASSWORD}, **context) if held is None else then(held)


def _told(
    here: Visit, template: str, problems: dict[str, str], status: int = MALFORMED.status, **context: Any
) -> Response:
    return here.show(template, status=status, problems=problems, **context)


def _show_app(here: Visit, ticket: str, secret: bytes, login: str, problem: str | None = None) -> Response:
    return here.show(
        "invitation_app.html",
        status=MALFORMED.status if problem else 200,
        app=app_of(ticket, secret, login),
        action="/account/app/code",
        step=None,
        problem=problem,
    )
