from datetime import timedelta
from typing import Any

import pytest

from states.errors import Malformed, NotFound, NotPermitted
from states.permissions import Sight
from states.vocabulary import Chart, Event, NoticeState, OfferEvent, OrderEvent, Role, State
from tests.workflow.cast import HAWTHORN, NAME, PHONE, ROWE, Cast
from workflow import queries
from workflow.actors import Actor
from workflow.finding import seen
from workflow.queries import as_at, case_list, case_view, history
from workflow.trail import ACCESS


def view(cast: Cast, reference: str, actor: Actor):
    return case_view(cast.db, reference, actor, cast.at)


def references(page) -> list[str]:
    return [item.reference for item in page.items]


# One case


def test_a_caseworker_sees_the_case_and_no_detail_of_who_she_is(cast: Cast):
    reference = cast.case("taken")
    seen_by = view(cast, reference, cast.caseworker)
    assert (seen_by.reference, seen_by.sight, seen_by.state) == (reference, Sight.CASE, State.RECEIVED)
    assert seen_by.version == cast.version(reference)
    assert seen_by.details["survivor.phone"] == "held"
    assert seen_by.facts["safety"] == "safe"
    assert not {"orders", "offers", "clocks"} & seen_by.facts.keys()
    assert NAME not in repr(seen_by)
    assert PHONE not in repr(seen_by)


def test_only_the_owner_is_told_that_contact_details_may_be_opened(cast: Cast):
    reference = cast.case("taken")
    assert "survivor.phone" in view(cast, reference, cast.caseworker).may_reveal
    others = view(cast, reference, cast.colleague).may_reveal
    assert "survivor.name" in others
    assert "survivor.phone" not in others
    assert view(cast, reference, cast.auditor).may_reveal == ()


def test_a_case_that_somebody_may_not_see_is_not_named_by_another(cast: Cast):
    earlier = cast.case()
    reference = cast.case("solicitor_assigned", repeat_of=earlier)
    assert view(cast, reference, cast.colleague).facts["repeat_of"] == earlier
    assert view(cast, reference, cast.solicitor).facts["repeat_of"] is None
    cast.do(cast.lead, earlier, Event.MARK_SENSITIVE)
    assert view(cast, reference, cast.colleague).facts["repeat_of"] is None
    assert view(cast, reference, cast.lead).facts["repeat_of"] == earlier
    assert as_at(cast.db, reference, cast.colleague, cast.at, cast.at).facts["repeat_of"] is None
    (opening, *_) = history(cast.db, reference, cast.colleague, cast.at).items
    assert opening.payload["repeat_of"] is None
    (opening, *_) = history(cast.db, reference, cast.lead, cast.at).items
    assert opening.payload["repeat_of"] == earlier


def test_what_is_possible_says_why_the_rest_is_not(cast: Cast):
    events = view(cast, cast.case("taken"), cast.caseworker).events
    assert events["make_contact"] == []
    assert [refusal.guard for refusal in events["take"]] == ["unowned"]
    assert [refusal.guard for refusal in events["give_consent"]] == ["state_allows_it"]
    # Never for this role, and only with another chart's step.
    assert not {"reopen", "seek_order", "assign_solicitor", "join_referral"} & events.keys()


def test_closing_is_refused_beforehand_while_a_notice_is_on_its_way(cast: Cast):
    reference = cast.case("contacted")
    cast.do(cast.caseworker, reference, Event.DECLINE)
    assert [refusal.guard for refusal in view(cast, reference, cast.caseworker).events["close"]] == [
        "no_notice_moves"
    ]
    moving = [row for row in cast.rows("notices") if row["state"] == NoticeState.PLANNED]
    assert moving
    with cast.db.transaction() as tx:
        tx.connection.exec_driver_sql("UPDATE notices SET state = 'cancelled'")
    assert view(cast, reference, cast.caseworker).events["close"] == []


def test_an_auditor_may_change_nothing(cast: Cast):
    reference = cast.case("order_sought")
    audited = view(cast, reference, cast.auditor)
    assert (audited.sight, audited.events) == (Sight.HISTORY, {})
    assert all(not events for order in audited.orders for events in order.events.values())
    assert all(not offer.events for offer in audited.offers)
    assert audited.state == State.ORDER_SOUGHT


def test_a_firm_that_is_asked_learns_a_summary_and_nothing_else(cast: Cast):
    reference = cast.case("offered")
    (offer,) = cast.facts(reference)["offers"]
    asked = view(cast, offer, cast.solicitor)
    assert (asked.reference, asked.sight, asked.state, asked.version) == (offer, Sight.SUMMARY, None, None)
    assert asked.facts.keys() == {
        "area",
        "urgent",
        "language",
        "interpreter",
        "waiting",
        "orders_pending",
        "hearing_soon",
    }
    assert (asked.details, asked.clocks, asked.tasks, asked.orders, asked.events) == ({}, {}, (), (), {})
    (made,) = asked.offers
    assert (made.reference, made.case, made.events["accept"]) == (offer, None, [])
    assert reference not in repr(asked)


def test_a_firm_learns_about_how_long_she_has_waited_and_never_the_day(cast: Cast):
    reference = cast.case("offered")
    for days, words in ((0, "less than a week"), (10, "one to four weeks"), (40, "more than four weeks")):
        later = cast.at + timedelta(days=days)
        assert case_view(cast.db, reference, cast.solicitor, later).facts["waiting"] == words


def test_the_firm_that_accepted_sees_the_case_but_no_other_firm(cast: Cast):
    reference = cast.case("consented")
    for firm in (ROWE, HAWTHORN):
        cast.do(cast.caseworker, reference, Event.MAKE_OFFER, {"firm": firm})
    offers = {offer["firm"]: ref for ref, offer in cast.facts(reference)["offers"].items()}
    cast.move(cast.rival, OfferEvent.DECLINE, offers[ROWE], {"reason": "conflict"})
    cast.move(cast.solicitor, OfferEvent.ACCEPT, offers[HAWTHORN])
    acting = view(cast, reference, cast.solicitor)
    assert (acting.sight, acting.state) == (Sight.CASE, State.SOLICITOR_ASSIGNED)
    assert "survivor.phone" in acting.may_reveal
    assert [offer.firm for offer in acting.offers] == [HAWTHORN]
    assert acting.tasks == ()
    assert ROWE not in repr(acting)
    with pytest.raises(NotFound):
        view(cast, reference, cast.rival)


def test_a_firm_keeps_its_duties_alone_after_she_withdraws(cast: Cast):
    reference = cast.case("order_sought")
    cast.do(cast.caseworker, reference, Event.WITHDRAW_CONSENT)
    duties = view(cast, reference, cast.solicitor)
    assert (duties.reference, duties.sight) == (reference, Sight.DUTIES)
    assert (duties.state, duties.version, duties.facts, duties.details) == (None, None, {}, {})
    (order,) = duties.orders
    assert (order.reference, order.state) == (cast.order(reference), "applied")
    assert order.court
    assert order.events[Chart.ORDER][OrderEvent.WITHDRAW] == []
    assert duties.offers == ()
    # The rest of the case is no longer theirs to ask for.
    assert duties.events == {}


def test_a_referrer_reaches_the_case_only_by_a_referral_of_their_own(cast: Cast):
    reference = cast.case("contacted")
    referral = cast.row("referrals")["reference"]
    status = view(cast, referral, cast.officer)
    assert (status.reference, status.state) == (referral, "contacted")
    assert isinstance(status.version, str)
    assert status.facts == {"says": "We have spoken to her."}
    assert "supply_information" in status.events
    assert reference not in repr(status)
    (order_of_another,) = cast.facts(cast.case("offered"))["offers"]
    for asked in (reference, order_of_another, "R-00000000", "X-00000000", ""):
        with pytest.raises(NotFound):
            view(cast, asked, cast.officer)
    with pytest.raises(NotFound):
        view(cast, referral, cast.other_officer)


def test_a_referral_of_somebody_else_does_not_lead_a_referrer_to_the_case(cast: Cast):
    cast.case(referrers=[cast.other_officer.reference, cast.officer.reference])
    referral = cast.row("referrals")["reference"]
    with pytest.raises(NotFound):
        view(cast, referral, cast.other_officer)
    assert view(cast, referral, cast.officer).state == "received"


def test_who_sees_no_case_is_told_that_there_is_none(cast: Cast):
    reference = cast.case()
    for actor in (cast.analyst, cast.administrator, cast.survivor, cast.solicitor):
        with pytest.raises(NotFound, match="there is no such case"):
            view(cast, reference, actor)


def test_possible_asks_of_an_order_what_the_engine_would(cast: Cast):
    reference = cast.case("order_sought")
    order = cast.order(reference)
    with cast.db.reading() as tx:
        case = seen(tx, cast.found(reference), cast.solicitor, cast.at)
    mine = queries.possible(case, cast.solicitor, cast.at, chart=Chart.ORDER, subject=order)
    assert mine["list_hearing"] == []
    assert [refusal.guard for refusal in mine["vary"]] == ["state_allows_it"]
    assert "apply" not in mine


# Lists of cases


def test_a_list_of_cases_starts_with_what_is_due_first(cast: Cast):
    late, soon = cast.case("consented"), cast.case("taken")
    listed = case_list(cast.db, cast.caseworker, cast.at)
    assert references(listed) == [soon, late]
    first = listed.items[0]
    assert (first.state, first.owner, first.force) == (
        "received",
        cast.caseworker.reference,
        "cambridgeshire",
    )
    dues = [item.due_at for item in listed.items]
    assert None not in dues
    assert dues == sorted(due for due in dues if due is not None)


def test_a_list_is_narrowed_by_state_owner_and_due_time(cast: Cast):
    mine, theirs = cast.case("taken"), cast.case("consented")
    cast.do(cast.lead, theirs, Event.REASSIGN)
    due = case_list(cast.db, cast.lead, cast.at).items[0].due_at
    assert due is not None
    narrow: list[tuple[dict[str, Any], list[str]]] = [
        ({"state": "consented"}, [theirs]),
        ({"owner": cast.caseworker.reference}, [mine]),
        ({"owner": cast.colleague.reference, "state": "received"}, []),
        ({"owner": "P-00000000"}, []),
        ({"due_before": due}, []),
        ({"due_before": due + timedelta(seconds=1)}, [mine]),
    ]
    for wanted, found in narrow:
        assert references(case_list(cast.db, cast.lead, cast.at, **wanted)) == found


def test_a_state_that_there_is_not_is_malformed(cast: Cast):
    with pytest.raises(Malformed):
        case_list(cast.db, cast.lead, cast.at, state="nowhere")
    with pytest.raises(Malformed):
        queries.offers(cast.db, cast.solicitor, cast.at, state="nowhere")


def test_a_case_without_a_clock_is_listed_last_and_has_no_due_time(cast: Cast):
    idle, running = cast.case("taken"), cast.case("taken")
    with cast.db.transaction() as tx:
        tx.connection.exec_driver_sql(f"UPDATE cases SET due_at = NULL WHERE reference = '{idle}'")
    listed = case_list(cast.db, cast.lead, cast.at)
    assert references(listed) == [running, idle]
    assert listed.items[1].due_at is None


def test_a_sensitive_case_is_on_no_list_but_its_owners_and_the_leads(cast: Cast):
    reference = cast.case("taken")
    cast.do(cast.lead, reference, Event.MARK_SENSITIVE)
    assert references(case_list(cast.db, cast.caseworker, cast.at)) == [reference]
    assert references(case_list(cast.db, cast.lead, cast.at)) == [reference]
    assert references(case_list(cast.db, cast.colleague, cast.at)) == []


def test_roles_without_cases_have_no_list_of_them(cast: Cast):
    for actor in (cast.officer, cast.analyst, cast.administrator, cast.survivor):
        with pytest.raises(NotPermitted):
            case_list(cast.db, actor, cast.at)


def test_a_firm_lists_the_cases_it_acts_in_and_owes_and_not_what_it_is_offered(cast: Cast):
    acting, owing, _ = cast.case("solicitor_assigned"), cast.case("order_sought"), cast.case("offered")
    cast.do(cast.caseworker, owing, Event.WITHDRAW_CONSENT)
    listed = case_list(cast.db, cast.solicitor, cast.at)
    assert references(listed) == [acting, owing]
    duties = listed.items[1]
    assert duties == queries.CaseItem(owing, Sight.DUTIES)
    first = case_list(cast.db, cast.solicitor, cast.at, limit=1)
    then = case_list(cast.db, cast.solicitor, cast.at, limit=1, cursor=first.next_cursor)
    assert references(first) + references(then) == [acting, owing]


@pytest.mark.parametrize("asked", [{"state": "outcome"}, {"due_before": True}, {"owner": True}])
def test_a_firm_cannot_find_out_by_asking_how_a_case_went_on_without_it(cast: Cast, asked):
    owing = cast.case("order_sought")
    cast.do(cast.caseworker, owing, Event.WITHDRAW_CONSENT)
    wanted: dict[str, Any] = {
        "state": "outcome",
        "due_before": cast.at + timedelta(days=400),
        "owner": cast.caseworker.reference,
    }
    given = {name: wanted[name] for name in asked}
    assert references(case_list(cast.db, cast.lead, cast.at, **given)) == [owing]
    assert references(case_list(cast.db, cast.solicitor, cast.at, **given)) == []


def test_what_an_auditor_reads_is_on_the_access_stream_before_it_is_shown(cast: Cast):
    reference = cast.case()
    case_list(cast.db, cast.auditor, cast.at)
    view(cast, reference, cast.auditor)
    view(cast, reference, cast.lead)
    read = [(row["event"], row["subject"], row["body"]) for row in cast.rows("entries", stream=ACCESS)]
    assert read == [("read", None, '{"what":"cases"}'), ("read", reference, '{"what":"case"}')]
    assert {row["actor"] for row in cast.rows("entries", stream=ACCESS)} == {cast.auditor.reference}


def test_the_system_may_list_cases(cast: Cast):
    reference = cast.case()
    assert references(case_list(cast.db, cast.system, cast.at)) == [reference]
    assert view(cast, reference, cast.system).tasks == ()
    assert cast.system.role is Role.SYSTEM
