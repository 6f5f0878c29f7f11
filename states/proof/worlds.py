"""The worlds in which the proof looks: together they ask everything that the charts know.

One world with every fact in it would have millions of positions. Facts that no guard reads
together are explored apart; each world follows its cases to their end, so that every claim is
held at every position of every world.
"""

from datetime import timedelta

from states.proof.case_asks import CASE_ASKS
from states.proof.exploration import Course, World
from states.proof.order_asks import COPY_ASKS, OFFER_ASKS, ORDER_ASKS, SERVICE_ASKS
from states.proof.sample import Sample
from states.vocabulary import Role

ASKS = {sample.name: sample for sample in (*CASE_ASKS, *ORDER_ASKS, *SERVICE_ASKS, *COPY_ASKS, *OFFER_ASKS)}


def called(*names: str) -> tuple[Sample, ...]:
    """Return the samples of those names. Fails on a name that no sample has."""
    return tuple(ASKS[name] for name in names)


def of(*events: str) -> tuple[Sample, ...]:
    """Return all samples of those events of the case."""
    return tuple(sample for sample in CASE_ASKS if sample.event in events)


#: Nobody answers for more than a week, at different times of day.
TRIED: Course = (
    *called("log_attempt (this morning)", "log_attempt (last evening)"),
    timedelta(days=8),
    *called("log_attempt (this morning)"),
)
#: The same where only an officer reaches her.
TRIED_THROUGH_OFFICER: Course = (
    *called("log_attempt (through the officer)", "log_attempt (through the officer last evening)"),
    timedelta(days=8),
    *called("log_attempt (through the officer)"),
)
CONTACTED = called("take", "make_contact")
CONSENTED = (*CONTACTED, *called("give_consent (everything)"))
OFFERED = (*CONSENTED, *called("make_offer (to the first firm)"))
ASSIGNED = (*OFFERED, *called("offer.accept"))
ADVISED: Course = (*CONSENTED, *called("give_advice_only"))
SURVEYED: Course = (*ADVISED, timedelta(weeks=6), *called("invite_to_survey (with somewhere to answer)"))
SOUGHT = (*ASSIGNED, *called("seek_order (with notice)"))
MADE = (*SOUGHT, *called("order.make_order (with an expiry)"))
EXITS = called("give_up_contact", "lose_contact", "withdraw_consent (nothing known)", "close")
#: The straight way through all states of a case, and the ways out.
SPINE = (*SOUGHT, *called("order.refuse", "record_outcome"), *EXITS)
#: What becomes of an order, whosever reason it is.
COURT = tuple(sample for sample in ORDER_ASKS if sample.how not in ("she asked", "respondent died"))
#: What becomes of an order that has an expiry, told once each.
PLAIN_COURT = tuple(
    sample
    for sample in COURT
    if sample.how in ("", "with an expiry", "advice", "it has expired")
    and sample.event not in ("send_back", "resubmit")
)
_ALL = tuple(ASKS.values())


def _everyone(name: str, *walk: Sample | timedelta) -> World:
    return World(f"everyone, {name}", _ALL, walk, orders=2, brief=True)


WORLDS: tuple[World, ...] = (
    _everyone("at the referral"),
    _everyone("having tried", *TRIED),
    _everyone("once contacted", *CONTACTED),
    _everyone("having tried once contacted", *CONTACTED, *TRIED),
    _everyone("once asked", *CONTACTED, *called("request_information", "pause (decision)")),
    _everyone("once consented", *CONSENTED),
    _everyone("with an offer", *OFFERED),
    _everyone("with an offer that ran out", *OFFERED, timedelta(days=8)),
    _everyone("with a firm", *ASSIGNED),
    _everyone("before a court", *SOUGHT),
    _everyone("with an order", *MADE),
    _everyone("with an order soon over", *MADE, timedelta(days=100)),
    _everyone("with an order served", *MADE, *called("service.serve")),
    _everyone("with an order copied", *MADE, *called("service.serve", "police_copy.send")),
    _everyone("with a service that failed", *MADE, *called("service.fail")),
    _everyone("sent back", *SOUGHT, *called("order.send_back")),
    _everyone(
        "at the outcome",
        *SOUGHT,
        *called("order.refuse", "record_outcome"),
        # Both surveys are over then: the system may close the case.
        timedelta(days=200),
        *called("invite_to_survey (with nowhere to answer)"),
        timedelta(days=30),
    ),
    _everyone("asked whether it helped", *SURVEYED),
    World(
        "reaching her",
        (
            *called("log_attempt (this morning)", "log_attempt (last evening)"),
            *of("make_contact", "retract_contact", "give_consent", "record_death", "reopen"),
            *EXITS,
        ),
    ),
    World(
        "no safe route",
        (
            *called("log_attempt (through the officer)", "set_safety (she said it is safe)", "reopen"),
            *of("request_information", "supply_information", "make_contact", "record_death"),
            # A lead acts on the threat, else nothing could be closed.
            *(sample.only(Role.LEAD) for sample in called("add_note")),
            *EXITS,
        ),
        courses=(TRIED,),
        opens={"safety": "unsafe", "grade": "high", "channels": []},
    ),
    World(
        "ways out",
        (
            *called(
                "take",
                "make_contact",
                "retract_contact",
                "give_consent (a firm)",
                "give_consent (everything)",
            ),
            *of("mark_duplicate", "decline", "find_ineligible", "refer_elsewhere", "send_warning_letter"),
            *of("give_advice_only", "withdraw_consent", "change_consent", "record_death", "reopen"),
            *called("give_up_contact", "lose_contact", "close"),
        ),
        courses=(TRIED,),
    ),
    World(
        "whose case it is",
        (*SPINE, *of("reassign", "transfer", "mark_sensitive", "join_referral", "release_firm")),
        courses=(TRIED,),
    ),
    World(
        "safety",
        (*SPINE, *of("set_safety", "update_details")),
        courses=(TRIED, TRIED_THROUGH_OFFICER),
    ),
    World(
        "messages",
        (
            *called(
                "make_contact", "give_consent (a firm)", "make_offer (to the first firm)", "offer.accept"
            ),
            *called("set_safety (unsafe)", "set_safety (she said it is safe)"),
            *of("stop_messages", "update_details"),
            *EXITS,
        ),
        courses=(TRIED, TRIED_THROUGH_OFFICER),
    ),
    World(
        "risk",
        (
            *SPINE,
            *of("assess_risk", "correct"),
            *(sample.only(role) for sample in called("add_note") for role in sample.roles),
        ),
        courses=(TRIED,),
    ),
    World(
        "pauses",
        (*SPINE, *of("request_information", "supply_information", "pause", "resume")),
        courses=(TRIED,),
    ),
    World(
        "papers",
        (
            *SPINE,
            *of("record_means", "record_statement", "record_application", "add_incident", "report_breach"),
            *of("change_consent", "reopen", "record_death"),
        ),
        courses=(TRIED,),
    ),
    World(
        "surveys",
        (
            *of("invite_to_survey", "record_survey", "change_consent", "withdraw_consent", "record_death"),
            *called("set_safety (unsafe)", "set_safety (she said it is safe)", "reopen", "close"),
            *called("give_consent (everything)", "give_advice_only", "give_up_contact", "lose_contact"),
        ),
        ADVISED,
        courses=(TRIED, TRIED_THROUGH_OFFICER),
        opens={"channels": ["phone", "sms"]},
    ),
    World(
        "the panel",
        (
            *of("give_consent", "make_offer", "release_firm", "record_death", "reopen", "record_outcome"),
            *OFFER_ASKS,
            *called("seek_order (with notice)", "seek_order (without notice)", "seek_order (nothing new)"),
            *called("order.refuse"),
            *EXITS,
        ),
        CONSENTED,
        courses=(TRIED,),
    ),
    World(
        "one order in full",
        (*COURT, *SERVICE_ASKS, *COPY_ASKS, *called("record_outcome", "close")),
        SOUGHT,
    ),
    World(
        "an order to its end",
        (
            *PLAIN_COURT,
            *called("service.serve", "police_copy.send", "record_outcome", "release_firm", "close"),
            *called("withdraw_consent (nothing known)", "record_death", "reopen"),
        ),
        (*CONTACTED, *called("give_consent (a firm)"), *SOUGHT[3:]),
    ),
    World(
        "two orders",
        (
            *PLAIN_COURT,
            *called("record_outcome", "seek_order (without notice)", "close"),
        ),
        SOUGHT,
        orders=2,
    ),
)
