"""The outbox: the notices of a step, written in the transaction of that step. Nothing is sent from here.

A team is told person by person, so that each reads it in their own language and a full inbox silences one alone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import orjson
from sqlalchemy import Select, bindparam, exists, literal_column, or_, select, union_all

from notifications.planning import Named, Planned, notices_for
from states.contact import RULES, tightens
from states.moves import Move
from states.position import Step, moment
from states.vocabulary import Chart, Event, NoticeState, Recipient, Role
from workflow import references
from workflow.command import PlannedNotice
from workflow.db import Tx
from workflow.finding import ASSOCIATES, INDEXES, Case
from workflow.jobs import defer
from workflow.notices import cancel_hers
from workflow.prepared import Prepared, insertion
from workflow.surveys import inviting
from workflow.tables import ContactRow, NoticeRow, PersonRow, ReferralRow, to_micros

NOTICES, PEOPLE, REFERRALS = NoticeRow.__table__, PersonRow.__table__, ReferralRow.__table__
CONTACTS = ContactRow.__table__

#: The most of one team who are told one by one; a larger one has a mailbox of its own (I).
TEAM = 50

#: Steps after which what was planned for her before must not reach her; four of them only in part.
MAY_VOID = frozenset(
    {
        Event.WITHDRAW_CONSENT,
        Event.RECORD_DEATH,
        Event.CLOSE,
        Event.SET_SAFETY,
        Event.JOIN_REFERRAL,
        Event.RETRACT_CONTACT,
        Event.UPDATE_DETAILS,
    }
)
#: Those of them that do so where they tighten her rules.
TIGHTENING = frozenset({Event.SET_SAFETY, Event.JOIN_REFERRAL, Event.RETRACT_CONTACT})

#: The rule of the message that takes her the link to a survey.
SURVEY_LINK = f"{Event.INVITE_TO_SURVEY}/{Recipient.SURVIVOR}"

INSERT_NOTICE = insertion(NOTICES)
NEWEST_REFERRAL_OF = Prepared(
    select(REFERRALS.c.reference)
    .join(PEOPLE, PEOPLE.c.id == REFERRALS.c.referrer_id)
    .where(REFERRALS.c.case_id == bindparam("case_id"), PEOPLE.c.reference == bindparam("referrer"))
    .order_by(REFERRALS.c.id.desc())
    .limit(1)
)
FIRST_REFERRAL = Prepared(
    select(REFERRALS.c.reference)
    .where(REFERRALS.c.case_id == bindparam("case_id"))
    .order_by(REFERRALS.c.id)
    .limit(1)
)


def _members(place: int) -> Select[tuple[int, str]]:
    """Select those of one role who are told of a queue's case: nobody who is a party to it, or close to one."""
    mailbox = exists().where(
        CONTACTS.c.kind == bindparam(f"kind_{place}"), CONTACTS.c.code == bindparam("queue")
    )
    conflict = exists().where(
        ASSOCIATES.c.person_id == PEOPLE.c.id,
        ASSOCIATES.c.kind == INDEXES.c.kind,
        ASSOCIATES.c.value == INDEXES.c.value,
        INDEXES.c.case_id == bindparam("case_id"),
    )
    found = (
        select(literal_column(str(place)).label("place"), PEOPLE.c.reference)
        .where(
            PEOPLE.c.role == bindparam(f"role_{place}"),
            PEOPLE.c.active,
            PEOPLE.c.email.is_not(None),
            or_(PEOPLE.c.force == bindparam("queue"), PEOPLE.c.force.is_(None)),
            ~mailbox,
            ~conflict,
        )
        .order_by(PEOPLE.c.id)
        .limit(TEAM)
        .subquery()
    )
    return select(found.c.place, found.c.reference)


#: Both teams of a queue by one statement, since a step may tell both.
SELECT_TEAMS = Prepared(union_all(_members(0), _members(1)))

Wanted = tuple[Step, Planned]


def plan(tx: Tx, case: Case, move: Move) -> tuple[PlannedNotice, ...]:
    """Write the notices that the steps of a move bring, and cancel those to her that they make void.

    One step makes at most one notice for a rule and recipient.
    """
    if _voids_hers(move):
        cancel_hers(tx, case.id, by=move.step.actor, at=move.step.at)
    elif _voids_survey(move):
        cancel_hers(tx, case.id, by=move.step.actor, at=move.step.at, rule=SURVEY_LINK)
    return _write_all(tx, case, list(_planned(move)), case.head.seq + 1)


def plan_notices(
    tx: Tx, case: Case, step: Step, planned: Iterable[Planned], cause_seq: int
) -> tuple[PlannedNotice, ...]:
    """Write the notices of what is no step of the case, such as a deadline: `cause_seq` is the entry that says so."""
    return _write_all(tx, case, [(step, notice) for notice in planned], cause_seq)


def _write_all(tx: Tx, case: Case, wanted: list[Wanted], cause_seq: int) -> tuple[PlannedNotice, ...]:
    once = {
        (planned.rule, planned.recipient, planned.recipient_ref): (step, planned)
        for step, planned in _one_by_one(tx, case, wanted)
    }
    written = tuple(_write(tx, case, step, planned, cause_seq) for step, planned in once.values())
    defer(tx, [notice.reference for notice in written])
    return written


def _one_by_one(tx: Tx, case: Case, wanted: list[Wanted]) -> Iterator[Wanted]:
    """Put the persons of a team in the place of it. Where nobody can be told, the team stays: it is seen to fail."""
    told: dict[str, dict[Recipient, list[str]]] = {}
    for step, planned in wanted:
        queue = planned.recipient_ref
        if not planned.to_team:
            yield step, planned
            continue
        if queue not in told:
            told[queue] = _team(tx, case, queue, [other for _, other in wanted])
        persons = [person for person in told[queue][planned.recipient] if person != step.actor]
        for person in persons or [queue]:
            yield step, replace(planned, recipient_ref=person)


def _team(tx: Tx, case: Case, queue: str, planned: list[Planned]) -> dict[Recipient, list[str]]:
    """Return who is told of each team that is to be told of this case."""
    teams = {notice.recipient for notice in planned if notice.to_team and notice.recipient_ref == queue}
    # What only leads may see, only leads are told of.
    roles = {
        Recipient.CASEWORKER: Role.LEAD if case.position.facts["sensitive"] else Role.CASEWORKER,
        Recipient.LEAD: Role.LEAD,
    }
    places: dict[str, str] = {}
    for place, (recipient, role) in enumerate(roles.items()):
        places |= {
            f"kind_{place}": recipient.value,
            f"role_{place}": role.value if recipient in teams else "",
        }
    rows = tx.rows(SELECT_TEAMS, queue=queue, case_id=case.id, **places)
    return {
        recipient: [person for at, person in rows if at == place] for place, recipient in enumerate(roles)
    }


def _planned(move: Move) -> Iterator[tuple[Step, Planned]]:
    for number, step in enumerate(move.steps):
        before, after = move.path[number].facts, move.path[number + 1].facts
        for planned in notices_for(step, after, before):
            # Whoever referred a duplicate learns none of this.
            if planned.recipient is not Recipient.REFERRER or "duplicate" not in step.found:
                yield step, planned


def _voids_hers(move: Move) -> bool:
    """Say whether what was planned for her before this step must not reach her."""
    step, before, after = move.step, move.before.facts, move.after.facts
    if step.chart is not Chart.CASE or step.event not in MAY_VOID:
        return False
    if step.event in TIGHTENING:
        # Rules that stay as they were void nothing: she would never hear what was to be told her.
        return any(before[rule] != after[rule] for rule in RULES) and tightens(before, after)
    return step.event != Event.UPDATE_DETAILS or bool(before["route_version"] != after["route_version"])


def _voids_survey(move: Move) -> bool:
    """Say whether the link to a survey must not reach her any more: it is void, or another takes its place."""
    step = move.step
    asked = step.chart is Chart.CASE and step.event == Event.INVITE_TO_SURVEY
    return asked or inviting.voids(step, move.before.facts, move.after.facts)


def _write(tx: Tx, case: Case, step: Step, planned: Planned, cause_seq: int) -> PlannedNotice:
    reference = references.new(references.NOTICE)
    tx.write(
        INSERT_NOTICE,
        reference=reference,
        case_id=case.id,
        cause_seq=cause_seq,
        rule=planned.rule,
        recipient=planned.recipient.value,
        recipient_ref=planned.recipient_ref,
        channel=planned.channel.value,
        template=planned.template,
        language=planned.language,
        state=NoticeState.PLANNED.value,
        since=to_micros(step.at),
        version=1,
        not_before=to_micros(planned.not_before),
        planned_at=to_micros(step.at),
        claimed_at=None,
        settled_at=None,
        look_at=None,
        attempts=0,
        route_version=planned.route_version,
        provider_ref=None,
        reason=None,
        values=orjson.dumps(_values(tx, case, planned), option=orjson.OPT_SORT_KEYS).decode(),
        digest=None,
        sealed=None,
    )
    return PlannedNotice(
        reference, planned.rule, planned.recipient.value, planned.channel.value, moment(planned.not_before)
    )


def _values(tx: Tx, case: Case, planned: Planned) -> dict[str, str]:
    """Add the reference by which the recipient knows the case; whoever referred never learns the case's own."""
    values = dict(planned.values)
    if planned.reference_of is Named.CASE:
        values["reference"] = case.reference
    elif planned.reference_of is Named.REFERRAL:
        values["reference"] = _referral(tx, case.id, planned)
    return values


def _referral(tx: Tx, case_id: int, planned: Planned) -> str:
    row = None
    if planned.recipient is Recipient.REFERRER:
        row = tx.one(NEWEST_REFERRAL_OF, case_id=case_id, referrer=planned.recipient_ref)
    row = row or tx.one(FIRST_REFERRAL, case_id=case_id)
    # A case that was opened without a referral row has none to name.
    return row[0] if row else ""
