"""What happens to the women of the canary test: every event that a person can bring about, between a few cases."""

import time
from typing import Any

from states.vocabulary import Chart
from tests.journeys.asking import Asker
from tests.journeys.canaries import in_days, on_day
from workflow.simulate.papers import pdf

WINDOWS = [{"days": ["mon"], "from": "10:00", "to": "14:00"}]
ORDERS = ("non_molestation", "occupation", "prohibited_steps", "other")
MOVING = {"planned", "sending", "in_doubt"}


def live(asker: Asker, people: dict[str, str]) -> str:
    """Everything, in every case; the reference of the one that came to orders and was closed."""
    case = _to_consent(asker, people)
    _to_orders(asker, case)
    _before_the_court(asker, case)
    _to_the_end(asker, case)
    _other_ends(asker)
    return case


def _to_consent(asker: Asker, people: dict[str, str]) -> str:
    known = {item["reference"] for item in asker.get("lead", "/cases").json()["items"]}
    referral = asker.refer("officer")
    (case,) = {item["reference"] for item in asker.get("lead", "/cases").json()["items"]} - known
    asker.do("caseworker", case, "take")
    asker.do("caseworker", case, "request_information")
    asker.do("officer", referral, "supply_information")
    asker.do("officer", referral, "update_details")
    asker.do("caseworker", case, "log_attempt", at=in_days(0), call_back_at=in_days(1))
    for who, event in (
        ("caseworker", "make_contact"),
        ("lead", "retract_contact"),
        ("caseworker", "make_contact"),
    ):
        asker.do(who, case, event)
    windows: dict[str, Any] = {
        "safety": "restricted",
        "channels": ["phone", "sms"],
        "windows": WINDOWS,
        "spoke_at": in_days(0),
    }
    asker.do("caseworker", case, "set_safety", **windows)
    for event in ("add_note", "assess_risk", "add_incident", "report_breach", "update_details"):
        asker.do("caseworker", case, event)
    asker.do("caseworker", case, "pause", until=in_days(3))
    asker.do("caseworker", case, "resume")
    for owner in ("other_caseworker", "caseworker"):
        asker.do("lead", case, "reassign", owner=people[owner])
    for event in ("correct", "mark_sensitive"):
        asker.do("lead", case, event)
    for event in ("give_consent", "change_consent", "record_means", "record_statement", "record_application"):
        asker.do("caseworker", case, event)
    return str(case)


def _to_orders(asker: Asker, case: str) -> None:
    asker.do("other_solicitor", asker.offer(case, "reed"), "decline", Chart.OFFER)
    asker.do("caseworker", asker.offer(case, "hart"), "withdraw", Chart.OFFER)
    asker.do("solicitor", asker.offer(case, "hart"), "accept", Chart.OFFER)
    orders = [{"type": kind, "court": "Cambridge", "applied_on": on_day(0)} for kind in ORDERS]
    asker.do("solicitor", case, "seek_order", orders=orders)


def _before_the_court(asker: Asker, case: str) -> None:
    listed = asker.get("lead", f"/cases/{case}/orders").json()["items"]
    made, refused, withdrawn, given = (
        one["reference"] for kind in ORDERS for one in listed if one["type"] == kind
    )

    def court(order: str, event: str, **payload: Any) -> None:
        asker.do("solicitor", order, event, Chart.ORDER, **payload)

    days = {"made_on": on_day(0), "expires_on": on_day(30)}
    court(made, "send_back")
    court(made, "resubmit")
    court(made, "list_hearing", hearing_at=on_day(10))
    court(made, "grant_interim", **days, return_day=on_day(14))
    for event in ("fail", "fall_due", "serve", "send", "bounce", "send", "acknowledge"):
        court(made, event, **({"served_on": on_day(0)} if event == "serve" else {}))
        if event == "serve":
            _store_papers(asker, made)
    court(made, "make_order", **days)
    court(made, "dispense")
    court(made, "warn")
    court(made, "vary")
    court(made, "extend", expires_on=on_day(300))
    court(made, "review")
    court(made, "discharge")
    court(refused, "refuse")
    court(withdrawn, "withdraw")
    court(given, "take_undertaking", **days)
    court(given, "end")


def _store_papers(asker: Asker, order: str) -> None:
    """Store what the police are sent of an order, with a name in it, and open one again."""
    _store(asker, order, "order")
    document, content = _store(asker, order, "proof_of_service")
    opened = {"purpose": asker.canaries.word("document.purpose")}
    # What is handed out holds what it holds, as a reveal does.
    assert (
        asker.client.post(
            f"/api/v1/documents/{document}/content",
            json=opened,
            headers={"Authorization": f"Bearer {asker.tokens['solicitor']}"},
        ).content
        == content
    )


def _store(asker: Asker, order: str, kind: str) -> tuple[str, bytes]:
    """Store a paper of an order; return its reference and what is in it."""
    said = {"kind": kind, "order": order}
    content = pdf(asker.canaries.word(f"document.{kind}"))
    headers = {"Content-Type": "application/pdf"}
    path = f"/api/v1/cases/{order}/documents"
    answer = asker.send("solicitor", "POST", path, params=said, content=content, headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.json()["document"], content


def _to_the_end(asker: Asker, case: str) -> None:
    asker.do("solicitor", case, "record_outcome")
    asker.do("lead", case, "reopen")
    asker.do("caseworker", case, "withdraw_consent")
    settle(asker, case)
    asker.do("caseworker", case, "close")


def settle(asker: Asker, case: str) -> None:
    """Wait for what a machine sends; release once, then cancel, what waits for a person."""
    notices: list[dict[str, Any]] = []
    for _ in range(200):
        notices = asker.get("lead", f"/cases/{case}/notices", limit=200).json()["items"]
        if not MOVING & {one["state"] for one in notices}:
            break
        time.sleep(0.05)
    held = [one["reference"] for one in notices if one["state"] == "held"]
    assert not MOVING & {one["state"] for one in notices}
    for notice in held:
        asker.do("lead", notice, "cancel", Chart.NOTICE)


def _other_ends(asker: Asker) -> None:
    hers = asker.refer()
    asker.do("caseworker", hers, "take")
    for days, hour in ((-9, 10), (-5, 15), (-1, 19)):
        asker.do("caseworker", hers, "log_attempt", at=f"{on_day(days)}T{hour}:00:00Z", channel="phone")
    asker.do("caseworker", hers, "give_up_contact")
    for event in ("decline", "send_warning_letter", "give_advice_only", "find_ineligible", "refer_elsewhere"):
        asker.do("caseworker", asker.contacted(), event)
    released = asker.contacted()
    asker.do("caseworker", released, "give_consent")
    asker.do("solicitor", asker.offer(released, "hart"), "accept", Chart.OFFER)
    asker.do("solicitor", released, "release_firm")
    gone = asker.contacted()
    for event in ("transfer", "record_death"):
        asker.do("lead", gone, event, approval=asker.approval(gone, event))
    asker.do("lead", asker.refer(), "mark_duplicate", case=released)
    asker.do("officer", asker.refer("officer"), "withdraw_consent")
    held = asker.contacted(safe_contact=asker.canaries.referral()["safe_contact"] | {"windows": WINDOWS})
    asker.do("caseworker", held, "give_consent")
    _release_what_is_held(asker, held)


def _release_what_is_held(asker: Asker, case: str) -> None:
    for _ in range(200):
        notices = asker.get("lead", f"/cases/{case}/notices", limit=200).json()["items"]
        held = [one["reference"] for one in notices if one["state"] == "held"]
        if held:
            asker.do("lead", held[0], "release", Chart.NOTICE)
            settle(asker, case)
            return
        time.sleep(0.05)
    raise AssertionError(case)
