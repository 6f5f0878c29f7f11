"""What is recorded about a case: each fact, what it starts as, and what guards ask of it."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import date, datetime, timedelta
from typing import Any

from states.position import Facts, local_day, parsed
from states.vocabulary import CopyState, Grade, OfferState, OrderState, Safety, Scope, ServiceState

#: Every fact of a case with what it starts as, each with its sentence for the reference.
FACTS: dict[str, tuple[Any, str]] = {
    "owner": (None, "the person who owns the case, by reference"),
    "queue": (None, "the team queue that holds it while nobody owns it"),
    "force": (None, "the police force that referred it"),
    "service": (None, "the service that holds it, where not the one that received it"),
    "sensitive": (False, "only those assigned and leads may see it"),
    "referrers": ([], "who referred it, by reference"),
    "referred_at": (None, "when it was first referred"),
    "repeat_of": (None, "the earlier case between the same two people"),
    "safety": (Safety.UNKNOWN.value, "whether contact is safe; unknown means no"),
    "channels": ([], "the channels she named"),
    "windows": ([], "the hours in which contact is safe; none named is no window"),
    "voicemail": (None, "whether a message may be left; blank means no"),
    "withheld_number": (None, "whether calls must hide their number"),
    "routes": ({}, "by which channels she can be reached at all"),
    "route_version": (1, "counts changes of a route to her"),
    "spoke_at": (None, "when a caseworker last heard from her how contact is safe"),
    "messages_stopped": (None, "why no machine sends to her any more; a person calls instead"),
    "messages_stopped_at": (None, "since when no machine sends to her"),
    "tightened_at": (None, "when her rules were last tightened"),
    "language": ("en", "the language she speaks best"),
    "interpreter": (False, "whether she needs an interpreter"),
    "tell_force": (False, "whether the force may learn what became of the referral"),
    "grade": (Grade.STANDARD.value, "the risk grade"),
    "flags": ([], "the risk flags"),
    "risk_tool": (None, "the tool and version of the latest risk assessment"),
    "attempts": (None, "attempts since she last answered: count, first, last, times of day"),
    "against_safety": (0, "attempts against her rules, which count for nothing"),
    "asks": (None, "questions put to the referrer: count, first, last"),
    "first_contact_since": (None, "when the first-contact clock first started"),
    "contacted_at": (None, "when she was first reached"),
    "answered_at": (None, "when she last answered"),
    "call_back_at": (None, "when she asked to be called back"),
    "consent": (None, "her consent: its scope and when it was given"),
    "means_on": (None, "the day her means were recorded"),
    "statement_on": (None, "the day her statement was taken"),
    "application_on": (None, "the day the application was recorded"),
    "firm": (None, "the firm that accepted the case"),
    "excluded_firms": ([], "firms that may not be offered this case again"),
    "declines": (0, "offers declined since consent"),
    "urgent": (False, "whether the short clocks apply"),
    "offers": ({}, "its offers, by reference"),
    "orders": ({}, "its orders, by reference"),
    "exit": (None, "the disposition of the step that led to the outcome"),
    "disposition": (None, "how the case came to its outcome"),
    "outcome_at": (None, "when it came to its outcome"),
    "closed_at": (None, "when it was closed"),
    "deceased": (False, "whether she has died"),
    "duplicate_of": (None, "the open case that it joined"),
    "paused": (None, "the paused clock, until when, and how long it had left"),
    "incidents": (0, "incidents reported after the referral"),
    "breaches": (0, "breaches reported"),
    "handed_over_at": (None, "when its worker last left a note for whoever carries on"),
    "pressed": (False, "a withdrawal that was not clearly free and safely asked"),
    "clocks": ({}, "its running clocks"),
}

#: The risk grades in rising order.
GRADES = {grade.value: rank for rank, grade in enumerate(Grade)}

#: Orders that no court has yet resolved.
PENDING = frozenset({OrderState.APPLIED, OrderState.RETURNED, OrderState.LISTED, OrderState.INTERIM})
#: Orders that bind the respondent while before their expiry.
IN_FORCE = frozenset({OrderState.INTERIM, OrderState.MADE, OrderState.EXPIRING, OrderState.UNDERTAKING})
#: Orders that can protect; an undertaking never counts.
PROTECTING = frozenset({OrderState.INTERIM, OrderState.MADE, OrderState.EXPIRING})
#: Services that the law counts as done.
SERVED = frozenset({ServiceState.SERVED, ServiceState.DISPENSED})
#: Copies that have left for the police.
COPIED = frozenset({CopyState.SENT, CopyState.ACKNOWLEDGED})


def blank() -> Facts:
    """Return the facts of a case of which nothing is known."""
    return {name: deepcopy(start) for name, (start, _) in FACTS.items()}


def is_pending(order: Facts) -> bool:
    """Say whether a court has still to resolve the order."""
    return order["state"] in PENDING


def is_in_force(order: Facts, at: datetime) -> bool:
    """Say whether the order binds the respondent on that day; one without expiry does."""
    expires = order.get("expires_on")
    return order["state"] in IN_FORCE and (expires is None or date.fromisoformat(expires) >= local_day(at))


def is_unsettled(order: Facts, at: datetime) -> bool:
    """Say whether the order keeps its case from closing."""
    if is_pending(order):
        return True
    return is_in_force(order, at) and not (order.get("expires_on") is None and order.get("released"))


def bound(facts: Facts, at: datetime) -> bool:
    """Say whether an order is pending or in force."""
    return any(is_pending(order) or is_in_force(order, at) for order in facts["orders"].values())


def protected_at(order: Facts, at: datetime) -> str | None:
    """Return since when she is protected by this order, or None. Computed, never typed."""
    served = order["state"] in PROTECTING and is_in_force(order, at) and order["service"] in SERVED
    if not served or order["copy"] not in COPIED:
        return None
    latest: str = max(order["made_at"], order["served_at"], order["copied_at"], key=parsed)
    return latest


def unserved_since(order: Facts, at: datetime) -> str | None:
    """Return since when a sealed order that could protect her waits to be served, or None where none waits."""
    waits = order["state"] in PROTECTING and order["service"] not in SERVED and is_in_force(order, at)
    since: str | None = order["made_at"]
    return since if waits else None


def live_offers(facts: Facts) -> Iterator[str]:
    """Yield the references of offers that a firm may still accept."""
    return (ref for ref, offer in facts["offers"].items() if offer["state"] == OfferState.OFFERED)


def accepted_offer(facts: Facts) -> str | None:
    """Return the reference of the accepted offer, if any."""
    accepted = (ref for ref, offer in facts["offers"].items() if offer["state"] == OfferState.ACCEPTED)
    return next(accepted, None)


def may_instruct(facts: Facts) -> bool:
    """Say whether her consent to instruct a firm is in force."""
    return facts["consent"] is not None and Scope.INSTRUCT_FIRM in facts["consent"]["scope"]


def is_high_risk(facts: Facts) -> bool:
    """Say whether the latest grade is high."""
    return bool(facts["grade"] == Grade.HIGH)


def hearing_within(facts: Facts, at: datetime, span: timedelta) -> bool:
    """Say whether a pending order has a hearing between now and then."""
    days = (
        date.fromisoformat(day[:10])
        for order in facts["orders"].values()
        if is_pending(order)
        for day in (order.get("hearing_at"), order.get("return_day"))
        if day
    )
    return any(local_day(at) <= day <= local_day(at + span) for day in days)
