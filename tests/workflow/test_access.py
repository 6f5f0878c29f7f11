"""The row filters say what `states/permissions.py` says: held row by row, for everybody, on many random cases."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import pytest
from sqlalchemy import ColumnElement, Table, select

from states.clocks import ClockChange
from states.facts import blank
from states.moves import Move
from states.permissions import Sight, owes, sight
from states.position import Facts, Position, Step, local_day
from states.vocabulary import Chart, CopyState, OfferState, OrderState, Role, Scope, ServiceState, State
from tests.workflow.cast import AT, FORCE, HAWTHORN, ROWE, THIRD, Cast
from workflow import access, people
from workflow.actors import PROVIDER, SYSTEM, Actor
from workflow.blind import blind_indexes
from workflow.db import Database, Tx
from workflow.projections import project
from workflow.rows import case_columns
from workflow.tables import (
    METADATA,
    CaseRow,
    NoticeRow,
    OfferRow,
    OrderRow,
    ReferralRow,
    TaskRow,
)

#: Each engine is asked in words of its own.
pytestmark = pytest.mark.both

#: The second is past midnight in London, and not yet elsewhere.
MOMENTS = (AT, datetime(2026, 7, 1, 23, 30, tzinfo=UTC))
CASES = 160
PARTIES = [
    {"name": "Bert Fictional"},
    {"phone": "07700 900777"},
    {"name": "Cora", "date_of_birth": "1990-02-03"},
]
WHOLE = {Sight.CASE, Sight.HISTORY}
OF_CASES = {Role.CASEWORKER, Role.LEAD, Role.AUDITOR, Role.SYSTEM, Role.PROVIDER}


class Held(NamedTuple):
    id: int
    facts: Facts
    party: int | None


class World(NamedTuple):
    db: Database
    actors: list[Actor]
    listed: dict[str, set[int]]
    cases: list[Held]


def an_order(dice: random.Random) -> Facts:
    near = [None, *(local_day(moment) + timedelta(days=days) for moment in MOMENTS for days in (-1, 0, 1))]
    expires: date | None = dice.choice(near)
    return {
        "type": "non_molestation",
        "court": "Cambridge",
        "firm": dice.choice([HAWTHORN, ROWE, THIRD]),
        "state": dice.choice([state.value for state in OrderState]),
        "service": dice.choice([state.value for state in ServiceState]),
        "copy": CopyState.NOT_DUE.value,
        "expires_on": expires.isoformat() if expires else None,
        "made_on": None,
        "return_day": None,
    }


def some_offers(dice: random.Random, number: int) -> Facts:
    states = [dice.choice([s.value for s in OfferState]) for _ in range(dice.randrange(4))]
    # At most one is accepted, or the index refuses.
    once = [s if s != "accepted" or s not in states[:place] else "declined" for place, s in enumerate(states)]
    firms = [dice.choice([HAWTHORN, ROWE, THIRD]) for _ in once]
    return {
        f"F-{number:06}{place:02}": {"firm": firm, "state": state, "made_at": "2026-11-20T10:00:00Z"}
        for place, (firm, state) in enumerate(zip(firms, once, strict=True))
    }


def some_facts(dice: random.Random, cast: Cast, number: int) -> Facts:
    scopes: list[Any] = [None, [], [Scope.TELL_FORCE.value], [Scope.INSTRUCT_FIRM.value, Scope.SURVEY.value]]
    scope = dice.choice([*scopes, scopes[-1], scopes[-1]])
    owners = [None, cast.caseworker, cast.colleague, cast.lead]
    owner = dice.choice(owners)
    officers = [cast.officer, cast.other_officer]
    return blank() | {
        "force": FORCE,
        "queue": FORCE,
        "sensitive": dice.random() < 0.4,
        "owner": owner.reference if owner else None,
        "referrers": [officer.reference for officer in officers if dice.random() < 0.4],
        "firm": dice.choice([None, HAWTHORN, ROWE, THIRD]),
        "consent": None if scope is None else {"scope": scope, "at": "2026-11-20T10:00:00Z"},
        "orders": {f"O-{number:06}{n:02}": an_order(dice) for n in range(dice.randrange(3))},
        "offers": some_offers(dice, number),
    }


def store(tx: Tx, cast: Cast, number: int, facts: Facts, party: int | None) -> Held:
    """Write a case with its projections, referrals and indexes as the engine would have."""
    insert, key = METADATA.tables["cases"].insert(), cast.db.keys.new(f"C-{number:08}")
    after, nothing = Position(State.RECEIVED.value, facts), Position("", blank())
    step = Step(Chart.CASE, None, "receive_referral", "", "received", facts, AT, Role.OFFICER)
    move = Move((nothing, after), after, (step,), ClockChange(None))
    row = {"reference": f"C-{number:08}", "definition": "1", "version": 1, "seq": 1, "head": bytes(32)}
    sealed = {"created_at": 0, "key_id": key.key_id, "wrapped_key": key.wrapped}
    columns = case_columns(tx, move, None)
    result = tx.connection.execute(insert.returning(CaseRow.__table__.c.id), [row | sealed | columns])
    case_id: int = result.scalar_one()
    project(tx, case_id, 1, move)
    add = {
        name: METADATA.tables[name].insert() for name in ("referrals", "blind_indexes", "notices", "tasks")
    }
    for officer in (cast.officer, cast.other_officer):
        if officer.reference in facts["referrers"]:
            reference = f"R-{number:06}{officer is cast.officer:02}"
            tx.connection.execute(add["referrals"], [a_referral(case_id, reference, officer)])
    if party is not None:
        (kind, value), *_ = blind_indexes(cast.db.keys, PARTIES[party]).items()
        index = {"case_id": case_id, "party": "respondent", "kind": kind.value, "value": value}
        tx.connection.execute(add["blind_indexes"], [index])
    tx.connection.execute(add["notices"], [*some_notices(case_id, number)])
    tx.connection.execute(add["tasks"], [*some_tasks(case_id, number, facts, cast)])
    return Held(case_id, facts, party)


def a_referral(case_id: int, reference: str, officer: Actor) -> dict[str, Any]:
    return {
        "reference": reference,
        "case_id": case_id,
        "force": FORCE,
        "referrer_id": officer.person_id,
        "receipt": reference,
        "received_at": 0,
        "digest": bytes(32),
        "as_sent": bytes(32),
    }


def some_notices(case_id: int, number: int):
    to = [("survivor", ""), ("caseworker", "P-1"), ("firm", HAWTHORN), ("firm", ROWE)]
    for place, (recipient, reference) in enumerate(to):
        empty = dict.fromkeys(("claimed_at", "settled_at", "provider_ref", "reason", "sealed"))
        yield empty | {
            "reference": f"N-{number:06}{place:02}",
            "case_id": case_id,
            "cause_seq": 1,
            "rule": "rule",
            "recipient": recipient,
            "recipient_ref": reference,
            "channel": "email",
            "template": "rule",
            "language": "en",
            "state": "planned",
            "version": 1,
            "not_before": 0,
            "planned_at": 0,
            "since": 0,
            "attempts": 0,
            "route_version": 1,
            "values": "{}",
        }


def some_tasks(case_id: int, number: int, facts: Facts, cast: Cast):
    to: list[tuple[Any, ...]] = [
        ("caseworker", FORCE, None, None, None),
        ("lead", "essex", None, None, None),
        ("caseworker", FORCE, cast.caseworker, None, None),
        ("solicitor", FORCE, None, HAWTHORN, None),
        ("solicitor", FORCE, None, HAWTHORN, next(iter(facts["orders"]), None)),
    ]
    for place, (role, queue, owner, firm, subject) in enumerate(to):
        yield dict.fromkeys(("done_at", "done_by", "completes_on")) | {
            "reference": f"T-{number:06}{place:02}",
            "case_id": case_id,
            "kind": "ask",
            "subject": subject,
            "role": role,
            "queue": queue,
            "firm": firm,
            "owner_id": owner.person_id if owner else None,
            "due_at": number,
            "created_at": 0,
        }


@pytest.fixture
def world(cast: Cast) -> World:
    dice = random.Random(20261123)
    listed = {
        actor.reference: dice.sample(range(len(PARTIES)), 2) for actor in cast.everybody if actor.person_id
    }
    # Half of each role have somebody listed.
    listed = {reference: chosen for reference, chosen in listed.items() if dice.random() < 0.5}
    for reference, chosen in listed.items():
        people.list_associates(cast.db, reference, [PARTIES[party] for party in chosen])
    actors = [cast.again(actor) for actor in cast.everybody if actor.person_id]
    nobody = [Actor(f"nobody {role}", role) for role in Role]
    with cast.db.transaction() as tx:
        cases = [
            store(tx, cast, number, some_facts(dice, cast, number), dice.choice([None, None, 0, 1, 2]))
            for number in range(CASES)
        ]
    known = {reference: set(chosen) for reference, chosen in listed.items()}
    return World(cast.db, [*actors, SYSTEM, PROVIDER, *nobody], known, cases)


def seen(world: World, actor: Actor, case: Held, at: datetime) -> Sight:
    conflict = case.party is not None and case.party in world.listed.get(actor.reference, ())
    return sight(actor, case.facts, conflict=conflict, at=at)


Filter = Callable[[Actor, datetime], ColumnElement[bool]]


def given(world: World, table: Table, clause: ColumnElement[bool], column: str = "reference") -> set[Any]:
    with world.db.reading() as tx:
        rows = [*tx.connection.scalars(select(table.c[column]).where(clause))]
    assert len(rows) == len(set(rows))
    return set(rows)


def test_a_list_holds_the_cases_of_which_sight_shows_anything(world: World):
    sights = set()
    for actor in world.actors:
        for at in MOMENTS:
            shown = {case.id: seen(world, actor, case, at) for case in world.cases}
            sights |= set(shown.values())
            wanted = {case for case, how in shown.items() if how is not Sight.NOTHING}
            assert given(world, CaseRow.__table__, access.case_filter(actor, at), "id") == wanted, actor
            wanted -= {case for case, how in shown.items() if how is Sight.SUMMARY}
            clause = access.case_filter(actor, at, offered=False)
            assert given(world, CaseRow.__table__, clause, "id") == wanted, actor
    # None of it would mean much if a sight never occurred.
    assert sights == set(Sight)


def test_a_firm_acts_where_its_sight_is_the_whole_case(world: World):
    for actor in world.actors:
        acting = given(world, CaseRow.__table__, access.acting_filter(actor), "id")
        if actor.role is Role.SOLICITOR and not actor.watched:
            whole = {case.id for case in world.cases if seen(world, actor, case, AT) is Sight.CASE}
            assert acting == whole
        elif actor.firm is None:
            assert acting == set()


def each(world: World, actor: Actor, at: datetime):
    for number, case in enumerate(world.cases):
        yield number, case, seen(world, actor, case, at)


def test_a_list_holds_an_officers_own_referrals_and_those_of_seen_cases(world: World, cast: Cast):
    for actor in world.actors:
        wanted = set()
        for number, case, how in each(world, actor, AT):
            for officer in (cast.officer, cast.other_officer):
                mine = actor.reference == officer.reference
                shown = how is Sight.STATUS if actor.role is Role.OFFICER else how in WHOLE
                if (
                    officer.reference in case.facts["referrers"]
                    and shown
                    and (mine or actor.role in OF_CASES)
                ):
                    wanted.add(f"R-{number:06}{officer is cast.officer:02}")
        assert given(world, ReferralRow.__table__, access.referral_filter(actor, AT)) == wanted, actor


def test_a_firm_never_lists_another_firms_offer(world: World):
    for actor in world.actors:
        wanted = {
            reference
            for _, case, how in each(world, actor, AT)
            for reference, offer in case.facts["offers"].items()
            if how is not Sight.NOTHING
            if actor.role in OF_CASES or (actor.role is Role.SOLICITOR and offer["firm"] == actor.firm)
        }
        assert given(world, OfferRow.__table__, access.offer_filter(actor, AT)) == wanted, actor


@pytest.mark.parametrize("at", MOMENTS)
def test_a_firm_lists_the_orders_of_its_cases_and_those_it_still_owes(world: World, at: datetime):
    for actor in world.actors:
        wanted = {
            reference
            for _, case, how in each(world, actor, at)
            for reference, order in case.facts["orders"].items()
            if (actor.role in OF_CASES | {Role.SOLICITOR} and how in WHOLE)
            or (how is Sight.DUTIES and owes(order, actor.firm or "", at))
        }
        assert given(world, OrderRow.__table__, access.order_filter(actor, at)) == wanted, actor


def test_a_firm_lists_only_the_notices_to_it_in_cases_it_acts_in(world: World):
    for actor in world.actors:
        places = range(4) if actor.role in OF_CASES else [2] if actor.firm == HAWTHORN else [3]
        places = places if actor.role in OF_CASES or actor.firm in (HAWTHORN, ROWE) else []
        wanted = {
            f"N-{number:06}{place:02}"
            for number, _, how in each(world, actor, AT)
            for place in places
            if how in WHOLE
        }
        assert given(world, NoticeRow.__table__, access.notice_filter(actor, AT)) == wanted, actor


def test_a_task_waits_for_its_owner_or_for_who_works_in_its_queue(world: World, cast: Cast):
    roles = {Role.CASEWORKER: {0}, Role.LEAD: {0, 1}}
    far = Actor("far", Role.LEAD, force="essex", person_id=999)
    for actor in [*world.actors, far]:
        if actor.role is Role.SOLICITOR:
            continue
        places = roles.get(actor.role, set()) if actor.person_id else set()
        if actor.force:
            places = places & ({1} if actor.force == "essex" else {0})
        if actor.reference == cast.caseworker.reference:
            places = places | {2}
        wanted = {
            f"T-{number:06}{place:02}"
            for number, _, how in each(world, actor, AT)
            for place in places
            if how is not Sight.NOTHING
        }
        assert given(world, TaskRow.__table__, access.task_filter(actor, AT)) == wanted, actor


@pytest.mark.parametrize("at", MOMENTS)
def test_a_firm_has_its_tasks_while_it_acts_and_then_those_about_what_it_owes(world: World, at: datetime):
    some = False
    for actor in world.actors:
        if actor.role is not Role.SOLICITOR:
            continue
        wanted = set()
        for number, case, how in each(world, actor, at):
            subject = next(iter(case.facts["orders"].values()), None)
            owed = how is Sight.DUTIES and subject is not None and owes(subject, HAWTHORN, at)
            places = [3, 4] if how is Sight.CASE else [4] if owed else []
            if actor.firm == HAWTHORN:
                wanted |= {f"T-{number:06}{place:02}" for place in places}
                some |= owed
        assert given(world, TaskRow.__table__, access.task_filter(actor, at)) == wanted, actor
    assert some
