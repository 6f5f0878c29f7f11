from datetime import timedelta

import pytest

from states.errors import NotFound, NotPermitted
from states.permissions import Sight
from states.vocabulary import Chart, Event, NoticeEvent, OfferEvent, Recipient, Role
from tests.workflow.cast import HAWTHORN, ROWE, Cast
from workflow import queries
from workflow.actors import Actor
from workflow.arrival import BREACH, CHECK_DUPLICATE, CHECK_REPEAT
from workflow.asking import ASK
from workflow.desk import CALL_HER, DECIDE, LOOK
from workflow.finding import load
from workflow.notices import move
from workflow.task_rules import TASK_RULES
from workflow.task_words import WORDS
from workflow.tasks import Work, raise_task


def kinds(cast: Cast, actor) -> list[str]:
    return [task.kind for task in queries.tasks(cast.db, actor, cast.at).items]


def test_every_rule_that_raises_a_task_has_its_words():
    assert {rule.kind for rule in TASK_RULES} <= set(WORDS)
    assert {ASK, CHECK_DUPLICATE, CHECK_REPEAT, BREACH, CALL_HER, DECIDE, LOOK} <= set(WORDS)


def test_a_task_waits_for_a_lead_until_it_is_done(cast: Cast):
    case = cast.case("consented")
    cast.do(cast.caseworker, case, Event.WITHDRAW_CONSENT, {"asked_safely": False, "under_pressure": "yes"})
    (task,) = queries.tasks(cast.db, cast.lead, cast.at).items
    assert (task.kind, task.case, task.mine) == ("safe_call", case, False)
    assert task.says == "Find out safely whether she withdrew freely"
    assert kinds(cast, cast.caseworker) == []
    # It waits in the queue of her force; this lead works for another.
    assert kinds(cast, cast.far_lead) == []
    cast.do(cast.lead, case, Event.ADD_NOTE)
    assert kinds(cast, cast.lead) == []


def test_a_task_never_names_a_case_that_its_reader_may_not_see(cast: Cast):
    earlier, case = cast.case(), cast.case("taken")
    cast.do(cast.lead, earlier, Event.MARK_SENSITIVE)
    with cast.db.transaction() as tx:
        for kind in (CHECK_DUPLICATE, BREACH):
            raise_task(tx, load(tx, case, lock=True), Work(kind, Role.LEAD, cast.at, earlier), at=cast.at)

    def shown(actor: Actor) -> set[tuple[str, str | None]]:
        return {(task.kind, task.subject) for task in queries.case_view(cast.db, case, actor, cast.at).tasks}

    # That there is one to compare with says that there is one.
    assert shown(cast.caseworker) == {(BREACH, None)}
    assert shown(cast.lead) == {(CHECK_DUPLICATE, earlier), (BREACH, earlier)}
    listed = queries.tasks(cast.db, cast.lead, cast.at).items
    assert {task.subject for task in listed} == {earlier}


def test_a_task_of_their_own_comes_to_its_owner_alone(cast: Cast):
    case = cast.case("taken")
    at = cast.at + timedelta(days=1)
    said = {
        "channel": "phone",
        "result": "call_back_agreed",
        "at": "2026-11-23T11:00:00Z",
        "call_back_at": "2026-11-24T11:00:00Z",
    }
    cast.do(cast.caseworker, case, Event.LOG_ATTEMPT, said, at=at)
    (task,) = queries.tasks(cast.db, cast.caseworker, cast.at).items
    assert (task.kind, task.mine) == ("call_back", True)
    assert kinds(cast, cast.colleague) == []
    (shown,) = queries.case_view(cast.db, case, cast.colleague, cast.at).tasks
    assert (shown.reference, shown.mine) == (task.reference, False)
    assert queries.case_view(cast.db, case, cast.auditor, cast.at).tasks == (shown,)
    assert queries.case_view(cast.db, case, cast.system, cast.at).tasks == ()


def test_tasks_of_all_kinds_are_listed_together_due_first(cast: Cast):
    for state, minutes in (("taken", 30), ("received", 10), ("taken", 20)):
        case = cast.case(state)
        due = (cast.at + timedelta(minutes=minutes)).isoformat()
        cast.do(
            cast.caseworker,
            case,
            Event.LOG_ATTEMPT,
            {
                "channel": "phone",
                "result": "call_back_agreed",
                "at": cast.at.isoformat(),
                "call_back_at": due,
            },
        )
    first = queries.tasks(cast.db, cast.caseworker, cast.at, limit=2)
    rest = queries.tasks(cast.db, cast.caseworker, cast.at, limit=2, cursor=first.next_cursor)
    listed = [*first.items, *rest.items]
    assert rest.next_cursor is None
    assert [task.due_at for task in listed] == sorted(task.due_at for task in listed)
    assert [task.mine for task in listed] == [False, True, True]


def test_roles_without_tasks_or_offers_have_no_list_of_them(cast: Cast):
    for actor in (cast.officer, cast.auditor, cast.administrator, cast.system):
        with pytest.raises(NotPermitted):
            queries.tasks(cast.db, actor, cast.at)
        with pytest.raises(NotPermitted):
            queries.offers(cast.db, actor, cast.at)


def test_a_firm_lists_its_offers_and_a_caseworker_those_of_their_cases(cast: Cast):
    case = cast.case("offered")
    (mine,) = queries.offers(cast.db, cast.solicitor, cast.at).items
    assert (mine.case, mine.firm, mine.state) == (None, HAWTHORN, "offered")
    assert mine.summary["area"] == "cambridgeshire"
    assert mine.due_at is not None
    assert mine.events["decline"] == []
    assert queries.offers(cast.db, cast.rival, cast.at).items == ()
    (theirs,) = queries.offers(cast.db, cast.caseworker, cast.at).items
    assert (theirs.reference, theirs.case) == (mine.reference, case)
    assert theirs.events == {"withdraw": []}
    assert queries.offers(cast.db, cast.colleague, cast.at).items == ()


def test_an_accepted_offer_shows_its_case_to_its_firm(cast: Cast):
    case = cast.case("solicitor_assigned")
    (accepted,) = queries.offers(cast.db, cast.solicitor, cast.at, state="accepted").items
    assert (accepted.case, accepted.due_at) == (case, None)


def test_of_a_case_in_which_it_only_owes_something_a_firm_reads_no_summary(cast: Cast):
    case = cast.case("order_sought")
    cast.do(cast.caseworker, case, Event.WITHDRAW_CONSENT)
    (ended,) = queries.offers(cast.db, cast.solicitor, cast.at, state="ended").items
    assert (ended.case, ended.summary) == (case, {})


def test_an_offer_that_a_firm_declined_is_gone_for_it(cast: Cast):
    case = cast.case("offered")
    (offer,) = cast.facts(case)["offers"]
    cast.move(cast.solicitor, OfferEvent.DECLINE, offer, {"reason": "capacity"})
    assert queries.offers(cast.db, cast.solicitor, cast.at, state="declined").items == ()
    (seen,) = queries.offers(cast.db, cast.caseworker, cast.at, state="declined").items
    assert seen.reference == offer


def test_the_orders_of_a_case_turn_their_pages(cast: Cast):
    case = cast.case("solicitor_assigned")
    order = cast.payload(Chart.CASE, Event.SEEK_ORDER)["orders"][0]
    sought = {"orders": [order, order, order], "confidential_address_protected": True}
    cast.do(cast.solicitor, case, Event.SEEK_ORDER, sought)
    first = queries.orders(cast.db, case, cast.caseworker, cast.at, limit=2)
    rest = queries.orders(cast.db, case, cast.caseworker, cast.at, limit=2, cursor=first.next_cursor)
    listed = [view.reference for view in (*first.items, *rest.items)]
    assert listed == sorted(cast.facts(case)["orders"])
    assert {view.case for view in first.items} == {case}
    assert "court_answer" in first.items[0].clocks


def test_orders_are_shown_to_a_firm_that_owes_them_and_not_to_one_that_is_asked(cast: Cast):
    case = cast.case("order_sought")
    cast.do(cast.caseworker, case, Event.WITHDRAW_CONSENT)
    (order,) = queries.orders(cast.db, case, cast.solicitor, cast.at).items
    assert order.firm == HAWTHORN
    offered = cast.case("offered")
    (offer,) = cast.facts(offered)["offers"]
    with pytest.raises(NotPermitted):
        queries.orders(cast.db, offer, cast.solicitor, cast.at)
    with pytest.raises(NotFound):
        queries.orders(cast.db, case, cast.rival, cast.at)
    referral = cast.rows("referrals")[0]["reference"]
    with pytest.raises(NotPermitted):
        queries.orders(cast.db, referral, cast.officer, cast.at)


def test_notices_are_listed_as_they_were_caused_and_say_nothing(cast: Cast):
    case = cast.case("solicitor_assigned")
    every = queries.notices(cast.db, case, cast.caseworker, cast.at).items
    assert len(every) == len(cast.rows("notices"))
    assert [notice.cause_seq for notice in every] == sorted(notice.cause_seq for notice in every)
    turned: list[queries.NoticeView] = []
    cursor = None
    while True:
        page = queries.notices(cast.db, case, cast.caseworker, cast.at, cursor=cursor, limit=2)
        turned += page.items
        if (cursor := page.next_cursor) is None:
            break
    assert tuple(turned) == every
    assert all(not hasattr(notice, "values") for notice in every)


def test_a_firm_lists_the_notices_to_it_alone(cast: Cast):
    case = cast.case("solicitor_assigned")
    mine = queries.notices(cast.db, case, cast.solicitor, cast.at).items
    assert {(notice.recipient, notice.recipient_ref) for notice in mine} <= {(Recipient.FIRM, HAWTHORN)}
    assert mine
    assert all(notice.events == {} for notice in mine)
    assert ROWE not in repr(mine)


def test_a_notice_says_what_may_be_done_with_it(cast: Cast):
    case = cast.case("contacted")
    notice = queries.notices(cast.db, case, cast.caseworker, cast.at).items[0]
    assert notice.events["hold"] == []
    assert [refusal.guard for refusal in notice.events["release"]] == ["state_allows_it"]
    assert (notice.claimed_at, notice.settled_at) == (None, None)
    move(cast.db, notice.reference, NoticeEvent.HOLD, {}, actor=cast.caseworker, at=cast.at)
    with cast.db.transaction() as tx:
        at = int(cast.at.timestamp() * 1_000_000)
        tx.connection.exec_driver_sql(f"UPDATE notices SET claimed_at = {at}")
    held = queries.notices(cast.db, case, cast.lead, cast.at).items[0]
    assert (held.state, held.claimed_at) == ("held", cast.at)
    audited = queries.notices(cast.db, case, cast.auditor, cast.at).items[0]
    assert audited.events == {}


def test_what_a_list_leaves_out_is_what_sight_leaves_out(cast: Cast):
    case = cast.case("offered")
    assert queries.case_view(cast.db, case, cast.solicitor, cast.at).sight is not Sight.CASE
    with pytest.raises(NotPermitted):
        queries.notices(cast.db, case, cast.solicitor, cast.at)
