"""Conditions on pauses, second words, and how a case ends or begins again."""

from datetime import timedelta

from states.facts import is_in_force, is_unsettled, live_offers
from states.guarding import chooser, guard
from states.guards.approvals import is_approved
from states.position import Asked, parsed
from states.vocabulary import Clock, Role

#: How long a case may be reopened after its outcome (I). Source: docs/sources.md#design.
REOPENED_WITHIN = timedelta(days=90)
#: How long an outcome waits before the system may close it (I). Source: docs/sources.md#design.
SETTLED_AFTER = timedelta(days=90)
#: The longest pause. Source: docs/sources.md#design.
LONGEST_PAUSE = timedelta(days=28)
#: Nobody may put these off; the day of a hearing or an expiry is the court's, and does not wait for us.
NEVER_PAUSED = frozenset({Clock.FIRST_CONTACT, Clock.THREAT_TO_LIFE, Clock.HEARING, Clock.EXPIRY})


@guard("no second lead has approved it", remedy="Ask another lead for their approval", who="lead", told=True)
def another_lead_approves(asked: Asked) -> bool:
    return is_approved(asked)


@guard(
    "that clock does not run, or may never be paused",
    remedy="Name a running clock other than first contact",
    told=True,
)
def clock_may_pause(asked: Asked) -> bool:
    name = asked.payload["clock"]
    return name not in NEVER_PAUSED and any(key.partition(":")[0] == name for key in asked.facts["clocks"])


@guard("a clock is paused already", remedy="Resume it first")
def no_clock_is_paused(asked: Asked) -> bool:
    return asked.facts["paused"] is None


@guard("a pause lasts at most 28 days", remedy="Choose an earlier day", told=True)
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
    return recent or any(is_in_force(order, asked.at) for order in asked.facts["orders"].values())


@guard(
    "her death is recorded and no second lead says that it was an error",
    remedy="Ask another lead",
    who="lead",
    told=True,
)
def death_was_an_error(asked: Asked) -> bool:
    return not asked.facts["deceased"] or is_approved(asked)


@chooser
def was_contacted(asked: Asked) -> bool:
    return asked.facts["contacted_at"] is not None


@guard(
    "the case is not yet 90 days past its outcome, or a survey is still to come",
    remedy="Close it yourself, or wait",
)
def time_has_passed(asked: Asked) -> bool:
    if asked.by != Role.SYSTEM:
        return True
    survey = asked.facts["clocks"].get(Clock.SURVEY)
    waited = asked.at - parsed(asked.facts["outcome_at"]) >= SETTLED_AFTER
    return waited and (survey is None or asked.at >= parsed(survey["escalates"]))


@guard("an offer to a firm is waiting", remedy="Withdraw the offer")
def no_offer_waits(asked: Asked) -> bool:
    return not list(live_offers(asked.facts))


@guard("an order is pending or in force", remedy="Record how it ended, or release it from watch", who="lead")
def orders_are_settled(asked: Asked) -> bool:
    return not any(is_unsettled(order, asked.at) for order in asked.facts["orders"].values())


@guard("a notice is on its way", remedy="Wait until it is settled, or settle it", who="lead", told=True)
def no_notice_moves(asked: Asked) -> bool:
    return asked.found.get("notices_moving") == 0


@guard(
    "a threat to her life waits for a lead",
    remedy="Ask a lead to act on it and to note what was done",
    who="lead",
)
def no_threat_waits(asked: Asked) -> bool:
    return Clock.THREAT_TO_LIFE not in asked.facts["clocks"]
