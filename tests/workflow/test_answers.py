"""Remembered answers: what was answered once is answered again, and says nothing that could be guessed."""

import orjson
import pytest

from states.errors import KeyReused, Refusal, Refused
from states.vocabulary import Chart, Event
from tests.workflow.cast import AT, Cast
from workflow.answers import answered, recall, remember
from workflow.command import Command, Done, PlannedNotice
from workflow.faults import NotUnique

DONE = Done(
    case="C-00000001",
    event="make_offer",
    source="consented",
    state="consented",
    version=5,
    seq=7,
    hash="ab" * 32,
    notices=(PlannedNotice("N-00000001", "make_offer/firm", "firm", "email", "2026-11-23T10:00:00Z"),),
    clocks={"offer:F-00000001": {"due": "2026-11-24T10:00:00Z"}},
    created=("F-00000001",),
)
REFUSED = Refused("make_offer", [Refusal("firm_is_eligible", "no", "choose another", "caseworker")])
COMMAND = Command("C-00000001", Event.MAKE_OFFER, {"firm": "hawthorn"}, key="k")


def answer(cast: Cast, command: Command = COMMAND):
    with cast.db.reading() as tx:
        return recall(tx, cast.db.keys, command, cast.caseworker)


def store(cast: Cast, outcome: Done | Refused, command: Command = COMMAND) -> None:
    with cast.db.transaction() as tx:
        remember(tx, cast.db.keys, command, cast.caseworker, outcome, AT)


def test_an_answer_reads_as_it_was_stored():
    assert Done.of_json(DONE.to_json()) == DONE
    assert Done.of_json(DONE.to_json().decode()) == DONE


def test_an_accepted_command_is_answered_again(cast):
    store(cast, DONE)
    assert answer(cast) == DONE


def test_a_refusal_is_answered_again_with_every_guard(cast):
    store(cast, REFUSED)
    found = answer(cast)
    assert isinstance(found, Refused)
    assert (found.event, found.refusals, str(found)) == (REFUSED.event, REFUSED.refusals, str(REFUSED))


def test_what_was_never_answered_is_not_recalled(cast):
    assert answer(cast) is None


def test_a_command_without_a_key_is_neither_stored_nor_recalled(cast):
    store(cast, DONE, Command("C-00000001", Event.TAKE))
    assert cast.rows("answers") == []
    assert answer(cast, Command("C-00000001", Event.TAKE)) is None


@pytest.mark.parametrize(
    "other",
    [
        Command("C-00000002", Event.MAKE_OFFER, {"firm": "hawthorn"}, key="k"),
        Command("C-00000001", Event.MAKE_OFFER, {"firm": "rowe"}, key="k"),
        Command("C-00000001", Event.MAKE_OFFER, {"firm": "hawthorn"}, version=4, key="k"),
        Command("C-00000001", Event.MAKE_OFFER, {"firm": "hawthorn"}, chart=Chart.ORDER, key="k"),
        Command("C-00000001", Event.MAKE_OFFER, {"firm": "hawthorn"}, subject="O-00000001", key="k"),
        Command("C-00000001", Event.MAKE_OFFER, {"firm": "hawthorn"}, dry_run=True, key="k"),
    ],
    ids=["case", "payload", "version", "chart", "subject", "dry run"],
)
def test_every_part_of_a_request_tells_it_from_another(cast, other):
    store(cast, DONE)
    with pytest.raises(KeyReused):
        answer(cast, other)


def test_the_order_of_a_payloads_fields_is_no_part_of_the_request():
    one = Command("C-00000001", "x", {"a": 1, "b": [{"c": 1, "d": 2}]})
    other = Command("C-00000001", "x", {"b": [{"d": 2, "c": 1}], "a": 1})
    assert one.asked() == other.asked()


def test_one_key_holds_one_answer(cast):
    store(cast, DONE)
    with pytest.raises(NotUnique) as taken:
        store(cast, REFUSED)
    assert taken.value.table == "answers"


def test_what_was_asked_is_kept_only_as_a_keyed_digest(cast):
    command = Command("C-00000001", Event.ADD_NOTE, {"note": "Zelda Seeded"}, key="k")
    store(cast, DONE, command)
    row = cast.row("answers")
    assert b"Seeded" not in row["request"]
    assert "Seeded" not in row["body"]
    assert len(row["request"]) == 32
    assert orjson.loads(row["body"])["case"] == DONE.case


@pytest.mark.parametrize("outcome", [DONE, REFUSED])
def test_what_a_form_was_answered_is_found_by_its_key_alone(cast, outcome):
    store(cast, outcome)
    with cast.db.reading() as tx:
        found = answered(tx, cast.db.keys, "k", cast.caseworker)
        assert answered(tx, cast.db.keys, "k", cast.colleague) is None
        assert answered(tx, cast.db.keys, "another", cast.caseworker) is None
    if isinstance(outcome, Done):
        assert found == outcome
    else:
        assert isinstance(found, Refused)
        assert found.refusals == outcome.refusals
