"""Compiled statements give what Core would give, and refuse values that they would lose."""

import pytest
from sqlalchemy import bindparam, delete, literal, select, text, update

from tests.workflow.stored import add_rows, store_case
from workflow.prepared import Prepared
from workflow.sealed import Sealed
from workflow.tables import METADATA, CaseRow

CASES, DETAILS, FORCES = CaseRow.__table__, METADATA.tables["details"], METADATA.tables["forces"]


def test_rows_are_the_same_as_those_of_core(database, keys):
    statement = select(CASES).order_by(CASES.c.id)
    with database.transaction() as tx:
        store_case(tx, keys)
        store_case(tx, keys, "C-00000002", sensitive=True, due_at=7)
        rows = tx.rows(Prepared(statement))
        assert rows == [tuple(row) for row in tx.connection.execute(statement)]
    assert [row[CASES.c.keys().index("sensitive")] for row in rows] == [False, True]


def test_sealed_columns_take_and_give_sealed_values(database, keys):
    insert = Prepared(DETAILS.insert())
    read = Prepared(select(DETAILS.c.sealed, DETAILS.c.field).order_by(DETAILS.c.field))
    with database.transaction() as tx:
        case = store_case(tx, keys)
        tx.run(insert, case_id=case.id, field="survivor.name", sealed=Sealed(b"1"))
        tx.run_many(insert, [{"case_id": case.id, "field": "survivor.phone", "sealed": Sealed(b"2")}])
        assert tx.rows(read) == [(Sealed(b"1"), "survivor.name"), (Sealed(b"2"), "survivor.phone")]


def test_a_sealed_column_may_be_empty(database, keys):
    set_sealed = Prepared(update(METADATA.tables["notices"]).values(sealed=bindparam("sealed")))
    read = Prepared(select(METADATA.tables["notices"].c.sealed))
    with database.transaction() as tx:
        case = store_case(tx, keys)
        add_rows(tx, "notices", a_notice(case.id))
        assert tx.one(read) == (None,)
        assert tx.run(set_sealed, sealed=Sealed(b"x")) == 1
        assert tx.one(read) == (Sealed(b"x"),)
        tx.run(set_sealed, sealed=None)
        assert tx.connection.execute(read.statement).all() == [(None,)]


def a_notice(case_id: int, **given: object) -> dict[str, object]:
    notice: dict[str, object] = {column.name: "x" for column in METADATA.tables["notices"].c}
    numbers = ("cause_seq", "since", "version", "not_before", "planned_at", "attempts", "route_version")
    empty = ("claimed_at", "settled_at", "look_at", "provider_ref", "reason", "digest", "sealed")
    return notice | dict.fromkeys(numbers, 0) | dict.fromkeys(empty) | {"case_id": case_id} | given


def test_constants_keep_their_values_and_lists_are_spelt_out(database):
    with database.transaction() as tx:
        add_rows(tx, "forces", *({"code": code, "name": code} for code in "abcd"))
        some = select(FORCES.c.code, literal("100%")).where(FORCES.c.code.in_(["a", "c", "d"]))
        page = Prepared(
            some.where(FORCES.c.code > bindparam("after")).order_by(FORCES.c.code).limit(bindparam("most"))
        )
        assert tx.rows(page, after="a", most=1) == [("c", "100%")]
        assert tx.rows(page, after="a", most=9) == [("c", "100%"), ("d", "100%")]
        assert tx.run(Prepared(delete(FORCES).where(FORCES.c.code == "a"))) == 1


def test_one_value_or_none_is_enough(database):
    one = Prepared(select(FORCES.c.name).where(FORCES.c.code == bindparam("code")))
    with database.transaction() as tx:
        add_rows(tx, "forces", {"code": "a", "name": "A"})
        assert tx.one(one, code="a") == ("A",)
        assert tx.one(one, code="b") is None
        assert tx.rows(Prepared(select(FORCES.c.name))) == [("A",)]


def test_text_may_name_a_value_twice(database):
    with database.reading() as tx:
        twice = Prepared(text("SELECT CAST(:a AS TEXT), CAST(:b AS TEXT), CAST(:a AS TEXT), '5%'"))
        assert tx.one(twice, a="x", b="y") == ("x", "y", "x", "5%")


@pytest.mark.parametrize(
    "given", [{}, {"code": "a"}, {"code": "a", "nane": "b"}, {"code": "a", "name": "b", "c": 1}]
)
def test_a_value_left_out_or_one_too_many_is_a_mistake(database, given):
    with database.transaction(keep=False) as tx, pytest.raises(TypeError, match="takes \\['code', 'name'\\]"):
        tx.run(Prepared(FORCES.insert()), **given)


def test_the_database_numbers_rows_and_says_how(database, keys):
    with database.transaction() as tx:
        numbers = [store_case(tx, keys, f"C-{number:08}").id for number in range(3)]
    assert numbers == sorted(set(numbers))


def test_numbers_of_every_size_share_one_preparation(postgres_database, keys):
    with postgres_database.transaction() as tx:
        for number, due in enumerate((None, 1, 10**5, 10**15)):
            store_case(tx, keys, f"C-{number:08}", due_at=due, sensitive=bool(number % 2))
        prepared = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'INSERT INTO cases%'"
        assert tx.connection.exec_driver_sql(prepared.replace("%", "%%")).scalar() == 1
