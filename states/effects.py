"""What a step does to the facts, as data: the command, the replay and the verification all apply it.

An effect is a word from a small language (`put`, `take`, `stamp`) or the name of a
deed from `deeds.py`. Published definitions name effects, so none is removed or renamed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from states import deeds
from states.position import Facts, Step, moment
from states.vocabulary import Chart, CopyEvent, Disposition, Event, OfferEvent, OrderEvent, ServiceEvent

Run = Callable[[Facts, Facts, Step], None]


@dataclass(frozen=True, slots=True)
class Effect:
    """One effect: its word and what it is said of. `run` is found again from both."""

    word: str
    of: tuple[Any, ...]
    run: Run = field(compare=False, repr=False)

    def text(self) -> str:
        """Write the effect as published definitions and the reference do."""
        return " ".join([self.word, *(str(part) for part in self.of)])


def put(fact: str, value: Any) -> Effect:
    """Record a constant."""
    return Effect("put", (fact, value), lambda _, own, __: own.__setitem__(fact, value))


def take(name: str, fact: str | None = None) -> Effect:
    """Record a field of the payload, under the fact's name where it differs; absent records None."""
    target = fact or name
    return Effect(
        "take", (name, target), lambda _, own, step: own.__setitem__(target, step.payload.get(name))
    )


def stamp(fact: str) -> Effect:
    """Record when the step happened."""
    return Effect("stamp", (fact,), lambda _, own, step: own.__setitem__(fact, moment(step.at)))


def first(fact: str) -> Effect:
    """Record when the step first happened; a later one changes nothing. The fact stands nowhere before it."""
    return Effect("first", (fact,), lambda _, own, step: _keep(own, fact, moment(step.at)))


def do(deed: deeds.Deed) -> Effect:
    """Do what `deeds.py` says under that name."""
    return Effect("do", (deed.__name__,), deed)


def effect(word: str, of: list[Any]) -> Effect:
    """Rebuild an effect from a published definition. Raises KeyError for an unknown word or deed."""
    if word == "do":
        return do(deeds.DEEDS[of[0]])
    words: Mapping[str, Callable[..., Effect]] = {"put": put, "take": take, "stamp": stamp, "first": first}
    return words[word](*of)


def _keep(own: Facts, fact: str, at: str) -> None:
    if own.get(fact) is None:
        own[fact] = at


#: The case is at its outcome.
ENDED = (do(deeds.reach_outcome), do(deeds.settle_disposition))


def _leaves(disposition: Disposition) -> tuple[Effect, ...]:
    """Record an exit to the outcome."""
    return (put("exit", disposition.value), *ENDED)


PARTED = (put("firm", None),)
SEALED = (stamp("made_at"), do(deeds.copy_days))
RESOLVED = (do(deeds.settle_disposition),)
FINAL = (stamp("made_at"), do(deeds.state_days))

EFFECTS: dict[Chart, dict[str, tuple[Effect, ...]]] = {
    Chart.CASE: {
        Event.TAKE: (do(deeds.own_it),),
        Event.REASSIGN: (take("owner"),),
        Event.TRANSFER: (do(deeds.hand_over),),
        Event.JOIN_REFERRAL: (do(deeds.join_referral),),
        Event.LOG_ATTEMPT: (do(deeds.count_attempt),),
        Event.REQUEST_INFORMATION: (do(deeds.count_question),),
        Event.SUPPLY_INFORMATION: (),
        Event.MAKE_CONTACT: (do(deeds.reach_her),),
        Event.RETRACT_CONTACT: (do(deeds.retract_contact),),
        Event.MARK_DUPLICATE: (take("case", "duplicate_of"), *_leaves(Disposition.DUPLICATE)),
        Event.GIVE_UP_CONTACT: _leaves(Disposition.UNABLE_TO_CONTACT),
        Event.LOSE_CONTACT: (*PARTED, *_leaves(Disposition.LOST_CONTACT)),
        Event.GIVE_CONSENT: (do(deeds.give_consent), put("declines", 0), first("consented_at")),
        Event.CHANGE_CONSENT: (do(deeds.change_consent),),
        Event.DECLINE: _leaves(Disposition.DECLINED),
        Event.WITHDRAW_CONSENT: (do(deeds.withdraw_consent), *PARTED, *ENDED),
        Event.FIND_INELIGIBLE: _leaves(Disposition.INELIGIBLE),
        Event.REFER_ELSEWHERE: _leaves(Disposition.REFERRED_ELSEWHERE),
        Event.SEND_WARNING_LETTER: _leaves(Disposition.WARNING_LETTER_SENT),
        Event.GIVE_ADVICE_ONLY: _leaves(Disposition.ADVICE_GIVEN),
        Event.RECORD_MEANS: (do(deeds.record_means),),
        Event.RECORD_STATEMENT: (take("taken_on", "statement_on"), do(deeds.list_evidence)),
        Event.RECORD_APPLICATION: (do(deeds.record_application),),
        Event.MAKE_OFFER: (do(deeds.open_offer), do(deeds.follow_ranking)),
        Event.ASSIGN_SOLICITOR: (do(deeds.instruct_firm),),
        Event.RELEASE_FIRM: (do(deeds.release_firm), *PARTED),
        Event.SEEK_ORDER: (do(deeds.draft_orders),),
        Event.RECORD_OUTCOME: (put("exit", None), *ENDED),
        Event.INVITE_TO_SURVEY: (do(deeds.invite_to_survey),),
        Event.RECORD_SURVEY: (do(deeds.record_survey),),
        Event.SET_SAFETY: (do(deeds.set_safety),),
        Event.STOP_MESSAGES: (do(deeds.stop_messages),),
        Event.UPDATE_DETAILS: (do(deeds.change_routes),),
        Event.ASSESS_RISK: (do(deeds.assess_risk),),
        Event.ADD_INCIDENT: (do(deeds.count_incident),),
        Event.REPORT_BREACH: (do(deeds.count_breach),),
        Event.MARK_SENSITIVE: (put("sensitive", True),),
        Event.ADD_NOTE: (do(deeds.leave_note),),
        Event.CORRECT: (do(deeds.correct),),
        Event.PAUSE: (do(deeds.pause),),
        Event.RESUME: (put("paused", None),),
        Event.RECORD_DEATH: (put("deceased", True), *PARTED, *_leaves(Disposition.DECEASED)),
        Event.REOPEN: (do(deeds.reopen), *PARTED),
        Event.CLOSE: (*PARTED, stamp("closed_at")),
    },
    Chart.ORDER: {
        OrderEvent.APPLY: (),
        OrderEvent.SEND_BACK: (),
        OrderEvent.RESUBMIT: (),
        OrderEvent.LIST_HEARING: (take("hearing_at"),),
        OrderEvent.GRANT_INTERIM: (*SEALED, put("hearing_at", None), first("interim_at")),
        OrderEvent.MAKE_ORDER: (*FINAL, *RESOLVED, first("final_at")),
        OrderEvent.TAKE_UNDERTAKING: (*FINAL, put("undertaking", True), take("bar_shown"), *RESOLVED),
        OrderEvent.REFUSE: RESOLVED,
        OrderEvent.WITHDRAW: (take("reason", "end_reason"), *RESOLVED),
        OrderEvent.DISCHARGE: RESOLVED,
        OrderEvent.END: (take("reason", "end_reason"), *RESOLVED),
        OrderEvent.VARY: (*SEALED, put("released", False)),
        OrderEvent.EXTEND: (*SEALED, put("released", False)),
        OrderEvent.REVIEW: (do(deeds.review_order),),
        OrderEvent.WARN: (),
    },
    Chart.SERVICE: {
        ServiceEvent.FALL_DUE: (put("served_at", None), stamp("service_due_at")),
        ServiceEvent.SERVE: (do(deeds.serve_order), do(deeds.name_proof), do(deeds.keep_first_service)),
        ServiceEvent.FAIL: (),
        ServiceEvent.DISPENSE: (do(deeds.serve_order), do(deeds.name_proof), do(deeds.keep_first_service)),
    },
    Chart.POLICE_COPY: {
        CopyEvent.FALL_DUE: (put("copied_at", None), stamp("copy_due_at")),
        CopyEvent.SEND: (stamp("copied_at"), do(deeds.name_copy), do(deeds.keep_first_protection)),
        CopyEvent.BOUNCE: (put("copied_at", None), stamp("copy_due_at")),
        CopyEvent.ACKNOWLEDGE: (),
    },
    Chart.OFFER: {
        OfferEvent.ACCEPT: (first("accepted_at"),),
        OfferEvent.DECLINE: (do(deeds.exclude_firm), do(deeds.keep_refusal)),
        OfferEvent.LAPSE: (do(deeds.exclude_firm),),
        OfferEvent.WITHDRAW: (),
        OfferEvent.END: (),
    },
    Chart.NOTICE: {},
}
