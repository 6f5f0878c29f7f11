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


def test_a_session_says_who_it_is_and_when_idleness_ends_it(database, person):
    session = sessions.resume(database, signed_in(database, person), at=AT)
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
        session = sessions.resume(database, token, at=at)
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
