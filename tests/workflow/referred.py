"""A valid referral as it is sent, and how tests change one thing of it."""

from copy import deepcopy
from typing import Any

from tests.workflow.cast import FORCE

SENT: dict[str, Any] = {
    "force": FORCE,
    "referrer": {"role": "officer", "collar_number": "1234", "email": "officer.1234@example.org"},
    "survivor": {
        "name": "Jane Heronlight",
        "date_of_birth": "1990-02-03",
        "phone": "07700 900123",
        "email": "jane@rowan.example",
        "address": {"lines": ["1 Acorn Row", "Ambleford"], "postcode": "ZZ1 1AA"},
        "language": "pl",
        "interpreter": False,
    },
    "safe_contact": {
        "safety": "restricted",
        "channels": ["phone"],
        "windows": [{"days": ["mon", "tue"], "from": "10:00", "to": "14:00"}],
        "voicemail": False,
        "withheld_number": True,
        "code_word": "marmalade",
        "instructions": "ask for the library book",
    },
    "respondent": {
        "name": "John Thistlebrace",
        "date_of_birth": "1988-12-01",
        "phone": "07700 900456",
        "relationship": "former_partner",
        "lives_with_survivor": False,
    },
    "incident": {
        "occurred_at": "2026-11-20T21:10:00Z",
        "crime_reference": "ZZ/12345/26",
        "summary": "He broke the garden door.",
    },
    "risk": {"tool": "dash", "version": "2009", "grade": "medium", "score": 9, "flags": []},
    "children": [{"name": "Robin", "date_of_birth": "2018-05-01"}],
    "existing_orders": [],
    "bail": {"conditions": True, "ends_on": "2026-12-01"},
    "consent": {
        "to_referral": True,
        "given_at": "2026-11-20T22:00:00Z",
        "override_reason": None,
        "tell_force": True,
    },
}

#: What of it may be read nowhere in a database.
PERSONAL = (
    "Heronlight",
    "1990-02-03",
    "900123",
    "jane@rowan",
    "Acorn Row",
    "ZZ1 1AA",
    "marmalade",
    "library book",
    "Thistlebrace",
    "1988-12-01",
    "900456",
    "ZZ/12345/26",
    "garden door",
    "Robin",
    "2018-05-01",
)

LEFT_OUT = object()


def changed(**changes: Any) -> dict[str, Any]:
    """Return the referral with some fields changed, named as `survivor__name`; LEFT_OUT leaves one out."""
    sent = deepcopy(SENT)
    for path, value in changes.items():
        *groups, name = path.split("__")
        within = sent
        for group in groups:
            within = within[group]
        if value is LEFT_OUT:
            del within[name]
        else:
            within[name] = value
    return sent
