"""Conditions on whose case it is."""

from states.guarding import guard
from states.guards.approvals import approval
from states.position import Asked


@guard("it is not waiting in a queue of theirs", remedy="Ask a lead to reassign it", who="lead")
def unowned(asked: Asked) -> bool:
    queue = asked.facts["queue"]
    # Without a finding every queue is theirs: not every team parts its people among queues.
    return asked.facts["owner"] is None and (queue is None or queue in asked.found.get("queues", [queue]))


@guard("they or an associate of theirs are a party to it", remedy="Leave it to a colleague", who="lead")
def taker_has_no_conflict(asked: Asked) -> bool:
    # Nobody with a conflict so much as sees the case, so no finding means that none was met.
    return asked.found.get("actor_conflict") is not True


@guard(
    "the new owner has no active account as a caseworker or lead",
    remedy="Choose another owner",
    who="lead",
    told=True,
)
def owner_is_active(asked: Asked) -> bool:
    return asked.found.get("owner_active") is True


@guard("the new owner may not work on this case", remedy="Choose another owner", who="lead", told=True)
def owner_has_no_conflict(asked: Asked) -> bool:
    return asked.found.get("owner_conflict") is False


@guard(
    "no lead of the receiving side has approved the transfer",
    remedy="Ask a receiving lead to approve it",
    who="lead",
    told=True,
)
def receiving_lead_approves(asked: Asked) -> bool:
    given = approval(asked)
    if given is None:
        return False
    # A lead without a force of their own speaks for every force and service.
    return asked.payload["force"] is None or given.get("force") in (None, asked.payload["force"])
