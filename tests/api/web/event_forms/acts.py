"""For each event that a person may ask: who asks it, how a case comes to where it is possible, and what it says."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import update

from states.vocabulary import Chart
from tests.api.world import OTHER_FIRM, OTHER_FORCE, World
from workflow.tables import NoticeRow

NOTICES = NoticeRow.__table__


@dataclass(frozen=True)
class Act:
    """One event as somebody asks it. `of` returns the reference that it is asked of, and what else it names."""

    chart: Chart
    event: str
    who: str
    of: Callable[[World], tuple[str, dict[str, Any]]]
    says: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What a failing test calls it."""
        return f"{self.chart.value} {self.event}"

    def path(self, reference: str) -> str:
        """Where its form is."""
        places = {Chart.CASE: "cases/{}/events", Chart.OFFER: "offers/{}", Chart.NOTICE: "notices/{}"}
        place = places.get(self.chart, f"orders/{{}}/{self.chart.value}")
        return f"/{place.format(reference)}/{self.event}"


DAYS = {"made_on": "2026-12-01", "expires_on": "2027-11-30"}
WITHDRAWN = {"reason": "she_asked"}


def _received(world: World) -> tuple[str, dict[str, Any]]:
    return world.case(), {}


def _taken(world: World) -> tuple[str, dict[str, Any]]:
    case = world.case()
    world.move("caseworker", f"/cases/{case}", "take")
    return case, {}


def _contacted(world: World) -> tuple[str, dict[str, Any]]:
    return world.contacted(), {}


def _consented(world: World) -> tuple[str, dict[str, Any]]:
    return world.consented(), {}


def _assigned(world: World) -> tuple[str, dict[str, Any]]:
    return world.assigned(), {}


def _tried(
    of: Callable[[World], tuple[str, dict[str, Any]]],
) -> Callable[[World], tuple[str, dict[str, Any]]]:
    def tried(world: World) -> tuple[str, dict[str, Any]]:
        case, _ = of(world)
        for hours in (0, 30, 162):
            world.clock.on(hours=hours)
            said = {"channel": "phone", "result": "no_answer", "at": world.clock().isoformat()}
            world.move("caseworker", f"/cases/{case}", "log_attempt", said)
        return case, {}

    return tried


def _other_owner(world: World) -> tuple[str, dict[str, Any]]:
    case = world.contacted()
    other = world.case()
    world.move("other_caseworker", f"/cases/{other}", "take")
    return case, {"owner": world.get("lead", f"/cases/{other}").json()["facts"]["owner"]}


def _approved(event: str, of: Callable[[World], tuple[str, dict[str, Any]]] = _contacted) -> Any:
    def approved(world: World) -> tuple[str, dict[str, Any]]:
        case, _ = of(world)
        version = world.get("lead", f"/cases/{case}").json()["version"]
        body = {"event": event, "version": version}
        given = world.post("other_lead", f"/cases/{case}/approvals", body).json()
        return case, {"approval": given["approval"]}

    return approved


def _with_another(world: World) -> tuple[str, dict[str, Any]]:
    return _taken(world)[0], {"case": world.case()}


def _pausable(world: World) -> tuple[str, dict[str, Any]]:
    until = (world.clock() + timedelta(days=2)).replace(microsecond=0)
    return world.contacted(), {"clock": "decision", "reason": "Away.", "until": until.isoformat()}


def _paused(world: World) -> tuple[str, dict[str, Any]]:
    case, says = _pausable(world)
    world.move("caseworker", f"/cases/{case}", "pause", says)
    return case, {}


def _declined(world: World) -> tuple[str, dict[str, Any]]:
    case, _ = _contacted(world)
    world.move("caseworker", f"/cases/{case}", "decline", {"reason": "Not now.", "door_open_advice": True})
    return case, {}


def _settled(world: World) -> tuple[str, dict[str, Any]]:
    case, _ = _declined(world)
    for notice in world.get("lead", f"/cases/{case}/notices", limit=200).json()["items"]:
        if notice["events"].get("cancel", {}).get("allowed"):
            world.move("caseworker", f"/notices/{notice['reference']}", "cancel")
    return case, {}


def _advised(world: World) -> tuple[str, dict[str, Any]]:
    case, _ = _consented(world)
    world.move("caseworker", f"/cases/{case}", "give_advice_only", AGREED)
    # Five weeks after it ended she may be asked whether it helped.
    world.clock.on(days=36)
    return case, {}


def _resolved(world: World) -> tuple[str, dict[str, Any]]:
    case, order = world.sought()
    world.move("solicitor", f"/orders/{order}", "withdraw", WITHDRAWN)
    return case, {}


def _order(*before: tuple[str, dict[str, Any]]) -> Callable[[World], tuple[str, dict[str, Any]]]:
    def ordered(world: World) -> tuple[str, dict[str, Any]]:
        _, order = world.sought()
        world.clock.on(days=9)
        for event, said in before:
            if event == PAPERS[0]:
                for kind in ("order", "proof_of_service"):
                    world.keep("solicitor", order, kind, order)
            else:
                world.move("solicitor", f"/orders/{order}", event, said)
        return order, {}

    return ordered


def _offer(world: World) -> tuple[str, dict[str, Any]]:
    return world.offered()[1], {}


def _notice(state: str) -> Callable[[World], tuple[str, dict[str, Any]]]:
    def planted(world: World) -> tuple[str, dict[str, Any]]:
        case = world.consented()
        found = world.get("lead", f"/cases/{case}/notices", limit=200).json()["items"]
        reference: str = next(one["reference"] for one in found if one["state"] == "planned")
        # Only delivery brings a notice there, and none runs here.
        doors: Any = world.client.app.state.doors  # type: ignore[attr-defined]
        with doors.db.transaction() as tx:
            tx.connection.execute(update(NOTICES).where(NOTICES.c.reference == reference).values(state=state))
        return reference, {}

    return planted


SOUGHT = {
    "orders": [{"type": "occupation", "court": "Ely", "applied_on": "2026-11-23"}],
    "confidential_address_protected": True,
}
SERVED = ("serve", {"served_on": "2026-12-01", "served_by": "police", "proof": "On file."})
MADE = ("make_order", DAYS)
#: No event: what the copy for the police must hold is stored.
PAPERS: tuple[str, dict[str, Any]] = ("papers", {})
WHY = {"reason": "So it was said."}
AGREED = {"agreed": True}
DONE = {"service": "A refuge", "accepted": True}
CONSENT = {"privacy_notice_given": True, "has_capacity": True, "scope": ["instruct_firm"]}
SPOKEN = {"channel": "phone", "identity_confirmed": True, "safe_to_talk": True}
RISK = {"tool": "dash", "version": "2009", "grade": "high", "score": 15, "flags": ["weapon"]}
ATTEMPT = {"channel": "phone", "result": "no_answer", "at": "2026-11-23T09:30:00Z"}
HAPPENED = {"occurred_at": "2026-11-22T21:00:00Z", "summary": "He came again."}
STOP = {"reason": "she_asked"}
MEANS = {"gross_income": 1000.5, "disposable_income": 300, "capital": 0, "children": 2}
TIGHT = {
    "safety": "restricted",
    "channels": ["phone"],
    "voicemail": False,
    "windows": [{"days": ["mon"], "from": "10:00", "to": "12:00"}],
}

CASE, ORDER, SERVICE, COPY = Chart.CASE, Chart.ORDER, Chart.SERVICE, Chart.POLICE_COPY
WORKER, LEAD, FIRM = "caseworker", "lead", "solicitor"

ACTS: tuple[Act, ...] = (
    Act(CASE, "take", WORKER, _received),
    Act(CASE, "reassign", LEAD, _other_owner, WHY),
    Act(CASE, "transfer", LEAD, _approved("transfer"), {"force": OTHER_FORCE}),
    Act(CASE, "log_attempt", WORKER, _taken, ATTEMPT),
    Act(CASE, "request_information", WORKER, _taken, {"questions": ["Where is she?"]}),
    Act(CASE, "make_contact", WORKER, _taken, SPOKEN),
    Act(CASE, "retract_contact", LEAD, _contacted, WHY),
    Act(CASE, "mark_duplicate", WORKER, _with_another),
    Act(CASE, "give_up_contact", WORKER, _tried(_taken), WHY),
    Act(CASE, "give_consent", WORKER, _contacted, CONSENT),
    Act(CASE, "change_consent", WORKER, _consented, {**CONSENT, "scope": ["instruct_firm", "survey"]}),
    Act(CASE, "decline", WORKER, _contacted, {**WHY, "door_open_advice": True}),
    Act(CASE, "find_ineligible", WORKER, _contacted, {"reason": "no_remedy", "hand_over": DONE}),
    Act(CASE, "refer_elsewhere", WORKER, _contacted, DONE),
    Act(CASE, "record_means", WORKER, _consented, MEANS),
    Act(CASE, "record_statement", WORKER, _consented, {"taken_on": "2026-11-22"}),
    Act(CASE, "send_warning_letter", WORKER, _contacted, AGREED),
    Act(CASE, "give_advice_only", WORKER, _contacted, AGREED),
    Act(CASE, "lose_contact", WORKER, _tried(_contacted), WHY),
    Act(CASE, "make_offer", WORKER, _consented, {"firm": OTHER_FIRM}),
    Act(CASE, "release_firm", FIRM, _assigned, WHY),
    Act(CASE, "seek_order", FIRM, _assigned, SOUGHT),
    Act(CASE, "record_outcome", FIRM, _resolved, {"note": "Withdrawn."}),
    Act(CASE, "withdraw_consent", WORKER, _consented, {"under_pressure": "no", "asked_safely": True}),
    Act(CASE, "record_death", LEAD, _approved("record_death")),
    Act(CASE, "set_safety", WORKER, _contacted, TIGHT),
    Act(CASE, "stop_messages", WORKER, _contacted, STOP),
    Act(
        CASE,
        "update_details",
        WORKER,
        _contacted,
        {"survivor": {"email": "her@example.org"}, "language": "cy"},
    ),
    Act(CASE, "assess_risk", WORKER, _contacted, RISK),
    Act(CASE, "add_incident", WORKER, _contacted, HAPPENED),
    Act(CASE, "report_breach", WORKER, _contacted, HAPPENED),
    Act(CASE, "mark_sensitive", LEAD, _contacted, WHY),
    Act(CASE, "add_note", WORKER, _contacted, {"note": "She called.", "hand_over": True}),
    Act(CASE, "pause", WORKER, _pausable),
    Act(CASE, "resume", WORKER, _paused),
    Act(CASE, "invite_to_survey", WORKER, _advised),
    Act(CASE, "reopen", LEAD, _declined, WHY),
    Act(CASE, "close", WORKER, _settled),
    Act(CASE, "correct", LEAD, _contacted, {**WHY, "facts": {"urgent": True}}),
    Act(ORDER, "send_back", FIRM, _order(), WHY),
    Act(ORDER, "resubmit", FIRM, _order(("send_back", WHY))),
    Act(ORDER, "list_hearing", FIRM, _order(), {"hearing_at": "2026-12-21T10:00:00Z"}),
    Act(ORDER, "grant_interim", FIRM, _order(), {**DAYS, "return_day": "2026-12-10"}),
    Act(ORDER, "make_order", WORKER, _order(), DAYS),
    Act(ORDER, "take_undertaking", FIRM, _order(), {**DAYS, "bar_shown": True}),
    Act(ORDER, "refuse", FIRM, _order(), WHY),
    Act(ORDER, "withdraw", FIRM, _order(), WITHDRAWN),
    Act(ORDER, "vary", FIRM, _order(MADE), {"expires_on": "2027-12-01"}),
    Act(ORDER, "extend", FIRM, _order(MADE), {"expires_on": "2028-12-01"}),
    Act(ORDER, "review", WORKER, _order(MADE), {"decision": "let_end", **WHY}),
    Act(ORDER, "warn", FIRM, _order(("make_order", {**DAYS, "expires_on": "2026-12-24"}))),
    Act(ORDER, "discharge", FIRM, _order(MADE), WHY),
    Act(ORDER, "end", WORKER, _order(MADE), {"reason": "replaced"}),
    Act(SERVICE, "serve", FIRM, _order(MADE), SERVED[1]),
    Act(SERVICE, "fail", FIRM, _order(MADE), WHY),
    Act(SERVICE, "dispense", FIRM, _order(MADE), WHY),
    Act(SERVICE, "fall_due", FIRM, _order(MADE, ("fail", WHY))),
    Act(COPY, "send", FIRM, _order(MADE, SERVED, PAPERS), {"note": "By post."}),
    Act(COPY, "bounce", FIRM, _order(MADE, SERVED, ("send", {}))),
    Act(COPY, "acknowledge", FIRM, _order(MADE, SERVED, ("send", {}))),
    Act(Chart.OFFER, "accept", FIRM, _offer),
    Act(Chart.OFFER, "decline", FIRM, _offer, {"reason": "capacity"}),
    Act(Chart.OFFER, "withdraw", WORKER, _offer, WHY),
    Act(Chart.NOTICE, "hold", WORKER, _notice("planned"), WHY),
    Act(Chart.NOTICE, "release", WORKER, _notice("held")),
    Act(Chart.NOTICE, "cancel", WORKER, _notice("planned"), WHY),
    Act(Chart.NOTICE, "accept", WORKER, _notice("in_doubt")),
    Act(Chart.NOTICE, "deliver", WORKER, _notice("in_doubt")),
    Act(Chart.NOTICE, "fail", WORKER, _notice("in_doubt"), WHY),
    Act(Chart.NOTICE, "retry", WORKER, _notice("failed"), {"certain": True}),
)
