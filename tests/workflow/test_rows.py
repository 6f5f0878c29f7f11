"""Writing a move down: the row says what the facts say, and the entry says what happened."""

from dataclasses import replace

import orjson
import pytest

from states.moves import Ask
from states.permissions import Viewer
from states.record import recorded
from states.vocabulary import Chart, Event, OrderEvent, Role, State
from tests.workflow.cast import AT, Cast
from workflow.finding import load
from workflow.rows import MOVING, Note, Overtaken, advance, due_of, note, written
from workflow.tables import METADATA, to_micros

#: Columns of a case that no step may change.
FIXED = {"id", "reference", "definition", "created_at", "key_id", "wrapped_key"}


@pytest.fixture(params=["received", "taken", "contacted", "consented", "offered", "order_sought"])
def case(request: pytest.FixtureRequest, cast: Cast) -> str:
    """A case at each stage."""
    return cast.case(request.param)


def test_the_columns_of_a_case_repeat_its_facts(cast, case):
    row, facts = cast.row("cases", reference=case), cast.facts(case)
    for name in ("force", "queue", "firm", "sensitive", "disposition"):
        assert row[name] == facts[name]
    people = {person["id"]: person["reference"] for person in cast.rows("people")}
    assert people.get(row["owner_id"]) == facts["owner"]
    assert orjson.loads(row["facts"]) == facts
    assert row["due_at"] == due_of(facts)
    assert row["updated_at"] == to_micros(cast.at) == cast.entries(case)[-1]["at"]


def test_every_column_of_a_case_either_moves_or_is_fixed():
    columns = {column.name for column in METADATA.tables["cases"].c}
    assert columns == set(MOVING) | FIXED
    assert not set(MOVING) & FIXED


def test_facts_are_written_in_one_order_whatever_order_they_came_in():
    assert written({"b": {"d": 1, "c": 2}, "a": 3}) == '{"a":3,"b":{"c":2,"d":1}}'


def test_a_case_is_due_when_its_first_clock_is_due_or_escalates():
    clocks = {
        "decision": {"due": "2026-11-30T09:00:00Z", "escalates": "2026-11-30T09:00:00Z"},
        "first_contact": {"due": "2026-11-24T09:00:00Z", "escalates": "2026-11-23T13:00:00Z"},
    }
    assert due_of({"clocks": clocks}) == to_micros(AT.replace(hour=13))
    assert due_of({"clocks": {}}) is None


def test_an_owner_who_has_no_row_leaves_the_column_empty(cast):
    case = cast.case()
    with cast.db.transaction() as tx:
        held = load(tx, case, lock=True)
        nobody = Ask(Event.TAKE, Role.CASEWORKER, cast.at, "P-00000000")
        move = held.rules.decide(held.position, nobody)
        advance(tx, held, move, recorded(move), None)
    assert cast.row("cases", reference=case)["owner_id"] is None
    assert cast.facts(case)["owner"] == "P-00000000"


def test_a_row_that_moved_although_it_was_locked_stops_the_command(cast):
    case = cast.case()

    def move_an_older_row() -> None:
        with cast.db.transaction() as tx:
            held = load(tx, case, lock=True)
            taken = held.rules.decide(held.position, Ask(Event.TAKE, Role.CASEWORKER, cast.at, "P-00000000"))
            advance(tx, replace(held, version=held.version - 1), taken, recorded(taken), None)

    with pytest.raises(Overtaken):
        move_an_older_row()
    assert (cast.version(case), len(cast.entries(case))) == (1, 1)


def test_a_note_is_an_entry_that_moves_nothing(cast):
    case = cast.case("taken")
    before = cast.row("cases", reference=case)
    with cast.db.transaction() as tx:
        held = load(tx, case, lock=True)
        said = Note("reveal", {"fields": ["survivor.phone"]}, Chart.NOTICE, "N-00000001")
        after = note(tx, held, said, by=Viewer("system", Role.SYSTEM), at=cast.at)
        again = note(tx, after, Note("reveal", {}), by=Viewer("system", Role.SYSTEM), at=cast.at)
    row = cast.row("cases", reference=case)
    assert {name for name in row if row[name] != before[name]} == {"seq", "head"}
    assert (row["seq"], row["head"]) == (again.head.seq, again.head.hash)
    assert after.head.seq == before["seq"] + 1
    entry = cast.entries(case)[-2]
    assert (entry["event"], entry["chart"], entry["subject"], entry["role"], entry["version"]) == (
        "reveal",
        "notice",
        "N-00000001",
        "system",
        before["version"],
    )


def test_the_entry_of_an_order_names_its_chart_and_the_order(cast):
    case = cast.case("order_sought")
    cast.move(cast.solicitor, OrderEvent.LIST_HEARING, cast.order(case))
    entry = cast.entries(case)[-1]
    assert (entry["chart"], entry["subject"]) == ("order", cast.order(case))
    assert cast.state(case) == State.ORDER_SOUGHT
