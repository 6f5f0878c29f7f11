"""Sessions: who is signed in, in which browser, and for how long."""

from datetime import UTC, datetime, timedelta

import pytest

from states.errors import NotFound
from states.vocabulary import Role
from workflow import people, sessions

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.fixture
def person(database):
    return people.add_person(database, name="Asha Raman", role=Role.CASEWORKER, at=AT)


def signed_in(database, person):
    return sessions.begin(database, person, device="Chrome on Android", at=AT)


def resumed(database, token, at=AT):
    session = sessions.resume(database, token, at=at)
    assert session is not None
    return session


def test_a_session_says_who_it_is_and_when_idleness_ends_it(database, person):
    session = resumed(database, signed_in(database, person))
    assert (session.actor.reference, session.actor.role) == (person, Role.CASEWORKER)
    assert session.name == "Asha Raman"
    assert session.ends_at == AT + sessions.IDLE


def test_nobody_is_signed_in_who_is_not_there(database):
    with pytest.raises(NotFound):
        sessions.begin(database, "P-00000000", device="", at=AT)
    assert sessions.resume(database, "made up", at=AT) is None


def test_a_session_that_is_not_used_ends(database, person):
    token = signed_in(database, person)
    assert sessions.resume(database, token, at=AT + sessions.IDLE) is None


def test_a_session_that_is_used_goes_on_until_the_longest_that_any_lasts(database, person):
    token, at = signed_in(database, person), AT
    while at < AT + sessions.LONGEST - timedelta(minutes=10):
        at += timedelta(minutes=10)
        session = resumed(database, token, at)
        assert session.ends_at == min(at + sessions.IDLE, AT + sessions.LONGEST)
    assert sessions.resume(database, token, at=AT + sessions.LONGEST) is None


def test_signing_out_ends_it_and_so_does_being_shut_out(database, person):
    first, second = signed_in(database, person), signed_in(database, person)
    sessions.end(database, first, at=AT)
    assert sessions.resume(database, first, at=AT) is None
    assert sessions.resume(database, second, at=AT) is not None
    people.disable(database, person, at=AT)
    assert sessions.resume(database, second, at=AT) is None


def test_no_token_is_kept(database, person):
    token = signed_in(database, person)
    with database.reading() as tx:
        rows = [*tx.connection.exec_driver_sql("SELECT * FROM sessions")]
    assert token not in repr(rows)


def test_everybody_sees_their_own_browsers_and_ends_any_of_them(database, person):
    other = people.add_person(database, name="Bea Quist", role=Role.LEAD, at=AT)
    first, second, third = (signed_in(database, person) for _ in range(3))
    stranger = resumed(database, signed_in(database, other))
    me = resumed(database, first)
    listed = sessions.devices(database, me.actor, at=AT)
    assert [found.device for found in listed] == ["Chrome on Android"] * 3
    assert listed[2].reference == me.reference
    with pytest.raises(NotFound):
        sessions.end_one(database, stranger.actor, me.reference, at=AT)
    sessions.end_one(database, me.actor, listed[1].reference, at=AT)
    assert sessions.resume(database, second, at=AT) is None
    with pytest.raises(NotFound):
        sessions.end_one(database, me.actor, listed[1].reference, at=AT)
    with database.transaction() as tx:
        assert sessions.end_all(tx, me.actor.person_id, at=AT, but=first) == 1
    assert sessions.resume(database, third, at=AT) is None
    assert sessions.resume(database, first, at=AT)
    assert sessions.devices(database, me.actor, at=AT + sessions.IDLE) == ()


def test_it_is_known_whose_a_session_was(database, person):
    token = signed_in(database, person)
    sessions.end(database, token, at=AT)
    assert sessions.owner(database, token) == person
    later = AT + sessions.LONGEST + sessions.REMEMBERED
    sessions.begin(database, person, device="", at=later)
    assert sessions.owner(database, token) == person
    sessions.begin(database, person, device="", at=later + timedelta(seconds=1))
    assert sessions.owner(database, token) is None
    assert sessions.owner(database, "made up") is None
