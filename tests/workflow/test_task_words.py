"""What tasks say: each in words, each with what shows it done, and nothing that only a machine could do."""

import pytest

from states.clocks import RULES
from states.timers import TIMERS
from states.vocabulary import Chart, Clock, Event, NoticeEvent
from workflow.task_words import WORDS, Words, stopping, words_of


@pytest.mark.parametrize("kind", sorted(WORDS))
def test_every_task_says_what_to_do_and_can_be_done(kind):
    words = words_of(kind)
    assert words.says[0].isupper()
    assert words.by_hand or words.completes_on
    known = NoticeEvent if words.of_a_notice else Event
    assert {known(event).value for event in words.completes_on} == {*words.completes_on}


@pytest.mark.parametrize("clock", sorted(TIMERS))
def test_every_task_of_a_clock_names_what_a_person_does_to_stop_it(clock):
    due, late = words_of(f"due_{clock}", f"{clock}:O-1"), words_of(f"overdue_{clock}", clock)
    assert due.says == TIMERS[clock].asks
    assert late.says.startswith("Escalated: ")
    assert due.completes_on == late.completes_on == stopping(clock) != ()
    # Of a case from before surveys were recorded nobody else can say that she was asked.
    assert due.by_hand is (clock == Clock.SURVEY)


@pytest.mark.parametrize(
    ("clock", "named", "not_named"),
    [
        (Clock.DECISION, {"give_consent", "decline"}, {"make_contact", "close"}),
        (Clock.OFFER, {"accept", "decline", "withdraw"}, {"lapse"}),
        (Clock.OUTCOME_TO_RECORD, {"record_outcome", "seek_order"}, {"assign_solicitor"}),
        (Clock.COURT_ANSWER, {"make_order", "send_back"}, {"warn"}),
        (Clock.SERVICE, {"serve", "dispense"}, set()),
    ],
)
def test_what_ends_the_matter_of_a_clock_is_named_too(clock, named, not_named):
    assert named <= {*stopping(clock)}
    assert not not_named & {*stopping(clock)}


def test_what_stops_a_clock_comes_before_what_only_ends_its_matter():
    rule = RULES[Clock.FIRST_CONTACT]
    stops = {str(event) for chart, event in rule.stops if chart is Chart.CASE}
    assert {*stopping(Clock.FIRST_CONTACT)[: len(stops)]} == stops


def test_a_task_that_names_its_own_event_is_done_by_that_one():
    assert words_of("ask", None, Event.ASSESS_RISK).completes_on == (Event.ASSESS_RISK,)
    assert words_of("ask").completes_on == (Event.UPDATE_DETAILS,)


def test_a_kind_that_nobody_has_words_for_is_named_and_can_be_done():
    assert words_of("read_the_post") == Words("read the post", (), by_hand=True)
    assert words_of("read_the_post", None, "add_note") == Words("read the post", ("add_note",), by_hand=False)
