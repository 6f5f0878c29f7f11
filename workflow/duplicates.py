"""Duplicates: the referrals of a case that turns out to be another follow it to that one."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import bindparam, select, update

from states.contact import RULES
from workflow.as_sent import open_as_sent, seal_as_sent
from workflow.db import Tx
from workflow.finding import Case
from workflow.keys import Keys
from workflow.prepared import Prepared
from workflow.tables import PersonRow, ReferralRow

REFERRALS, PEOPLE = ReferralRow.__table__, PersonRow.__table__

SELECT_REFERRALS = Prepared(
    select(REFERRALS.c.reference, PEOPLE.c.reference)
    .join(PEOPLE, PEOPLE.c.id == REFERRALS.c.referrer_id)
    .where(REFERRALS.c.case_id == bindparam("of_case"))
    .order_by(REFERRALS.c.id)
)
SELECT_AS_SENT = Prepared(
    select(REFERRALS.c.reference, REFERRALS.c.as_sent).where(REFERRALS.c.case_id == bindparam("of_case"))
)
MOVE_REFERRAL = Prepared(
    update(REFERRALS)
    .where(REFERRALS.c.reference == bindparam("referral"))
    .values(case_id=bindparam("to_case"), as_sent=bindparam("sealed"))
)


def referrals_of(tx: Tx, case: Case) -> Iterator[dict[str, Any]]:
    """Yield what each referral of a case brings to the case that it joins."""
    facts = case.position.facts
    for referral, referrer in tx.rows(SELECT_REFERRALS, of_case=case.id):
        yield {
            "referral": referral,
            "referrer": referrer,
            "contact": {name: facts[name] for name in RULES},
            "tell_force": facts["tell_force"],
            "grade": facts["grade"],
            "flags": facts["flags"],
            "messages_stopped": facts["messages_stopped"],
        }


def follow(tx: Tx, keys: Keys, case: Case, joined: Case) -> None:
    """Let every referral of the one case lead to the other from now on, sealed under that one's key."""
    old, new = case.key(keys), joined.key(keys)
    for referral, sealed in tx.rows(SELECT_AS_SENT, of_case=case.id):
        content = open_as_sent(old, referral, sealed)
        tx.write(
            MOVE_REFERRAL, referral=referral, to_case=joined.id, sealed=seal_as_sent(new, referral, content)
        )
