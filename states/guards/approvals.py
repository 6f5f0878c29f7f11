"""A second person's word: never a typed name, always somebody else's."""

from collections.abc import Mapping
from typing import Any

from states.position import Asked


def approval(asked: Asked) -> Mapping[str, Any] | None:
    """Return the lead's approval that was found for this event at this version, unless it is their own."""
    given: Mapping[str, Any] | None = asked.found.get("approval")
    return None if given is None or given.get("by") == asked.actor else given


def is_approved(asked: Asked) -> bool:
    """Say whether another lead has given their word."""
    return approval(asked) is not None
