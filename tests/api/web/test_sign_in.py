"""Coming in by password and code, one's own account, and what strangers learn: nothing."""

import re
from base64 import b32decode

import pytest

from api.headers import SECURITY
from api.web.invitation import GONE
from tests.api.visiting import Visitor
from tests.workflow.signing import LOGIN, OTHER, PASSWORD, Member, cheaply
from workflow import delays, invitations, people, sessions, totp
from workflow.actors import SYSTEM

#: The secret of an app, as it is to be typed.
KEY = r"Key: ((?:[A-Z2-7]{4} ){8})"


@pytest.fixture
def settings(sqlite_settings):
    return sqlite_settings


@pytest.fixture(autouse=True)
def _cheap(monkeypatch):
    cheaply(monkeypatch)


@pytest.fixture
def asha(db, clock):
    made = Member(db, clock())
    clock.on(minutes=2)
    return made


def signs_in(client, asha, clock, path="/sign-in", password=PASSWORD):
    page = Visitor(client).get(path).submit("Continue", login=LOGIN, password=password)
    page = page.submit("Sign in", code=asha.code(clock()))
    clock.on(seconds=totp.STEP)
    return page


def test_a_password_and_a_code_lead_to_ones_work(client, asha, clock):
    page = Visitor(client).get("/account")
    assert page.path == "/sign-in?next=%2Faccount"
    page = page.submit("Continue", login=LOGIN.upper(), password=f" {PASSWORD} ")
    assert page.status == 200
    assert PASSWORD not in page.html
    # The second step alone is no way in, and is not left in the history.
    assert page.visitor.cookie is None
    assert page.visitor.get("/sign-in/code").path == "/sign-in"
    page = page.submit("Sign in", code=asha.code(clock()))
    assert page.path == "/account"
    assert "Asha Raman" in page.text
    assert "no-store" in page.response.headers["cache-control"]
    assert page.visitor.get("/sign-in").path != "/sign-in"


def test_a_recovery_code_leads_in_too_and_wrong_ones_are_told(client, asha, clock):
    page = Visitor(client).get("/sign-in").submit("Continue", login=LOGIN, password=PASSWORD)
    page = page.submit("Use a recovery code")
    wrong = page.submit("Sign in", code="0000-0000-0000")
    assert wrong.status == 422
    assert "not right, or was used already" in wrong.text
    page = wrong.submit("Sign in", code=asha.codes[0])
    assert page.visitor.cookie is not None
    assert "9 left" in page.visitor.get("/account").text


def test_whoever_is_not_there_is_answered_in_the_same_words(client, asha, db, clock):
    people.add_person(db, name="No Login", role="lead", email="none@service.example", at=clock())
    shut = Member(db, clock(), email="shut@service.example")
    people.disable(db, shut.person, at=clock())
    answers = set()
    for login, password in (
        (LOGIN, OTHER),
        ("none@service.example", OTHER),
        ("shut@service.example", PASSWORD),
        ("nobody@service.example", PASSWORD),
        ("", ""),
        ("é" * 500, "x" * 5000),
    ):
        page = Visitor(client).get("/sign-in").submit("Continue", login=login, password=password)
        assert page.status == 422
        answers.add(re.sub(r' value="[^"]*"', "", page.html))
    assert len(answers) == 1


def test_guessing_is_slowed_down_and_says_for_how_long(client, asha, clock):
    form = Visitor(client).get("/sign-in")
    for _ in range(delays.FREE_BY_LOGIN):
        assert form.submit("Continue", login=LOGIN, password=OTHER).status == 422
    slow = form.submit("Continue", login=LOGIN, password=PASSWORD)
    assert (slow.status, slow.response.headers["retry-after"]) == (429, "2")
    assert "Wait 2 seconds" in slow.text
    clock.on(seconds=2)
    page = slow.submit("Continue", login=LOGIN, password=PASSWORD)
    slow = page.submit("Sign in", code="000000")
    assert slow.status == 429
    clock.on(minutes=1)
    wrong = slow.submit("Sign in", code="000000")
    assert wrong.status == 422
    clock.on(minutes=30)
    late = wrong.submit("Sign in", code=asha.code(clock()))
    assert "That took too long" in late.text
    assert late.form("Continue").action == "/sign-in"


def test_a_session_is_new_at_each_sign_in_and_never_one_that_was_given(client, asha, clock, db):
    first = signs_in(client, asha, clock).visitor
    planted = first.cookie
    page = first.ask("GET", "/account")
    again = Visitor(client)
    again.cookie = "planted-by-somebody"
    page = again.get("/sign-in").submit("Continue", login=LOGIN, password=PASSWORD)
    page.submit("Sign in", code=asha.code(clock()))
    assert again.cookie not in (planted, "planted-by-somebody", None)
    assert page.visitor.get("/account").status == 200
    # Signing in where one is signed in ends the session that was there.
    clock.on(seconds=totp.STEP)
    again.cookie = planted
    page = again.post("/sign-in", {"login": LOGIN, "password": PASSWORD})
    page.submit("Sign in", code=asha.code(clock()))
    assert again.cookie != planted
    assert sessions.resume(db, planted or "", at=clock()) is None


def test_what_was_typed_waits_through_both_steps(client, asha, clock, monkeypatch):
    mine = signs_in(client, asha, clock).visitor
    clock.on(minutes=16)
    page = mine.ask("POST", "/refer", "note=He+waits")
    assert page.status == 401
    page = page.submit("Continue", login=LOGIN, password=OTHER)
    page = page.submit("Continue", login=LOGIN, password=PASSWORD)
    assert "What you typed will be there again" in page.text
    page = page.submit("Use a recovery code").submit("Sign in", code=asha.codes[0])
    assert page.path.endswith("?done=typed")
    assert "What you typed is here" in page.text


def test_an_invitation_leads_from_a_code_to_a_first_page(client, db, clock):
    person = people.add_person(db, name="Bea Quist", role="auditor", email="bea@service.example", at=clock())
    code = invitations.invite(db, person, by=SYSTEM, at=clock())
    start = Visitor(client).get("/sign-in").follow("I have an invitation")
    gone = start.submit("Continue", code="0000-0000-0000-0000-0000")
    assert (gone.status, GONE in gone.text) == (404, True)
    page = gone.submit("Continue", code=code.lower())
    weak = page.submit("Continue", password="passwordpassword1", again="passwordpassword1")
    assert "tried first" in weak.text
    assert "passwordpassword1" not in weak.html
    page = weak.submit("Continue", password=PASSWORD, again=OTHER)
    assert "must be the same" in page.text
    page = page.submit("Continue", password=PASSWORD, again=PASSWORD)
    assert "<svg" in page.html
    assert "style=" not in page.html
    key = re.search(KEY, page.text)
    assert key is not None
    wrong = page.submit("Continue", code="000000")
    assert "Check that the app shows Rowan" in wrong.text
    secret = b32decode(key[1].replace(" ", ""))
    page = wrong.submit("Continue", code=totp.code_at(secret, clock()))
    assert len(re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", page.text)) == 10
    assert page.visitor.cookie is not None
    assert page.follow("I have kept them").path == "/audit"
    for again in (wrong, weak, start):
        fields = {"code": totp.code_at(secret, clock())} if again is wrong else {}
        fields = {"password": PASSWORD, "again": PASSWORD} if again is weak else fields
        fields = {"code": code} if again is start else fields
        assert GONE in again.submit("Continue", **fields).text


def test_everybody_sees_and_ends_their_own_sessions(client, asha, clock, tokens):
    here, there = signs_in(client, asha, clock).visitor, signs_in(client, asha, clock).visitor
    page = here.get("/account")
    forms = [form for form in page.forms if form.action.startswith("/account/devices/S-")]
    assert len(forms) == 1
    stranger = Visitor(client, tokens["lead"])
    assert stranger.post(forms[0].action).status == 404
    assert there.get("/account").path == "/account"
    assert "That browser is signed out." in here.post(forms[0].action).text
    assert there.get("/account").path.startswith("/sign-in")
    third = signs_in(client, asha, clock).visitor
    assert "every other browser" in here.get("/account").submit("Sign out everywhere else").text
    assert third.get("/account").path.startswith("/sign-in")


def test_a_password_an_app_and_codes_are_changed_by_who_knows_the_password(client, asha, clock):
    there = signs_in(client, asha, clock).visitor
    here = signs_in(client, asha, clock).visitor
    page = here.get("/account").follow("Change password")
    wrong = page.submit("Change password", current=OTHER, password=OTHER, again=OTHER)
    assert (wrong.status, "The password is not right" in wrong.text) == (422, True)
    weak = wrong.submit("Change password", current=PASSWORD, password="short", again="short")
    assert "15 to 200" in weak.text
    done = weak.submit("Change password", current=PASSWORD, password=OTHER, again=OTHER)
    assert "Your password is changed" in done.text
    assert there.get("/account").path.startswith("/sign-in")
    codes = here.get("/account/codes").submit("Show new codes", current=OTHER)
    assert len(re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", codes.text)) == 10
    app = here.get("/account/app").submit("Continue", current=OTHER)
    wrong = app.submit("Continue", code="000000")
    assert wrong.status == 422
    key = re.search(KEY, wrong.text)
    assert key is not None
    asha.secret = b32decode(key[1].replace(" ", ""))
    assert "new app is set up" in wrong.submit("Continue", code=asha.code(clock())).text
    assert here.post("/account/app/code", {"ticket": "none", "code": "1"}).path == "/account/app"
    clock.on(seconds=2 * totp.STEP)
    assert signs_in(client, asha, clock, password=OTHER).visitor.cookie


def test_the_account_of_somebody_without_a_password_says_so(client, tokens):
    page = Visitor(client, tokens["lead"]).get("/account")
    assert "How you sign in" not in page.text
    changed = page.visitor.post("/account/password", {"current": "x"})
    assert changed.status == 422
    assert page.visitor.post("/account/app/code", {"ticket": "x"}).path == "/account/app"


def test_whoever_is_still_there_stays(client, tokens, clock):
    visitor = Visitor(client, tokens["lead"])
    clock.on(minutes=14)
    answer = visitor.once("POST", "/account/stay")
    ends = (clock() + sessions.IDLE).isoformat()
    assert (answer.status_code, answer.json()) == (200, {"ends_at": ends})
    clock.on(minutes=14)
    assert visitor.get("/account").path == "/account"
    clock.on(minutes=16)
    gone = visitor.once("POST", "/account/stay")
    assert gone.status_code == 303
    assert gone.headers["clear-site-data"] == '"cache"'


def test_nothing_typed_at_the_account_is_ever_kept(client, tokens, clock):
    visitor = Visitor(client, tokens["lead"])
    clock.on(minutes=16)
    page = visitor.post("/account/password", {"current": PASSWORD, "password": OTHER, "again": OTHER})
    assert "kept" not in page.html
    assert "next=%2Faccount%2Fpassword" in page.path


def test_being_shut_out_ends_the_session_at_once(client, asha, clock, db):
    visitor = signs_in(client, asha, clock).visitor
    people.disable(db, asha.person, at=clock())
    assert visitor.get("/account").path.startswith("/sign-in")


def test_every_page_at_the_door_is_kept_by_nobody_and_framed_by_nobody(client, asha, clock, tokens):
    door, inside = Visitor(client), Visitor(client, tokens["caseworker"])
    password = door.get("/sign-in").submit("Continue", login=LOGIN, password=PASSWORD)
    answers = {
        page.status: page.response
        for page in (
            door.get("/sign-in"),
            password,
            password.submit("Sign in", code="000000"),
            inside.get("/admin/people"),
            inside.get("/cases/C-00000000"),
            inside.get("/account"),
            door.post("/refer", {"note": "x"}),
        )
    }
    assert set(answers) == {200, 401, 403, 404, 422}
    for answer in answers.values():
        assert answer.headers["cache-control"] == "no-store"
        for name, value in SECURITY.items():
            assert answer.headers[name] == value
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]
