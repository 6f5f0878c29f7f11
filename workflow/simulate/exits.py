"""How each life goes that ends without an order: the majority of them."""

from collections.abc import Callable, Mapping

from states.facts import is_high_risk
from states.guards import ENOUGH_ATTEMPTS, ENOUGH_TIMES, OVER
from states.position import parsed
from states.vocabulary import Clock, Disposition, Event, IneligibleReason, Safety
from workflow.simulate.life import Life

#: Longest wait between two attempts, in hours.
LONGEST_WAIT = 60


def take(life: Life) -> None:
    """Have the caseworker take the case, after a lead where her life may be in danger."""
    if Clock.THREAT_TO_LIFE in life.facts["clocks"]:
        life.wait(hours=life.random.uniform(0.1, 0.9))
        life.do(Event.ADD_NOTE, {"note": "Fictional note: the police have been to see her."}, by=life.lead)
    life.wait(hours=life.random.uniform(0.3, 8))
    life.do(Event.TAKE)


def try_her(life: Life) -> None:
    """Try to reach her when she may be called; nobody answers."""
    life.wait(hours=life.random.uniform(3, LONGEST_WAIT))
    life.calling_time()
    life.do(Event.LOG_ATTEMPT, {"channel": life.way(), "result": "no_answer", "at": life.now()})


def keep_trying(life: Life) -> None:
    """Try as often, over as long and at as many times of day as she must be tried."""
    while not _tried_enough(life):
        try_her(life)


def _tried_enough(life: Life) -> bool:
    made = life.facts["attempts"]
    if made is None or made["count"] < ENOUGH_ATTEMPTS or len(made["times"]) < ENOUGH_TIMES:
        return False
    return parsed(made["last"]) - parsed(made["first"]) >= OVER


def ask_the_officer(life: Life) -> None:
    """Put a question to the referrer, who is the only way to her."""
    life.wait(hours=life.random.uniform(1, 5))
    life.do(Event.REQUEST_INFORMATION, {"questions": ["Fictional question: when is it safe to call her?"]})


def reach(life: Life) -> None:
    """Take the case and speak to her, through the officer where no other way is safe."""
    take(life)
    if life.way() == "through_officer":
        ask_the_officer(life)
        life.wait(hours=life.random.uniform(0.5, 20))
        life.do(
            Event.SUPPLY_INFORMATION, {"answers": ["Fictional answer: at her sister's."]}, by=life.officer
        )
    else:
        for _ in range(life.random.choice((0, 0, 0, 1, 2))):
            try_her(life)
    life.calling_time()
    life.do(Event.MAKE_CONTACT, {"channel": life.way(), "identity_confirmed": True, "safe_to_talk": True})
    if life.facts["safety"] in (Safety.UNKNOWN, Safety.UNSAFE):
        ask_what_is_safe(life)


def ask_what_is_safe(life: Life) -> None:
    """Record what she said about safe contact."""
    routes = life.facts["routes"]
    channels = ["phone"] if routes.get("phone") else ["email"] if routes.get("email") else []
    told = {"safety": "restricted", "channels": channels, "windows": [], "voicemail": False}
    life.do(Event.SET_SAFETY, {**told, "withheld_number": True, "spoke_at": life.now()})


def give_consent(life: Life) -> None:
    """Have her decide for a solicitor."""
    life.office(days=life.random.uniform(0, 4))
    scope = ["instruct_firm", *(name for name in ("tell_force", "survey") if life.chance(0.65))]
    life.do(Event.GIVE_CONSENT, {"privacy_notice_given": True, "has_capacity": True, "scope": scope})


def give_up(life: Life) -> None:
    """Try in vain, or ask the officer twice where no way to her is safe."""
    take(life)
    event = Event.GIVE_UP_CONTACT
    if life.way() == "through_officer":
        ask_the_officer(life)
        life.wait(hours=50)
        ask_the_officer(life)
        life.wait(hours=4)
        word = life.approved(event)
    else:
        keep_trying(life)
        word = life.approved_if_high_risk(event)
    life.do(event, {"reason": "Fictional reason: nobody ever answered.", **word})


def lose_contact(life: Life) -> None:
    """Reach her once and never again."""
    reach(life)
    keep_trying(life)
    event = Event.LOSE_CONTACT
    life.do(
        event,
        {"reason": "Fictional reason: she no longer answers.", **life.approved_if_high_risk(event)},
    )


def decline(life: Life) -> None:
    """Have her decide against it."""
    reach(life)
    life.office(days=life.random.uniform(0, 4))
    life.do(Event.DECLINE, {"reason": "Fictional reason: she has other plans.", "door_open_advice": True})


def find_ineligible(life: Life) -> None:
    """Find that no order can be sought; nobody at high risk is left alone."""
    reach(life)
    life.office()
    reason = life.random.choice((IneligibleReason.NOT_ASSOCIATED, IneligibleReason.OUTSIDE_JURISDICTION))
    handed = (
        {"hand_over": {"service": "Advocacy service", "accepted": True}} if is_high_risk(life.facts) else {}
    )
    life.do(Event.FIND_INELIGIBLE, {"reason": reason.value, **handed})


def refer_elsewhere(life: Life) -> None:
    """Hand her over to another service."""
    reach(life)
    life.office(days=life.random.uniform(0, 3))
    life.do(Event.REFER_ELSEWHERE, {"service": "Refuge", "accepted": True})


def send_letter(life: Life) -> None:
    """Warn him by letter."""
    reach(life)
    life.office(days=life.random.uniform(0, 3))
    life.do(Event.SEND_WARNING_LETTER, {"agreed": True})


def give_advice(life: Life) -> None:
    """Leave it at advice."""
    reach(life)
    life.office()
    life.do(Event.GIVE_ADVICE_ONLY, {"agreed": True})


def withdraw_consent(life: Life) -> None:
    """Have her withdraw after she consented."""
    reach(life)
    give_consent(life)
    life.office(days=life.random.uniform(0, 6))
    pressed = "unknown" if life.chance(0.2) else "no"
    life.do(Event.WITHDRAW_CONSENT, {"asked_safely": True, "under_pressure": pressed})


def record_death(life: Life) -> None:
    """Record her death, by the word of two leads."""
    reach(life)
    life.office(days=life.random.uniform(1, 20))
    word = life.approved(Event.RECORD_DEATH, life.second_lead)
    life.do(Event.RECORD_DEATH, word, by=life.lead)


Script = Callable[[Life], None]

#: What each life without an order does. A duplicate needs two cases: `playing.py` has it.
EXITS: Mapping[Disposition, Script] = {
    Disposition.UNABLE_TO_CONTACT: give_up,
    Disposition.LOST_CONTACT: lose_contact,
    Disposition.DECLINED: decline,
    Disposition.INELIGIBLE: find_ineligible,
    Disposition.REFERRED_ELSEWHERE: refer_elsewhere,
    Disposition.WARNING_LETTER_SENT: send_letter,
    Disposition.ADVICE_GIVEN: give_advice,
    Disposition.CONSENT_WITHDRAWN: withdraw_consent,
    Disposition.DECEASED: record_death,
}
