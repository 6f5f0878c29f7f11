"""Whom one may enter as in a demonstration.

Nobody, unless the database was made by the demonstration and the browser runs on the same machine.
"""

import ipaddress

from fastapi import Request

from api.dependencies import Doors
from api.web.furniture import is_demonstration
from api.web.words.roles import DOES, ROLES
from workflow.marks import CAST, mark
from workflow.queries import register
from workflow.queries.register import PersonView


def is_open(request: Request, held: Doors) -> bool:
    """Say whether anybody may enter as anybody here."""
    return is_demonstration(held) and _is_near(request)


def cast(held: Doors) -> list[PersonView]:
    """Return everybody of the demonstration whom one may enter as."""
    listed = (mark(held.db, CAST) or "").split()
    return [found for reference in listed if (found := register.person(held.db, reference))]


def introduced(person: PersonView) -> dict[str, str]:
    """Say who somebody is and what they do."""
    role = ROLES[person.role]
    return {
        "reference": person.reference,
        "name": person.name,
        "role": f"{role}, {person.body}" if person.body else role,
        "does": DOES[person.role],
    }


def _is_near(request: Request) -> bool:
    """Say whether the browser runs on this machine, and was not led here under another name."""
    caller = request.client
    return caller is not None and all(map(_is_loopback, (caller.host, request.url.hostname or "")))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
