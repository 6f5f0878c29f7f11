"""What steps record about whose case it is, how she was reached, and what she decided."""

from datetime import timedelta

from states.contact import RULES, keeps_rules, tightens, tightest, time_of_day
from states.deeds.deed import deed
from states.facts import GRADES
from states.guarding import CASEWORKERS
from states.position import Facts, Step, moment, parsed
from states.vocabulary import AttemptResult, Disposition, Safety, Scope, State, StopReason

#: Times of day that are kept of her attempts; two are enough to tell that they differ.
KEPT_TIMES = 8
#: How far the clock of whoever logs an attempt may run ahead of ours.
AHEAD = timedelta(minutes=5)


@deed
def own_it(facts: Facts, _: Facts, step: Step) -> None:
    """Give the case to whoever took it."""
    facts["owner"] = step.actor


@deed
def hand_over(facts: Facts, _: Facts, step: Step) -> None:
    """Give the case to the queue of the receiving force or service."""
    force, service = step.payload["force"], step.payload["service"]
    facts["force"] = force or facts["force"]
    facts["service"] = service
    facts["queue"] = service or force
    facts["owner"] = None


@deed
def join_referral(facts: Facts, _: Facts, step: Step) -> None:
    """Add what a second referral says; it never loosens safe contact and never replaces a route."""
    sent = step.payload
    facts["referrers"] = [*facts["referrers"], *({sent["referrer"]} - set(facts["referrers"]))]
    rules = tightest(facts, sent["contact"])
    if any(facts[name] != rules[name] for name in RULES):
        facts["tightened_at"] = moment(step.at)
    facts.update(rules)
    if sent.get("messages_stopped"):
        _stop(facts, sent["messages_stopped"], step)
    # Once she has told us herself, what a referrer understood counts no more.
    if facts["consent"] is None:
        facts["tell_force"] = facts["tell_force"] and sent["tell_force"]
    facts["grade"] = max(facts["grade"], sent["grade"], key=GRADES.__getitem__)
    facts["flags"] = sorted({*facts["flags"], *sent["flags"]})
    facts["incidents"] += 1


@deed
def count_attempt(facts: Facts, _: Facts, step: Step) -> None:
    """Count an attempt that kept to her rules; a call against them is recorded, and does not count.

    Nor does one that has not happened yet, or that she has answered since.
    """
    at = parsed(step.payload["at"])
    facts["call_back_at"] = step.payload["call_back_at"]
    if not keeps_rules(facts, step.payload):
        facts["against_safety"] += 1
        return
    if at > step.at + AHEAD or (facts["answered_at"] is not None and at < parsed(facts["answered_at"])):
        return
    if step.payload["result"] == AttemptResult.CALL_BACK_AGREED and facts["contacted_at"] is not None:
        facts["answered_at"], facts["attempts"] = moment(at), None
        return
    made = facts["attempts"] or {"count": 0, "first": moment(at), "last": moment(at), "times": []}
    facts["attempts"] = {
        "count": made["count"] + 1,
        "first": min(made["first"], moment(at), key=parsed),
        "last": max(made["last"], moment(at), key=parsed),
        "times": sorted({*made["times"], time_of_day(facts, at)})[:KEPT_TIMES],
    }


@deed
def count_question(facts: Facts, _: Facts, step: Step) -> None:
    """Count a question to the referrer, with when the first and the last were put."""
    asks = facts["asks"] or {"count": 0, "first": moment(step.at)}
    facts["asks"] = {"count": asks["count"] + 1, "first": asks["first"], "last": moment(step.at)}


@deed
def reach_her(facts: Facts, _: Facts, step: Step) -> None:
    """Record that she was reached; attempts and questions count from nothing again."""
    facts["contacted_at"] = facts["answered_at"] = moment(step.at)
    facts["attempts"] = facts["asks"] = facts["call_back_at"] = None


@deed
def retract_contact(facts: Facts, _: Facts, step: Step) -> None:
    """Forget that she was reached; what was then said of her safety may have been somebody else's word."""
    facts["contacted_at"] = facts["answered_at"] = None
    if facts["spoke_at"] is not None:
        facts["safety"], facts["spoke_at"] = Safety.UNKNOWN.value, None
        facts["tightened_at"] = moment(step.at)


@deed
def give_consent(facts: Facts, _: Facts, step: Step) -> None:
    """Record what she consents to, from now on."""
    facts["consent"] = {"scope": sorted(step.payload["scope"]), "at": moment(step.at)}
    facts["tell_force"] = Scope.TELL_FORCE in step.payload["scope"]
    facts["answered_at"] = moment(step.at)
    facts["attempts"] = None


@deed
def change_consent(facts: Facts, _: Facts, step: Step) -> None:
    """Record another scope; since when she has consented stays."""
    given = facts["consent"] or {"at": moment(step.at)}
    facts["consent"] = {"scope": sorted(step.payload["scope"]), "at": given["at"]}
    facts["tell_force"] = Scope.TELL_FORCE in step.payload["scope"]


@deed
def withdraw_consent(facts: Facts, _: Facts, step: Step) -> None:
    """End her consent at once; from an outcome the disposition stays what it was."""
    facts["consent"] = None
    facts["tell_force"] = False
    facts["pressed"] = step.payload["asked_safely"] is not True or step.payload["under_pressure"] != "no"
    if step.source != State.OUTCOME:
        facts["exit"] = Disposition.CONSENT_WITHDRAWN.value


@deed
def set_safety(facts: Facts, _: Facts, step: Step) -> None:
    """Replace how she may be reached, whole: what is not given is a blank, and a blank is never a yes."""
    if tightens(facts, step.payload) and not tightens(step.payload, facts):
        facts["tightened_at"] = moment(step.at)
    for name in RULES:
        facts[name] = step.payload[name]
    spoke_at = step.payload["spoke_at"]
    # Tightening is never refused, so that the moment may be any: one that is still to come says nothing.
    if not spoke_at or step.by not in CASEWORKERS or parsed(spoke_at) > step.at:
        return
    facts["spoke_at"] = spoke_at
    # What she said before a message came back, or before she asked for no more, lifts nothing.
    if facts["messages_stopped"] is not None and parsed(spoke_at) >= parsed(facts["messages_stopped_at"]):
        _let_messages_go(facts)
    if facts["answered_at"] is None or parsed(spoke_at) > parsed(facts["answered_at"]):
        facts["answered_at"], facts["attempts"] = spoke_at, None


@deed
def change_routes(facts: Facts, _: Facts, step: Step) -> None:
    """Record which routes lead to her now; a changed one makes planned notices void."""
    changed = step.found.get("routes") or {}
    if changed:
        facts["routes"] = {**facts["routes"], **changed}
        facts["route_version"] += 1
        # Another way cures a bounce. That she wants no more, only a word of hers takes back.
        if facts["messages_stopped"] == StopReason.BOUNCED:
            _let_messages_go(facts)
    for name in ("language", "interpreter"):
        if step.payload[name] is not None:
            facts[name] = step.payload[name]


@deed
def stop_messages(facts: Facts, _: Facts, step: Step) -> None:
    """Let no machine send to her any more, until what stopped it is lifted."""
    _stop(facts, step.payload["reason"], step)


def _stop(facts: Facts, reason: str, step: Step) -> None:
    """Stop messages. An opt-out weighs more than a bounce, which another way to her would cure, and outlasts it."""
    if facts["messages_stopped"] in (None, StopReason.BOUNCED):
        facts["messages_stopped"] = reason
    facts["messages_stopped_at"] = moment(step.at)


def _let_messages_go(facts: Facts) -> None:
    facts["messages_stopped"] = facts["messages_stopped_at"] = None


@deed
def assess_risk(facts: Facts, _: Facts, step: Step) -> None:
    """Record the grade, and add the flags: a flag is lowered by a lead's correction alone."""
    facts["grade"] = step.payload["grade"]
    facts["flags"] = sorted({*facts["flags"], *step.payload["flags"]})
    facts["risk_tool"] = f"{step.payload['tool']} {step.payload['version']}"


@deed
def count_incident(facts: Facts, _: Facts, __: Step) -> None:
    """Count a later incident."""
    facts["incidents"] += 1


@deed
def count_breach(facts: Facts, _: Facts, __: Step) -> None:
    """Count a breach."""
    facts["breaches"] += 1
