import pytest

from notifications.rules import BY_EVENT, BY_NAME, NOBODY_IS_TOLD, RULES, Need
from notifications.rules.clocks import event_of
from states.timers import TIMERS
from states.timetable import RECEIVE
from states.vocabulary import (
    Chart,
    CopyEvent,
    Event,
    NoticeEvent,
    OfferEvent,
    OrderEvent,
    Recipient,
    ServiceEvent,
)

EVENTS = {
    Chart.CASE: Event,
    Chart.ORDER: OrderEvent,
    Chart.SERVICE: ServiceEvent,
    Chart.POLICE_COPY: CopyEvent,
    Chart.OFFER: OfferEvent,
    Chart.NOTICE: NoticeEvent,
}
EVERY_EVENT = {(chart, event.value) for chart, events in EVENTS.items() for event in events}
#: Without her word the referrer learns no more than this, and is asked no more.
ALWAYS_TOLD_TO_REFERRERS = {
    RECEIVE,
    Event.JOIN_REFERRAL,
    Event.REQUEST_INFORMATION,
    Event.SET_SAFETY,
    Event.GIVE_UP_CONTACT,
    Event.LOSE_CONTACT,
    Event.DECLINE,
    Event.WITHDRAW_CONSENT,
    Event.FIND_INELIGIBLE,
    Event.REFER_ELSEWHERE,
    Event.SEND_WARNING_LETTER,
    Event.GIVE_ADVICE_ONLY,
    Event.RECORD_OUTCOME,
    Event.RECORD_DEATH,
}


def test_every_event_of_every_chart_says_who_is_told_or_why_nobody_is():
    assert set(EVENTS) == set(Chart)
    told = {(chart, str(event)) for chart, event in BY_EVENT}
    clocks = {(Chart.CASE, event_of(clock)) for clock in TIMERS}
    assert told | {(chart, str(event)) for chart, event in NOBODY_IS_TOLD} == EVERY_EVENT | clocks | {
        (Chart.CASE, RECEIVE)
    }


def test_nobody_is_told_only_where_no_rule_tells_somebody():
    assert not set(BY_EVENT) & set(NOBODY_IS_TOLD)
    assert all(NOBODY_IS_TOLD.values())


def test_an_event_tells_each_kind_of_recipient_by_one_rule_at_most():
    assert len(BY_NAME) == len(RULES)
    assert sum(map(len, BY_EVENT.values())) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_says_why_in_one_sentence(rule):
    assert rule.reason
    assert not rule.reason.endswith(".")
    assert rule.when is None or (rule.when.name and rule.when.sentence)


def test_every_kind_of_recipient_is_told_of_something():
    assert {rule.recipient for rule in RULES} == set(Recipient)


def test_without_her_word_a_referrer_learns_only_that_it_was_received_and_has_ended():
    unasked = {
        rule.event for rule in RULES if rule.recipient is Recipient.REFERRER and rule.needs is Need.NOTHING
    }
    assert unasked == ALWAYS_TOLD_TO_REFERRERS
    assert {rule.needs for rule in RULES if rule.recipient is Recipient.REFERRER} == {
        Need.NOTHING,
        Need.TELL_FORCE,
    }


def test_the_police_are_told_of_what_binds_by_legal_duty_and_of_the_rest_only_with_her_word():
    unasked = {
        (rule.chart, str(rule.event))
        for rule in RULES
        if rule.recipient is Recipient.FORCE and rule.needs is Need.NOTHING
    }
    assert unasked == {
        (Chart.CASE, "report_breach"),
        (Chart.CASE, "clock.service"),
        *((Chart.ORDER, event) for event in ("grant_interim", "make_order", "vary", "extend")),
        *((Chart.ORDER, event) for event in ("refuse", "withdraw", "discharge", "end")),
        *((Chart.SERVICE, event) for event in ("serve", "fail", "dispense")),
    }


def test_no_message_about_a_message_is_ever_planned():
    assert Chart.NOTICE not in {rule.chart for rule in RULES}


def test_neither_closing_a_case_nor_a_death_tells_her_anything():
    over = {Event.CLOSE, Event.RECORD_DEATH, Event.WITHDRAW_CONSENT}
    assert not [rule for rule in RULES if rule.recipient is Recipient.SURVIVOR and rule.event in over]
