"""A message of one case says what the case itself would say, to those who may see that case."""

from typing import Any

import orjson
import pytest

from notifications.preview import Preview, Wanted
from notifications.rendering import PLACEHOLDERS
from states.errors import Malformed, NotFound, NotPermitted
from states.vocabulary import Event, Recipient
from tests.workflow.cast import Cast
from workflow.previews import READERS, preview

STANDING = {"call_back_number": "020 7946 0001"}


def shown(cast: Cast, wanted: Wanted, actor=None, case: str | None = None) -> tuple[Preview, ...]:
    return preview(cast.db, wanted, case=case, standing=STANDING, actor=actor or cast.lead, at=cast.at)


def one(cast: Cast, event: str, recipient: Recipient, case: str | None = None, **given: Any) -> Preview:
    return shown(cast, Wanted(event, recipient, **given), case=case)[0]


def test_without_a_case_a_message_holds_samples_and_the_number_of_the_settings(cast):
    told = one(cast, "make_contact", Recipient.REFERRER)
    assert PLACEHOLDERS["reference"] in told.message.body
    assert told.samples == ("reference",)
    hers = one(cast, "assign_solicitor", Recipient.SURVIVOR)
    assert STANDING["call_back_number"] in hers.message.body
    assert hers.samples == ()


def test_of_a_case_a_message_says_what_was_or_would_be_sent(cast):
    case = cast.case("order_sought")
    for row in cast.rows("notices"):
        told = one(cast, row["rule"].partition("/")[0], Recipient(row["recipient"]), case)
        assert told.samples == ()
        for name, value in cast_values(row).items():
            assert value in told.message.body, (row["rule"], name)


def cast_values(row: dict[str, Any]) -> dict[str, str]:
    return {name: value for name, value in orjson.loads(row["values"]).items() if name != "expires_on"}


def test_whoever_only_referred_reads_the_referral_and_a_firm_that_is_asked_its_offer(cast):
    case = cast.case("offered")
    referral = cast.rows("referrals")[0]["reference"]
    (offer,) = cast.facts(case)["offers"]
    told = one(cast, "make_contact", Recipient.REFERRER, case)
    assert referral in told.message.body
    assert case not in told.message.body
    asked = one(cast, "make_offer", Recipient.FIRM, case)
    assert offer in asked.message.body
    assert case not in asked.message.body
    assert case in one(cast, "reassign", Recipient.CASEWORKER, case).message.body


def test_what_a_case_has_not_yet_is_sampled(cast):
    case = cast.case(referred=False)
    assert one(cast, "make_contact", Recipient.REFERRER, case).samples == ("reference",)
    assert one(cast, "make_offer", Recipient.FIRM, case).samples == ("reference",)
    assert one(cast, "order.make_order", Recipient.FORCE, case).samples == ("order", "expires_on")


def test_an_order_without_an_end_says_so(cast):
    case = cast.case("order_sought")
    told = one(cast, "order.make_order", Recipient.FORCE, case)
    assert cast.order(case) in told.message.body
    assert "no day recorded" in told.message.body
    assert "dim dyddiad" in one(cast, "order.make_order", Recipient.FORCE, case, language="cy").message.body


def test_only_those_who_answer_for_messages_are_shown_them(cast):
    for actor in cast.everybody:
        if actor.role in READERS:
            assert shown(cast, Wanted("make_contact"), actor)
        else:
            with pytest.raises(NotPermitted):
                shown(cast, Wanted("make_contact"), actor)


def test_nobody_learns_of_a_case_that_is_not_theirs_to_see(cast):
    case = cast.case("order_sought")
    cast.do(cast.lead, case, Event.MARK_SENSITIVE)
    for actor in (cast.colleague, cast.administrator):
        with pytest.raises(NotFound):
            shown(cast, Wanted("make_contact"), actor, case)
    for actor in (cast.solicitor, cast.officer):
        with pytest.raises(NotPermitted):
            shown(cast, Wanted("make_contact"), actor, case)
    assert shown(cast, Wanted("make_contact"), cast.caseworker, case)


def test_what_an_auditor_reads_of_a_case_is_on_the_access_stream(cast):
    case = cast.case()
    shown(cast, Wanted("make_contact"), cast.auditor)
    assert cast.rows("entries", stream="access") == []
    shown(cast, Wanted("make_contact"), cast.auditor, case)
    (entry,) = cast.rows("entries", stream="access")
    assert (entry["event"], entry["subject"]) == ("read", case)


def test_a_name_that_no_message_bears_is_malformed(cast):
    with pytest.raises(Malformed) as refusal:
        shown(cast, Wanted("no_such_event"))
    assert [problem.field for problem in refusal.value.problems] == ["event"]
