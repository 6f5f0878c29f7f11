"""Conditions on court orders and their service."""

from datetime import date, timedelta

from states.guarding import guard
from states.position import Asked, local_day
from states.vocabulary import OrderType, ReviewDecision, Role, Server

#: How long before its expiry an order is called expiring (I). Source: docs/sources.md#design.
WARNED_BEFORE = timedelta(days=42)


@guard(
    "an interim order needs an expiry and a return day",
    remedy="Give both days from the sealed order",
    who="solicitor",
    told=True,
)
def expiry_and_return_are_given(asked: Asked) -> bool:
    return asked.payload["expires_on"] is not None and asked.payload["return_day"] is not None


@guard(
    "it is not recorded that the judge was shown the bar of section 46(3A)",
    remedy="Record that the bar was shown, and that an undertaking carries no power of arrest",
    who="solicitor",
    told=True,
)
def bar_was_shown(asked: Asked) -> bool:
    return asked.payload["bar_shown"] is True


@guard(
    "a power of arrest goes with an occupation order alone",
    remedy="Answer no, or check which order it is: breaking a non-molestation order is a crime without one",
    who="solicitor",
    told=True,
)
def arrest_goes_with_occupation(asked: Asked) -> bool:
    return asked.payload.get("power_of_arrest") is not True or asked.order["type"] == OrderType.OCCUPATION


@guard("only a lead may release an order from watch", remedy="Ask a lead to review it", who="lead", told=True)
def lead_releases(asked: Asked) -> bool:
    return asked.payload["decision"] != ReviewDecision.RELEASE_FROM_WATCH or asked.by == Role.LEAD


@guard("an order that has an expiry is watched until then", remedy="Extend it, or let it end", told=True)
def release_is_for_orders_without_expiry(asked: Asked) -> bool:
    released = asked.payload["decision"] == ReviewDecision.RELEASE_FROM_WATCH
    return not released or asked.order["expires_on"] is None


@guard("it has not expired", remedy="Wait for its expiry, or give the reason yourself", who="solicitor")
def expired_if_system(asked: Asked) -> bool:
    if asked.by != Role.SYSTEM:
        return True
    expires = asked.order["expires_on"]
    return expires is not None and date.fromisoformat(expires) < local_day(asked.at)


@guard(
    "only a person can say what became of an interim order",
    remedy="Record what the court decided, or that it ended",
    who="solicitor",
)
def a_person_ends_an_interim(asked: Asked) -> bool:
    # The court may have decided on its last day: who records that the day after must not find it ended.
    return asked.by != Role.SYSTEM


@guard("it does not expire, or not soon", remedy="Wait until 42 days before its expiry", who="system")
def expiry_is_near(asked: Asked) -> bool:
    expires = asked.order["expires_on"]
    if expires is None:
        return False
    return date.fromisoformat(expires) - local_day(asked.at) <= WARNED_BEFORE


@guard(
    "the day of its service is still to come",
    remedy="Check the day, or record it once it is served",
    who="solicitor",
    told=True,
)
def service_has_happened(asked: Asked) -> bool:
    # She would count as protected before he knows of the order.
    return date.fromisoformat(asked.payload["served_on"]) <= local_day(asked.at)


@guard(
    "the applicant may never serve the order herself",
    remedy="Record who else served it",
    who="solicitor",
    told=True,
)
def server_is_not_the_applicant(asked: Asked) -> bool:
    return bool(asked.payload["served_by"] != Server.APPLICANT)
