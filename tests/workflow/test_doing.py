"""What people do with tasks: whose they are to do, what shows them done, and what each leaves on the trail."""

from datetime import timedelta
from typing import Any

import orjson
import pytest

from states.errors import KeyReused, NotFound, NotPermitted, Refused
from states.position import moment
from states.vocabulary import Event, NoticeEvent, OfferEvent, Role
from tests.workflow.cast import AT, HAWTHORN, RESPONDENT, Cast
from workflow import doing, leave, people, queries
from workflow.actors import Actor
from workflow.arrival import CHECK_DUPLICATE, CHECK_REPEAT
from workflow.desk import CALL_HER, DECIDE
from workflow.finding import load
from workflow.notices import move
from workflow.tables import METADATA
from workflow.tasks import INSERT_TASK, Work, raise_task
from workflow.trail import ACCESS, SETTINGS, sealed_payload
from workflow.vault import SealedPayload, open_payload

DAY = timedelta(days=1)


def task(cast: Cast, case: str, kind: str = CHECK_REPEAT, role: Role = Role.CASEWORKER, **parts: Any) -> str:
    with cast.db.transaction() as tx:
        return raise_task(tx, load(tx, case, lock=True), Work(kind, role, AT + DAY, **parts), at=cast.at)


def row(cast: Cast, reference: str) -> dict[str, Any]:
    return cast.row("tasks", reference=reference)


def complete(cast: Cast, reference: str, actor: Actor, **parts: Any):
    return doing.complete(cast.db, reference, actor=actor, at=cast.at, **parts)


def take(cast: Cast, reference: str, actor: Actor, **parts: Any):
    return doing.take(cast.db, reference, actor=actor, at=cast.at, **parts)


def hand(cast: Cast, reference: str, to: Actor, actor: Actor | None = None, **parts: Any):
    return doing.hand(cast.db, reference, to.reference, actor=actor or cast.lead, at=cast.at, **parts)


def caseless(cast: Cast) -> str:
    """A task that is of no case: somebody wrote whom no open case knows."""
    made = dict.fromkeys(METADATA.tables["tasks"].c.keys())
    values = {
        "reference": "T-00000001",
        "kind": "unknown_reply",
        "role": "lead",
        "due_at": 0,
        "created_at": 0,
    }
    with cast.db.transaction() as tx:
        tx.run(INSERT_TASK, **made | values)
    return "T-00000001"


def guards(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.guard for refusal in refused.value.refusals]


# Done by hand


def test_what_no_event_shows_is_done_by_hand_with_an_entry_and_a_sealed_note(cast: Cast):
    case = cast.case("taken")
    reference, version = task(cast, case), cast.version(case)
    done = complete(cast, reference, cast.caseworker, said="Ada was here before")
    held = row(cast, reference)
    assert (held["done_by"], held["done_at"] is not None) == (cast.caseworker.person_id, True)
    entry = cast.entries(case)[-1]
    assert (entry["event"], entry["subject"], entry["actor"]) == (
        "complete_task",
        reference,
        cast.caseworker.reference,
    )
    assert (done.case, done.seq, done.hash) == (case, entry["seq"], entry["hash"].hex())
    assert orjson.loads(entry["body"]) == {"kind": CHECK_REPEAT, "about": None}
    # No screen becomes stale of it, and nobody reads the note beside its case.
    assert cast.version(case) == version
    assert "Ada" not in repr(entry)
    with cast.db.reading() as tx:
        found = load(tx, case)
        sealed = sealed_payload(tx, found.head.stream, entry["seq"])
    assert sealed is not None
    said = open_payload(found.key(cast.db.keys), entry["seq"], SealedPayload(entry["digest"], sealed))
    assert orjson.loads(said) == {"note": "Ada was here before"}


@pytest.mark.parametrize("kind", ["ask", CHECK_DUPLICATE, CHECK_REPEAT, "book_interpreter", "she_replied"])
def test_what_only_a_person_can_know_is_done_by_hand(cast: Cast, kind):
    case = cast.case("taken")
    reference = task(cast, case, kind)
    complete(cast, reference, cast.caseworker)
    assert row(cast, reference)["done_at"] is not None


@pytest.mark.parametrize(
    ("kind", "parts", "named"),
    [
        ("call_back", {}, "log attempt"),
        ("safe_call", {}, "add note"),
        ("due_decision", {"deadline": "decision"}, "give consent"),
        ("overdue_service", {"deadline": "service:O-1"}, "serve"),
    ],
)
def test_what_an_event_shows_is_refused_by_hand_and_the_refusal_names_the_event(
    cast: Cast, kind, parts, named
):
    case = cast.case("taken")
    reference = task(cast, case, kind, **parts)
    with pytest.raises(Refused) as refused:
        complete(cast, reference, cast.caseworker)
    (refusal,) = refused.value.refusals
    assert refusal.guard == "done_by_its_event"
    assert named in refusal.reason
    assert named in refusal.remedy
    assert row(cast, reference)["done_at"] is None
    entry = cast.entries(case)[-1]
    assert orjson.loads(entry["body"])["refused"][0]["guard"] == "done_by_its_event"


def test_whether_a_message_arrived_is_said_of_the_message(cast: Cast):
    case = cast.case("taken")
    notice = cast.rows("notices")[0]["reference"]
    reference = task(cast, case, DECIDE, subject=notice)
    with pytest.raises(Refused) as refused:
        complete(cast, reference, cast.caseworker)
    (refusal,) = refused.value.refusals
    assert notice in refusal.remedy
    assert "deliver" in refusal.remedy


def test_who_told_her_by_a_call_thereby_stops_the_message(cast: Cast):
    case = cast.case("contacted")
    notice = cast.rows("notices")[0]["reference"]
    move(cast.db, notice, NoticeEvent.HOLD, {}, actor=cast.caseworker, at=cast.at)
    reference = task(cast, case, CALL_HER, subject=notice)
    complete(cast, reference, cast.caseworker)
    held = cast.row("notices", reference=notice)
    assert (held["state"], held["reason"]) == ("cancelled", "told by a person")
    assert row(cast, reference)["done_by"] == cast.caseworker.person_id
    assert [entry["event"] for entry in cast.entries(case)][-2:] == ["complete_task", "cancel"]


def test_a_message_that_went_on_its_way_is_left_alone_by_who_told_her(cast: Cast):
    case = cast.case("contacted")
    notice = cast.rows("notices")[0]["reference"]
    reference = task(cast, case, CALL_HER, subject=notice)
    complete(cast, reference, cast.caseworker)
    assert cast.row("notices", reference=notice)["state"] == "planned"
    assert row(cast, reference)["done_at"] is not None


def test_a_task_is_done_once(cast: Cast):
    reference = task(cast, cast.case("taken"))
    complete(cast, reference, cast.caseworker)
    for again in (complete, take):
        with pytest.raises(Refused) as refused:
            again(cast, reference, cast.caseworker)
        assert guards(refused) == ["task_is_open"]


@pytest.mark.parametrize("act", [complete, take])
def test_the_same_request_is_answered_the_same_way(cast: Cast, act):
    case = cast.case("received")
    reference = task(cast, case)
    first = act(cast, reference, cast.lead, key="one")
    entries = len(cast.entries(case))
    assert act(cast, reference, cast.lead, key="one") == first
    assert len(cast.entries(case)) == entries
    with pytest.raises(KeyReused):
        hand(cast, reference, cast.lead, key="one")


def test_a_refusal_is_remembered_too(cast: Cast):
    case = cast.case("taken")
    reference = task(cast, case, "safe_call")
    for _ in range(2):
        with pytest.raises(Refused):
            complete(cast, reference, cast.caseworker, key="one")
    events = [entry["event"] for entry in cast.entries(case)]
    assert events.count("complete_task") == 1


# Whose they are to do


def test_a_task_is_done_by_who_has_it_or_by_a_lead_and_by_nobody_else(cast: Cast):
    case = cast.case("taken")
    for actor in (cast.colleague, cast.auditor):
        with pytest.raises(NotPermitted):
            complete(cast, task(cast, case), actor)
    for actor in (cast.officer, cast.solicitor, cast.administrator, cast.analyst):
        with pytest.raises(NotFound):
            complete(cast, task(cast, case), actor)
    complete(cast, task(cast, case), cast.far_lead)


def test_what_is_asked_of_a_lead_is_no_caseworkers_to_do(cast: Cast):
    case = cast.case("taken")
    reference = task(cast, case, role=Role.LEAD)
    for act in (complete, take):
        with pytest.raises(NotPermitted):
            act(cast, reference, cast.caseworker)
    take(cast, reference, cast.lead)
    assert row(cast, reference)["owner_id"] == cast.lead.person_id


def test_a_task_of_a_case_that_somebody_may_not_see_does_not_exist_for_them(cast: Cast):
    case = cast.case("taken")
    reference = task(cast, case)
    people.list_associates(cast.db, cast.other_lead.reference, [RESPONDENT])
    barred = cast.again(cast.other_lead)
    cast.do(cast.lead, case, Event.MARK_SENSITIVE)
    for actor in (barred, cast.colleague):
        with pytest.raises(NotFound, match="task"):
            complete(cast, reference, actor)
    with pytest.raises(NotFound, match="task"):
        take(cast, "T-ZZZZZZZZ", cast.lead)
    denied = [entry for entry in cast.rows("entries", stream=ACCESS) if entry["subject"] == reference]
    assert [entry["actor"] for entry in denied] == [barred.reference, cast.colleague.reference]
    assert "case.complete_task" in denied[0]["body"]


def test_a_firm_does_its_own_tasks_while_it_acts(cast: Cast):
    case = cast.case("solicitor_assigned")
    mine = task(cast, case, "due_survey", Role.SOLICITOR, firm=HAWTHORN, deadline="survey")
    ours = task(cast, case)
    shown = queries.tasks(cast.db, cast.solicitor, cast.at).items
    assert [(view.reference, view.firm, view.owner) for view in shown] == [(mine, HAWTHORN, None)]
    assert queries.case_view(cast.db, case, cast.solicitor, cast.at).tasks == shown
    with pytest.raises(NotFound):
        complete(cast, ours, cast.solicitor)
    with pytest.raises(NotFound):
        complete(cast, mine, cast.rival)
    with pytest.raises(NotPermitted):
        take(cast, mine, cast.solicitor)
    complete(cast, mine, cast.solicitor)
    cast.do(cast.caseworker, case, Event.WITHDRAW_CONSENT)
    with pytest.raises(NotFound):
        complete(cast, mine, cast.solicitor)


# Taking and handing


def test_who_takes_a_task_from_the_queue_has_it(cast: Cast):
    reference = task(cast, cast.case("received"))
    assert row(cast, reference)["owner_id"] is None
    take(cast, reference, cast.colleague)
    assert row(cast, reference)["owner_id"] == cast.colleague.person_id
    entries = cast.rows("entries")
    # Taken twice it is taken once.
    take(cast, reference, cast.colleague)
    assert len(cast.rows("entries")) == len(entries)


def test_what_somebody_has_only_a_lead_takes_from_them(cast: Cast):
    reference = task(cast, cast.case("taken"))
    with pytest.raises(Refused) as refused:
        take(cast, reference, cast.colleague)
    assert guards(refused) == ["task_waits_for_them"]
    take(cast, reference, cast.lead)
    assert row(cast, reference)["owner_id"] == cast.lead.person_id


def test_a_lead_hands_a_task_to_somebody_who_may_do_it(cast: Cast):
    case = cast.case("taken")
    reference = task(cast, case)
    hand(cast, reference, cast.colleague)
    assert row(cast, reference)["owner_id"] == cast.colleague.person_id
    entry = cast.entries(case)[-1]
    assert orjson.loads(entry["body"]) == {"to": cast.colleague.reference, "kind": CHECK_REPEAT}
    (view,) = queries.tasks(cast.db, cast.colleague, cast.at).items
    assert (view.reference, view.mine, view.owner) == (reference, True, cast.colleague.reference)
    with pytest.raises(NotPermitted):
        hand(cast, reference, cast.caseworker, cast.colleague)


def test_nobody_is_handed_what_they_may_not_do_or_see(cast: Cast):
    case = cast.case("taken")
    of_a_lead, ours = task(cast, case, role=Role.LEAD), task(cast, case)
    people.disable(cast.db, cast.other_lead.reference, at=cast.at)
    people.list_associates(cast.db, cast.far_lead.reference, [RESPONDENT])
    cast.do(cast.lead, case, Event.MARK_SENSITIVE)
    wrong = [
        (of_a_lead, cast.caseworker),
        (ours, cast.colleague),
        (ours, cast.other_lead),
        (ours, cast.far_lead),
        (ours, cast.solicitor),
        (ours, cast.officer),
    ]
    for reference, to in wrong:
        with pytest.raises(Refused) as refused:
            hand(cast, reference, to)
        assert guards(refused) == ["new_owner_may_do_it"]
    with pytest.raises(Refused):
        doing.hand(cast.db, ours, "P-ZZZZZZZZ", actor=cast.lead, at=cast.at)


def test_who_is_away_takes_nothing_and_what_is_handed_to_them_goes_to_their_cover(cast: Cast):
    case = cast.case("received")
    reference = task(cast, case)
    gone = leave.Planned(cast.caseworker.reference, cast.colleague.reference, cast.at, cast.at + DAY)
    leave.plan(cast.db, gone, actor=cast.caseworker, at=cast.at)
    with pytest.raises(Refused) as refused:
        take(cast, reference, cast.caseworker)
    assert guards(refused) == ["taker_is_there"]
    hand(cast, reference, cast.caseworker)
    held = row(cast, reference)
    assert (held["owner_id"], held["covers_for"]) == (cast.colleague.person_id, cast.caseworker.person_id)
    (view,) = queries.tasks(cast.db, cast.colleague, cast.at).items
    assert (view.mine, view.covers_for) == (True, cast.caseworker.reference)


# Of no case


def test_a_task_of_no_case_is_done_by_a_lead_on_the_trail_of_the_settings(cast: Cast):
    reference = caseless(cast)
    for lead in (cast.lead, cast.far_lead):
        (view,) = queries.tasks(cast.db, lead, cast.at).items
        assert (view.reference, view.case) == (reference, None)
    for act in (complete, take):
        with pytest.raises(NotFound):
            act(cast, reference, cast.caseworker)
    take(cast, reference, cast.far_lead)
    hand(cast, reference, cast.lead)
    with pytest.raises(Refused):
        hand(cast, reference, cast.colleague)
    done = complete(cast, reference, cast.lead, said="nobody of ours")
    assert (done.case, done.state) == (reference, "")
    entries = cast.rows("entries", stream=SETTINGS)
    assert [entry["event"] for entry in entries][-4:] == [
        "take_task",
        "hand_task",
        "hand_task",
        "complete_task",
    ]
    assert row(cast, reference)["done_at"] is not None


def test_a_task_leads_to_its_case(cast: Cast):
    case = cast.case("taken")
    assert cast.found(task(cast, case)).reference == case


def test_a_task_view_says_how_it_is_done(cast: Cast):
    case = cast.case("taken")
    said = {"channel": "phone", "result": "call_back_agreed", "at": moment(cast.at)}
    cast.do(cast.caseworker, case, Event.LOG_ATTEMPT, said | {"call_back_at": moment(cast.at + DAY)})
    (view,) = queries.tasks(cast.db, cast.caseworker, cast.at).items
    assert (view.way, view.reason, view.by_hand) == ("phone", None, False)
    assert "log_attempt" in view.completes_on
    assert queries.tasks(cast.db, cast.caseworker, cast.at, due_before=cast.at).items == ()
    assert queries.tasks(cast.db, cast.caseworker, cast.at, due_before=cast.at + 2 * DAY).items == (view,)
    assert OfferEvent.ACCEPT not in view.completes_on
