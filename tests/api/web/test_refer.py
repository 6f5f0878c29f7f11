"""An officer refers at a doorstep: six answers, one check, one referral, and nothing typed is ever lost."""

import html
from typing import Any

import orjson
import pytest

from api.web.referring.reading import BY_PATH
from api.web.words.referral import EMAIL, FOR_OTHERS, OVERRIDE, PHONE, SECTIONS
from api.web.words.referral import NEEDED as NEEDED_PATHS
from api.web.words.referral_questions import ASKED
from states.vocabulary import Flag, Grade, OrderType, Safety
from tests.api.visiting import Page, Visitor, sign_in
from tests.api.world import FORCE
from workflow import drafts, people
from workflow.as_sent import open_as_sent
from workflow.finding import load
from workflow.tables import METADATA

NEEDED = {
    "survivor.name": "Maya Okafor",
    "safe_contact.safety": "safe",
    "safe_contact.channels": ["phone", "sms"],
    "survivor.phone": "07700 900123",
    "risk.grade": "high",
    "consent.to_referral": "yes",
}


@pytest.fixture
def settings(sqlite_settings):
    return sqlite_settings


@pytest.fixture
def officer(client, tokens) -> Visitor:
    return Visitor(client, tokens["officer"])


def check(visitor: Visitor, **changed: object) -> Page:
    """Fill the form in and have it checked; names with dots are written with two underscores."""
    fields = NEEDED | {name.replace("__", "."): value for name, value in changed.items()}
    return visitor.get("/refer").submit("Check your answers", fields=fields)


def refer(visitor: Visitor, **changed: object) -> str:
    """Refer somebody; the reference of the referral."""
    page = check(visitor, **changed).submit("Send the referral")
    assert page.status == 200, page.text
    return page.path.rpartition("/")[2]


def as_sent(db, reference: str) -> dict[str, Any]:
    referrals = METADATA.tables["referrals"]
    with db.reading() as tx:
        case = load(tx, reference)
        (sealed,) = tx.connection.execute(
            referrals.select()
            .with_only_columns(referrals.c.as_sent)
            .where(referrals.c.reference == reference)
        ).one()
    sent: dict[str, Any] = orjson.loads(open_as_sent(case.key(db.keys), reference, sealed))
    return sent


def count(db) -> int:
    with db.reading() as tx:
        return len([*tx.connection.execute(METADATA.tables["referrals"].select())])


def test_six_answers_are_a_referral(officer, db):
    page = check(officer)
    assert "Maya Okafor" in page.text
    assert "Call her" in page.text
    page = page.submit("Send the referral")
    reference = page.path.removeprefix("/refer/sent/")
    assert reference in page.text
    assert "23 November 2026" in page.text
    assert "Maya" not in page.html
    assert as_sent(db, reference) == {
        "force": FORCE,
        "referrer": {"role": "officer"},
        "survivor": {"name": "Maya Okafor", "phone": "07700 900123"},
        "safe_contact": {"safety": "safe", "channels": ["phone", "sms"]},
        "risk": {"grade": "high"},
        "consent": {"to_referral": True},
    }


def test_a_second_click_and_back_refer_once(officer, db):
    page = check(officer)
    first = page.submit("Send the referral")
    assert page.submit("Send the referral").path == first.path
    assert count(db) == 1
    # Back to the questions, another answer: the key is spent, and nothing that was typed is lost.
    fields = dict(page.form("Send the referral").fields) | {"survivor.name": "Maya O."}
    again = officer.post("/refer/send", fields)
    assert again.status == 409
    assert "This referral was sent already" in again.text
    assert "Maya O." in again.text
    assert again.submit("Send the referral").path != first.path
    assert count(db) == 2


@pytest.mark.parametrize(
    ("changed", "target", "words"),
    [
        ({"survivor__name": " "}, "survivor-name", "Enter her name"),
        ({"safe_contact__safety": None}, "safe_contact-safety", "Say whether it is safe"),
        ({"safe_contact__channels": []}, "safe_contact-channels", "Tick how we may reach her"),
        ({"survivor__phone": ""}, "survivor-phone", "Enter the number"),
        ({"survivor__phone": "0770"}, "survivor-phone", "Enter a phone number, like"),
        ({"safe_contact__channels": ["email"]}, "survivor-email", "Enter the address"),
        ({"survivor__email": "ada at home"}, "survivor-email", "Enter an e-mail address, like"),
        ({"respondent__phone": "+44 7700 900123"}, "survivor-phone", "This leads to him too"),
        ({"consent__to_referral": None}, "consent-to_referral", "Say whether she agrees"),
        ({"consent__to_referral": "no"}, "consent-override_reason", "Say why you refer her without"),
        (
            {"survivor__date_of_birth-day": "31"},
            "survivor-date_of_birth-day",
            "Her date of birth must include",
        ),
        ({"risk__score": "many"}, "risk-score", "Score must be a whole number"),
        (
            {"safe_contact__windows.0.from": "10:00"},
            "safe_contact-windows-0-days",
            "Days choose at least one",
        ),
        ({"incident__summary": "x" * 20_001}, "incident-summary", "What happened? must be 20,000 characters"),
    ],
)
def test_an_error_leads_to_its_question_and_keeps_what_was_typed(officer, db, changed, target, words):
    page = check(officer, respondent__name="Kept & <safe>", **changed)
    assert page.status == 422
    assert "There is a problem" in page.text
    link = next(said for said, href in page.links.items() if href == f"#{target}")
    assert link.startswith(words), link
    assert f'id="{target}"' in page.html
    assert html.escape("Kept & <safe>", quote=False) in page.html
    assert count(db) == 0


def test_an_officer_who_could_not_ask_becomes_the_way_to_her(officer, db):
    for safety in ("unknown", "unsafe"):
        reference = refer(
            officer,
            safe_contact__safety=safety,
            safe_contact__channels=[],
            survivor__phone="",
            risk__grade="",
        )
        sent = as_sent(db, reference)
        assert sent["safe_contact"] == {"safety": safety, "channels": ["through_officer"]}
        assert "risk" not in sent


def test_everything_that_an_officer_knows_is_kept(officer, db):
    more = {
        "consent__to_referral": "no",
        "consent__override_reason": "Her life is in danger.",
        "consent__tell_force": "yes",
        "risk__flags": ["weapon", "threat_to_life"],
        "risk__tool": "dash",
        "risk__score": "15",
        "respondent__name": "Daniel Price",
        "respondent__relationship": "former_partner",
        "respondent__lives_with_survivor": "no",
        "respondent__date_of_birth-day": "2",
        "respondent__date_of_birth-month": "jan",
        "respondent__date_of_birth-year": "1988",
        "safe_contact__windows.0.days": ["mon", "tue"],
        "safe_contact__windows.0.from": "10am",
        "safe_contact__windows.0.to": "2:30pm",
        "safe_contact__code_word": "marmalade",
        "survivor__address.lines": "1 Acorn Row\nAmbleford",
        "survivor__address.postcode": "ZZ1 1AA",
        "survivor__language": "pl",
        "incident__occurred_at-day": "20",
        "incident__occurred_at-month": "11",
        "incident__occurred_at-year": "2026",
        "incident__occurred_at-time": "9:10pm",
        "children__0.name": "Robin",
        "existing_orders__0.type": "occupation",
        "existing_orders__0.court": "Leeds",
        "bail__conditions": "yes",
    }
    page = check(officer, **more)
    for said in (
        "Monday, Tuesday: 10:00 to 14:30",
        "2 January 1988",
        "20 November 2026 at 21:10",
        "Polish",
        "Robin",
    ):
        assert said in page.text, said
    reference = page.submit("Send the referral").path.rpartition("/")[2]
    sent = as_sent(db, reference)
    assert sent["risk"] == {
        "tool": "dash",
        "version": "2009",
        "grade": "high",
        "score": 15,
        "flags": ["weapon", "threat_to_life"],
    }
    assert sent["safe_contact"]["windows"] == [{"days": ["mon", "tue"], "from": "10:00", "to": "14:30"}]
    assert sent["survivor"]["address"] == {"lines": ["1 Acorn Row", "Ambleford"], "postcode": "ZZ1 1AA"}
    assert sent["incident"] == {"occurred_at": "2026-11-20T21:10:00Z"}
    assert sent["children"] == [{"name": "Robin"}]
    assert sent["existing_orders"] == [{"type": "occupation", "court": "Leeds"}]
    assert sent["bail"] == {"conditions": True}
    assert sent["consent"] == {
        "to_referral": False,
        "override_reason": "Her life is in danger.",
        "tell_force": True,
    }


def test_change_leads_back_with_every_answer(officer):
    page = check(officer, respondent__name="Daniel Price", survivor__phone="0770")
    page = page.submit("Check your answers", fields={"survivor.phone": "07700 900123"})
    sent = page.form("Send the referral").fields
    back = officer.post("/refer", sent)
    form = back.form("Check your answers")
    assert set(sent) <= set(form.fields)
    assert '<details class="govuk-details" open>' in back.html
    assert 'formaction="/refer#survivor-phone"' in page.html
    assert sorted(back.submit("Check your answers").form("Send the referral").fields) == sorted(sent)


def test_nobody_is_named_in_an_address_or_a_title(officer):
    page = check(officer)
    assert page.path == "/refer/check"
    title = page.html.partition("<title>")[2].partition("</title>")[0]
    assert "Maya" not in title
    page = page.submit("Send the referral")
    assert page.path.startswith("/refer/sent/R-")


def test_somebody_elses_referral_is_not_there(officer, client, tokens):
    reference = refer(officer)
    other = Visitor(client, tokens["other_officer"])
    missing = other.get("/refer/sent/R-00000000")
    found = other.get(f"/refer/sent/{reference}")
    assert found.status == missing.status == 404
    assert found.html == missing.html


def test_a_form_without_its_key_is_not_sent(officer, db):
    page = check(officer)
    fields = [pair for pair in page.form("Send the referral").fields if pair[0] != "key"]
    again = officer.post("/refer/send", fields)
    assert again.form("Check your answers")
    assert count(db) == 0


def test_who_refers_for_an_officer_names_the_force(client, tokens, db):
    people.add_force(db, FORCE, "Cambridgeshire Constabulary")
    for role, names_case in (("caseworker", True), ("lead", True)):
        visitor = Visitor(client, tokens[role])
        page = check(visitor)
        assert page.links["Choose the police force"] == "#force"
        page = page.submit("Check your answers", force=FORCE, fields={"referrer.collar_number": "1234"})
        assert "Cambridgeshire Constabulary" in page.text
        page = page.submit("Send the referral")
        assert (page.links["this referral"].startswith("/cases/R-")) is names_case
    for role in ("solicitor", "auditor", "administrator", "analyst"):
        assert Visitor(client, tokens[role]).get("/refer").status == 403


def test_who_may_not_see_the_case_that_it_joined_still_hears_that_it_is_stored(client, tokens, db, world):
    people.add_force(db, FORCE, "Cambridgeshire Constabulary")
    known = {"respondent__name": "Daniel Price"}
    for part, value in (("day", "2"), ("month", "1"), ("year", "1988")):
        known[f"respondent__date_of_birth-{part}"] = value
    lead = Visitor(client, tokens["lead"])
    case = refer(lead, force=FORCE, **known)
    world.move("lead", f"/cases/{case}", "mark_sensitive", {"reason": "a colleague"})
    page = check(Visitor(client, tokens["caseworker"]), force=FORCE, **known).submit("Send the referral")
    assert page.status == 200
    assert "Referral sent" in page.text


HOSTILE = "<script>alert(1)</script>\"'&{{7*7}}"


def test_a_script_in_any_field_comes_back_as_text(officer):
    page = officer.get("/refer")
    form = page.form("Check your answers")
    typed = {name: HOSTILE for name in form.names if name != "key"}
    page = page.submit("Check your answers", fields=typed)
    assert page.status == 422
    assert "<script>alert" not in page.html
    assert "49" not in page.text.replace("900123", "")
    texts = {
        "survivor.name",
        "survivor.alias",
        "respondent.name",
        "incident.summary",
        "incident.crime_reference",
    }
    texts |= {
        "safe_contact.code_word",
        "safe_contact.instructions",
        "survivor.address.lines",
        "children.0.name",
    }
    texts |= {"existing_orders.0.note", "consent.override_reason"}
    page = check(
        officer, **{name.replace(".", "__", 1): HOSTILE for name in texts}, consent__to_referral="no"
    )
    assert page.status == 200
    assert "<script>alert" not in page.html
    assert page.text.count(HOSTILE) == len(texts)
    sent = officer.post("/refer", page.form("Send the referral").fields)
    assert "<script>alert" not in sent.html


def test_every_answer_that_is_offered_is_one_that_can_be_sent():
    for path, words in (
        ("safe_contact.safety", Safety),
        ("risk.grade", Grade),
        ("risk.flags", Flag),
        ("existing_orders.type", OrderType),
    ):
        assert set(ASKED[path].options) - {""} == {*words}
    for path, field in BY_PATH.items():
        if path in ASKED and ASKED[path].options and field.options:
            assert set(ASKED[path].options) - {""} <= set(field.options), path


def test_at_most_six_questions_are_needed():
    assert len([path for path in NEEDED_PATHS if path not in (PHONE, EMAIL, OVERRIDE)]) == 6
    asked = {path for section in SECTIONS for path in section.fields} | {*NEEDED_PATHS, *FOR_OTHERS}
    assert asked <= {*BY_PATH}
    assert asked <= {*ASKED}


@pytest.mark.parametrize("pressed", ["Check your answers", "Send the referral"])
def test_what_was_typed_outlives_the_session(officer, db, client, clock, tokens, pressed):
    page = check(officer) if pressed == "Send the referral" else officer.get("/refer")
    fields = {} if pressed == "Send the referral" else NEEDED
    clock.on(minutes=16)
    way_in = page.submit(pressed, fields=fields)
    assert way_in.status == 401
    assert "Maya" not in way_in.html
    kept = next(value for form in way_in.forms for name, value in form.fields if name == "kept")
    officer.cookie = sign_in(client, tokens["officer"])
    person = people.authenticate(db, tokens["officer"], at=clock())
    assert person is not None
    typed = drafts.unseal(db.keys, person.reference, kept, at=clock())
    assert typed is not None
    drafts.keep(db, officer.cookie, typed)
    back = officer.get(typed.path)
    assert "no-store" in back.response.headers["cache-control"]
    assert ("survivor.name", "Maya Okafor") in back.form("Check your answers").fields
    assert count(db) == 0
    back.submit("Check your answers").submit("Send the referral")
    assert count(db) == 1


def test_an_empty_form_may_be_kept_for_the_way_back(officer):
    assert officer.get("/refer").response.headers["cache-control"] == "private, no-cache"
    for page in (officer.get("/refer/sent/R-00000000"), check(officer), check(officer, survivor__name="")):
        assert page.response.headers["cache-control"] == "no-store"


def test_an_empty_form_asks_only_for_what_is_needed_first(officer):
    page = officer.get("/refer").submit("Check your answers")
    asked = {href for href in page.links.values() if href.startswith("#")} - {"#main-content", "#main"}
    assert asked == {"#survivor-name", "#safe_contact-safety", "#consent-to_referral"}


def test_whoever_says_only_at_some_times_is_asked_which_before_it_is_sent(officer):
    asks = [ASKED["safe_contact.windows"].label, ASKED["safe_contact.instructions"].label]
    limited = html.unescape(check(officer, safe_contact__safety="restricted").text)
    assert all(words in limited for words in asks)
    at_any_time = html.unescape(check(officer).text)
    assert not any(words in at_any_time for words in asks)
