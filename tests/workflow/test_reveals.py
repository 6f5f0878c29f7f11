import logging

import orjson
import pytest

from states.errors import Malformed, NotFound, NotPermitted
from states.vocabulary import Event
from tests.workflow.cast import NAME, PHONE, Cast
from workflow import reveals
from workflow.details import FIELDS
from workflow.faults import StorageUnavailable
from workflow.finding import load
from workflow.reveals import is_contact, reveal
from workflow.trail import sealed_payload
from workflow.vault import SealedPayload, open_payload

WHY = "to call Ada back about Tuesday"


def asked(cast: Cast, case: str, actor, *fields: str, purpose: str = WHY):
    return reveal(cast.db, case, fields, purpose, actor=actor, at=cast.at)


def test_the_owner_opens_her_details_by_saying_why(cast: Cast):
    case = cast.case("taken")
    opened = asked(cast, case, cast.caseworker, "survivor.phone", "survivor.name", "survivor.alias")
    assert opened == {"survivor.phone": PHONE, "survivor.name": NAME, "survivor.alias": None}


def test_the_entry_names_the_fields_and_seals_the_purpose(cast: Cast):
    case = cast.case("taken")
    asked(cast, case, cast.caseworker, "survivor.phone", "survivor.phone")
    entry = cast.entries(case)[-1]
    assert (entry["event"], entry["actor"]) == ("reveal", cast.caseworker.reference)
    assert orjson.loads(entry["body"]) == {"fields": ["survivor.phone"]}
    assert "Ada" not in repr(entry)
    with cast.db.reading() as tx:
        found = load(tx, case)
        sealed = sealed_payload(tx, found.head.stream, entry["seq"])
    assert sealed is not None
    said = open_payload(found.key(cast.db.keys), entry["seq"], SealedPayload(entry["digest"], sealed))
    assert orjson.loads(said) == {"purpose": WHY}


def test_a_reveal_makes_no_screen_stale(cast: Cast):
    case = cast.case("taken")
    version = cast.version(case)
    asked(cast, case, cast.caseworker, "survivor.name")
    assert cast.version(case) == version


def test_contact_details_stay_closed_to_all_but_the_owner(cast: Cast):
    case = cast.case("taken")
    for actor in (cast.colleague, cast.lead):
        assert asked(cast, case, actor, "survivor.name") == {"survivor.name": NAME}
        with pytest.raises(NotPermitted):
            asked(cast, case, actor, "survivor.name", "survivor.phone")
    unowned = cast.case()
    with pytest.raises(NotPermitted):
        asked(cast, unowned, cast.caseworker, "survivor.phone")


def test_a_firm_opens_details_only_while_it_acts_with_her_consent(cast: Cast):
    case = cast.case("offered")
    with pytest.raises(NotPermitted):
        asked(cast, case, cast.solicitor, "survivor.name")
    cast.accept(case)
    assert asked(cast, case, cast.solicitor, "survivor.phone") == {"survivor.phone": PHONE}
    cast.do(cast.solicitor, case, Event.SEEK_ORDER)
    cast.do(cast.caseworker, case, Event.WITHDRAW_CONSENT)
    with pytest.raises(NotPermitted):
        asked(cast, case, cast.solicitor, "survivor.phone")
    with pytest.raises(NotFound):
        asked(cast, case, cast.rival, "survivor.phone")


def test_nobody_else_opens_anything(cast: Cast):
    case = cast.case("taken")
    referral = cast.row("referrals")["reference"]
    for actor in (cast.auditor, cast.system):
        with pytest.raises(NotPermitted):
            asked(cast, case, actor, "survivor.name")
    with pytest.raises(NotPermitted):
        asked(cast, referral, cast.officer, "survivor.name")
    with pytest.raises(NotFound):
        asked(cast, case, cast.officer, "survivor.name")
    assert [row["event"] for row in cast.entries(case)] == ["receive_referral", "take"]


@pytest.mark.parametrize(
    ("fields", "purpose", "wrong"),
    [
        ([], WHY, ["fields"]),
        (["survivor.shoe_size"], WHY, ["fields"]),
        (["Ada Fictional"], WHY, ["fields"]),
        (["survivor.name"], "  ", ["purpose"]),
        (["survivor.name"], "x" * 501, ["purpose"]),
        ([], "", ["purpose", "fields"]),
    ],
)
def test_a_reveal_says_what_and_why(cast: Cast, fields, purpose, wrong):
    case = cast.case("taken")
    with pytest.raises(Malformed) as refusal:
        asked(cast, case, cast.caseworker, *fields, purpose=purpose)
    assert [problem.field for problem in refusal.value.problems] == wrong
    assert "Ada" not in repr(refusal.value.problems)


def test_nothing_is_shown_that_could_not_be_written(cast: Cast, monkeypatch, caplog):
    case = cast.case("taken")

    def fail(*_: object, **__: object):
        raise StorageUnavailable("the disk is full")

    monkeypatch.setattr(reveals, "note", fail)
    with caplog.at_level(logging.DEBUG), pytest.raises(StorageUnavailable):
        asked(cast, case, cast.caseworker, "survivor.phone")
    assert PHONE not in caplog.text


def test_what_was_opened_is_kept_nowhere(cast: Cast):
    case = cast.case("taken")
    asked(cast, case, cast.caseworker, "survivor.phone")
    assert cast.rows("answers") == []


def test_whatever_leads_to_a_person_is_a_contact_detail():
    contact = {field for field in FIELDS if is_contact(field)}
    assert contact == {
        "survivor.phone",
        "survivor.email",
        "survivor.address",
        "safe_contact.code_word",
        "safe_contact.instructions",
        "respondent.phone",
        "respondent.email",
        "respondent.address",
        "application",
    }
