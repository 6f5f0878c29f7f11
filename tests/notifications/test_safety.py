from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.rules import Need
from notifications.safety import MACHINE_CHANNELS, Contact, Ruling, judge, may_send, next_call_time
from states.facts import FACTS
from states.position import LONDON
from states.vocabulary import Channel, Recipient, Safety
from tests.notifications.builders import NOON, contact, facts, london, notice
from tests.notifications.test_hours import moments

HER = Recipient.SURVIVOR
WINDOW = {"days": ["tue"], "from": "10:00", "to": "14:00"}

blank_or: st.SearchStrategy[object] = st.one_of(st.none(), st.just(""), st.just([]), st.just({}))
channel_names = st.lists(st.sampled_from([channel.value for channel in Channel]), unique=True)
some_facts = st.fixed_dictionaries(
    {},
    optional={
        "safety": st.one_of(st.sampled_from([safety.value for safety in Safety]), blank_or),
        "channels": st.one_of(channel_names, blank_or),
        "windows": st.one_of(st.just([]), st.just([WINDOW]), st.just([{}]), blank_or),
        "routes": st.one_of(
            st.dictionaries(
                st.sampled_from(["phone", "email", "through_officer"]), st.one_of(st.booleans(), st.none())
            ),
            blank_or,
        ),
        "route_version": st.one_of(st.integers(1, 2), st.none()),
        "consent": st.one_of(st.just({"scope": ["instruct_firm"]}), blank_or),
        "tell_force": st.one_of(st.booleans(), blank_or),
        "deceased": st.one_of(st.booleans(), blank_or),
        "closed_at": st.one_of(st.none(), st.just("2026-11-24T12:00:00Z")),
        "messages_stopped": st.one_of(st.none(), st.sampled_from(["bounced", "opted_out", ""])),
    },
)
# Blanks alone would hardly ever reach a yes.
anything = st.one_of(some_facts, some_facts.map(lambda found: {**facts(), **found}))
machine = st.sampled_from(MACHINE_CHANNELS)


@given(anything, st.sampled_from(Channel), moments)
def test_nothing_is_sent_to_her_unless_all_that_must_hold_holds(found, channel, at):
    if (
        judge(Contact.of(found), notice("N-1", HER, channel=channel, not_before=at, planned_at=at), at).ruling
        is not Ruling.SEND
    ):
        return
    local = at.astimezone(LONDON)
    assert channel in MACHINE_CHANNELS
    assert found["safety"] in ("safe", "restricted")
    assert channel in found["channels"]
    assert found["routes"]["email" if channel is Channel.EMAIL else "phone"] is True
    assert found["windows"] == []
    assert 8 <= local.hour < 19
    assert found["deceased"] is False
    assert found["closed_at"] is None
    assert found["messages_stopped"] is None
    assert found["route_version"] == 1
    assert found["consent"]["scope"]


@given(
    anything,
    machine,
    moments,
    st.sampled_from(["safety", "channels", "windows", "routes", "deceased", "closed_at", "messages_stopped"]),
)
def test_a_fact_that_is_missing_is_never_a_yes(found, channel, at, name):
    known = {**facts(), **found}
    del known[name]
    assert may_send(Contact.of(known), channel, at=at).ruling is not Ruling.SEND


@given(anything, machine, moments)
def test_a_window_means_that_no_machine_sends(found, channel, at):
    verdict = may_send(Contact.of({**found, "windows": [WINDOW]}), channel, at=at)
    assert verdict.ruling in (Ruling.CALL, Ruling.CANCEL)


@given(anything, st.sampled_from(Channel), moments)
def test_whoever_is_not_known_to_be_safe_is_reached_through_an_officer_or_not_at_all(found, channel, at):
    for safety in ("unsafe", "unknown", None, "", "fine"):
        verdict = may_send(
            contact(**{**found, "safety": safety, "deceased": False, "closed_at": None}), channel, at=at
        )
        assert (verdict.ruling, verdict.by) == (Ruling.CALL, Channel.THROUGH_OFFICER)


@given(anything, st.sampled_from(Channel), moments)
def test_what_must_not_be_sent_becomes_a_call_task_with_a_time(found, channel, at):
    verdict = may_send(contact(**{**found, "deceased": False, "closed_at": None}), channel, at=at)
    assert verdict.reason
    if verdict.ruling is Ruling.CALL:
        assert verdict.when is not None
        assert verdict.when >= at
    else:
        assert verdict.ruling is Ruling.SEND


@given(anything, moments)
def test_a_person_phones_only_where_she_named_the_phone_and_only_in_her_hours(found, at):
    now = contact(**found)
    when = next_call_time(now, at)
    if when is None:
        return
    local = when.astimezone(LONDON)
    assert now.safety in ("safe", "restricted")
    assert "phone" in now.channels
    assert (local.weekday() == 1 and 10 <= local.hour < 14) if now.windows else 8 <= local.hour < 21


def test_a_text_goes_out_when_she_named_it_and_the_hour_is_right():
    assert may_send(contact(), Channel.SMS, at=NOON).ruling is Ruling.SEND
    assert may_send(contact(safety="restricted"), Channel.SMS, at=NOON).ruling is Ruling.SEND


def test_naming_the_phone_is_not_naming_texts():
    verdict = may_send(contact(channels=["phone"]), Channel.SMS, at=NOON)
    assert (verdict.ruling, verdict.by, verdict.when) == (Ruling.CALL, Channel.PHONE, NOON)


def test_a_channel_that_leads_nowhere_is_not_used():
    assert may_send(contact(channels=["email"]), Channel.EMAIL, at=NOON).ruling is Ruling.CALL
    assert may_send(contact(routes={"phone": None}), Channel.SMS, at=NOON).by is None


def test_a_channel_for_people_is_never_a_machines():
    assert may_send(contact(), Channel.PHONE, at=NOON).by is Channel.PHONE
    assert may_send(contact(channels=["in_person"]), Channel.IN_PERSON, at=NOON).by is Channel.IN_PERSON
    verdict = may_send(contact(channels=["through_officer"]), Channel.THROUGH_OFFICER, at=NOON)
    assert (verdict.ruling, verdict.by) == (Ruling.CALL, Channel.THROUGH_OFFICER)


def test_without_any_safe_way_a_person_has_to_find_one_at_once():
    verdict = may_send(contact(channels=[]), Channel.SMS, at=NOON)
    assert (verdict.ruling, verdict.by, verdict.when) == (Ruling.CALL, None, NOON)


@pytest.mark.parametrize(
    ("at", "sends"),
    [
        ("2026-11-24T07:59", False),
        ("2026-11-24T08:00", True),
        ("2026-11-24T18:59", True),
        ("2026-11-24T19:00", False),
        ("2026-07-14T08:00", True),
        ("2026-07-14T07:59", False),
        ("2026-07-14T19:00", False),
    ],
)
def test_texts_leave_from_eight_to_seven_by_the_london_clock(at, sends):
    assert (may_send(contact(), Channel.SMS, at=london(at)).ruling is Ruling.SEND) == sends
    assert (may_send(contact(), Channel.SMS, at=london(at).astimezone(LONDON)).ruling is Ruling.SEND) == sends


def test_a_text_planned_in_the_evening_becomes_a_call_that_same_evening():
    verdict = may_send(contact(), Channel.SMS, at=london("2026-11-24T20:15"))
    assert (verdict.by, verdict.when) == (Channel.PHONE, london("2026-11-24T20:15"))


def test_a_text_planned_at_night_becomes_a_call_in_the_morning_and_is_not_queued():
    verdict = may_send(contact(), Channel.SMS, at=london("2026-11-24T23:30"))
    assert verdict.ruling is Ruling.CALL
    assert (verdict.by, verdict.when) == (Channel.PHONE, london("2026-11-25T08:00"))


def test_where_she_named_texts_alone_a_person_releases_the_text_in_the_morning():
    for channels in (["sms"], ["sms", "through_officer"]):
        verdict = may_send(contact(channels=channels), Channel.SMS, at=london("2026-11-24T23:30"))
        assert verdict.ruling is Ruling.CALL
        assert (verdict.by, verdict.when) == (Channel.SMS, london("2026-11-25T08:00"))


def test_a_window_turns_a_text_into_a_call_inside_it():
    verdict = may_send(contact(windows=[WINDOW]), Channel.SMS, at=london("2026-11-24T15:00"))
    assert (verdict.by, verdict.when) == (Channel.PHONE, london("2026-12-01T10:00"))


def test_nobody_calls_in_a_window_that_cannot_be_read():
    unreadable = contact(windows=[{"days": ["tue"], "from": "late", "to": "later"}])
    assert next_call_time(unreadable, NOON) is None
    assert next_call_time(contact(windows=None), NOON) is None
    assert may_send(unreadable, Channel.SMS, at=NOON).by is None


def test_people_call_until_nine_where_she_named_no_window():
    assert next_call_time(contact(), london("2026-11-24T20:59")) == london("2026-11-24T20:59")
    assert next_call_time(contact(), london("2026-11-24T21:00")) == london("2026-11-25T08:00")
    assert next_call_time(contact(safety="unknown"), NOON) is None


@pytest.mark.parametrize("changed", [{"deceased": True}, {"closed_at": "2026-11-24T12:00:00Z"}])
@pytest.mark.parametrize("channel", Channel)
def test_nothing_goes_to_her_once_the_case_is_closed_or_she_has_died(changed, channel):
    over = contact(**changed)
    assert may_send(over, channel, at=NOON).ruling is Ruling.CANCEL
    early = notice("N-1", HER, channel=channel, not_before=NOON + timedelta(days=1))
    assert judge(over, early, NOON).ruling is Ruling.CANCEL


def test_a_text_planned_before_her_number_changed_is_not_sent():
    verdict = judge(contact(route_version=2), notice("N-1", HER), NOON)
    assert (verdict.ruling, verdict.by) == (Ruling.CALL, Channel.PHONE)


def test_a_text_planned_before_she_withdrew_is_not_sent():
    assert judge(contact(), notice("N-1", HER), NOON).ruling is Ruling.SEND
    assert judge(contact(consent=None), notice("N-1", HER), NOON).ruling is Ruling.CALL


@pytest.mark.parametrize("reason", ["bounced", "opted_out", "she_asked", ""])
def test_once_messages_to_her_stopped_a_person_calls_instead(reason):
    stopped = contact(messages_stopped=reason)
    for channel in MACHINE_CHANNELS:
        verdict = may_send(stopped, channel, at=NOON)
        assert (verdict.ruling, verdict.by, verdict.when) == (Ruling.CALL, Channel.PHONE, NOON)


@pytest.mark.parametrize(("age", "ruling"), [(60, Ruling.SEND), (61, Ruling.CALL)])
def test_a_text_that_did_not_leave_within_the_hour_becomes_a_call(age, ruling):
    old = notice("N-1", HER, planned_at=NOON - timedelta(minutes=age))
    assert judge(contact(), old, NOON).ruling is ruling


def test_a_late_text_to_her_who_named_texts_alone_is_released_by_a_person():
    old = notice("N-1", HER, planned_at=NOON - timedelta(hours=2))
    verdict = judge(contact(channels=["sms"]), old, NOON)
    assert (verdict.ruling, verdict.by, verdict.when) == (Ruling.CALL, Channel.SMS, NOON)


def test_what_a_professional_is_told_is_never_too_late():
    old = notice("N-1", Recipient.CASEWORKER, planned_at=NOON - timedelta(days=2))
    assert judge(contact(), old, NOON).ruling is Ruling.SEND


def test_a_text_that_needs_no_consent_goes_without():
    letter = notice("N-1", HER, rule="send_warning_letter/survivor")
    assert judge(contact(consent=None), letter, NOON).ruling is Ruling.SEND


def test_a_notice_claimed_too_early_waits():
    later = NOON + timedelta(minutes=1)
    for recipient in (HER, Recipient.CASEWORKER):
        verdict = judge(contact(), notice("N-1", recipient, not_before=later), NOON)
        assert (verdict.ruling, verdict.when) == (Ruling.WAIT, later)


def test_a_rule_that_is_gone_leaves_the_notice_to_a_person():
    for recipient in (HER, Recipient.CASEWORKER):
        assert judge(contact(), notice("N-1", recipient, rule="gone/survivor"), NOON).ruling is Ruling.CALL


def test_a_professional_is_told_at_night_and_whatever_she_said_about_contact():
    case = contact(safety="unsafe", channels=[], windows=[WINDOW], route_version=9, deceased=True)
    assert judge(case, notice(not_before=NOON), NOON + timedelta(hours=12)).ruling is Ruling.SEND


def test_a_professional_is_not_told_what_she_no_longer_agrees_to():
    told = notice(rule="assign_solicitor/referrer", recipient=Recipient.REFERRER)
    assert judge(contact(), told, NOON).ruling is Ruling.SEND
    assert judge(contact(tell_force=False), told, NOON).ruling is Ruling.CANCEL


@pytest.mark.parametrize(
    ("need", "given", "withheld"),
    [
        (
            Need.TELL_FORCE,
            {"tell_force": True},
            [{"tell_force": False}, {"tell_force": None}, {"tell_force": "yes"}],
        ),
        (Need.CONSENT, {"consent": {"scope": ["survey"]}}, [{"consent": None}, {"consent": "yes"}]),
        (
            Need.INSTRUCT_FIRM,
            {"consent": {"scope": ["instruct_firm"]}},
            [{"consent": None}, {"consent": {"scope": ["survey"]}}, {"consent": {}}],
        ),
    ],
)
def test_her_word_is_given_only_when_it_is_plainly_given(need, given, withheld):
    assert contact(**given).meets(need)
    assert not any(contact(**each).meets(need) for each in withheld)
    assert Contact().meets(Need.NOTHING)


def test_blank_facts_are_a_contact_that_nobody_may_use():
    untold = Contact.of({name: start for name, (start, _) in FACTS.items()})
    assert untold.safety == "unknown"
    assert Contact.of({}) == Contact()
    assert replace(untold, safety=None, windows=None, route_version=None, tell_force=None) == Contact(
        deceased=False, closed=False, stopped=False
    )
