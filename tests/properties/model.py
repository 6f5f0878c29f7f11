"""A small model of what must always hold, kept beside the engine from what was asked and answered alone.

It knows no chart, guard or effect: only what she said about contact and consent, what was accepted, and how many
entries that leaves.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
#: The hours in which a text may leave, by the London clock.
FROM, TO = 8, 19
#: The details that lead to her.
ROUTES = {"phone": ("sms",), "email": ("email",), "address": ()}
REACHING = frozenset({"phone", "sms", "email", "in_person"})
#: What each word of hers leaves of her consent.
CONSENTING: Mapping[str, Callable[[Mapping[str, Any]], frozenset[str] | None]] = {
    "give_consent": lambda payload: frozenset(payload["scope"]),
    "change_consent": lambda payload: frozenset(payload["scope"]),
    "withdraw_consent": lambda _: None,
    "reopen": lambda _: None,
}
#: What parts a case from its firm.
PARTING = frozenset({"release_firm", "lose_contact", "withdraw_consent", "record_death", "reopen", "close"})
CONTACT = ("safety", "channels", "windows", "voicemail", "withheld_number")


@dataclass
class Known:
    """What the model knows of one case."""

    reference: str
    version: int = 0
    entries: int = 0
    referrals: int = 0
    contact: dict[str, Any] = field(default_factory=dict)
    consent: frozenset[str] | None = None
    firm: str | None = None
    route_changes: int = 0
    over_since: datetime | None = None

    def accepted(
        self, event: str, payload: Mapping[str, Any], at: datetime, *, firm: str | None = None
    ) -> None:
        """Note what an accepted event says."""
        if event in CONSENTING:
            self.consent = CONSENTING[event](payload)
        if event in PARTING or event == "accept":
            self.firm = firm if event == "accept" else None
        if event == "set_safety":
            self.contact = {name: payload.get(name) for name in CONTACT}
        if event == "update_details":
            self.route_changes += any(name in (payload.get("survivor") or {}) for name in ROUTES)
        if event in {"record_death", "close"}:
            self.over_since = self.over_since or at
        if event == "reopen":
            self.over_since = None

    def joined(self, contact: Mapping[str, Any]) -> None:
        """Take over what the engine says after a second referral, once it is seen to be no looser."""
        assert _reaching(contact) <= _reaching(self.contact), "joining opened a channel"
        if self.contact["windows"] and _reaching(contact):
            assert contact["windows"], "joining dropped her windows"
        self.contact = {name: contact[name] for name in CONTACT}

    def is_hers_to_send(self, channel: str, route_changes: int, at: datetime) -> bool:
        """Say whether a message to her by that channel may leave now. Unknown means no."""
        hour = at.astimezone(LONDON).hour
        return (
            self.over_since is None
            and self.contact.get("safety") in {"safe", "restricted"}
            and channel in (self.contact.get("channels") or ())
            and channel in {"sms", "email"}
            and not self.contact.get("windows")
            and self.route_changes == route_changes
            and FROM <= hour < TO
        )

    @property
    def may_instruct(self) -> bool:
        """Whether her consent to a firm is in force."""
        return self.consent is not None and "instruct_firm" in self.consent


def _reaching(contact: Mapping[str, Any]) -> frozenset[str]:
    if contact.get("safety") not in {"safe", "restricted"}:
        return frozenset()
    return REACHING & frozenset(contact.get("channels") or ())
