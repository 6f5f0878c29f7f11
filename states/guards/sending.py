"""Conditions on offers that run out, and on notices that may have arrived."""

from states.guarding import guard
from states.position import Asked, parsed
from states.vocabulary import Recipient, Role

MACHINES = frozenset({Role.SYSTEM, Role.PROVIDER})


@guard("the offer's time has not run out", remedy="Wait for the firm's answer, or withdraw the offer")
def offer_has_run_out(asked: Asked) -> bool:
    clock = asked.facts["clocks"].get(f"offer:{asked.subject}")
    return clock is not None and asked.at >= parsed(clock["due"])


# Of a notice the facts are its own, not those of its case.


@guard(
    "it may have arrived",
    remedy="Find out whether it arrived, then retry or cancel it",
    who="lead",
    told=True,
)
def certainly_did_not_arrive(asked: Asked) -> bool:
    return asked.payload["certain"] is True


@guard(
    "whether it reached her must be decided by a person", remedy="Decide whether to send it again", who="lead"
)
def a_person_decides_for_her(asked: Asked) -> bool:
    return asked.facts["recipient"] != Recipient.SURVIVOR or asked.by not in MACHINES


@guard("its receipt may still come", remedy="Wait for the receipt", who="system", told=True)
def receipt_is_overdue(asked: Asked) -> bool:
    return asked.found.get("receipt_overdue") is True
