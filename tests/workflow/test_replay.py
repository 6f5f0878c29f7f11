from datetime import timedelta

import pytest

from states.errors import NotFound, Refused
from states.vocabulary import Event, OfferEvent, OrderEvent, State
from tests.workflow.cast import AT, Cast
from workflow import replay
from workflow.replay import check_case, replay_case


def lived(cast: Cast) -> str:
    """A case with a refusal, a declined offer, an order made, and consent withdrawn."""
    case = cast.case("offered")
    (offer,) = cast.facts(case)["offers"]
    cast.move(cast.solicitor, OfferEvent.DECLINE, offer)
    with pytest.raises(Refused):
        cast.do(cast.caseworker, case, Event.TAKE)
    cast.do(cast.caseworker, case, Event.MAKE_OFFER, {"firm": "rowe"})
    cast.accept(case, "rowe")
    cast.do(cast.rival, case, Event.SEEK_ORDER)
    order = cast.order(case)
    cast.move(cast.rival, OrderEvent.LIST_HEARING, order)
    cast.move(cast.rival, OrderEvent.MAKE_ORDER, order)
    cast.do(cast.caseworker, case, Event.WITHDRAW_CONSENT)
    return case


def test_folding_a_trail_gives_the_case_as_it_stands(cast: Cast):
    case = lived(cast)
    assert replay_case(cast.db, case) == cast.found(case).position
    assert check_case(cast.db, case) == ()


def test_a_case_is_folded_up_to_a_moment(cast: Cast):
    case = cast.case("contacted")
    then, before = cast.at, cast.found(case).position
    cast.do(cast.caseworker, case, Event.GIVE_CONSENT)
    assert replay_case(cast.db, case, then) == before
    assert replay_case(cast.db, case, AT).state == State.RECEIVED
    with pytest.raises(NotFound):
        replay_case(cast.db, case, AT - timedelta(days=1))
    with pytest.raises(NotFound):
        replay_case(cast.db, "C-00000000")


def test_a_trail_longer_than_a_page_is_folded_whole(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    case = lived(cast)
    monkeypatch.setattr(replay, "PAGE", 2)
    assert replay_case(cast.db, case) == cast.found(case).position
    assert check_case(cast.db, case) == ()


@pytest.mark.parametrize(
    ("tampering", "named"),
    [
        ("UPDATE cases SET state = 'closed'", ["cases.state"]),
        ("UPDATE cases SET version = version + 1", ["cases.version"]),
        ("UPDATE cases SET owner_id = NULL", ["cases.owner_id"]),
        ("UPDATE cases SET due_at = 1, firm = 'rowe'", ["cases.firm", "cases.due_at"]),
        ("UPDATE cases SET facts = '{}'", ["cases.facts"]),
        ("UPDATE orders SET service = 'served'", ["orders O.service"]),
        ("UPDATE offers SET firm = 'rowe', state = 'lapsed'", ["offers F.firm", "offers F.state"]),
        ("UPDATE deadlines SET due_at = 1 WHERE clock = 'court_answer'", ["deadlines court_answer:O.due_at"]),
        ("DELETE FROM deadlines WHERE clock = 'court_answer'", ["deadlines court_answer:O is missing"]),
        ("DELETE FROM orders", ["orders O is missing"]),
        ("UPDATE deadlines SET key = 'decision' WHERE clock = 'court_answer'", None),
        ("UPDATE deadlines SET escalated_at = 1", []),
    ],
)
def test_a_hand_in_the_rows_is_named(cast: Cast, tampering, named):
    case = cast.case("order_sought")
    facts = cast.facts(case)
    (order,), (offer,) = facts["orders"], facts["offers"]
    with cast.db.transaction() as tx:
        tx.connection.exec_driver_sql(tampering)
    wanted = [
        f"deadlines court_answer:{order} is missing",
        "deadlines decision is surplus",
    ]
    if named is not None:
        wanted = [
            line.replace("court_answer:O", f"court_answer:{order}")
            .replace("orders O", f"orders {order}")
            .replace("offers F", f"offers {offer}")
            for line in named
        ]
    assert sorted(check_case(cast.db, case)) == sorted(wanted)


def test_an_owner_who_left_is_still_the_owner_in_the_rows(cast: Cast):
    case = cast.case("taken")
    cast.do(cast.lead, case, Event.REASSIGN)
    assert check_case(cast.db, case) == ()
