"""What must always hold of a case. Numbers are those of "What must always hold" in the design."""

from collections.abc import Callable
from typing import Any

from states.errors import NotPermitted, Refused
from states.facts import may_instruct
from states.guarding import CASEWORKERS
from states.moves import Move
from states.permissions import Sight
from states.position import Asked
from states.proof.point import MoveClaim, Point, PositionClaim
from states.proof.sample import ACTORS, FIRMS
from states.vocabulary import Chart, Clock, Event, OfferState, Role, State, StopReason


def _always(_: Point) -> bool:
    return True


def _acts_without_consent(point: Point) -> str | None:
    return None if may_instruct(point.facts) else f"{point.state} without consent in force"


def _firm_learns(point: Point) -> str | None:
    facts = point.facts
    accepted = {offer["firm"] for offer in facts["offers"].values() if offer["state"] == OfferState.ACCEPTED}
    for firm in FIRMS:
        seen = point.seen_by(Role.SOLICITOR, firm)
        if seen is Sight.CASE and firm not in accepted:
            return f"the {firm} sees the case and has not accepted it"
        if not may_instruct(facts) and seen not in (Sight.NOTHING, Sight.DUTIES):
            return f"the {firm} sees more than its duties without consent in force"
    return None


def _unowned(point: Point) -> str | None:
    return None if point.facts["owner"] or point.facts["queue"] else "neither a person nor a queue owns it"


def _untimed(point: Point) -> str | None:
    return None if point.facts["clocks"] else f"{point.state} with no clock"


def _unseen(point: Point) -> str | None:
    seen = any(point.seen_by(role) is Sight.CASE for role in (Role.CASEWORKER, Role.LEAD))
    return None if seen else f"nobody sees it while it is {point.state}"


def _stirs(point: Point) -> str | None:
    events = [event for state, event in point.definition.charts[Chart.CASE].branches if state == point.state]
    if events:
        return f"{events[0]} is still possible"
    own = [name for name in point.facts["clocks"] if ":" not in name]
    if own:
        return f"the clock {own[0]} still runs"
    held = [offer["state"] for offer in point.facts["offers"].values()]
    return "a firm still holds it" if {OfferState.OFFERED, OfferState.ACCEPTED} & set(held) else None


def _dead_disturbed(point: Point) -> str | None:
    if Clock.SURVEY in point.facts["clocks"]:
        return "a survey is due after her death"
    ended = point.state in (State.OUTCOME, State.CLOSED)
    return None if ended else f"the case is {point.state} after her death"


WITHDRAWERS = (Role.CASEWORKER, Role.LEAD, Role.SOLICITOR, Role.OFFICER)
_LEAST_SAID: dict[str, Any] = {"asked_safely": None, "under_pressure": "unknown"}


def _withdrawal_refused(point: Point) -> str | None:
    """Ask for a withdrawal as every role that may, saying no more than must be said."""
    table = point.definition.charts[Chart.CASE]
    for role in WITHDRAWERS:
        if role is Role.OFFICER and point.state != State.RECEIVED:
            continue
        asked = Asked(point.state, point.facts, _LEAST_SAID, point.at, role, ACTORS[role])
        try:
            table.decide(Event.WITHDRAW_CONSENT, asked)
        except (Refused, NotPermitted):
            return f"a withdrawal is refused to the {role} while it is {point.state}"
    return None


STOPPERS = (Role.PROVIDER, Role.SYSTEM)


def _stopping_refused(point: Point) -> str | None:
    """Ask as each machine that messages to her stop."""
    table = point.definition.charts[Chart.CASE]
    said = {"reason": StopReason.BOUNCED.value, "notice": None}
    for role in STOPPERS:
        try:
            table.decide(Event.STOP_MESSAGES, Asked(point.state, point.facts, said, point.at, role))
        except (Refused, NotPermitted):
            return f"the {role} cannot stop messages to her while it is {point.state}"
    return None


def _about(*states: State) -> Callable[[Point], bool]:
    return lambda point: point.state in states


CASE_CLAIMS: tuple[PositionClaim, ...] = (
    PositionClaim(
        "consent in force",
        "1: no case is with a firm or before a court without consent in force",
        _about(State.SOLICITOR_ASSIGNED, State.ORDER_SOUGHT),
        _acts_without_consent,
    ),
    PositionClaim(
        "firms learn late",
        "2: no firm sees the case before it accepted, nor more than its duties without consent",
        _always,
        _firm_learns,
    ),
    PositionClaim("owned", "4: every unclosed case has an owner or a queue", Point.is_unclosed, _unowned),
    PositionClaim("timed", "4: every unclosed case has a running clock", Point.is_unclosed, _untimed),
    PositionClaim("seen", "a person sees every unclosed case", Point.is_unclosed, _unseen),
    PositionClaim(
        "closed is still",
        "8: a closed case has no clock but its orders', no event, no survey and no firm",
        Point.is_closed,
        _stirs,
    ),
    PositionClaim(
        "the dead are left alone",
        "8: after her death nothing is asked of her and the case stays ended",
        lambda point: point.facts["deceased"],
        _dead_disturbed,
    ),
    PositionClaim(
        "withdrawal is free",
        "a withdrawal is never refused while a case is unclosed",
        Point.is_unclosed,
        _withdrawal_refused,
    ),
    PositionClaim(
        "stopping is free",
        "3: what comes back may stop every message to her in any unclosed case",
        Point.is_unclosed,
        _stopping_refused,
    ),
)


def _died(move: Move) -> bool:
    return bool(move.before.facts["deceased"])


def _death_forgotten(move: Move) -> str | None:
    step = move.step
    if move.after.facts["deceased"] or (step.event == Event.REOPEN and step.found.get("approval")):
        return None
    return "her death was forgotten"


def _stopped(move: Move) -> bool:
    return move.before.facts["messages_stopped"] is not None


def _goes_on(move: Move) -> str | None:
    """Say whether messages to her went on without her word, and without another way after a bounce."""
    step = move.step
    if move.after.facts["messages_stopped"] is not None:
        return None
    bounced = move.before.facts["messages_stopped"] == StopReason.BOUNCED
    if step.event == Event.UPDATE_DETAILS and bounced and step.found.get("routes"):
        return None
    spoke = step.event == Event.SET_SAFETY and step.by in CASEWORKERS and step.payload["spoke_at"]
    return None if spoke else f"{step.event} lets messages to her go on"


CASE_MOVES: tuple[MoveClaim, ...] = (
    MoveClaim(
        "a recorded death stays",
        "8: only an approved reopening says that she did not die",
        _died,
        _death_forgotten,
    ),
    MoveClaim(
        "stopped messages stay stopped",
        "3: messages to her go on only by her word, or by another way to her after a bounce",
        _stopped,
        _goes_on,
    ),
)
