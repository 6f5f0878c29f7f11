"""Tables of words of the case page, each complete against what it names; and what is made of them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from api.web.presenters.contact_line import calling, contact_line
from api.web.presenters.key_facts import tool
from api.web.presenters.moments import by
from api.web.presenters.notice_list import about
from api.web.presenters.remedies import BY_APPROVAL, MENDED_AT, MENDED_BY, MENDED_NOWHERE, WHO
from api.web.presenters.sealed_fields import opened
from api.web.presenters.timeline import tell
from api.web.presenters.tracker import tracker
from api.web.words import facts as fact_words
from api.web.words import groups, happened, states
from notifications.rules import BY_NAME
from states.definitions import CURRENT, DEFINITIONS
from states.facts import blank
from states.guarding import GUARDS, Guard
from states.payloads import PAYLOADS
from states.vocabulary import (
    Channel,
    Chart,
    CopyState,
    Disposition,
    Event,
    Grade,
    NoticeState,
    OfferState,
    OrderState,
    Role,
    ServiceState,
    State,
)
from workflow.details import FIELDS
from workflow.queries import HistoryItem

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
MONDAYS = {"days": ["mon"], "from": "10:00", "to": "14:00"}


@pytest.mark.parametrize(
    ("table", "named"),
    [
        (states.CASE_STATES, State),
        (states.STANDS_AT, State),
        (states.DISPOSITIONS, Disposition),
        (states.ORDER_STATES, OrderState),
        (states.SERVICE_STATES, ServiceState),
        (states.COPY_STATES, CopyState),
        (states.OFFER_STATES, OfferState),
        (states.NOTICE_STATES, NoticeState),
        (states.NOTICE_COLOURS, NoticeState),
        (fact_words.GRADES, Grade),
        (fact_words.GRADE_COLOURS, Grade),
        (fact_words.SEALED_FIELDS, FIELDS),
    ],
)
def test_each_table_names_all_that_there_is(table, named):
    assert set(table) == set(named)


def test_every_event_of_every_chart_has_happened_in_words():
    assert set(happened.HAPPENED) == set(Chart)
    for chart, events in PAYLOADS.items():
        assert set(happened.HAPPENED[chart]) == set(events), chart
    assert happened.happened("case", "break_glass") == "A lead opened details of a case that is not theirs"


def test_every_event_of_a_case_stands_in_one_group():
    grouped = [event for events in groups.GROUPS.values() for event in events]
    assert len(grouped) == len(set(grouped))
    assert set(grouped) == set(Event)


def test_every_guard_says_who_can_mend_it_and_every_remedy_names_a_guard():
    assert {guard.who for guard in GUARDS.values()} <= set(WHO)
    assert set(MENDED_BY) | set(MENDED_AT) | BY_APPROVAL <= set(GUARDS)
    assert set(MENDED_BY.values()) <= set(Event)


def test_every_remedy_has_its_place():
    """A guard of what a form says is mended in that form; every other one on a page, or nowhere."""
    mended = set(MENDED_BY) | set(MENDED_AT) | BY_APPROVAL
    assert not mended & MENDED_NOWHERE
    assert {guard.name for guard in _published() if not guard.told} <= mended | MENDED_NOWHERE


def _published() -> set[Guard]:
    """The guards of the charts: other tests register some of their own."""
    return {
        guard
        for table in DEFINITIONS[CURRENT].charts.values()
        for branches in table.branches.values()
        for branch in branches
        for guard in branch.guards
    }


def test_who_can_mend_it_is_said_for_whoever_is_asked():
    assert {Role.CASEWORKER, Role.LEAD, Role.SOLICITOR, Role.OFFICER, Role.SYSTEM} == set(fact_words.WHO)


def safe(**changed: Any):
    contact = {
        "safety": "safe",
        "channels": ["phone", "sms"],
        "routes": {"phone": True},
        "voicemail": False,
        "withheld_number": False,
    }
    return {**blank(), **contact, **changed}


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({}, "Call only 8am to 9pm. No voicemail. Texts are safe."),
        (
            {"windows": [{**MONDAYS, "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]}]},
            "Call only 10am to 2pm. No voicemail. Do not text.",
        ),
        (
            {"windows": [{**MONDAYS, "days": ["tue", "mon"]}], "channels": ["phone"]},
            "Call only 10am to 2pm Mon and Tue. No voicemail. Do not text.",
        ),
        (
            {"windows": [{"days": ["mon", "tue", "wed"], "from": "00:00", "to": "12:00"}]},
            "Call only midnight to midday Mon to Wed. No voicemail. Do not text.",
        ),
        (
            {"windows": [{"days": ["mon"], "from": "09:30", "to": "24:00"}], "voicemail": True},
            "Call only 9:30am to midnight Mon. Voicemail is safe. Do not text.",
        ),
        (
            {"voicemail": None, "withheld_number": None},
            "Call only 8am to 9pm. Withhold your number. No voicemail. Texts are safe.",
        ),
        ({"messages_stopped": "bounced"}, "Call only 8am to 9pm. No voicemail. Do not text."),
        ({"channels": ["email"]}, "Do not call. Do not text. E-mail is safe."),
        ({"channels": ["in_person"]}, "Do not call. Do not text. Meet her only 8am to 9pm."),
        (
            {"channels": ["phone", "in_person"], "interpreter": True, "language": "ur"},
            "Call only 8am to 9pm. No voicemail. Do not text. Meeting her is safe. Interpreter first: Urdu.",
        ),
    ],
)
def test_the_line_says_how_she_may_be_reached(changed, line):
    assert contact_line(safe(**changed)).text == line
    assert not contact_line(safe(**changed)).loud


@pytest.mark.parametrize(
    "changed",
    [
        {"safety": "unsafe"},
        {"safety": "unknown"},
        {"channels": []},
        {"channels": ["through_officer"]},
        {"deceased": True},
    ],
)
def test_where_she_may_not_be_reached_the_line_is_loud_and_there_is_no_way_to_call(changed):
    line, call = contact_line(safe(**changed)), calling(safe(**changed), NOW)
    assert line.loud
    assert not line.text.startswith("Call")
    assert (call.possible, call.rules, call.when) == (False, (), line.text)


def test_the_card_says_when_the_next_hour_for_a_call_is():
    assert calling(safe(), NOW).now
    later = calling(safe(windows=[{**MONDAYS, "from": "15:00", "to": "16:00"}]), NOW)
    assert later.when == "Do not call now. You may call her from 3pm today."
    week = calling(safe(windows=[{**MONDAYS, "from": "08:00", "to": "09:00"}], interpreter=True), NOW)
    assert week.when == "Do not call now. You may call her from 30 November 2026 at 8am."
    assert week.rules[0].startswith("First bring a professional interpreter")
    assert calling(safe(channels=["email"]), NOW).when == "Do not call her."
    promised = calling(safe(call_back_at="2026-11-24T09:00:00Z", voicemail=True, withheld_number=None), NOW)
    assert "She asked to be called back on 24 November 2026 at 9am." in promised.rules
    assert "Withhold your number: dial 141 first." in promised.rules


def test_a_case_that_ended_early_shows_how_far_it_came():
    steps = tracker("outcome", {"contacted_at": "x", "consent": None, "firm": None}, 0)
    assert [step.stands for step in steps] == ["done", "done", "todo", "todo", "todo", "current"]
    steps = tracker("consented", {"contacted_at": "x", "consent": {}, "firm": None}, 0)
    assert [step.stands for step in steps] == ["done", "done", "current", "todo", "todo", "todo"]


def test_what_is_opened_is_written_line_by_line_and_never_in_a_log():
    values = {
        "survivor.name": "Anna",
        "survivor.date_of_birth": "1990-02-03",
        "respondent.lives_with_survivor": True,
        "children": [{"name": "Ben", "dob": "2019-05-06", "school": None}],
        "survivor.email": None,
        "incident.occurred_at": "2026-11-20T21:10:00Z",
        "incident.summary": "THE door",
    }
    found = {one.label: one.lines for one in opened(values)}
    assert found == {
        "Her: name": ("Anna",),
        "Her: date of birth": ("3 February 1990",),
        "Her: e-mail": ("Nothing is held",),
        "Children": ("Name: Ben, Date of birth: 6 May 2019",),
        "Him: lives with her": ("Yes",),
        "What happened: when": ("20 November 2026 at 9:10pm",),
        "What happened: what happened": ("THE door",),
    }
    assert "Anna" not in repr(opened(values))


def test_a_day_by_which_something_is_due_is_said_without_its_hour():
    assert by(datetime(2026, 11, 24, tzinfo=UTC)) == "24 November 2026"
    assert by(datetime(2026, 11, 24, 23, 59, tzinfo=UTC)) == "24 November 2026"
    assert by(NOW) == "23 November 2026 at 10am"


def test_every_message_says_what_it_is_about():
    assert all(about(rule) for rule in BY_NAME)
    assert about("clock.decision/lead") == "Time ran out: her decision"
    assert about("unknown/officer")


def entry(**changed: Any):
    said: dict[str, Any] = {
        "seq": 7,
        "at": NOW,
        "actor": "P-1",
        "role": "caseworker",
        "chart": "case",
        "subject": None,
        "event": "make_contact",
        "version": 2,
        "steps": (),
        "payload": {},
        "refused": (),
        "notices": (),
        "sealed": False,
    }
    return HistoryItem(**{**said, **changed})


def test_an_entry_is_told_with_its_steps_what_was_said_and_why_it_was_refused():
    step = {"chart": "case", "subject": None, "event": "x", "source": "received", "target": "contacted"}
    told = tell(entry(steps=(step,), payload={"channel": "phone"}, sealed=True), {"P-1": "Ann"})
    assert (told.title, told.by) == ("She was reached", "Ann, caseworker")
    assert told.moves == ("Referred, not yet reached → Reached, not yet decided",)
    assert told.says == (("Channel", "By phone"),)
    assert told.sealed
    refused = tell(entry(refused=({"guard": "g", "reason": "she may not talk"},)), {})
    assert (refused.title, refused.refused) == ("Refused: She was reached", ("she may not talk",))
    message = {"source": "planned", "target": "sending", "wording": "abc"}
    assert tell(entry(chart="notice", event="claim", payload=message), {}).moves == ("Planned → On its way",)
    shown = tell(entry(event="reveal", payload={"fields": ["survivor.name"]}), {})
    assert shown.says == (("Fields", "Her: name"),)


def test_no_way_to_her_is_left_out_of_the_channels_that_are_tried():
    from api.web.case_page.contact import WAYS

    assert {*WAYS, Channel.WEBHOOK} == set(Channel)


def test_an_assessment_is_named_as_the_field_names_it():
    assert tool("dash 2009") == "DASH 2009"
    assert tool("dara") == "DARA"
    assert tool("SafeLives checklist 2") == "SafeLives checklist 2"
