"""The application on its pages: opened on the record, filled in section by section, printed, and kept from who may not."""

import orjson
import pytest

from api.web.application.asked import answers, asked, parts, start
from api.web.words.application import ABOVE, ASKED, DOCUMENTS, HELP
from tests.api.visiting import Visitor
from tests.workflow.pack.applying import full
from tests.workflow.pack.printed import text_of
from workflow.pack import contract
from workflow.pack.labels import SECTIONS
from workflow.tables import EntryRow

ENTRIES = EntryRow.__table__
DAY = (("day", "23"), ("month", "11"), ("year", "2026"))
SITUATION = "application.fl401.situation."
YOU = "application.fl401.applicantDetails."


@pytest.fixture
def settings(sqlite_settings):
    return sqlite_settings


@pytest.fixture
def visit(client, tokens):
    return lambda who: Visitor(client, tokens[who])


@pytest.fixture(autouse=True)
def _no_delivery(client):
    for loop in client.app.state.doors.loops:
        loop.stop()


def saved(case):
    """Where one stands once a section is saved."""
    return f"{at(case)}?done=case-record_application"


def entries(db):
    """What the trails of cases hold, entry by entry: the event and its clear body."""
    with db.reading() as tx:
        theirs = ENTRIES.select().where(ENTRIES.c.stream.like("case:%"))
        rows = tx.connection.execute(theirs.order_by(ENTRIES.c.stream, ENTRIES.c.seq))
        return [(row.event, orjson.loads(row.body)) for row in rows]


def at(case, section=""):
    return f"/cases/{case}/application{section and '/'}{section}"


def open_section(visitor, case, section):
    return visitor.get(at(case)).submit(at(case, f"{section}/open"))


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_says_what_is_held_and_reads_it_back(section):
    whole = {
        **full(),
        "confidential": {"keptRoutes": ["phone"], "schools": [{"name": "Oak", "address": "LS1"}]},
    }
    whole["fl401"]["family"]["whoApplicationIsFor"] = "Applicant and children"
    whole["fl401"]["respondentBehaviour"]["stopBehaviourTowardsApplicant"] = [
        "Harassing or intimidating them"
    ]
    (declared,) = whole["fl401"]["statementOfTruth"]["declaration"]
    whole["fl401"]["statementOfTruth"]["declaration"] = [" ".join(declared.split())]
    said = answers(section, start(section, whole), None)
    assert said.errors == {}
    held = contract.flat(said.payload[ABOVE])
    theirs = {place: value for place, value in contract.flat(whole).items() if _is_of(section, place)}
    assert held == theirs


def _is_of(section, place):
    return contract.section_of(contract.path_of(place)) == section


def test_all_sections_together_ask_everything_once_and_in_words():
    names = [
        f"{part.above}{one.name}" for section in SECTIONS for part in parts(section) for one in part.fields
    ]
    assert len(names) == len(set(names))
    paths = {f"{ABOVE}.{path.replace('[]', '')}" for path in contract.fields()}
    assert all(any(f"{path}.".startswith(f"{name}.") for name in names) for path in paths)
    assert paths <= set(ASKED)
    assert set(HELP) == set(SECTIONS)
    assert all(asked(section).name == ABOVE for section in SECTIONS)


def test_who_saw_what_is_held_empties_it_and_what_the_case_knows_is_not_held_twice():
    known = {"fl401": {"applicantDetails": {"applicantFirstName": "Ada", "applicantLastName": "Fictional"}}}
    form = start(
        "you", {"fl401": {"applicantDetails": {"applicantFirstName": "Ada", "applicantOtherNames": "A."}}}
    )
    said = answers("you", form, known).payload[ABOVE]["fl401"]["applicantDetails"]
    assert said["applicantFirstName"] is None
    assert said["applicantLastName"] is None
    assert said["applicantOtherNames"] == "A."
    assert said["applicantAddress"]["postCode"] is None
    assert "legalRepresentativeFirm" not in said
    lists = answers("family", start("family", {}), {}).payload[ABOVE]["fl401"]["family"]
    assert lists["protectedChildren"] is None


def test_an_application_is_prepared_section_by_section(world, visit, db):
    case = world.consented()
    worker = visit("caseworker")
    page = worker.get(f"/cases/{case}/events/record_application")
    assert page.path == at(case)
    assert "wait for an answer" in page.text
    assert "Anna" not in page.html
    before = len(entries(db))
    page = open_section(worker, case, "you")
    assert page.status == 200
    assert 'value="Anna"' in page.html
    event, body = entries(db)[-1]
    assert (event, body["application"], body["section"]) == ("reveal", "section", "you")
    assert "application" in body["fields"]
    assert len(entries(db)) == before + 1
    page = page.submit("Save this section", fields={f"{YOU}applicantGender": "Female"})
    assert page.path == saved(case)
    assert "The application is saved." in page.text
    page = open_section(worker, case, "situation")
    orders = {
        f"{SITUATION}ordersAppliedFor": "Non-molestation order",
        f"{SITUATION}ordersAppliedWithoutNotice": "no",
    }
    page = page.submit("Save this section", fields=orders)
    page = open_section(worker, case, "situation")
    assert ' value="Non-molestation order" checked' in page.html
    # What was only prefilled is not held: it follows the case.
    change = {"survivor": {"name": "Anna Renamed"}}
    world.move("caseworker", f"/cases/{case}", "update_details", change)
    page = open_section(worker, case, "you")
    assert 'value="Renamed"' in page.html
    assert ' value="Female" checked' in page.html


def test_a_section_is_saved_once_and_nothing_typed_is_lost(world, visit, db):
    case = world.consented()
    worker = visit("caseworker")
    page = open_section(worker, case, "situation")
    older = open_section(worker, case, "situation")
    wrong = {
        f"{SITUATION}bailConditionsEndDate-day": "40",
        f"{SITUATION}additionalDetailsForCourt": "He has keys.",
    }
    again = page.submit("Save this section", fields=wrong)
    assert again.status == 422
    assert "must include a month and a year" in again.text
    assert "He has keys." in again.html
    right = {f"{SITUATION}bailConditionsEndDate-{part}": "" for part in ("day", "month", "year")}
    assert again.submit("Save this section", fields=right).path == saved(case)
    count = len(entries(db))
    # The same form once more does nothing.
    text, sent = (
        f"{SITUATION}additionalDetailsForCourt",
        again.form("Save this section").filled("Save this section", right),
    )
    assert worker.post(at(case, "situation"), sent).path == saved(case)
    assert len(entries(db)) == count
    # Back, and something else typed: it says that this is not saved yet, and one press saves it.
    back = worker.post(
        at(case, "situation"), [(name, "Two." if name == text else said) for name, said in sent]
    )
    assert back.status == 409
    assert "Nothing was done yet" in back.text
    assert len(entries(db)) == count
    assert back.submit("Save this section").path == saved(case)
    # A form that was drawn before that is stale: it says so, and may be sent again.
    late = older.submit("Save this section", fields={text: "Three."})
    assert late.status == 409
    assert "It has changed since you opened this form" in late.text
    assert "by you" in late.text
    assert "Three." in late.html
    assert late.submit("Save this section").path == saved(case)


def test_another_entry_is_asked_without_a_script(world, visit):
    case = world.consented()
    page = open_section(visit("caseworker"), case, "family")
    page = page.submit("Add another child")
    assert "application.fl401.family.protectedChildren.1.fullName" in page.form("Save this section").names


def test_whoever_may_not_open_what_is_held_adds_to_it_unseen(world, visit, db):
    case = world.consented()
    page = open_section(visit("caseworker"), case, "you").submit(
        "Save this section", fields={f"{YOU}applicantOtherNames": "Augusta"}
    )
    other = visit("other_caseworker")
    page = other.get(at(case))
    assert "Open" not in [button for form in page.forms for button in form.buttons]
    assert "Make the application (PDF)" not in page.text
    count = len(entries(db))
    assert other.post(at(case, "you/open")).status == 403
    assert other.post(at(case, "documents/fl401")).status == 403
    page = other.get(at(case, "you"))
    assert "Augusta" not in page.html
    assert "Anna" not in page.html
    assert page.submit("Save this section", fields={f"{YOU}applicantGender": "Female"}).path == saved(case)
    kept = open_section(visit("caseworker"), case, "you")
    assert 'value="Augusta"' in kept.html
    assert ' value="Female" checked' in kept.html
    assert [event for event, _ in entries(db)[count:]].count("reveal") == 1


def test_the_owner_makes_documents_and_each_is_on_the_trail(world, visit, db):
    phone = "07700 912345"
    case = world.consented(survivor={"name": "Anna Example", "phone": phone})
    page = open_section(visit("caseworker"), case, "situation")
    page.submit(
        "Save this section",
        fields={f"{SITUATION}additionalDetailsForCourt": "He rings +447700912345, he says. Mail."},
    )
    worker, made = visit("caseworker"), {}
    for document in DOCUMENTS:
        count = len(entries(db))
        answer = worker.once("POST", at(case, f"documents/{document.value}"))
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        suffix = "json" if document == "form" else "pdf"
        name = {"form": "fl401"}.get(document.value, document.value)
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}-{case}.{suffix}"'
        made[document.value] = answer.content
        (event, body) = entries(db)[-1]
        assert (event, body["application"], len(entries(db))) == ("reveal", document.value, count + 1)
    assert orjson.loads(made["form"])["fl401"]["applicantDetails"]["applicantFirstName"] == "Anna"
    for text in (made["form"].decode(), text_of(made["fl401"])):
        assert "Anna" in text
        assert "912345" not in text
    assert phone in text_of(made["c8"])
    assert "+447700912345" in text_of(made["c8"])


def test_what_is_held_is_read_as_questions_and_answers(world, visit, db):
    case = world.consented()
    page = open_section(visit("caseworker"), case, "truth")
    fields = {"application.fl401.statementOfTruth.signature": "Anna Example"}
    fields |= {f"application.fl401.statementOfTruth.signatureDate-{part}": said for part, said in DAY}
    page.submit("Save this section", fields=fields)
    worker = visit("caseworker")
    seq = len(entries(db))
    read = worker.post(f"/cases/{case}/written", {"entry": str(seq)})
    opened = worker.post(f"/cases/{case}/reveal", {"field": "application", "purpose": "prepare"})
    for page in (read, opened):
        assert "Signature" in page.text
        assert "Anna Example" in page.text
        assert "23 November 2026" in page.text
    history = worker.get(f"/cases/{case}/history").text
    assert "The application" in history


def test_an_address_that_is_none_leads_nowhere_and_looks_write_nothing(world, visit, db):
    case = world.consented()
    worker = visit("caseworker")
    count = len(entries(db))
    assert worker.get(at(case, "nothing")).status == 404
    assert worker.post(at(case, "nothing")).status == 404
    assert worker.get(at(case, "nothing/open")).status == 404
    assert worker.post(at(case, "documents/nothing")).status == 404
    assert worker.get(at(case, "documents/nothing")).status == 404
    assert worker.get(at(case, "documents/c8")).path == at(case)
    for section in SECTIONS:
        assert worker.get(at(case, f"{section}/open")).path == at(case, section)
        assert "Open this section" in worker.get(at(case, section)).text
    assert len(entries(db)) == count
    assert worker.post(f"/cases/{case}/events/record_application").path == at(case)


def test_it_is_not_prepared_before_she_consents_and_by_nobody_else(world, visit):
    case = world.contacted()
    page = visit("caseworker").get(at(case, "situation"))
    assert "This is not possible now." in page.text
    assert visit("caseworker").post(at(case, "situation/open")).text == page.text
    assert (
        visit("caseworker")
        .post(at(case, "situation"), [(f"{SITUATION}additionalDetailsForCourt", "x")])
        .status
        == 409
    )
    assert visit("solicitor").get(at(case)).status == 404
    assert visit("officer").get(at(case)).status == 403


def test_the_firm_that_acts_for_her_prepares_it_too(world, visit):
    case = world.assigned()
    page = visit("solicitor").get(at(case))
    assert "Make the application (PDF)" in page.html
    page = open_section(visit("solicitor"), case, "solicitor")
    assert 'value="Hart and Co"' in page.html
    assert visit("other_solicitor").get(at(case)).status == 404
    _, offer = world.offered()
    assert "Make the application" not in visit("solicitor").get(at(offer)).text
