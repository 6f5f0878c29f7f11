"""The sample asks of the case chart: every event, by every role that may ask for it."""

from collections.abc import Mapping

from states.proof.sample import (
    COLLEAGUE,
    DEATH,
    FIRMS,
    HER,
    NOTHING,
    NOTHING_SAID,
    TRUTH,
    Filled,
    Need,
    Sample,
    an_order,
    day,
    hour,
    new_offer,
    new_orders,
)
from states.proof.survey_asks import SURVEY_ASKS
from states.vocabulary import Chart, Clock, Event, Flag, Grade, Ground, Role, Safety, Scope, StopReason

OFFICER, WORKER, LEAD, FIRM, SYSTEM, PROVIDER = (
    Role.OFFICER,
    Role.CASEWORKER,
    Role.LEAD,
    Role.SOLICITOR,
    Role.SYSTEM,
    Role.PROVIDER,
)
WORKERS = (WORKER, LEAD)
CARING = (*WORKERS, FIRM)
ANYBODY = (*CARING, OFFICER)

APPROVAL = "A-00000001"
APPROVED = {"approval": {"force": None}}
HANDED_OVER = {"service": "another service", "accepted": True}
WINDOW = {"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": "09:00", "to": "11:00"}


def _case(
    event: Event,
    roles: tuple[Role, ...],
    payload: Mapping[str, object] = NOTHING_SAID,
    found: Mapping[str, object] = NOTHING_SAID,
    how: str = "",
    needs: frozenset[Need] = NOTHING,
) -> Sample:
    return Sample(Chart.CASE, event.value, roles, payload, found, how, needs)


def _attempt(how: str, at: Filled, channel: str = "phone") -> Sample:
    payload = {"channel": channel, "result": "no_answer", "at": at, "call_back_at": None}
    return _case(Event.LOG_ATTEMPT, CARING, how=how, payload=payload)


def _consent(event: Event, roles: tuple[Role, ...], how: str, *scope: Scope) -> Sample:
    payload = {"privacy_notice_given": True, "has_capacity": True, "scope": [kind.value for kind in scope]}
    return _case(event, roles, how=how, payload=payload, needs=HER)


def _offer(firm: str) -> Sample:
    found = {"firm_active": True, "firm_conflict": False, "offer": new_offer}
    said = {"firm": firm, "down_the_ranking": False}
    return _case(Event.MAKE_OFFER, (*WORKERS, SYSTEM), how=f"to the {firm}", payload=said, found=found)


def _seek(how: str, *grounds: list[str]) -> Sample:
    """Seek an order for each list of grounds; an order with notice needs none."""
    orders = [
        {
            "type": "non_molestation",
            "court": "Family Court",
            "applied_on": "2026-03-02",
            "without_notice": bool(given),
            "without_notice_grounds": given,
        }
        for given in grounds
    ]
    payload = {"orders": orders, "confidential_address_protected": True}
    return _case(
        Event.SEEK_ORDER, (FIRM,), how=how, payload=payload, found={"orders": new_orders(len(orders))}
    )


def _safety(
    how: str,
    roles: tuple[Role, ...],
    safety: Safety,
    *,
    windows: tuple[object, ...] = (),
    spoke: bool = False,
) -> Sample:
    channels = [] if safety == Safety.UNSAFE else ["phone"]
    payload = {
        "safety": safety.value,
        "channels": channels,
        "windows": list(windows),
        "voicemail": None,
        "withheld_number": None,
        "spoke_at": hour(0) if spoke else None,
    }
    return _case(Event.SET_SAFETY, roles, how=how, payload=payload, needs=HER if spoke else NOTHING)


def _stop(reason: StopReason) -> Sample:
    payload = {"reason": reason.value, "notice": None}
    return _case(Event.STOP_MESSAGES, (PROVIDER, SYSTEM, *WORKERS), payload, how=reason.value)


def _route(how: str, *, phone: bool) -> Sample:
    payload = {"language": None, "interpreter": None}
    found = {"routes": {"phone": phone}, "route_is_respondents": False}
    return _case(Event.UPDATE_DETAILS, ANYBODY, how=how, payload=payload, found=found)


def _risk(how: str, grade: Grade, *flags: Flag) -> Sample:
    payload = {"tool": "dash", "version": "2009", "grade": grade.value, "score": None, "flags": list(flags)}
    return _case(Event.ASSESS_RISK, ANYBODY, how=how, payload=payload)


def _transfer(how: str, *, force: str | None, service: str | None) -> Sample:
    payload = {"force": force, "service": service, "approval": APPROVAL}
    return _case(Event.TRANSFER, (LEAD,), how=how, payload=payload, found={"approval": {"force": force}})


def _pause(clock: Clock) -> Sample:
    payload = {"clock": clock.value, "until": hour(20 * 24)}
    return _case(Event.PAUSE, WORKERS, how=clock.value, payload=payload)


def _withdrawal(how: str, *, safely: bool | None, pressed: str) -> Sample:
    payload = {"asked_safely": safely, "under_pressure": pressed}
    return _case(Event.WITHDRAW_CONSENT, ANYBODY, how=how, payload=payload, needs=HER)


_CONTACT = {
    "safety": "restricted",
    "channels": ["phone"],
    "windows": [],
    "voicemail": None,
    "withheld_number": True,
}
_SECOND_REFERRAL = {
    "referral": "R-00000002",
    "referrer": "P-00000FF2",
    "contact": _CONTACT,
    "tell_force": False,
    "grade": "standard",
    "flags": [],
    "messages_stopped": None,
}
_CORRECTION = {
    **dict.fromkeys(("language", "interpreter", "flags", "means_on", "statement_on", "urgent")),
    "grade": "standard",
}

CASE_ASKS: tuple[Sample, ...] = (
    _case(Event.TAKE, WORKERS),
    _case(
        Event.REASSIGN,
        (LEAD,),
        payload={"owner": COLLEAGUE},
        found={"owner_active": True, "owner_conflict": False},
    ),
    _transfer("to another force", force="another force", service=None),
    _transfer("to another service", force=None, service="another service"),
    _case(Event.JOIN_REFERRAL, (SYSTEM,), payload=_SECOND_REFERRAL),
    _attempt("this morning", hour(-2)),
    _attempt("last evening", hour(-18)),
    _attempt("through the officer", hour(0), "through_officer"),
    _attempt("through the officer last evening", hour(-18), "through_officer"),
    _case(Event.REQUEST_INFORMATION, WORKERS),
    _case(Event.SUPPLY_INFORMATION, (OFFICER,)),
    _case(
        Event.MAKE_CONTACT,
        WORKERS,
        payload={"channel": "phone", "identity_confirmed": True, "safe_to_talk": True},
        needs=HER,
    ),
    _case(Event.RETRACT_CONTACT, (LEAD,)),
    _case(
        Event.MARK_DUPLICATE,
        WORKERS,
        payload={"case": "C-00000002"},
        found={"duplicate": {"open": True, "same_force": True}},
        needs=TRUTH,
    ),
    _case(Event.GIVE_UP_CONTACT, WORKERS, {"approval": APPROVAL}, found=APPROVED),
    _case(Event.LOSE_CONTACT, WORKERS, {"approval": APPROVAL}, found=APPROVED),
    _consent(Event.GIVE_CONSENT, WORKERS, "a firm", Scope.INSTRUCT_FIRM),
    _consent(Event.GIVE_CONSENT, WORKERS, "everything", *Scope),
    _consent(Event.CHANGE_CONSENT, CARING, "a firm", Scope.INSTRUCT_FIRM),
    _consent(Event.CHANGE_CONSENT, CARING, "everything", *Scope),
    _consent(Event.CHANGE_CONSENT, CARING, "a survey alone", Scope.SURVEY),
    _case(Event.DECLINE, WORKERS, {"door_open_advice": True}, needs=HER),
    _withdrawal("nothing known", safely=None, pressed="unknown"),
    _withdrawal("clear and free", safely=True, pressed="no"),
    _case(
        Event.FIND_INELIGIBLE,
        WORKERS,
        payload={"reason": "respondent_died", "hand_over": HANDED_OVER},
        needs=TRUTH,
    ),
    _case(Event.REFER_ELSEWHERE, WORKERS, HANDED_OVER, needs=TRUTH),
    _case(Event.SEND_WARNING_LETTER, WORKERS, {"agreed": True}, needs=HER),
    _case(Event.GIVE_ADVICE_ONLY, WORKERS, {"agreed": True}, needs=HER),
    _case(Event.RECORD_MEANS, WORKERS, {"children": 0, "legal_aid_needed": None}),
    _case(Event.RECORD_STATEMENT, WORKERS, {"taken_on": day(0), "evidence": None}, needs=HER),
    _case(Event.RECORD_APPLICATION, CARING),
    *(_offer(firm) for firm in FIRMS[:2]),
    _case(Event.RELEASE_FIRM, (LEAD, FIRM)),
    _seek("with notice", []),
    _seek("without notice", [Ground.SIGNIFICANT_HARM.value]),
    _seek("nothing new"),
    _case(Event.RECORD_OUTCOME, CARING),
    _case(Event.RECORD_DEATH, (LEAD,), {"approval": APPROVAL}, found=APPROVED, needs=DEATH),
    *SURVEY_ASKS,
    _safety("unsafe", ANYBODY, Safety.UNSAFE),
    _safety("a window", ANYBODY, Safety.RESTRICTED, windows=(WINDOW,)),
    _safety("she said it is safe", WORKERS, Safety.SAFE, spoke=True),
    _stop(StopReason.BOUNCED),
    _stop(StopReason.OPTED_OUT),
    _route("no phone leads to her", phone=False),
    _route("a phone leads to her", phone=True),
    _risk("high", Grade.HIGH),
    _risk("a suspect released", Grade.STANDARD, Flag.SUSPECT_RELEASED),
    _case(Event.ADD_INCIDENT, ANYBODY, payload={"occurred_at": hour(-1)}),
    _case(Event.REPORT_BREACH, ANYBODY, payload={"occurred_at": hour(-1), "order": an_order}),
    _case(Event.MARK_SENSITIVE, (LEAD,)),
    _case(Event.ADD_NOTE, CARING, {"hand_over": True}),
    _case(Event.CORRECT, (LEAD,), {"facts": _CORRECTION}),
    *(_pause(clock) for clock in (Clock.DECISION, Clock.PREPARATION, Clock.FILING, Clock.INFORMATION_ASKED)),
    _case(Event.RESUME, (*WORKERS, SYSTEM)),
    _case(Event.REOPEN, (LEAD,), {"approval": APPROVAL}, found=APPROVED),
    _case(Event.CLOSE, (*WORKERS, SYSTEM), found={"notices_moving": 0}),
)
