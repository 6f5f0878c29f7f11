"""People who do things through the doors: each call is one HTTP request."""

import itertools
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

from workflow.simulate.papers import pdf

FORCE, OTHER_FORCE = "cambridgeshire", "essex"
FIRM, OTHER_FIRM = "hart", "reed"

_numbers = itertools.count(1)


def referral(**changed: Any) -> dict[str, Any]:
    """A whole referral; each call is about another woman."""
    number = next(_numbers)
    return {
        "force": FORCE,
        "referrer": {"role": "officer", "collar_number": "1234"},
        "survivor": {
            "name": f"Anna Example{number}",
            "date_of_birth": "1990-02-03",
            "phone": f"07700 9{number:05}",
            "language": "en",
            "interpreter": False,
        },
        "safe_contact": {"safety": "safe", "channels": ["phone", "sms"], "windows": [], "voicemail": False},
        "respondent": {"name": f"Brian Sample{number}", "date_of_birth": "1988-01-02"},
        "incident": {"occurred_at": "2026-11-20T21:10:00Z", "summary": "He came to the door."},
        "risk": {"tool": "dash", "version": "2009", "grade": "medium", "score": 9, "flags": []},
        "consent": {"to_referral": True, "given_at": "2026-11-20T22:00:00Z", "tell_force": True},
        **changed,
    }


class World:
    """The running application and everybody's tokens."""

    def __init__(self, client: TestClient, tokens: dict[str, str], clock: Any) -> None:
        self.client, self.tokens, self.clock = client, tokens, clock

    def get(self, who: str, path: str, **params: Any) -> Response:
        return self.client.get(f"/api/v1{path}", params=params or None, headers=self._headers(who))

    def post(self, who: str, path: str, body: Any, key: str | None = None, **params: Any) -> Response:
        headers = self._headers(who) | ({"Idempotency-Key": key} if key else {})
        return self.client.post(f"/api/v1{path}", json=body, params=params or None, headers=headers)

    def refer(self, who: str = "officer", **changed: Any) -> str:
        """Refer somebody; the reference of the referral."""
        answer = self.post(who, "/referrals", referral(**changed), key=f"referral-{next(_numbers)}")
        assert answer.status_code == 201, answer.text
        reference: str = answer.json()["reference"]
        return reference

    def case(self, **changed: Any) -> str:
        """Have a caseworker refer somebody; the reference of the case."""
        answer = self.post("caseworker", "/referrals", referral(**changed), key=f"case-{next(_numbers)}")
        assert answer.status_code == 201, answer.text
        reference: str = answer.json()["case"]
        return reference

    def keep(self, who: str, case: str, kind: str, order: str | None = None) -> str:
        """Store a document of a page; its reference."""
        said = {"kind": kind} | ({"order": order} if order else {})
        answer = self.client.post(
            f"/api/v1/cases/{case}/documents",
            params=said,
            content=pdf("A page of a test."),
            headers=self._headers(who) | {"Content-Type": "application/pdf"},
        )
        assert answer.status_code == 201, answer.text
        document: str = answer.json()["document"]
        return document

    def move(self, who: str, path: str, event: str, payload: Any = None, **more: Any) -> dict[str, Any]:
        """Do something that succeeds. The police are sent a copy with what it must hold."""
        if event == "send":
            order = path.rpartition("/")[2]
            for kind in ("order", "proof_of_service"):
                self.keep(who, order, kind, order)
        body = {"event": event, "payload": payload or {}, **more}
        answer = self.post(who, f"{path}/events", body)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def contacted(self, **changed: Any) -> str:
        """A case in which she was reached by its owner."""
        case = self.case(**changed)
        self.move("caseworker", f"/cases/{case}", "take")
        payload = {"channel": "phone", "identity_confirmed": True, "safe_to_talk": True}
        self.move("caseworker", f"/cases/{case}", "make_contact", payload)
        return case

    def consented(self, **changed: Any) -> str:
        """A case in which she agreed to a firm."""
        case = self.contacted(**changed)
        payload = {
            "privacy_notice_given": True,
            "has_capacity": True,
            "scope": ["instruct_firm", "tell_force", "survey"],
        }
        self.move("caseworker", f"/cases/{case}", "give_consent", payload)
        return case

    def offered(self, **changed: Any) -> tuple[str, str]:
        """A case that waits for a firm's answer, and the offer."""
        case = self.consented(**changed)
        answer = self.post("caseworker", f"/cases/{case}/offers", {"firm": FIRM})
        assert answer.status_code == 201, answer.text
        (offer,) = answer.json()["created"]
        return case, offer

    def assigned(self, **changed: Any) -> str:
        """A case that a firm accepted."""
        case, offer = self.offered(**changed)
        self.move("solicitor", f"/offers/{offer}", "accept")
        return case

    def sought(self, **changed: Any) -> tuple[str, str]:
        """A case before the court, and its order."""
        case = self.assigned(**changed)
        order = {"type": "non_molestation", "court": "Cambridge", "applied_on": "2026-11-23"}
        payload = {"orders": [order], "confidential_address_protected": True}
        (sought,) = self.move("solicitor", f"/cases/{case}", "seek_order", payload)["created"]
        return case, sought

    def _headers(self, who: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens[who]}"}
