"""Whom we asked: the rows beside a case, the one link that each may hold, and how all of them end.

A link is 256 bits of chance. Only its keyed digest is kept; the link itself stands in the sealed words of the one
notice that takes it to her, made in that notice's claim. Guessing one is not slowed down, because it is hopeless.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update

from states.due import may_survey
from states.moves import Move
from states.position import Facts, Step, parsed
from states.surveys import ANSWERED_WITHIN, asked, open_wave, way_of
from states.vocabulary import Chart, Event, Wave
from workflow.db import Tx
from workflow.finding import CASES
from workflow.keys import Keys
from workflow.prepared import Prepared, insertion
from workflow.surveys.counts import Cohort, add, month_of
from workflow.surveys.items import INVITED
from workflow.tables import MetaRow, SurveyInvitationRow, to_micros

INVITATIONS, META = SurveyInvitationRow.__table__, MetaRow.__table__

#: Bytes of chance in a link.
CHANCE = 32
#: Where a link leads, below the public address: the path says nothing of what it is.
PATH = "/q/"
#: Such a link in words: what stands before it, and what nobody may read.
LINK = re.compile(rf"(https?://[^\s/]\S*?){PATH}[A-Za-z0-9_-]{{40,}}")
#: The mark under which the database holds the public address, so that every process knows the same.
ADDRESS = "public_url"
#: Steps after which nobody is to answer any more, whatever the facts then say.
ENDS = frozenset({Event.RECORD_SURVEY, Event.CLOSE, Event.REOPEN})

SELECT_ADDRESS = Prepared(select(META.c.value).where(META.c.name == ADDRESS))
INSERT_INVITATION = insertion(INVITATIONS)
_OPEN = (INVITATIONS.c.case_id == bindparam("of_case"), INVITATIONS.c.ended_at.is_(None))
END = Prepared(
    update(INVITATIONS)
    .where(*_OPEN)
    .values(hash=None, expires_at=None, ended_at=bindparam("at"), answered=bindparam("did"))
)
HAS_OPEN = Prepared(
    select(INVITATIONS.c.id).where(*_OPEN, INVITATIONS.c.wave == bindparam("of_wave")).limit(1)
)
SET_LINK = Prepared(
    update(INVITATIONS).where(*_OPEN).values(hash=bindparam("digest"), expires_at=bindparam("until"))
)
SELECT_BY_LINK = Prepared(
    select(CASES.c.reference, INVITATIONS.c.wave)
    .join(CASES, CASES.c.id == INVITATIONS.c.case_id)
    .where(
        INVITATIONS.c.hash == bindparam("digest"),
        INVITATIONS.c.ended_at.is_(None),
        INVITATIONS.c.expires_at > bindparam("at"),
    )
)


@dataclass(frozen=True, slots=True)
class Held:
    """What a link leads to, for us alone: whoever holds it is told none of it."""

    case: str
    wave: str


def follow(tx: Tx, case_id: int, move: Move) -> None:
    """Write down whom the step asks, and end what it makes void. Notices of it are cancelled by the step itself."""
    step, before, after = move.step, move.before.facts, move.after.facts
    if step.chart is not Chart.CASE:
        return
    if step.event == Event.INVITE_TO_SURVEY:
        _invite(tx, case_id, step, after)
    elif voids(step, before, after):
        answered = step.event == Event.RECORD_SURVEY
        tx.write(END, of_case=case_id, at=to_micros(step.at), did=answered)


def voids(step: Step, before: Facts, after: Facts) -> bool:
    """Say whether nobody is to answer any more what she was asked before this step."""
    if step.chart is not Chart.CASE or open_wave(before) is None:
        return False
    return step.event in ENDS or (may_survey(before) and not may_survey(after))


def cohort_of(facts: Facts, wave: str) -> Cohort:
    """Return what is known of answers about this case."""
    return Cohort(str(facts["force"]), month_of(parsed(facts["outcome_at"])), wave)


def _invite(tx: Tx, case_id: int, step: Step, facts: Facts) -> None:
    wave = max(asked(facts), key=str)
    cohort, way = cohort_of(facts, wave), way_of(facts, Wave(wave))
    if tx.one(HAS_OPEN, of_case=case_id, of_wave=cohort.wave):
        # Asked again by a person: it is one invitation still, and counts once, by the way in which it was begun.
        return
    tx.write(END, of_case=case_id, at=to_micros(step.at), did=False)
    tx.write(
        INSERT_INVITATION,
        case_id=case_id,
        wave=cohort.wave,
        way=way,
        force=cohort.force,
        month=cohort.month,
        hash=None,
        invited_at=to_micros(step.at),
        expires_at=None,
        ended_at=None,
        answered=False,
    )
    add(tx, cohort, [(INVITED, way)])


def address(tx: Tx) -> str | None:
    """Return the public address below which links lead, if there is one."""
    row = tx.one(SELECT_ADDRESS)
    return row[0] or None if row else None


def new_link(tx: Tx, keys: Keys, case_id: int, at: datetime) -> str | None:
    """Make the link of the invitation that waits in this case, good from now on and in the place of any before.

    None where nothing waits for an answer, or there is no address to answer at.
    """
    base = address(tx)
    if base is None:
        return None
    token = secrets.token_urlsafe(CHANCE)
    until = to_micros(at + ANSWERED_WITHIN)
    if not tx.run(SET_LINK, of_case=case_id, digest=digest_of(keys, token), until=until):
        return None
    return f"{base}{PATH}{token}"


def by_link(tx: Tx, keys: Keys, token: str, at: datetime) -> Held | None:
    """Return what a link leads to while it is good; wrong, used and expired ones are told apart by nothing."""
    row = tx.one(SELECT_BY_LINK, digest=digest_of(keys, token), at=to_micros(at))
    return Held(*row) if row else None


def without_link(words: str) -> str:
    """Return the words of a message without what makes a link hers alone: whoever reads it could answer for her."""
    return LINK.sub(rf"\1{PATH}…", words)


def digest_of(keys: Keys, token: str) -> bytes:
    """Return what is kept of a link."""
    return keys.digest("survey link", token.encode())
