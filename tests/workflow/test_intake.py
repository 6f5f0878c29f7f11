"""A referral opens a case or joins the open one of the same two people, and whoever sent it learns neither."""

import hashlib
import itertools
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from states.errors import KeyReused, Malformed, NotPermitted
from states.position import moment
from states.vocabulary import Disposition, Event, Role
from tests.workflow.cast import AT, FORCE, OTHER_FORCE, Cast
from tests.workflow.referred import LEFT_OUT, PERSONAL, SENT, changed
from workflow import people, references
from workflow.actors import Actor
from workflow.as_sent import open_as_sent
from workflow.blind import blind_indexes
from workflow.details import FIELDS, open_details
from workflow.faults import NotUnique
from workflow.intake import LONGEST_KEY, Taken, take_referral
from workflow.replay import replay_case
from workflow.trail import sealed_payload
from workflow.vault import SealedPayload, open_payload

NUMBERS = itertools.count()
#: How safe contact is said to be where nothing is forbidden.
OPEN_CONTACT = {"safety": "safe", "channels": ["phone", "email"], "voicemail": True, "withheld_number": False}


@pytest.fixture(autouse=True)
def _forces(cast: Cast) -> None:
    for force in (FORCE, OTHER_FORCE):
        people.add_force(cast.db, force, force.title())


def take(cast: Cast, sent: dict[str, Any] = SENT, *, actor: Actor | None = None, **given: Any) -> Taken:
    key = given.pop("key", f"key {next(NUMBERS)}")
    return take_referral(
        cast.db, sent, actor=actor or cast.caseworker, key=key, at=given.pop("at", AT), **given
    )


def case_of(cast: Cast, taken: Taken) -> str:
    return cast.found(taken.reference).reference


def details(cast: Cast, case: str) -> dict[str, Any]:
    with cast.db.reading() as tx:
        return open_details(tx, cast.db.keys, cast.found(case), FIELDS)


def tasks(cast: Cast, case: str) -> set[tuple[str, str, str | None]]:
    rows = cast.rows("tasks", case_id=cast.found(case).id)
    return {(row["kind"], row["role"], row["subject"]) for row in rows}


def notices(cast: Cast, case: str) -> set[tuple[str, str]]:
    rows = cast.rows("notices", case_id=cast.found(case).id)
    return {(row["rule"], row["recipient_ref"]) for row in rows}


def to_outcome(cast: Cast, case: str) -> None:
    cast.do(cast.caseworker, case, Event.TAKE)
    cast.do(cast.caseworker, case, Event.MAKE_CONTACT)
    cast.do(cast.caseworker, case, Event.DECLINE, {"reason": "other plans", "door_open_advice": True})


def to_closed(cast: Cast, case: str) -> None:
    to_outcome(cast, case)
    with cast.db.transaction() as tx:
        tx.connection.exec_driver_sql("UPDATE notices SET state = 'delivered'")
    cast.do(cast.caseworker, case, Event.CLOSE)


def to_order(cast: Cast, case: str, *, outcome: bool = True) -> None:
    cast.do(cast.caseworker, case, Event.TAKE)
    cast.do(cast.caseworker, case, Event.MAKE_CONTACT)
    cast.do(cast.caseworker, case, Event.GIVE_CONSENT)
    cast.do(cast.caseworker, case, Event.MAKE_OFFER, {"firm": cast.solicitor.firm})
    cast.accept(case)
    cast.do(cast.solicitor, case, Event.SEEK_ORDER)
    days = {"made_on": "2026-11-23", "expires_on": "2027-11-23"}
    cast.move(cast.solicitor, "make_order", cast.order(case), days)
    if outcome:
        cast.do(cast.solicitor, case, Event.RECORD_OUTCOME)


# A new case


def test_a_referral_opens_a_case_in_the_queue_of_its_force(cast: Cast):
    taken = take(cast, actor=cast.officer)
    case = cast.found(taken.reference)
    facts = case.position.facts
    assert (case.version, case.position.state, facts["queue"], facts["owner"]) == (1, "received", FORCE, None)
    assert facts["referrers"] == [cast.officer.reference]
    assert (facts["language"], facts["tell_force"], facts["grade"]) == ("pl", True, "medium")
    assert facts["windows"] == SENT["safe_contact"]["windows"]
    assert facts["routes"] == {"phone": True, "email": True, "in_person": True}
    assert facts["first_contact_since"] == moment(AT)
    assert [row["key"] for row in cast.rows("deadlines", case_id=case.id)] == ["first_contact"]


def test_the_opening_is_one_entry_that_rebuilds_the_case(cast: Cast):
    taken = take(cast)
    case = cast.found(taken.reference)
    (entry,) = cast.entries(case.reference)
    assert (entry["event"], entry["seq"], entry["actor"]) == (
        "receive_referral",
        1,
        cast.caseworker.reference,
    )
    assert replay_case(cast.db, case.reference) == case.position
    assert len(orjson.loads(entry["body"])["notices"]) == len(cast.rows("notices", case_id=case.id))


def test_what_was_sent_is_kept_byte_for_byte_and_in_the_trail(cast: Cast):
    content = b' {"as": "it came"}\n'
    taken = take(cast, as_sent=content)
    case, row = cast.found(taken.reference), cast.row("referrals")
    assert row["receipt"] == taken.receipt
    assert open_as_sent(case.key(cast.db.keys), taken.reference, row["as_sent"]) == content
    with cast.db.reading() as tx:
        sealed = sealed_payload(tx, case.head.stream, 1)
    assert sealed is not None
    (entry,) = cast.entries(case.reference)
    payload = open_payload(case.key(cast.db.keys), 1, SealedPayload(bytes(entry["digest"]), sealed))
    assert json.loads(payload) == {"referral": SENT}


def test_without_bytes_the_content_is_kept(cast: Cast):
    taken = take(cast)
    case, row = cast.found(taken.reference), cast.row("referrals")
    assert json.loads(open_as_sent(case.key(cast.db.keys), taken.reference, row["as_sent"])) == SENT


def test_her_details_can_be_opened(cast: Cast):
    held = details(cast, case_of(cast, take(cast)))
    assert held["survivor.phone"] == "07700 900123"
    assert held["survivor.address"] == SENT["survivor"]["address"]
    assert held["incident.summary"] == "He broke the garden door."
    assert held["children"] == SENT["children"]
    assert held["bail.ends_on"] == "2026-12-01"


def test_the_referrer_gets_a_receipt_that_names_the_referral_and_the_queue_hears_of_the_case(cast: Cast):
    taken = take(cast, actor=cast.officer)
    case = case_of(cast, taken)
    assert notices(cast, case) == {
        ("receive_referral/referrer", cast.officer.reference),
        ("receive_referral/caseworker", cast.caseworker.reference),
        ("receive_referral/caseworker", cast.colleague.reference),
    }
    values = {row["recipient"]: orjson.loads(row["values"]) for row in cast.rows("notices")}
    assert values["referrer"]["reference"] == taken.reference
    assert values["caseworker"]["reference"] == case


def test_what_is_missing_or_unusable_becomes_tasks(cast: Cast):
    sent = changed(respondent__date_of_birth="in March", risk=LEFT_OUT, survivor__date_of_birth=None)
    case = case_of(cast, take(cast, sent))
    assert tasks(cast, case) == {
        ("ask", "caseworker", "respondent.date_of_birth"),
        ("ask", "caseworker", "survivor.date_of_birth"),
        ("ask", "caseworker", "risk"),
    }
    assert {row["queue"] for row in cast.rows("tasks")} == {FORCE}


def test_an_interpreter_is_booked_before_anybody_calls_her(cast: Cast):
    case = case_of(cast, take(cast, changed(survivor__interpreter=True)))
    assert tasks(cast, case) == {("book_interpreter", "caseworker", None)}


def test_a_high_risk_puts_a_lead_to_work_within_the_hour(cast: Cast):
    case = case_of(
        cast, take(cast, changed(risk={"tool": "dash", "version": "2009", "score": 15, "grade": "high"}))
    )
    assert ("threat_to_life", "lead", None) in tasks(cast, case)
    assert ("receive_referral/lead", cast.lead.reference) in notices(cast, case)


@pytest.mark.parametrize("safety", ["unknown", "unsafe"])
def test_unknown_is_never_loosened(cast: Cast, safety):
    facts = cast.facts(case_of(cast, take(cast, changed(safe_contact={"safety": safety}))))
    assert (facts["safety"], facts["channels"], facts["voicemail"]) == (safety, [], None)


# Who may refer, and what they learn


def test_a_referrer_learns_of_the_referral_alone(cast: Cast):
    first = take(cast, actor=cast.officer)
    second = take(cast, actor=cast.officer)
    assert case_of(cast, first) == case_of(cast, second)
    for taken in (first, second):
        assert (taken.case_reference, taken.joined, taken.repeat) == (None, False, False)


def test_who_may_see_the_case_is_told_of_it(cast: Cast):
    first, second = take(cast), take(cast)
    assert first.case_reference == second.case_reference is not None
    assert (first.joined, second.joined) == (False, True)


def test_a_case_that_they_may_not_see_is_not_named(cast: Cast):
    case = case_of(cast, take(cast))
    cast.do(cast.lead, case, Event.MARK_SENSITIVE)
    hidden = take(cast)
    assert (hidden.case_reference, hidden.joined) == (None, False)
    assert take(cast, actor=cast.lead).case_reference == case


def test_somebody_with_a_conflict_of_interest_is_not_told_of_the_case(cast: Cast):
    people.list_associates(cast.db, cast.colleague.reference, [{"name": "Jane Heronlight"}])
    assert take(cast, actor=cast.again(cast.colleague)).case_reference is None


@pytest.mark.parametrize("role", [Role.SOLICITOR, Role.ANALYST, Role.AUDITOR, Role.ADMINISTRATOR])
def test_others_may_not_refer_and_the_access_stream_says_so(cast: Cast, role):
    actor = next(actor for actor in cast.everybody if actor.role is role)
    with pytest.raises(NotPermitted):
        take(cast, actor=actor)
    (entry,) = cast.rows("entries", stream="access")
    assert (entry["actor"], entry["event"]) == (actor.reference, "not_permitted")
    assert not cast.rows("cases")


def test_an_officer_refers_for_their_own_force(cast: Cast):
    with pytest.raises(NotPermitted):
        take(cast, actor=cast.other_officer)
    with pytest.raises(Malformed):
        take(cast, changed(force="atlantis"))
    assert not cast.rows("referrals")


def test_the_officer_is_who_signed_in_whatever_collar_number_is_sent(cast: Cast):
    take(cast, actor=cast.officer)
    assert cast.row("referrals")["referrer_id"] == cast.officer.person_id


def test_an_officer_who_is_only_named_is_found_or_made(cast: Cast):
    cases = [
        case_of(cast, take(cast, changed(survivor__name=name, survivor__phone=None)))
        for name in ("Ann", "Bea")
    ]
    named = cast.row("people", name="Officer 1234")
    assert (named["role"], named["force"], named["email"]) == ("officer", FORCE, "officer.1234@example.org")
    assert {row["referrer_id"] for row in cast.rows("referrals")} == {named["id"]}
    assert [cast.facts(case)["referrers"] for case in cases] == [[named["reference"]]] * 2


def test_without_an_officer_whoever_enters_it_refers(cast: Cast):
    take(cast, changed(referrer=LEFT_OUT))
    assert cast.row("referrals")["referrer_id"] == cast.caseworker.person_id


# Once


def test_the_same_request_has_the_effect_of_one_and_gets_the_same_answer(cast: Cast):
    first = take(cast, key="once")
    again = take(cast, key="once", at=AT + timedelta(hours=1))
    assert again == first
    assert len(cast.rows("referrals")) == len(cast.rows("entries", chart="case")) == 1


def test_another_request_under_the_same_key_is_refused(cast: Cast):
    take(cast, key="once")
    with pytest.raises(KeyReused):
        take(cast, changed(survivor__name="Ann Otterwick"), key="once")
    assert take(cast, changed(survivor__name="Ann Otterwick"), key="once", actor=cast.lead).case_reference


@pytest.mark.parametrize("key", ["", "k" * (LONGEST_KEY + 1)])
def test_a_key_is_wanted(cast: Cast, key):
    with pytest.raises(Malformed):
        take(cast, key=key)


def test_a_reference_that_is_taken_is_drawn_again(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    taken = take(cast)
    fresh = references.new
    drawn = [taken.reference]
    monkeypatch.setattr(
        references, "new", lambda kind: drawn.pop() if kind == references.REFERRAL and drawn else fresh(kind)
    )
    assert take(cast, changed(survivor__name="Ann Otterwick")).reference != taken.reference
    monkeypatch.setattr(references, "new", lambda kind: taken.reference if kind == "R" else fresh(kind))
    with pytest.raises(NotUnique):
        take(cast, changed(survivor__name="Bea Otterwick"))
    assert len(cast.rows("referrals")) == 2


def test_what_fails_leaves_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("workflow.arrival.ask", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        take(cast)
    for table in ("cases", "referrals", "details", "blind_indexes", "notices", "answers"):
        assert not cast.rows(table), table


def test_delivery_is_woken_once_it_is_stored(cast: Cast):
    woken: list[int] = []
    cast.db.on_commit(lambda: woken.append(len(cast.rows("referrals"))))
    take(cast)
    assert woken == [1]


# Joining

SAME = SENT["survivor"]
NO_PHONE = {"survivor__phone": None, "survivor__email": "other@rowan.example"}


@pytest.mark.parametrize(
    ("changes", "joins"),
    [
        ({}, True),
        ({"survivor__name": "Jayne Heronlight"}, True),
        ({"survivor__date_of_birth": None}, True),
        ({"survivor__name": None, "survivor__alias": "Bee"}, True),
        ({"survivor__phone": "+44 7700 900 123", "survivor__name": "Bea Otterwick"}, True),
        ({"survivor__name": "JANE  HERONLIGHT"} | NO_PHONE, True),
        (NO_PHONE, True),
        ({"survivor__name": "Jayne Heronlight"} | NO_PHONE, False),
        ({"survivor__date_of_birth": None} | NO_PHONE, False),
        ({"survivor__date_of_birth": "1990-02-04"} | NO_PHONE, False),
        ({"respondent__name": "Jon Thistlebrace"}, False),
        ({"respondent__date_of_birth": None}, False),
        ({"respondent__date_of_birth": "1988-12-02"}, False),
        ({"respondent": None}, False),
        ({"force": OTHER_FORCE}, False),
    ],
)
def test_it_joins_only_the_same_woman_and_the_same_man_of_the_same_force(cast: Cast, changes, joins):
    first = take(cast)
    second = take(cast, changed(**changes))
    assert second.joined is joins
    assert (second.case_reference == first.case_reference) is joins
    assert second.repeat is False


@pytest.mark.parametrize("state", ["contacted", "consented", "solicitor_assigned", "order_sought"])
def test_it_joins_a_case_in_every_open_state(cast: Cast, state):
    hers, his = (
        {name: SENT[party][name] for name in ("name", "date_of_birth", "phone")}
        for party in ("survivor", "respondent")
    )
    case = cast.case(state, survivor=hers, respondent=his)
    taken = take(cast)
    assert (taken.case_reference, taken.joined) == (case, True)
    assert cast.state(case) == state


def test_joining_leaves_one_entry_by_the_system_that_says_who_sent_it(cast: Cast):
    case = case_of(cast, take(cast))
    second = take(cast, actor=cast.officer)
    entry = cast.entries(case)[-1]
    assert (entry["event"], entry["role"], entry["actor"]) == (
        "join_referral",
        "system",
        cast.officer.reference,
    )
    payload = orjson.loads(entry["body"])["payload"]
    assert (payload["referral"], payload["referrer"]) == (second.reference, cast.officer.reference)
    found = cast.found(case)
    assert (found.version, found.position.facts["incidents"]) == (2, 1)
    assert cast.officer.reference in found.position.facts["referrers"]
    assert replay_case(cast.db, case) == found.position
    assert cast.row("referrals", reference=second.reference)["case_id"] == found.id


def test_joining_never_loosens_safe_contact(cast: Cast):
    case = case_of(cast, take(cast))
    before = cast.facts(case)
    take(cast, changed(safe_contact=OPEN_CONTACT))
    after = cast.facts(case)
    rules = ("safety", "channels", "windows", "voicemail", "withheld_number")
    assert {name: after[name] for name in rules} == {name: before[name] for name in rules}
    take(cast, changed(safe_contact={"safety": "unsafe"}))
    assert cast.facts(case)["safety"] == "unsafe"


def test_joining_never_replaces_a_route_or_any_detail(cast: Cast):
    case = case_of(cast, take(cast))
    before = details(cast, case), cast.facts(case)["routes"], cast.facts(case)["route_version"]
    take(cast, changed(survivor__phone="07700 900777", incident__summary="He came again."))
    assert (details(cast, case), cast.facts(case)["routes"], cast.facts(case)["route_version"]) == before
    assert cast.entries(case)[-1]["digest"] is not None


@pytest.mark.parametrize(
    "changes",
    [
        {"survivor__phone": "07700 900456", "respondent__phone": None},
        {"survivor__phone": None, "respondent__phone": "07700 900123"},
    ],
)
def test_where_two_referrals_cross_the_routes_nothing_is_known_until_somebody_asks(cast: Cast, changes):
    case = case_of(cast, take(cast))
    taken = take(cast, changed(**changes))
    assert taken.joined
    assert cast.facts(case)["safety"] == "unknown"
    assert ("ask", "caseworker", "safe_contact") in tasks(cast, case)


def test_joining_a_case_with_an_order_in_force_alerts_a_lead(cast: Cast):
    case = case_of(cast, take(cast))
    to_order(cast, case, outcome=False)
    take(cast, at=cast.at)
    assert ("breach", "lead", None) in tasks(cast, case)
    assert ("join_referral/lead", cast.lead.reference) in notices(cast, case)


# Alike, and once more


@pytest.mark.parametrize(
    "changes",
    [
        {"survivor__date_of_birth": None, "respondent__date_of_birth": None} | NO_PHONE,
        {"survivor__name": "J Heronlight", "survivor__address": None, "survivor__phone": "07700 900777"},
        {"survivor__name": "Bea Otterwick", "survivor__phone": "07700 900777", "survivor__email": None},
        {"survivor__name": "Bea Otterwick", "survivor__date_of_birth": None, "respondent": None},
        {"survivor__name": "Bea Otterwick", "survivor__date_of_birth": None, "survivor__phone": None},
        {"respondent": None},
    ],
)
def test_a_caseworker_compares_a_case_that_looks_alike(cast: Cast, changes):
    first = take(cast)
    second = take(cast, changed(**changes))
    assert not second.joined
    assert second.case_reference is not None
    assert ("check_duplicate", "caseworker", first.case_reference) in tasks(cast, second.case_reference)


def test_marking_the_duplicate_completes_the_comparison(cast: Cast):
    first = take(cast)
    second = take(cast, changed(respondent=None))
    cast.do(
        cast.caseworker, second.case_reference or "", Event.MARK_DUPLICATE, {"case": first.case_reference}
    )
    assert cast.row("tasks", kind="check_duplicate")["done_at"] is not None


def test_nobody_compares_strangers(cast: Cast):
    take(cast)
    other = changed(
        survivor={"name": "Bea Otterwick", "date_of_birth": "1990-02-03", "phone": "07700 900777"},
        respondent__name="Bob Quillwind",
    )
    assert not cast.rows("tasks", case_id=cast.found(take(cast, other).reference).id)


def test_across_forces_and_of_sensitive_cases_a_lead_compares(cast: Cast):
    first = take(cast)
    far = take(cast, changed(force=OTHER_FORCE))
    assert ("check_duplicate", "lead", first.case_reference) in tasks(cast, far.case_reference or "")
    cast.do(cast.lead, first.case_reference or "", Event.MARK_SENSITIVE)
    near = take(cast, changed(respondent=None))
    assert ("check_duplicate", "lead", first.case_reference) in tasks(cast, near.case_reference or "")


def test_the_newest_three_are_compared(cast: Cast):
    cases = [
        take(cast, changed(survivor__name=f"Ann Number{number}", respondent=None)).case_reference
        for number in range(5)
    ]
    kinds = {(kind, subject) for kind, _, subject in tasks(cast, cases[-1] or "") if kind != "ask"}
    assert kinds == {("check_duplicate", case) for case in cases[1:4]}


@pytest.mark.parametrize("end", [to_outcome, to_closed])
def test_a_match_that_has_ended_is_repeated_by_a_new_case(cast: Cast, end):
    first = take(cast)
    end(cast, first.case_reference or "")
    second = take(cast, at=cast.at)
    assert (second.joined, second.repeat) == (False, True)
    assert cast.facts(second.case_reference or "")["repeat_of"] == first.case_reference
    assert not tasks(cast, second.case_reference or "")
    third = take(cast, at=cast.at)
    assert (third.joined, third.case_reference) == (True, second.case_reference)


def test_one_that_ended_and_only_looks_alike_is_for_a_caseworker(cast: Cast):
    first = take(cast)
    to_outcome(cast, first.case_reference or "")
    second = take(cast, changed(respondent=None), at=cast.at)
    assert second.repeat is False
    assert ("check_repeat", "caseworker", first.case_reference) in tasks(cast, second.case_reference or "")


@pytest.mark.parametrize("force", [FORCE, OTHER_FORCE])
def test_a_repeat_while_an_order_is_in_force_alerts_a_lead(cast: Cast, force):
    first = take(cast)
    to_order(cast, first.case_reference or "")
    second = take(cast, changed(force=force), at=cast.at)
    assert second.repeat
    assert ("breach", "lead", first.case_reference) in tasks(cast, second.case_reference or "")
    leads = {FORCE: cast.lead, OTHER_FORCE: cast.far_lead}
    assert ("receive_referral/lead", leads[force].reference) in notices(cast, second.case_reference or "")
    late = take(cast, changed(force=force), at=AT + timedelta(days=500))
    assert late.joined


def test_a_repeat_after_the_order_has_run_out_alerts_nobody(cast: Cast):
    first = take(cast)
    to_order(cast, first.case_reference or "")
    second = take(cast, at=AT + timedelta(days=500))
    assert second.repeat
    assert not tasks(cast, second.case_reference or "")


def test_the_newest_of_several_that_ended_is_repeated(cast: Cast):
    for _ in range(2):
        to_outcome(cast, take(cast, at=cast.at).case_reference or "")
    newest = cast.rows("cases")[-1]["reference"]
    third = take(cast, at=cast.at)
    assert cast.facts(third.case_reference or "")["repeat_of"] == newest


def test_a_duplicate_stands_for_the_case_that_it_joined(cast: Cast):
    main = take(cast, changed(survivor__name="Bea Otterwick", survivor__phone="07700 900777"))
    twin = take(cast)
    cast.do(cast.caseworker, twin.case_reference or "", Event.MARK_DUPLICATE, {"case": main.case_reference})
    assert cast.facts(twin.case_reference or "")["disposition"] == Disposition.DUPLICATE
    third = take(cast, at=cast.at)
    assert (third.joined, third.repeat) == (False, False)
    assert ("check_duplicate", "caseworker", main.case_reference) in tasks(cast, third.case_reference or "")
    to_outcome(cast, main.case_reference or "")
    to_outcome(cast, third.case_reference or "")
    fourth = take(cast, at=cast.at)
    assert cast.facts(fourth.case_reference or "")["repeat_of"] == third.case_reference


# At once, and unreadable

CHILD = """
import json, sys
from datetime import datetime
from pathlib import Path
from states.vocabulary import Role
from workflow.actors import Actor
from workflow.db import Database
from workflow.intake import take_referral
from workflow.keys import Keys

url, keys, reference, person, key, at = sys.argv[1:]
sent = json.load(sys.stdin)
db = Database(url, keys=Keys.load(Path(keys)))
actor = Actor(reference, Role.CASEWORKER, person_id=int(person))
print("ready", flush=True)
for number in range(5):
    sent["survivor"]["name"] = f"Ann Number{number}"
    sent["survivor"]["phone"] = None
    take_referral(db, sent, actor=actor, key=f"{key} {number}", at=datetime.fromisoformat(at))
"""


@pytest.mark.no_cover
@pytest.mark.slow
@pytest.mark.parametrize(
    ("database_kind", "keys_differ"),
    [
        ("sqlite", True),
        ("postgresql", False),
        pytest.param("sqlite", False, marks=pytest.mark.whole),
        pytest.param("postgresql", True, marks=pytest.mark.whole),
    ],
    indirect=["database_kind"],
)
def test_two_processes_that_take_the_same_referral_at_once_open_one_case(
    cast: Cast, key_file: Path, keys_differ
):
    children = []
    for number in range(3):
        key = f"child {number}" if keys_differ else "child"
        person = (cast.caseworker.reference, str(cast.caseworker.person_id))
        command = [sys.executable, "-c", CHILD, cast.db.url, str(key_file), *person, key, AT.isoformat()]
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        children.append(child)
    for child in children:
        child.communicate(json.dumps(SENT), timeout=60)
        assert child.returncode == 0
    assert len(cast.rows("cases")) == 5
    assert len(cast.rows("referrals")) == (15 if keys_differ else 5)


def test_nothing_personal_is_readable_anywhere_in_the_database(cast: Cast):
    take(cast)
    take(cast)
    take(cast, changed(respondent=None))
    with pytest.raises(Malformed):
        take(cast, changed(survivor__phone="900123", survivor__email=None, force="atlantis"))
    rows = repr([cast.rows(table) for table in ("cases", "entries", "notices", "tasks", "answers", "people")])
    raw = repr(
        [[{k: bytes(v) if k == "as_sent" else v for k, v in row.items()} for row in cast.rows("referrals")]]
    )
    found = [word for word in PERSONAL if word in rows + raw]
    if cast.db.dialect == "sqlite":
        files = Path(cast.db.url.removeprefix("sqlite:///"))
        content = b"".join(path.read_bytes() for path in files.parent.glob(f"{files.name}*"))
        found += [word for word in PERSONAL if word.encode() in content]
    assert found == []


def test_the_digests_of_a_referral_are_keyed(cast: Cast):
    take(cast)
    content = orjson.dumps(SENT, option=orjson.OPT_SORT_KEYS)
    plain = {hashlib.sha256(text).digest() for text in (content, orjson.dumps(SENT))}
    assert bytes(cast.row("referrals")["digest"]) not in plain
    assert bytes(cast.row("answers")["request"]) not in plain
    assert blind_indexes(cast.db.keys, {"name": "Jane Heronlight"})
