"""Order cards: what an officer must know of an order in force, whoever referred her.

The entry that says who looked, and why, is committed before anything leaves this module; if it cannot be written,
nothing is shown. What is not in force, and what a conflict of interest hides, is answered as what is not there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import bindparam, desc, func, select

from states.errors import NotFound, NotPermitted
from states.facts import SERVED, is_in_force, protected_at
from states.permissions import Place, may_enter
from states.position import Facts
from states.vocabulary import Chart, OrderEvent, ServiceEvent, ServiceState
from workflow import access_log
from workflow.actors import Actor
from workflow.db import Database, Tx
from workflow.documents.police import still_held
from workflow.finding import Case, has_conflict, load
from workflow.keys import Keys
from workflow.order_search import Sought, Why, check, named, regular_reference
from workflow.prepared import Prepared
from workflow.rows import Note, note
from workflow.tables import EntryRow
from workflow.trail import sealed_payload
from workflow.vault import SealedPayload, open_payload, seal_payload

ENTRIES = EntryRow.__table__

#: The entry's event, and what it is called where no case has it.
SHOW_ORDERS, ORDER_CARD = "show_orders", "order_card"
#: How the body of a step begins.
STEP = '{"clocks":'
#: What an order says that no code says; sealed, since it may name a place.
OTHER_TERMS = "other_terms"


#: What states an order whole, and what changes one that stands.
WHOLE = (OrderEvent.MAKE_ORDER, OrderEvent.TAKE_UNDERTAKING)
AGAIN = (OrderEvent.GRANT_INTERIM, OrderEvent.VARY, OrderEvent.EXTEND)
#: So many of them are read: an order is rarely varied twice.
MOST_STATED = 20


@dataclass(frozen=True, slots=True, repr=False)
class OrderCard:
    """One order in force. It names nobody.

    `terms` are coded (None: nobody coded them), `other_terms` the words of the order for whatever no code says.
    """

    reference: str
    type: str
    state: str
    court: str
    without_notice: bool
    made_on: str | None
    expires_on: str | None
    return_day: str | None
    service: str
    served_on: str | None
    served_by: str | None
    proof: str | None
    copy: str
    copied_at: str | None
    protected_at: str | None
    terms: tuple[str, ...] | None = None
    other_terms: str | None = None
    power_of_arrest: bool | None = None
    #: What the police were sent of it, by what it is: documents that are handed out by their references.
    holds: tuple[tuple[str, str], ...] = ()


SELECT_SERVED = Prepared(
    select(ENTRIES.c.seq, ENTRIES.c.body, ENTRIES.c.digest)
    .where(
        ENTRIES.c.stream == bindparam("stream"),
        ENTRIES.c.chart == Chart.SERVICE.value,
        ENTRIES.c.subject == bindparam("order"),
        ENTRIES.c.event == ServiceEvent.SERVE.value,
        # A refusal has an entry of that event too, which begins with what was found for its guards.
        func.substr(ENTRIES.c.body, 1, len(STEP)) == STEP,
    )
    .order_by(desc(ENTRIES.c.seq))
    .limit(1)
)
#: Of what a court sealed the last word counts; what made the order whole ends the search.
SELECT_STATED = Prepared(
    select(ENTRIES.c.seq, ENTRIES.c.event, ENTRIES.c.digest)
    .where(
        ENTRIES.c.stream == bindparam("stream"),
        ENTRIES.c.chart == Chart.ORDER.value,
        ENTRIES.c.subject == bindparam("order"),
        ENTRIES.c.event.in_(sorted(event.value for event in (*WHOLE, *AGAIN))),
        # What was refused states nothing.
        func.substr(ENTRIES.c.body, 1, len(STEP)) == STEP,
    )
    .order_by(desc(ENTRIES.c.seq))
    .limit(MOST_STATED)
)


def look_up(db: Database, sought: Sought, why: Why, *, actor: Actor, at: datetime) -> tuple[OrderCard, ...]:
    """Return the cards of the orders in force that are looked for; none, where there is none or none to be seen.

    Raises Malformed, NotPermitted, and StorageUnavailable where the entry cannot be written.
    """
    check(sought, why)
    reference = regular_reference(sought.reference)
    with access_log.denials(db, actor, ORDER_CARD, None, at):
        if not may_enter(actor, Place.ORDER_CARD):
            message = "order cards are for officers"
            raise NotPermitted(message)
        with db.transaction() as tx:
            found = [*_found(tx, db.keys, sought, reference, actor, at)]
            if not found:
                what = f"{ORDER_CARD} {why.purpose}"
                access_log.write(tx, actor, access_log.NOT_FOUND, what, reference or None, at)
            cards = [card for case, orders in found for card in _shown(tx, db.keys, case, orders, at)]
            for case, orders in found:
                _enter(tx, db.keys, case, orders, why, actor, at)
    return tuple(cards)


def _found(
    tx: Tx, keys: Keys, sought: Sought, reference: str, actor: Actor, at: datetime
) -> Iterator[tuple[Case, dict[str, Facts]]]:
    """Yield each case that the actor may know of, locked, with its orders in force that are looked for."""
    for name in [reference] if reference else named(tx, keys, sought, at):
        try:
            case = load(tx, name, lock=True)
        except NotFound:
            return
        held = case.position.facts["orders"]
        orders = {order: held[order] for order in held if order == name or not reference}
        bind = {order: facts for order, facts in orders.items() if is_in_force(facts, at)}
        if bind and not (actor.watched and has_conflict(tx, case.id, actor.person_id)):
            yield case, bind


def _shown(tx: Tx, keys: Keys, case: Case, orders: dict[str, Facts], at: datetime) -> Iterator[OrderCard]:
    for reference, order in orders.items():
        served_by, proof = _proved(tx, keys, case, reference, order)
        served_at = order["served_at"] if order["service"] in SERVED else None
        yield OrderCard(
            reference=reference,
            type=order["type"],
            state=order["state"],
            court=order["court"],
            without_notice=order["without_notice"],
            made_on=order["made_on"],
            expires_on=order["expires_on"],
            return_day=order["return_day"],
            service=order["service"],
            served_on=served_at[:10] if served_at else None,
            served_by=served_by,
            proof=proof,
            copy=order["copy"],
            copied_at=order["copied_at"],
            protected_at=protected_at(order, at),
            terms=None if order.get("terms") is None else tuple(order["terms"]),
            other_terms=_other_terms(tx, keys, case, reference),
            power_of_arrest=order.get("power_of_arrest"),
            holds=still_held(tx, order),
        )


def _other_terms(tx: Tx, keys: Keys, case: Case, reference: str) -> str | None:
    """Return what the order says that no code does: the last words of it, if any stand or were not erased."""
    for seq, event, digest in tx.rows(SELECT_STATED, stream=case.head.stream, order=reference):
        sealed = None if digest is None else sealed_payload(tx, case.head.stream, seq)
        said = {} if sealed is None else _opened(case, keys, seq, SealedPayload(digest, sealed))
        if OTHER_TERMS in said or event in WHOLE:
            return said.get(OTHER_TERMS)
    return None


def _opened(case: Case, keys: Keys, seq: int, sealed: SealedPayload) -> dict[str, str]:
    opened: dict[str, str] = orjson.loads(open_payload(case.key(keys), seq, sealed))
    return opened


def _proved(tx: Tx, keys: Keys, case: Case, reference: str, order: Facts) -> tuple[str | None, str | None]:
    """Return who served the order as it stands now, and what proves it; nothing, once that was erased."""
    if order["service"] != ServiceState.SERVED:
        return None, None
    ((seq, body, digest),) = tx.rows(SELECT_SERVED, stream=case.head.stream, order=reference)
    served_by = orjson.loads(body)["payload"]["served_by"]
    sealed = None if digest is None else sealed_payload(tx, case.head.stream, seq)
    if sealed is None:
        # It was erased, or a document proves it and nothing was said beside.
        return served_by, None
    return served_by, _opened(case, keys, seq, SealedPayload(digest, sealed))["proof"]


def _enter(
    tx: Tx, keys: Keys, case: Case, orders: dict[str, Facts], why: Why, actor: Actor, at: datetime
) -> None:
    said = orjson.dumps({"why": why.words.strip()})
    hidden = seal_payload(case.key(keys), case.head.seq + 1, said)
    body = {"orders": sorted(orders), "purpose": why.purpose}
    note(tx, case, Note(SHOW_ORDERS, body), by=actor, at=at, hidden=hidden)
