"""What a message would say, shown to those who answer for it: with samples, or with what one case would fill in.

Of a case it opens nothing sealed: messages are made of references and days alone.
"""

from collections.abc import Mapping
from datetime import datetime

from notifications.planning import REFERENCES, Named
from notifications.preview import Preview, Values, Wanted, previews
from notifications.rendering import STANDING
from notifications.rules import Rule
from states.errors import Malformed, NotPermitted, Problem
from states.position import Facts
from states.vocabulary import Chart, Event, Recipient, Role
from workflow.access_log import denials
from workflow.actors import Actor
from workflow.db import Database, Tx
from workflow.finding import Case
from workflow.looking import found, looking, shown
from workflow.outbox import FIRST_REFERRAL

#: Who is shown what a message would say: those who work on cases, those who check, and who answers for the words.
READERS = frozenset({Role.CASEWORKER, Role.LEAD, Role.AUDITOR, Role.ADMINISTRATOR})


def preview(
    db: Database,
    wanted: Wanted,
    *,
    case: str | None = None,
    standing: Mapping[str, str],
    actor: Actor,
    at: datetime,
) -> tuple[Preview, ...]:
    """Write the messages that are wanted; with a `case` by its own references, as far as it has any.

    `standing` is what is the same in every message. Raises NotPermitted, NotFound for a case that the actor may
    not know of, and Malformed where no message has that name.
    """
    with denials(db, actor, "preview", case, at):
        if actor.role not in READERS:
            message = "messages are shown to those who answer for them"
            raise NotPermitted(message)
    known = _same(standing) if case is None else of_case(db, case, standing, actor, at)
    shown = previews(wanted, known)
    if not shown:
        raise Malformed("no message has that name", [Problem("event", "names no message of that kind")])
    return shown


def of_case(db: Database, reference: str, standing: Mapping[str, str], actor: Actor, at: datetime) -> Values:
    """Return what the messages of one case would be filled in with. Raises NotFound and NotPermitted."""
    with looking(db, actor, "preview", reference, at) as tx:
        case = shown(found(tx, reference, actor, at))
        referral = _referral(tx, case)
    return lambda rule: {**_same(standing)(rule), **_of_case(rule, case, referral)}


def _same(standing: Mapping[str, str]) -> Values:
    return lambda rule: {
        name: standing[name] for name in rule.values if name in STANDING and name in standing
    }


def _of_case(rule: Rule, case: Case, referral: str | None) -> dict[str, str]:
    facts = case.position.facts
    order = _newest(facts["orders"], "applied_on")
    values = {
        "reference": _reference(rule, case, referral),
        "order": order,
        "expires_on": None if order is None else facts["orders"][order]["expires_on"] or "",
    }
    return {name: value for name, value in values.items() if value is not None}


def _reference(rule: Rule, case: Case, referral: str | None) -> str | None:
    """Return what `reference` stands for; whoever only referred or was asked never learns the case's own."""
    offered = rule.chart is Chart.OFFER or rule.event == Event.MAKE_OFFER
    if rule.recipient is Recipient.FIRM and offered:
        return _newest(case.position.facts["offers"], "made_at")
    return referral if REFERENCES.get(rule.recipient) is Named.REFERRAL else case.reference


def _newest(held: Mapping[str, Facts], since: str) -> str | None:
    return max(held, key=lambda reference: (held[reference][since] or "", reference), default=None)


def _referral(tx: Tx, case: Case) -> str | None:
    row = tx.one(FIRST_REFERRAL, case_id=case.id)
    return None if row is None else str(row[0])
