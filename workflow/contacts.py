"""Contacts: where notices to teams, firms, forces and order desks go. Persons have their own address.

An address may be that of a person, so it is in no entry and in no repr. What signs the words for a webhook is made
from the keys when it is needed, and stored nowhere.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

from sqlalchemy import bindparam, delete, select

from notifications.rendering import LANGUAGES
from states.errors import Malformed, NotFound, Problem
from states.vocabulary import Channel, Recipient
from workflow.actors import Actor
from workflow.db import Database, Tx
from workflow.fitting import CODE, EMAIL
from workflow.keys import Keys
from workflow.prepared import Prepared, insertion
from workflow.tables import ContactRow, PersonRow
from workflow.trail import SETTINGS, Entry, append_to

CONTACTS, PEOPLE = ContactRow.__table__, PersonRow.__table__

#: Who may have a contact: whoever is not one person. A queue is the caseworkers or the leads of it.
KINDS = frozenset(
    {Recipient.CASEWORKER, Recipient.LEAD, Recipient.FIRM, Recipient.FORCE, Recipient.ORDER_DESK}
)
#: Who may be one person, named by their own reference.
PERSONS = frozenset({Recipient.REFERRER, Recipient.CASEWORKER, Recipient.LEAD})

INSERT_CONTACT = insertion(CONTACTS)
_ONE = (CONTACTS.c.kind == bindparam("of_kind"), CONTACTS.c.code == bindparam("of_code"))
DELETE_CONTACT = Prepared(delete(CONTACTS).where(*_ONE))
SELECT_CONTACT = Prepared(
    select(CONTACTS.c.channel, CONTACTS.c.address, CONTACTS.c.language, CONTACTS.c.secret_no).where(*_ONE)
)
SELECT_CONTACTS = Prepared(
    select(
        CONTACTS.c.kind, CONTACTS.c.code, CONTACTS.c.channel, CONTACTS.c.address, CONTACTS.c.language
    ).order_by(CONTACTS.c.kind, CONTACTS.c.code)
)
SELECT_PERSON = Prepared(
    select(PEOPLE.c.email, PEOPLE.c.language).where(
        PEOPLE.c.reference == bindparam("reference"), PEOPLE.c.active
    )
)


@dataclass(frozen=True, slots=True)
class Contact:
    """Where notices for one of them go."""

    kind: Recipient
    code: str
    channel: Channel
    address: str = field(repr=False)
    language: str


@dataclass(frozen=True, slots=True)
class Way:
    """How a professional is reached now. `secret_no` is 0 where nothing is signed."""

    channel: Channel
    address: str = field(repr=False)
    language: str
    secret_no: int = 0


def way_to(tx: Tx, recipient: Recipient, recipient_ref: str) -> Way | None:
    """Return how a professional is reached: a person by their own e-mail, others by their contact. None: not at all."""
    if recipient in PERSONS:
        person = tx.one(SELECT_PERSON, reference=recipient_ref)
        if person is not None:
            email, language = person
            return Way(Channel.EMAIL, email, language) if email else None
    found = tx.one(SELECT_CONTACT, of_kind=recipient.value, of_code=recipient_ref)
    if found is None:
        return None
    channel, address, language, secret_no = found
    return Way(Channel(channel), address, language, secret_no)


def signing_secret(keys: Keys, recipient: Recipient, code: str, secret_no: int) -> bytes:
    """Return what signs the words for a webhook: the bytes of the text that was shown once."""
    return keys.digest("webhook", f"{recipient}|{code}|{secret_no}".encode()).hex().encode()


def set_contact(db: Database, contact: Contact, *, by: Actor, at: datetime) -> str | None:
    """Say where notices for one of them go from now on; a webhook gets a new secret, returned this once.

    Raises Malformed.
    """
    _check(contact)
    kind, code = contact.kind, contact.code
    said = {
        "kind": kind.value,
        "code": code,
        "channel": contact.channel.value,
        "language": contact.language,
    }
    with db.transaction() as tx:
        seq = append_to(tx, SETTINGS, _entry("set_contact", said, by=by, at=at)).seq
        # The number of the entry comes once only, so that no secret is ever good again.
        secret_no = seq if contact.channel is Channel.WEBHOOK else 0
        tx.run(DELETE_CONTACT, of_kind=kind.value, of_code=code)
        tx.run(INSERT_CONTACT, **said, address=contact.address, secret_no=secret_no)
    return signing_secret(db.keys, kind, code, secret_no).decode() if secret_no else None


def contacts(db: Database) -> tuple[Contact, ...]:
    """Return every contact, by kind and code."""
    with db.reading() as tx:
        rows = tx.rows(SELECT_CONTACTS)
    return tuple(
        Contact(Recipient(kind), code, Channel(channel), address, language)
        for kind, code, channel, address, language in rows
    )


def remove_contact(db: Database, kind: Recipient, code: str, *, by: Actor, at: datetime) -> None:
    """Say that they have no contact any more. Raises NotFound."""
    with db.transaction() as tx:
        if not tx.run(DELETE_CONTACT, of_kind=kind.value, of_code=code):
            raise NotFound("contact")
        said = {"kind": kind.value, "code": code}
        append_to(tx, SETTINGS, _entry("remove_contact", said, by=by, at=at))


def _entry(event: str, said: dict[str, str], *, by: Actor, at: datetime) -> Entry:
    return Entry(at, by.reference, by.role.value, SETTINGS, event, "", 0, said, said["code"])


def _check(contact: Contact) -> None:
    fits = _ADDRESS.get(contact.channel)
    checks = (
        ("kind", contact.kind in KINDS, "only teams, firms, forces and order desks have a contact"),
        ("code", CODE.fullmatch(contact.code), "it is not the code of a queue, a firm or a force"),
        ("channel", fits, "it is neither e-mail nor webhook"),
        ("address", fits is None or fits(contact.address), "it is no address of that channel"),
        ("language", contact.language in LANGUAGES, "there are no templates in it"),
    )
    problems = [Problem(name, message) for name, holds, message in checks if not holds]
    if problems:
        raise Malformed("it is not how they could be reached", problems)


def _is_email(address: str) -> bool:
    return EMAIL.fullmatch(address) is not None


def _is_hook(address: str) -> bool:
    """Say whether words may go to that URL: over TLS, or to this very machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    if not host or parts.username or parts.password or re.search(r"\s", address):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_here(host))


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


_ADDRESS = {Channel.EMAIL: _is_email, Channel.WEBHOOK: _is_hook}
