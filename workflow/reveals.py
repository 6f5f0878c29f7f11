"""Reveals: sealed fields of a case opened for a person who says why.

The entry is committed before a value leaves this module; if it cannot be written, nothing is shown. The purpose is
sealed with it, because people name people. What was shown is kept nowhere, not even as a remembered answer.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import orjson

from states.errors import Malformed, NotPermitted, Problem
from states.permissions import Sight, masks_contact
from states.vocabulary import Role
from workflow.access_log import denials
from workflow.actors import Actor
from workflow.cover import stands_in
from workflow.db import Database, Tx
from workflow.details import APPLICATION, FIELDS, HAND_OVER, REPLIES, open_details
from workflow.finding import Case
from workflow.glass import open_until
from workflow.looking import found
from workflow.preparing import MEANS
from workflow.rows import Note, note
from workflow.vault import seal_payload

#: The entry's event.
REVEAL = "reveal"
#: Longest purpose, in characters.
LONGEST = 500
#: Who may open anything at all.
OPENERS = frozenset({Role.CASEWORKER, Role.LEAD, Role.SOLICITOR})
#: What caseworkers leave for each other, and what she wrote to them: no business of a firm.
OF_THE_TEAM = frozenset({HAND_OVER, REPLIES})
#: What is no way to her, and as much her own: for whoever may open how she is reached.
HER_OWN = frozenset({MEANS})
#: What leads to a person, the respondent too: they may live together.
ROUTES = frozenset({"phone", "email", "address"})


def reveal(
    db: Database, case_reference: str, fields: Sequence[str], purpose: str, *, actor: Actor, at: datetime
) -> dict[str, Any]:
    """Open the named fields of a case; a field that is not held is None.

    Raises Malformed for a field that no case has or a purpose that is none, NotFound, NotPermitted, and
    StorageUnavailable where its entry cannot be written.
    """
    wanted = _checked(fields, purpose)
    with denials(db, actor, REVEAL, case_reference, at), db.transaction() as tx:
        case = found(tx, case_reference, actor, at, lock=True)
        covers = stands_in(tx, case, actor, at)
        broken = not covers and open_until(tx, case, actor, at) is not None
        if set(wanted) - set(may_reveal(case, actor, wanted, opened=covers or broken)):
            message = "these fields are not opened for this person here"
            raise NotPermitted(message)
        held = open_details(tx, db.keys, case, wanted)
        why = seal_payload(case.key(db.keys), case.head.seq + 1, orjson.dumps({"purpose": purpose.strip()}))
        body: dict[str, Any] = {"fields": wanted}
        body |= {"covers_for": case.position.facts["owner"]} if covers else {}
        body |= {"glass": True} if broken else {}
        note(tx, case, Note(REVEAL, body), by=actor, at=at, hidden=why)
    return {field: held.get(field) for field in wanted}


def opens(tx: Tx, case: Case, actor: Actor, at: datetime) -> bool:
    """Say whether somebody opens what the owner opens: they stand in for them, or they broke the glass."""
    return stands_in(tx, case, actor, at) or open_until(tx, case, actor, at) is not None


def may_reveal(case: Case, actor: Actor, fields: Iterable[str], *, opened: bool = False) -> tuple[str, ...]:
    """Name those of the fields that the actor may open, if they say why. `opened` is what `opens()` says of them."""
    if case.sight is not Sight.CASE or actor.role not in OPENERS:
        return ()
    masked = masks_contact(actor, case.position.facts) and not opened
    closed = OF_THE_TEAM if actor.role is Role.SOLICITOR else frozenset()
    return tuple(
        field
        for field in fields
        if field not in closed and not (masked and (is_contact(field) or field in HER_OWN))
    )


def is_contact(field: str) -> bool:
    """Say whether a field leads to a person, or is what proves to her that it is us who call."""
    # An application says where she lives, and how the court may reach her.
    return field == APPLICATION or field.startswith("safe_contact.") or field.rpartition(".")[2] in ROUTES


def _checked(fields: Sequence[str], purpose: str) -> list[str]:
    problems = []
    if not purpose.strip() or len(purpose) > LONGEST:
        problems.append(Problem("purpose", f"must say why, in at most {LONGEST} characters"))
    # What was typed is not repeated: it may be a name.
    if not fields or not set(fields) <= set(FIELDS):
        problems.append(Problem("fields", "must name fields that a case may hold"))
    if problems:
        raise Malformed("the reveal does not say what or why", problems)
    return sorted(set(fields))
