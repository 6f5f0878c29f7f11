"""Where notices to teams, firms, forces and order desks go."""

from typing import Annotated

import typer

from api.clock import now
from api.commands.console import AsJson, load_settings, remark, say, tell
from api.starting import prepared
from notifications.rendering import LANGUAGES
from states.vocabulary import Channel, Recipient
from workflow import contacts as book
from workflow.actors import SYSTEM

contacts = typer.Typer(help="Where notices to teams, firms, forces and order desks go.", no_args_is_help=True)

Kind = Annotated[
    Recipient, typer.Argument(help="Who: a team by its queue, a firm, a force.", case_sensitive=False)
]
Code = Annotated[str, typer.Argument(help="The code of the queue, the firm or the force.")]
Address = Annotated[str, typer.Argument(help="One e-mail address, or for a webhook its URL.")]
By = Annotated[Channel, typer.Option("--channel", help="email or webhook.", case_sensitive=False)]
Language = Annotated[str, typer.Option(help=f"The language: {', '.join(LANGUAGES)}.")]


@contacts.command("set")
def set_one(
    kind: Kind,
    code: Code,
    address: Address,
    channel: By = Channel.EMAIL,
    language: Language = LANGUAGES[0],
    *,
    as_json: AsJson = False,
) -> None:
    """Say where notices go from now on. Of a webhook print the new secret that signs them, alone and this once."""
    contact = book.Contact(kind, code, channel, address, language)
    with prepared(load_settings()) as db:
        secret = book.set_contact(db, contact, by=SYSTEM, at=now())
    if as_json:
        tell({"kind": kind, "code": code, "channel": channel, "language": language, "secret": secret})
    elif secret is not None:
        remark("rowan: the secret is shown this once; an earlier one is good no more")
        say(secret)
    else:
        say(f"Notices to {kind} {code} go by {channel}.")


@contacts.command("list")
def list_all(*, as_json: AsJson = False) -> None:
    """List where notices go."""
    with prepared(load_settings()) as db:
        listed = book.contacts(db)
    if as_json:
        tell(listed)
        return
    for contact in listed:
        say(f"{contact.kind} {contact.code}: {contact.channel} {contact.address} ({contact.language})")


@contacts.command("remove")
def remove(kind: Kind, code: Code, *, as_json: AsJson = False) -> None:
    """Say that they have no contact any more: notices to them go to nobody, or to each person of a team."""
    with prepared(load_settings()) as db:
        book.remove_contact(db, kind, code, by=SYSTEM, at=now())
    tell({"removed": {"kind": kind, "code": code}}) if as_json else say(f"{kind} {code} has no contact.")
