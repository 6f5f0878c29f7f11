import json
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from states.errors import Malformed
from states.payloads import PAYLOADS, read, schema
from states.payloads.fields import HerChannel, sealed_fields
from states.vocabulary import Channel, Chart
from tests.states.building import CASE, ORDER, SERVICE, assert_plain, sent
from tests.states.generated import payloads

EVENTS = [(chart, event) for chart, models in PAYLOADS.items() for event in models]
#: What each event carries at the least, by the names that others rely on.
NAMES = {
    "reassign": "owner reason",
    "log_attempt": "channel result at call_back_at note",
    "request_information": "questions",
    "supply_information": "answers",
    "make_contact": "channel identity_confirmed safe_to_talk",
    "mark_duplicate": "case",
    "give_up_contact": "reason approval",
    "lose_contact": "reason approval",
    "give_consent": "privacy_notice_given has_capacity scope",
    "change_consent": "privacy_notice_given has_capacity scope",
    "decline": "reason door_open_advice",
    "find_ineligible": "reason hand_over",
    "refer_elsewhere": "service accepted",
    "record_means": "gross_income disposable_income capital children benefit partner dependants housing_costs "
    "legal_aid_needed",
    "record_statement": "taken_on evidence evidence_notes merits",
    "send_warning_letter": "agreed note",
    "give_advice_only": "agreed note",
    "make_offer": "firm",
    "release_firm": "reason",
    "retract_contact": "reason",
    "mark_sensitive": "reason",
    "reopen": "reason approval",
    "record_application": "application",
    "seek_order": "orders confidential_address_protected",
    "record_outcome": "note",
    "close": "note",
    "resume": "note",
    "add_note": "note hand_over",
    "withdraw_consent": "asked_safely under_pressure reason",
    "record_death": "approval",
    "set_safety": "safety channels windows voicemail withheld_number code_word instructions spoke_at",
    "stop_messages": "reason notice",
    "update_details": "survivor respondent",
    "assess_risk": "tool version grade score flags",
    "add_incident": "occurred_at crime_reference summary",
    "report_breach": "occurred_at crime_reference summary order",
    "transfer": "force service approval",
    "pause": "clock reason until",
    "correct": "reason facts",
}


@pytest.mark.parametrize("event", NAMES)
def test_a_payload_keeps_the_names_that_others_rely_on(event):
    assert set(NAMES[event].split()) <= set(schema(CASE, event)["properties"])


@pytest.mark.parametrize(("chart", "event"), EVENTS)
def test_every_payload_says_what_it_carries_and_takes_nothing_else(chart, event):
    about = schema(chart, event)
    assert about["description"]
    assert about["additionalProperties"] is False
    with pytest.raises(Malformed) as malformed:
        read(chart, event, {**sent(chart, event), "surprise": "Mary Smith"})
    assert [problem.field for problem in malformed.value.problems] == ["surprise"]
    assert "Mary" not in repr(malformed.value.problems)


@pytest.mark.parametrize(("chart", "event"), EVENTS)
def test_a_valid_payload_is_parted_into_clear_and_sealed(chart, event):
    clear, sealed = read(chart, event, sent(chart, event))
    hidden = sealed_fields(PAYLOADS[chart][event])
    assert not hidden & clear.keys()
    assert sealed.keys() <= hidden
    assert_plain(clear)
    assert_plain(sealed)


@pytest.mark.parametrize(("chart", "event"), EVENTS)
def test_the_clear_part_of_any_payload_is_plain_json(chart, event):
    # One test for each event: a third of the usual examples is plenty.
    @settings(settings(), max_examples=settings().max_examples // 3)
    @given(payloads(chart, event))
    def holds(clear):
        assert_plain(clear)

    holds()


def test_whatever_is_typed_freely_is_sealed():
    for chart, event in EVENTS:
        about = schema(chart, event)
        for name, field in about.get("properties", {}).items():
            kinds = [field, *field.get("anyOf", [])]
            if any(kind.get("maxLength", 0) > 1000 for kind in kinds):
                assert name in sealed_fields(PAYLOADS[chart][event]), (event, name)


def test_a_sealed_field_that_was_not_sent_is_left_out():
    assert read(CASE, "send_warning_letter", {"agreed": True}) == ({"agreed": True}, {})
    assert read(CASE, "send_warning_letter", {"agreed": True, "note": None})[1] == {}


@pytest.mark.parametrize(
    ("event", "change"),
    [
        ("make_contact", {"safe_to_talk": "yes"}),
        ("assess_risk", {"score": "15"}),
        ("decline", {"door_open_advice": 1}),
    ],
)
def test_nothing_is_taken_for_what_it_is_not(event, change):
    with pytest.raises(Malformed):
        read(CASE, event, sent(CASE, event) | change)


@pytest.mark.parametrize("odd", [{"a set"}, "\ud800"])
def test_what_json_cannot_carry_is_malformed(odd):
    with pytest.raises(Malformed, match="holds what JSON cannot carry"):
        read(CASE, "add_note", {"note": odd})


def test_a_detail_that_was_sent_as_nothing_is_cleared_and_one_that_was_not_sent_stays():
    clear, sealed = read(CASE, "update_details", {"survivor": {"phone": None, "name": "Mary Smith"}})
    assert clear == {"language": None, "interpreter": None}
    assert sealed == {"survivor": {"phone": None, "name": "Mary Smith"}}


def test_times_are_kept_in_utc():
    clear, _ = read(CASE, "add_incident", {"occurred_at": "2026-07-20T10:00:00+01:00"})
    assert clear == {"occurred_at": "2026-07-20T09:00:00Z"}
    with pytest.raises(Malformed):
        read(CASE, "add_incident", {"occurred_at": "2026-07-20T10:00:00"})


def test_a_hearing_is_named_by_its_hour_or_its_day():
    assert read(ORDER, "list_hearing", {"hearing_at": "2026-12-10"})[0] == {"hearing_at": "2026-12-10"}
    clear, _ = read(ORDER, "list_hearing", {"hearing_at": "2026-12-10T10:30:00Z"})
    assert clear == {"hearing_at": "2026-12-10T10:30:00Z"}


@pytest.mark.parametrize(
    ("chart", "event", "payload", "field"),
    [
        (CASE, "transfer", {"approval": "A-00000001"}, ""),
        (CASE, "transfer", {"force": "kent", "service": "refuge", "approval": "A-00000001"}, ""),
        (CASE, "update_details", {}, ""),
        (CASE, "set_safety", {"safety": "safe", "windows": [{"days": ["mon"], "from": "12:00", "to": "10:00"}]}, "windows.0"),
        (CASE, "set_safety", {"safety": "safe", "windows": [{"days": ["mon"], "from": "12:60", "to": "13:00"}]}, "windows.0.from"),
        (CASE, "set_safety", {"safety": "safe", "windows": [{"days": ["mon"], "from": "12:00", "to": "24:01"}]}, "windows.0.to"),
        (CASE, "set_safety", {}, "safety"),
        (CASE, "add_note", {"note": ""}, "note"),
        (CASE, "add_note", {"note": "a\u0000b"}, "note"),
        (CASE, "mark_duplicate", {"case": "Mary Smith"}, "case"),
        (ORDER, "grant_interim", {"made_on": "2026-11-23", "return_day": "2026-11-22"}, ""),
        (ORDER, "make_order", {"made_on": "2026-11-23", "expires_on": "2026-11-22"}, ""),
        (ORDER, "extend", {"made_on": "2026-11-23", "expires_on": "2026-11-22"}, ""),
        (SERVICE, "serve", {"served_on": "2026-11-23", "served_by": "police", "proof": ""}, "proof"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named_and_never_repeated(chart, event, payload, field):
    with pytest.raises(Malformed, match=f"the payload of {event} does not fit its schema") as malformed:
        read(chart, event, payload)
    assert field in [problem.field for problem in malformed.value.problems]
    assert "Mary" not in repr(malformed.value.problems)


def test_an_event_of_no_chart_is_malformed_and_not_repeated():
    with pytest.raises(Malformed, match="there is no such event") as malformed:
        read(CASE, "Mary Smith", {})
    assert [problem.field for problem in malformed.value.problems] == ["event"]


def test_a_window_is_written_as_it_was_sent():
    window = {"days": ["mon", "sun"], "from": "10:00", "to": "24:00"}
    clear, _ = read(CASE, "set_safety", {"safety": "restricted", "channels": ["phone"], "windows": [window]})
    assert clear["windows"] == [window]


@pytest.mark.parametrize(
    ("event", "named"),
    [
        ("log_attempt", lambda channel: {"channel": channel}),
        ("make_contact", lambda channel: {"channel": channel}),
        ("set_safety", lambda channel: {"safety": "safe", "channels": [channel]}),
    ],
)
def test_every_channel_but_the_webhook_of_a_force_is_a_way_to_her(event, named):
    assert set(get_args(HerChannel)) == set(Channel) - {Channel.WEBHOOK}
    for channel in get_args(HerChannel):
        read(CASE, event, sent(CASE, event) | named(channel))
    with pytest.raises(Malformed):
        read(CASE, event, sent(CASE, event) | named("webhook"))


@given(st.sampled_from(EVENTS), st.dictionaries(st.text(), st.text() | st.none() | st.integers(), max_size=3))
def test_any_object_is_read_or_refused(pair, payload):
    chart, event = pair
    try:
        clear, _ = read(chart, event, payload)
    except Malformed:
        return
    assert_plain(clear)


def test_a_schema_is_json():
    for chart in Chart:
        for event in PAYLOADS[chart]:
            assert json.loads(json.dumps(schema(chart, event)))["title"]


def test_a_payload_that_is_printed_says_nothing_of_what_it_holds():
    note = PAYLOADS[CASE]["add_note"].model_validate({"note": "She is at her sister's."})
    assert "sister" not in f"{note!r} {note}"
