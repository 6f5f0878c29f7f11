"""Sealed tickets: what one page of a sign-in hands to the next, through the browser and unreadable to it.

A ticket is for one purpose and a short time. That something happens only once, whoever takes it must see to.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Any

import orjson

from workflow.faults import Unreadable
from workflow.keys import Keys
from workflow.sealed import Sealed
from workflow.tables import from_micros, to_micros
from workflow.vault import DataKey

#: How long people take to find their telephone.
GOOD_FOR = timedelta(minutes=20)


def issue(keys: Keys, purpose: str, *content: Any, at: datetime) -> str:
    """Return a ticket that holds this content, as text that a form can carry."""
    clear = orjson.dumps([to_micros(at), *content])
    return urlsafe_b64encode(bytes(_key(keys, purpose).seal("ticket", clear))).decode()


def read(keys: Keys, purpose: str, ticket: str, *, at: datetime) -> list[Any] | None:
    """Return what a ticket holds; None where it is too old, for something else, or none of ours."""
    try:
        sealed = Sealed(urlsafe_b64decode(ticket.encode()))
        since, *content = orjson.loads(_key(keys, purpose).open("ticket", sealed))
    except (ValueError, Unreadable):
        return None
    return content if at - from_micros(since) <= GOOD_FOR else None


def _key(keys: Keys, purpose: str) -> DataKey:
    return DataKey(purpose, keys.digest("ticket", purpose.encode()))
