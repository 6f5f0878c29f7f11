"""Duplicates: the referrals of a case that turns out to be another follow it to that one."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import bindparam, select, update

from workflow.db import Tx
from workflow.finding import Case
from workflow.prepared import Prepared
from workflow.tables import PersonRow, ReferralRow

REFERRALS, PEOPLE = ReferralRow.__table__, PersonRow.__table__

SELECT_REFERRALS = Prepared(
    select(REFERRALS.c.reference, PEOPLE.c.reference)
    .join(PEOPLE, PEOPLE.c.id == REFERRALS.c.referrer_id)
    .where(REFERRALS.c.case_id == bindparam("of_case"))
    .order_by(REFERRALS.c.id)
)
MOVE_REFERRALS = Prepared(
    update(REFERRALS).where(REFERRALS.c.case_id == bindparam("of_case")).values(case_id=bindparam("to_case"))
)

CONTACT_RULES = ("safety", "channels", "windows", "voicemail", "withheld_number")


def referrals_of(tx: Tx, case: Case) -> Iterator[dict[str, Any]]:
    """Yield what each referral of a case brings to the case that it joins."""
    facts = case.position.facts
    for referral, referrer in tx.rows(SELECT_REFERRALS, of_case=case.id):
        yield {
            "referral": referral,
            "referrer": referrer,
            "contact": {name: facts[name] for name in CONTACT_RULES},
            "tell_force": facts["tell_force"],
            "grade": facts["grade"],
            "flags": facts["flags"],
        }


def follow(tx: Tx, case: Case, joined: Case) -> None:
    """Let every referral of the one case lead to the other from now on."""
    tx.run(MOVE_REFERRALS, of_case=case.id, to_case=joined.id)
