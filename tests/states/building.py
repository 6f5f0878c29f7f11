"""Builders for the tests of the charts: valid by default, one thing overridden at a time."""

import json
from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

from states.deeds import new_order
from states.definitions import DEFINITIONS
from states.facts import blank
from states.moves import Ask, Definition, Move, opened
from states.payloads import read
from states.position import Asked, Facts, Position, moment
from states.vocabulary import Chart, Role

#: A Monday morning in winter.
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)

WORKER, LEAD, FIRM, OFFICER, SYSTEM, PROVIDER = (
    Role.CASEWORKER,
    Role.LEAD,
    Role.SOLICITOR,
    Role.OFFICER,
    Role.SYSTEM,
    Role.PROVIDER,
)
CASE, ORDER, SERVICE, COPY, OFFER = (
    Chart.CASE,
    Chart.ORDER,
    Chart.SERVICE,
    Chart.POLICE_COPY,
    Chart.OFFER,
)

APPROVED = {"approval": {"reference": "A-00000001", "by": "P-00000002", "force": None}}
CONSENT = {"privacy_notice_given": True, "has_capacity": True, "scope": ["instruct_firm"]}
FREE = {"firm_active": True, "firm_conflict": False}
SOUGHT = {"type": "non_molestation", "court": "Leeds", "applied_on": "2026-11-23"}
DAYS_SERVED = {"served_on": "2026-11-23", "served_by": "process_server", "proof": "form FL415, in the file"}

#: For each payload that must hold something: a valid one.
PAYLOADS: Mapping[tuple[Chart, str], dict[str, Any]] = {
    (CASE, "reassign"): {"owner": "P-00000003", "reason": "leave"},
    (CASE, "transfer"): {"force": "essex", "approval": "A-00000001"},
    (CASE, "join_referral"): {
        "referral": "R-00000001",
        "referrer": "P-00000009",
        "contact": {"safety": "safe", "channels": ["phone"]},
        "tell_force": True,
        "grade": "medium",
        "flags": ["weapon"],
    },
    (CASE, "log_attempt"): {"channel": "phone", "result": "no_answer", "at": moment(AT)},
    (CASE, "request_information"): {"questions": ["Where may she be reached?"]},
    (CASE, "supply_information"): {"answers": ["At her sister's."]},
    (CASE, "make_contact"): {"channel": "phone", "identity_confirmed": True, "safe_to_talk": True},
    (CASE, "mark_duplicate"): {"case": "C-00000002"},
    (CASE, "give_up_contact"): {"reason": "no answer"},
    (CASE, "lose_contact"): {"reason": "no answer"},
    (CASE, "give_consent"): CONSENT,
    (CASE, "change_consent"): CONSENT,
    (CASE, "decline"): {"reason": "not now", "door_open_advice": True},
    (CASE, "find_ineligible"): {"reason": "no_remedy"},
    (CASE, "refer_elsewhere"): {"service": "Refuge", "accepted": True},
    (CASE, "record_means"): {"gross_income": 1200, "disposable_income": 300, "capital": 0},
    (CASE, "record_statement"): {"taken_on": "2026-11-23"},
    (CASE, "record_application"): {
        "application": {"fl401": {"situation": {"ordersAppliedWithoutNotice": True}}}
    },
    (CASE, "send_warning_letter"): {"agreed": True},
    (CASE, "give_advice_only"): {"agreed": True},
    (CASE, "make_offer"): {"firm": "hawthorn"},
    (CASE, "assign_solicitor"): {"firm": "hawthorn"},
    (CASE, "seek_order"): {"orders": [SOUGHT], "confidential_address_protected": True},
    (CASE, "set_safety"): {"safety": "unsafe"},
    (CASE, "record_survey"): {"way": "link"},
    (CASE, "stop_messages"): {"reason": "bounced"},
    (CASE, "update_details"): {"language": "cy"},
    (CASE, "assess_risk"): {"tool": "dash", "version": "2009", "grade": "medium"},
    (CASE, "add_incident"): {"occurred_at": moment(AT)},
    (CASE, "report_breach"): {"occurred_at": moment(AT)},
    (CASE, "add_note"): {"note": "rang back"},
    (CASE, "pause"): {"clock": "decision", "reason": "away", "until": moment(AT + 7 * DAY)},
    (CASE, "correct"): {"reason": "typed wrong", "facts": {"language": "cy"}},
    (ORDER, "list_hearing"): {"hearing_at": "2026-12-10"},
    (ORDER, "grant_interim"): {
        "made_on": "2026-11-23",
        "expires_on": "2026-12-07",
        "return_day": "2026-12-07",
    },
    (ORDER, "make_order"): {"made_on": "2026-11-23", "expires_on": "2027-11-23"},
    (ORDER, "take_undertaking"): {"made_on": "2026-11-23", "expires_on": "2027-11-23", "bar_shown": True},
    (ORDER, "withdraw"): {"reason": "she_asked"},
    (ORDER, "end"): {"reason": "expired"},
    (ORDER, "review"): {"decision": "extend", "reason": "he writes to her still"},
    (SERVICE, "serve"): DAYS_SERVED,
    (OFFER, "decline"): {"reason": "capacity"},
}
#: For each event that looks something up: what is found where all is well.
FOUND: Mapping[tuple[Chart, str], dict[str, Any]] = {
    (CASE, "reassign"): {"owner_active": True, "owner_conflict": False},
    (CASE, "transfer"): APPROVED,
    (CASE, "mark_duplicate"): {"duplicate": {"open": True, "same_force": True}},
    (CASE, "make_offer"): {**FREE, "offer": "F-00000001"},
    (CASE, "seek_order"): {"orders": ["O-00000001"]},
    (CASE, "update_details"): {"route_is_respondents": False},
    (CASE, "record_death"): APPROVED,
    (CASE, "close"): {"notices_moving": 0},
    (CASE, "invite_to_survey"): {"survey_address": True},
    (CASE, "record_survey"): {"answers_kept": True},
    (OFFER, "accept"): {"firm_conflict": False},
}
_NEEDS_REASON = {
    (CASE, "retract_contact"),
    (CASE, "release_firm"),
    (CASE, "mark_sensitive"),
    (CASE, "reopen"),
    (ORDER, "send_back"),
    (ORDER, "refuse"),
    (ORDER, "discharge"),
    (SERVICE, "fail"),
    (SERVICE, "dispense"),
    (OFFER, "withdraw"),
}

FIRST_REFERRAL: dict[str, Any] = {
    "force": "cambridgeshire",
    "queue": "cambridgeshire",
    "referrers": ["P-00000008"],
    "safety": "safe",
    "channels": ["phone", "sms"],
    "routes": {"phone": True},
    "tell_force": True,
}


def sent(chart: str, event: str) -> dict[str, Any]:
    """Return a valid payload as it is sent."""
    spare = {"reason": "as discussed"} if (chart, event) in _NEEDS_REASON else {}
    return deepcopy(PAYLOADS.get((Chart(chart), event), spare))


def clear(chart: str, event: str, **changes: Any) -> dict[str, Any]:
    """Return the clear part of a valid payload."""
    return read(Chart(chart), event, sent(chart, event) | changes)[0]


def facts(**changes: Any) -> Facts:
    """Return the facts of a case that was just referred."""
    start = {"first_contact_since": moment(AT), "referred_at": moment(AT)}
    return {**blank(), **start, **deepcopy(FIRST_REFERRAL), **changes}


def order(state: str = "applied", **changes: Any) -> Facts:
    """Return the facts of an order."""
    asked = {**SOUGHT, "without_notice": False}
    return {**new_order(asked, "hawthorn"), "state": state, "made_at": moment(AT), **changes}


def offer(state: str = "offered", firm: str = "hawthorn") -> Facts:
    """Return the facts of an offer."""
    return {"firm": firm, "state": state, "made_at": moment(AT)}


def asked(
    state: str = "received",
    *,
    by: Role = WORKER,
    at: datetime = AT,
    actor: str = "P-00000001",
    payload: Mapping[str, Any] | None = None,
    found: Mapping[str, Any] | None = None,
    subject: str | None = None,
    coupled: bool = False,
    **changes: Any,
) -> Asked:
    """Return what guards are asked about a case; further names are facts that differ."""
    return Asked(state, facts(**changes), payload or {}, at, by, actor, found or {}, subject, coupled)


class Walk:
    """A case that is taken from step to step, and checked at each: facts stay plain JSON."""

    def __init__(self, definition: Definition | None = None, *, at: datetime = AT, **referral: Any) -> None:
        self.definition = definition or DEFINITIONS["1"]
        self.at = at
        self.moves: list[Move] = []
        first = {**deepcopy(FIRST_REFERRAL), **referral}
        self._take(opened(first, at=at, by=OFFICER, actor="P-00000008"))

    @property
    def position(self) -> Position:
        """Where the case stands."""
        return self.moves[-1].after

    @property
    def state(self) -> str:
        """The state of the case."""
        return self.position.state

    @property
    def facts(self) -> Facts:
        """The facts of the case."""
        return self.position.facts

    @property
    def clocks(self) -> dict[str, Any]:
        """The clocks that run."""
        clocks: dict[str, Any] = self.facts["clocks"]
        return clocks

    def order(self, reference: str = "O-00000001") -> Facts:
        """One order of the case."""
        held: Facts = self.facts["orders"][reference]
        return held

    def wait(self, span: timedelta) -> "Walk":
        """Let time pass."""
        self.at += span
        return self

    def do(
        self,
        event: str,
        by: Role = LEAD,
        *,
        chart: Chart = CASE,
        subject: str | None = None,
        found: Mapping[str, Any] | None = None,
        actor: str = "P-00000001",
        **payload: Any,
    ) -> "Walk":
        """Take a step with a valid payload, changed where named."""
        if chart in (ORDER, SERVICE, COPY):
            subject = subject or "O-00000001"
        if chart is OFFER:
            subject = subject or "F-00000001"
        looked_up = dict(FOUND.get((chart, event), {})) | dict(found or {})
        said, _ = read(chart, event, sent(chart, event) | payload)
        ask = Ask(event, by, self.at, actor, said, looked_up, chart, subject)
        self._take(self.definition.decide(self.position, ask))
        return self

    def to(self, state: str) -> "Walk":
        """Take the main path as far as the state."""
        path = {
            "received": [],
            "contacted": [("make_contact", LEAD, CASE)],
            "consented": [("give_consent", LEAD, CASE)],
            "solicitor_assigned": [("make_offer", LEAD, CASE), ("accept", FIRM, OFFER)],
            "order_sought": [("seek_order", FIRM, CASE)],
            "outcome": [("make_order", FIRM, ORDER), ("record_outcome", FIRM, CASE)],
        }
        states = list(path)
        for goal in states[states.index(self.state) + 1 : states.index(state) + 1]:
            for event, by, chart in path[goal]:
                self.do(event, by, chart=chart)
        return self

    def _take(self, move: Move) -> None:
        assert_plain(move.after.facts)
        assert move.after.state == "closed" or move.after.facts["clocks"], f"no clock after {move.step.event}"
        self.moves.append(move)


def assert_plain(value: Any) -> None:
    """Hold that facts are JSON, and no more than JSON: no enumeration as a value or a key."""
    assert json.loads(json.dumps(value)) == value
    if isinstance(value, dict):
        for name, held in value.items():
            assert type(name) is str, name
            assert_plain(held)
    elif isinstance(value, list):
        for held in value:
            assert_plain(held)
    else:
        assert value is None or type(value) in (str, int, float, bool), repr(value)
