"""What is known about the persons of a case now: one sealed row a field, and the indexes by which they are found.

It opens what it is asked for and keeps nothing in memory. Whoever shows an opened field to a person writes the
entry of that reveal first; nobody else may open one, except to reach her.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import orjson
from sqlalchemy import bindparam, delete, select

from states.position import Step
from states.vocabulary import Channel, Chart, Event, Role
from workflow.asking import answered
from workflow.blind import POSTCODE, SIZE, blind_indexes, postcode_index, regular_name, regular_phone
from workflow.db import Tx
from workflow.finding import Case
from workflow.keys import Keys
from workflow.prepared import Prepared, insertion
from workflow.preparing import EVIDENCE, MEANS, MERITS, SAYING, said_of
from workflow.sealed import Sealed
from workflow.tables import BlindIndexRow, DetailRow
from workflow.vault import DataKey

DETAILS, INDEXES = DetailRow.__table__, BlindIndexRow.__table__

SURVIVOR, RESPONDENT = "survivor", "respondent"
#: The two together, found by both names where no birth date is known.
PAIR, NAMES = "pair", "names"

#: Every field that may be held about a case, named as in the referral.
FIELDS = (
    "survivor.name",
    "survivor.alias",
    "survivor.date_of_birth",
    "survivor.phone",
    "survivor.email",
    "survivor.address",
    "safe_contact.code_word",
    "safe_contact.instructions",
    "respondent.name",
    "respondent.date_of_birth",
    "respondent.phone",
    "respondent.email",
    "respondent.address",
    "respondent.relationship",
    "respondent.lives_with_survivor",
    "incident.occurred_at",
    "incident.crime_reference",
    "incident.summary",
    "children",
    "existing_orders",
    "bail.conditions",
    "bail.ends_on",
    "consent.given_at",
    "consent.override_reason",
    # What is held of the application to the court, whole.
    "application",
    # What legal aid asks.
    MEANS,
    MERITS,
    EVIDENCE,
    # What was left for whoever carries on, and what she answered to texts.
    "hand_over",
    "replies",
)
#: A note for whoever carries on; the team's own, so that no firm opens it or writes over it.
HAND_OVER = "hand_over"
#: What she answered to texts.
REPLIES = "replies"
#: What is held of the application: what is prefilled from the other fields is no part of it.
APPLICATION = "application"
#: Fields that lead to her, and by which channel. A call, a text and a voicemail share a number.
ROUTES: Mapping[str, Channel] = {
    "phone": Channel.PHONE,
    "email": Channel.EMAIL,
    "address": Channel.IN_PERSON,
}

INSERT_DETAIL, INSERT_INDEX = insertion(DETAILS), insertion(INDEXES)
SELECT_DETAILS = Prepared(
    select(DETAILS.c.field, DETAILS.c.sealed).where(DETAILS.c.case_id == bindparam("case_id"))
)
DELETE_DETAIL = Prepared(
    delete(DETAILS).where(DETAILS.c.case_id == bindparam("case_id"), DETAILS.c.field == bindparam("name"))
)
DELETE_INDEXES = Prepared(delete(INDEXES).where(INDEXES.c.case_id == bindparam("case_id")))


class Routes(NamedTuple):
    """Which channels a change opens or shuts, and what the new routes are found by."""

    changed: dict[str, bool]
    indexes: list[tuple[str, bytes]]


class Index(NamedTuple):
    """One digest by which a party of a case is found."""

    party: str
    kind: str
    value: bytes


def routes_in(keys: Keys, survivor: Mapping[str, Any]) -> Routes:
    """Return the routes to her among these fields: those given, and those cleared by None."""
    changed = {
        channel.value: leads_to_her(field, survivor[field])
        for field, channel in ROUTES.items()
        if field in survivor
    }
    known = {field: survivor.get(field) for field in ("phone", "email")}
    return Routes(changed, [(kind.value, value) for kind, value in blind_indexes(keys, known).items()])


def leads_to_her(field: str, value: Any) -> bool:
    """Say whether somebody could use it. A number that cannot be dialled is kept, and is no route."""
    match field:
        case "phone":
            return bool(value) and regular_phone(value) != ""
        case "address":
            return bool(value) and bool(value.get("lines") or value.get("postcode"))
        case _:
            return bool(value)


def indexes_of(keys: Keys, survivor: Mapping[str, Any], respondent: Mapping[str, Any]) -> list[Index]:
    """Return all that the two are found by: each alone, and both names together."""
    persons = ((SURVIVOR, _searchable(survivor)), (RESPONDENT, _searchable(respondent)))
    found = [
        Index(party, kind.value, value)
        for party, person in persons
        for kind, value in blind_indexes(keys, person).items()
    ]
    found += [
        Index(party, POSTCODE, value)
        for party, person in persons
        if (value := postcode_index(keys, person["postcode"])) is not None
    ]
    names = [regular_name(person.get("name") or "") for person in (survivor, respondent)]
    if all(names):
        # The digest of a kind of its own: it never equals that of one name.
        digest = keys.digest(f"index.{NAMES}", "|".join(names).encode())
        found.append(Index(PAIR, NAMES, digest[:SIZE]))
    return found


def put_details(tx: Tx, key: DataKey, case_id: int, details: Mapping[str, Any]) -> None:
    """Seal the details of a new case; what is unknown (None) has no row."""
    rows = [
        {"case_id": case_id, "field": field, "sealed": key.seal(field, orjson.dumps(value))}
        for field, value in details.items()
        if value is not None
    ]
    tx.run_many(INSERT_DETAIL, rows)


def put_indexes(tx: Tx, case_id: int, indexes: Iterable[Index]) -> None:
    """Write what the persons of a case are found by."""
    tx.run_many(INSERT_INDEX, [{"case_id": case_id, **index._asdict()} for index in indexes])


def keep_details(tx: Tx, keys: Keys, case: Case, key: DataKey, step: Step, sealed: Mapping[str, Any]) -> None:
    """Write what an accepted step says about persons into their current details; most steps say nothing."""
    if step.chart is not Chart.CASE or not sealed:
        return
    if step.event == Event.SET_SAFETY:
        said = {
            f"safe_contact.{name}": sealed[name] for name in ("code_word", "instructions") if name in sealed
        }
        replace_details(tx, key, case.id, said)
    elif step.event == Event.ADD_NOTE:
        # A note of a firm is no hand-over, whatever it says of itself.
        if step.payload.get("hand_over") and step.by is not Role.SOLICITOR:
            replace_details(tx, key, case.id, {HAND_OVER: sealed["note"]})
    elif step.event in SAYING:
        replace_details(tx, key, case.id, said_of(step, sealed))
    elif step.event == Event.RECORD_APPLICATION:
        held = _opened(tx, key, case.id, [APPLICATION]).get(APPLICATION, {})
        replace_details(tx, key, case.id, {APPLICATION: merged(held, sealed[APPLICATION])})
    elif step.event == Event.UPDATE_DETAILS:
        parties = {party: sealed.get(party) or {} for party in (SURVIVOR, RESPONDENT)}
        said = {
            f"{party}.{field}": value for party, given in parties.items() for field, value in given.items()
        }
        replace_details(tx, key, case.id, said)
        _reindex(tx, keys, key, case.id)
        given = [field for field, value in said.items() if value is not None]
        answered(tx, case.id, given, by=step.actor, at=step.at)


def merged(held: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is held once this was said of it: None takes a field away, a list takes the place of the other."""
    joined = dict(held)
    for name, value in said.items():
        if isinstance(value, Mapping):
            joined[name] = merged(held.get(name) or {}, value)
        else:
            joined[name] = value
    return {name: value for name, value in joined.items() if value not in (None, {})}


def open_details(tx: Tx, keys: Keys, case: Case, fields: Iterable[str]) -> dict[str, Any]:
    """Open the named fields of a case. What is not known is left out."""
    return _opened(tx, case.key(keys), case.id, fields)


def _opened(tx: Tx, key: DataKey, case_id: int, fields: Iterable[str]) -> dict[str, Any]:
    held: dict[str, Sealed] = dict(tx.rows(SELECT_DETAILS, case_id=case_id))
    return {field: orjson.loads(key.open(field, held[field])) for field in fields if field in held}


def replace_details(tx: Tx, key: DataKey, case_id: int, said: Mapping[str, Any]) -> None:
    """Hold these fields in place of what was held of them; None holds nothing. The case is locked."""
    for field in said:
        tx.write(DELETE_DETAIL, case_id=case_id, name=field)
    put_details(tx, key, case_id, said)


def _reindex(tx: Tx, keys: Keys, key: DataKey, case_id: int) -> None:
    """Make the indexes anew from what is held: most are of several fields, and one of two persons."""
    held = _opened(tx, key, case_id, [field for field in FIELDS if field.startswith((SURVIVOR, RESPONDENT))])
    persons = [
        {field.partition(".")[2]: value for field, value in held.items() if field.startswith(f"{party}.")}
        for party in (SURVIVOR, RESPONDENT)
    ]
    tx.write(DELETE_INDEXES, case_id=case_id)
    put_indexes(tx, case_id, indexes_of(keys, *persons))


def _searchable(person: Mapping[str, Any]) -> dict[str, str | None]:
    fields = {name: person.get(name) for name in ("name", "date_of_birth", "phone", "email")}
    return {**fields, "postcode": (person.get("address") or {}).get("postcode")}
