from datetime import timedelta

import pytest

from states.errors import Malformed, NotFound, NotPermitted, Refused
from states.vocabulary import Chart, Event, OfferEvent, State
from tests.workflow.cast import AT, HAWTHORN, ROWE, Cast
from workflow import queries
from workflow.notices import move
from workflow.reveals import reveal
from workflow.trail import ACCESS


def entries(cast: Cast, case: str, actor=None):
    return queries.history(cast.db, case, actor or cast.lead, cast.at).items


def events(cast: Cast, case: str, actor=None) -> list[str]:
    return [item.event for item in entries(cast, case, actor)]


def test_a_history_says_who_did_what_when_from_the_first_entry_on(cast: Cast):
    case = cast.case("contacted")
    opening, taking, contact = entries(cast, case)
    assert (opening.event, opening.seq, opening.payload["safety"]) == ("receive_referral", 1, "safe")
    assert (taking.event, taking.actor, taking.role) == ("take", cast.caseworker.reference, "caseworker")
    assert (contact.version, contact.at) == (3, cast.at)
    assert contact.payload["identity_confirmed"] is True
    assert [(step["source"], step["target"]) for step in contact.steps] == [("received", "contacted")]
    assert opening.notices
    assert not contact.sealed
    assert (contact.digest, contact.hash) == (None, None)


def test_a_refusal_and_a_reveal_are_part_of_it(cast: Cast):
    case = cast.case("taken")
    with pytest.raises(Refused):
        cast.do(cast.caseworker, case, Event.TAKE)
    reveal(cast.db, case, ["survivor.name"], "to call her", actor=cast.caseworker, at=cast.at)
    refused, revealed = entries(cast, case)[-2:]
    assert [guard["guard"] for guard in refused.refused] == ["unowned"]
    assert (refused.steps, refused.payload, refused.version) == ((), {}, 2)
    assert (revealed.payload, revealed.sealed) == ({"fields": ["survivor.name"]}, True)
    assert "to call her" not in repr(revealed)


def test_for_an_auditor_what_is_sealed_has_its_digest(cast: Cast):
    case = cast.case("taken")
    cast.do(cast.caseworker, case, Event.ADD_NOTE)
    opening, _, noted = entries(cast, case, cast.auditor)
    held = cast.entries(case)
    assert noted.digest == held[2]["digest"].hex()
    assert (opening.digest, opening.hash) == (None, held[0]["hash"].hex())


def test_a_history_turns_its_pages(cast: Cast):
    case = cast.case("order_sought")
    first = queries.history(cast.db, case, cast.lead, cast.at, limit=4)
    rest = queries.history(cast.db, case, cast.lead, cast.at, cursor=first.next_cursor)
    assert [item.seq for item in (*first.items, *rest.items)] == [1, 2, 3, 4, 5, 6, 7]
    assert rest.next_cursor is None


def test_a_firm_reads_nothing_of_what_others_were_offered_or_answered(cast: Cast):
    case = cast.case("consented")
    for firm in (ROWE, HAWTHORN):
        cast.do(cast.caseworker, case, Event.MAKE_OFFER, {"firm": firm})
    offers = {offer["firm"]: ref for ref, offer in cast.facts(case)["offers"].items()}
    cast.move(cast.rival, OfferEvent.DECLINE, offers[ROWE], {"reason": "conflict"})
    cast.move(cast.solicitor, OfferEvent.ACCEPT, offers[HAWTHORN])
    cast.do(cast.solicitor, case, Event.SEEK_ORDER)
    reveal(cast.db, case, ["survivor.name"], "to call her", actor=cast.caseworker, at=cast.at)
    read = events(cast, case, cast.solicitor)
    assert read == ["receive_referral", "take", "make_contact", "give_consent", "seek_order"]
    shown = repr(entries(cast, case, cast.solicitor))
    assert ROWE not in shown
    assert "conflict" not in shown
    assert offers[ROWE] not in shown
    assert "conflict" in repr(entries(cast, case, cast.lead))


def test_the_past_of_a_case_is_shown_to_no_firm_and_no_referrer(cast: Cast):
    case = cast.case("solicitor_assigned")
    referral = cast.row("referrals")["reference"]
    with pytest.raises(NotPermitted):
        queries.as_at(cast.db, case, cast.solicitor, AT, cast.at)
    for ask in (queries.history, queries.orders, queries.notices):
        with pytest.raises(NotPermitted):
            ask(cast.db, referral, cast.officer, cast.at)
        with pytest.raises(NotFound):
            ask(cast.db, case, cast.officer, cast.at)


def test_the_past_of_a_case_is_what_it_was(cast: Cast):
    case = cast.case("contacted")
    then, version = cast.at, cast.version(case)
    before = cast.facts(case)
    cast.do(cast.caseworker, case, Event.GIVE_CONSENT)
    past = queries.as_at(cast.db, case, cast.auditor, then, cast.at)
    assert (past.state, past.version, past.seq) == (State.CONTACTED, version, 3)
    assert past.clocks == before["clocks"]
    assert past.facts == {name: before[name] for name in past.facts}
    assert past.facts["consent"] is None


def test_the_past_offers_nothing_to_do(cast: Cast):
    case = cast.case("order_sought")
    past = queries.as_at(cast.db, case, cast.lead, cast.at, cast.at)
    (order,) = past.orders
    assert (order.state, order.events) == ("applied", {})


def test_before_it_was_opened_there_was_no_case(cast: Cast):
    case = cast.case()
    with pytest.raises(Malformed, match="not there yet"):
        queries.as_at(cast.db, case, cast.lead, AT - timedelta(days=1), cast.at)


def test_a_stale_screen_is_told_what_changed_since(cast: Cast):
    case = cast.case("taken")
    drawn = cast.version(case)
    cast.do(cast.caseworker, case, Event.MAKE_CONTACT)
    with pytest.raises(Refused):
        cast.do(cast.caseworker, case, Event.TAKE)
    since = queries.changes(cast.db, case, drawn, cast.caseworker, cast.at)
    assert [(item.event, item.version) for item in since] == [("make_contact", drawn + 1)]
    referral = cast.row("referrals")["reference"]
    assert queries.changes(cast.db, referral, drawn, cast.officer, cast.at) == ()


def test_what_an_auditor_reads_of_the_past_is_on_the_access_stream(cast: Cast):
    case = cast.case()
    queries.history(cast.db, case, cast.auditor, cast.at)
    queries.as_at(cast.db, case, cast.auditor, cast.at, cast.at)
    what = [(row["subject"], row["body"]) for row in cast.rows("entries", stream=ACCESS)]
    assert what == [(case, '{"what":"history"}'), (case, '{"what":"as_at"}')]


def test_a_notices_own_moves_are_in_the_history_of_its_case(cast: Cast):
    case = cast.case("contacted")
    notice = queries.notices(cast.db, case, cast.lead, cast.at).items[0].reference
    move(cast.db, notice, "hold", {}, actor=cast.lead, at=cast.at)
    held = entries(cast, case)[-1]
    assert (held.chart, held.subject, held.event) == (Chart.NOTICE, notice, "hold")
    assert held.payload["target"] == "held"
