"""The effects that need more than one word, by name. Each changes the facts it is handed, nothing else.

`facts` are those of the case, `own` those of the order or offer that moves (the case's own
for the case chart). `apply()` hands over copies: a deed may replace values freely, but must
never change a list or dictionary that it did not make.
"""

from collections.abc import Callable
from typing import Any

from states.contact import is_within_rules, tightest, time_of_day
from states.facts import is_pending
from states.guarding import CASEWORKERS
from states.guards import GRADES
from states.position import Facts, Step, moment, parsed
from states.vocabulary import CopyState, Disposition, OrderState, OrderType, ServiceState, State

Deed = Callable[[Facts, Facts, Step], None]

DEEDS: dict[str, Deed] = {}

CONTACT_RULES = ("safety", "channels", "windows", "voicemail", "withheld_number")

#: Which disposition an order that a court has resolved counts as, best first.
#: A lapsed or discharged order was made.
RANKED = (
    (Disposition.ORDER_MADE, {OrderState.MADE, OrderState.EXPIRING, OrderState.DISCHARGED, OrderState.ENDED}),
    (Disposition.UNDERTAKING_GIVEN, {OrderState.UNDERTAKING}),
    (Disposition.ORDER_REFUSED, {OrderState.REFUSED}),
    (Disposition.APPLICATION_WITHDRAWN, {OrderState.WITHDRAWN}),
)


def deed(function: Deed) -> Deed:
    """Register a deed under its name."""
    DEEDS[function.__name__] = function
    return function


@deed
def own_it(facts: Facts, _: Facts, step: Step) -> None:
    facts["owner"] = step.actor


@deed
def hand_over(facts: Facts, _: Facts, step: Step) -> None:
    force, service = step.payload.get("force"), step.payload.get("service")
    facts["force"] = force or facts["force"]
    facts["service"] = service
    facts["queue"] = service or force
    facts["owner"] = None


@deed
def join_referral(facts: Facts, _: Facts, step: Step) -> None:
    """Add what a second referral says; it never loosens safe contact and never replaces a route."""
    sent = step.payload
    facts["referrers"] = [*facts["referrers"], *({sent["referrer"]} - set(facts["referrers"]))]
    facts.update(tightest({name: facts[name] for name in CONTACT_RULES}, sent["contact"]))
    facts["tell_force"] = facts["tell_force"] and sent["tell_force"]
    facts["grade"] = max(facts["grade"], sent["grade"], key=GRADES.__getitem__)
    facts["flags"] = sorted({*facts["flags"], *sent["flags"]})
    facts["incidents"] += 1


@deed
def count_attempt(facts: Facts, _: Facts, step: Step) -> None:
    """Count an attempt that kept to her rules; a call against them is recorded, and does not count."""
    at = parsed(step.payload["at"])
    facts["call_back_at"] = step.payload.get("call_back_at")
    if not is_within_rules(facts, step.payload["channel"], at):
        return
    made = facts["attempts"] or {"count": 0, "first": moment(at), "last": moment(at), "times": []}
    facts["attempts"] = {
        "count": made["count"] + 1,
        "first": min(made["first"], moment(at), key=parsed),
        "last": max(made["last"], moment(at), key=parsed),
        "times": sorted({*made["times"], time_of_day(facts, at)})[:8],
    }


@deed
def count_question(facts: Facts, _: Facts, step: Step) -> None:
    asks = facts["asks"] or {"count": 0, "first": moment(step.at)}
    facts["asks"] = {"count": asks["count"] + 1, "first": asks["first"], "last": moment(step.at)}


@deed
def reach_her(facts: Facts, _: Facts, step: Step) -> None:
    facts["contacted_at"] = facts["answered_at"] = moment(step.at)
    facts["attempts"] = facts["asks"] = facts["call_back_at"] = None


@deed
def give_consent(facts: Facts, _: Facts, step: Step) -> None:
    facts["consent"] = {"scope": sorted(step.payload["scope"]), "at": moment(step.at)}
    facts["tell_force"] = "tell_force" in step.payload["scope"]
    facts["answered_at"] = moment(step.at)


@deed
def change_consent(facts: Facts, _: Facts, step: Step) -> None:
    given = facts["consent"] or {"at": moment(step.at)}
    facts["consent"] = {"scope": sorted(step.payload["scope"]), "at": given["at"]}
    facts["tell_force"] = "tell_force" in step.payload["scope"]


@deed
def withdraw_consent(facts: Facts, _: Facts, step: Step) -> None:
    """End her consent at once; from an outcome the disposition stays what it was."""
    facts["consent"] = None
    facts["tell_force"] = False
    facts["pressed"] = step.payload["asked_safely"] is not True or step.payload["under_pressure"] != "no"
    if step.source != State.OUTCOME:
        facts["exit"] = Disposition.CONSENT_WITHDRAWN.value
        facts["outcome_at"] = moment(step.at)


@deed
def record_means(facts: Facts, _: Facts, step: Step) -> None:
    facts["means_on"] = moment(step.at)[:10]


@deed
def record_application(facts: Facts, _: Facts, step: Step) -> None:
    facts["application_on"] = moment(step.at)[:10]


@deed
def open_offer(facts: Facts, _: Facts, step: Step) -> None:
    made = {"firm": step.payload["firm"], "state": "offered", "made_at": moment(step.at)}
    facts["offers"] = {**facts["offers"], step.found["offer"]: made}


@deed
def instruct_firm(facts: Facts, _: Facts, step: Step) -> None:
    facts["firm"] = step.payload["firm"]
    facts["orders"] = {
        reference: {**order, "firm": facts["firm"]} if is_pending(order) else order
        for reference, order in facts["orders"].items()
    }


@deed
def release_firm(facts: Facts, _: Facts, __: Step) -> None:
    """Part from the firm; pending orders and their hearing days stay, and make the case urgent."""
    facts["excluded_firms"] = sorted({*facts["excluded_firms"], facts["firm"]})
    facts["urgent"] = facts["urgent"] or any(map(is_pending, facts["orders"].values()))


@deed
def draft_orders(facts: Facts, _: Facts, step: Step) -> None:
    facts["orders"] = dict(facts["orders"])
    for reference, asked in zip(step.found["orders"], step.payload["orders"], strict=True):
        facts["orders"][reference] = new_order(asked, facts["firm"])
    if any(asked["without_notice"] for asked in step.payload["orders"]):
        facts["urgent"] = True


def new_order(asked: dict[str, Any], firm: str | None) -> Facts:
    """Return the facts of an order that is drafted."""
    return {
        "type": OrderType(asked["type"]).value,
        "court": asked["court"],
        "applied_on": asked["applied_on"],
        "without_notice": asked["without_notice"],
        "firm": firm,
        "state": OrderState.DRAFTED.value,
        "service": ServiceState.NOT_DUE.value,
        "copy": CopyState.NOT_DUE.value,
        **dict.fromkeys(
            ("made_on", "expires_on", "return_day", "hearing_at", "made_at", "served_at", "copied_at")
        ),
        "released": False,
    }


@deed
def copy_days(_: Facts, own: Facts, step: Step) -> None:
    """Take the days that the sealed order states; what it does not state stays as it was."""
    for day in ("made_on", "expires_on", "return_day"):
        if step.payload.get(day) is not None:
            own[day] = step.payload[day]


@deed
def review_order(_: Facts, own: Facts, step: Step) -> None:
    own["reviewed_at"] = moment(step.at)
    own["released"] = step.payload["decision"] == "release_from_watch"


@deed
def serve_order(_: Facts, own: Facts, step: Step) -> None:
    """Record since when the law counts the respondent as told, to the day where no hour is known."""
    day = step.payload.get("served_on")
    own["served_at"] = f"{day}T00:00:00Z" if day else moment(step.at)


@deed
def exclude_firm(facts: Facts, own: Facts, _: Step) -> None:
    facts["excluded_firms"] = sorted({*facts["excluded_firms"], own["firm"]})
    facts["declines"] += 1


@deed
def set_safety(facts: Facts, _: Facts, step: Step) -> None:
    for name in CONTACT_RULES:
        facts[name] = step.payload[name]
    if step.payload.get("spoke_at") and step.by in CASEWORKERS:
        facts["spoke_at"] = facts["answered_at"] = step.payload["spoke_at"]
        facts["attempts"] = None


@deed
def change_routes(facts: Facts, _: Facts, step: Step) -> None:
    """Record which routes lead to her now; a changed one makes planned notices void."""
    changed = step.found.get("routes") or {}
    if changed:
        facts["routes"] = {**facts["routes"], **changed}
        facts["route_version"] += 1
    for name in ("language", "interpreter"):
        if step.payload.get(name) is not None:
            facts[name] = step.payload[name]


@deed
def assess_risk(facts: Facts, _: Facts, step: Step) -> None:
    facts["grade"] = step.payload["grade"]
    facts["flags"] = sorted(set(step.payload["flags"]))
    facts["risk_tool"] = f"{step.payload['tool']} {step.payload['version']}"


@deed
def count_incident(facts: Facts, _: Facts, __: Step) -> None:
    facts["incidents"] += 1


@deed
def count_breach(facts: Facts, _: Facts, __: Step) -> None:
    facts["breaches"] += 1


@deed
def correct(facts: Facts, _: Facts, step: Step) -> None:
    facts.update({name: value for name, value in step.payload["facts"].items() if value is not None})


@deed
def pause(facts: Facts, _: Facts, step: Step) -> None:
    facts["paused"] = {"clock": step.payload["clock"], "until": step.payload["until"], "at": moment(step.at)}


@deed
def reopen(facts: Facts, _: Facts, step: Step) -> None:
    """Clear consent, firm and disposition; the orders stay."""
    facts["consent"] = facts["exit"] = facts["disposition"] = facts["outcome_at"] = None
    facts["duplicate_of"] = facts["attempts"] = facts["asks"] = None
    facts["deceased"] = facts["pressed"] = False
    facts["first_contact_since"] = moment(step.at)


@deed
def settle_disposition(facts: Facts, _: Facts, __: Step) -> None:
    """Death wins, else the best order that a court has resolved, else the exit; none before the outcome."""
    if facts["outcome_at"] is None:
        return
    states = {OrderState(order["state"]) for order in facts["orders"].values()}
    best = next((disposition.value for disposition, held in RANKED if states & held), None)
    facts["disposition"] = Disposition.DECEASED.value if facts["deceased"] else best or facts["exit"]
