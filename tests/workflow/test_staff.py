"""Changing those who work with Rowan: by others than themselves, and on the trail without names."""

import pytest

from states.errors import Conflict, Malformed, NotFound
from tests.workflow.cast import AT, Cast
from tests.workflow.signing import Member, cheaply
from workflow import people, staff
from workflow.staff import Wanted
from workflow.trail import SETTINGS, entries


@pytest.fixture(autouse=True)
def _cheap(monkeypatch):
    cheaply(monkeypatch)


def said(db):
    with db.reading() as tx:
        return [(found.entry.event, found.entry.subject) for found in entries(tx, SETTINGS)]


def test_each_change_is_by_somebody_else_and_on_the_trail_without_names(cast: Cast):
    db, by = cast.db, cast.administrator
    wanted = Wanted("Cora Elmtree", "solicitor", None, cast.solicitor.firm, "cora@firm.example")
    new = staff.add(db, wanted, by=by, at=AT)
    staff.change(db, new, Wanted("Cora Elm", "lead", None, None, None), by=by, at=AT)
    staff.end_sessions(db, new, by=by, at=AT)
    staff.disable(db, new, by=by, at=AT)
    staff.enable(db, new, by=by, at=AT)
    staff.save_force(db, "rail", "Railway Police", by=by, at=AT)
    staff.save_firm(db, "new", "New & Co", active=False, by=by, at=AT)
    names = ("add_person", "change_person", "end_sessions", "disable_person", "enable_person")
    assert said(db)[-7:] == [*((name, new) for name in names), ("save_force", "rail"), ("save_firm", "new")]
    with db.reading() as tx:
        bodies = repr([*tx.connection.exec_driver_sql("SELECT body FROM entries")])
    assert not any(word in bodies for word in ("Cora", "Railway", "New &", "firm.example"))


def test_what_does_not_fit_changes_nothing(cast: Cast):
    db, by = cast.db, cast.administrator
    asha = Member(db, AT)
    before, officer = said(db), cast.officer.reference
    for wanted in (
        Wanted("", "lead", None, None, None),
        Wanted("X", "officer", "nowhere", None, None),
        Wanted("X", "solicitor", None, "none", None),
        Wanted("X", "system", None, None, None),
    ):
        for refused in (
            lambda wanted=wanted: staff.add(db, wanted, by=by, at=AT),
            lambda wanted=wanted: staff.change(db, officer, wanted, by=by, at=AT),
        ):
            with pytest.raises(Malformed):
                refused()
    lead = Wanted("X", "lead", None, None, None)
    with pytest.raises(Malformed, match="needs an address"):
        staff.change(db, asha.person, lead, by=by, at=AT)
    with pytest.raises(Conflict):
        staff.change(db, officer, Wanted("X", "lead", None, None, asha.login), by=by, at=AT)
    with pytest.raises(NotFound):
        staff.change(db, "P-00000000", lead, by=by, at=AT)
    with pytest.raises(NotFound):
        staff.standing(db, "P-00000000", at=AT)
    for own in (
        lambda: staff.change(db, by.reference, lead, by=by, at=AT),
        lambda: staff.disable(db, by.reference, by=by, at=AT),
    ):
        with pytest.raises(Malformed, match="their own account"):
            own()
    with pytest.raises(Malformed, match="no force"):
        staff.save_force(db, "rail", " ", by=by, at=AT)
    assert said(db) == before


def test_whoever_keeps_role_and_address_stays_signed_in(cast: Cast):
    token = people.issue_token(cast.db, cast.lead.reference, at=AT)
    same = Wanted("Another Name", "lead", None, None, "lead@service.example")
    staff.change(cast.db, cast.lead.reference, same, by=cast.administrator, at=AT)
    assert people.authenticate(cast.db, token, at=AT)
    other = Wanted("Another Name", "auditor", None, None, "lead@service.example")
    staff.change(cast.db, cast.lead.reference, other, by=cast.administrator, at=AT)
    assert people.authenticate(cast.db, token, at=AT) is None
