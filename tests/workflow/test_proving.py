"""Signing in with a password and a second thing, and everything that somebody else might try."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from states.errors import Conflict, Malformed, NotFound
from states.vocabulary import Role
from tests.workflow.cast import AT
from tests.workflow.signing import LOGIN, OTHER, PASSWORD, Member, cheaply
from workflow import (
    credentials,
    delays,
    invitations,
    passwords,
    people,
    proving,
    sessions,
    staff,
    tickets,
    totp,
)
from workflow.actors import SYSTEM, Actor
from workflow.delays import TooSoon
from workflow.proving import By
from workflow.rotation import rotate
from workflow.trail import ACCESS, SETTINGS, entries

HOUR, STEP = timedelta(hours=1), timedelta(seconds=totp.STEP)
#: After the step whose code set the app up.
LATER = AT + 2 * STEP
WHERE = "192.0.2.7"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch):
    cheaply(monkeypatch)


@pytest.fixture
def db(sqlite_database):
    """One engine is enough for most of it."""
    return sqlite_database


@pytest.fixture
def asha(db):
    return Member(db, AT)


def half(db, at=LATER, login=LOGIN, password=PASSWORD, address=WHERE):
    return proving.by_password(db, login, password, address=address, at=at)


def whole(db, ticket, code, at=LATER, way=By.APP):
    return proving.by_code(db, ticket, code, way=way, address=WHERE, at=at)


@pytest.fixture
def patient(monkeypatch):
    """Nobody waits: what is asked is something else."""
    monkeypatch.setattr(delays, "FREE_BY_LOGIN", 1000)


def kept(db, person):
    with db.reading() as tx:
        found = credentials.of_person(tx, person)
    assert found is not None
    return found


def invited_by(db, code, at=AT):
    found = invitations.find(db, code, at=at)
    assert found is not None
    return found


def said(db, stream):
    with db.reading() as tx:
        return [(found.entry.event, found.entry.body, found.entry.subject) for found in entries(tx, stream)]


def test_a_password_and_a_code_prove_it_on_either_engine(database):
    asha = Member(database, AT)
    ticket = half(database, login=" ASHA@service.example ")
    assert ticket
    assert PASSWORD not in ticket
    proven = whole(database, ticket, asha.code(LATER))
    assert proven is not None
    assert (proven.person, proven.role) == (asha.person, "caseworker")
    assert said(database, ACCESS) == [("sign_in", {"what": "app"}, None)]
    for _ in range(delays.FREE_BY_LOGIN):
        assert half(database, password=OTHER) is None
    with pytest.raises(TooSoon):
        half(database)


def test_no_code_is_taken_twice_nor_one_that_is_older(db, asha, patient):
    early = asha.code(LATER, -1)
    assert whole(db, half(db), asha.code(LATER)) is not None
    assert whole(db, half(db), asha.code(LATER)) is None
    assert whole(db, half(db), early) is None
    assert whole(db, half(db, LATER + STEP), asha.code(LATER + STEP), LATER + STEP) is not None


def test_of_two_at_once_with_one_code_one_is_let_in(db, asha):
    ticket = half(db)
    code = asha.code(LATER)
    held = kept(db, asha.person)

    def take(_):
        with db.transaction() as tx:
            return credentials.take_app_code(tx, db.keys, held, code, at=LATER)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(take, range(4))) == 1
    assert whole(db, ticket, code) is None


def test_a_clock_may_be_one_step_off_and_no_more(db, asha, patient):
    assert whole(db, half(db), asha.code(LATER, -1)) is not None
    for steps in (2, -2):
        assert whole(db, half(db, LATER + HOUR), asha.code(LATER + HOUR, steps), LATER + HOUR) is None
    assert whole(db, half(db, LATER + HOUR), asha.code(LATER + HOUR, 1), LATER + HOUR) is not None


def test_codes_are_those_of_the_standard():
    # RFC 6238, appendix B, cut to six digits.
    secret = b"12345678901234567890"
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (1234567890, "005924")):
        at = AT.fromtimestamp(seconds, AT.tzinfo)
        assert totp.code_at(secret, at) == code
        assert totp.step_of(secret, f"{code[:3]} {code[3:]}", at=at, after=0) == seconds // 30
    assert "secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" in totp.address_of(secret, LOGIN)
    assert totp.step_of(secret, "é", at=AT, after=0) is None


def test_a_recovery_code_stands_in_once_however_it_is_typed(db, asha, patient):
    assert len(set(asha.codes)) == 10
    code = asha.codes[3]
    typed = code.lower().replace("0", "o").replace("1", "l").replace("-", " ")
    assert whole(db, half(db), typed, way=By.RECOVERY) is not None
    assert whole(db, half(db), code, way=By.RECOVERY) is None
    assert whole(db, half(db), asha.codes[4], way=By.APP) is None
    held = kept(db, asha.person)
    with db.reading() as tx:
        assert credentials.codes_left(tx, held) == 9
    with db.transaction() as tx:
        new = credentials.new_recovery_codes(tx, db.keys, held)
    assert whole(db, half(db), asha.codes[5], way=By.RECOVERY) is None
    assert whole(db, half(db), new[0], way=By.RECOVERY) is not None


def test_whoever_is_not_there_gets_the_same_answer_for_the_same_work(db, asha, monkeypatch):
    work: list[str] = []

    def counted(password, found):
        work.append("hashed")
        return passwords.is_password(password, found)

    monkeypatch.setattr(proving, "is_password", counted)
    shut = Member(db, AT, email="bea@service.example")
    people.disable(db, shut.person, at=AT)
    for login in (LOGIN, "nobody@service.example", "bea@service.example", ""):
        given = PASSWORD if login.startswith("bea") else OTHER
        assert half(db, login=login, password=given) is None
    assert work == ["hashed"] * 4
    failures = said(db, ACCESS)
    assert [(event, body) for event, body, _ in failures] == [("sign_in_failed", {"what": "password"})] * 4
    assert "nobody" not in json.dumps(failures)


def test_each_failure_makes_the_next_wait_longer_known_or_not(db, asha):
    for login in (LOGIN, "nobody@service.example"):
        waits: list[float] = []
        at = LATER
        for _ in range(delays.FREE_BY_LOGIN):
            assert half(db, at, login=login, password=OTHER) is None
        for _ in range(9):
            with pytest.raises(TooSoon) as found:
                half(db, at, login=login)
            waits.append(found.value.wait.total_seconds())
            # Whoever asks meanwhile makes it no longer.
            with pytest.raises(TooSoon) as found:
                half(db, at, login=login)
            assert found.value.wait.total_seconds() == waits[-1]
            at += found.value.wait
            assert half(db, at, login=login, password=OTHER) is None
        assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 300]
    # Nobody is locked out: they wait, and come in.
    at = LATER + HOUR
    assert half(db, at + delays.LONGEST) is not None
    assert half(db, at + 2 * delays.FORGOTTEN, password=OTHER) is None


def test_codes_are_guessed_no_faster_than_passwords(db, asha):
    for _ in range(delays.FREE_BY_LOGIN // 2):
        assert whole(db, half(db), "000000") is None
    ticket = half(db)
    with pytest.raises(TooSoon):
        whole(db, ticket, asha.code(LATER))


def test_many_failures_from_one_address_wait_whoever_is_tried(db, asha):
    for number in range(delays.FREE_BY_ADDRESS):
        assert half(db, login=f"somebody{number}@service.example") is None
    with pytest.raises(TooSoon):
        half(db)
    assert half(db, address="192.0.2.8") is not None
    with db.reading() as tx:
        rows = [*tx.connection.exec_driver_sql("SELECT * FROM sign_in_failures")]
    assert len(rows) == delays.FREE_BY_ADDRESS + 2
    assert b"service.example" not in b"".join(row[0] for row in rows)
    # What is forgotten is deleted.
    assert half(db, LATER + 2 * delays.FORGOTTEN, password=OTHER) is None
    with db.reading() as tx:
        assert tx.connection.exec_driver_sql("SELECT count(*) FROM sign_in_failures").scalar() == 2


def test_signing_in_forgives_what_was_mistyped(db, asha):
    for _ in range(delays.FREE_BY_LOGIN - 2):
        assert half(db, password=OTHER) is None
    assert whole(db, half(db), asha.code(LATER)) is not None
    for _ in range(delays.FREE_BY_LOGIN):
        assert half(db, password=OTHER) is None


def test_the_way_between_password_and_code_ends(db, asha):
    ticket = half(db)
    assert proving.is_half_way(db, ticket, at=LATER)
    late = LATER + tickets.GOOD_FOR + STEP
    assert not proving.is_half_way(db, ticket, at=late)
    assert whole(db, ticket, asha.code(late), late) is None
    assert whole(db, "no ticket of ours", asha.code(LATER)) is None
    assert whole(db, "é", asha.code(LATER)) is None
    other = tickets.issue(db.keys, "another purpose", asha.person, 0, at=LATER)
    assert whole(db, other, asha.code(LATER)) is None
    held = kept(db, asha.person)
    credentials.change_password(db, held, OTHER, "no session", at=LATER)
    assert whole(db, ticket, asha.code(LATER)) is None
    assert half(db) is None
    ticket = half(db, password=OTHER)
    people.disable(db, asha.person, at=LATER)
    assert whole(db, ticket, asha.code(LATER)) is None


def test_a_new_password_signs_out_everywhere_else(db, asha):
    here, there = (sessions.begin(db, asha.person, device="", at=LATER) for _ in range(2))
    held = kept(db, asha.person)
    credentials.change_password(db, held, OTHER, here, at=LATER)
    assert sessions.resume(db, here, at=LATER)
    assert sessions.resume(db, there, at=LATER) is None


def test_whoever_is_signed_in_is_asked_for_their_password_again(db, asha):
    actor = Actor(asha.person, Role.CASEWORKER)
    assert proving.confirm(db, actor, OTHER, address=WHERE, at=LATER) is None
    held = proving.confirm(db, actor, PASSWORD, address=WHERE, at=LATER)
    assert held is not None
    assert PASSWORD not in repr(held)
    assert proving.confirm(db, SYSTEM, PASSWORD, address=WHERE, at=LATER) is None


def test_without_an_app_there_is_no_way_in(db, asha):
    with db.transaction() as tx:
        tx.connection.exec_driver_sql("UPDATE credentials SET totp = NULL")
    assert whole(db, half(db), asha.code(LATER)) is None


def test_an_invitation_is_good_once_for_three_days_and_on_the_trail(db):
    person = people.add_person(db, name="Bea Quist", role="lead", email="bea@service.example", at=AT)
    code = invitations.invite(db, person, by=SYSTEM, at=AT)
    assert invitations.find(db, code, at=AT + invitations.GOOD_FOR) is None
    assert invitations.find(db, "0000-0000-0000-0000-0000", at=AT) is None
    invited = invited_by(db, code.lower())
    assert (invited.person, invited.name, invited.login) == (person, "Bea Quist", "bea@service.example")
    for password, again in (("too short", "too short"), (PASSWORD, OTHER), ("bea quist bea quist", "")):
        with pytest.raises(Malformed):
            invitations.choose(db, invited, code, password, again, at=AT)
    chosen = invitations.choose(db, invited, code, PASSWORD, PASSWORD, at=AT)
    assert invitations.accept(db, chosen.ticket, "000000", at=AT) is None
    good = totp.code_at(chosen.secret, AT)
    done = invitations.accept(db, chosen.ticket, good, at=AT)
    assert done is not None
    assert (done.person, done.role, len(done.codes)) == (person, "lead", 10)
    for again in (chosen.ticket, "none"):
        with pytest.raises(NotFound):
            invitations.accept(db, again, good, at=AT)
    assert invitations.find(db, code, at=AT) is None
    assert [event for event, *_ in said(db, SETTINGS)][-2:] == ["invite_person", "accept_invitation"]
    with db.reading() as tx:
        rows = repr([*tx.connection.exec_driver_sql("SELECT * FROM invitations")])
        rows += repr([*tx.connection.exec_driver_sql("SELECT * FROM credentials")])
        rows += repr([*tx.connection.exec_driver_sql("SELECT * FROM recovery_codes")])
    assert not any(secret in rows for secret in (code, PASSWORD, *done.codes))
    assert repr(chosen.secret)[2:-1] not in rows


def test_of_two_who_accept_one_invitation_at_once_one_does(db):
    person = people.add_person(db, name="Bea Quist", role="lead", email="bea@service.example", at=AT)
    code = invitations.invite(db, person, by=SYSTEM, at=AT)
    invited = invited_by(db, code)
    chosen = invitations.choose(db, invited, code, PASSWORD, PASSWORD, at=AT)

    def accept(_):
        try:
            return invitations.accept(db, chosen.ticket, totp.code_at(chosen.secret, AT), at=AT)
        except NotFound:
            return None

    with ThreadPoolExecutor(4) as pool:
        assert len([done for done in pool.map(accept, range(4)) if done]) == 1


def test_an_invitation_that_was_used_since_it_was_read_is_good_no_more(db, monkeypatch):
    person = people.add_person(db, name="Bea Quist", role="lead", email="bea@service.example", at=AT)
    code = invitations.invite(db, person, by=SYSTEM, at=AT)
    chosen = invitations.choose(db, invited_by(db, code), code, PASSWORD, PASSWORD, at=AT)
    read = invitations.resume(db, chosen.ticket, at=AT)
    good = totp.code_at(chosen.secret, AT)
    assert invitations.accept(db, chosen.ticket, good, at=AT) is not None
    monkeypatch.setattr(invitations, "resume", lambda *_, **__: read)
    with pytest.raises(NotFound):
        invitations.accept(db, chosen.ticket, good, at=AT)


def test_who_is_invited_again_loses_whatever_they_signed_in_with(db, asha):
    token = sessions.begin(db, asha.person, device="", at=AT)
    ticket = half(db)
    old = invitations.invite(db, asha.person, by=SYSTEM, at=LATER)
    assert sessions.resume(db, token, at=LATER) is None
    assert half(db) is None
    assert whole(db, ticket, asha.code(LATER)) is None
    new = invitations.invite(db, asha.person, by=SYSTEM, at=LATER)
    assert invitations.find(db, old, at=LATER) is None
    assert invitations.find(db, new, at=LATER) is not None


def test_nobody_is_invited_without_an_address_of_their_own(db, asha):
    nameless = people.add_person(db, name="No Address", role="lead", at=AT)
    twin = people.add_person(db, name="Twin", role="lead", email="Asha@Service.example", at=AT)
    for person, refusal in ((nameless, Malformed), (twin, Conflict), ("P-00000000", NotFound)):
        with pytest.raises(refusal):
            invitations.invite(db, person, by=SYSTEM, at=AT)
    people.disable(db, asha.person, at=AT)
    with pytest.raises(Malformed, match="cannot be invited"):
        invitations.invite(db, asha.person, by=SYSTEM, at=AT)


def test_an_invitation_ends_with_the_address_that_it_was_for(db, asha):
    held = people.add_person(db, name="Cleo Cliff", role=Role.AUDITOR, email="cleo@rowan.example", at=AT)
    code = invitations.invite(db, held, by=SYSTEM, at=AT)
    staff.change(db, held, staff.Wanted("Cleo Cliff", Role.AUDITOR, None, None, None), by=SYSTEM, at=AT)
    assert invitations.find(db, code, at=AT) is None


def test_an_app_still_works_after_the_keys_were_renewed(database, key_file):
    asha = Member(database, AT)
    database.keys = type(database.keys).renew(key_file)
    assert rotate(database) == 1
    assert kept(database, asha.person).key_id == database.keys.current
    assert whole(database, half(database), asha.code(LATER)) is not None
