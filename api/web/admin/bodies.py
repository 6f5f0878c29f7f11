"""Forces, firms and teams: their names, and where notices to them go."""

from fastapi.responses import Response

from api.errors import MALFORMED
from api.web.invitation import said_of
from api.web.pages import Here, Visit, pages
from api.web.words.notices import RECIPIENTS
from notifications.rendering import LANGUAGES
from states.errors import Malformed, NotFound
from states.permissions import Place
from states.vocabulary import Channel, Recipient
from workflow import contacts, staff
from workflow.contacts import KINDS, Contact
from workflow.queries import register
from workflow.queries.register import BodyView

router = pages(Place.ADMINISTRATION, "/admin")

#: What each kind of recipient is called here, in the order of the page.
TEAMS = {
    Recipient.FORCE: "Force",
    Recipient.ORDER_DESK: "Order desk",
    Recipient.CASEWORKER: "Caseworkers of the queue",
    Recipient.LEAD: "Leads of the queue",
}
LANGUAGE = {"en": "English", "cy": "Welsh"}


@router.get("/forces")
def show_forces(here: Here) -> Response:
    """List the forces, and where notices to each and to its teams go."""
    return _forces(here, {})


@router.post("/forces")
def name_force(here: Here) -> Response:
    """Add a force, or name it anew."""
    try:
        staff.save_force(here.db, here.form.get("code"), here.form.get("name"), by=here.actor, at=here.at)
    except Malformed as found:
        return _forces(here, said_of(found), MALFORMED.status)
    return here.go("/admin/forces", done="force_saved")


@router.get("/firms")
def show_firms(here: Here) -> Response:
    """List the firms of the panel, and where notices to each go."""
    return _firms(here, {})


@router.post("/firms")
def save_firm(here: Here) -> Response:
    """Add a firm, or change its name and whether it takes offers."""
    form, active = here.form, here.form.get("active") == "yes"
    try:
        staff.save_firm(here.db, form.get("code"), form.get("name"), active=active, by=here.actor, at=here.at)
    except Malformed as found:
        return _firms(here, said_of(found), MALFORMED.status)
    return here.go("/admin/firms", done="firm_saved")


@router.get("/contacts/{kind}/{code}")
def ask_contact(here: Here, kind: str, code: str) -> Response:
    """Ask where notices to one of them go."""
    return _ask(here, _recipient(here, kind, code), code, {})


@router.post("/contacts/{kind}/{code}")
def save_contact(here: Here, kind: str, code: str) -> Response:
    """Say where notices to one of them go; the secret of a webhook is shown this once."""
    recipient, form = _recipient(here, kind, code), here.form
    if form.get("channel") == "none":
        if _contact(here, recipient, code) is not None:
            contacts.remove_contact(here.db, recipient, code, by=here.actor, at=here.at)
        return here.go(_list_of(recipient), done="contact_removed")
    try:
        wanted = Contact(
            recipient, code, Channel(form.get("channel")), form.get("address"), form.get("language")
        )
        secret = contacts.set_contact(here.db, wanted, by=here.actor, at=here.at)
    except Malformed as found:
        return _ask(here, recipient, code, said_of(found), MALFORMED.status)
    except ValueError:
        return _ask(here, recipient, code, {"channel": "Choose one of them"}, MALFORMED.status)
    if secret is not None:
        return here.show("admin/secret.html", secret=secret, code=code, onward=_list_of(recipient))
    return here.go(_list_of(recipient), done="contact_saved")


def _recipient(here: Visit, kind: str, code: str) -> Recipient:
    """Return whom an address means. Raises NotFound for whom nobody knows."""
    if kind not in KINDS:
        raise NotFound("contact")
    recipient = Recipient(kind)
    known: tuple[BodyView, ...] = (
        register.firms(here.db) if recipient is Recipient.FIRM else register.forces(here.db)
    )
    if code not in {body.code for body in known}:
        raise NotFound("contact")
    return recipient


def _contact(here: Visit, recipient: Recipient, code: str) -> Contact | None:
    found = (held for held in contacts.contacts(here.db) if (held.kind, held.code) == (recipient, code))
    return next(found, None)


def _list_of(recipient: Recipient) -> str:
    return "/admin/firms" if recipient is Recipient.FIRM else "/admin/forces"


def _ask(
    here: Visit, recipient: Recipient, code: str, problems: dict[str, str], status: int = 200
) -> Response:
    held = _contact(here, recipient, code)
    form = here.form
    values = {
        "channel": form.get("channel") or ("none" if held is None else held.channel.value),
        "address": form.get("address") or ("" if held is None else held.address),
        "language": form.get("language") or (LANGUAGES[0] if held is None else held.language),
    }
    return here.show(
        "admin/contact.html",
        status=status,
        whom=RECIPIENTS[recipient],
        code=code,
        values=values,
        languages=LANGUAGE,
        problems=problems,
        back_to=_list_of(recipient),
    )


def _forces(here: Visit, problems: dict[str, str], status: int = 200) -> Response:
    known = {(contact.kind, contact.code): contact for contact in contacts.contacts(here.db)}
    found = [
        (force, [(kind.value, name, known.get((kind, force.code))) for kind, name in TEAMS.items()])
        for force in register.forces(here.db)
    ]
    values = {name: here.form.get(name) for name in ("code", "name")}
    return here.show(
        "admin/forces.html",
        status=status,
        forces=found,
        languages=LANGUAGE,
        problems=problems,
        values=values,
    )


def _firms(here: Visit, problems: dict[str, str], status: int = 200) -> Response:
    return here.show(
        "admin/firms.html",
        status=status,
        firms=register.firms(here.db),
        languages=LANGUAGE,
        problems=problems,
        values={name: here.form.get(name) for name in ("code", "name")},
    )
