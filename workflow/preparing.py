"""What is held of her means, the merits and the evidence: sealed fields of the case, as each step leaves them."""

from collections.abc import Mapping
from typing import Any

from states.position import Step, moment
from states.vocabulary import Event

#: The sealed fields, as they are kept.
MEANS, MERITS, EVIDENCE = "means", "merits", "evidence_notes"
#: Events that say something of it.
SAYING = frozenset({Event.RECORD_MEANS.value, Event.RECORD_STATEMENT.value})


def said_of(step: Step, sealed: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a step says of it, by field; what it does not say stays as it was held."""
    if step.event == Event.RECORD_MEANS:
        known = {"children": step.payload["children"], "recorded_on": moment(step.at)[:10]}
        return {MEANS: {**sealed, **known}}
    return {name: sealed[name] for name in (MERITS, EVIDENCE) if name in sealed}
