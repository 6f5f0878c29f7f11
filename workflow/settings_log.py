"""The stream "settings": who was let in, shut out, invited or changed, by reference, without names."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from workflow.actors import Actor
from workflow.db import Tx
from workflow.trail import SETTINGS, Entry, append_to


def write(tx: Tx, event: str, reference: str, body: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    """Leave an entry about a person, a force or a firm, in the transaction of what it tells."""
    append_to(tx, SETTINGS, Entry(at, by.reference, by.role.value, SETTINGS, event, "", 0, body, reference))
