from datetime import timedelta

import pytest

from states.errors import Malformed, NotFound
from states.vocabulary import Role
from tests.workflow.cast import AT, Cast
from workflow import people
from workflow.actors import SYSTEM, Actor
from workflow.trail import SETTINGS

TOMORROW = AT + timedelta(days=1)


def test_a_token_lets_its_person_in_and_is_nowhere_in_the_database(cast: Cast):
    token = people.issue_token(cast.db, cast.officer.reference, at=AT)
    found = people.authenticate(cast.db, token, at=AT)
    assert found == cast.officer
    assert token.startswith(people.MARK)
    (row,) = cast.rows("tokens", person_id=cast.officer.person_id)
    assert token.encode() not in row["hash"]
    assert len(row["hash"]) == 32


def test_a_token_that_was_never_issued_lets_nobody_in(cast: Cast):
    assert people.authenticate(cast.db, "rowan_guessed", at=AT) is None


def test_a_token_ends_at_the_moment_it_was_given(cast: Cast):
    token = people.issue_token(cast.db, cast.lead.reference, at=AT, expires_at=TOMORROW)
    assert people.authenticate(cast.db, token, at=TOMORROW - timedelta(microseconds=1)) == cast.lead
    assert people.authenticate(cast.db, token, at=TOMORROW) is None


def test_who_was_shut_out_stays_out_with_every_token(cast: Cast):
    tokens = [people.issue_token(cast.db, cast.lead.reference, at=AT) for _ in range(2)]
    people.disable(cast.db, cast.lead.reference, at=AT)
    assert [people.authenticate(cast.db, token, at=AT) for token in tokens] == [None, None]
    assert people.find_by_name(cast.db, "Somebody lead", "lead") == cast.other_lead.reference
    later = people.issue_token(cast.db, cast.lead.reference, at=AT)
    assert people.authenticate(cast.db, later, at=AT) is None


def test_nobody_unknown_is_given_a_token_shut_out_or_listed(cast: Cast):
    with pytest.raises(NotFound, match="there is no such person"):
        people.issue_token(cast.db, "P-00000000", at=AT)
    with pytest.raises(NotFound):
        people.disable(cast.db, "P-00000000", at=AT)
    with pytest.raises(NotFound):
        people.list_associates(cast.db, "P-00000000", [])


def test_a_person_is_found_by_name_and_role(cast: Cast):
    assert people.find_by_name(cast.db, "Somebody auditor", Role.AUDITOR) == cast.auditor.reference
    assert people.find_by_name(cast.db, "Somebody auditor", Role.LEAD) is None


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"role": "officer"}, ["force"]),
        ({"role": "analyst"}, ["force"]),
        ({"role": "solicitor"}, ["firm"]),
        ({"role": "lead", "firm": "hawthorn"}, ["firm"]),
        ({"role": "lead", "name": " "}, ["name"]),
        ({"role": "system"}, ["role"]),
        ({"role": "provider"}, ["role"]),
        ({"role": "minister"}, ["role"]),
    ],
)
def test_nobody_is_added_who_does_not_fit_their_role(cast: Cast, given, fields):
    before = cast.rows("people")
    with pytest.raises(Malformed) as refusal:
        people.add_person(cast.db, **({"name": "Somebody", "at": AT} | given))
    assert [problem.field for problem in refusal.value.problems] == fields
    assert cast.rows("people") == before


def test_a_solicitor_is_of_a_firm_on_the_panel(cast: Cast):
    with pytest.raises(NotFound, match="firm"):
        people.add_person(cast.db, name="Somebody", role="solicitor", firm="unknown", at=AT)


def test_a_force_is_known_from_its_first_officer_and_named_later(cast: Cast):
    people.add_person(cast.db, name="Somebody", role="officer", force="kent", at=AT)
    assert cast.row("forces", code="kent")["name"] == "kent"
    people.add_force(cast.db, "kent", "Kent Police")
    assert cast.row("forces", code="kent")["name"] == "Kent Police"
    people.add_person(cast.db, name="Another", role="officer", force="kent", at=AT)
    assert cast.row("forces", code="kent")["name"] == "Kent Police"


def test_a_firm_may_leave_the_panel_and_come_back(cast: Cast):
    people.add_firm(cast.db, "ash", "Ash")
    assert cast.row("firms", code="ash") == {"code": "ash", "name": "Ash", "active": True}
    people.add_firm(cast.db, "hawthorn", "Hawthorn LLP", active=False)
    assert cast.row("firms", code="hawthorn") == {"code": "hawthorn", "name": "Hawthorn LLP", "active": False}
    people.add_firm(cast.db, "hawthorn", "Hawthorn LLP")
    assert cast.row("firms", code="hawthorn")["active"] is True


def test_who_was_let_in_and_shut_out_is_on_the_settings_stream_without_names(cast: Cast):
    reference = people.add_person(
        cast.db, name="Grace Unmistakable", role="lead", email="g@example.org", at=AT
    )
    people.issue_token(cast.db, reference, at=AT)
    people.disable(cast.db, reference, at=AT)
    entries = [row for row in cast.rows("entries", stream=SETTINGS) if row["subject"] == reference]
    assert [row["event"] for row in entries] == ["add_person", "issue_token", "disable_person"]
    assert {row["actor"] for row in entries} == {SYSTEM.reference}
    assert "Grace" not in repr(entries)
    assert "example.org" not in repr(entries)


def test_whoever_lists_associates_is_watched_from_their_next_request(cast: Cast):
    assert cast.again(cast.caseworker).watched is False
    people.list_associates(cast.db, cast.caseworker.reference, [{"name": "Bert Fictional"}])
    signed_in = cast.again(cast.caseworker)
    assert signed_in == Actor(
        cast.caseworker.reference, Role.CASEWORKER, person_id=cast.caseworker.person_id, watched=True
    )
    assert "Fictional" not in repr(cast.rows("associates"))


def test_the_list_of_associates_is_always_the_whole_list(cast: Cast):
    person = {"name": "Bert Fictional", "date_of_birth": "1980-01-01", "phone": None}
    people.list_associates(cast.db, cast.lead.reference, [person, {"phone": "07700 900999"}, person])
    listed = {row["kind"] for row in cast.rows("associates")}
    assert listed == {"name", "name_dob", "surname_initial_dob", "phone"}
    people.list_associates(cast.db, cast.lead.reference, [])
    assert cast.rows("associates") == []
    assert cast.again(cast.lead).watched is False
