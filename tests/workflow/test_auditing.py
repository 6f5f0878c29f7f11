"""An auditor follows every step of whole lives: what is told of them adds up to how their cases stand."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from states.errors import Malformed, NotFound, NotPermitted, Refused
from states.facts import blank
from states.vocabulary import Event, OrderEvent
from tests.workflow.cast import AT, EMAIL, HIS_NAME, HIS_PHONE, NAME, PHONE, SURVIVOR, Cast
from tests.workflow.test_trail import tamper
from workflow import people
from workflow.queries.audit_overview import overview
from workflow.queries.auditing import audit_history, path, stood
from workflow.queries.told_entries import Told
from workflow.reveals import reveal
from workflow.simulate import play

#: The present of the lives that are played.
NOW = datetime.fromisoformat("2026-11-23T10:00:00+00:00")
#: What a person is called, and what leads to them: none of it may be told.
CANARIES = (NAME, PHONE, "+447700900123", EMAIL, HIS_NAME, HIS_PHONE, "to call her", "She asks to be called")


def history(cast: Cast, case: str, limit: int = 7) -> list[Told]:
    items: list[Told] = []
    cursor: str | None = None
    while True:
        page = audit_history(cast.db, case, cast.auditor, cast.at, cursor=cursor, limit=limit)
        items += page.items
        cursor = page.next_cursor
        if cursor is None:
            return items


def put(facts: dict[str, Any], way: tuple[str, ...], value: Any) -> None:
    """Set one field, as somebody would who only reads what changed."""
    for name in way[:-1]:
        if not isinstance(facts.get(name), dict):
            facts[name] = {}
        facts = facts[name]
    facts[way[-1]] = value


def known(facts: Any) -> Any:
    """Leave out what is not known: that something new has no day yet is no change."""
    if not isinstance(facts, dict):
        return facts
    return {name: known(value) for name, value in facts.items() if value is not None}


def test_what_is_told_of_every_step_of_whole_lives_adds_up_to_how_their_cases_stand(cast: Cast):
    play(cast.db, 12, 3, NOW)
    for row in cast.rows("cases"):
        case, items = row["reference"], history(cast, row["reference"])
        assert [(item.seq, item.event, item.actor) for item in items] == [
            (entry["seq"], entry["event"], entry["actor"]) for entry in cast.entries(case)
        ]
        facts = blank()
        clocks: dict[str, Any] = {}
        for item in items:
            for change in item.changes:
                put(facts, change.path, change.after)
            for turn in item.clocks:
                name = turn.clock if turn.subject is None else f"{turn.clock}:{turn.subject}"
                assert clocks.get(name) == turn.before
                clocks |= {name: turn.after}
        held = cast.facts(case)
        assert known({**facts, "clocks": {}}) == known({**held, "clocks": {}})
        assert {name: clock for name, clock in clocks.items() if clock} == held["clocks"]
        notices = {notice.reference for item in items for notice in item.notices}
        assert notices == {notice["reference"] for notice in cast.rows("notices", case_id=row["id"])}
        last = stood(cast.db, case, cast.auditor, cast.at)
        assert (last.state, last.entry, last.last) == (row["state"], items[-1], len(items))
        way = path(cast.db, case, cast.auditor, cast.at)
        assert (way.moves[0].source, way.moves[-1].target, way.state) == ("", row["state"], row["state"])


def test_why_each_step_of_whole_lives_was_possible_is_what_was_recorded(cast: Cast):
    play(cast.db, 6, 8, NOW)
    for row in cast.rows("cases"):
        for entry in cast.entries(row["reference"]):
            then = stood(cast.db, row["reference"], cast.auditor, cast.at, seq=entry["seq"])
            steps = [(one.chart, one.subject, one.event, one.source, one.target) for one in then.reasons]
            told = [
                tuple(step[name] for name in ("chart", "subject", "event", "source", "target"))
                for step in then.entry.steps
            ]
            assert steps == (told if entry["event"] != "receive_referral" else [])
            assert all(one.holds for one in then.reasons)
            assert (then.entry.seq, then.entry.hash) == (entry["seq"], entry["hash"].hex())


def test_a_refusal_tells_every_guard_of_its_way_and_what_each_looked_at(cast: Cast):
    case = cast.case("taken")
    with pytest.raises(Refused) as refused:
        cast.do(cast.caseworker, case, Event.GIVE_UP_CONTACT)
    then = stood(cast.db, case, cast.auditor, cast.at)
    (why,) = then.reasons
    failing = [weighed.guard.name for weighed in why.guards if not weighed.holds]
    assert failing == [refusal.guard for refusal in refused.value.refusals]
    assert failing == [guard["guard"] for guard in then.entry.refused]
    assert any(weighed.read for weighed in why.guards)
    assert (then.entry.changes, then.entry.clocks, then.state) == ((), (), "received")


def test_nothing_that_is_sealed_is_told_but_its_names_are(cast: Cast):
    case = cast.case("contacted")
    cast.do(cast.caseworker, case, Event.ADD_NOTE, {"note": "She asks to be called before ten."})
    reveal(cast.db, case, ["survivor.name"], "to call her", actor=cast.caseworker, at=cast.at)
    noted, revealed = history(cast, case)[-2:]
    assert (noted.sealed, revealed.sealed) == (("note",), ("purpose",))
    assert noted.digest
    assert revealed.said == {"fields": ["survivor.name"]}
    shown = repr(
        [
            history(cast, case),
            stood(cast.db, case, cast.auditor, cast.at),
            path(cast.db, case, cast.auditor, cast.at),
            overview(cast.db, case, cast.auditor, cast.at),
        ]
    )
    assert not [canary for canary in CANARIES if canary in shown]


def test_a_case_is_shown_as_it_stood_after_any_entry_and_at_any_moment(cast: Cast):
    case = cast.case("order_sought")
    assert stood(cast.db, case, cast.auditor, cast.at, seq=3).state == "contacted"
    then = stood(cast.db, case, cast.auditor, cast.at, moment=AT + timedelta(minutes=3))
    assert (then.state, then.facts["consent"]["scope"]) == ("consented", ["instruct_firm"])
    assert (then.orders, {*then.clocks}, then.last) == ((), {"preparation"}, 7)
    now = stood(cast.db, case, cast.auditor, cast.at)
    assert [(order.state, order.events) for order in now.orders] == [("applied", {})]
    assert {offer["state"] for offer in now.offers.values()} == {"accepted"}
    with pytest.raises(Malformed, match="not there yet"):
        stood(cast.db, case, cast.auditor, cast.at, moment=AT - timedelta(minutes=1))
    with pytest.raises(Malformed, match="no such entry"):
        stood(cast.db, case, cast.auditor, cast.at, seq=99)


def test_an_entry_of_a_message_has_no_guards_and_says_what_became_of_it(cast: Cast):
    case = cast.case("received")
    (first,) = history(cast, case)
    assert first.notices
    assert {(notice.state, notice.settled_at) for notice in first.notices} == {("planned", None)}
    assert stood(cast.db, case, cast.auditor, cast.at).reasons == ()


def test_the_way_of_a_case_is_its_moves_and_what_was_done_where_it_stayed(cast: Cast):
    case = cast.case("consented")
    cast.do(cast.caseworker, case, Event.ADD_NOTE)
    cast.do(cast.caseworker, case, Event.ADD_NOTE)
    way = path(cast.db, case, cast.auditor, cast.at)
    assert way.taken == {("", "received"), ("received", "contacted"), ("contacted", "consented")}
    assert way.stays == (("received", "take", 1), ("consented", "add_note", 2))


def test_a_case_at_a_glance_says_that_its_trail_is_whole_and_gives_its_rows(cast: Cast):
    case = cast.case("order_sought")
    with pytest.raises(Refused):
        cast.do(cast.caseworker, case, Event.TAKE)
    reveal(cast.db, case, ["survivor.name"], "to call her", actor=cast.caseworker, at=cast.at)
    cast.move(cast.solicitor, OrderEvent.MAKE_ORDER, cast.order(case))
    seen = overview(cast.db, case, cast.auditor, cast.at)
    assert (seen.faults, seen.unequal) == ((), ())
    assert (seen.counts["steps"], seen.counts["refused"], seen.counts["reveals"]) == (8, 1, 1)
    assert (
        sum(seen.counts[kind] for kind in ("steps", "refused", "reveals", "others")) == seen.counts["entries"]
    )
    assert sum(seen.notices.values()) == len(cast.rows("notices"))
    assert seen.last_at == cast.at


def test_a_case_at_a_glance_says_what_is_wrong_with_it(cast: Cast):
    case = cast.case("contacted")
    tamper(cast.db, "UPDATE cases SET state = 'consented'")
    assert overview(cast.db, case, cast.auditor, cast.at).unequal == ("cases.state",)
    tamper(cast.db, "UPDATE entries SET actor = 'P-00000000' WHERE seq = 2")
    seen = overview(cast.db, case, cast.auditor, cast.at)
    assert seen.faults == ("entry 2 is not what was written",)
    assert (seen.unequal, seen.last_at) == ((), seen.opened_at)


QUESTIONS: dict[str, Callable[..., Any]] = {
    "audit_history": audit_history,
    "as_at": stood,
    "path": path,
    "audit_case": overview,
}


@pytest.mark.parametrize("what", QUESTIONS)
def test_only_auditors_ask_and_each_question_is_on_the_trail(cast: Cast, what: str):
    case, ask = cast.case("contacted"), QUESTIONS[what]
    for actor in (cast.lead, cast.caseworker, cast.officer, cast.analyst, cast.administrator):
        with pytest.raises((NotFound, NotPermitted)):
            ask(cast.db, case, actor, cast.at)
    ask(cast.db, case, cast.auditor, cast.at)
    last = cast.rows("entries", stream="access")[-1]
    assert (last["event"], last["actor"], last["subject"], last["body"]) == (
        "read",
        cast.auditor.reference,
        case,
        f'{{"what":"{what}"}}',
    )
    people.list_associates(cast.db, cast.auditor.reference, [SURVIVOR])
    with pytest.raises(NotFound):
        ask(cast.db, case, cast.again(cast.auditor), cast.at)


def test_what_names_another_case_in_conflict_is_left_out(cast: Cast):
    other = cast.case("taken", respondent={"name": "Carl Fictional", "phone": "07700 900777"})
    case = cast.case("taken")
    cast.do(cast.caseworker, case, Event.MARK_DUPLICATE, {"case": other})
    before = stood(cast.db, case, cast.auditor, cast.at)
    assert other in repr(before)
    people.list_associates(cast.db, cast.auditor.reference, [{"phone": "07700 900777"}])
    after = stood(cast.db, case, cast.again(cast.auditor), cast.at)
    assert other not in repr(after)
    assert after.facts["duplicate_of"] is None
