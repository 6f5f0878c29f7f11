"""Conditions on her safety, the ways to reach her, and risk."""

from states.contact import tightens
from states.facts import GRADES
from states.guarding import CASEWORKERS, guard
from states.position import Asked, parsed
from states.vocabulary import Grade

#: DASH answers that make a case high risk whatever anybody judges. Source: docs/sources.md#MARAC-crit.
DASH_HIGH = 14


def scores_high(tool: str | None, score: int | None) -> bool:
    """Say whether the tool itself makes her case high risk, however its name is written."""
    return tool is not None and "dash" in tool.casefold() and (score or 0) >= DASH_HIGH


@guard(
    "only a caseworker who has spoken to her, since anybody last tightened her rules, may permit more",
    remedy="Speak to her, and say when",
    told=True,
)
def tightens_or_spoke(asked: Asked) -> bool:
    if tightens(asked.facts, asked.payload):
        return True
    spoke, tightened = asked.payload["spoke_at"], asked.facts["tightened_at"]
    if asked.by not in CASEWORKERS or spoke is None:
        return False
    # What she said before an officer found that it is not safe counts no more.
    return parsed(tightened or spoke) <= parsed(spoke) <= asked.at


@guard("this is a route to the respondent", remedy="Check the number or address with her", told=True)
def route_is_hers(asked: Asked) -> bool:
    return asked.found.get("route_is_respondents") is False


@guard(
    "judgement may raise the grade, never lower it",
    remedy="Keep the grade, or ask a lead to correct it",
    who="lead",
    told=True,
)
def grade_is_not_lowered(asked: Asked) -> bool:
    payload = asked.payload
    least = GRADES[asked.facts["grade"]]
    if scores_high(payload["tool"], payload["score"]):
        least = GRADES[Grade.HIGH]
    return GRADES[payload["grade"]] >= least


@guard(
    "the order that was breached is not one of this case",
    remedy="Name an order of this case, or none",
    told=True,
)
def breached_order_is_known(asked: Asked) -> bool:
    # Not knowing its reference must never stop anybody from reporting a breach.
    return asked.payload["order"] is None or asked.payload["order"] in asked.facts["orders"]
