"""No question of a screen reads a whole table: asked of each engine's own planner, statement by statement."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

from notifications.channels import in_doubt
from states.vocabulary import Role
from tests.workflow.cast import AT, FORCE, HAWTHORN, SAID, Cast
from workflow import doing, leave, order_search, outbox, people, queries, questions, stuck
from workflow.actors import Actor
from workflow.db import Database, Tx
from workflow.desk import OutboxDesk
from workflow.finding import load
from workflow.order_cards import look_up
from workflow.prepared import Prepared
from workflow.queries import Wanted, Whose
from workflow.queries.breaches import breaches
from workflow.queries.paging import LARGEST
from workflow.queries.panel import firm_record
from workflow.queries.ranked import ranking
from workflow.queries.trail_search import Kind, Sought, search_trail
from workflow.shift import shift
from workflow.tasks import Work, raise_task

#: Tables that grow with the years.
LARGE = (
    "absences",
    "answers",
    "blind_indexes",
    "cases",
    "deadlines",
    "details",
    "entries",
    "firm_answers",
    "notices",
    "offers",
    "orders",
    "people",
    "referrals",
    "sealed_payloads",
    "tasks",
    "tokens",
)

Question = Callable[[Database, Actor, Any], Any]


def listed(**given: Any) -> Question:
    def ask(db: Database, actor: Actor, cast: Cast) -> Any:
        wanted = {name: value(cast) if callable(value) else value for name, value in given.items()}
        return queries.case_list(db, actor, cast.at, **wanted)

    return ask


def of_case(query: Callable[..., Any]) -> Question:
    return lambda db, actor, cast: query(db, cast.cases[0], actor, cast.at)


def mine(query: Callable[..., Any], **given: Any) -> Question:
    return lambda db, actor, cast: query(db, actor, cast.at, **given)


def counted(db: Database, actor: Actor, cast: Any) -> int:
    with db.reading() as tx:
        return stuck.count(tx, actor, cast.at)


def overdue_counted(db: Database, actor: Actor, cast: Any) -> int:
    with db.reading() as tx:
        return queries.count_overdue(tx, actor, cast.at)


def queued(whose: str, **given: Any) -> Question:
    wanted = Wanted(Whose(whose), **given)
    return lambda db, actor, cast: queries.queue(db, actor, cast.at, wanted, cursor=LIST_CURSOR)


def searched(text: str) -> Question:
    return lambda db, actor, cast: queries.search(db, getattr(cast, text, text), actor, cast.at)


def trailed(**sought: Any) -> Question:
    def ask(db: Database, actor: Actor, cast: Any) -> Any:
        given = {name: value(cast) if callable(value) else value for name, value in sought.items()}
        search_trail(db, Sought(**given), actor, cast.at)
        return search_trail(db, Sought(**given), actor, cast.at, cursor=TRAIL_CURSOR)

    return ask


def worked(db: Database, actor: Actor, cast: Any) -> None:
    shift(db, actor, cast.at, cast.at + timedelta(days=1))


def does_a_task(db: Database, actor: Actor, cast: Any) -> None:
    doing.complete(db, cast.task, actor=actor, at=cast.at)


def delivering(db: Database, _: Actor, cast: Any) -> None:
    desk = OutboxDesk(db, SAID)
    claimed = desk.claim_many(desk.due(3, cast.at), cast.at)
    desk.settle_many([(notice.reference, in_doubt("a test")) for notice in claimed], cast.at)
    desk.unsettled(cast.at, 10)
    desk.unreceipted(cast.at, 10)
    desk.hold_as_task(claimed[0].reference, "a test", cast.at)


def told_as_a_team(db: Database, _: Actor, cast: Any) -> None:
    with db.transaction(keep=False) as tx:
        outbox._team(tx, cast.cast.found(cast.cases[2]), FORCE, [])


def orders_looked_up(db: Database, actor: Actor, cast: Any) -> None:
    names = order_search.Sought(protected="Ada Fictional", respondent="Bert Fictional", born="1990-02-03")
    for sought in (names, order_search.Sought(reference=cast.cast.order(cast.cases[0]))):
        look_up(db, sought, order_search.Why("breach"), actor=actor, at=cast.at)


TRAIL_CURSOR = queries.paging.cursor_of((LARGEST, "", 0))
LIST_CURSOR = queries.paging.cursor_of((0, 0))
LATE_CURSOR = queries.paging.cursor_of((None, 0))
CASEWORKERS = ("caseworker", "lead")
OF_CASES = (*CASEWORKERS, "auditor", "solicitor")

QUESTIONS: dict[str, tuple[Question, tuple[str, ...]]] = {
    "cases": (listed(), OF_CASES),
    "next cases": (listed(cursor=LIST_CURSOR), OF_CASES),
    "last cases": (listed(cursor=LATE_CURSOR), OF_CASES),
    "cases in a state": (listed(state="received"), OF_CASES),
    "next in a state": (listed(state="received", cursor=LIST_CURSOR), OF_CASES),
    "cases of an owner": (listed(owner=lambda cast: cast.caseworker.reference), OF_CASES),
    "due cases": (listed(due_before=AT), OF_CASES),
    "due in a state": (listed(due_before=AT, state="received"), CASEWORKERS),
    "case": (of_case(queries.case_view), OF_CASES),
    "own queue": (queued("mine"), CASEWORKERS),
    "queue of a force": (queued("queue"), ("near",)),
    "unowned": (queued("unowned"), (*CASEWORKERS, "near")),
    "whole queue": (queued("all"), CASEWORKERS),
    "queue in a state": (queued("all", state="received"), CASEWORKERS),
    "closed cases": (queued("all", state="closed"), CASEWORKERS),
    "urgent queue": (queued("all", urgent=True, overdue=True), CASEWORKERS),
    "another queue": (queued("all", queue=FORCE), CASEWORKERS),
    "queue counts": (
        lambda db, a, cast: queries.queue_counts(db, a, cast.at, Wanted()),
        (*CASEWORKERS, "near"),
    ),
    "search by reference": (searched("referral"), (*OF_CASES, "officer")),
    "search by name": (searched("Ada Fictional"), (*CASEWORKERS, "solicitor")),
    "search by phone": (searched("07700 900123"), (*CASEWORKERS, "solicitor")),
    "search by postcode": (searched("CB1 1AA"), (*CASEWORKERS, "solicitor")),
    "bell": (mine(queries.count_tasks), (*CASEWORKERS, "solicitor", "near")),
    "workload": (lambda db, a, cast: queries.workload(db, a, cast.at, cast.at), ("lead", "near")),
    "sign-offs": (mine(queries.sign_offs), ("lead", "near")),
    "next sign-offs": (mine(queries.sign_offs, cursor=queries.paging.cursor_of((0, "T-0"))), ("lead",)),
    "panel": (mine(queries.panel), ("lead", "near")),
    "ranking": (of_case(ranking), CASEWORKERS),
    "firm's record": (lambda db, a, cast: firm_record(db, HAWTHORN, a, cast.at), ("lead",)),
    "listed conflicts": (mine(queries.listed_conflicts), ("lead", "near")),
    "waiting tasks": (mine(queries.tasks, part=queries.Part.WAITING), (*CASEWORKERS, "near")),
    "orders": (of_case(queries.orders), OF_CASES),
    "notices": (of_case(queries.notices), OF_CASES),
    "history": (of_case(queries.history), OF_CASES),
    "changes": (lambda db, a, cast: queries.changes(db, cast.cases[0], 1, a, cast.at), CASEWORKERS),
    "as at": (lambda db, a, cast: queries.as_at(db, cast.cases[0], a, cast.at, cast.at), CASEWORKERS),
    "tasks": (mine(queries.tasks), (*CASEWORKERS, "solicitor", "near")),
    "due tasks": (mine(queries.tasks, due_before=AT), (*CASEWORKERS, "solicitor", "near")),
    "shift": (worked, (*CASEWORKERS, "near")),
    "absences": (mine(leave.absences), (*CASEWORKERS, "near")),
    "task": (does_a_task, ("lead",)),
    "next tasks": (mine(queries.tasks, cursor=queries.paging.cursor_of((0, "T-0"))), CASEWORKERS),
    "offers": (mine(queries.offers), (*CASEWORKERS, "solicitor")),
    "old offers": (mine(queries.offers, state="declined"), (*CASEWORKERS, "solicitor")),
    "stuck": (mine(stuck.stuck), ("lead",)),
    "next stuck": (mine(stuck.stuck, cursor=queries.paging.cursor_of((0, "N-0"))), ("lead",)),
    "stuck count": (counted, ("lead",)),
    "overdue": (mine(queries.overdue), CASEWORKERS),
    "next overdue": (mine(queries.overdue, cursor=queries.paging.cursor_of((0, 0, ""))), CASEWORKERS),
    "overdue count": (overdue_counted, CASEWORKERS),
    "unserved": (mine(queries.unserved), (*CASEWORKERS, "solicitor")),
    "next unserved": (mine(queries.unserved, cursor=queries.paging.cursor_of((0, 0, ""))), CASEWORKERS),
    "breaches": (of_case(breaches), CASEWORKERS),
    "own referrals": (mine(queries.referral_list), ("officer",)),
    "next referrals": (mine(queries.referral_list, cursor=LIST_CURSOR), ("officer",)),
    "referral": (
        lambda db, a, cast: queries.referral_view(db, cast.referral, a, cast.at),
        ("officer", "lead"),
    ),
    "delivery": (delivering, ("lead",)),
    "team": (told_as_a_team, ("lead",)),
    "trail": (trailed(), ("auditor",)),
    "trail by who": (trailed(who=lambda cast: cast.caseworker.reference, event="take"), ("auditor",)),
    "trail by role": (trailed(role=Role.LEAD, since=AT), ("auditor",)),
    "trail by case": (trailed(case=lambda cast: cast.cases[0], kind=Kind.STEPS), ("auditor",)),
    "trail by what was asked": (trailed(case=lambda cast: cast.cases[0], kind=Kind.NOT_FOUND), ("auditor",)),
    **{f"trail by {kind}": (trailed(kind=kind), ("auditor",)) for kind in Kind},
    "order card": (orders_looked_up, ("officer",)),
    "questions": (
        lambda db, a, cast: questions.read_questions(db, cast.referral, actor=a, at=cast.at),
        ("officer",),
    ),
    "version": (lambda db, _, cast: queries.version_of(db, cast.referral, "0"), ("officer",)),
}


class Peopled:
    """A database with some of everything, of which the planner knows how much there is."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.at = cast, cast.at
        self.cases = [cast.case("order_sought"), cast.case("offered"), cast.case()]
        self.referral = cast.row("referrals", case_id=cast.found(self.cases[0]).id)["reference"]
        self.caseworker = cast.caseworker
        self.near = cast.lead_of(FORCE)
        with cast.db.transaction() as tx:
            case = load(tx, self.cases[0], lock=True)
            self.task = raise_task(tx, case, Work("check_repeat", Role.CASEWORKER, self.at), at=self.at)
        for actor in (*cast.everybody, self.near):
            if actor.person_id:
                people.list_associates(cast.db, actor.reference, [{"name": "Nobody Known"}])


@contextmanager
def recording() -> Iterator[list[tuple[str, Any]]]:
    """Keep every statement that reads, whether SQLAlchemy runs it or the driver's cursor."""
    seen: list[tuple[str, Any]] = []
    plain = Tx.rows

    def rows(self: Tx, statement: Prepared, **values: Any) -> Any:
        compiled = statement.on(self.connection.dialect)
        seen.append((compiled.text, compiled.bind(values)))
        return plain(self, statement, **values)

    def one(self: Tx, statement: Prepared, **values: Any) -> Any:
        return next(iter(rows(self, statement, **values)), None)

    def heard(connection: Connection, cursor: Any, text: str, values: Any, *_: Any) -> None:
        seen.append((text, values))

    event.listen(Engine, "before_cursor_execute", heard)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Tx, "rows", rows)
        patched.setattr(Tx, "one", one)
        yield seen
    event.remove(Engine, "before_cursor_execute", heard)


def plan(database: Database, text: str, values: Any) -> str:
    explain = "EXPLAIN QUERY PLAN " if database.dialect == "sqlite" else "EXPLAIN "
    with database.reading() as tx:
        connection = tx.connection
        if database.dialect == "postgresql":
            # A small table is always read whole; what matters is whether there is another way.
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        rows = connection.exec_driver_sql(explain + text, tuple(values))
        return "\n".join(str(row[-1]) for row in rows)


def whole_tables(plan: str) -> list[str]:
    scans = []
    for line in plan.splitlines():
        for table in (*LARGE, "acting"):
            whole = f"SCAN {table}" in line and "USING" not in line
            if whole or f"Seq Scan on {table}" in line or f"Seq Scan on cases {table}" in line:
                scans.append(line.strip())
    return scans


@pytest.mark.no_cover
@pytest.mark.parametrize("question", QUESTIONS)
def test_no_question_reads_a_whole_table(cast: Cast, question: str):
    ask, roles = QUESTIONS[question]
    world = Peopled(cast)
    for role in roles:
        actor = cast.again(getattr(world, role, None) or getattr(cast, role))
        assert actor.watched
        with recording() as statements:
            ask(cast.db, actor, world)
        assert statements
        for text, values in statements:
            if text.startswith("SELECT"):
                assert whole_tables(plan(cast.db, text, values)) == [], text


def test_signing_in_reads_no_whole_table(cast: Cast):
    with recording() as statements:
        people.authenticate(cast.db, "rowan_guessed", at=AT)
    ((text, values),) = statements
    assert whole_tables(plan(cast.db, text, values)) == []


def test_a_whole_table_would_be_noticed(cast: Cast):
    for text in ("SELECT * FROM cases", f"SELECT * FROM referrals WHERE receipt <> '{FORCE}'"):
        assert len(whole_tables(plan(cast.db, text, ()))) == 1
