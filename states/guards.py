"""The conditions of the case chart, in the order in which a case meets them."""

from datetime import timedelta

from states.contact import has_safe_route, tightens
from states.facts import (
    accepted_offer,
    bound,
    hearing_within,
    is_high_risk,
    is_pending,
    is_unsettled,
    live_offers,
    may_instruct,
)
from states.guarding import CASEWORKERS, chooser, guard
from states.position import Asked, parsed
from states.vocabulary import Clock, Grade, OfferState, Role, Safety, Scope, State

#: Attempts before she may be called unreachable, and over how long. Source: docs/sources.md#UAVA.
ENOUGH_ATTEMPTS, OVER = 3, timedelta(days=7)
#: Times the referrer is asked, and over how long, where no safe route exists. Source: docs/sources.md#design.
ENOUGH_ASKS, ASKED_OVER = 2, timedelta(hours=48)
#: A hearing this near keeps a case from being given up. Source: docs/sources.md#design.
HEARING_NEAR = timedelta(days=14)
#: How long a case may be reopened after its outcome (I). Source: docs/sources.md#design.
REOPENED_WITHIN = timedelta(days=90)
#: How long an outcome waits before the system may close it (I). Source: docs/sources.md#design.
SETTLED_AFTER = timedelta(days=90)
#: The longest pause. Source: docs/sources.md#design.
LONGEST_PAUSE = timedelta(days=28)
#: Offers that may wait at the same time. Source: docs/sources.md#design.
MOST_LIVE_OFFERS = 3
#: DASH answers that make a case high risk whatever anybody judges. Source: docs/sources.md#MARAC-crit.
DASH_HIGH = 14

GRADES = {grade.value: rank for rank, grade in enumerate(Grade)}


# Whose case it is


@guard("somebody owns this case already", remedy="Ask a lead to reassign it", who="lead")
def unowned(asked: Asked) -> bool:
    return asked.facts["owner"] is None


@guard(
    "the new owner has no active account as a caseworker or lead", remedy="Choose another owner", who="lead"
)
def owner_is_active(asked: Asked) -> bool:
    return asked.found.get("owner_active") is True


@guard("the new owner may not work on this case", remedy="Choose another owner", who="lead")
def owner_has_no_conflict(asked: Asked) -> bool:
    return asked.found.get("owner_conflict") is False


@guard(
    "nobody of the receiving side has approved the transfer",
    remedy="Ask a receiving lead to approve it",
    who="lead",
)
def receiving_lead_approves(asked: Asked) -> bool:
    approval = asked.found.get("approval")
    return approval is not None and approval["force"] == asked.payload.get("force", approval["force"])


# Reaching her


@guard("her identity or code word was not confirmed", remedy="Confirm her identity or code word first")
def identity_is_confirmed(asked: Asked) -> bool:
    return asked.payload["identity_confirmed"] is True


@guard("she has not said that it is safe to talk", remedy="Ask whether it is safe, or log an attempt")
def she_may_talk(asked: Asked) -> bool:
    return asked.payload["safe_to_talk"] is True


@guard("the case that it joins is not an open one", remedy="Name the open case that this one joins")
def names_an_open_case(asked: Asked) -> bool:
    return (asked.found.get("duplicate") or {}).get("open") is True


@guard("the two cases belong to different forces", remedy="Ask a lead to mark the duplicate", who="lead")
def same_force_or_lead(asked: Asked) -> bool:
    return asked.by == Role.LEAD or (asked.found.get("duplicate") or {}).get("same_force") is True


@guard(
    "she has not been tried often enough: at least 3 attempts over 7 days at different times of day, "
    "or, where no safe route exists, the referrer asked twice over 48 hours and a lead's approval",
    remedy="Log further attempts, or ask the referrer again",
)
def tried_enough(asked: Asked) -> bool:
    return _attempted_enough(asked) or _asked_enough(asked)


@guard(
    "she has not been tried often enough since she last answered: at least 3 attempts over 7 days",
    remedy="Log further attempts",
)
def tried_again_enough(asked: Asked) -> bool:
    return _attempted_enough(asked)


@guard("she is at high risk and no lead has approved it", remedy="Ask a lead for their approval", who="lead")
def approved_if_high_risk(asked: Asked) -> bool:
    return not is_high_risk(asked.facts) or _is_approved(asked)


@guard("a hearing is due within 14 days", remedy="Wait for the hearing, or release the firm")
def no_hearing_near(asked: Asked) -> bool:
    return not hearing_within(asked.facts, asked.at, HEARING_NEAR)


# Consent


@guard("she has not been given the privacy notice", remedy="Give her the privacy notice")
def privacy_notice_is_given(asked: Asked) -> bool:
    return asked.payload["privacy_notice_given"] is True


@guard(
    "it is not established that she has capacity to decide",
    remedy="Assess her capacity, with an advocate if need be",
)
def she_has_capacity(asked: Asked) -> bool:
    return asked.payload["has_capacity"] is True


@guard("the scope does not cover instructing a firm", remedy="Ask her whether a firm may be instructed")
def covers_a_firm(asked: Asked) -> bool:
    return Scope.INSTRUCT_FIRM in asked.payload["scope"]


@guard("this would end or begin her consent to a firm", remedy="Record that she withdraws, or gives, consent")
def keeps_a_firm(asked: Asked) -> bool:
    return (Scope.INSTRUCT_FIRM in asked.payload["scope"]) is may_instruct(asked.facts)


@guard("she has not consented to a solicitor", remedy="Record her consent")
def consent_is_in_force(asked: Asked) -> bool:
    return may_instruct(asked.facts)


# Other ways on


@guard("she has not been told that she may come back", remedy="Give the door-open advice")
def door_is_left_open(asked: Asked) -> bool:
    return asked.payload["door_open_advice"] is True


@guard(
    "she is at high risk and nobody has accepted the hand-over",
    remedy="Hand her over to a service that accepts",
)
def handed_over_if_high_risk(asked: Asked) -> bool:
    return not is_high_risk(asked.facts) or (asked.payload["hand_over"] or {}).get("accepted") is True


@guard("the receiving service has not accepted", remedy="Wait until the service accepts, then record it")
def service_accepts(asked: Asked) -> bool:
    return asked.payload["accepted"] is True


@guard("she has not agreed to it", remedy="Ask her, and whether it is safe")
def she_agrees(asked: Asked) -> bool:
    return asked.payload["agreed"] is True


@guard("an order is pending or in force", remedy="Record how the order ended", who="solicitor")
def no_order_binds(asked: Asked) -> bool:
    return not bound(asked.facts, asked.at)


# A firm and the court


@guard("this firm may not be offered this case", remedy="Choose another firm")
def firm_is_eligible(asked: Asked) -> bool:
    known = asked.found.get("firm_active") is True
    return known and asked.payload["firm"] not in asked.facts["excluded_firms"]


@guard("this firm may not be offered this case because it is not free to act", remedy="Choose another firm")
def firm_has_no_conflict(asked: Asked) -> bool:
    return asked.found.get("firm_conflict") is False


@guard("three offers are waiting for an answer", remedy="Wait for an answer, or withdraw an offer")
def offers_leave_room(asked: Asked) -> bool:
    return len(list(live_offers(asked.facts))) < MOST_LIVE_OFFERS


@guard("this firm has an offer for this case already", remedy="Wait for its answer")
def firm_is_not_waiting(asked: Asked) -> bool:
    offers = asked.facts["offers"].values()
    return all(o["firm"] != asked.payload["firm"] for o in offers if o["state"] == OfferState.OFFERED)


@guard("no firm has accepted an offer", remedy="Offer the case to a firm")
def offer_is_accepted(asked: Asked) -> bool:
    return accepted_offer(asked.facts) is not None


@guard(
    "no order is applied for and none is pending", remedy="Name at least one order: its type, court and date"
)
def an_order_is_sought(asked: Asked) -> bool:
    return bool(asked.payload["orders"]) or any(map(is_pending, asked.facts["orders"].values()))


@guard("an application without notice gives no grounds", remedy="Give the grounds of section 45")
def grounds_are_given(asked: Asked) -> bool:
    return all(o["without_notice_grounds"] for o in asked.payload["orders"] if o["without_notice"])


@guard(
    "her confidential address is not protected", remedy="Put it on form C8 and nowhere else", who="solicitor"
)
def address_is_protected(asked: Asked) -> bool:
    return asked.payload["confidential_address_protected"] is True


@guard("no order was sought", remedy="Record the exit that applies instead")
def an_order_was_sought(asked: Asked) -> bool:
    return bool(asked.facts["orders"])


@guard("an order is still before the court", remedy="Record what the court decided", who="solicitor")
def every_order_is_resolved(asked: Asked) -> bool:
    return not any(map(is_pending, asked.facts["orders"].values()))


@guard("the order that was breached is not named", remedy="Name an order of this case")
def breached_order_is_known(asked: Asked) -> bool:
    return asked.payload["order"] in asked.facts["orders"]


# Safety and details


@guard("only a caseworker who has spoken to her may permit more", remedy="Speak to her, and say when")
def tightens_or_spoke(asked: Asked) -> bool:
    if tightens(asked.facts, asked.payload):
        return True
    spoke = asked.payload.get("spoke_at")
    return asked.by in CASEWORKERS and spoke is not None and parsed(spoke) <= asked.at


@guard("this is a route to the respondent", remedy="Check the number or address with her")
def route_is_hers(asked: Asked) -> bool:
    return asked.found.get("route_is_respondents") is False


@guard(
    "judgement may raise the grade, never lower it",
    remedy="Keep the grade, or ask a lead to correct it",
    who="lead",
)
def grade_is_not_lowered(asked: Asked) -> bool:
    payload = asked.payload
    least = GRADES[asked.facts["grade"]]
    if payload["tool"] == "dash" and (payload.get("score") or 0) >= DASH_HIGH:
        least = GRADES[Grade.HIGH]
    return GRADES[payload["grade"]] >= least


# Time, second words and endings


@guard("no second lead has approved it", remedy="Ask another lead for their approval", who="lead")
def another_lead_approves(asked: Asked) -> bool:
    return _is_approved(asked)


@guard(
    "that clock does not run, or may never be paused", remedy="Name a running clock other than first contact"
)
def clock_may_pause(asked: Asked) -> bool:
    name = asked.payload["clock"]
    never = (Clock.FIRST_CONTACT, Clock.THREAT_TO_LIFE)
    return name not in never and name in asked.facts["clocks"] and asked.facts["paused"] is None


@guard("a pause lasts at most 28 days", remedy="Choose an earlier day")
def pause_is_short(asked: Asked) -> bool:
    return asked.at < parsed(asked.payload["until"]) <= asked.at + LONGEST_PAUSE


@guard("no clock is paused", remedy="Nothing needs to be done")
def a_clock_is_paused(asked: Asked) -> bool:
    return asked.facts["paused"] is not None


@guard(
    "its outcome is more than 90 days old and no order is in force", remedy="Refer her again", who="officer"
)
def may_still_reopen(asked: Asked) -> bool:
    recent = asked.at - parsed(asked.facts["outcome_at"]) <= REOPENED_WITHIN
    return recent or bound(asked.facts, asked.at)


@guard(
    "her death is recorded and no second lead says that it was an error",
    remedy="Ask another lead",
    who="lead",
)
def death_was_an_error(asked: Asked) -> bool:
    return not asked.facts["deceased"] or _is_approved(asked)


@chooser
def was_contacted(asked: Asked) -> bool:
    return asked.facts["contacted_at"] is not None


@guard(
    "the case is not yet 90 days past its outcome, or a survey is due", remedy="Close it yourself, or wait"
)
def time_has_passed(asked: Asked) -> bool:
    if asked.by != Role.SYSTEM:
        return True
    waited = asked.at - parsed(asked.facts["outcome_at"]) >= SETTLED_AFTER
    return waited and Clock.SURVEY not in asked.facts["clocks"]


@guard("an offer to a firm is waiting", remedy="Withdraw the offer")
def no_offer_waits(asked: Asked) -> bool:
    return not list(live_offers(asked.facts))


@guard("an order is pending or in force", remedy="Record how it ended, or release it from watch", who="lead")
def orders_are_settled(asked: Asked) -> bool:
    return not any(is_unsettled(order, asked.at) for order in asked.facts["orders"].values())


@guard("a notice is on its way", remedy="Wait until it is settled, or settle it", who="lead")
def no_notice_moves(asked: Asked) -> bool:
    return asked.found.get("notices_moving") == 0


def _is_approved(asked: Asked) -> bool:
    return asked.found.get("approval") is not None


def _attempted_enough(asked: Asked) -> bool:
    made = asked.facts["attempts"]
    if made is None or made["count"] < ENOUGH_ATTEMPTS or len(made["times"]) < 2:  # noqa: PLR2004 - different means two
        return False
    return parsed(made["last"]) - parsed(made["first"]) >= OVER


def _asked_enough(asked: Asked) -> bool:
    asks = asked.facts["asks"]
    if has_safe_route(asked.facts) or asks is None or asks["count"] < ENOUGH_ASKS:
        return False
    return parsed(asks["last"]) - parsed(asks["first"]) >= ASKED_OVER and _is_approved(asked)
