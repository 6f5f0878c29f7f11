"""Every event of every chart is asked in words, and every word for an answer stands for one."""

import pytest

from api.web.event_forms.fields import paths
from api.web.event_forms.layouts import LAYOUTS, laid_out
from api.web.event_forms.previewing import DONE_AT_ONCE, SHOWN_FIRST, TOLD_TO_REFERRERS
from api.web.event_forms.schemas import fields_of
from api.web.presenters.remedies import BY_APPROVAL, MENDED_AT, MENDED_BY, WHO
from api.web.words.done import DONE
from api.web.words.events import EVENTS, done_word
from api.web.words.fields import FIELDS, OF_EVENTS, words_of
from api.web.words.notices import RECIPIENTS, WAYS
from api.web.words.options import OPTIONS, options
from states.definitions import CURRENT, DEFINITIONS
from states.guarding import GUARDS
from states.payloads import PAYLOADS
from states.vocabulary import Channel, Chart, Event, Recipient, Role, State

OF_ALL = [(chart, str(event)) for chart, events in PAYLOADS.items() for event in events]
TABLES = DEFINITIONS[CURRENT].charts
PEOPLE = {"officer", "caseworker", "lead", "solicitor"}


def test_every_event_of_every_chart_has_words():
    assert {(chart, str(event)) for chart, events in EVENTS.items() for event in events} == set(OF_ALL)
    for events in EVENTS.values():
        for said in events.values():
            assert said.title
            assert said.button
            assert said.done.endswith(".")
    assert all(DONE[done_word(chart, event)] for chart, event in OF_ALL)


@pytest.mark.parametrize(("chart", "event"), OF_ALL)
def test_every_field_and_every_answer_has_words(chart, event):
    for path, field in paths(laid_out(chart, event)):
        assert words_of(chart, event, path).label
        assert not words_of(chart, event, path).name.endswith("?")
        if field.options:
            assert all(option.label for option in options(field.words, field.options))


def test_no_word_stands_for_a_field_or_an_answer_that_is_not_there():
    asked = {(chart, event, path) for chart, event in OF_ALL for path, _ in paths(fields_of(chart, event))}
    assert set(FIELDS) <= {path for _, _, path in asked}
    assert set(OF_EVENTS) <= asked
    offered: dict[str, set[str]] = {}
    for chart, event in OF_ALL:
        for _, field in paths(fields_of(chart, event)):
            if field.options:
                offered.setdefault(field.words, set()).update(field.options)
    assert {words: set(labels) for words, labels in OPTIONS.items()} == offered


def test_every_layout_is_of_an_event_and_of_its_fields():
    assert set(LAYOUTS) <= set(OF_ALL)
    for (chart, event), layout in LAYOUTS.items():
        asked = {path for path, _ in paths(fields_of(chart, event))}
        assert {*layout.first, *layout.kinds, *layout.needed, *layout.emptied, *layout.now} <= asked
        assert {one.name for one in laid_out(chart, event)} == {one.name for one in fields_of(chart, event)}


def test_whatever_a_person_ends_is_shown_before_it_is_done():
    ends = {
        (chart, event)
        for chart, table in TABLES.items()
        for (source, event), branches in table.branches.items()
        for branch in branches
        if branch.asks & PEOPLE
        and branch.target != source
        and (branch.target in table.final or (chart is Chart.CASE and branch.target == State.OUTCOME))
    }
    asked = {
        (Chart.CASE, event)
        for event in (Event.ASSIGN_SOLICITOR, Event.TRANSFER, Event.REASSIGN, Event.REOPEN)
    }
    shown, at_once = set(SHOWN_FIRST), set(DONE_AT_ONCE)
    assert ends | (asked - {(Chart.CASE, Event.ASSIGN_SOLICITOR)}) <= shown | at_once
    assert not shown & at_once
    assert shown | at_once <= set(OF_ALL)
    assert all(reason for reason in (*SHOWN_FIRST.values(), *DONE_AT_ONCE.values()))


def test_remedies_are_of_guards_and_lead_to_events():
    named = {*MENDED_BY, *MENDED_AT, *BY_APPROVAL}
    assert named <= set(GUARDS)
    assert set(MENDED_BY.values()) <= set(Event)
    assert {guard.who for guard in GUARDS.values()} | {"anyone"} == set(WHO)


def test_every_recipient_and_every_way_has_words():
    assert set(RECIPIENTS) == set(Recipient)
    assert set(WAYS) == set(Channel)


def test_a_referrer_is_shown_words_of_their_own():
    asked = {
        (chart, event)
        for chart, table in TABLES.items()
        for (_, event), branches in table.branches.items()
        for branch in branches
        if Role.OFFICER in branch.asks
    }
    assert set(TOLD_TO_REFERRERS) == asked & set(SHOWN_FIRST)
