"""Conditions on reaching her, and on giving up."""

from datetime import timedelta

from states.contact import has_safe_route
from states.facts import hearing_within, is_high_risk
from states.guarding import guard
from states.guards.approvals import is_approved
from states.position import Asked, Facts, parsed
from states.vocabulary import Role

#: Attempts before she may be called unreachable, at how many times of day, and over how long.
#: Source: docs/sources.md#UAVA.
ENOUGH_ATTEMPTS, ENOUGH_TIMES, OVER = 3, 2, timedelta(days=7)
#: Times the referrer is asked, and over how long, where no safe route exists. Source: docs/sources.md#design.
ENOUGH_ASKS, ASKED_OVER = 2, timedelta(hours=48)
#: A hearing this near keeps a case from being given up. Source: docs/sources.md#design.
HEARING_NEAR = timedelta(days=14)


@guard(
    "her identity or code word was not confirmed",
    remedy="Confirm her identity or code word first",
    told=True,
)
def identity_is_confirmed(asked: Asked) -> bool:
    return asked.payload["identity_confirmed"] is True


@guard(
    "she has not said that it is safe to talk",
    remedy="Ask whether it is safe, or log an attempt",
    told=True,
)
def she_may_talk(asked: Asked) -> bool:
    return asked.payload["safe_to_talk"] is True


@guard(
    "the case that it joins is not an open one", remedy="Name the open case that this one joins", told=True
)
def names_an_open_case(asked: Asked) -> bool:
    return (asked.found.get("duplicate") or {}).get("open") is True


@guard(
    "the two cases belong to different forces",
    remedy="Ask a lead to mark the duplicate",
    who="lead",
    told=True,
)
def same_force_or_lead(asked: Asked) -> bool:
    return asked.by == Role.LEAD or (asked.found.get("duplicate") or {}).get("same_force") is True


@guard(
    "she has not been tried often enough: at least 3 attempts over 7 days at different times of day, "
    "or, where no safe route exists, the referrer asked twice over 48 hours",
    remedy="Log further attempts, or ask the referrer again",
)
def tried_enough(asked: Asked) -> bool:
    return _attempted_enough(asked) or _asked_enough(asked)


@guard(
    "she was never tried, and no lead has approved it",
    remedy="Ask a lead for their approval",
    who="lead",
    told=True,
)
def approved_if_never_tried(asked: Asked) -> bool:
    never_tried = _asked_enough(asked) and not _attempted_enough(asked)
    return not never_tried or is_approved(asked)


@guard(
    "she has not been tried often enough since she last answered: at least 3 attempts over 7 days",
    remedy="Log further attempts",
)
def tried_again_enough(asked: Asked) -> bool:
    return _often_enough(asked.facts["attempts"])


@guard(
    "she is at high risk and no lead has approved it",
    remedy="Ask a lead for their approval",
    who="lead",
    told=True,
)
def approved_if_high_risk(asked: Asked) -> bool:
    return not is_high_risk(asked.facts) or is_approved(asked)


@guard("a hearing is due within 14 days", remedy="Wait for the hearing, or release the firm")
def no_hearing_near(asked: Asked) -> bool:
    return not hearing_within(asked.facts, asked.at, HEARING_NEAR)


def _often_enough(made: Facts | None) -> bool:
    if made is None or made["count"] < ENOUGH_ATTEMPTS:
        return False
    return parsed(made["last"]) - parsed(made["first"]) >= OVER


def _attempted_enough(asked: Asked) -> bool:
    made = asked.facts["attempts"]
    return _often_enough(made) and len(made["times"]) >= ENOUGH_TIMES


def _asked_enough(asked: Asked) -> bool:
    asks = asked.facts["asks"]
    if has_safe_route(asked.facts) or asks is None or asks["count"] < ENOUGH_ASKS:
        return False
    return parsed(asks["last"]) - parsed(asks["first"]) >= ASKED_OVER
