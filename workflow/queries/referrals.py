"""What a referrer may know: the status of their referral in plain words, and nothing of the case behind it.

An answer names the referral, never the case. Without the survivor's word that the force may be told, it says
"received" until it says "ended". Its version is a token that changes with the case and counts nothing.
"""

import hmac
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, tuple_

from states.errors import NotFound, NotPermitted
from states.permissions import Sight
from states.position import Facts
from states.vocabulary import Disposition, Role, State
from workflow.access import referral_filter
from workflow.actors import Actor
from workflow.db import Database, Tx
from workflow.finding import CASES, COLUMNS, Case, load, of_row, seen
from workflow.keys import Keys
from workflow.looking import looking
from workflow.prepared import Prepared
from workflow.queries.paging import Page, checked, page, place_of
from workflow.queries.possible import possible
from workflow.queries.views import ReferralView
from workflow.tables import ReferralRow, from_micros

REFERRALS = ReferralRow.__table__

#: Who may read what became of a referral.
READERS = frozenset({Role.OFFICER, Role.CASEWORKER, Role.LEAD, Role.AUDITOR, Role.SYSTEM})
#: Characters of a version's token.
TOKEN = 32

RECEIVED, ENDED = "received", "ended"
#: What each state of the case is to a referrer who may be told, and in what words.
STATUS: dict[str, tuple[str, str]] = {
    State.RECEIVED: (RECEIVED, "We have your referral."),
    State.CONTACTED: ("contacted", "We have spoken to her."),
    State.CONSENTED: ("helped", "We are helping her."),
    State.SOLICITOR_ASSIGNED: ("with_solicitor", "A solicitor acts for her."),
    State.ORDER_SOUGHT: ("at_court", "A court has been asked for an order."),
    State.OUTCOME: (ENDED, "Our work has ended."),
    State.CLOSED: (ENDED, "Our work has ended."),
}
#: How it ended, for a referrer who may be told; for any other end its status says enough.
ENDINGS: dict[str, str] = {
    Disposition.UNABLE_TO_CONTACT: "We could not reach her.",
    Disposition.LOST_CONTACT: "We lost contact with her.",
    Disposition.DECLINED: "She did not want this help now.",
    Disposition.INELIGIBLE: "No civil order could be sought.",
    Disposition.REFERRED_ELSEWHERE: "Another service is helping her.",
    Disposition.WARNING_LETTER_SENT: "A warning letter was sent.",
    Disposition.ADVICE_GIVEN: "She was given advice.",
    Disposition.ORDER_MADE: "A court made an order.",
    Disposition.UNDERTAKING_GIVEN: "An undertaking was given to a court.",
    Disposition.ORDER_REFUSED: "The court made no order.",
    Disposition.APPLICATION_WITHDRAWN: "The application was withdrawn.",
}

_OWN = tuple(REFERRALS.c[name] for name in ("reference", "receipt", "received_at", "referrer_id"))
SELECT_REFERRAL = Prepared(select(*_OWN).where(REFERRALS.c.reference == bindparam("reference")))


def referral_view(db: Database, reference: str, actor: Actor, at: datetime) -> ReferralView:
    """Show what became of one referral. Raises NotFound: also for an officer who did not send it."""
    with looking(db, actor, "referral", reference, at) as tx:
        row = tx.one(SELECT_REFERRAL, reference=reference)
        others = row is not None and actor.role is Role.OFFICER and row[3] != actor.person_id
        if row is None or others or actor.role not in READERS:
            raise NotFound("referral")
        try:
            case = seen(tx, load(tx, reference), actor, at)
        except NotFound:
            # In the words of a referral that is not there: else they would tell that it is.
            raise NotFound("referral") from None
        return _view(db.keys, case, row, actor, at)


def referral_list(
    db: Database, actor: Actor, at: datetime, *, cursor: str | None = None, limit: int = 50
) -> Page[ReferralView]:
    """List the referrals that an officer has sent, the newest first. Raises NotPermitted for others, Malformed."""
    after, most = place_of(cursor, int, int), checked(limit)
    with looking(db, actor, "referrals", None, at) as tx:
        if actor.role is not Role.OFFICER:
            message = "only a referrer has referrals of their own"
            raise NotPermitted(message)
        rows = _own(tx, actor, at, after, most + 1)
        cases = [(row, seen(tx, of_row(tuple(row[5:])), actor, at)) for row in rows]
        cut = page(cases, most, lambda pair: (pair[0].received_at, pair[0].id))
        views = (_view(db.keys, case, tuple(row[:4]), actor, at) for row, case in cut.items)
        return Page(tuple(views), cut.next_cursor)


def version_of(db: Database, reference: str, token: str) -> int:
    """Return the version that a token stands for, or 0, which no case is at, where it is not the current one."""
    with db.reading() as tx:
        try:
            case = load(tx, reference)
        except NotFound:
            return 0
    current = token_of(db.keys, reference, case)
    return case.version if hmac.compare_digest(current.encode(), token.encode()) else 0


def token_of(keys: Keys, reference: str, case: Case) -> str:
    """Return the token of a case's version for one referral."""
    return keys.digest("version", f"{reference}|{case.reference}|{case.version}".encode()).hex()[:TOKEN]


def status_of(state: str, facts: Facts) -> tuple[str, str]:
    """Return a referral's status and its words, as far as she let the force be told."""
    status, says = STATUS[state]
    if not facts["tell_force"]:
        return STATUS[State.OUTCOME if status == ENDED else State.RECEIVED]
    if status == ENDED:
        return ENDED, ENDINGS.get(facts["disposition"], says)
    return status, says


def _own(tx: Tx, actor: Actor, at: datetime, after: tuple[Any, ...] | None, most: int) -> list[Row[Any]]:
    place = (REFERRALS.c.received_at, REFERRALS.c.id)
    query = (
        select(*_OWN, REFERRALS.c.id, *COLUMNS)
        .join(CASES, CASES.c.id == REFERRALS.c.case_id)
        .where(referral_filter(actor, at))
        .order_by(*(column.desc() for column in place))
        .limit(most)
    )
    if after is not None:
        query = query.where(tuple_(*place) < after)
    return [*tx.connection.execute(query)]


def _view(keys: Keys, case: Case, row: tuple[Any, ...], actor: Actor, at: datetime) -> ReferralView:
    reference, receipt, received_at, _ = row
    status, says = status_of(case.position.state, case.position.facts)
    # Whoever sees the case itself acts on it there.
    events = possible(case, actor, at) if case.sight is Sight.STATUS else {}
    token = token_of(keys, reference, case)
    return ReferralView(reference, receipt, from_micros(received_at), status, says, token, events)
