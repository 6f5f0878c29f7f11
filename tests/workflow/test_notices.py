"""A notice moves by its chart alone, and every move is on the trail of its case."""

from typing import Any

import orjson
import pytest

from notifications.channels import in_doubt
from states.errors import KeyReused, Malformed, NotFound, NotPermitted, Refused
from states.vocabulary import Event, NoticeEvent, NoticeState, Role
from tests.workflow.cast import SAID, Cast, dump
from tests.workflow.test_commands import REFUSAL_LEAVES, unchanged
from workflow.command import Done
from workflow.desk import OutboxDesk
from workflow.notice_rows import find
from workflow.notices import CHART, move, open_to


@pytest.fixture
def notice(cast: Cast) -> str:
    """The reference of a notice to a caseworker's queue that waits to be sent."""
    return planned(cast, "caseworker")


def planned(cast: Cast, recipient: str) -> str:
    cast.do(cast.lead, cast.case("consented"), Event.REASSIGN)
    return str(cast.rows("notices", recipient=recipient)[0]["reference"])


def state(cast: Cast, notice: str) -> str:
    return str(cast.row("notices", reference=notice)["state"])


def ask(cast: Cast, notice: str, event: str, payload: Any = None, **parts: Any) -> Done:
    actor = parts.pop("actor", cast.caseworker)
    return move(cast.db, notice, event, payload or {}, actor=actor, at=cast.at, **parts)


def case_of(cast: Cast, notice: str) -> str:
    return cast.found(notice).reference


def stand(cast: Cast, notice: str, target: NoticeState) -> str:
    """Bring a notice to where it waits for a person, with the task about it."""
    desk = OutboxDesk(cast.db, SAID)
    if target is NoticeState.IN_DOUBT:
        assert desk.claim(notice, cast.at)
        desk.settle(notice, in_doubt("a test"), cast.at)
    desk.hold_as_task(notice, "a test", cast.at)
    assert state(cast, notice) == target
    return notice


def test_a_persons_word_moves_a_notice_and_leaves_one_entry_on_its_case(cast, notice):
    case = case_of(cast, notice)
    before = cast.row("cases", reference=case)
    done = ask(cast, notice, NoticeEvent.HOLD, {"reason": "wait for the hearing"})
    assert (done.source, done.state, state(cast, notice)) == ("planned", "held", "held")
    assert (done.case, done.event, done.version) == (case, "hold", 2)
    after = cast.row("cases", reference=case)
    assert (after["version"], after["seq"]) == (before["version"], before["seq"] + 1)
    entry = cast.entries(case)[-1]
    assert (entry["chart"], entry["subject"], entry["event"]) == ("notice", notice, "hold")
    assert (done.seq, done.hash) == (entry["seq"], entry["hash"].hex())
    assert orjson.loads(entry["body"])["target"] == "held"


def test_why_a_person_moves_it_is_sealed(cast, notice):
    ask(cast, notice, NoticeEvent.HOLD, {"reason": "Zelda Seeded asked"})
    entry = cast.entries(case_of(cast, notice))[-1]
    assert entry["digest"] is not None
    assert "Seeded" not in str(dump(cast.db))


def test_a_move_without_a_reason_seals_nothing(cast, notice):
    ask(cast, notice, NoticeEvent.HOLD)
    assert cast.entries(case_of(cast, notice))[-1]["digest"] is None


def test_a_refused_move_leaves_one_entry_and_changes_nothing_else(cast, notice):
    case = case_of(cast, notice)
    before = len(cast.entries(case))
    with unchanged(cast.db, *REFUSAL_LEAVES), pytest.raises(Refused) as refusal:
        ask(cast, notice, NoticeEvent.DELIVER)
    assert [found.guard for found in refusal.value.refusals] == ["state_allows_it"]
    assert len(cast.entries(case)) == before + 1
    assert "refused" in cast.entries(case)[-1]["body"]


def test_a_malformed_move_leaves_nothing(cast, notice):
    with unchanged(cast.db), pytest.raises(Malformed):
        ask(cast, notice, NoticeEvent.HOLD, {"mood": "good"})


def test_the_same_move_under_one_key_has_the_effect_of_one(cast, notice):
    first = ask(cast, notice, NoticeEvent.HOLD, key="k")
    with unchanged(cast.db):
        assert ask(cast, notice, NoticeEvent.HOLD, key="k") == first
    with unchanged(cast.db), pytest.raises(KeyReused):
        ask(cast, notice, NoticeEvent.RELEASE, key="k")


def test_a_refused_move_is_remembered_too(cast, notice):
    for _ in range(2):
        with pytest.raises(Refused):
            ask(cast, notice, NoticeEvent.RELEASE, key="k")
    ask(cast, notice, NoticeEvent.HOLD)
    with pytest.raises(Refused):
        ask(cast, notice, NoticeEvent.RELEASE, key="k")
    assert state(cast, notice) == "held"


def test_delivery_is_woken_by_what_a_person_releases(cast, notice):
    woken: list[str] = []
    ask(cast, notice, NoticeEvent.HOLD)
    cast.db.on_commit(lambda: woken.append(state(cast, notice)))
    ask(cast, notice, NoticeEvent.RELEASE)
    assert woken == ["planned"]


@pytest.mark.parametrize("who", ["officer", "solicitor", "auditor"])
def test_who_may_not_move_notices_is_on_the_access_stream(cast, notice, who):
    with unchanged(cast.db, "entries", "streams"), pytest.raises((NotPermitted, NotFound)):
        ask(cast, notice, NoticeEvent.CANCEL, actor=getattr(cast, who))
    (entry,) = cast.rows("entries", stream="access")
    assert entry["actor"] == getattr(cast, who).reference


def test_a_person_may_not_ask_what_is_deliverys_alone(cast, notice):
    with pytest.raises(NotPermitted):
        ask(cast, notice, NoticeEvent.CLAIM)
    assert [entry["event"] for entry in cast.rows("entries", stream="access")] == ["not_permitted"]


def test_what_is_no_notice_is_not_found(cast):
    case = cast.case("order_sought")
    for reference in (cast.order(case), "N-00000000"):
        with pytest.raises(NotFound):
            ask(cast, reference, NoticeEvent.HOLD)


def test_a_notice_in_doubt_to_her_goes_out_again_only_by_a_persons_word(cast):
    notice = stand(cast, planned(cast, "survivor"), NoticeState.IN_DOUBT)
    with pytest.raises(Refused, match="decided by a person"):
        ask(cast, notice, NoticeEvent.RETRY, actor=cast.system)
    assert ask(cast, notice, NoticeEvent.RETRY).state == "planned"


@pytest.mark.parametrize(
    ("stands", "event"),
    [
        (NoticeState.HELD, NoticeEvent.RELEASE),
        (NoticeState.HELD, NoticeEvent.CANCEL),
        (NoticeState.IN_DOUBT, NoticeEvent.RETRY),
        (NoticeState.IN_DOUBT, NoticeEvent.ACCEPT),
        (NoticeState.IN_DOUBT, NoticeEvent.CANCEL),
    ],
)
def test_what_a_person_decides_about_a_notice_completes_the_task_about_it(cast, stands, event):
    notice = stand(cast, planned(cast, "survivor"), stands)
    assert cast.row("tasks")["done_at"] is None
    ask(cast, notice, event)
    task = cast.row("tasks")
    assert (task["subject"], task["done_by"]) == (notice, cast.caseworker.person_id)
    assert task["done_at"] is not None


def test_a_message_that_a_person_says_did_not_reach_her_becomes_a_call(cast):
    notice = stand(cast, planned(cast, "survivor"), NoticeState.IN_DOUBT)
    ask(cast, notice, NoticeEvent.FAIL)
    (decided, call) = sorted(cast.rows("tasks", subject=notice), key=lambda task: task["done_at"] is None)
    assert (decided["kind"], decided["done_by"]) == ("notice_in_doubt", cast.caseworker.person_id)
    assert (call["kind"], call["way"], call["done_at"]) == ("call_her", "phone", None)


def test_nobody_is_asked_to_call_her_who_died(cast):
    notice = stand(cast, planned(cast, "survivor"), NoticeState.IN_DOUBT)
    case = case_of(cast, notice)
    approval = cast.approval(case, Event.RECORD_DEATH)
    cast.do(cast.lead, case, Event.RECORD_DEATH, {"approval": approval})
    ask(cast, notice, NoticeEvent.FAIL, actor=cast.lead)
    assert cast.rows("tasks", kind="call_her") == []


def test_what_a_person_says_did_not_reach_a_professional_is_only_seen_to_have_failed(cast, notice):
    stand(cast, notice, NoticeState.IN_DOUBT)
    ask(cast, notice, NoticeEvent.FAIL)
    assert state(cast, notice) == "failed"
    assert [task for task in cast.rows("tasks") if task["done_at"] is None] == []


def test_a_call_that_stood_for_a_notice_is_not_asked_for_once_the_notice_is_void(cast):
    notice = planned(cast, "survivor")
    OutboxDesk(cast.db, SAID).hold_as_task(notice, "a test", cast.at)
    cast.do(cast.officer, case_of(cast, notice), Event.SET_SAFETY, {"safety": "unsafe"})
    assert state(cast, notice) == "cancelled"
    (task,) = cast.rows("tasks", kind="call_her")
    assert task["done_at"] is not None


def test_a_notice_reads_as_its_row_holds_it(cast, notice):
    row = cast.row("notices", reference=notice)
    with cast.db.reading() as tx:
        held = find(tx, notice)
    assert (held.reference, held.recipient, held.channel) == (notice, row["recipient"], row["channel"])
    assert dict(held.values) == orjson.loads(row["values"])
    assert held.not_before.tzinfo is not None


def test_the_states_open_to_an_event_are_those_of_the_chart():
    assert set(open_to(NoticeEvent.CLAIM, Role.SYSTEM)) == {"planned"}
    assert set(open_to(NoticeEvent.CANCEL, Role.SYSTEM)) == {"planned", "held", "failed"}
    assert open_to(NoticeEvent.CLAIM, Role.CASEWORKER) == ()
    assert set(CHART.states) == {state.value for state in NoticeState}
