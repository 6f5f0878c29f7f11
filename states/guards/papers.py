"""Conditions on documents: what a service names as its proof, and what the copy for the police carries.

What is stored is looked up: a guard sees the references of documents, never what stands in them.
"""

from states.guarding import guard
from states.position import Asked, Facts
from states.vocabulary import ServiceState


def needs_proof(order: Facts) -> bool:
    """Say whether a copy of the order carries a proof of service: where it was served, and not dispensed with."""
    return bool(order["service"] == ServiceState.SERVED)


@guard(
    "the document that is named is no proof of service of this order",
    remedy="Upload the proof to the case's documents for this order, or say in words where it is held",
    who="solicitor",
    told=True,
)
def proof_is_of_this_order(asked: Asked) -> bool:
    named = asked.payload.get("document")
    return named is None or asked.found.get("document") == named


@guard(
    "the sealed order, as the court last made it, is not among the documents of the case",
    remedy="Upload the sealed order to the case's documents",
    who="solicitor",
    told=True,
)
def sealed_order_is_stored(asked: Asked) -> bool:
    return bool(asked.found.get("copy", {}).get("order"))


@guard(
    "the proof that it was served is not among the documents of the case",
    remedy="Upload the proof of service to the case's documents",
    who="solicitor",
    told=True,
)
def proof_is_stored(asked: Asked) -> bool:
    return not needs_proof(asked.order) or bool(asked.found.get("copy", {}).get("proof"))
