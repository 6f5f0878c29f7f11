"""A message sent to oneself, to see that it arrives and how it reads. It is about nobody, and goes to nobody else."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, select

from notifications.channels import Addressee, Carrier, Result, in_doubt
from notifications.preview import Preview
from states.errors import NotPermitted, Refusal, Refused
from states.vocabulary import NoticeEvent, Role
from workflow import references
from workflow.access_log import denials
from workflow.actors import Actor
from workflow.answers import Outcome, recall, remember
from workflow.command import Command, Done
from workflow.db import Database
from workflow.prepared import Prepared
from workflow.tables import PersonRow
from workflow.trail import SETTINGS, Entry, append_to

log = logging.getLogger(__name__)

PEOPLE = PersonRow.__table__

#: The entry's event.
TRIAL = "send_trial"
#: Who may try a message: those who work on cases, and who answers for the words.
TRIERS = frozenset({Role.CASEWORKER, Role.LEAD, Role.ADMINISTRATOR})
#: What its subject begins with: an address may be read by more than one.
MARK = "Test: "
#: What no trial is worth, in the form of a guard that says no.
NO_CARRIER = Refusal(
    "carrier_is_set_up", "nothing carries e-mail here", "Set ROWAN_CHANNELS and what it needs", "operator"
)
NO_ADDRESS = Refusal(
    "address_is_known", "no e-mail address of yours is kept", "Have one added", Role.ADMINISTRATOR.value
)

SELECT_EMAIL = Prepared(
    select(PEOPLE.c.email).where(PEOPLE.c.reference == bindparam("reference"), PEOPLE.c.active)
)


@dataclass(frozen=True, slots=True)
class Trial:
    """One message that its carrier took. `reference` is the name under which it went."""

    reference: str
    rule: str
    channel: str
    language: str


def send_trial(
    db: Database,
    carrier: Carrier | None,
    preview: Preview,
    *,
    actor: Actor,
    at: datetime,
    key: str | None = None,
) -> Trial:
    """Send one message, filled with samples, to the person's own e-mail address; an entry says that they did.

    Raises NotPermitted, KeyReused, and Refused where there is no address or its carrier did not take it.
    """
    rule, message = preview.rule.name, preview.message
    command = Command("", TRIAL, {"rule": rule, "language": message.language}, key=key)
    outcome, address = _before(db, command, actor, at)
    if outcome is None:
        outcome = _tried(carrier, preview, actor, address)
        said = {"rule": rule, "language": message.language, "taken": isinstance(outcome, Done)}
        entry = Entry(at, actor.reference, actor.role.value, SETTINGS, TRIAL, "", 0, said, actor.reference)
        with db.transaction() as tx:
            append_to(tx, SETTINGS, entry)
            remember(tx, db.keys, command, actor, outcome, at)
    if isinstance(outcome, Refused):
        raise outcome
    return Trial(outcome.case, rule, message.channel.value, message.language)


def _before(db: Database, command: Command, actor: Actor, at: datetime) -> tuple[Outcome | None, str | None]:
    """Return what was answered to the same request before, and where a message to the person goes."""
    with denials(db, actor, TRIAL, None, at), db.reading() as tx:
        if actor.role not in TRIERS:
            message = "this role tries no messages"
            raise NotPermitted(message)
        found = tx.one(SELECT_EMAIL, reference=actor.reference)
        return recall(tx, db.keys, command, actor), found[0] if found else None


def _tried(carrier: Carrier | None, preview: Preview, actor: Actor, address: str | None) -> Outcome:
    if carrier is None:
        return Refused(TRIAL, [NO_CARRIER])
    if carrier.addressed and not address:
        return Refused(TRIAL, [NO_ADDRESS])
    reference = references.new(references.NOTICE)
    result = _carried(
        carrier, preview, Addressee(preview.rule.recipient, actor.reference, address), reference
    )
    if result.event is NoticeEvent.ACCEPT:
        return Done(reference, TRIAL, "", result.event.value, 0, 0, "")
    why = result.reason or "its carrier did not take it"
    return Refused(TRIAL, [Refusal("carrier_takes_it", why, "See how the carrier is set up", "operator")])


def _carried(carrier: Carrier, preview: Preview, to: Addressee, reference: str) -> Result:
    message = replace(preview.message, subject=f"{MARK}{preview.message.subject}")
    try:
        return carrier.send(message, to, reference)
    except Exception as error:  # noqa: BLE001 - what a carrier says when it breaks may quote the address.
        log.warning("a carrier broke on a trial: %s", type(error).__name__)
        return in_doubt(f"its carrier broke: {type(error).__name__}")
