"""What comes back where a form cannot be taken as it is: why, what mends it, and all that was typed."""

import pytest

from api.web.event_forms.sheet import DO, KEY, VERSION
from states.vocabulary import Chart
from tests.api.visiting import Visitor
from tests.api.web.event_forms.acts import ACTS
from tests.api.web.event_forms.test_event_pages import entries, typed

SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


@pytest.fixture
def settings(sqlite_settings):
    return sqlite_settings


@pytest.fixture(autouse=True)
def _no_delivery(client):
    for loop in client.app.state.doors.loops:
        loop.stop()


@pytest.fixture
def at(client, tokens):
    """Somebody at a browser, signed in now."""
    return lambda who: Visitor(client, tokens[who])


def event(case, name):
    return f"/cases/{case}/events/{name}"


def version(world, case):
    return world.get("lead", f"/cases/{case}").json()["version"]


def test_what_changed_since_is_told_and_what_was_typed_goes_once_more(world, at, db):
    case = world.contacted()
    page = at("caseworker").get(event(case, "add_note"))
    world.move("other_lead", f"/cases/{case}", "mark_sensitive", {"reason": "He works here."})
    stale = page.submit("Save the note", note="She called at ten.")
    assert stale.status == 409
    assert "It has changed since you opened this form" in stale.text
    assert "Who may see the case was changed, 23 November 2026 at 10am, by other_lead" in stale.text
    assert "She called at ten." in stale.html
    before = entries(db)
    done = stale.submit("Save the note")
    assert "The note is saved." in done.text
    assert entries(db) > before


def test_an_owner_is_told_of_what_they_did_themselves_in_another_tab(world, at):
    case = world.contacted()
    visitor = at("caseworker")
    one, other = visitor.get(event(case, "retract_contact")), visitor.get(event(case, "add_note"))
    assert one.status == 403
    visitor.get(event(case, "add_note")).submit("Save the note", note="First.")
    stale = other.submit("Save the note", note="Second.")
    assert "A note was left, 23 November 2026 at 10am, by you" in stale.text


def test_two_tabs_do_once_what_is_possible_once(world, at, db):
    case = world.case()
    world.move("caseworker", f"/cases/{case}", "take")
    says = {"channel": "phone", "identity_confirmed": "yes", "safe_to_talk": "yes"}
    visitor = at("caseworker")
    tabs = [visitor.get(event(case, "make_contact")) for _ in range(2)]
    first = tabs[0].submit("Record the contact", **says)
    assert "The contact is recorded." in first.text
    before = entries(db)
    second = tabs[1].submit("Record the contact", **says)
    assert second.status == 409
    assert "What you want to do is not possible any more." in second.text
    assert entries(db) == before


def test_a_refusal_says_why_and_the_form_may_be_mended_and_sent_again(world, at):
    case = world.contacted()
    page = at("caseworker").get(event(case, "give_consent"))
    refused = page.submit(
        "Record her consent", privacy_notice_given="yes", has_capacity="no", scope=["survey"]
    )
    assert refused.status == 409
    assert "It is not established that she has capacity to decide." in refused.text
    assert "The scope does not cover instructing a firm." in refused.text
    assert "privacy notice." not in refused.text.partition("Record her consent")[0]
    assert dict(refused.form("Record her consent").fields)["has_capacity"] == "no"
    again = refused.submit("Record her consent", has_capacity="yes", scope=["instruct_firm"])
    assert "Her consent is recorded." in again.text


def test_back_and_something_else_does_nothing_and_says_what_was_done(world, at, db):
    case = world.contacted()
    page = at("caseworker").get(event(case, "add_note"))
    page.submit("Save the note", note="She called.")
    before = entries(db)
    back = page.submit("Save the note", note="She called twice.")
    assert back.status == 409
    assert "This form was sent before" in back.text
    assert "The note is saved." in back.text
    assert entries(db) == before
    assert back.follow("Begin with a new form").status == 200


def test_back_to_what_was_shown_first_says_what_was_done(world, at, db):
    case = world.contacted()
    page = at("caseworker").get(event(case, "decline"))
    shown = page.submit("Continue", reason="Not now.", door_open_advice="yes")
    assert shown.submit("Confirm: record it").status in (200, 404)
    before = entries(db)
    back = page.submit("Continue", reason="Not now.", door_open_advice="yes")
    assert "This form was sent before" in back.text
    assert "It is recorded that she declines." in back.text
    assert entries(db) == before


def test_what_is_shown_first_may_be_changed(world, at):
    case = world.contacted()
    page = at("caseworker").get(event(case, "decline"))
    shown = page.submit("Continue", reason="Not now.", door_open_advice="yes")
    assert "The case then stands at Ended" in shown.text
    assert "Her decision" in shown.text
    changed = shown.submit("Change it")
    assert dict(changed.form("Continue").fields)["reason"] == "Not now."
    assert version(world, case) == 3


def test_what_is_not_possible_now_says_why_and_leads_to_what_mends_it(world, at):
    case = world.contacted()
    page = at("caseworker").get(event(case, "make_offer"))
    assert page.status == 200
    assert "This is not possible where things stand now." in page.text
    assert not [form for form in page.forms if form.action == page.path]
    given_up = at("caseworker").get(event(world.case(), "give_up_contact"))
    assert "She has not been tried often enough" in given_up.text
    assert given_up.links["Log further attempts, or ask the referrer again"].endswith("/events/log_attempt")


def test_nobody_learns_of_a_case_by_its_forms(world, at):
    case, order = world.sought()
    missing = at("other_solicitor").get("/cases/C-00000000/events/add_note")
    assert missing.status == 404
    for path in (event(case, "add_note"), f"/orders/{order}/order/refuse"):
        found = at("other_solicitor").get(path)
        assert (found.status, found.text) == (404, missing.text)
        assert at("other_solicitor").post(path, {"note": "x", "reason": "x"}).status == 404
    for who in ("officer", "auditor", "administrator", "analyst"):
        assert at(who).get(event(case, "add_note")).status == 403
        assert at(who).post(event(case, "add_note"), {"note": "x"}).status == 403
    assert at("caseworker").get(event(case, "mark_sensitive")).status == 403
    assert at("caseworker").post(event(case, "mark_sensitive"), {"reason": "x"}).status == 403


@pytest.mark.parametrize(
    "path",
    [
        "/cases/{case}/events/vanish",
        "/cases/{order}/events/add_note",
        "/orders/{order}/case/add_note",
        "/orders/{order}/order/vanish",
        "/orders/{case}/order/refuse",
        "/offers/{case}/accept",
        "/notices/{case}/cancel",
        "/cases/{case}/approve/add_note",
    ],
)
def test_an_address_that_is_none_has_no_form(world, at, path):
    case, order = world.sought()
    assert at("lead").get(path.format(case=case, order=order)).status == 404


def test_script_in_every_text_is_words_wherever_it_is_shown(world, client, tokens):
    texts = {"note", "reason", "service", "questions.0", "proof", "court", "text"}
    tried = 0
    for act in ACTS:
        # Weeks pass before some, and others are asked in the same words.
        if act.chart not in (Chart.CASE, Chart.OFFER) and act.event not in ("refuse", "serve"):
            continue
        if act.event in ("give_up_contact", "lose_contact"):
            continue
        reference, given = act.of(world)
        visitor, path = Visitor(client, tokens[act.who]), act.path(reference)
        body = typed(visitor.get(path), act, given)
        scripted = [
            (name, SCRIPT if name.rpartition(".")[2] in texts or name in texts else value)
            for name, value in body
        ]
        if scripted == body:
            continue
        tried += 1
        page = visitor.post(path, scripted)
        shown = [page, visitor.post(path, [*scripted, (DO, "change")])]
        for one in shown:
            assert "<script>alert" not in one.html, act.name
            assert "<img src=x" not in one.html, act.name
    assert tried >= 20


def test_hidden_fields_are_anybodys_to_change_and_harm_nothing(world, at, db):
    case = world.contacted()
    page = at("caseworker").get(event(case, "add_note"))
    for wrong in ("-1", "99999999999999999999", "x" * 500, SCRIPT):
        stale = page.submit("Save the note", note="x", fields={VERSION: wrong})
        assert stale.status == 409
        assert "<script>alert" not in stale.html
    for key in ("", "x" * 500, SCRIPT + "é"):
        done = page.visitor.get(event(case, "add_note")).submit("Save the note", note="x", fields={KEY: key})
        assert "The note is saved." in done.text


def test_another_lead_approves_and_it_is_used_on_the_form(world, at):
    case = world.contacted()
    approve = f"/cases/{case}/approve/record_death"
    wanted = at("lead").get(event(case, "record_death"))
    assert approve in wanted.html
    asked = at("lead").get(approve).submit("Ask for approval", ask="death_confirmed")
    assert "Leads are asked for their approval." in asked.html
    answering = at("other_lead").get(approve)
    assert "a professional confirmed the death" in answering.text
    given = answering.submit("Approve")
    assert "You approved it." in given.html
    form = at("lead").get(event(case, "record_death"))
    approval = next(line.split('"')[0] for line in form.html.split('value="A-')[1:])
    shown = form.submit("Continue", approval=f"A-{approval}")
    assert "Nothing is done yet" in shown.text
    done = shown.submit("Confirm: record her death")
    assert "Her death is recorded." in done.html
    assert at("lead").get(approve).status == 200


def test_a_lead_turns_down_with_a_reason_and_never_from_an_old_page(world, at):
    case = world.contacted()
    approve = f"/cases/{case}/approve/lose_contact"
    page = at("caseworker").get(approve)
    assert "Approve" not in [button for form in page.forms for button in form.buttons]
    assert page.submit("Ask for approval").status == 422
    page.submit("Ask for approval", ask="no_safe_way")
    answering = at("lead").get(approve)
    assert answering.submit("Turn it down").status == 422
    assert "You turned it down." in answering.submit("Turn it down", turn_down="too_soon").html
    world.move("caseworker", f"/cases/{case}", "add_note", {"note": "x"})
    stale = answering.submit("Approve")
    assert stale.status == 409
    assert "The case has changed" in stale.text
    assert "You approved it." in stale.submit("Approve").html
    assert at("lead").post(approve, {"_do": "vanish"}).status == 200
    gone = at("caseworker").get(f"/cases/{case}/approve/reopen")
    assert gone.status == 200


def test_a_referrer_and_a_firm_are_shown_no_more_of_a_case_than_they_may_know(world, at):
    referral = world.refer()
    shown = at("officer").get(f"/referrals/{referral}/withdraw_consent").submit("Continue")
    assert "Our work for her ends, and nobody contacts her" in shown.text
    assert "stands at" not in shown.text
    assert "Who is told" not in shown.text
    assert "Her withdrawal is recorded." in shown.submit("Confirm: record the withdrawal").text
    _, offer = world.offered()
    shown = at("solicitor").get(f"/offers/{offer}/accept").submit("Continue")
    assert "The firm takes on the case and learns who she is." in shown.text
    assert "stands at" not in shown.text
    assert "Who is told" not in shown.text


def test_a_link_fills_in_what_says_nothing_of_anybody(world, at):
    case, other = world.contacted(), world.case()
    attempt = at("caseworker").get(f"{event(case, 'log_attempt')}?result=no_answer&channel=pigeon&note=Anna")
    fields = dict(attempt.form("Log the attempt").fields)
    assert (fields["result"], fields.get("channel"), fields["note"]) == ("no_answer", None, "")
    assert (fields["at-day"], fields["at-time"]) == ("23", "10:00")
    world.move("lead", f"/cases/{case}", "retract_contact", {"reason": "x"})
    for named, typed_in in ((other, other), ("Anna", "")):
        page = at("caseworker").get(f"{event(case, 'mark_duplicate')}?case={named}")
        assert dict(page.form("Continue").fields)["case"] == typed_in


def test_a_form_names_the_order_or_message_that_it_is_about_and_offers_hers(world, at):
    case, order = world.sought()
    assert (
        f"{case} · Non-molestation order, Cambridge"
        in at("solicitor").get(f"/orders/{order}/order/refuse").text
    )
    listed = world.get("lead", f"/cases/{case}/notices", limit=200).json()["items"]
    hers = next(one for one in listed if one["recipient"] == "survivor")
    stopping = at("caseworker").get(event(case, "stop_messages"))
    assert f'value="{hers["reference"]}"' in stopping.html
    assert "I do not know" in stopping.text
    others = next(one for one in listed if one["recipient"] != "survivor")
    assert others["reference"] not in stopping.html
    waiting = next(one for one in listed if "cancel" in one["events"])
    assert f"{case} · " in at("caseworker").get(f"/notices/{waiting['reference']}/cancel").text
    breach = at("caseworker").get(event(case, "report_breach"))
    assert f'value="{order}"' in breach.html


def test_leads_are_asked_for_what_is_possible_and_once(world, at):
    case = world.contacted()
    page = at("lead").get(f"/cases/{case}/approve/transfer")
    assert "Force that receives the case" in page.text
    asked = page.submit("Ask for approval", ask="she_moved", force="essex")
    assert "Leads are asked for their approval." in asked.html
    again = page.submit("Ask for approval", ask="see_notes")
    assert "That form was sent before." in again.html
    impossible = at("lead").get(f"/cases/{case}/approve/reopen").submit("Ask for approval", ask="see_notes")
    assert "This is not possible now." in impossible.text


def test_what_stands_in_the_way_elsewhere_leads_there(world, at):
    case, _ = world.sought()
    page = at("solicitor").get(event(case, "record_outcome"))
    assert page.links["Record what the court decided"] == f"/cases/{case}/orders"
    assert at("officer").get("/referrals/C-00000000/add_incident").status == 404
    assert at("officer").get(f"/referrals/{world.refer()}/vanish").status == 404


def test_another_entry_is_asked_without_a_script(world, at):
    case = world.assigned()
    first = {"orders.0.type": "occupation", "orders.0.court": "Ely", "orders.0.applied_on-day": "23"}
    first |= {"orders.0.applied_on-month": "November", "orders.0.applied_on-year": "2026"}
    page = at("solicitor").get(event(case, "seek_order")).submit("Add another order", fields=first)
    assert first.items() <= dict(page.forms[-1].fields).items()
    second = {name.replace("0", "1", 1): value for name, value in first.items()}
    second |= {"orders.1.court": "Cambridge", "confidential_address_protected": "yes"}
    shown = page.submit("Continue", fields=second)
    assert "Nothing is done yet" in shown.text
    shown.submit("Confirm: record the application")
    listed = world.get("lead", f"/cases/{case}/orders").json()["items"]
    assert {one["court"] for one in listed} == {"Ely", "Cambridge"}


def test_what_is_replaced_whole_is_there_to_be_kept(world, at):
    case = world.consented()
    page = at("caseworker").get(event(case, "set_safety"))
    fields = page.form("Save the rules").fields
    assert [value for name, value in fields if name == "channels"] == ["phone", "sms"]
    assert dict(fields)["voicemail"] == "no"
    scope = at("caseworker").get(event(case, "change_consent")).form("Record the change").fields
    assert [value for name, value in scope if name == "scope"] == ["instruct_firm", "tell_force", "survey"]
