"""The tables: times that lose nothing, rows that show nothing, and an index for every list."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Select, select, text
from sqlmodel import Session
from sqlmodel import select as select_rows

from tests.workflow.stored import add_rows, store_case
from tests.workflow.test_prepared import a_notice
from workflow.faults import NotUnique
from workflow.sealed import Sealed
from workflow.tables import METADATA, DetailRow, from_micros, to_micros

TABLES = METADATA.tables


@given(st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=45))])))
def test_a_time_comes_back_as_it_was(at):
    assert from_micros(to_micros(at)) == at
    assert from_micros(to_micros(at)).tzinfo is UTC


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_columns_sort_as_their_times_do(one, other):
    assert (to_micros(one) < to_micros(other)) == (one < other)


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(TypeError):
        to_micros(datetime(2026, 11, 20))  # noqa: DTZ001 - The point of the test.


def test_a_row_with_personal_data_can_be_printed(database, keys):
    with database.transaction() as tx:
        case = store_case(tx, keys)
        add_rows(
            tx,
            "details",
            {"case_id": case.id, "field": "survivor.name", "sealed": case.key.seal("n", b"Ann")},
        )
        (row,) = Session(tx.connection).exec(select_rows(DetailRow)).all()
    assert isinstance(row.sealed, Sealed)
    assert "sealed=Sealed(…)" in repr(row)


def _page(table: str, order: str, **held: object) -> Select[tuple[object, ...]]:
    columns = TABLES[table].c
    query = select(columns[order.rsplit(maxsplit=1)[-1]])
    for name, value in held.items():
        query = query.where(columns[name] == value)
    return query.order_by(*(columns[name] for name in order.split())).limit(50)


LISTS = [
    _page("cases", "due_at id"),
    _page("cases", "due_at id", state="received"),
    _page("cases", "due_at id", owner_id=1),
    _page("cases", "due_at id", queue="x"),
    _page("cases", "due_at id", firm="x"),
    _page("cases", "created_at id", force="x"),
    _page("cases", "id", key_id="x"),
    _page("referrals", "received_at id", referrer_id=1),
    _page("referrals", "received_at id", force="x"),
    _page("referrals", "id", digest=b"x"),
    _page("entries", "seq", stream="x"),
    _page("entries", "at", actor="x"),
    _page("entries", "at", event="x"),
    _page("deadlines", "due_at case_id key"),
    _page("notices", "not_before reference", state="planned"),
    _page("notices", "cause_seq", case_id=1),
    _page("tasks", "due_at reference", owner_id=1, done_at=None),
    _page("tasks", "due_at reference", queue="x", done_at=None),
    _page("tasks", "due_at reference", role="lead", done_at=None),
    _page("orders", "due_at reference", firm="x"),
    _page("offers", "due_at reference", firm="x", state="offered"),
    _page("blind_indexes", "value", kind="phone", value=b"x"),
    _page("answers", "at"),
]


@pytest.mark.parametrize(
    "page", LISTS, ids=lambda page: str(page.whereclause) + str(page._order_by_clauses[0])
)
def test_every_list_is_read_from_an_index_and_sorted_by_none(sqlite_database, page):
    with sqlite_database.reading() as tx:
        compiled = str(page.compile(tx.connection, compile_kwargs={"literal_binds": True}))
        plan = [row[-1] for row in tx.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")]
    assert len(plan) == 1, plan
    assert "INDEX" in plan[0] or "PRIMARY KEY" in plan[0], plan


def an_offer(case_id: int, reference: str, state: str) -> dict[str, object]:
    empty = {"due_at": None, "ended_at": None}
    return {"reference": reference, "case_id": case_id, "firm": "x", "state": state, "made_at": 0} | empty


def test_a_case_has_one_accepted_offer_at_most(database, keys):
    with database.transaction() as tx:
        case = store_case(tx, keys)
        add_rows(tx, "offers", an_offer(case.id, "F-1", "accepted"), an_offer(case.id, "F-2", "declined"))
        add_rows(tx, "offers", an_offer(case.id, "F-3", "declined"))
    with pytest.raises(NotUnique), database.transaction() as tx:
        add_rows(tx, "offers", an_offer(case.id, "F-4", "accepted"))


def test_a_step_makes_one_notice_a_rule_and_recipient(database, keys):
    with database.transaction() as tx:
        case = store_case(tx, keys)
        add_rows(tx, "notices", a_notice(case.id, reference="N-1"))
        add_rows(tx, "notices", a_notice(case.id, reference="N-2", recipient="lead"))
        add_rows(tx, "notices", a_notice(case.id, reference="N-3", cause_seq=2))
    with pytest.raises(NotUnique), database.transaction() as tx:
        add_rows(tx, "notices", a_notice(case.id, reference="N-4"))


def test_the_number_of_a_removed_case_is_never_given_again(database, keys):
    with database.transaction() as tx:
        last = store_case(tx, keys).id
        tx.connection.execute(text("DELETE FROM cases"))
        assert store_case(tx, keys).id > last


def test_nothing_but_the_trail_forgets_its_case():
    loose = {
        table.name for table in TABLES.values() if "case_id" in table.c and not table.c.case_id.foreign_keys
    }
    assert not loose
    assert not [
        column for name in ("entries", "sealed_payloads") for column in TABLES[name].c if column.foreign_keys
    ]
