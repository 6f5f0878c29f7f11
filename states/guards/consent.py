"""Conditions on her decision."""

from states.facts import may_instruct
from states.guarding import guard
from states.position import Asked
from states.vocabulary import Scope


@guard("she has not been given the privacy notice", remedy="Give her the privacy notice", told=True)
def privacy_notice_is_given(asked: Asked) -> bool:
    return asked.payload["privacy_notice_given"] is True


@guard(
    "it is not established that she has capacity to decide",
    remedy="Assess her capacity, with an advocate if need be",
    told=True,
)
def she_has_capacity(asked: Asked) -> bool:
    return asked.payload["has_capacity"] is True


@guard(
    "the scope does not cover instructing a firm",
    remedy="Ask her whether a firm may be instructed",
    told=True,
)
def covers_a_firm(asked: Asked) -> bool:
    return Scope.INSTRUCT_FIRM in asked.payload["scope"]


@guard(
    "this would end or begin her consent to a firm",
    remedy="Record that she withdraws, or gives, consent",
    told=True,
)
def keeps_a_firm(asked: Asked) -> bool:
    # Beginning is refused too: only `give_consent` asks for the privacy notice and capacity.
    return (Scope.INSTRUCT_FIRM in asked.payload["scope"]) is may_instruct(asked.facts)


@guard("she has not consented to a solicitor", remedy="Record her consent")
def consent_is_in_force(asked: Asked) -> bool:
    return may_instruct(asked.facts)


@guard("she has not been told that she may come back", remedy="Give the door-open advice", told=True)
def door_is_left_open(asked: Asked) -> bool:
    return asked.payload["door_open_advice"] is True


@guard("she has not agreed to it", remedy="Ask her, and whether it is safe", told=True)
def she_agrees(asked: Asked) -> bool:
    return asked.payload["agreed"] is True
