"""What steps record about documents: which one proves a service, and which the police were sent."""

from states.deeds.deed import deed
from states.position import Facts, Step


@deed
def name_proof(_: Facts, own: Facts, step: Step) -> None:
    """Record the document that proves the service, or that none does."""
    own["proof"] = step.payload.get("document")


@deed
def name_copy(_: Facts, own: Facts, step: Step) -> None:
    """Record which documents the copy for the police carries."""
    own["copy_holds"] = dict(step.found["copy"])
