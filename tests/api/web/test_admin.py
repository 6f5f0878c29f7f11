"""The administrator: people, forces, firms, words, settings and delivery, and never a case."""

import re

import pytest

from states.vocabulary import Role
from tests.api.visiting import Visitor
from tests.workflow.signing import Member, cheaply
from workflow import contacts, people, sessions
from workflow.queries import register


@pytest.fixture
def settings(sqlite_settings):
    return sqlite_settings


@pytest.fixture(autouse=True)
def _cheap(monkeypatch):
    cheaply(monkeypatch)


@pytest.fixture
def admin(client, tokens):
    return Visitor(client, tokens["administrator"])


def test_somebody_is_added_invited_changed_shut_out_and_let_in(admin, client, db, clock):
    form = admin.get("/admin/people").follow("Add somebody")
    wrong = form.submit("Add", name="", role="solicitor", force="", firm="", email="none")
    assert wrong.status == 422
    assert {"name", "firm", "email"} <= {link.removeprefix("#") for link in wrong.links.values()}
    wrong = wrong.submit("Add", name="Cora Elmtree", role="solicitor", firm="hart", email="cora@firm.example")
    page = wrong
    assert "The person is added." in page.text
    assert "Not set up" in page.text
    invited = page.submit("Invite")
    code = re.search(r"\b(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}\b", invited.text)
    assert code is not None
    page = invited.follow("Done")
    assert "Open until 26 November 2026" in page.text
    assert code[0] not in page.html
    reference = page.path.rpartition("/")[2].partition("?")[0]
    changed = page.follow("Change name, role or email").submit(
        "Save", name="Cora Elm", role="officer", firm="", force="essex"
    )
    assert "The change is saved." in changed.text
    assert "Police officer" in changed.text
    token = sessions.begin(db, reference, device="", at=clock())
    assert "Signed in 1 browser" in admin.get(f"/admin/people/{reference}").text
    page = admin.get(f"/admin/people/{reference}").submit("Sign out everywhere")
    assert sessions.resume(db, token, at=clock()) is None
    page = page.submit("Shut out")
    assert "They are shut out" in page.text
    assert "Shut out" in admin.get("/admin/people?role=officer").text
    page = page.submit("Let in again")
    found = register.person(db, reference)
    assert found is not None
    assert found.active


def test_a_change_of_role_ends_sessions_and_tokens_and_a_change_of_name_does_not(admin, db, clock):
    asha = Member(db, clock())
    token = people.issue_token(db, asha.person, at=clock())
    session = sessions.begin(db, asha.person, device="", at=clock())
    path = f"/admin/people/{asha.person}/change"
    admin.get(path).submit("Save", name="Asha Quist", email="new@service.example")
    assert people.authenticate(db, token, at=clock())
    assert sessions.resume(db, session, at=clock())
    with db.reading() as tx:
        assert (
            tx.connection.exec_driver_sql("SELECT login FROM credentials").scalar() == "new@service.example"
        )
    assert admin.get(path).submit("Save", email="").status == 422
    admin.get(path).submit("Save", role="lead")
    assert people.authenticate(db, token, at=clock()) is None
    assert sessions.resume(db, session, at=clock()) is None


def test_a_reset_ends_what_they_signed_in_with(admin, db, clock):
    asha = Member(db, clock())
    session = sessions.begin(db, asha.person, device="", at=clock())
    page = admin.get(f"/admin/people/{asha.person}")
    assert "their password, app, recovery codes and sessions end at once" in page.text
    page.submit("Reset and invite anew")
    assert sessions.resume(db, session, at=clock()) is None
    assert "Not set up" in admin.get(f"/admin/people/{asha.person}").text


def test_nobody_is_invited_or_changed_who_cannot_be(admin, db, clock, tokens):
    asha = Member(db, clock())
    twin = people.add_person(db, name="Twin", role="lead", email=asha.login, at=clock())
    nameless = people.add_person(db, name="No Address", role="lead", at=clock())
    for person, said in ((twin, "signs in with the same"), (nameless, "have no email address")):
        assert said in admin.get(f"/admin/people/{person}").submit("Invite").text
    form = admin.get(f"/admin/people/{nameless}/change")
    assert "signs in with this address" in form.submit("Save", email=asha.login).text
    for body in ({"force": "nowhere"}, {"role": "officer", "force": ""}, {"role": "system"}):
        assert form.submit("Save", **body).status == 422
    own = people.authenticate(db, tokens["administrator"], at=clock())
    assert own is not None
    assert "This is you" in admin.get(f"/admin/people/{own.reference}").text
    assert admin.post(f"/admin/people/{own.reference}/disable").status == 422
    fields = {"name": "x", "role": "lead"}
    assert admin.post(f"/admin/people/{own.reference}/change", fields).status == 422
    for what in ("", "/change", "/invite", "/disable", "/enable", "/end-sessions"):
        method = "GET" if what in ("", "/change") else "POST"
        assert admin.ask(method, f"/admin/people/P-00000000{what}").status == 404
    assert admin.post("/admin/people/P-00000000/change", fields).status == 404


def test_people_come_in_pages(admin, db, clock):
    for number in range(60):
        people.add_person(db, name=f"Person {number:02}", role=Role.LEAD, at=clock())
    first = admin.get("/admin/people?role=lead")
    second = first.follow("Next page")
    assert "Person 00" in first.text
    assert "Person 59" not in first.text
    assert "Person 59" in second.text
    assert second.follow("First page").text == first.text
    assert admin.get("/admin/people?role=none").status == 200
    assert admin.get("/admin/people?cursor=none").status == 422


def test_forces_firms_and_where_their_notices_go(admin, db):
    people.add_force(db, "essex", "Essex Police")
    page = admin.get("/admin/forces")
    page = page.submit("Save the force", code="rail", name="Railway Police")
    assert "Railway Police" in page.text
    assert page.submit("Save the force", code="not a code!", name="x").status == 422
    form = admin.get("/admin/contacts/force/essex")
    assert form.submit("Save", channel=None).status == 422
    assert form.submit("Save", channel="email", address="none").status == 422
    page = form.submit("Save", channel="email", address="desk@essex.example", language="cy")
    assert "desk@essex.example" in page.text
    assert "(email, Welsh)" in page.text
    secret = admin.get("/admin/contacts/firm/hart").submit(
        "Save", channel="webhook", address="https://hart.example/in"
    )
    assert re.search(r"\b[0-9a-f]{64}\b", secret.text)
    assert "https://hart.example/in" in secret.follow("Done").text
    for _ in range(2):
        page = admin.get("/admin/contacts/firm/hart").submit("Save", channel="none", address="")
    assert "No contact" in page.text
    assert [contact.code for contact in contacts.contacts(db)] == ["essex"]
    for none in (
        "/admin/contacts/force/nowhere",
        "/admin/contacts/survivor/essex",
        "/admin/contacts/firm/none",
    ):
        assert admin.get(none).status == 404
    page = admin.get("/admin/firms").submit("Save the firm", code="new-firm", name="New & Co")
    assert "New & Co" in page.text
    assert page.submit("Save the firm", code="", name="").status == 422
    page = page.submit("Make it no more offers: Hart and Co")
    assert "Takes no offers" in page.text
    assert "Takes no offers" not in page.submit("Make it offers again: Hart and Co").text


def test_every_template_is_read_in_both_languages(admin):
    page = admin.get("/admin/templates")
    names = [link for link in page.links.values() if link.startswith("/admin/templates/")]
    assert len(names) > 50
    for link in names[::9]:
        english, welsh = admin.get(link), admin.get(f"{link}?language=cy")
        assert english.status == welsh.status == 200
        assert english.text != welsh.text
    assert admin.get("/admin/templates/none").status == 404
    assert admin.get(f"{names[0]}?language=xx").status == 200


def test_settings_are_shown_and_no_secret_is(admin, settings):
    page = admin.get("/admin/settings")
    assert "ROWAN_DELIVERY_LAG" in page.text
    assert settings.database not in page.html
    assert "ROWAN_DATABASE_URL Set" in page.text


def test_delivery_is_shown_in_numbers_and_no_case_is(admin, world, clock):
    case, offer = world.offered()
    clock.on(hours=30)
    admin = Visitor(world.client, world.tokens["administrator"])
    page = admin.get("/admin/delivery")
    assert page.status == 200
    assert "No machine may send it" in page.text
    for path in ("/admin/delivery", "/admin/people", "/admin/forces", "/admin/firms", "/admin/settings"):
        assert case not in admin.get(path).html
        assert offer not in admin.get(path).html
